"""Lower bounds by counting and by first gates, from which a search starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.encoding.first_gate import MOST_INPUTS, may_suffice
from minimesa.encoding.symmetry import essential_inputs
from minimesa.truth_tables import full, projection

if TYPE_CHECKING:
    from minimesa.basis import Basis
    from minimesa.relations import Relation

COUNTING = "counting"
"""The "solver" of bounds that hold by counting."""


def least_gates(relation: Relation, basis: Basis) -> int:
    """Return a number of gates that every circuit for the relation has at least.

    Three arguments. A circuit of r gates of at most k fan-ins that feeds m outputs is a forest
    whose m trees read at most r (k - 1) + m inputs, and it must read the essential ones. Each
    output that can be no constant, input or complement needs a gate; different functions,
    different ones (counted for functions without don't-cares only). And of such functions
    `may_suffice` rules more out, where gates have at most two fan-ins.
    """
    n, m = len(relation.inputs), len(relation.outputs)
    widest = max(basis.arities)
    essential = len(essential_inputs(relation))
    by_inputs = -(-(essential - m) // (widest - 1)) if widest > 1 else 0
    least = max(0, by_inputs)
    if (functions := relation.tables()) is not None:
        tables = set(functions)
        free = {0, full(n)} | {projection(i, n) for i in range(n)}
        if basis.free_not:
            tables = {min(table, table ^ full(n)) for table in tables}
            free |= {table ^ full(n) for table in free}
        least = max(least, len(tables - free))
        if widest == 2 and n <= MOST_INPUTS:
            while not may_suffice(tuple(sorted(tables)), n, least, xor=basis.has_xor):
                least += 1
    return least


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
