"""The number of the NPN class of every function, filled by walking every orbit.

An array over all words (2**31 of them for five inputs, four bytes each) makes finding the class
of a function one memory access, which is what the search for circuits spends its time on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from minimesa.census import words
from minimesa.census.compiled import compiled
from minimesa.truth_tables import projection

NONE = 0xFFFFFFFF
"""The number of a class that is not known yet."""

Words = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.uint32]


class Symmetry(NamedTuple):
    """What walking an orbit needs.

    Attributes:
        inputs: the number of inputs.
        ones: the word of constant 1.
        last: the bit of the last row.
        projections: the word of each input.
        walk: which neighbours to exchange, in turn, for all orders of the inputs.

    """

    inputs: int
    ones: int
    last: int
    projections: Words
    walk: Words


def symmetry(n: int) -> Symmetry:
    """Return what walking the orbits of functions of ``n`` inputs needs."""
    return Symmetry(
        n,
        words.ones(n),
        words.half(n),
        np.array([projection(i, n) for i in range(n)], dtype=np.int64),
        np.array(words.exchanges(n), dtype=np.int64),
    )


@compiled
def flip(word: int, i: int, sym: Symmetry) -> int:
    """Return the function with input ``i`` complemented."""
    mask = int(sym.projections[i])
    shift = 1 << i
    return ((word & mask) >> shift) | ((word << shift) & mask)


@compiled
def exchange(word: int, i: int, sym: Symmetry) -> int:
    """Return the function with inputs ``i`` and ``i + 1`` exchanged."""
    shift = 1 << i
    rows = int(sym.projections[i]) & ~int(sym.projections[i + 1])
    moved = (word ^ (word >> shift)) & rows
    return word ^ moved ^ (moved << shift)


@compiled
def step(word: int, place: int, sym: Symmetry) -> int:
    """Return the next function of a walk through the orbit, after ``place`` steps.

    Between two exchanges all ways of complementing the inputs are passed in Gray order.
    """
    if (place + 1) & ((1 << sym.inputs) - 1):
        i = 0
        while not ((place + 1) >> i) & 1:
            i += 1
        word = flip(word, i, sym)
    elif (place + 1) >> sym.inputs <= len(sym.walk):
        word = exchange(word, sym.walk[((place + 1) >> sym.inputs) - 1], sym)
    return word


@compiled
def fill(
    classes: Numbers, representatives: Numbers, found: int, first: int, last: int, sym: Symmetry
) -> int:
    """Give numbers to the classes whose least word is in ``range(first, last)``.

    Args:
        classes: the number of each word's class; filled for whole classes.
        representatives: the least word of each class, ascending; extended.
        found: how many classes are known.
        first: the first word to look at; all classes of smaller words are known.
        last: the word to end before.
        sym: how to walk.

    Returns:
        How many classes are known then.

    """
    steps = (len(sym.walk) + 1) << sym.inputs
    for start in range(first, last):
        if classes[start] != NONE:
            continue
        word = start
        for place in range(steps):
            classes[word if word < sym.last else word ^ sym.ones] = found
            word = step(word, place, sym)
        representatives[found] = start
        found += 1
    return found
