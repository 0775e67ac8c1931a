"""A circuit under the glass: its normal form with the tables and graphs that all analyses read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from minimesa.circuit import normal_form
from minimesa.errors import InputError
from minimesa.truth_tables import full, support

if TYPE_CHECKING:
    from minimesa.circuit import Circuit
    from minimesa.problems.problem import Problem


@dataclass(frozen=True)
class Subject:
    """A circuit, the rows that matter, and the problem it is for.

    Attributes:
        circuit: the circuit that is analysed, in normal form where NOT is free. Wires keep the
            numbers they have in the circuit as it was given.
        care: the care set K as a truth table.
        problem: the problem it solves, where one is known; `declared` needs its utility.

    """

    circuit: Circuit
    care: int
    problem: Problem | None = None

    @cached_property
    def n(self) -> int:
        """The number of inputs."""
        return len(self.circuit.inputs)

    @cached_property
    def ones(self) -> int:
        """The table of constant 1."""
        return full(self.n)

    @property
    def gates(self) -> range:
        """The gates, as wires."""
        return range(self.n, self.n + len(self.circuit.gates))

    @cached_property
    def memo(self) -> dict[Any, Any]:
        """Intermediate results that several analyses of this circuit share."""
        return {}

    @cached_property
    def supports(self) -> tuple[frozenset[int], ...]:
        """By wire, the inputs that its function depends on."""
        return tuple(frozenset(support(t, self.n)) for t in self.circuit.tables)

    @cached_property
    def cones(self) -> tuple[int, ...]:
        """By wire, its fan-in cone as a set of wires (bit w for wire w), itself included."""
        cones = [1 << i for i in range(self.n)]
        for wire, gate in zip(self.gates, self.circuit.gates, strict=True):
            cone = 1 << wire
            for source in gate.fanin:
                if source >= 0:
                    cone |= cones[source]
            cones.append(cone)
        return tuple(cones)

    @cached_property
    def fanouts(self) -> tuple[int, ...]:
        """By wire, its fan-out cone as a set of wires, itself included."""
        fanouts = [1 << wire for wire in range(self.n + len(self.circuit.gates))]
        for wire in reversed(self.gates):
            for source in self.circuit.gates[wire - self.n].fanin:
                if source >= 0:
                    fanouts[source] |= fanouts[wire]
        return tuple(fanouts)

    @cached_property
    def gate_mask(self) -> int:
        """The set of all gates."""
        return (1 << (self.n + len(self.circuit.gates))) - (1 << self.n)

    def cone_of(self, wires: tuple[int, ...]) -> int:
        """Return the union of the fan-in cones of ``wires`` (constants have none)."""
        union = 0
        for wire in wires:
            if wire >= 0:
                union |= self.cones[wire]
        return union


def subject(
    circuit: Circuit,
    *,
    care: int | None = None,
    problem: Problem | None = None,
    free_not: bool = True,
) -> Subject:
    """Prepare a circuit for analysis.

    Args:
        circuit: the circuit; its inputs and outputs stand in the order of the problem's.
        care: the care set; default the problem's, or all rows.
        problem: the problem it solves.
        free_not: whether NOT is free in its basis; if so it is put in normal form first.

    Raises:
        InputError: the circuit does not fit the problem, or the care set does not fit it.

    """
    n = len(circuit.inputs)
    if problem is not None:
        relation = problem.relation
        if len(relation.inputs) != n or len(relation.outputs) != len(circuit.outputs):
            raise InputError(
                f"the circuit has {n} inputs and {len(circuit.outputs)} outputs, but "
                f"{problem.name} has {len(relation.inputs)} and {len(relation.outputs)}"
            )
        if care is None:
            care = relation.care
    if care is None:
        care = full(n)
    if not 0 < care <= full(n):
        raise InputError(f"the care set {care:#x} must hold some of the {1 << n} rows and no other")
    return Subject(normal_form(circuit) if free_not else circuit, care, problem)
