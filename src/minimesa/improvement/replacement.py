"""Put another circuit in a window's place, and let chance choose among equally good ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO, Circuit, Gate, Output
from minimesa.improvement.rebuild import rebuild
from minimesa.relations import Relation
from minimesa.truth_tables import flip

if TYPE_CHECKING:
    import random

    from minimesa.basis import Basis
    from minimesa.improvement.rebuild import Maker, Rebuilding
    from minimesa.improvement.windows import Window
    from minimesa.synthesis.builder import Literal


def replace_window(circuit: Circuit, basis: Basis, window: Window, inside: Circuit) -> Circuit:
    """Return the circuit with ``inside`` in the window's place; its gates may merge with others.

    Args:
        circuit: the circuit.
        basis: its basis.
        window: a window of it.
        inside: a circuit whose inputs and outputs stand in the order of the window's.

    """

    def maker(o: int) -> Maker:
        def make(work: Rebuilding) -> Literal:
            k = len(inside.inputs)
            place = {i: work.visit(wire) for i, wire in enumerate(window.inputs)}
            place |= {value: work.builder.constant(value == ONE) for value in (ZERO, ONE)}
            for wire in sorted(inside.cone(inside.outputs[o].wire)):
                gate = inside.gates[wire - k]
                operands = [place[source] for source in gate.fanin]
                place[wire] = work.builder.function(gate.operator, operands)
            literal, inverted = place[inside.outputs[o].wire]
            return literal, inverted != inside.outputs[o].inverted

        return make

    replaced = {wire: maker(o) for o, wire in enumerate(window.outputs)}
    return rebuild(circuit, basis, replaced, share=True)


class Relabelling:
    """A relation with its inputs in another order and some complemented.

    A solver then comes upon other circuits first.

    Args:
        relation: the relation; nothing weighs its rows.
        rng: decides the order and the complements.
        complement: whether inputs may be complemented: where NOT is free.

    """

    def __init__(self, relation: Relation, rng: random.Random, *, complement: bool) -> None:
        n = len(relation.inputs)
        self._order = rng.sample(range(n), n)
        self._flips = rng.getrandbits(n) if complement and n else 0
        self._original = relation
        # Row t of the new relation is row source[t] of the old: its input order[i] is bit i of t.
        source = [
            sum((t >> i & 1) << old for i, old in enumerate(self._order)) ^ self._flips
            for t in range(1 << n)
        ]
        self.relation = Relation(
            tuple(relation.inputs[old] for old in self._order),
            relation.outputs,
            tuple(relation.allowed[s] for s in source),
            sum((relation.care >> s & 1) << t for t, s in enumerate(source)),
        )

    def undo(self, circuit: Circuit) -> Circuit:
        """Return the circuit for the old relation that a circuit for the new one is."""
        place = dict(enumerate(self._order))
        gates = []
        for gate in circuit.gates:
            operator = gate.operator
            for position, wire in enumerate(gate.fanin):
                if self._flipped(wire):
                    operator = flip(operator, position, len(gate.fanin))
            gates.append(Gate(operator, tuple(place.get(w, w) for w in gate.fanin)))
        outputs = tuple(
            Output(o.name, place.get(o.wire, o.wire), o.inverted != self._flipped(o.wire))
            for o in circuit.outputs
        )
        return Circuit(self._original.inputs, tuple(gates), outputs)

    def _flipped(self, wire: int) -> bool:
        return 0 <= wire < len(self._order) and bool(self._flips >> self._order[wire] & 1)
