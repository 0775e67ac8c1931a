"""The break `ELIMINATED`: fixing an input leaves gates enough to compute the cofactor."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from minimesa.encoding.first_gate import MOST_INPUTS, may_suffice
from minimesa.truth_tables import cofactor

if TYPE_CHECKING:
    from minimesa.encoding.ssv import Layout

MOST_ELIMINATED = 2
"""Larger bounds are not stated: on the classes of four inputs they take more time than they save.
"""


def apply(layout: Layout) -> None:
    """State for each input and value how many gates it may eliminate, where they are few."""
    query = layout.query
    n, tables = len(query.relation.inputs), query.relation.tables()
    if tables is None or query.accuracy is not None:
        return
    if n > MOST_INPUTS or max(query.basis.arities) > 2:
        return
    for i in range(n):
        for value in (0, 1):
            fixed = tuple(cofactor(table, i, value, n) for table in tables)
            most = _most(fixed, n, len(layout.select), xor=query.basis.has_xor)
            if most is not None:
                _at_most(layout, i, value, most)


def _most(tables: tuple[int, ...], n: int, gates: int, *, xor: bool) -> int | None:
    """Return how many of so many gates can be spared for functions; None if more than a few."""
    for most in range(min(MOST_ELIMINATED, gates - 1) + 1):
        if not may_suffice(tables, n, gates - most - 1, xor=xor):
            return most
    return None


def _at_most(layout: Layout, i: int, value: int, most: int) -> None:
    """State that fixing input i to a value eliminates at most so many gates.

    A gate that reads it is eliminated, and so is one that reads a gate made constant. Of gates that
    become constant those are counted that read the input themselves.
    """
    cnf, n = layout.cnf, len(layout.query.relation.inputs)
    gone = cnf.new_block(len(layout.select))
    constant = cnf.new_block(len(layout.select))
    for g, choices in enumerate(layout.select):
        for fanin, selected in choices.items():
            if i in fanin:
                cnf.add(-selected, gone[g])
                # The rows of the operator that are left: where they agree the gate is constant.
                place = fanin.index(i)
                bits = [
                    bit
                    for row, bit in enumerate(layout.operator[g][len(fanin)])
                    if row >> place & 1 == value
                ]
                if None not in bits:
                    cnf.add(-selected, *(-bit for bit in bits if bit is not None), constant[g])
                cnf.add(-selected, *(bit for bit in bits if bit is not None), constant[g])
            cnf.extend([-selected, -constant[w - n], gone[g]] for w in fanin if w >= n)
    cnf.extend([-gate for gate in gates] for gates in combinations(gone, most + 1))
