"""Least circuits that have the declared scores, or comparisons, on wires.

The wanted functions become further outputs: one exact synthesis for each alternative, of which the
best counts.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from minimesa import referee
from minimesa.analysis.objective import matches
from minimesa.circuit import Circuit
from minimesa.pricing.folders import case_folder
from minimesa.synthesis.options import Interrupted
from minimesa.synthesis.search import solve

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.pricing.requirement import Case
    from minimesa.problems.problem import Problem
    from minimesa.solvers.engine import Oracle
    from minimesa.synthesis.options import Options
    from minimesa.synthesis.result import Bound, Evidence, Solution

MARGIN = 0.001
"""Seconds that a question gets at least, so that one that comes too late ends as unknown."""


@dataclass(frozen=True)
class Declared:
    """A least circuit with the wanted functions of the best alternative.

    Attributes:
        solution: bounds, evidence and the circuit, on the problem's own outputs.
        scores: where the wanted functions are, as ``(name, wire)``; empty without a circuit.
        carriers: the gates that only carry scores: no output depends on them.
        cases: what is known of each alternative, with the wanted functions as outputs; None where
            it was not asked for.

    """

    solution: Solution
    scores: tuple[tuple[str, int], ...] = ()
    carriers: tuple[int, ...] = ()
    cases: tuple[Solution | None, ...] = ()


@dataclass
class _Race:
    """The alternatives under way; owned by one call of `solve_declared`."""

    problem: Problem
    options: Options
    choices: list[Case]
    engine: Oracle
    report: Callable[[Bound, Evidence | None], None]
    begin: float = field(default_factory=time.monotonic)
    evidence: list[Evidence] = field(default_factory=list)
    best: tuple[Solution, Case] | None = None
    last: Solution | None = None
    cases: dict[int, Solution] = field(default_factory=dict)

    def solve(self, case: int, size: int | None = None) -> Solution:
        """Solve one alternative, or ask at one size, within the time left; keep what is best.

        Raises:
            Interrupted: Ctrl-C; carries the solution of this alternative alone.

        """
        left = self.options.time_limit
        if left is not None:
            left = max(MARGIN, left - (time.monotonic() - self.begin))
        options = replace(self.options, time_limit=left)
        if size is not None:
            options = replace(options, least=size, most=size)
        if options.certify is not None:
            place = case_folder(options.certify, case)
            place.mkdir(exist_ok=True)
            options = replace(options, certify=place)
        try:
            solution = solve(self.choices[case].problem, options, self.engine, self.report)
        except Interrupted as error:
            self._keep(error.solution, case)
            raise
        self._keep(solution, case)
        return solution

    def _keep(self, solution: Solution, case: int) -> None:
        self.last = self.cases[case] = solution
        known = set(self.evidence)
        # Several alternatives have the same bounds by counting; so have several rounds.
        self.evidence += [item for item in solution.evidence if item not in known]
        if solution.circuits and (
            self.best is None
            or comparable(solution.upper_bound) < comparable(self.best[0].upper_bound)
        ):
            self.best = solution, self.choices[case]

    @property
    def upper(self) -> tuple[float, ...]:
        """The cost of the best circuit so far, to compare with."""
        return comparable(self.best[0].upper_bound if self.best else None)


def solve_declared(
    problem: Problem,
    options: Options,
    choices: list[Case],
    engine: Oracle,
    report: Callable[[Bound, Evidence | None], None],
    floor: Bound = None,
) -> Declared:
    """Find a least circuit among those that have all functions of some alternative on wires.

    Args:
        problem: the problem.
        options: basis, objective and limits.
        choices: the alternatives, at least one.
        engine: who answers the questions.
        report: called with each bound before and after it is tried.
        floor: a lower bound on the objective that is known already.

    Raises:
        Interrupted: Ctrl-C; carries what was known.

    """
    race = _Race(problem, options, choices, engine, report)
    walk = _by_size if options.objective == "size" else _each
    try:
        lower = walk(race, floor)
    except Interrupted:
        raise Interrupted(_conclude(race, floor).solution) from None
    if floor is not None and comparable(lower, lower=True) < comparable(floor, lower=True):
        lower = floor
    return _conclude(race, lower)


def _by_size(race: _Race, floor: Bound) -> Bound:
    """Ask every alternative at a size before any at the next one; return the lower bound.

    So no alternative is refuted at sizes that another one attains. Under proof each alternative
    is refuted from nothing, so that its certificate stands alone.
    """
    size = race.options.least
    if race.options.certify is None and isinstance(floor, int):
        size = max(size, floor)
    while race.options.most is None or size <= race.options.most:
        if race.upper <= (size,):
            return size
        bounds = []
        for case in range(len(race.choices)):
            solution = race.solve(case, size)
            if race.upper <= (size,):
                return size
            assert isinstance(solution.lower_bound, int)
            bounds.append(solution.lower_bound)
            if solution.lower_bound <= size:  # a limit was reached
                return size
        size = min(bounds)
    return size


def _each(race: _Race, floor: Bound) -> Bound:
    """Solve one alternative after the other; return the least of their lower bounds."""
    lower: Bound = None
    for case in range(len(race.choices)):
        solution = race.solve(case)
        bound = solution.lower_bound
        if lower is None or comparable(bound, lower=True) < comparable(lower, lower=True):
            lower = bound
        if floor is not None and race.upper <= comparable(floor):
            return floor
    return lower


def comparable(bound: Bound, *, lower: bool = False) -> tuple[float, ...]:
    """Return a bound to compare: what is open is above any number, in a lower bound below."""
    parts = bound if isinstance(bound, tuple) else (bound,)
    missing = -math.inf if lower else math.inf
    return tuple(missing if part is None else float(part) for part in parts)


def _conclude(race: _Race, lower: Bound) -> Declared:
    """Return the result, on the problem's own outputs."""
    problem = race.problem
    count = len(problem.relation.outputs)
    solution = race.best[0] if race.best else race.last
    assert solution is not None
    closed = race.best is not None and comparable(lower, lower=True) >= race.upper
    circuits = tuple(
        Circuit(whole.inputs, whole.gates, whole.outputs[:count]) for whole in solution.circuits
    )
    solution = replace(
        solution,
        problem=problem.name,
        outputs=count,
        status="optimal" if closed else "feasible" if circuits else "unknown",
        lower_bound=solution.upper_bound if closed else lower,
        circuits=circuits,
        evidence=tuple(race.evidence),
        seconds=time.monotonic() - race.begin,
    )
    cases = tuple(race.cases.get(case) for case in range(len(race.choices)))
    if race.best is None:
        return Declared(solution, cases=cases)
    circuit = circuits[0]
    referee.check_solves(circuit, problem.relation)
    wires = [output.wire for output in race.best[0].circuits[0].outputs[count:]]
    reached = frozenset().union(*(circuit.cone(o.wire) for o in circuit.outputs))
    n = len(circuit.inputs)
    return Declared(
        solution,
        tuple(
            (name, next(w for w in wires if matches(target, circuit.tables[w])))
            for name, target in race.best[1].wanted
        ),
        tuple(w for w in range(n, n + circuit.size) if w not in reached),
        cases,
    )
