"""Minimal Boolean circuits with proofs, read for search-like structure."""

__version__ = "0.1.0"
