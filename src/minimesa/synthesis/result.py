"""What a search for a minimal circuit ends with, and its JSON form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from minimesa.circuit import to_json

if TYPE_CHECKING:
    from minimesa.circuit import Circuit

Objective = Literal["size", "depth", "depth,size", "size,depth", "pareto"]
OBJECTIVES: tuple[Objective, ...] = ("size", "depth", "depth,size", "size,depth", "pareto")

Status = Literal["optimal", "feasible", "infeasible", "unknown"]

_LONGEST_NAME = 60

Bound = int | tuple[int | None, ...] | None
"""A bound on the objective; lexicographic objectives have one entry each, None where open."""


@dataclass(frozen=True)
class Evidence:
    """One question that was put to a solver.

    Attributes:
        bound: what was asked: gates (or cost), depth, or both as ``(size, depth)`` in the order
            of the objective.
        verdict: found, refuted or unknown.
        solver: who answered.
        seconds: how long it took.
        proof: path of the proof, for a refutation where one was asked for.
        reason: for unknown, what stopped it; for the refutation that completes a listing, that
            it speaks of further circuits.

    """

    bound: Bound
    verdict: str
    solver: str
    seconds: float
    proof: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Point:
    """A point of the front of `pareto`: least size at most this depth, and the circuit."""

    size: int
    depth: int
    status: Status
    circuit: Circuit


@dataclass(frozen=True)
class Solution:
    """The result of ``solve`` for one problem.

    ``str`` shows the verdict and the circuits as equations, and a notebook draws the first circuit.

    Attributes:
        problem: its name.
        inputs: number of inputs.
        outputs: number of outputs.
        basis: name of the basis.
        objective: what was minimised.
        status: ``optimal``, ``feasible``, ``infeasible`` or ``unknown``.
        size: gates (or summed cost) of the first circuit, None without one.
        depth: its depth, None without one.
        lower_bound: proven; every smaller value is refuted.
        upper_bound: of the best circuit known, None without one.
        complete: with ``--all``, whether every minimal circuit is listed; None without.
        circuits: circuits that passed the referee, best first.
        evidence: the questions asked, in order.
        seconds: wall-clock time in all.
        front: the points of `pareto`, by ascending size; None for other objectives.
        infeasible_row: for ``infeasible``, the first row that accepts nothing; None where the
            basis cannot express the problem.
        accuracy: the share of the weight asked for, None for all of it.

    """

    problem: str
    inputs: int
    outputs: int
    basis: str
    objective: Objective
    status: Status
    size: int | None
    depth: int | None
    lower_bound: Bound
    upper_bound: Bound
    complete: bool | None
    circuits: tuple[Circuit, ...]
    evidence: tuple[Evidence, ...]
    seconds: float
    front: tuple[Point, ...] | None = None
    infeasible_row: int | None = None
    accuracy: float | None = None

    @property
    def circuit(self) -> Circuit | None:
        """The first, best circuit; None without one."""
        return self.circuits[0] if self.circuits else None

    def __repr__(self) -> str:
        return f"<Solution {self._summary()}>"

    def __str__(self) -> str:
        shown = self.circuits if self.front is None else [point.circuit for point in self.front]
        return "\n\n".join([self._summary(), *map(str, shown)])

    def _repr_svg_(self) -> str | None:
        """Return the drawing of the first circuit that a notebook shows."""
        return None if self.circuit is None else self.circuit._repr_svg_()

    def _summary(self) -> str:
        """Return the verdict in a line."""
        name = self.problem if len(self.problem) <= _LONGEST_NAME else f"{self.problem[:57]}..."
        text = f"{name}: {self.status} {self.objective} over {self.basis}"
        if self.front is not None:
            return f"{text}, (size, depth) {[(p.size, p.depth) for p in self.front]}"
        if self.size is not None:
            text += f", size {self.size}, depth {self.depth}"
        if self.status in ("feasible", "unknown"):
            text += f", bounds {self.lower_bound} to {self.upper_bound}"
        if self.complete is not None:
            text += f", {len(self.circuits)} circuits{'' if self.complete else ' or more'}"
        return text

    def to_json(self) -> dict[str, Any]:
        """Return the object that ``solve --json`` prints (documented in the README)."""
        result: dict[str, Any] = {
            "problem": self.problem,
            "inputs": self.inputs,
            "outputs": self.outputs,
            "basis": self.basis,
            "objective": self.objective,
            "status": self.status,
            "size": self.size,
            "depth": self.depth,
            "lower_bound": _bound(self.lower_bound),
            "upper_bound": _bound(self.upper_bound),
            "complete": self.complete,
            "circuits": [to_json(circuit) for circuit in self.circuits],
            "evidence": [
                {
                    "bound": _bound(item.bound),
                    "verdict": item.verdict,
                    "solver": item.solver,
                    "seconds": round(item.seconds, 4),
                    "proof": item.proof,
                }
                | ({"reason": item.reason} if item.reason else {})
                for item in self.evidence
            ],
            "seconds": round(self.seconds, 4),
        }
        if self.front is not None:
            result["front"] = [
                {
                    "size": p.size,
                    "depth": p.depth,
                    "status": p.status,
                    "circuit": to_json(p.circuit),
                }
                for p in self.front
            ]
        if self.infeasible_row is not None:
            result["infeasible_row"] = self.infeasible_row
        if self.accuracy is not None:
            result["accuracy"] = self.accuracy
        return result


def _bound(bound: Bound) -> int | list[int | None] | None:
    return list(bound) if isinstance(bound, tuple) else bound
