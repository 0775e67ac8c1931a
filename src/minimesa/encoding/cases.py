"""Splitting a question at a number of gates into cases that are answered apart.

A case says of one gate which fan-in is its second highest (the only one, where there is one). The
formula holds a clause that selects some fan-in tuple for that gate, and each tuple is in exactly
one case. So every model of the whole formula is a model of a case, and every model of a case is
one of the whole: the whole is refuted where all cases are. With `at-most-one` the cases are
disjoint. The last gate is split first. Its highest fan-in would not do: a circuit with one output
in which every gate is read has the last gate read the one before it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from minimesa.encoding.ssv import deciding, fanin_tuples

if TYPE_CHECKING:
    from minimesa.encoding.query import Query


def split(query: Query) -> tuple[Query, ...]:
    """Return the cases of a question, or none where it cannot be split (further).

    Splitting a case splits the gate before the one it was split by.
    """
    if query.gates is None or len(query.case) >= query.gates:
        return ()
    gate = query.gates - 1 - len(query.case)
    tuples = fanin_tuples(query.basis, len(query.relation.inputs), gate)
    wires = sorted({deciding(fanin) for fanin in tuples})
    return tuple(replace(query, case=(*query.case, (gate, wire))) for wire in wires)


def split_into(query: Query, least: int) -> tuple[Query, ...]:
    """Return at least so many cases where there are gates enough, or none without a gate."""
    found = split(query)
    while len(found) < least:
        finer = tuple(part for case in found for part in split(case))
        if not finer:
            break
        found = finer
    return found
