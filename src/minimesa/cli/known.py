"""Holding results against the optima that the library knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.basis import get

if TYPE_CHECKING:
    from minimesa.basis import Basis
    from minimesa.problems.problem import Known, Problem
    from minimesa.synthesis.result import Solution


def contradictions(problem: Problem, solution: Solution, basis: Basis) -> list[str]:
    """Return a line for each known optimum that the bounds of ``solution`` exclude.

    Only the first part of a lexicographic objective is the unconditional optimum. Below full
    accuracy nothing is known.
    """
    if solution.accuracy is not None or solution.status == "infeasible":
        return []
    objective = "size" if solution.objective == "pareto" else solution.objective.partition(",")[0]
    lower, upper = (
        bound[0] if isinstance(bound, tuple) else bound
        for bound in (solution.lower_bound, solution.upper_bound)
    )
    return [
        f"known {known.objective} {known.value} ({known.source}) is contradicted: "
        f"the least is {lower} to {'?' if upper is None else upper}"
        for known in problem.known
        if known.objective == objective
        and _same(known, basis)
        and not ((lower or 0) <= known.value <= (known.value if upper is None else upper))
    ]


def _same(known: Known, basis: Basis) -> bool:
    """Tell whether a known optimum is about the same gates; names of one basis may differ."""
    other = get(known.basis)
    return (basis.tables, basis.free_not, basis.constants, basis.repeats) == (
        other.tables,
        other.free_not,
        other.constants,
        other.repeats,
    )
