"""Enumerating the sets of functions that the gates of minimal circuits compute.

In a circuit of least size (or least size at least depth) all gates differ as functions on the care
set, if equal ones can be merged in the basis (`minimesa.encoding.reduction`), so a circuit has a
*set* of gate functions. Many circuits share one: they differ in wiring and in operators. It is
enough to list the sets, a model each, with most symmetry breaks on (`closable`):

- renumbering gates (colex, operator-order) keeps the set;
- re-application replaces what a gate reads, not what any gate computes, and adds no depth;
- exchanging symmetric inputs permutes the set, and complementing inputs that may be complemented
  turns each function into another, so the found sets are closed under both (see `closable`).

`minimesa.synthesis.wirings` expands each set into its circuits. A function is a table on the
encoded rows of `minimesa.encoding.ssv.Layout`; other rows are 0.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from minimesa.encoding.breaks import (
    ASSOCIATIVE,
    COMPLEMENTED_INPUTS,
    RENAMED_INPUTS,
    SYMMETRIC_INPUTS,
)
from minimesa.encoding.invariance import (
    complementable_inputs,
    complemented_exchanges,
    exchangeable_inputs,
    exchanged,
)
from minimesa.truth_tables import full

if TYPE_CHECKING:
    from collections.abc import Iterable

    from minimesa.encoding.query import Query
    from minimesa.encoding.ssv import Layout

FunctionSet = frozenset[int]
Rows = tuple[int, ...]

LOSE_SETS = frozenset({ASSOCIATIVE, RENAMED_INPUTS})
"""Breaks that lose sets: one changes functions, for the other sets are not closed."""

MOST_COMPLEMENTED = 5
"""With more inputs sets are not closed under complemented ones: parity has ``2**n n!`` images."""


def closable(query: Query) -> Query:
    """Return a query whose breaks lose no set of functions but images of sets that they keep.

    The image of a function under
    complemented inputs is normal again only if its value is known at the row that becomes row 0,
    which takes a full care set.
    """
    n = len(query.relation.inputs)
    closed = n <= MOST_COMPLEMENTED and query.relation.care == full(n)
    lost = LOSE_SETS if closed else LOSE_SETS | {COMPLEMENTED_INPUTS}
    return replace(query, breaks=query.breaks - lost)


class Blocker:
    """Reads the set of gate functions from a model, and the clauses that exclude a set.

    Args:
        layout: the encoded query; new variables are numbered after its own.

    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._present: dict[int, int] = {}
        query = layout.query
        assert query == closable(query)
        self._rows = 1 << len(query.relation.inputs)
        self._normal = query.basis.free_not
        self._group = _group(_generators(query), self._rows)
        self._images: dict[int, list[int]] = {}

    def functions(self, model: frozenset[int]) -> FunctionSet:
        """Return what the gates compute in a model."""
        return frozenset(
            sum(1 << t for t, variable in values.items() if variable in model)
            for values in self._layout.value
        )

    def images(self, functions: FunctionSet) -> set[FunctionSet]:
        """Return the set under every symmetry that the breaks use, itself included."""
        if not functions:
            return {functions}
        columns = [self._images_of(f) for f in functions]
        return {frozenset(image) for image in zip(*columns, strict=True)}

    def _images_of(self, f: int) -> list[int]:
        """Return a function under each element of the group, in normal form where NOT is free."""
        if f not in self._images:
            ones = (1 << self._rows) - 1
            images = [sum((f >> u & 1) << t for t, u in enumerate(rows)) for rows in self._group]
            if self._normal:
                images = [image ^ ones if image & 1 else image for image in images]
            self._images[f] = images
        return self._images[f]

    def exclude(self, functions: FunctionSet) -> list[list[int]]:
        """Return clauses that exclude circuits with exactly these gate functions.

        A variable says "some gate computes f"; it is shared by all sets that hold f.
        """
        clauses: list[list[int]] = []
        for f in sorted(functions - self._present.keys()):
            present = self._layout.cnf.new()
            self._present[f] = present
            clauses.extend(
                [*(-v if f >> t & 1 else v for t, v in values.items()), present]
                for values in self._layout.value
            )
        clauses.append([-self._present[f] for f in sorted(functions)])
        return clauses


def _generators(query: Query) -> list[Rows]:
    """Return what the symmetries that the breaks use do to the rows."""
    relation, breaks = query.relation, query.breaks
    rows = range(len(relation.allowed))
    found = []
    if SYMMETRIC_INPUTS in breaks:
        found += [exchanged(p, q) for p, q in exchangeable_inputs(relation)]
    if COMPLEMENTED_INPUTS in breaks and query.basis.free_not:
        found += [exchanged(p, q, mask) for p, q, mask in complemented_exchanges(relation)]
        found += [mask.__xor__ for mask in complementable_inputs(relation)]
    return [tuple(map(row, rows)) for row in found]


def _group(generators: Iterable[Rows], rows: int) -> list[Rows]:
    """Return the permutations of the rows that some generate, the identity first."""
    found = {tuple(range(rows)): None}
    todo = list(found)
    while todo:
        done = todo.pop()
        for generator in generators:
            following = tuple(generator[u] for u in done)
            if following not in found:
                found[following] = None
                todo.append(following)
    return list(found)
