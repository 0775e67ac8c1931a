"""Replace the function of one gate by a formula of other wires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.controls.formulas import emit
from minimesa.improvement.rebuild import rebuild

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.basis import Basis
    from minimesa.circuit import Circuit
    from minimesa.controls.formulas import Formula
    from minimesa.improvement.rebuild import Rebuilding
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

    def make(work: Rebuilding) -> Literal:
        literals = [work.copy(leaf) if leaf == target else work.visit(leaf) for leaf in leaves]
        return emit(formula, literals, work.builder)

    return rebuild(circuit, basis, {target: make}, share=share)
