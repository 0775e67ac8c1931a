"""File formats of circuits and tables."""
