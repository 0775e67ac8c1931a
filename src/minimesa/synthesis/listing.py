"""Listing every minimal circuit, each once, or every one with a few gates more.

At the least size the solver lists sets of gate functions, which are then expanded
(`minimesa.encoding.function_sets`, `minimesa.synthesis.wirings`). With slack, or where equal gates
cannot be merged, gates may repeat functions, so circuits are blocked one by one, with only those
symmetry breaks that keep a member of every class of equal circuits: a numbering in
co-lexicographic order always exists, every gate must be read, and a gate has one fan-in tuple.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from minimesa.canonical import canonical_form
from minimesa.circuit import Circuit
from minimesa.encoding import breaks
from minimesa.encoding.query import Answer, Query, Verdict
from minimesa.encoding.reduction import reducible
from minimesa.errors import InputError
from minimesa.solvers.messages import Task
from minimesa.synthesis import wirings
from minimesa.synthesis.options import Interrupted, Options
from minimesa.synthesis.result import Evidence
from minimesa.synthesis.search import solve
from minimesa.synthesis.state import accepted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from minimesa.problems.problem import Problem
    from minimesa.solvers.engine import Engine
    from minimesa.synthesis.result import Bound, Solution

KEEPS_EVERY_CLASS = frozenset(
    {
        breaks.USE_ALL,
        breaks.COLEX,
        breaks.AT_MOST_ONE,
        breaks.INPUTS_USED,
        breaks.READ_ELSEWHERE,
    }
)
"""The breaks that lose no circuit but for renaming, whatever its size."""
NO_OTHER = "no circuit but those listed"
"""What the refutation that completes a listing says."""
MARGIN = 1e-3
"""Seconds below which no further solver call is worth making."""


def solve_all(
    problem: Problem,
    options: Options,
    engine: Engine,
    report: Callable[[Bound, Evidence | None], None] = lambda _bound, _evidence: None,
    *,
    found: Callable[[Circuit], None] = lambda _circuit: None,
    limit: int | None = None,
    slack: int = 0,
) -> Solution:
    """Find every minimal circuit, each once.

    Args:
        problem: the problem.
        options: as for `minimesa.synthesis.search.solve`. The objective ``depth`` is read as
            ``depth,size``: at least depth alone any circuit can be padded.
        engine: who answers the questions.
        report: called with each bound before and after it is tried.
        found: called with each circuit as it comes.
        limit: stop after so many circuits.
        slack: also list circuits of up to so much more size (or cost), in which every gate
            reaches an output.

    Returns:
        The solution with all circuits in canonical form, and ``complete`` true only where the
        solver has refuted one more.

    Raises:
        InputError: the objective is ``pareto``.
        Interrupted: Ctrl-C; carries the circuits found by then.

    """
    if options.objective == "pareto":
        raise InputError("--all lists the circuits of one optimum; pareto has several")
    if options.objective == "depth":
        options = replace(options, objective="depth,size")
    begin = time.monotonic()
    solution = solve(problem, options, engine, report)
    if solution.status == "infeasible":
        return replace(solution, complete=True)
    if solution.status != "optimal":
        return replace(solution, complete=False)
    circuits: dict[Circuit, None] = {}
    evidence = list(solution.evidence)

    def result(*, complete: bool) -> Solution:
        return replace(
            solution,
            circuits=tuple(circuits) or solution.circuits,
            complete=complete,
            evidence=tuple(evidence),
            seconds=time.monotonic() - begin,
        )

    # Equal gates are merged at the least cost, unless merging leaves the basis.
    exact = not slack and reducible(options.basis, within_cost=True)
    try:
        for query in queries(problem, options, solution, slack, exact=exact):
            bound = _asked(solution, query)
            report(bound, None)
            left = None if options.time_limit is None else begin + options.time_limit
            for item in _circuits(query, engine, left, exact=exact):
                if isinstance(item, Answer):
                    # A refutation at this bound speaks of further circuits only.
                    reason = NO_OTHER if item.verdict is Verdict.REFUTED else item.reason
                    evidence.append(
                        Evidence(bound, item.verdict.value, item.solver, item.seconds, None, reason)
                    )
                    report(bound, evidence[-1])
                    if item.verdict is Verdict.UNKNOWN:
                        return result(complete=False)
                    continue
                circuit = canonical_form(item, free_not=options.basis.free_not)
                if circuit in circuits:
                    continue
                if limit is not None and len(circuits) == limit:
                    return result(complete=False)
                circuits[accepted(circuit, problem.relation, options)] = None
                found(circuit)
    except KeyboardInterrupt:
        raise Interrupted(result(complete=False)) from None
    return result(complete=True)


def queries(
    problem: Problem, options: Options, solution: Solution, slack: int, *, exact: bool
) -> Iterator[Query]:
    """Yield the queries whose circuits are wanted, by number of gates."""
    assert solution.size is not None
    basis = options.basis
    largest = solution.size + slack
    fewest = solution.size if basis.unit_cost else 0
    for gates in range(fewest, largest // basis.least_cost + 1):
        yield Query(
            problem.relation,
            basis,
            gates,
            solution.depth if "depth" in options.objective else None,
            None if basis.unit_cost else largest,
            options.accuracy,
            options.breaks & KEEPS_EVERY_CLASS | {breaks.AT_MOST_ONE, breaks.USE_ALL}
            if not exact
            else options.breaks,
        )


def _asked(solution: Solution, query: Query) -> Bound:
    """Return the bound of a query in the order of the objective."""
    size = query.cost if query.cost is not None else query.gates
    order = {"depth,size": (query.depth, size), "size,depth": (size, query.depth)}
    return order.get(solution.objective, size)


def _circuits(
    query: Query, engine: Engine, deadline: float | None, *, exact: bool
) -> Iterator[Circuit | Answer]:
    """Yield the circuits of a query, equal ones perhaps repeatedly, and last the answer."""
    seconds = None if deadline is None else max(MARGIN, deadline - time.monotonic())
    task = Task.FUNCTION_SETS if exact else Task.CIRCUITS
    for item in engine.stream(query, task, seconds=seconds):
        if isinstance(item, Answer | Circuit):
            yield item
        else:
            yield from wirings.circuits(item, query)
