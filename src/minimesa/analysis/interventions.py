"""Interventions: what a circuit says when some of its wires are forced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.circuit import simulate
from minimesa.errors import InputError
from minimesa.truth_tables import compose, full

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from minimesa.analysis.subject import Subject
    from minimesa.circuit import Circuit

_PAIRS: dict[int, Callable[[int, int, int], int]] = {
    0x1: lambda a, b, ones: ones & ~(a | b),
    0x2: lambda a, b, _: a & ~b,
    0x4: lambda a, b, _: b & ~a,
    0x6: lambda a, b, _: a ^ b,
    0x7: lambda a, b, ones: ones & ~(a & b),
    0x8: lambda a, b, _: a & b,
    0x9: lambda a, b, ones: ones & ~(a ^ b),
    0xB: lambda a, b, ones: a | (ones & ~b),
    0xD: lambda a, b, ones: b | (ones & ~a),
    0xE: lambda a, b, _: a | b,
}
"""Two-input operators as word operations; `compose` does the rest, some ten times slower."""


def forced_outputs(subject: Subject, forced: Mapping[int, int]) -> tuple[int, ...]:
    """Return C[E<-s]: the table of every output when the wires in ``forced`` have those tables.

    Only what lies in the fan-out cones of the forced wires is evaluated again. Tables are masked
    by nothing: rows outside the care set are included.
    """
    circuit, n, ones = subject.circuit, subject.n, subject.ones
    # Constants are the wires -1 and -2, which Python reads from the end of the list.
    values = [*circuit.tables, ones, 0]
    changed = 0
    for wire, table in forced.items():
        values[wire] = table
        changed |= subject.fanouts[wire]
    for wire in forced:
        changed &= ~(1 << wire)
    changed &= subject.gate_mask
    while changed:
        lowest = changed & -changed
        changed ^= lowest
        wire = lowest.bit_length() - 1
        gate = circuit.gates[wire - n]
        fast = _PAIRS.get(gate.operator) if len(gate.fanin) == 2 else None
        if fast is not None:
            a, b = gate.fanin
            values[wire] = fast(values[a], values[b], ones)
        else:
            values[wire] = compose(gate.operator, [values[w] for w in gate.fanin], ones)
    return tuple(values[o.wire] ^ (ones if o.inverted else 0) for o in circuit.outputs)


def force(circuit: Circuit, values: Mapping[int, int]) -> tuple[int, ...]:
    """Return the table of every output when each wire in ``values`` is held at 0 or 1."""
    ones = full(len(circuit.inputs))
    forced = {wire: ones if value else 0 for wire, value in values.items()}
    tables = [*simulate(circuit, forced), ones, 0]
    return tuple(tables[o.wire] ^ (ones if o.inverted else 0) for o in circuit.outputs)


def parse_force(text: str, circuit: Circuit) -> dict[int, int]:
    """Read ``g3=1,g7=0`` as wires and the values they are held at.

    Raises:
        InputError: something else is written there, a wire does not exist or is named twice.

    """
    wires = {circuit.wire_name(w): w for w in range(len(circuit.inputs) + len(circuit.gates))}
    values: dict[int, int] = {}
    for part in text.split(","):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or value not in ("0", "1"):
            raise InputError(f"{part.strip()!r} is no intervention; write for example g3=1,g7=0")
        if name not in wires:
            fixed = " (a constant cannot be forced)" if name in _CONSTANTS else ""
            raise InputError(f"there is no wire {name!r} to force{fixed}")
        if wires[name] in values:
            raise InputError(f"wire {name!r} is forced twice")
        values[wires[name]] = int(value)
    return values


_CONSTANTS = ("0", "1")
