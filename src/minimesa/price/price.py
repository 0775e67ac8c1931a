"""The price of search: the least cost of a searching circuit minus the least cost of any."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from minimesa.analysis.forcing import influenced
from minimesa.analysis.subject import subject
from minimesa.errors import InputError
from minimesa.price.searching import Searching, solve_searching
from minimesa.synthesis.search import solve

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.price.requirement import Requirement
    from minimesa.problems.problem import Problem
    from minimesa.solvers.engine import Engine
    from minimesa.synthesis.result import Bound, Evidence, Solution
    from minimesa.synthesis.search import Options

MOST_EXTRA = 3
"""Gates beyond the optimum to which the structural definitions are tried, unless told otherwise."""


@dataclass(frozen=True)
class Price:
    """A price of search.

    Attributes:
        problem: name of the problem.
        plain: the optimum without a requirement.
        searching: the optimum with it.
        lower: least price that is not refuted; None where the plain optimum is open.
        upper: price of the circuits at hand, None without both.
        care: the care set of the problem.
        status: ``optimal`` (lower and upper meet), ``feasible`` (a circuit, bounds open),
            ``unknown`` (no searching circuit yet), ``vacuous`` or ``infeasible``.

    """

    problem: str
    plain: Solution
    searching: Searching
    lower: int | None
    upper: int | None
    care: int
    status: str

    @property
    def verdict(self) -> str:
        """What it says of the conjecture: upheld, refuted, open or vacuous."""
        if self.status == "vacuous":
            return "vacuous"
        if self.plain.objective == "depth":
            # Any circuit of least depth can be padded, so only a circuit without padding counts.
            return "refuted" if self.upper == 0 and self._unpadded() else "open"
        if self.upper == 0 and self.status == "optimal":
            return "refuted"
        return "upheld" if self.lower is not None and self.lower > 0 else "open"

    def _unpadded(self) -> bool:
        """Tell whether every gate of the searching circuit changes an output when forced."""
        solution = self.searching.solution
        if solution is None or not solution.circuits:
            return False
        seen = subject(solution.circuits[0], care=self.care, free_not=False)
        return all(influenced(seen, (wire,)) for wire in seen.gates)

    def to_json(self) -> dict[str, Any]:
        """Return the object that ``price --json`` prints."""
        name = self.searching.requirement.name
        demand = self.searching.requirement.demand
        return {
            "problem": self.problem,
            "basis": self.plain.basis,
            "objective": self.plain.objective,
            "requirement": name if demand is None else demand.label,
            "plain": self.plain.to_json(),
            "searching": self.searching.to_json(),
            "price_of_search": {name: self.upper if self.status == "optimal" else None},
            "status": self.status,
            "lower_bound": self.lower,
            "upper_bound": self.upper,
            "verdict": self.verdict,
        }


def price(
    problem: Problem,
    options: Options,
    required: Requirement,
    engine: Engine,
    report: Callable[[Bound, Evidence | None], None] = lambda _bound, _evidence: None,
    *,
    connected: bool = False,
    most_extra: int = MOST_EXTRA,
) -> Price:
    """Return the price of search for a problem.

    Args:
        problem: the problem.
        options: basis, objective (``size``, ``depth`` or ``depth,size``) and limits; the time
            limit is for the plain and the searching optimum together.
        required: the definition.
        engine: who answers the questions.
        report: called with each bound before and after it is tried.
        connected: every score wire must reach an output.
        most_extra: for the structural definitions, how many gates beyond the optimum are tried:
            a problem may have no such circuit of any size.

    Raises:
        InputError: a combination that has no price.

    """
    if options.objective not in ("size", "depth", "depth,size"):
        raise InputError(f"the price of search is a size or a depth, not {options.objective}")
    begin = time.monotonic()
    care = problem.relation.care
    plain = solve(problem, options, engine, report)
    if plain.status == "infeasible":
        return Price(problem.name, plain, Searching(required, None), None, None, care, "infeasible")
    least, least_depth = _cost(plain, "lower_bound"), _depth(plain)
    left = options.time_limit
    if left is not None:
        left = max(0.001, left - (time.monotonic() - begin))
    searching_options = replace(options, time_limit=left)
    if required.demand is not None and plain.status == "optimal":
        searching_options = replace(
            searching_options, least=least or 0, most=(least or 0) + most_extra
        )
    elif options.objective == "size" and least is not None:
        searching_options = replace(searching_options, least=least)
    searching = solve_searching(
        problem, searching_options, required, engine, report, connected=connected
    )
    if searching.vacuous or searching.solution is None:
        return Price(problem.name, plain, searching, None, None, care, "vacuous")
    found = searching.solution
    if least_depth is not None and _depth(found) not in (None, least_depth):
        # Scores may not fit the least depth; sizes at different depths have no difference.
        return Price(problem.name, plain, searching, None, None, care, "unknown")
    lower = _difference(_cost(found, "lower_bound"), _cost(plain, "upper_bound"))
    upper = _difference(_cost(found, "upper_bound"), _cost(plain, "lower_bound"))
    if not found.circuits:
        upper = None
    status = "optimal" if lower == upper and lower is not None else "feasible"
    return Price(
        problem.name,
        plain,
        searching,
        None if lower is None else max(0, lower),
        upper,
        care,
        status if found.circuits else "unknown",
    )


def _cost(solution: Solution, side: str) -> int | None:
    """Return a bound on what is minimised last: the size in ``depth,size``."""
    bound: Bound = getattr(solution, side)
    return bound[-1] if isinstance(bound, tuple) else bound


def _depth(solution: Solution) -> int | None:
    """Return the least depth in ``depth,size``, None for other objectives."""
    bound = solution.upper_bound
    return bound[0] if isinstance(bound, tuple) else None


def _difference(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a - b
