"""The Python API: the verbs of the command line as functions with typed results.

``import minimesa`` gives all of it; this package is imported when something of it is first used.
Where the command line takes a name or a file, so do these functions, and values as well. What a
caller does wrong is a `minimesa.errors.InputError`.
"""

from __future__ import annotations

from minimesa.analysis.finding import Finding
from minimesa.analysis.inspect import Inspection
from minimesa.api.analysis import inspect
from minimesa.api.certificates import verify
from minimesa.api.inputs import (
    list_problems,
    problem,
    read_circuit,
    read_circuits,
    write_circuit,
)
from minimesa.api.studies import check
from minimesa.api.synthesis import improve, price, solve
from minimesa.basis import Basis
from minimesa.circuit import Circuit, Gate, Output
from minimesa.errors import InputError
from minimesa.improvement.result import Improvement
from minimesa.pricing.price import Price
from minimesa.pricing.verdict import Verdict
from minimesa.problems.problem import Problem
from minimesa.relations import Relation
from minimesa.solvers.profiles import Profile
from minimesa.study.results import Outcome
from minimesa.synthesis.result import Evidence, Solution

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
    "check",
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


def _picture(circuit: Circuit) -> str | None:
    """Return a circuit as SVG; None where it is too large to be drawn."""
    from minimesa.drawing.svg import to_svg  # noqa: PLC0415 - only notebooks ask

    try:
        return to_svg(circuit)
    except InputError:
        return None


Circuit.picture = staticmethod(_picture)
