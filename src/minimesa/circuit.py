"""Circuits: gates in topological order over named inputs, and the normal form.

A wire is an integer: input i is wire i, gate j is wire ``n + j``, and `ZERO` and `ONE` are the
constants. Names are for people and files only.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from minimesa.errors import InputError
from minimesa.expressions import expression
from minimesa.truth_tables import compose, flip, full, projection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from minimesa.basis import Basis

ZERO = -1
"""The wire of constant 0, called ``"0"``."""
ONE = -2
"""The wire of constant 1, called ``"1"``; used only where NOT is not free."""


@dataclass(frozen=True)
class Gate:
    """A gate.

    Attributes:
        operator: truth table over the fan-ins, row index ``a + 2b + ...``.
        fanin: the wires it reads, in the order of the table.

    """

    operator: int
    fanin: tuple[int, ...]


@dataclass(frozen=True)
class Output:
    """An output: a wire, possibly complemented, under a name."""

    name: str
    wire: int
    inverted: bool = False


@dataclass(frozen=True)
class Circuit:
    """A combinational circuit.

    ``str`` shows it as equations, and a notebook as a drawing.

    Attributes:
        inputs: input names.
        gates: gates in topological order: each reads constants, inputs and earlier gates.
        outputs: outputs by name.
        gate_names: a name for each gate where a file gave some; default g0, g1, ... They do not
            count when circuits are compared.

    Raises:
        InputError: a gate reads itself, a later gate or a wire that does not exist.

    """

    inputs: tuple[str, ...]
    gates: tuple[Gate, ...]
    outputs: tuple[Output, ...]
    gate_names: tuple[str, ...] | None = field(default=None, compare=False)

    picture: ClassVar[Callable[[Circuit], str | None] | None] = None
    """What draws circuits for notebooks; the drawing stands above this module and sets it."""

    def __post_init__(self) -> None:
        n = len(self.inputs)
        for j, gate in enumerate(self.gates):
            if not 0 <= gate.operator <= full(len(gate.fanin)):
                raise InputError(f"gate {j}: operator {gate.operator:#x} does not fit its fan-ins")
            for wire in gate.fanin:
                if not ONE <= wire < n + j:
                    raise InputError(f"gate {j} reads wire {wire}, which is not before it")
        for output in self.outputs:
            if not ONE <= output.wire < n + len(self.gates):
                raise InputError(f"output {output.name!r} names wire {output.wire}: there is none")
        if self.gate_names is not None and len(self.gate_names) != len(self.gates):
            raise InputError(f"{len(self.gate_names)} names for {len(self.gates)} gates")

    def __str__(self) -> str:
        pairs = equations(self)
        width = max((len(name) for name, _ in pairs), default=0)
        return "\n".join(f"{name:<{width}} = {text}" for name, text in pairs)

    def _repr_svg_(self) -> str | None:
        """Return the drawing that a notebook shows; None where there is none."""
        picture = type(self).picture
        return None if picture is None else picture(self)

    @property
    def size(self) -> int:
        """The number of gates."""
        return len(self.gates)

    @cached_property
    def levels(self) -> tuple[int, ...]:
        """For each gate the most gates on a path that ends in it, itself included."""
        n = len(self.inputs)
        levels: list[int] = []
        for gate in self.gates:
            levels.append(1 + max((levels[w - n] for w in gate.fanin if w >= n), default=0))
        return tuple(levels)

    @property
    def depth(self) -> int:
        """The most gates on a path to an output."""
        n = len(self.inputs)
        return max((self.levels[o.wire - n] for o in self.outputs if o.wire >= n), default=0)

    def cost(self, basis: Basis) -> int:
        """Return the summed cost of the gates.

        Raises:
            InputError: a gate is not in the basis.

        """
        total = 0
        for j, gate in enumerate(self.gates):
            cost = basis.cost(gate.operator, len(gate.fanin))
            if cost is None:
                raise InputError(f"gate {j} ({gate.operator:#x}) is not in basis {basis.name}")
            total += cost
        return total

    def wire_name(self, wire: int) -> str:
        """Return the name of a wire: ``"0"``, ``"1"``, an input name or a gate name."""
        if wire == ZERO:
            return "0"
        if wire == ONE:
            return "1"
        n = len(self.inputs)
        if wire < n:
            return self.inputs[wire]
        return f"g{wire - n}" if self.gate_names is None else self.gate_names[wire - n]

    @cached_property
    def tables(self) -> tuple[int, ...]:
        """The truth table of every input and gate, by wire."""
        return simulate(self)

    def output_tables(self) -> tuple[int, ...]:
        """Return the truth table of every output."""
        ones = full(len(self.inputs))
        return tuple(
            _read(output.wire, self.tables, ones) ^ (ones if output.inverted else 0)
            for output in self.outputs
        )

    def cone(self, wire: int) -> frozenset[int]:
        """Return the gates (as wires) in the fan-in cone of ``wire``, itself included."""
        n = len(self.inputs)
        found: set[int] = set()
        todo = [wire]
        while todo:
            current = todo.pop()
            if current >= n and current not in found:
                found.add(current)
                todo.extend(self.gates[current - n].fanin)
        return frozenset(found)


def _read(wire: int, tables: Sequence[int], ones: int) -> int:
    return 0 if wire == ZERO else ones if wire == ONE else tables[wire]


def simulate(circuit: Circuit, forced: Mapping[int, int] | None = None) -> tuple[int, ...]:
    """Return the truth table of every input and gate, by wire.

    Args:
        circuit: the circuit.
        forced: tables that replace the values of wires (an intervention).

    """
    n = len(circuit.inputs)
    ones = full(n)
    forced = forced or {}
    tables = [forced.get(i, projection(i, n)) for i in range(n)]
    for j, gate in enumerate(circuit.gates):
        if n + j in forced:
            tables.append(forced[n + j])
        else:
            fanin = [_read(w, tables, ones) for w in gate.fanin]
            tables.append(compose(gate.operator, fanin, ones))
    return tuple(tables)


def normal_form(circuit: Circuit) -> Circuit:
    """Return the circuit with inverters pushed so that every wire is 0 at row 0.

    For bases where NOT is free: gate operators become normal (0 on all-zero fan-ins), constant 1
    becomes constant 0 inverted, and the outputs carry the remaining complements. The order of
    gates and of fan-ins is kept.
    """
    n = len(circuit.inputs)
    inverted: dict[int, bool] = dict.fromkeys(range(n), False) | {ZERO: False, ONE: True}
    gates = []
    for j, gate in enumerate(circuit.gates):
        k = len(gate.fanin)
        operator = gate.operator
        for position, wire in enumerate(gate.fanin):
            if inverted[wire]:
                operator = flip(operator, position, k)
        inverted[n + j] = bool(operator & 1)
        if operator & 1:
            operator ^= full(k)
        fanin = tuple(ZERO if wire == ONE else wire for wire in gate.fanin)
        gates.append(Gate(operator, fanin))
    outputs = tuple(
        Output(o.name, ZERO if o.wire == ONE else o.wire, o.inverted != inverted[o.wire])
        for o in circuit.outputs
    )
    return replace(circuit, gates=tuple(gates), outputs=outputs)


def without_junk(circuit: Circuit) -> Circuit:
    """Return the circuit without the gates that reach no output."""
    n = len(circuit.inputs)
    needed = sorted(frozenset().union(*(circuit.cone(o.wire) for o in circuit.outputs)))
    place = {wire: wire for wire in (ZERO, ONE, *range(n))}
    place |= {wire: n + j for j, wire in enumerate(needed)}
    gates = [circuit.gates[wire - n] for wire in needed]
    return Circuit(
        circuit.inputs,
        tuple(Gate(g.operator, tuple(place[w] for w in g.fanin)) for g in gates),
        tuple(Output(o.name, place[o.wire], o.inverted) for o in circuit.outputs),
    )


def equations(circuit: Circuit) -> list[tuple[str, str]]:
    """Return ``(name, expression)`` of every gate, then of every output.

    The notation is that of `minimesa.expressions.expression`.
    """
    n = len(circuit.inputs)
    lines = []
    for j, gate in enumerate(circuit.gates):
        names = [circuit.wire_name(wire) for wire in gate.fanin]
        lines.append((circuit.wire_name(n + j), expression(gate.operator, names)))
    for output in circuit.outputs:
        sign = "~" if output.inverted else ""
        lines.append((output.name, sign + circuit.wire_name(output.wire)))
    return lines


def to_json(circuit: Circuit) -> dict[str, Any]:
    """Return the circuit as the JSON object that ``solve --json`` prints."""
    n = len(circuit.inputs)
    return {
        "inputs": list(circuit.inputs),
        "gates": [
            {
                "name": circuit.wire_name(n + j),
                "op": f"0x{gate.operator:x}",
                "fanin": [circuit.wire_name(w) for w in gate.fanin],
            }
            for j, gate in enumerate(circuit.gates)
        ],
        "outputs": [
            {"name": o.name, "wire": circuit.wire_name(o.wire), "inverted": o.inverted}
            for o in circuit.outputs
        ],
    }
