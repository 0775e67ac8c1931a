"""Replace the function of one gate by a formula of other wires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO, Circuit, Output, without_junk
from minimesa.controls.formulas import emit
from minimesa.synthesis.builder import Builder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.basis import Basis
    from minimesa.controls.formulas import Formula
    from minimesa.synthesis.builder import Literal


def substitute(
    circuit: Circuit,
    basis: Basis,
    target: int,
    formula: Formula,
    leaves: Sequence[int],
    *,
    share: bool,
) -> Circuit:
    """Return the circuit with what reads gate ``target`` reading ``formula`` instead.

    Gates that reach no output are dropped, and gates whose operator shrinks (because fan-ins
    became equal or constant) are simplified.

    Args:
        circuit: the circuit.
        basis: its basis.
        target: a gate.
        formula: what takes its place; leaf i is ``leaves[i]``.
        leaves: wires outside the fan-out cone of ``target``, or ``target`` itself, which stands
            for the gate as it was.
        share: whether gates that become equal are merged.

    """
    builder = Builder(basis, len(circuit.inputs), share=share)
    n = len(circuit.inputs)
    place: dict[int, Literal] = {i: (i, False) for i in range(n)}
    place |= {ZERO: builder.constant(False), ONE: builder.constant(True)}

    def copy(wire: int) -> Literal:
        gate = circuit.gates[wire - n]
        return builder.function(gate.operator, [visit(source) for source in gate.fanin])

    def visit(wire: int) -> Literal:
        if wire not in place:
            if wire == target:
                literals = [copy(leaf) if leaf == target else visit(leaf) for leaf in leaves]
                place[wire] = emit(formula, literals, builder)
            else:
                place[wire] = copy(wire)
        return place[wire]

    outputs = []
    for output in circuit.outputs:
        wire, inverted = visit(output.wire)
        outputs.append(Output(output.name, wire, inverted != output.inverted))
    return without_junk(Circuit(circuit.inputs, tuple(builder.gates), tuple(outputs)))
