"""The numberings in which one circuit shows up among the models of the encoding.

With the break `minimesa.encoding.breaks.COLEX` a circuit appears once for each order of its gates
that is topological and in which consecutive gates stand in co-lexicographic order of fan-ins unless
the later reads the earlier. Whoever counts or draws circuits by models must undo that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.circuit import Circuit, Gate, Output
from minimesa.encoding.ssv import colex
from minimesa.truth_tables import permute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def numberings(circuit: Circuit) -> set[Circuit]:
    """Return every co-lexicographic numbering of a circuit, each once.

    Fan-ins ascend in each, so that the operator is settled where no gate reads a wire twice.
    """
    return set(_extend(circuit, [], []))


def first_numbering(circuit: Circuit) -> Circuit:
    """Return the least of the numberings: one for a circuit and all its renamings."""
    return min(numberings(circuit), key=_key)


def _key(circuit: Circuit) -> tuple[list[tuple[tuple[int, ...], int]], list[tuple[int, bool]]]:
    gates = [(colex(gate.fanin), gate.operator) for gate in circuit.gates]
    return gates, [(output.wire, output.inverted) for output in circuit.outputs]


def _extend(circuit: Circuit, order: list[int], gates: list[Gate]) -> Iterator[Circuit]:
    """Yield the numberings that begin with the gates of ``order``, renumbered as ``gates``."""
    n = len(circuit.inputs)
    place = {wire: n + j for j, wire in enumerate(order)}
    if len(order) == circuit.size:
        outputs = tuple(
            Output(o.name, place.get(o.wire, o.wire), o.inverted) for o in circuit.outputs
        )
        yield Circuit(circuit.inputs, tuple(gates), outputs)
        return
    for wire in range(n, n + circuit.size):
        gate = circuit.gates[wire - n]
        if wire in place or any(w >= n and w not in place for w in gate.fanin):
            continue
        following = _renumbered(gate, place)
        last = n + len(gates) - 1
        if (
            gates
            and last not in following.fanin
            and colex(following.fanin) < colex(gates[-1].fanin)
        ):
            continue
        yield from _extend(circuit, [*order, wire], [*gates, following])


def _renumbered(gate: Gate, place: Mapping[int, int]) -> Gate:
    """Return the gate on its new wires, ascending."""
    fanin = [place.get(wire, wire) for wire in gate.fanin]
    order = sorted(range(len(fanin)), key=lambda position: fanin[position])
    inverse = sorted(range(len(fanin)), key=lambda position: order[position])
    return Gate(
        permute(gate.operator, inverse, len(fanin)), tuple(fanin[position] for position in order)
    )
