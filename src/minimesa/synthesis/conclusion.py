"""What a search amounts to when it ends: status, bounds and circuits, from what it found."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from minimesa.synthesis.result import Solution

if TYPE_CHECKING:
    from minimesa.circuit import Circuit
    from minimesa.synthesis.result import Bound, Point, Status
    from minimesa.synthesis.state import Best, State


def conclude(state: State, begin: float, best: dict[str, Best], front: list[Point]) -> Solution:
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
    return solution(state, begin, status, circuit, lower, upper, front=front)


def solution(
    state: State,
    begin: float,
    status: Status,
    circuit: Circuit | None,
    lower: Bound,
    upper: Bound,
    *,
    front: list[Point] | None = None,
    infeasible_row: int | None = None,
) -> Solution:
    """Return the solution of a search with this status, circuit and bounds."""
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
