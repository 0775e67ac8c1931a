"""A canonical form: circuits that are the same get the same one, others different ones.

Two circuits are the same when renaming gates, reordering fan-ins and, where NOT is free, pushing
inverters makes them identical. Inverters are settled by `minimesa.circuit.normal_form`; the rest
is a canonical numbering of the gates by colour refinement with individualisation (the scheme of
McKay, *Practical graph isomorphism*, 1981, without its pruning: circuits are small). Inputs and
outputs are never interchanged. Operators are compared as tables, also on fan-in patterns that no
input produces.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

from minimesa.circuit import Circuit, Gate, Output, normal_form
from minimesa.truth_tables import permute

if TYPE_CHECKING:
    from collections.abc import Mapping


def canonical_form(circuit: Circuit, *, free_not: bool) -> Circuit:
    """Return the canonical member of the circuit's class.

    Gates are ordered by level, then by colour; fan-ins ascend; gate names are dropped. Where
    ``free_not`` holds the result is in normal form.
    """
    if free_not:
        circuit = normal_form(circuit)
    n = len(circuit.inputs)
    colours = _refine(circuit, {n + j: level for j, level in enumerate(circuit.levels)})
    return _least(circuit, colours)


def _least(circuit: Circuit, colours: dict[int, int]) -> Circuit:
    """Return the least circuit among the numberings that respect the colours."""
    classes: dict[int, list[int]] = {}
    for wire, colour in colours.items():
        classes.setdefault(colour, []).append(wire)
    tied = next((members for _, members in sorted(classes.items()) if len(members) > 1), None)
    if tied is None:
        return _numbered(circuit, colours)
    # Doubling leaves room to put one member just before the others of its class.
    candidates = (
        _least(circuit, _refine(circuit, {w: 2 * c - (w == member) for w, c in colours.items()}))
        for member in tied
    )
    return min(candidates, key=_encoding)


def _encoding(circuit: Circuit) -> list[tuple[Any, ...]]:
    gates: list[tuple[Any, ...]] = [(gate.fanin, gate.operator) for gate in circuit.gates]
    return [*gates, *((output.wire, output.inverted) for output in circuit.outputs)]


def _refine(circuit: Circuit, colours: dict[int, int]) -> dict[int, int]:
    """Split colour classes by what gates read and who reads them until nothing splits.

    A new colour sorts first by the old one, so levels, the first colours, stay in order.
    """
    n = len(circuit.inputs)
    while True:
        readers: dict[int, list[tuple[int, int]]] = {wire: [] for wire in colours}
        for j, gate in enumerate(circuit.gates):
            for wire in gate.fanin:
                if wire >= n:
                    readers[wire].append((0, colours[n + j]))
        for o, output in enumerate(circuit.outputs):
            if output.wire >= n:
                readers[output.wire].append((1, 2 * o + int(output.inverted)))
        signatures = {
            n + j: (
                colours[n + j],
                _reads(gate, {w: (1, colours[w]) if w >= n else (0, w) for w in gate.fanin}),
                tuple(sorted(readers[n + j])),
            )
            for j, gate in enumerate(circuit.gates)
        }
        ranks = {signature: rank for rank, signature in enumerate(sorted(set(signatures.values())))}
        refined = {wire: ranks[signature] for wire, signature in signatures.items()}
        if len(ranks) == len(set(colours.values())):
            return refined
        colours = refined


def _reads(gate: Gate, key: Mapping[int, tuple[int, int]]) -> tuple[Any, ...]:
    """Return the fan-in keys, ascending, and the operator read in that order (the least one)."""
    keys = [key[wire] for wire in gate.fanin]
    ascending = sorted(keys)
    arity = len(keys)
    tables = []
    for order in permutations(range(arity)):
        if [keys[position] for position in order] == ascending:
            # Old fan-in order[i] becomes fan-in i.
            inverse = sorted(range(arity), key=lambda position: order[position])
            tables.append(permute(gate.operator, inverse, arity))
    return tuple(ascending), min(tables)


def _numbered(circuit: Circuit, colours: Mapping[int, int]) -> Circuit:
    """Return the circuit with gates in the order of their colours."""
    n = len(circuit.inputs)
    order = sorted(colours, key=lambda wire: colours[wire])
    place = {wire: n + j for j, wire in enumerate(order)}
    gates = []
    for wire in order:
        gate = circuit.gates[wire - n]
        keys, table = _reads(gate, {w: (0, place.get(w, w)) for w in gate.fanin})
        gates.append(Gate(table, tuple(number for _, number in keys)))
    outputs = tuple(Output(o.name, place.get(o.wire, o.wire), o.inverted) for o in circuit.outputs)
    return Circuit(circuit.inputs, tuple(gates), outputs)
