"""What a window must do: the Boolean relation between its inputs and outputs.

A row of the problem fixes the values on the window's inputs, and says which words on its outputs
keep the outputs of the circuit acceptable. What the window must do at a pattern of its inputs is
what all rows with that pattern allow; a pattern without a row of the care set is a don't-care. This
is exact: whatever meets the relation, and only that, may take the window's place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.improvement.acceptance import free_tables, repeats
from minimesa.relations import Relation
from minimesa.truth_tables import full

if TYPE_CHECKING:
    from minimesa.circuit import Circuit
    from minimesa.improvement.acceptance import Acceptance
    from minimesa.improvement.windows import Window


def window_relation(
    circuit: Circuit, window: Window, acceptance: Acceptance, care: int
) -> Relation:
    """Return the relation that a window must meet, over its inputs and outputs in their order.

    Args:
        circuit: a circuit that solves the problem.
        window: a window of it.
        acceptance: what the problem accepts.
        care: the care set of the problem.

    """
    n, k, m = len(circuit.inputs), len(window.inputs), len(window.outputs)
    right = acceptance.rows(free_tables(circuit, window.outputs), full(n + m), repeats(n, m))
    ones, every = full(n), full(m)
    # The rows at which a word on the window's outputs is wrong.
    wrong = [~(right >> (w << n)) & ones & care for w in range(1 << m)]
    blocks = [care]
    for wire in reversed(window.inputs):
        table = circuit.tables[wire]
        blocks = [part for block in blocks for part in (block & ~table, block & table)]
    allowed, cared = [], 0
    for pattern, block in enumerate(blocks):
        if not block:
            allowed.append(every)
            continue
        cared |= 1 << pattern
        allowed.append(sum(1 << w for w, rows in enumerate(wrong) if not rows & block))
    return Relation(
        tuple(f"x{i}" for i in range(k)), tuple(f"y{o}" for o in range(m)), tuple(allowed), cared
    )
