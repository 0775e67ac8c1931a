"""Local improvement: good circuits for problems that are too large for a proof of minimality."""
