"""Least depths of all four-input functions of a basis, with a circuit for each.

The functions of depth at most d + 1 are those that one gate computes from functions of depth at
most d. Up to symmetry it is enough that one fan-in represents its class. Of the ways to get a
function at its least depth one of the smallest formulas is kept, which gives small circuits, not
smallest ones.

A function is built from functions of no more inputs than its own, which is no loss: fixing an
input in a circuit makes it no deeper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from minimesa.errors import InputError
from minimesa.tables import wiring
from minimesa.tables.symmetries import FUNCTIONS, INPUTS, ONES, images, normal, symmetries
from minimesa.truth_tables import projection, support

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy.typing as npt

    from minimesa.basis import Basis
    from minimesa.circuit import Circuit

    Ints = npt.NDArray[np.int64]
    Offer = tuple[Ints, Ints, Iterable[tuple[int, ...]]]
    """Functions, the sizes of formulas for them, and for each what its last gate reads."""

FAR = 1 << 30
"""The formula size of what is not reached."""


class Depths:
    """The least depth of every function, and what its last gate reads.

    Where NOT is free all functions are normal.

    Attributes:
        depth: for each function its least depth.

    Raises:
        InputError: the basis has gates of three fan-ins other than majority.

    """

    def __init__(self, basis: Basis) -> None:
        if max(basis.arities) > 2 and not _is_majority(basis):
            raise InputError(f"depths over {basis.name} are not known: of three fan-ins, only MAJ")
        every = np.arange(FUNCTIONS)
        moved = images(every.astype(np.uint16), symmetries(basis))
        self._basis = basis
        self._images = normal(moved) if basis.free_not else moved
        self._class = self._images.min(axis=1).astype(np.int64)
        self._support = np.array([sum(1 << i for i in support(f, INPUTS)) for f in every.tolist()])
        self._formula = np.full(FUNCTIONS, FAR)
        self._reads: dict[int, tuple[int, tuple[int, ...]]] = {}
        self.depth = np.full(FUNCTIONS, -1)
        self._legal = every[(every & 1 == 0) | (not basis.free_not)]
        start = [0, *(projection(i, INPUTS) for i in range(INPUTS))]
        start += [] if basis.free_not else [ONES]
        self.depth[start], self._formula[start] = 0, 0
        while (self.depth[self._legal] < 0).any():
            self._deepen()

    def circuit(self, function: int) -> Circuit:
        """Return a circuit of least depth for a function."""
        reads: dict[int, tuple[int, ...]] = {}
        self._collect(function, reads)
        return wiring.circuit(self._basis, [*reads] or [function], reads)

    def _collect(self, function: int, reads: dict[int, tuple[int, ...]]) -> None:
        """Add what a function is built from, then itself, to ``reads``."""
        if self.depth[function] == 0 or function in reads:
            return
        like, fanin = self._reads[int(self._class[function])]
        symmetry = int((self._images[like] == function).argmax())
        moved = tuple(int(self._images[f, symmetry]) for f in fanin)
        for f in moved:
            self._collect(f, reads)
        reads[function] = moved

    def _deepen(self) -> None:
        """Find the functions of the next depth."""
        known = np.flatnonzero(self.depth >= 0)
        if not self._basis.constants:
            known = known[(known != 0) & (known != ONES)]
        known = known[np.argsort(self._formula[known], kind="stable")]
        best = np.full(FUNCTIONS, FAR)
        for functions, formulas, fanins in self._offers(known):
            classes = self._class[functions]
            for i, fanin in enumerate(fanins):
                if formulas[i] < best[classes[i]]:
                    best[classes[i]] = formulas[i]
                    self._reads[int(classes[i])] = int(functions[i]), fanin
        level = self.depth.max() + 1
        for representative in np.flatnonzero(best < FAR):
            orbit = self._images[representative]
            self.depth[orbit], self._formula[orbit] = level, best[representative]

    def _offers(self, known: Ints) -> Iterator[Offer]:
        """Yield functions that one gate computes from known ones, and that are not known."""
        heads = known[self._class[known] == known]
        for arity, tables in self._basis.tables.items():
            if arity == 3:
                yield from self._majorities(known)
                continue
            for operator in tables:
                for head in heads.tolist():
                    yield self._gates(operator, head, known if arity == 2 else None)

    def _gates(self, operator: int, head: int, others: Ints | None) -> Offer:
        """Return what an operator computes from ``head`` and each of ``others``, if it reads two.

        Only the smallest formula for each class is listed.
        """
        alone = others is None
        if others is None:
            others, functions = np.array([head]), np.array([head ^ ONES])
            formulas = 1 + self._formula[others]
        else:
            functions = np.zeros_like(others)
            for row in range(4):
                if operator >> row & 1:
                    left = head if row & 1 else head ^ ONES
                    functions |= left & (others if row & 2 else others ^ ONES)
            formulas = 1 + self._formula[head] + self._formula[others]
        inputs = self._support[head] | self._support[others]
        new = np.flatnonzero(
            (self.depth[functions] < 0) & (inputs & ~self._support[functions] == 0)
        )
        # The others ascend by formula, so the first of a class is its smallest.
        new = new[np.unique(self._class[functions[new]], return_index=True)[1]]
        fanins = [(head,) if alone else (head, other) for other in others[new].tolist()]
        return functions[new], formulas[new], fanins

    def _majorities(self, known: Ints) -> Iterator[Offer]:
        """Yield for each unknown class the majority with the smallest formulas.

        Where MAJ(a, b, c) differs from f on no row, no two of a, b, c differ from f on the same
        row. So three literals are sought whose sets of wrong rows are disjoint.
        """
        legal = self._legal
        unknown = legal[(self._class[legal] == legal) & (self.depth[legal] < 0)]
        for function in unknown.tolist():
            within = known[self._support[known] & ~self._support[function] == 0]
            literals = np.concatenate((within, within ^ ONES))
            found = _disjoint(literals ^ function, np.tile(self._formula[within], 2))
            if found is not None:
                chosen, formula = found
                fanin = tuple(int(normal(literals[i].astype(np.uint16))) for i in chosen)
                yield np.array([function]), np.array([formula + 1]), [fanin]


def _disjoint(wrong: Ints, costs: Ints) -> tuple[tuple[int, int, int], int] | None:
    """Return the places of three disjoint sets of rows of least summed cost, with that cost."""
    order = np.argsort(costs, kind="stable")
    cheapest = np.full(FUNCTIONS, FAR)
    # Written in descending order of cost: of equal sets the cheapest stays.
    cheapest[wrong[order[::-1]]] = costs[order[::-1]]
    place = np.zeros(FUNCTIONS, dtype=np.int64)
    place[wrong[order[::-1]]] = order[::-1]
    # The cheapest subset of every set: rows are added one at a time.
    below, source = cheapest.copy(), place.copy()
    masks = np.arange(FUNCTIONS)
    for row in range(1 << INPUTS):
        having = masks[masks >> row & 1 == 1]
        without = having ^ 1 << row
        better = below[without] < below[having]
        below[having[better]] = below[without[better]]
        source[having[better]] = source[without[better]]
    # A set with a subset that is no dearer need not be looked at.
    useful = np.flatnonzero((cheapest < FAR) & (source == place))
    useful = useful[np.argsort(cheapest[useful], kind="stable")]
    best: tuple[tuple[int, int, int], int] | None = None
    for one in useful.tolist():
        others = useful[useful & one == 0]
        third = (one | others) ^ ONES
        total = cheapest[one] + cheapest[others] + below[third]
        if len(total) and total.min() < (FAR if best is None else best[1]):
            i = int(total.argmin())
            chosen = int(place[one]), int(place[others[i]]), int(source[third[i]])
            best = chosen, int(total[i])
    return best


def _is_majority(basis: Basis) -> bool:
    """Tell whether the gates are majorities with fan-ins of either polarity or one constant."""
    maj = {0xE8, 0xD4, 0xB2, 0x8E}
    return basis.constants and {k: set(v) for k, v in basis.tables.items()} == {3: maj}
