"""Searches for least size and depth: sequences of queries with honest bounds."""
