"""Lower bounds by counting, from which a search starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.encoding.symmetry import essential_inputs
from minimesa.truth_tables import full, projection

if TYPE_CHECKING:
    from minimesa.basis import Basis
    from minimesa.relations import Relation

COUNTING = "counting"
"""The "solver" of bounds that hold by counting."""


def least_gates(relation: Relation, basis: Basis) -> int:
    """Return a number of gates that every circuit for the relation has at least.

    Two arguments. A circuit of r gates of at most k fan-ins that feeds m outputs is a forest whose
    m trees read at most r (k - 1) + m inputs, and it must read the essential ones. And each output
    that can be no constant, input or complement needs a gate; different functions, different ones
    (counted for functions without don't-cares only).
    """
    n, m = len(relation.inputs), len(relation.outputs)
    widest = max(basis.arities)
    essential = len(essential_inputs(relation))
    by_inputs = -(-(essential - m) // (widest - 1)) if widest > 1 else 0
    by_outputs = 0
    if relation.care == full(n) and relation.is_function():
        tables = {relation.output_bits(o)[1] for o in range(m)}
        free = {0, full(n)} | {projection(i, n) for i in range(n)}
        if basis.free_not:
            tables = {min(table, table ^ full(n)) for table in tables}
            free |= {table ^ full(n) for table in free}
        by_outputs = len(tables - free)
    return max(0, by_inputs, by_outputs)


def least_levels(relation: Relation, basis: Basis) -> int:
    """Return a depth that every circuit for the relation has at least: k**d inputs an output."""
    widest = max(basis.arities)
    essential = len(essential_inputs(relation))
    depth = 0
    while len(relation.outputs) * widest**depth < essential:
        depth += 1
        if widest == 1:
            break
    return depth
