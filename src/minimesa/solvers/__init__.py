"""Solvers: profiles, backends, and killable processes with hard limits."""
