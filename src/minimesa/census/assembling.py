"""From the pools of a census in the making to its table: one circuit a class, of its least table.

Among the circuits of least known size the first of least depth is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from minimesa.census import depths, orbits
from minimesa.census.state import LEAST, UNKNOWN, State
from minimesa.census.table import Records, ascending, make_records
from minimesa.circuit import Circuit, Gate, Output, normal_form
from minimesa.errors import InputError
from minimesa.truth_tables import flip

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.census.classes import Numbers


def assemble(state: State, representatives: Numbers, n: int, say: Callable[[str], None]) -> Records:
    """Return the table of what is known.

    Raises:
        InputError: there are classes of which no circuit is known.

    """
    unknown = int(np.count_nonzero(state.sizes == UNKNOWN))
    if unknown:
        raise InputError(
            f"no circuit is known of {unknown} classes: let the making come to its end"
        )
    levels = depths.least_depths(representatives, n, say)
    circuits = []
    for number in range(len(representatives)):
        circuits.append(_of_representative(_shallowest(state, number, n), n))
        if (number + 1) % _REPORTED == 0:
            say(f"circuits: {number + 1} of {len(representatives)} classes")
    return make_records(representatives, state.sizes, levels, circuits)


_REPORTED = 1 << 16


def _shallowest(state: State, number: int, n: int) -> Circuit:
    """Return the first circuit of least depth in the pool of a class."""
    size = int(state.sizes[number])
    start, filled = int(state.first[LEAST, number]), int(state.filled[LEAST, number])
    if size == 0:
        return _circuit([], n)
    slots = state.gates[start : start + filled, :size].tolist()
    return min((_circuit(codes, n) for codes in slots), key=lambda circuit: circuit.depth)


def _circuit(codes: list[int], n: int) -> Circuit:
    """Return a circuit of the pools; its inputs stand for their complements."""
    gates = tuple(Gate(code & 15, (code >> 4 & 31, code >> 9 & 31)) for code in codes)
    output = Output("y0", n + len(gates) - 1)
    return Circuit(tuple(f"x{i}" for i in range(n)), gates, (output,))


def _of_representative(circuit: Circuit, n: int) -> tuple[Gate, ...]:
    """Return the gates of the same circuit for the least table of its class.

    Inputs stand for their complements in both.
    """
    if not circuit.gates:
        return ()
    # Rows count the complemented inputs; complementing all of them reverses a table.
    (reversed_table,) = circuit.output_tables()
    table = int(f"{reversed_table:0{1 << n}b}"[::-1], 2)
    _, transform = orbits.canonical(table, n)
    moved = []
    for gate in circuit.gates:
        operator = gate.operator
        fanin = tuple(transform.permutation[w] if w < n else w for w in gate.fanin)
        for position, wire in enumerate(gate.fanin):
            if wire < n and transform.flips >> wire & 1:
                operator = flip(operator, position, 2)
        moved.append(Gate(operator, fanin))
    plain = normal_form(Circuit(circuit.inputs, tuple(moved), circuit.outputs))
    return tuple(ascending(gate) for gate in plain.gates)
