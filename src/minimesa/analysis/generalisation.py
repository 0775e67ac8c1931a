"""How a circuit does on rows it was not asked about."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from minimesa.errors import InputError
from minimesa.referee import evaluate
from minimesa.truth_tables import full

if TYPE_CHECKING:
    from minimesa.circuit import Circuit
    from minimesa.relations import Relation


def accuracy_outside(circuit: Circuit, care: int, whole: Relation) -> Fraction | None:
    """Return the share of the rows outside a care set on which a circuit is right.

    Args:
        circuit: a circuit made for the rows of ``care``.
        care: those rows, as a truth table.
        whole: what would be right on all rows; the rows of its own care set count, by weight.

    Returns:
        The share, or None where no row outside ``care`` has a weight.

    Raises:
        InputError: circuit, care set and relation do not fit each other.

    """
    n = len(whole.inputs)
    if len(circuit.inputs) != n or len(circuit.outputs) != len(whole.outputs):
        raise InputError(
            f"the circuit has {len(circuit.inputs)} inputs and {len(circuit.outputs)} outputs, "
            f"the relation {n} and {len(whole.outputs)}"
        )
    if not 0 <= care <= full(n):
        raise InputError(f"the care set {care:#x} does not fit {n} inputs")
    right = total = 0
    for row in whole.rows:
        if not care >> row & 1:
            weight = whole.weight(row)
            total += weight
            if whole.allowed[row] >> evaluate(circuit, row) & 1:
                right += weight
    return Fraction(right, total) if total else None
