"""Moves from a circuit to others: cut some readers of a wire off, and give them another wire.

Let F0 and F1 be the output with the cut at 0 and at 1. Whatever v the readers get instead, as
long as v is not computed from them, the output becomes ``F0 ^ (v & (F0 ^ F1))``, or with v
complemented ``F1 ^ (v & (F0 ^ F1))``; so a candidate costs a few operations and one look-up. v is
``a op b`` (one new gate) or ``(a op b) op c`` (two). If all readers of a gate are cut it is
replaced, with the gates that only it reads; otherwise the new gates come on top.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from minimesa.census.circuits import Drawing, apply, below, drawing, keep, tidy, unpack
from minimesa.census.compiled import compiled
from minimesa.census.sieves import OPEN, Sieve, place
from minimesa.census.state import LEAST, MORE, RANDOM, State

if TYPE_CHECKING:
    from minimesa.census.classes import Words

INSERT, REPLACE, WANDER = 0, 1, 2
"""Whether gates are added, a gate gives way, or one does after a random one did."""
NORMAL = (2, 4, 6, 8, 14)
"""The operators that are 0 on zeros and read both fan-ins."""
ATTEMPTS = 8
"""How often a random gate is replaced in vain."""
INVERTED = 1 << 14
"""The bit of a candidate that the readers get complemented."""
CHANCES = 4
"""A row builds all of the first circuits it is offered, this many for each slot."""
MOST_READERS = 7
"""Of a wire with more readers, the sets of the first few are cut."""


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
def ends_of(size: int, state: State, work: Desk) -> tuple[int, int, int]:
    """Return the output with the cut at 0, at 1 (or its complement), and where they differ."""
    last = len(state.inputs) + size - 1
    zero, one = work.low[last], work.high[last]
    if work.cut[size]:
        zero, one = 0, state.ones[0]
    return zero, min(one, one ^ state.ones[0]), zero ^ one


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
def explore(size: int, kind: int, gates: int, sieve: Sieve, state: State, work: Desk) -> None:
    """Try every move of a kind on the circuit in ``work.source``.

    Args:
        size: its gates.
        kind: `INSERT` or `REPLACE`; the result has ``size + gates`` or ``size`` gates.
        gates: 1 or 2 new gates; when replacing with 2, a gate gives way with one it alone reads.
        sieve: which words to look up.
        state: what is known.
        work: the source.

    """
    n = len(state.inputs)
    for wire in range(n if kind == REPLACE else 0, n + size):
        count = min(find_readers(wire, size, state, work), MOST_READERS)
        everyone = (1 << count) - 1
        for subset in range(everyone if kind == REPLACE else 1, everyone + 1):
            for j in range(size + 1):
                work.cut[j] = 0
            for k in range(count):
                work.cut[work.readers[k]] = (subset >> k) & 1
            simulate_cut(wire, size, state, work)
            all_of_gate = subset == everyone and wire >= n
            if kind == INSERT:
                need = wire if all_of_gate else -1
                free = gather(size, -1, state, work)
                if gates == 1:
                    try_one(wire, size, size + 1, free, (need, -1), sieve, state, work)
                else:
                    try_two(wire, size, size + 2, free, need, sieve, state, work)
                continue
            left, right = work.source.lefts[wire - n], work.source.rights[wire - n]
            lefty = only_reader(left, wire - n, size, state, work)
            righty = only_reader(right, wire - n, size, state, work)
            free = gather(size, wire, state, work)
            if gates == 1:
                needs = (left if lefty else -1, right if righty else -1)
                try_one(wire, size, size, free, needs, sieve, state, work)
            elif lefty or righty:
                try_two(wire, size, size, free, -1, sieve, state, work)


@compiled
def stray(size: int, state: State, work: Desk) -> bool:
    """Replace a random gate of the source by another, whatever that computes.

    Returns whether the source has changed and still has ``size`` gates, none of them junk.
    """
    n = len(state.inputs)
    for _ in range(ATTEMPTS):
        wire = n + below(size, state)
        count = find_readers(wire, size, state, work)
        for j in range(size + 1):
            work.cut[j] = 0
        for k in range(count):
            work.cut[work.readers[k]] = 1
        simulate_cut(wire, size, state, work)
        free = gather(size, wire, state, work)
        a, b = work.free[below(free, state)], work.free[below(free, state)]
        code = NORMAL[below(len(NORMAL), state)] | (a << 4) | (b << 9)
        inverted = INVERTED * below(2, state)
        if a == b or change(wire, size, 0, code | inverted, state, work) != size:
            continue
        for j in range(size):
            work.source.operators[j] = work.result.operators[j]
            work.source.lefts[j] = work.result.lefts[j]
            work.source.rights[j] = work.result.rights[j]
        for w in range(n + size):
            work.source.values[w] = work.result.values[w]
        return True
    return False


@compiled
def sweep(
    numbers: Words,
    row: int,
    slot: int,
    size: int,
    kind: int,
    gates: int,
    sieve: Sieve,
    state: State,
    work: Desk,
) -> int:
    """Explore the circuit in a slot of each class; return how many there were.

    Args:
        numbers: the classes.
        row: which row of their pool.
        slot: which slot of the row; shorter rows are passed over.
        size: gates of the circuits; classes that have come to another size are passed over.
        kind: as in `explore`, like the rest; or `WANDER`.
        gates: likewise.
        sieve: likewise.
        state: likewise.
        work: likewise.

    """
    explored = 0
    for number in numbers:
        if int(state.sizes[number]) + row != size or slot >= state.filled[row, number]:
            continue
        unpack(state, int(state.first[row, number]) + slot, size, work.source)
        if kind == WANDER:
            if stray(size, state, work):
                explore(size, REPLACE, gates, sieve, state, work)
        else:
            explore(size, kind, gates, sieve, state, work)
        explored += 1
    return explored
