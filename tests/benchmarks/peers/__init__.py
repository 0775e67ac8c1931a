"""Minimesa side by side with other programs for exact synthesis; see `peers.__main__`."""
