"""What readers that are cut off from a wire may get instead: one or two new gates, all of them.

A candidate ``a op b`` or ``(a op b) op c`` costs a few operations (`minimesa.census.cuts`) and one
look-up of the class of what the output becomes; only those that are wanted are built.
"""

from __future__ import annotations

import numpy as np

from minimesa.census.circuits import keep
from minimesa.census.compiled import compiled
from minimesa.census.cuts import INVERTED, Desk, change, ends_of
from minimesa.census.sieves import OPEN, Sieve, place
from minimesa.census.state import LEAST, MORE, RANDOM, State

CHANCES = 4
"""A row builds all of the first circuits it is offered, this many for each slot."""


@compiled
def build(wire: int, size: int, inner: int, candidate: int, state: State, work: Desk) -> None:
    """Carry out a change, as `change` has it, and keep the circuit."""
    count = change(wire, size, inner, candidate, state, work)
    if count > 0:
        keep(work.result, count, state)


@compiled
def combine(
    wire: int,
    word: int,
    free: int,
    needs: tuple[int, int],
    ends: tuple[int, int, int],
    count: int,
    work: Desk,
) -> int:
    """Append what the operators make of a wire and the first ``free`` wires.

    Args:
        wire: the wire.
        word: its word where the cut matters.
        free: how many of the wires in ``work.free`` it is combined with.
        needs: wires that must be read, or -1.
        ends: the output with the cut at 0, with it at 1 (or complemented), and where these differ.
        count: how many candidates there are.
        work: receives ``words`` and ``candidates``.

    Returns:
        How many candidates there are now.

    """
    masked, wires, words, candidates = work.masked, work.free, work.words, work.candidates
    zero, one, changes = ends
    if word in (0, changes):
        return count
    for j in range(free):
        other = masked[j]
        b = wires[j]
        if needs[0] >= 0 and wire != needs[0] and b != needs[0]:
            continue
        if needs[1] >= 0 and wire != needs[1] and b != needs[1]:
            continue
        differ = word ^ other
        if other in (0, changes) or differ in (0, changes):
            continue
        both = word & other
        code = (wire << 4) | (b << 9)
        words[count] = zero ^ differ
        words[count + 1] = one ^ differ
        candidates[count] = code | 6
        candidates[count + 1] = code | 6 | INVERTED
        count += 2
        if both in (0, word, other):
            continue
        words[count] = zero ^ both
        words[count + 1] = one ^ both
        candidates[count] = code | 8
        candidates[count + 1] = code | 8 | INVERTED
        words[count + 2] = zero ^ both ^ word
        words[count + 3] = one ^ both ^ word
        candidates[count + 2] = code | 2
        candidates[count + 3] = code | 2 | INVERTED
        words[count + 4] = zero ^ both ^ other
        words[count + 5] = one ^ both ^ other
        candidates[count + 4] = code | 4
        candidates[count + 5] = code | 4 | INVERTED
        words[count + 6] = zero ^ both ^ differ
        words[count + 7] = one ^ both ^ differ
        candidates[count + 6] = code | 14
        candidates[count + 7] = code | 14 | INVERTED
        count += 8
    return count


@compiled
def look_up(
    count: int, goal: int, cut: tuple[int, int, int], sieve: Sieve, state: State, work: Desk
) -> None:
    """Look up the candidates and build those that are wanted.

    Args:
        count: how many there are.
        goal: how many gates the result has.
        cut: the wire that is cut, the gates of the source, the first of two new gates or 0.
        sieve: if it is one, only words in it are looked up.
        state: what is known.
        work: the candidates.

    """
    words, classes, sizes = work.words, state.classes, state.sizes
    wire, size, inner = cut
    bits, factor, shift = sieve.bits, sieve.factor, sieve.shift
    if shift != OPEN:
        for k in range(count):
            bit = place(words[k], factor, shift)
            if (bits[bit >> 3] >> (bit & 7)) & 1 and sizes[classes[words[k]]] > goal:
                build(wire, size, inner, work.candidates[k], state, work)
        return
    for k in range(count):
        words[k] = classes[words[k]]
    offered, room = state.offered, CHANCES * state.room[goal]
    random = state.counters[RANDOM]
    for k in range(count):
        number = words[k]
        row = goal - int(sizes[number])
        if row > MORE:
            continue
        if row >= LEAST:
            offered[row, number] += 1
            if offered[row, number] > room:
                random ^= random << np.uint64(13)
                random ^= random >> np.uint64(7)
                random ^= random << np.uint64(17)
                if int((random >> np.uint64(33)) % np.uint64(offered[row, number])) >= room:
                    continue
        state.counters[RANDOM] = random
        build(wire, size, inner, work.candidates[k], state, work)
        random = state.counters[RANDOM]
    state.counters[RANDOM] = random


@compiled
def try_one(
    wire: int,
    size: int,
    goal: int,
    free: int,
    needs: tuple[int, int],
    sieve: Sieve,
    state: State,
    work: Desk,
) -> None:
    """Try every ``a op b`` on the marked readers.

    Args:
        wire: what they read now.
        size: gates of the source.
        goal: gates of the result.
        free: how many wires may be read.
        needs: wires that must be among a and b, or -1.
        sieve: if it is one, only words in it are looked up.
        state: what is known.
        work: the source and the readers.

    """
    ends = ends_of(size, state, work)
    count = 0
    for i in range(free):
        count = combine(work.free[i], work.masked[i], i, needs, ends, count, work)
    look_up(count, goal, (wire, size, 0), sieve, state, work)


@compiled
def try_two(
    wire: int,
    size: int,
    goal: int,
    free: int,
    need: int,
    sieve: Sieve,
    state: State,
    work: Desk,
) -> None:
    """Try every ``(a op b) op c`` on the marked readers.

    The arguments are those of `try_one`; ``need`` must be among a, b and c unless it is -1.
    """
    ends = ends_of(size, state, work)
    count = 0
    for i in range(free):
        count = combine(work.free[i], work.masked[i], i, (-1, -1), (0, 0, ends[2]), count, work)
    firsts = count // 2  # the complements are the other half
    for k in range(firsts):
        work.inner[k] = work.words[2 * k]
        work.codes[k] = work.candidates[2 * k]
    new = len(state.inputs) + size
    for k in range(firsts):
        code = work.codes[k]
        inside = need < 0 or ((code >> 4) & 31) == need or ((code >> 9) & 31) == need
        outside = -1 if inside else need
        count = combine(new, work.inner[k], free, (outside, -1), ends, 0, work)
        look_up(count, goal, (wire, size, code), sieve, state, work)
