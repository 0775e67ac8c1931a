"""A walk through all circuits of a size, as the sets of functions that their gates compute.

In a circuit of least size the gates differ as functions, so a circuit of r gates is a set of r - 1
functions, each an operator of two others or inputs, and an operator of two of all these. Every
such set is visited once (a function that was passed over stays out of the sets that follow), up
to permuting and complementing the inputs for the first gate. The last gate must read, directly
or through others, every function of the set; a set with more functions that nothing in it can
read than the gates to come have fan-ins for is left at once.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from minimesa.census import words
from minimesa.census.circuits import apply
from minimesa.census.compiled import compiled

if TYPE_CHECKING:
    from minimesa.census.classes import Words

_CONJUNCTIONS = (0x8, 0x2, 0x4, 0xE)
_MOST_FUNCTIONS = 4096


class Walk(NamedTuple):
    """Where a walk is, for `advance` to go on from.

    Attributes:
        inputs: the words of the inputs.
        functions: those seen on the way to the present set, chosen or not.
        ends: how many there were, by the size of the set.
        places: which of them is tried next, likewise.
        used: what something in the set can read, by the size of the set and the wire.
        wires: the words of the inputs and of the set.
        chosen: one number: how many functions are chosen and stay so.
        size: how many functions a set has.
        first: the place of the function that is in every set; those before it are in none.

    """

    inputs: Words
    functions: Words
    ends: Words
    places: Words
    used: npt.NDArray[np.int64]
    wires: Words
    chosen: Words
    size: int
    first: int


def first_functions(n: int) -> tuple[list[int], list[int]]:
    """Return the words of the conjunctions and of the parities of two inputs.

    A conjunction is any operator but a parity, with both inputs and the output as they are or
    complemented.
    """
    pairs = list(combinations(words.inputs(n), 2))
    return [apply(o, a, b) for a, b in pairs for o in _CONJUNCTIONS], [a ^ b for a, b in pairs]


def begin(n: int, size: int) -> tuple[Walk, Walk]:
    """Return two walks that together visit all sets of ``size`` functions, at least one.

    Some gate reads two inputs. In the sets of the first walk one such gate is a conjunction, the
    first of `first_functions`; in those of the second none is, but one is the first parity.
    """
    conjunctions, parities = first_functions(n)
    count = len(conjunctions) + len(parities)

    def start(first: int) -> Walk:
        walk = Walk(
            np.array(words.inputs(n), dtype=np.int64),
            np.zeros(_MOST_FUNCTIONS, dtype=np.int64),
            np.zeros(size + 1, dtype=np.int64),
            np.zeros(size + 1, dtype=np.int64),
            np.zeros((size + 1, 32), dtype=np.int64),
            np.zeros(32, dtype=np.int64),
            np.zeros(1, dtype=np.int64),
            size,
            first,
        )
        walk.functions[:count] = conjunctions + parities
        walk.ends[0], walk.places[0] = count, first
        walk.wires[:n] = walk.inputs
        return walk

    return start(0), start(len(conjunctions))


@compiled
def advance(walk: Walk) -> bool:
    """Go to the next set; return whether there is one.

    Its functions are then in ``walk.wires`` after the inputs, and ``walk.used[walk.size]`` tells
    which wires something in the set can read.
    """
    n = len(walk.inputs)
    chosen = walk.chosen[0]
    while chosen >= 0:
        place = walk.places[chosen]
        if place >= walk.ends[chosen] or (chosen == 0 and place > walk.first):
            chosen -= 1
            continue
        walk.wires[n + chosen] = walk.functions[place]
        walk.places[chosen] += 1
        # A gate to come leaves one idle gate fewer at best, and the last one reads two.
        if _note_readers(walk.wires, n, chosen, walk.used) > walk.size + 1 - chosen:
            continue
        if chosen == walk.size - 1:
            walk.chosen[0] = chosen
            return True
        walk.ends[chosen + 1] = _append(
            walk.functions, walk.ends[chosen], walk.wires, n + chosen, n
        )
        walk.places[chosen + 1] = walk.places[chosen]
        chosen += 1
    walk.chosen[0] = chosen
    return False


@compiled
def idle_gates(walk: Walk) -> int:
    """Return how many functions of the present set nothing in it can read."""
    n = len(walk.inputs)
    idle = 0
    for w in range(n, n + walk.size):
        idle += 1 - walk.used[walk.size, w]
    return idle


@compiled
def reads_idle(walk: Walk, a: int, b: int) -> int:
    """Return how many of two wires are idle functions of the present set."""
    n, used = len(walk.inputs), walk.used[walk.size]
    return int(a >= n and not used[a]) + int(b >= n and not used[b])


@compiled
def _note_readers(wires: Words, n: int, gate: int, used: npt.NDArray[np.int64]) -> int:
    """Fill ``used[gate + 1]`` for the set that ends in a gate; return how many gates are idle.

    A wire is used if some function of the set is an operator of it and another wire.
    """
    new = n + gate
    value = wires[new]
    flags = used[gate + 1]
    for w in range(new):
        flags[w] = used[gate, w]
    flags[new] = 0
    for a in range(new):
        for b in range(a):
            x, y = wires[a], wires[b]
            both = x & y
            if value in (both, x ^ both, y ^ both, x | y, x ^ y):
                flags[a] = flags[b] = 1
    for w in range(new):
        x = wires[w]
        both = x & value
        for h in range(n, new):
            if h != w and wires[h] in (both, x ^ both, value ^ both, x | value, x ^ value):
                flags[w] = flags[new] = 1
    idle = 0
    for w in range(n, new + 1):
        idle += 1 - flags[w]
    return idle


@compiled
def _append(functions: Words, end: int, wires: Words, new: int, n: int) -> int:
    """Append the functions that a wire makes with those before it; return the new end."""
    value = wires[new]
    for w in range(new):
        x = wires[w]
        both = x & value
        for found in (both, x ^ both, value ^ both, x | value, x ^ value):
            fresh = found != 0
            for i in range(n):
                fresh &= found != wires[i]
            for i in range(end if fresh else 0):
                if functions[i] == found:
                    fresh = False
                    break
            if fresh:
                functions[end] = found
                end += 1
    return end
