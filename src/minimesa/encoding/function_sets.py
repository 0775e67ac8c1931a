"""Enumerating the sets of functions that the gates of minimal circuits compute.

In a circuit of least size (or least size at least depth) all gates differ as functions on the care
set, if equal ones can be merged in the basis (`minimesa.encoding.reduction`), so a circuit has a
*set* of gate functions. Many circuits share one: they differ in wiring and in operators. It is
enough to list the sets, a model each, with every symmetry break on:

- renumbering gates (colex, operator-order) keeps the set;
- re-application replaces what a gate reads, not what any gate computes, and adds no depth;
- exchanging symmetric inputs permutes the set, so the found sets are closed under the exchanges.

`minimesa.synthesis.wirings` expands each set into its circuits. A function is a table on the
encoded rows of `minimesa.encoding.ssv.Layout`; other rows are 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.encoding.breaks import SYMMETRIC_INPUTS
from minimesa.encoding.symmetry import exchangeable_inputs
from minimesa.truth_tables import permute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.encoding.ssv import Layout

FunctionSet = frozenset[int]


class Blocker:
    """Reads the set of gate functions from a model, and the clauses that exclude a set.

    Args:
        layout: the encoded query; new variables are numbered after its own.

    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._present: dict[int, int] = {}
        breaks = layout.query.breaks
        pairs = exchangeable_inputs(layout.query.relation) if SYMMETRIC_INPUTS in breaks else []
        self._permutations = _group(pairs, len(layout.query.relation.inputs))

    def functions(self, model: frozenset[int]) -> FunctionSet:
        """Return what the gates compute in a model."""
        return frozenset(
            sum(1 << t for t, variable in values.items() if variable in model)
            for values in self._layout.value
        )

    def images(self, functions: FunctionSet) -> set[FunctionSet]:
        """Return the set under every permutation of exchangeable inputs, itself included."""
        n = len(self._layout.query.relation.inputs)
        return {frozenset(permute(f, p, n) for f in functions) for p in self._permutations}

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


def _group(pairs: Sequence[tuple[int, int]], n: int) -> list[tuple[int, ...]]:
    """Return the permutations that exchanges of the pairs generate, the identity first."""
    found = {tuple(range(n)): None}
    todo = list(found)
    while todo:
        permutation = todo.pop()
        for p, q in pairs:
            swapped = list(permutation)
            swapped[p], swapped[q] = swapped[q], swapped[p]
            if tuple(swapped) not in found:
                found[tuple(swapped)] = None
                todo.append(tuple(swapped))
    return list(found)
