"""The search for a minimal circuit: which questions are asked, and what the answers amount to.

Bounds are refuted from below, one at a time, so that every symmetry break may assume that fewer
gates do not do. The first circuit found is then minimal. A limit reached leaves both bounds open.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from minimesa import referee
from minimesa.circuit import normal_form
from minimesa.encoding.breaks import DEFAULT_BREAKS
from minimesa.encoding.query import Answer, Query, Verdict
from minimesa.errors import MinimesaError, RefereeError, SolverError
from minimesa.synthesis.builder import expresses_all
from minimesa.synthesis.expressible import inexpressible
from minimesa.synthesis.lower_bounds import least_gates, least_levels
from minimesa.synthesis.result import Evidence, Point, Solution
from minimesa.synthesis.upper_bounds import construct

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction
    from pathlib import Path

    from minimesa.basis import Basis
    from minimesa.circuit import Circuit
    from minimesa.encoding.demand import Demand
    from minimesa.problems.problem import Problem
    from minimesa.relations import Relation
    from minimesa.solvers.engine import Engine
    from minimesa.synthesis.result import Bound, Objective, Status

COUNTING = "counting"
"""The "solver" of bounds that hold by counting (`minimesa.synthesis.lower_bounds`)."""
CONSTRUCTION = "construction"
"""The "solver" of the circuit that Shannon expansion gives."""


MOST_ROWS_CONSTRUCTED = 1 << 10
"""On larger care sets there is no circuit to fall back on: the referee would take minutes."""


@dataclass(frozen=True)
class Options:
    """What to minimise and within which limits.

    Attributes:
        basis: the operators.
        objective: what is minimised.
        time_limit: seconds for the whole problem, or None.
        accuracy: the share of the weight on K that must be right, or None for all of it.
        breaks: the symmetry breaks to use.
        certify: an existing directory for the formula and proof of every refuted bound, or None.
            Nothing is then left to counting.
        demand: search-like structure that the circuit must have as well; for a size, alone or at
            least depth.
        connected: every gate must reach one of so many first outputs; None for any output.
        least: sizes below this are known to be refuted.
        most: no larger sizes are tried; None for no limit.

    """

    basis: Basis
    objective: Objective = "size"
    time_limit: float | None = None
    accuracy: Fraction | None = None
    breaks: frozenset[str] = DEFAULT_BREAKS
    certify: Path | None = None
    demand: Demand | None = None
    connected: int | None = None
    least: int = 0
    most: int | None = None

    @property
    def counts(self) -> bool:
        """Whether bounds may hold by counting: not below full accuracy, not under proof."""
        return self.accuracy is None and self.certify is None


class Interrupted(MinimesaError):  # noqa: N818 - not an error of the program
    """Ctrl-C: carries what was known by then."""

    def __init__(self, solution: Solution) -> None:
        super().__init__("interrupted")
        self.solution = solution


@dataclass
class _Best:
    """Least value found for one objective, with its bounds and whether they met."""

    lower: int
    value: int | None = None
    circuit: Circuit | None = None
    closed: bool = False


@dataclass
class _State:
    """One search under way."""

    problem: Problem
    options: Options
    engine: Engine
    report: Callable[[Bound, Evidence | None], None]
    deadline: float | None
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def relation(self) -> Relation:
        return self.problem.relation

    def ask(
        self,
        bound: Bound,
        *,
        gates: int | None = None,
        depth: int | None = None,
        cost: int | None = None,
    ) -> Answer:
        """Put one question to the engine, have the referee see the circuit, keep the evidence."""
        options = self.options
        query = Query(
            self.relation,
            options.basis,
            gates,
            depth,
            cost,
            options.accuracy,
            options.breaks,
            None if gates is None else options.demand,
            None if gates is None else options.connected,
        )
        self.report(bound, None)
        left = None if self.deadline is None else self.deadline - time.monotonic()
        if left is not None and left <= 0:
            answer = Answer(Verdict.UNKNOWN, self.engine.profile.name, 0.0, reason="time limit")
        else:
            place = None if options.certify is None else str(options.certify / query.label)
            answer = self.engine.ask(query, seconds=left, certificate=place)
        if answer.circuit is not None:
            answer = replace(answer, circuit=accepted(answer.circuit, self.relation, options))
            assert answer.circuit is not None
            _check_bounds(answer.circuit, query)
        self.note(
            Evidence(
                bound, answer.verdict.value, answer.solver, answer.seconds, answer.proof,
                answer.reason,
            )
        )  # fmt: skip
        return answer

    def note(self, item: Evidence) -> None:
        """Keep a piece of evidence and report it."""
        self.evidence.append(item)
        self.report(item.bound, item)


def accepted(circuit: Circuit, relation: Relation, options: Options) -> Circuit:
    """Return the circuit, in normal form where NOT is free, once the referee has passed it.

    Raises:
        SolverError: the referee rejects it, which means a fault in encoder or solver.

    """
    if options.basis.free_not:
        circuit = normal_form(circuit)
    try:
        referee.check_solves(circuit, relation, options.accuracy)
        referee.check_basis(circuit, options.basis)
    except RefereeError as error:
        raise SolverError(f"the referee rejects the circuit of a solver: {error}") from error
    return circuit


def _check_bounds(circuit: Circuit, query: Query) -> None:
    """Hold a circuit against the bounds it was asked for."""
    if (
        (query.gates is not None and circuit.size != query.gates)
        or (query.depth is not None and circuit.depth > query.depth)
        or (query.cost is not None and circuit.cost(query.basis) > query.cost)
    ):
        raise SolverError("a solver returned a circuit beyond the bounds it was given")


def solve(
    problem: Problem,
    options: Options,
    engine: Engine,
    report: Callable[[Bound, Evidence | None], None] = lambda _bound, _evidence: None,
) -> Solution:
    """Find a minimal circuit and refute every smaller bound.

    Args:
        problem: the problem.
        options: basis, objective and limits.
        engine: who answers the questions.
        report: called with each bound before it is tried (evidence None) and after.

    Raises:
        Interrupted: Ctrl-C; carries the solution as far as it is known.
        SolverError: a solver returned a wrong circuit.

    """
    begin = time.monotonic()
    deadline = None if options.time_limit is None else begin + options.time_limit
    state = _State(problem, options, engine, report, deadline)
    row = _infeasible_row(problem.relation, options.accuracy)
    if row is not None:
        return _solution(state, begin, "infeasible", None, None, None, infeasible_row=row)
    if (
        options.accuracy is None
        and not expresses_all(options.basis)
        and inexpressible(problem.relation, options.basis)
    ):
        return _solution(state, begin, "infeasible", None, None, None)
    best: dict[str, _Best] = {}
    front: list[Point] = []
    try:
        _OBJECTIVES[options.objective](state, best, front)
    except KeyboardInterrupt:
        raise Interrupted(_conclude(state, begin, best, front)) from None
    return _conclude(state, begin, best, front)


def _infeasible_row(relation: Relation, accuracy: Fraction | None) -> int | None:
    """Return a row that accepts nothing where such rows leave no circuit, else None."""
    row = relation.infeasible_row()
    if row is None or accuracy is None:
        return row
    total = sum(relation.weight(t) for t in relation.rows)
    attainable = sum(relation.weight(t) for t in relation.rows if relation.allowed[t])
    return row if attainable < accuracy * total else None


def _size(state: _State, best: dict[str, _Best], _front: list[Point]) -> None:
    best["size"] = _Best(_floor(state, lambda size: size))
    _fallback(state, best["size"])
    _least_size(state, best["size"], bound=lambda size: size)


def _depth(state: _State, best: dict[str, _Best], _front: list[Point]) -> None:
    best["depth"] = _Best(_shallowest(state, lambda depth: depth))
    best["depth"].circuit = _constructed(state)
    best["depth"].value = best["depth"].circuit.depth if best["depth"].circuit else None
    _least_depth(state, best["depth"])


def _depth_size(state: _State, best: dict[str, _Best], front: list[Point]) -> None:
    _depth(state, best, front)
    depth = best["depth"]
    if not depth.closed:
        return
    level = depth.value
    best["size"] = _Best(_floor(state, lambda size: (level, size)))
    _fallback(state, best["size"], depth.circuit)
    _least_size(state, best["size"], bound=lambda size: (level, size), depth=level)


def _size_depth(state: _State, best: dict[str, _Best], front: list[Point]) -> None:
    _size(state, best, front)
    size = best["size"]
    if not size.closed or size.circuit is None:
        return
    best["depth"] = _Best(
        _shallowest(state, lambda depth: (size.value, depth)),
        size.circuit.depth,
        size.circuit,
    )
    _shallowest_of_size(state, best["depth"], size)


def _pareto(state: _State, best: dict[str, _Best], front: list[Point]) -> None:
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
    shallowest = _Best(_shallowest(state, _depth_alone), point.value, point.circuit)
    _least_depth(state, shallowest, _depth_alone)
    best["least depth"] = shallowest
    assert shallowest.value is not None
    depth = front[-1].depth
    while depth > shallowest.value and size is not None:
        following = _Best(size + 1 if front[-1].status == "optimal" else size)
        goal = depth - 1
        if shallowest.circuit is not None and shallowest.circuit.depth <= goal:
            _fallback(state, following, shallowest.circuit)
        _least_size(
            state, following, bound=lambda s, d=goal: (s, d), depth=goal  # type: ignore[misc]
        )  # fmt: skip
        if following.circuit is None:
            return
        depth, size = following.circuit.depth, following.value
        assert size is not None
        level = _Best(shallowest.value, depth, following.circuit, closed=False)
        if following.closed:
            # The next size may assume that this one does not reach a smaller depth.
            _shallowest_of_size(state, level, following)
            assert level.value is not None
            depth = level.value
        assert level.circuit is not None
        front.append(Point(size, depth, "optimal" if level.closed else "feasible", level.circuit))


_OBJECTIVES: dict[str, Callable[[_State, dict[str, _Best], list[Point]], None]] = {
    "size": _size,
    "depth": _depth,
    "depth,size": _depth_size,
    "size,depth": _size_depth,
    "pareto": _pareto,
}


def _floor(state: _State, bound: Callable[[int], Bound]) -> int:
    """Return a lower bound on the size (or cost) by counting; note what it refutes."""
    basis = state.options.basis
    if not state.options.counts:
        return state.options.least
    floor = least_gates(state.relation, basis) * basis.least_cost
    if floor:
        state.note(Evidence(bound(floor - 1), "refuted", COUNTING, 0.0))
    return max(floor, state.options.least)


def _shallowest(state: _State, bound: Callable[[int], Bound]) -> int:
    """Return a lower bound on the depth by counting; note what it refutes."""
    if not state.options.counts:
        return 0
    floor = least_levels(state.relation, state.options.basis)
    if floor:
        state.note(Evidence(bound(floor - 1), "refuted", COUNTING, 0.0))
    return floor


def _constructed(state: _State) -> Circuit | None:
    relation, options = state.relation, state.options
    if len(relation.rows) > MOST_ROWS_CONSTRUCTED:
        return None
    circuit = construct(relation, options.basis)
    return None if circuit is None else accepted(circuit, relation, options)


def _fallback(state: _State, best: _Best, circuit: Circuit | None = None) -> None:
    """Start from some circuit, so that a time-out still leaves one; under a demand from none."""
    if state.options.demand is not None or state.options.connected is not None:
        return
    best.circuit = circuit if circuit is not None else _constructed(state)
    best.value = None if best.circuit is None else best.circuit.cost(state.options.basis)


def _least_size(
    state: _State, best: _Best, bound: Callable[[int], Bound], depth: int | None = None
) -> None:
    """Raise the size (or cost) until a circuit is found, the bounds meet, or a limit is reached."""
    basis = state.options.basis
    while best.value is None or best.lower < best.value:
        size = best.lower
        if state.options.most is not None and size > state.options.most:
            return
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


def _depth_alone(depth: int) -> Bound:
    """Return the bound of a question about depth at any size, as a point of a front."""
    return (None, depth)


def _least_depth(state: _State, best: _Best, bound: Callable[[int], Bound] = int) -> None:
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


def _shallowest_of_size(state: _State, best: _Best, size: _Best) -> None:
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


def _conclude(state: _State, begin: float, best: dict[str, _Best], front: list[Point]) -> Solution:
    """Turn what was found into a solution."""
    order = {"pareto": ("size", "depth")}.get(
        state.options.objective, tuple(state.options.objective.split(","))
    )
    parts = [best.get(name) for name in order]
    known = [part for part in parts if part is not None]
    last = known[-1] if known else None
    circuit = last.circuit if last else None
    closed = len(known) == len(order) and all(part.closed for part in known)
    if state.options.objective == "pareto":
        closed = closed and bool(front) and all(p.status == "optimal" for p in front)
        closed = (
            closed and best["least depth"].closed and front[-1].depth == best["least depth"].value
        )
    status: Status = "optimal" if closed else "feasible" if circuit is not None else "unknown"
    lower: Bound
    upper: Bound
    if len(order) == 1:
        lower = last.value if closed and last else last.lower if last else 0
        upper = last.value if last else None
    else:
        lower = tuple(None if p is None else p.value if p.closed else p.lower for p in parts)
        upper = tuple(None if p is None else p.value for p in parts)
    return _solution(state, begin, status, circuit, lower, upper, front=front)


def _solution(
    state: _State,
    begin: float,
    status: Status,
    circuit: Circuit | None,
    lower: Bound,
    upper: Bound,
    *,
    front: list[Point] | None = None,
    infeasible_row: int | None = None,
) -> Solution:
    relation, options = state.relation, state.options
    pareto = options.objective == "pareto" and infeasible_row is None
    circuits: tuple[Circuit, ...] = () if circuit is None else (circuit,)
    if pareto and front:
        circuits = tuple(point.circuit for point in front)
    return Solution(
        problem=state.problem.name,
        inputs=len(relation.inputs),
        outputs=len(relation.outputs),
        basis=options.basis.name,
        objective=options.objective,
        status=status,
        size=circuits[0].cost(options.basis) if circuits else None,
        depth=circuits[0].depth if circuits else None,
        lower_bound=lower,
        upper_bound=upper,
        complete=None,
        circuits=circuits,
        evidence=tuple(state.evidence),
        seconds=time.monotonic() - begin,
        front=tuple(front or ()) if pareto else None,
        infeasible_row=infeasible_row,
        accuracy=None if options.accuracy is None else float(options.accuracy),
    )
