"""Minimal Boolean circuits with proofs, read for search-like structure.

The verbs of the command line are functions here (`minimesa.api`), with results as values:

>>> import minimesa
>>> solution = minimesa.solve("0x16e9")
>>> solution
<Solution 0x16e9: optimal size over b2, size 5, depth 5>

They are loaded when they are first used, so that ``import minimesa`` takes no time.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from minimesa import errors

if TYPE_CHECKING:
    from minimesa.api import (
        Basis,
        Circuit,
        Evidence,
        Finding,
        Gate,
        Improvement,
        Inspection,
        Outcome,
        Output,
        Price,
        Problem,
        Profile,
        Relation,
        Solution,
        Verdict,
        check,
        improve,
        inspect,
        list_problems,
        price,
        problem,
        read_circuit,
        read_circuits,
        solve,
        verify,
        write_circuit,
    )

__version__ = "0.1.0"

__all__ = [
    "Basis",
    "Circuit",
    "Evidence",
    "Finding",
    "Gate",
    "Improvement",
    "Inspection",
    "Outcome",
    "Output",
    "Price",
    "Problem",
    "Profile",
    "Relation",
    "Solution",
    "Verdict",
    "__version__",
    "check",
    "errors",
    "improve",
    "inspect",
    "list_problems",
    "price",
    "problem",
    "read_circuit",
    "read_circuits",
    "solve",
    "verify",
    "write_circuit",
]


def __getattr__(name: str) -> object:
    """Load what is asked for (PEP 562)."""
    if name in __all__:
        return getattr(import_module("minimesa.api"), name)
    raise AttributeError(f"module 'minimesa' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
