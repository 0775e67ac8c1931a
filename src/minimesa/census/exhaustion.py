"""All classes of least size at most r, by going through all circuits: a check of small sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from minimesa.census import walk as walking
from minimesa.census import words
from minimesa.census.compiled import compiled
from minimesa.census.walk import Walk, advance, idle_gates, reads_idle

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.census.classes import Numbers


def least_sizes(
    classes: Numbers, count: int, n: int, largest: int, say: Callable[[str], None]
) -> npt.NDArray[np.uint8]:
    """Return the least size of each class, or 255 where it is more than ``largest``.

    Args:
        classes: the number of the class of each word.
        count: how many classes there are.
        n: the number of inputs, at least 2.
        largest: the largest size that is looked at.
        say: is told how far it is.

    """
    sizes = np.full(count, 255, dtype=np.uint8)
    inputs = words.inputs(n)
    sizes[classes[0]] = sizes[classes[inputs[0]]] = 0
    for size in range(1, largest + 1):
        if size == 1:
            sets = 2  # of no function: the last gate is a conjunction or a parity
            for first in (firsts[0] for firsts in walking.first_functions(n)):
                sizes[classes[first]] = 1
        else:
            sets = sum(_go_through(walk, classes, sizes) for walk in walking.begin(n, size - 1))
        known = int(np.count_nonzero(sizes <= size))
        say(f"size {size}: {sets:,} sets of functions, {known} classes")
    return sizes


@compiled
def _go_through(walk: Walk, classes: Numbers, sizes: npt.NDArray[np.uint8]) -> int:
    """Note the classes that one gate more than a set has reaches; return the number of sets.

    The last gate reads all idle gates of the set.
    """
    wires, gates = walk.wires, len(walk.inputs) + walk.size
    visited = 0
    while advance(walk):
        visited += 1
        idle = idle_gates(walk)
        for a in range(gates):
            for b in range(a):
                if reads_idle(walk, a, b) < idle:
                    continue
                x, y = wires[a], wires[b]
                both = x & y
                for found in (both, x ^ both, y ^ both, x | y, x ^ y):
                    number = classes[found]
                    sizes[number] = min(sizes[number], walk.size + 1)
    return visited
