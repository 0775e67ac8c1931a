"""A circuit with some readers of a wire cut off from it: what that does, and giving them another.

Let F0 and F1 be the output with the cut at 0 and at 1. Whatever v the readers get instead, as
long as v is not computed from them, the output becomes ``F0 ^ (v & (F0 ^ F1))``, or with v
complemented ``F1 ^ (v & (F0 ^ F1))``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from minimesa.census.circuits import Drawing, apply, drawing, tidy
from minimesa.census.compiled import compiled

if TYPE_CHECKING:
    from minimesa.census.classes import Words
    from minimesa.census.state import State

INVERTED = 1 << 14
"""The bit of a candidate that the readers get complemented."""


class Desk(NamedTuple):
    """Room for one move.

    Attributes:
        source: the circuit that is changed.
        changed: the same with its change.
        result: the tidied circuit.
        low: the word of each wire with the cut at 0.
        high: likewise with the cut at 1.
        cone: whether a wire depends on the cut.
        readers: the gates that read a wire; the number of gates stands for the output.
        cut: whether a gate reads the cut.
        free: the wires that the new gates may read.
        masked: their words where the cut matters.
        inner: the words of possible first gates of two, where the cut matters.
        codes: how they are computed: ``operator | left << 4 | right << 9``.
        words: what candidates would make of the output.
        candidates: how: ``operator | left << 4 | right << 9 | inverted << 14``.

    """

    source: Drawing
    changed: Drawing
    result: Drawing
    low: Words
    high: Words
    cone: Words
    readers: Words
    cut: Words
    free: Words
    masked: Words
    inner: Words
    codes: Words
    words: Words
    candidates: Words


def desk() -> Desk:
    """Return an empty desk."""
    small = [np.zeros(32, dtype=np.int64) for _ in range(7)]
    large = [np.zeros(2048, dtype=np.int64) for _ in range(4)]
    return Desk(drawing(), drawing(), drawing(), *small, *large)


@compiled
def find_readers(wire: int, size: int, state: State, work: Desk) -> int:
    """List who reads a wire; return how many."""
    count = 0
    for j in range(size):
        if work.source.lefts[j] == wire or work.source.rights[j] == wire:
            work.readers[count] = j
            count += 1
    if wire == len(state.inputs) + size - 1:
        work.readers[count] = size
        count += 1
    return count


@compiled
def simulate_cut(wire: int, size: int, state: State, work: Desk) -> None:
    """Fill ``low``, ``high`` and ``cone`` for the readers marked in ``cut``."""
    n = len(state.inputs)
    ones = state.ones[0]
    for w in range(n + size):
        work.low[w] = work.high[w] = work.source.values[w]
        work.cone[w] = 0
    for j in range(size):
        left, right = work.source.lefts[j], work.source.rights[j]
        if not work.cut[j] and not work.cone[left] and not work.cone[right]:
            continue
        work.cone[n + j] = 1
        operator = work.source.operators[j]
        a, b, c, d = work.low[left], work.low[right], work.high[left], work.high[right]
        if work.cut[j]:
            if left == wire:
                a, c = 0, ones
            if right == wire:
                b, d = 0, ones
        work.low[n + j] = apply(operator, a, b)
        work.high[n + j] = apply(operator, c, d)


@compiled
def ends_of(size: int, state: State, work: Desk) -> tuple[int, int, int]:
    """Return the output with the cut at 0, at 1 (or its complement), and where they differ."""
    last = len(state.inputs) + size - 1
    zero, one = work.low[last], work.high[last]
    if work.cut[size]:
        zero, one = 0, state.ones[0]
    return zero, min(one, one ^ state.ones[0]), zero ^ one


@compiled
def gather(size: int, banned: int, state: State, work: Desk) -> int:
    """List the wires outside the cone, and but ``banned``, with their words; return how many."""
    n = len(state.inputs)
    last = n + size - 1
    changes = state.ones[0] if work.cut[size] else work.low[last] ^ work.high[last]
    count = 0
    for w in range(n + size):
        if not work.cone[w] and w != banned:
            work.free[count] = w
            work.masked[count] = work.source.values[w] & changes
            count += 1
    return count


@compiled
def only_reader(child: int, reader: int, size: int, state: State, work: Desk) -> bool:
    """Return whether ``child`` is a gate that nothing but the gate ``reader`` reads."""
    if child < len(state.inputs):
        return False
    for j in range(size):
        if j != reader and (work.source.lefts[j] == child or work.source.rights[j] == child):
            return False
    return True


@compiled
def change(wire: int, size: int, inner: int, candidate: int, state: State, work: Desk) -> int:
    """Carry out a change; return how many gates the result has, or what `tidy` says instead.

    Args:
        wire: the wire that the readers marked in ``cut`` are cut from.
        size: gates of the source.
        inner: the first of two new gates; 0 if there is but one.
        candidate: the new gate that the readers get, and whether they get it complemented.
        state: what is known.
        work: the source and the readers; receives the result.

    """
    n = len(state.inputs)
    top = size
    for j in range(size):
        work.changed.operators[j] = work.source.operators[j]
        work.changed.lefts[j] = work.source.lefts[j]
        work.changed.rights[j] = work.source.rights[j]
    for code in (inner, candidate):
        if code:
            work.changed.operators[top] = code & 15
            work.changed.lefts[top] = (code >> 4) & 31
            work.changed.rights[top] = (code >> 9) & 31
            top += 1
    if candidate & INVERTED:
        work.changed.operators[top - 1] ^= 15
    new = n + top - 1
    for j in range(size):
        if work.cut[j]:
            if work.source.lefts[j] == wire:
                work.changed.lefts[j] = new
            else:
                work.changed.rights[j] = new
    output = new if work.cut[size] else n + size - 1
    return tidy(work.changed, output, state, work.result)
