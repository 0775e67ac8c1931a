"""All minimal circuits of every class of small size, as sets of gate functions, in one walk.

A set of functions and one more gate is a minimal circuit of a class exactly when that gate
computes a function of the class and the class has that size. The walk of `minimesa.census.walk`
has one gate g fixed, up to symmetry; so for each function h that g can stand for, the sets with h
in circuits of the least table f are found as sets with g in circuits of the image of f under a
transform that takes h to g, and are moved back. Whether a function is wanted is one bit of memory
for each function, and no class is looked up on the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from minimesa.census import orbits, words
from minimesa.census import walk as walking
from minimesa.census.compiled import compiled
from minimesa.census.walk import Walk, advance, idle_gates, reads_idle
from minimesa.truth_tables import full

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.census.orbits import Tables

_ROOM = 1 << 16
"""Circuits found before they are taken away; one set of functions has far fewer."""
_PER_SET = 1 << 12


@dataclass(frozen=True)
class MinimalSets:
    """The sets of gate functions of the minimal circuits of some classes of one size.

    Attributes:
        tables: the least table of each class, ascending.
        starts: where the sets of each class begin, and where the last one ends.
        sets: the functions of the gates but the last, ascending, each 0 at the last row (a
            function stands for its complement as well); the last gate has that of the class.

    """

    tables: Tables
    starts: npt.NDArray[np.int64]
    sets: Tables

    def functions(self, index: int, n: int) -> list[frozenset[int]]:
        """Return the sets of one class, as `minimesa.synthesis.wirings` has them: 0 at row 0.

        The last gate is in the set; a class of size 0 has the empty set.
        """
        table, rows = (
            int(self.tables[index]),
            self.sets[self.starts[index] : self.starts[index + 1]],
        )
        last = [] if rows.shape[1] == 0 and _is_free(table, n) else [table]
        return [frozenset(_zero_first(w, n) for w in (*row, *last)) for row in rows.tolist()]


def _is_free(table: int, n: int) -> bool:
    """Return whether a word is that of a constant or an input."""
    return table == 0 or table in words.inputs(n)


def _zero_first(table: int, n: int) -> int:
    """Return a table or its complement, which is 0 at row 0."""
    return table ^ full(n) if table & 1 else table


def minimal_sets(tables: Tables, n: int, size: int, say: Callable[[str], None]) -> MinimalSets:
    """Return all minimal circuits of classes of one size.

    Args:
        tables: their least tables, ascending.
        n: the number of inputs, at least 2.
        size: their least size.
        say: is told how far it is.

    """
    if size < 2:  # no gate but the last
        starts = np.arange(len(tables) + 1, dtype=np.int64)
        return MinimalSets(tables, starts, np.zeros((len(tables), 0), dtype=np.uint32))
    conjunctions, parities = walking.first_functions(n)
    parts = [
        part
        for walk, alike in zip(walking.begin(n, size - 1), (conjunctions, parities), strict=True)
        for part in _found(walk, alike, tables, say)
    ]
    found = np.unique(np.concatenate(parts), axis=0)
    say(f"size {size}: {len(found):,} sets of functions of {len(tables):,} classes")
    starts = np.searchsorted(found[:, 0], np.arange(len(tables) + 1))
    return MinimalSets(tables, starts, np.ascontiguousarray(found[:, 1:]))


def _found(
    walk: Walk, alike: list[int], tables: Tables, say: Callable[[str], None]
) -> list[npt.NDArray[np.uint32]]:
    """Return (place of the class, functions of a set) of the circuits that a walk leads to.

    Args:
        walk: the walk, at its beginning.
        alike: the functions that the first one of the walk stands for.
        tables: the least tables of the classes, ascending.
        say: is told how far it is.

    """
    n = len(walk.inputs)
    transforms = [_transform(h, alike[0], n) for h in alike]
    moved = [_fold(orbits.move(tables, k, n), n) for k in transforms]
    wanted = np.zeros(words.half(n) // 8, dtype=np.uint8)
    for image in moved:
        np.bitwise_or.at(wanted, image >> np.uint32(3), np.uint8(1) << (image & 7).astype(np.uint8))
    room = np.zeros((_ROOM, walk.size + 1), dtype=np.uint32)
    parts, total, more = [], 0, True
    while more:
        count, more = _go_on(walk, wanted, room)
        rows = room[:count]
        total += count
        for k, image in zip(transforms, moved, strict=True):
            order = np.argsort(image)
            place = np.minimum(np.searchsorted(image[order], rows[:, -1]), len(image) - 1)
            # Several classes never share an image, so the one of that word is the one meant.
            hit = image[order][place] == rows[:, -1]
            back = _fold(orbits.move(rows[hit, :-1], orbits.inverse(k, n), n), n)
            back.sort(axis=1)
            parts.append(np.column_stack([order[place[hit]].astype(np.uint32), back]))
        if more:
            say(f"{total:,} circuits of {walk.size + 1} gates, not all different")
    return parts


def _transform(source: int, target: int, n: int) -> int:
    """Return the number of a transform that takes a word to another one or its complement."""
    return int(np.flatnonzero(_fold(orbits.images(source, n), n) == target)[0])


def _fold(tables: Tables, n: int) -> Tables:
    """Return each table or its complement, which is 0 at the last row."""
    folded: Tables = np.minimum(tables, tables ^ np.uint32(full(n)))
    return folded


@compiled
def _go_on(walk: Walk, wanted: npt.NDArray[np.uint8], room: Tables) -> tuple[int, bool]:
    """Walk on and keep the circuits whose last function is wanted, until the room is full.

    Returns how many there are, and whether the walk goes on.
    """
    n = len(walk.inputs)
    wires, gates = walk.wires, n + walk.size
    count = 0
    while advance(walk):
        idle = idle_gates(walk)
        for a in range(gates):
            for b in range(a):
                if reads_idle(walk, a, b) < idle:
                    continue
                x, y = wires[a], wires[b]
                both = x & y
                for found in (both, x ^ both, y ^ both, x | y, x ^ y):
                    if (wanted[found >> 3] >> (found & 7)) & 1:
                        for j in range(walk.size):
                            room[count, j] = wires[n + j]
                        room[count, walk.size] = found
                        count += 1
        if count > len(room) - _PER_SET:
            return count, True
    return count, False
