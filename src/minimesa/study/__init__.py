"""Studies: the conjecture checked in batch, resumably, into one SQLite store."""
