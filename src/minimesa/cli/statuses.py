"""Exit statuses. That of a batch is the highest that applies."""

from __future__ import annotations

DONE = 0
"""A result; an infeasible problem is one."""
CHECK_FAILED = 1
"""A check failed: a published optimum is contradicted, a solver gave a wrong answer."""
WRONG_USE = 2
"""Wrong use, bad input, or output that cannot be written."""
UNDECIDED = 3
"""Undecided within the limits."""
INTERRUPTED = 130
"""Ctrl-C or SIGTERM; what was known by then has been printed."""
