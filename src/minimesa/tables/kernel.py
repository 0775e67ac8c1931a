"""The walk over sets of gate functions, compiled: which functions need exactly r gates.

In a circuit of least size all gates differ as functions, from each other and from the inputs. So
the walk goes over sets of functions that gates can compute from each other, each set once: at a
set it takes the candidates (functions of one more gate) in a fixed order, and once it is done with
a candidate, no later set at that branch may contain it.

A set of r - 1 functions is of use only if a last gate can read all that no gate reads: whichever
way the gates of a least circuit are wired, each must be read, or it could be left out. So of a set
with k gates to come at most ``(arity - 1) * k + 1`` gates may be unread. One wiring of the set, the
one by which its functions were found, is enough to tell.

Functions are 16-bit words, normal (0 at row 0) where NOT is free. Wires 0 to 3 are the inputs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

import numpy as np
import numpy.typing as npt

from minimesa.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

try:
    import numba
except ImportError as missing:  # pragma: no cover - the development environment has it
    raise InputError(
        "making the tables needs numba; install it with: pip install 'minimesa[census]'"
    ) from missing

UNKNOWN = 255
"""The size of a function that no set so far contains."""
LEVELS = 24
"""Room for so many gates."""
ROOM = 1 << 15
"""Room for so many candidates."""
HITS = 1 << 17
"""Room for so many functions found at one set: two gates of five operators on 20 wires."""

Words = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


class Space(NamedTuple):
    """The basis and its symmetries, for the compiled code.

    Attributes:
        one: operators of one fan-in, a row each, in algebraic normal form: column m is all ones
            where the product of the fan-ins in the set m (as bits) is a term of the sum, else 0.
        two: operators of two fan-ins, likewise.
        three: operators of three fan-ins, likewise.
        constants: 1 where a gate of three fan-ins may read constant 0, else 0.
        arity: most fan-ins of a gate.
        images: the image of each function (axis 0) under each symmetry (axis 1), normal.
        supports: for each function the inputs it depends on, as bits.

    """

    one: Words
    two: Words
    three: Words
    constants: int
    arity: int
    images: npt.NDArray[np.uint16]
    supports: Bytes


class State(NamedTuple):
    """What the walk writes.

    Attributes:
        wires: the functions of the inputs and of the gates of the set.
        functions: the candidates; those of a node follow those of the nodes above it.
        reads: for each the gates and inputs it reads, as bits.
        marks: for each function 1 where it may not become a candidate (again).
        sizes: for each function the least size as far as known, else `UNKNOWN`.
        useful: for each function 1 unless no gate that reads it computes a function that is looked
            for.
        chains: for each function found since the start of a walk its gates, its own last.
        counts: how many were found, and how many sets were completed by their last gates.
        ordered: the wires, those to be read first.
        hits: functions that the last two gates compute, of the last but one and of the last.

    """

    wires: Words
    functions: Words
    reads: Words
    marks: Bytes
    sizes: Bytes
    useful: Bytes
    chains: Words
    counts: Words
    ordered: Words
    hits: Words


Function = TypeVar("Function", bound="Callable[..., object]")


def _compiled(function: Function) -> Function:
    """Compile a function of arrays and numbers on its first call; keep the code."""
    return cast("Function", numba.njit(cache=True)(function))


def _inlined(function: Function) -> Function:
    """Compile a function into those that call it: passing arrays on takes time."""
    return cast("Function", numba.njit(inline="always")(function))


@_compiled
def extend(space: Space, state: State, wires: int, end: int) -> int:
    """Append the candidates that read the last of ``wires`` wires at ``end``; return the new end.

    The candidates are marked.
    """
    last = wires - 1
    x = state.wires[last]
    for o in range(len(space.one)):
        f = space.one[o, 0] ^ (space.one[o, 1] & x)
        end = _offer(state, f, 1 << last, end)
    for w in range(last):
        y = state.wires[w]
        reads = 1 << last | 1 << w
        for o in range(len(space.two)):
            end = _offer(state, _pair(space.two[o], x, y), reads, end)
        if len(space.three):
            for v in range(-space.constants, w):
                z = state.wires[v] if v >= 0 else 0
                third = 1 << v if v >= 0 else 0
                for o in range(len(space.three)):
                    end = _offer(state, _triple(space.three[o], x, y, z), reads | third, end)
    return end


@_inlined
def _pair(operator: Words, x: int, y: int) -> int:
    """Return an operator of two fan-ins."""
    function: int = operator[0] ^ (operator[1] & x) ^ (operator[2] & y) ^ (operator[3] & x & y)
    return function


@_inlined
def _triple(operator: Words, x: int, y: int, z: int) -> int:
    """Return an operator of three fan-ins."""
    return _pair(operator, x, y) ^ (z & _pair(operator[4:], x, y))


@_inlined
def _offer(state: State, f: int, reads: int, end: int) -> int:
    """Append a candidate unless it is marked."""
    if state.marks[f]:
        return end
    state.marks[f] = 1
    state.functions[end] = f
    state.reads[end] = reads
    return end + 1


@_inlined
def _bits(word: int) -> int:
    """Count the bits that are set."""
    count = 0
    while word:
        word &= word - 1
        count += 1
    return count


@_compiled
def _found(space: Space, state: State, f: int, c: int, r: int) -> None:
    """Take down f, of r gates: those of the set, c, and its own."""
    union = space.supports[c]
    for j in range(r - 2):
        union |= space.supports[state.wires[4 + j]]
    if union & ~space.supports[f]:
        return  # another circuit reads the inputs that f depends on, and no others
    slot = state.counts[0]
    for j in range(r - 2):
        state.chains[slot, j] = state.wires[4 + j]
    state.chains[slot, r - 2] = c
    state.chains[slot, r - 1] = f
    state.counts[0] += 1
    for image in space.images[f]:
        state.sizes[image] = r


@_inlined
def _list_last(
    one: Words,
    two: Words,
    sizes: Bytes,
    useful: Bytes,
    wires: Words,
    c: int,
    left: int,
    wire: int,
    r: int,
    hits: Words,
    count: int,
) -> int:
    """List what a last gate computes that reads c, and ``wire`` if one is left to read."""
    first, last, short = wire, wire + 1, 0
    if not left:
        first, last, short = 0, r + 2, r - 1 - sizes[c]
        if short <= 0:
            for o in range(len(one)):
                f = one[o, 0] ^ (one[o, 1] & c)
                if sizes[f] > r:
                    hits[count, 0], hits[count, 1] = c, f
                    count += 1
    for w in range(first, last):
        x = wires[w]
        if sizes[x] >= short and useful[x]:
            for o in range(len(two)):
                f = two[o, 0] ^ (two[o, 1] & c) ^ (two[o, 2] & x) ^ (two[o, 3] & c & x)
                if sizes[f] > r:
                    hits[count, 0], hits[count, 1] = c, f
                    count += 1
    return count


@_compiled
def _list_last_two(
    one: Words,
    two: Words,
    sizes: Bytes,
    useful: Bytes,
    wires: Words,
    unread: int,
    r: int,
    ordered: Words,
    hits: Words,
) -> int:
    """List the functions that the last two gates can compute which read all of ``unread``.

    Both have at most two fan-ins. A last gate but one that is no new function leads to functions
    of fewer gates, which are known. Of what the last gate reads r - 1 gates are needed, else its
    function needed fewer than r.

    Args:
        one: operators of one fan-in, as in `Space`.
        two: operators of two fan-ins.
        sizes: the least size of each function as far as known.
        useful: which functions the last gate may read, as in `State`.
        wires: the inputs and the r - 2 gates of the set.
        unread: the gates that no gate of the set reads, as bits by wire.
        r: the number of gates.
        ordered: room for as many wires.
        hits: filled with pairs of functions, of the last gate but one and of the last.

    Returns:
        How many functions of more than r gates, as far as known, are listed.

    """
    left = 0
    for w in range(r + 2):
        if unread >> w & 1:
            ordered[left] = wires[w]
            left += 1
    place = left
    for w in range(r + 2):
        if not unread >> w & 1:
            ordered[place] = wires[w]
            place += 1
    count = 0
    total = left * (left - 1) // 2
    # If one is left that the last gate cannot read, the last but one reads it.
    only = left > 1 or (left == 1 and not useful[ordered[0]])
    for w in range(left if only else place):
        x = ordered[w]
        rest = left - (w < left)
        other = total - w * (w < left)
        if rest < 2:
            for o in range(len(one)):
                c = one[o, 0] ^ (one[o, 1] & x)
                if useful[c]:
                    count = _list_last(
                        one, two, sizes, useful, ordered, c, rest, other, r, hits, count
                    )
        for v in range(w + 1, left if left > 2 else place):
            y = ordered[v]
            rest_v = rest - (v < left)
            other_v = other - v * (v < left)
            if rest_v == 1 and not useful[ordered[other_v]]:
                continue
            for o in range(len(two)):
                c = two[o, 0] ^ (two[o, 1] & x) ^ (two[o, 2] & y) ^ (two[o, 3] & x & y)
                if useful[c]:
                    count = _list_last(
                        one, two, sizes, useful, ordered, c, rest_v, other_v, r, hits, count
                    )
    return count


@_compiled
def _last_two(space: Space, state: State, unread: int, r: int) -> None:
    """Take down what the last two gates can compute."""
    state.counts[1] += 1
    count = _list_last_two(
        space.one,
        space.two,
        state.sizes,
        state.useful,
        state.wires,
        unread,
        r,
        state.ordered,
        state.hits,
    )
    for i in range(count):
        f = state.hits[i, 1]
        if state.sizes[f] > r:
            _found(space, state, f, state.hits[i, 0], r)


@_compiled
def _last(space: Space, state: State, c: int, unread: int, r: int) -> None:
    """Look at the last gates, of three fan-ins, that read c and each gate in ``unread``."""
    state.counts[1] += 1
    short = r - 1 - state.sizes[c]
    for w in range(4 + r - 2):
        y = state.wires[w]
        rest = unread & ~(1 << w)
        for v in range(-space.constants, w):
            z = state.wires[v] if v >= 0 else 0
            if rest & ~(1 << v if v >= 0 else 0) or state.sizes[y] + state.sizes[z] < short:
                continue
            for o in range(len(space.three)):
                f = _triple(space.three[o], c, y, z)
                if state.sizes[f] > r:
                    _found(space, state, f, c, r)


@_compiled
def walk(space: Space, state: State, r: int, base: int, unread: int, first: int, end: int) -> None:
    """Find the functions of exactly r gates whose circuits extend a set.

    Args:
        space: the basis.
        state: holds the set in ``wires``, all candidates, marked, and the sizes below r.
        r: the number of gates, at least 2.
        base: the number of gates in the set, at most r - 2.
        unread: those that no gate reads, as bits by wire.
        first: the next gate is among the first so many candidates.
        end: the number of candidates.

    """
    place = np.zeros(LEVELS, dtype=np.int64)
    stops = np.zeros(LEVELS, dtype=np.int64)
    ends = np.zeros(LEVELS, dtype=np.int64)
    open_gates = np.zeros(LEVELS, dtype=np.int64)
    ending = 1 if len(space.three) else 2  # so many gates at the end are looked at together
    if base == r - 2 and ending == 2:
        _last_two(space, state, unread, r)
        return
    gates = base
    stops[gates], ends[gates], open_gates[gates] = first, end, unread
    while True:
        wire = 4 + gates
        to_come = r - gates - 1  # once a candidate is taken
        most = (space.arity - 1) * to_come
        here = place[gates]
        chosen = False
        while here < stops[gates]:
            rest = open_gates[gates] & ~state.reads[here]
            if _bits(rest) <= most:
                if to_come > ending:
                    chosen = True
                    break
                if ending == 1:
                    _last(space, state, state.functions[here], rest, r)
                else:
                    state.wires[wire] = state.functions[here]
                    _last_two(space, state, rest | 1 << wire, r)
            here += 1
        if chosen:
            place[gates] = here + 1
            state.wires[wire] = state.functions[here]
            end = extend(space, state, wire + 1, ends[gates])
            gates += 1
            place[gates], stops[gates], ends[gates] = here + 1, end, end
            open_gates[gates] = rest | 1 << wire
            continue
        if gates == base:
            return
        for candidate in range(ends[gates - 1], ends[gates]):
            state.marks[state.functions[candidate]] = 0
        gates -= 1
