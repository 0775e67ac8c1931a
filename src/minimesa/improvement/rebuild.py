"""Rebuild a circuit with some wires replaced; what becomes needless on the way is dropped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO, Circuit, Output, without_junk
from minimesa.synthesis.builder import Builder, Literal

if TYPE_CHECKING:
    from minimesa.basis import Basis


class Rebuilding:
    """A circuit under reconstruction.

    Args:
        circuit: the circuit as it was.
        basis: its basis.
        replaced: for a gate (as a wire), what makes the literal that takes its place.
        share: whether gates that become equal are merged.

    """

    def __init__(
        self, circuit: Circuit, basis: Basis, replaced: Mapping[int, Maker], *, share: bool
    ) -> None:
        self._circuit = circuit
        self._replaced = replaced
        self.builder = Builder(basis, len(circuit.inputs), share=share)
        self._place: dict[int, Literal] = {i: (i, False) for i in range(len(circuit.inputs))}
        self._place |= {value: self.builder.constant(value == ONE) for value in (ZERO, ONE)}

    def visit(self, wire: int) -> Literal:
        """Return the literal that stands for a wire of the old circuit, building what it needs."""
        if wire not in self._place:
            maker = self._replaced.get(wire)
            self._place[wire] = self.copy(wire) if maker is None else maker(self)
        return self._place[wire]

    def copy(self, wire: int) -> Literal:
        """Return the literal of a gate as it was, on what its fan-ins have become."""
        gate = self._circuit.gates[wire - len(self._circuit.inputs)]
        return self.builder.function(gate.operator, [self.visit(source) for source in gate.fanin])


NOT = 0b01
"""The operator of one wire that complements it."""
Maker = Callable[[Rebuilding], Literal]
"""Makes the literal that takes a gate's place, out of wires that do not depend on that gate."""


def rebuild(
    circuit: Circuit, basis: Basis, replaced: Mapping[int, Maker], *, share: bool
) -> Circuit:
    """Return the circuit with what reads a replaced gate reading its replacement instead.

    Gates that reach no output are dropped, and gates whose operator shrinks (because fan-ins
    became equal or constant) are simplified.

    Args:
        circuit: the circuit.
        basis: its basis.
        replaced: for a gate (as a wire), what makes the literal that takes its place.
        share: whether gates that become equal are merged.

    Raises:
        InputError: the basis cannot express AND, OR, XOR and NOT.

    """
    work = Rebuilding(circuit, basis, replaced, share=share)
    outputs = []
    for output in circuit.outputs:
        literal = work.visit(output.wire)
        wire, inverted = work.builder.function(NOT, [literal]) if output.inverted else literal
        outputs.append(Output(output.name, wire, inverted))
    return without_junk(Circuit(circuit.inputs, tuple(work.builder.gates), tuple(outputs)))
