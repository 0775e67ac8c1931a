"""Optimal circuits of every function of up to four inputs, looked up instead of searched for."""
