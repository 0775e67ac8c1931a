"""The price of search: the least cost of a searching circuit minus the least cost of any."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from minimesa.analysis.forcing import influenced
from minimesa.analysis.subject import subject
from minimesa.errors import InputError, MinimesaError
from minimesa.pricing.declared import MARGIN, comparable
from minimesa.pricing.folders import PLAIN
from minimesa.pricing.searching import Searching, solve_searching
from minimesa.synthesis.options import Interrupted
from minimesa.synthesis.search import solve

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.pricing.requirement import Requirement
    from minimesa.problems.problem import Problem
    from minimesa.solvers.engine import Oracle
    from minimesa.synthesis.options import Options
    from minimesa.synthesis.result import Bound, Evidence, Solution

OBJECTIVES = ("size", "depth", "depth,size")
"""What a price can be taken of."""
MOST_EXTRA = 3
"""Gates beyond the optimum to which structure is looked for, unless told otherwise."""


@dataclass(frozen=True)
class Price:
    """A price of search.

    At objective ``depth,size`` prices are pairs, compared as such: by how much the least depth
    grows, and the size. (Where the depth grows, the sizes are at different depths, and the second
    number may be negative.) A declared score counts as an output, in depths too.

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
    lower: Bound
    upper: Bound
    care: int
    status: str

    def __repr__(self) -> str:
        return f"<Price {self}>"

    def __str__(self) -> str:
        price = self.lower if self.lower == self.upper else f"{self.lower} to {self.upper}"
        return (
            f"{self.plain.problem}: {self.searching.requirement.name} costs {price} more "
            f"{self.plain.objective} over {self.plain.basis}, {self.status}; {self.verdict}"
        )

    @property
    def verdict(self) -> str:
        """What it says of the conjecture: upheld, refuted, open, or vacuous (also without any)."""
        if self.status in ("vacuous", "infeasible"):
            return "vacuous"
        free = self.status == "optimal" and not any(comparable(self.upper))
        if self.plain.objective == "depth":
            # Any circuit of least depth can be padded, so only a circuit without padding counts.
            return "refuted" if free and self._unpadded() else "open"
        if free:
            return "refuted"
        positive = comparable(self.lower, lower=True) > comparable(zero(self.lower))
        return "upheld" if self.lower is not None and positive else "open"

    def _unpadded(self) -> bool:
        """Tell whether every gate of the searching circuit changes an output when forced."""
        solution = self.searching.solution
        if solution is None or not solution.circuits:
            return False
        seen = subject(solution.circuits[0], care=self.care, free_not=False)
        return all(influenced(seen, (wire,)) for wire in seen.gates)

    def to_json(self) -> dict[str, Any]:
        """Return the object that ``price --json`` prints."""
        required = self.searching.requirement
        return {
            "problem": self.problem,
            "basis": self.plain.basis,
            "objective": self.plain.objective,
            "requirement": required.to_json(),
            "plain": self.plain.to_json(),
            "searching": self.searching.to_json(),
            "price_of_search": {
                required.name: _listed(self.upper) if self.status == "optimal" else None
            },
            "status": self.status,
            "lower_bound": _listed(self.lower),
            "upper_bound": _listed(self.upper),
            "verdict": self.verdict,
        }


class InterruptedPrice(MinimesaError):  # noqa: N818 - not an error of the program
    """Ctrl-C: carries what was known by then."""

    def __init__(self, price: Price) -> None:
        super().__init__("interrupted")
        self.price = price


def price(
    problem: Problem,
    options: Options,
    required: Requirement,
    engine: Oracle,
    report: Callable[[str, Bound, Evidence | None], None] = lambda _what, _bound, _evidence: None,
    *,
    connected: bool = False,
    most_extra: int | None = None,
    plain: Solution | None = None,
) -> Price:
    """Return the price of search for a problem.

    Args:
        problem: the problem.
        options: basis, objective (``size``, ``depth`` or ``depth,size``) and limits; the time
            limit is for the plain and the searching optimum together. Formulas and proofs go to
            folders in the one given, as `minimesa.pricing.certificate` has them.
        required: the definition.
        engine: who answers the questions.
        report: called with ``plain`` or ``searching`` and each bound, before and after it is tried.
        connected: every score wire must reach an output.
        most_extra: how many gates beyond the optimum are tried. By default `MOST_EXTRA` for the
            structural definitions, since a problem may have no such circuit of any size.
        plain: the optimum without the requirement, where it is known already.

    Raises:
        InputError: a combination that has no price.
        InterruptedPrice: Ctrl-C; carries what was known.

    """
    if options.objective not in OBJECTIVES:
        raise InputError(f"the price of search is a size or a depth, not {options.objective}")
    begin = time.monotonic()
    care = problem.relation.care
    nothing = Searching(required, None)
    certified = options
    if options.certify is not None:
        certified = replace(options, certify=options.certify / PLAIN)
        (options.certify / PLAIN).mkdir(exist_ok=True)
    if required.demand is not None:
        # Its proofs stand beside those of the optimum: they are queries on the same relation.
        options = certified
    try:
        plain = plain or solve(problem, certified, engine, partial(report, "plain"))
    except Interrupted as error:
        known = Price(problem.name, error.solution, nothing, None, None, care, "unknown")
        raise InterruptedPrice(known) from None
    if plain.status == "infeasible":
        return Price(problem.name, plain, nothing, None, None, care, "infeasible")
    left = options.time_limit
    if left is not None:
        left = max(MARGIN, left - (time.monotonic() - begin))
    options = replace(options, time_limit=left)
    least = _cost(plain)
    if most_extra is None and required.demand is not None:
        most_extra = MOST_EXTRA
    if least is not None:
        options = replace(
            options,
            least=0 if required.demand is None else least,
            most=None if most_extra is None else least + most_extra,
        )
    floor = plain.lower_bound if plain.status == "optimal" or options.objective == "size" else None
    try:
        searching = solve_searching(
            problem, options, required, engine, partial(report, "searching"),
            connected=connected, floor=floor,
        )  # fmt: skip
    except Interrupted as error:
        raise InterruptedPrice(
            _priced(problem, plain, Searching(required, error.solution))
        ) from None
    if searching.vacuous:
        return Price(problem.name, plain, searching, None, None, care, "vacuous")
    return _priced(problem, plain, searching)


def _priced(problem: Problem, plain: Solution, searching: Searching) -> Price:
    found = searching.solution
    assert found is not None
    lower = difference(found.lower_bound, plain.upper_bound)
    upper = difference(found.upper_bound, plain.lower_bound) if found.circuits else None
    if lower is not None and comparable(lower) < comparable(zero(lower)):
        lower = zero(lower)  # more can only cost more
    met = upper is not None and plain.status == "optimal" == found.status
    status = "optimal" if met else "feasible" if upper is not None else "unknown"
    return Price(problem.name, plain, searching, lower, upper, problem.relation.care, status)


def _cost(plain: Solution) -> int | None:
    """Return the least size, at least depth where that is asked for; None where it is open."""
    bound = plain.upper_bound
    if plain.status != "optimal" or plain.objective == "depth":
        return None
    size = bound[-1] if isinstance(bound, tuple) else bound
    assert size is not None
    return size


def zero(bound: Bound) -> Bound:
    """Return nothing, as a bound of the same shape."""
    return (0,) * len(bound) if isinstance(bound, tuple) else 0


def difference(a: Bound, b: Bound) -> Bound:
    """Return a - b, part by part; what follows an open part is open, and so is all without one."""
    if a is None or b is None:
        return None
    if isinstance(a, tuple) and isinstance(b, tuple):
        parts = [None if x is None or y is None else x - y for x, y in zip(a, b, strict=True)]
        if None in parts:
            parts = parts[: parts.index(None)]
            parts += [None] * (len(a) - len(parts))
        return tuple(parts) if parts[0] is not None else None
    assert isinstance(a, int)
    assert isinstance(b, int)
    return a - b


def _listed(bound: Bound) -> int | list[int | None] | None:
    return list(bound) if isinstance(bound, tuple) else bound
