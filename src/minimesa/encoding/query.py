"""The question that every encoding and solver answers: is there a circuit within these bounds?"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from math import ceil
from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO
from minimesa.encoding.breaks import DEFAULT_BREAKS

if TYPE_CHECKING:
    from fractions import Fraction

    from minimesa.basis import Basis
    from minimesa.circuit import Circuit
    from minimesa.encoding.demand import Demand
    from minimesa.relations import Relation

_CONSTANTS = {ZERO: "zero", ONE: "one"}


@dataclass(frozen=True)
class Query:
    """Is there a circuit for ``relation`` over ``basis`` within the bounds?

    Attributes:
        relation: what the circuit must satisfy.
        basis: the operators it may use.
        gates: exactly this many gates; None asks at a depth alone, with any number of gates.
        depth: at most this depth; None sets no bound. One of the two bounds must be given.
        cost: at most this summed cost; None where the number of gates says it all.
        accuracy: the share of the weight on K that must be right; None means every row.
        breaks: names of the symmetry breaks to use (`minimesa.encoding.breaks`). They are sound
            where no circuit with fewer gates meets the other bounds.
        demand: search-like structure that the circuit must have as well, or None. Needs a number
            of gates and breaks that keep structure (`minimesa.encoding.breaks.KEEP_STRUCTURE`).
        connected: with `use-all`, every gate must reach one of so many first outputs; None for
            any output. The others then only say where a score is.
        case: the part of the question to ask, as pairs of a gate and the fan-in that it must have
            (`minimesa.encoding.cases`); empty asks the whole.
        half: the half of the question to ask, 0 or 1 (`minimesa.encoding.halves`), or None.

    """

    relation: Relation
    basis: Basis
    gates: int | None = None
    depth: int | None = None
    cost: int | None = None
    accuracy: Fraction | None = None
    breaks: frozenset[str] = field(default=DEFAULT_BREAKS)
    demand: Demand | None = None
    connected: int | None = None
    case: tuple[tuple[int, int], ...] = ()
    half: int | None = None

    @property
    def label(self) -> str:
        """The bounds as a file name: ``gates-4-depth-2``."""
        parts = {"gates": self.gates, "depth": self.depth, "cost": self.cost}
        names = [f"{name}-{value}" for name, value in parts.items() if value is not None]
        if self.demand is not None:
            names.insert(0, self.demand.label)
        if self.connected is not None:
            names.insert(0, "connected")
        for gate, wire in self.case:
            names.append(f"gate-{gate}-reads-{_CONSTANTS.get(wire, wire)}")
        if self.half is not None:
            names.append(f"half-{self.half}")
        return "-".join(names)

    @property
    def allowed_error(self) -> int:
        """The largest weight of rows of K that may be wrong: 0 at full accuracy."""
        if self.accuracy is None:
            return 0
        total = sum(self.relation.weight(t) for t in self.relation.rows)
        return total - ceil(self.accuracy * total)


class Verdict(Enum):
    """What a solver said of a query. A limit reached is unknown, never refuted."""

    FOUND = "found"
    REFUTED = "refuted"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        """Refuse to be a condition: three values do not fit two."""
        raise TypeError("a verdict has three values; compare it with Verdict.FOUND and the others")


@dataclass(frozen=True)
class Answer:
    """The answer to a query.

    Attributes:
        verdict: found, refuted or unknown.
        solver: the profile that answered.
        seconds: wall-clock time, encoding included.
        circuit: the circuit, when found; not yet seen by the referee.
        reason: for unknown, what stopped it: ``time limit``, ``memory limit``, ``crashed: ...``.
        proof: path of a proof of the refutation, when one was asked for.

    """

    verdict: Verdict
    solver: str
    seconds: float
    circuit: Circuit | None = None
    reason: str | None = None
    proof: str | None = None
