"""Moves from a circuit to others: cut some readers of a wire off, and give them another wire.

The other wire is one new gate or two (`minimesa.census.replacements`). If all readers of a gate are
cut it is replaced, with the gates that only it reads; otherwise the new gates come on top.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.census.circuits import below, unpack
from minimesa.census.compiled import compiled
from minimesa.census.cuts import (
    INVERTED,
    Desk,
    change,
    find_readers,
    gather,
    only_reader,
    simulate_cut,
)
from minimesa.census.replacements import try_one, try_two

if TYPE_CHECKING:
    from minimesa.census.classes import Words
    from minimesa.census.sieves import Sieve
    from minimesa.census.state import State

INSERT, REPLACE, WANDER = 0, 1, 2
"""Whether gates are added, a gate gives way, or one does after a random one did."""
NORMAL = (2, 4, 6, 8, 14)
"""The operators that are 0 on zeros and read both fan-ins."""
ATTEMPTS = 8
"""How often a random gate is replaced in vain."""
MOST_READERS = 7
"""Of a wire with more readers, the sets of the first few are cut."""


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
