"""Encodings of existence questions as formulas."""
