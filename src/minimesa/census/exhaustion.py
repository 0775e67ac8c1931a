"""All classes of least size at most r, by going through all circuits: a check of small sizes.

In a circuit of least size the gates differ as functions, so a circuit of r gates is a set of r - 1
functions, each an operator of two others or inputs, and an operator of two of all these. Every
such set is visited once (a function that was passed over stays out of the sets that follow), up
to permuting and complementing the inputs for the first gate. The last gate must read, directly
or through others, every function of the set; a set with more functions that nothing in it can
read than the gates to come have fan-ins for is left at once.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from minimesa.census import words
from minimesa.census.circuits import apply
from minimesa.census.compiled import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.census.classes import Numbers, Words

_OPERATORS = (0x8, 0x2, 0x4, 0xE, 0x6)
_MOST_FUNCTIONS = 4096


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
    inputs = np.array(words.inputs(n), dtype=np.int64)
    sizes[classes[0]] = sizes[classes[inputs[0]]] = 0
    pairs = list(combinations(inputs.tolist(), 2))
    conjunctions = [apply(o, a, b) for a, b in pairs for o in _OPERATORS[:-1]]
    parities = [a ^ b for a, b in pairs]
    firsts = np.zeros(_MOST_FUNCTIONS, dtype=np.int64)
    firsts[: 5 * len(pairs)] = conjunctions + parities
    for size in range(1, largest + 1):
        sets = 0
        # Some gate reads two inputs: a conjunction, and if there is none, a parity.
        for first in (0, len(conjunctions)):
            sets += _go_through(firsts, 5 * len(pairs), first, size, classes, inputs, sizes)
        known = int(np.count_nonzero(sizes <= size))
        say(f"size {size}: {sets:,} sets of functions, {known} classes")
    return sizes


@compiled
def _go_through(
    firsts: Words,
    start: int,
    first: int,
    size: int,
    classes: Numbers,
    inputs: Words,
    sizes: npt.NDArray[np.uint8],
) -> int:
    """Note the classes that ``size`` gates reach, one of which is ``firsts[first]``.

    Those before it are left out. Returns the number of sets of ``size - 1`` functions.
    """
    n = len(inputs)
    functions = firsts.copy()  # those seen on the way to the present set, chosen or not
    ends = np.zeros(size + 1, dtype=np.int64)  # how many there were, by the size of the set
    places = np.zeros(size + 1, dtype=np.int64)  # which is tried next
    used = np.zeros((size + 1, 32), dtype=np.int64)  # what something in the set can read
    wires = np.zeros(32, dtype=np.int64)
    wires[:n] = inputs
    ends[0], places[0] = start, first
    visited = 0
    if size == 1:
        _finish(wires, n, 0, used[0], classes, sizes)
        return 1
    chosen = 0
    while chosen >= 0:
        if places[chosen] >= ends[chosen] or (chosen == 0 and places[0] > first):
            chosen -= 1
            continue
        wires[n + chosen] = functions[places[chosen]]
        places[chosen] += 1
        idle = _note_readers(wires, n, chosen, used)
        if idle > size - chosen:
            continue
        if chosen == size - 2:
            visited += 1
            _finish(wires, n, chosen + 1, used[chosen + 1], classes, sizes)
            continue
        ends[chosen + 1] = _append(functions, ends[chosen], wires, n + chosen, n)
        places[chosen + 1] = places[chosen]
        chosen += 1
    return visited


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


@compiled
def _finish(
    wires: Words,
    n: int,
    gates: int,
    used: npt.NDArray[np.int64],
    classes: Numbers,
    sizes: npt.NDArray[np.uint8],
) -> None:
    """Note the classes that one more gate reaches if it reads all idle gates of the set."""
    idle = 0
    for w in range(n, n + gates):
        idle += 1 - used[w]
    for a in range(n + gates):
        for b in range(a):
            reads = int(a >= n and not used[a]) + int(b >= n and not used[b])
            if reads < idle:
                continue
            x, y = wires[a], wires[b]
            both = x & y
            for found in (both, x ^ both, y ^ both, x | y, x ^ y):
                number = classes[found]
                sizes[number] = min(sizes[number], gates + 1)
