"""The search for a minimal circuit: which questions are asked, in which order.

Bounds are refuted from below, one at a time, so that every symmetry break may assume that fewer
gates do not do. The first circuit found is then minimal. A limit reached leaves both bounds open.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from minimesa.encoding.query import Verdict
from minimesa.synthesis import cofactors, tabulated
from minimesa.synthesis.builder import expresses_all
from minimesa.synthesis.conclusion import conclude, solution
from minimesa.synthesis.expressible import inexpressible
from minimesa.synthesis.lower_bounds import COUNTING, least_gates, least_levels
from minimesa.synthesis.options import Interrupted
from minimesa.synthesis.result import Evidence, Point
from minimesa.synthesis.state import Best, State, accepted
from minimesa.synthesis.upper_bounds import construct

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from minimesa.circuit import Circuit
    from minimesa.problems.problem import Problem
    from minimesa.relations import Relation
    from minimesa.solvers.engine import Oracle
    from minimesa.synthesis.options import Options
    from minimesa.synthesis.result import Bound, Solution
    from minimesa.synthesis.state import Improver
    from minimesa.tables.lookup import Objective as Quantity

MOST_ROWS_CONSTRUCTED = 1 << 10
"""On larger care sets there is no circuit to fall back on: the referee would take minutes."""
FEWEST_IMPROVED = 9
"""Before questions about so many gates, or more, the circuit to fall back on is improved."""
ATTEMPTS = 4
"""At so many sizes at most."""
IMPROVEMENT = "improvement"
"""The "solver" of circuits that local improvement came to."""


def solve(
    problem: Problem,
    options: Options,
    engine: Oracle,
    report: Callable[[Bound, Evidence | None], None] = lambda _bound, _evidence: None,
    improve: Improver | None = None,
) -> Solution:
    """Find a minimal circuit and refute every smaller bound.

    Args:
        problem: the problem.
        options: basis, objective and limits.
        engine: who answers the questions.
        report: called with each bound before it is tried (evidence None) and after.
        improve: finds a better circuit to fall back on, where the sizes get large.

    Raises:
        Interrupted: Ctrl-C; carries the solution as far as it is known.
        SolverError: a solver returned a wrong circuit.

    """
    begin = time.monotonic()
    deadline = None if options.time_limit is None else begin + options.time_limit
    state = State(problem, options, engine, report, deadline, improve)
    row = _infeasible_row(problem.relation, options.accuracy)
    if row is not None:
        return solution(state, begin, "infeasible", None, None, None, infeasible_row=row)
    if (
        options.accuracy is None
        and not expresses_all(options.basis)
        and inexpressible(problem.relation, options.basis)
    ):
        return solution(state, begin, "infeasible", None, None, None)
    best: dict[str, Best] = {}
    front: list[Point] = []
    try:
        _OBJECTIVES[options.objective](state, best, front)
    except KeyboardInterrupt:
        raise Interrupted(conclude(state, begin, best, front)) from None
    return conclude(state, begin, best, front)


def _infeasible_row(relation: Relation, accuracy: Fraction | None) -> int | None:
    """Return a row that accepts nothing where such rows leave no circuit, else None."""
    row = relation.infeasible_row()
    if row is None or accuracy is None:
        return row
    total = sum(relation.weight(t) for t in relation.rows)
    attainable = sum(relation.weight(t) for t in relation.rows if relation.allowed[t])
    return row if attainable < accuracy * total else None


def _size(state: State, best: dict[str, Best], _front: list[Point]) -> None:
    best["size"] = Best(floor(state, lambda size: size))
    _fallback(state, best["size"], lambda size: size)
    _least_size(state, best["size"], bound=lambda size: size)


def _depth(state: State, best: dict[str, Best], _front: list[Point]) -> None:
    depth = best["depth"] = Best(_shallowest(state, lambda depth: depth))
    depth.circuit = _tabulated(state, "depth", lambda depth: depth) or _constructed(state)
    depth.value = depth.circuit.depth if depth.circuit else None
    _least_depth(state, depth)


def _depth_size(state: State, best: dict[str, Best], front: list[Point]) -> None:
    _depth(state, best, front)
    depth = best["depth"]
    if not depth.closed:
        return
    level = depth.value
    best["size"] = Best(floor(state, lambda size: (level, size)))
    _fallback(state, best["size"], lambda size: (level, size), depth.circuit)
    _least_size(state, best["size"], bound=lambda size: (level, size), depth=level)


def _size_depth(state: State, best: dict[str, Best], front: list[Point]) -> None:
    _size(state, best, front)
    size = best["size"]
    if not size.closed or size.circuit is None:
        return
    best["depth"] = Best(
        _shallowest(state, lambda depth: (size.value, depth)),
        size.circuit.depth,
        size.circuit,
    )
    _shallowest_of_size(state, best["depth"], size)


def _pareto(state: State, best: dict[str, Best], front: list[Point]) -> None:
    """Walk the front from least size to least depth."""
    _size_depth(state, best, front)
    if "depth" not in best or best["depth"].circuit is None:
        return
    point, size = best["depth"], best["size"].value
    assert point.value is not None
    assert point.circuit is not None
    assert size is not None
    front.append(Point(size, point.value, "optimal" if point.closed else "feasible", point.circuit))
    # The bounds so far hold at the least size only: start again from what counting says.
    shallowest = Best(_shallowest(state, _depth_alone), point.value, point.circuit)
    _least_depth(state, shallowest, _depth_alone)
    best["least depth"] = shallowest
    assert shallowest.value is not None
    depth = front[-1].depth
    while depth > shallowest.value and size is not None:
        following = Best(size + 1 if front[-1].status == "optimal" else size)
        goal = depth - 1
        if shallowest.circuit is not None and shallowest.circuit.depth <= goal:
            _fallback(state, following, lambda s, d=goal: (s, d), shallowest.circuit)  # type: ignore[misc]
        _least_size(
            state, following, bound=lambda s, d=goal: (s, d), depth=goal  # type: ignore[misc]
        )  # fmt: skip
        if following.circuit is None:
            return
        depth, size = following.circuit.depth, following.value
        assert size is not None
        level = Best(shallowest.value, depth, following.circuit, closed=False)
        if following.closed:
            # The next size may assume that this one does not reach a smaller depth.
            _shallowest_of_size(state, level, following)
            assert level.value is not None
            depth = level.value
        assert level.circuit is not None
        front.append(Point(size, depth, "optimal" if level.closed else "feasible", level.circuit))


_OBJECTIVES: dict[str, Callable[[State, dict[str, Best], list[Point]], None]] = {
    "size": _size,
    "depth": _depth,
    "depth,size": _depth_size,
    "size,depth": _size_depth,
    "pareto": _pareto,
}


def floor(state: State, bound: Callable[[int], Bound] = int) -> int:
    """Return a lower bound on the size (or cost) without a solver; note what it refutes."""
    basis = state.options.basis
    if not state.options.counts:
        return state.options.least
    counted = least_gates(state.relation, basis) * basis.least_cost
    return max(_noted(state, counted, "size", bound), state.options.least)


def _shallowest(state: State, bound: Callable[[int], Bound]) -> int:
    """Return a lower bound on the depth without a solver; note what it refutes."""
    if not state.options.counts:
        return 0
    counted = least_levels(state.relation, state.options.basis)
    return _noted(state, counted, "depth", bound)


def _noted(state: State, counted: int, quantity: Quantity, bound: Callable[[int], Bound]) -> int:
    """Return the better of a bound by counting and one from tables; note what it refutes."""
    begin = time.monotonic()
    least, source = counted, COUNTING
    if state.options.looks_up:
        known = tabulated.lower_bound(state.relation, state.options.basis, quantity)
        if known is not None and known.value > least:
            least, source = known
    if least:
        seconds = 0.0 if source == COUNTING else time.monotonic() - begin
        state.note(Evidence(bound(least - 1), "refuted", source, seconds))
    return least


def _tabulated(
    state: State,
    quantity: Quantity,
    bound: Callable[[int], Bound],
    deepest: int | None = None,
) -> Circuit | None:
    """Return an optimal circuit from a table, seen by the referee and noted, or None.

    Args:
        state: the search.
        quantity: what is least.
        bound: what a size or depth is as a bound of the objective.
        deepest: the largest depth that will do; None for any.

    """
    relation, options = state.relation, state.options
    if not options.looks_up:
        return None
    begin = time.monotonic()
    known = tabulated.optimum(relation, options.basis, quantity)
    if known is None or (deepest is not None and known.circuit.depth > deepest):
        return None
    circuit = accepted(known.circuit, relation, options)
    value = circuit.size if quantity == "size" else circuit.depth
    state.note(Evidence(bound(value), "found", known.source, time.monotonic() - begin))
    return circuit


def _constructed(state: State) -> Circuit | None:
    relation, options = state.relation, state.options
    if len(relation.rows) > MOST_ROWS_CONSTRUCTED:
        return None
    circuit = construct(relation, options.basis)
    return None if circuit is None else accepted(circuit, relation, options)


def _fallback(
    state: State, best: Best, bound: Callable[[int], Bound], circuit: Circuit | None = None
) -> None:
    """Start from some circuit, so that a time-out still leaves one; under a demand from none.

    Args:
        state: the search.
        best: gets the circuit.
        bound: what a size is as a bound of the objective.
        circuit: one whose depth must not be exceeded, or None.

    """
    if state.options.demand is not None or state.options.connected is not None:
        return
    deepest = None if circuit is None else circuit.depth
    best.circuit = _tabulated(state, "size", bound, deepest) or circuit or _constructed(state)
    best.value = None if best.circuit is None else best.circuit.cost(state.options.basis)


def _least_size(
    state: State, best: Best, bound: Callable[[int], Bound], depth: int | None = None
) -> None:
    """Raise the size (or cost) until a circuit is found, the bounds meet, or a limit is reached."""
    basis = state.options.basis
    smaller: cofactors.Known = {}
    attempts: list[int] = []
    while best.value is None or best.lower < best.value:
        size = best.lower
        if state.options.most is not None and size > state.options.most:
            return
        if (
            size >= FEWEST_IMPROVED
            and depth is None
            and size not in attempts
            and len(attempts) < ATTEMPTS
        ):
            _improve(state, best, bound, len(attempts))
            attempts.append(size)
            continue
        if _refuted_by_cofactors(state, bound(size), size, smaller):
            best.lower = size + 1
            continue
        fewest = least_gates(state.relation, basis) if state.options.counts else 0
        gate_counts = [size] if basis.unit_cost else range(fewest, size // basis.least_cost + 1)
        for gates in gate_counts:
            cost = None if basis.unit_cost else size
            answer = state.ask(bound(size), gates=gates, depth=depth, cost=cost)
            if answer.verdict is Verdict.UNKNOWN:
                return
            if answer.verdict is Verdict.FOUND:
                best.value, best.circuit, best.closed = size, answer.circuit, True
                return
        best.lower = size + 1
    best.closed = True


def _improve(state: State, best: Best, bound: Callable[[int], Bound], attempt: int) -> None:
    """Replace the circuit to fall back on, if local improvement comes to a smaller one."""
    if state.improve is None or not state.options.counts or best.circuit is None:
        return
    assert best.value is not None
    state.report(bound(best.value - 1), None)
    begin = time.monotonic()
    stopped = False
    try:
        circuit = state.improve(state, best.lower, attempt)
    except Interrupted as error:
        (circuit,), stopped = error.solution.circuits, True
    circuit = accepted(circuit, state.relation, state.options)
    value = circuit.cost(state.options.basis)
    if value < best.value:
        best.value, best.circuit = value, circuit
        state.note(Evidence(bound(value), "found", IMPROVEMENT, time.monotonic() - begin))
    if stopped:
        raise KeyboardInterrupt


def _refuted_by_cofactors(state: State, bound: Bound, size: int, smaller: cofactors.Known) -> bool:
    """Tell whether smaller functions leave no circuit of a size; note that."""
    if size < cofactors.FEWEST_GATES or not cofactors.applies(state):
        return False
    state.report(bound, None)
    begin = time.monotonic()
    refuted = cofactors.refuted(
        state, size, lambda problem, options: solve(problem, options, state.engine), smaller
    )
    if refuted:
        seconds = time.monotonic() - begin
        state.note(Evidence(bound, "refuted", cofactors.COFACTORS, seconds))
    return refuted


def _depth_alone(depth: int) -> Bound:
    """Return the bound of a question about depth at any size, as a point of a front."""
    return (None, depth)


def _least_depth(state: State, best: Best, bound: Callable[[int], Bound] = int) -> None:
    """Raise the depth until a circuit is found, the bounds meet, or a limit is reached."""
    while best.value is None or best.lower < best.value:
        answer = state.ask(bound(best.lower), depth=best.lower)
        if answer.verdict is Verdict.UNKNOWN:
            return
        if answer.verdict is Verdict.FOUND:
            best.value, best.circuit, best.closed = best.lower, answer.circuit, True
            return
        best.lower += 1
    best.closed = True


def _shallowest_of_size(state: State, best: Best, size: Best) -> None:
    """Raise the depth, at the least size, until a circuit is found or the bounds meet."""
    basis = state.options.basis
    assert size.value is not None
    while best.value is None or best.lower < best.value:
        gate_counts = [size.value] if basis.unit_cost else range(size.value // basis.least_cost + 1)
        for gates in gate_counts:
            answer = state.ask(
                (size.value, best.lower),
                gates=gates,
                depth=best.lower,
                cost=None if basis.unit_cost else size.value,
            )
            if answer.verdict is Verdict.UNKNOWN:
                return
            if answer.verdict is Verdict.FOUND:
                best.value, best.circuit, best.closed = best.lower, answer.circuit, True
                return
        best.lower += 1
    best.closed = True
