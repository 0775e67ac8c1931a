"""Small circuits in machine words: unpack, change, tidy and keep one.

Wires are numbered as in `minimesa.circuit`: inputs, then gates; the last gate is the output.
An operator is a truth table over (left, right), row index ``left + 2 * right``; those kept are
0 on zeros, so that every wire is 0 at the last row, as `minimesa.census.words` has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from minimesa.census.compiled import compiled
from minimesa.census.state import IMPROVED, LEAST, MORE, NEXT, RANDOM, State

if TYPE_CHECKING:
    from minimesa.census.classes import Words


class Drawing(NamedTuple):
    """A circuit being looked at, with room for the gates of a change.

    Attributes:
        operators: the operator of each gate.
        lefts: its left fan-in.
        rights: its right fan-in.
        values: the word of each wire.

    """

    operators: Words
    lefts: Words
    rights: Words
    values: Words


def drawing() -> Drawing:
    """Return an empty drawing."""
    return Drawing(*(np.zeros(32, dtype=np.int64) for _ in range(4)))


@compiled
def apply(operator: int, left: int, right: int) -> int:
    """Return the word of an operator that is 0 on zeros."""
    return (
        (-((operator >> 1) & 1) & left & ~right)
        | (-((operator >> 2) & 1) & right & ~left)
        | (-((operator >> 3) & 1) & left & right)
    )


@compiled
def unpack(state: State, slot: int, size: int, into: Drawing) -> None:
    """Read the circuit of ``size`` gates in a slot, and simulate it."""
    n = len(state.inputs)
    for i in range(n):
        into.values[i] = state.inputs[i]
    for j in range(size):
        code = int(state.gates[slot, j])
        into.operators[j] = code & 15
        into.lefts[j] = (code >> 4) & 31
        into.rights[j] = (code >> 9) & 31
        into.values[n + j] = apply(
            into.operators[j], into.values[into.lefts[j]], into.values[into.rights[j]]
        )


@compiled
def tidy(changed: Drawing, output: int, state: State, into: Drawing) -> int:
    """Copy the gates that ``output`` reads, in order, in normal form; return how many.

    Args:
        changed: gates in any order, with any operators.
        output: the wire of the output.
        state: what knows the inputs.
        into: receives the gates and their words.

    Returns:
        The number of gates, or -1 if a wire is constant, or another wire or its complement: such
        a circuit is a smaller one in disguise.

    """
    n = len(state.inputs)
    place = np.full(32, -1, dtype=np.int64)
    inverted = np.zeros(32, dtype=np.int64)
    todo = np.zeros(64, dtype=np.int64)
    for i in range(n):
        place[i] = i
        into.values[i] = state.inputs[i]
    todo[0] = output
    height = 1
    size = 0
    while height:
        wire = todo[height - 1]
        if place[wire] >= 0:
            height -= 1
            continue
        gate = wire - n
        left = changed.lefts[gate]
        right = changed.rights[gate]
        if place[left] < 0 or place[right] < 0:
            todo[height] = left if place[left] < 0 else right
            height += 1
            continue
        height -= 1
        operator = changed.operators[gate]
        if inverted[left]:
            operator = ((operator & 10) >> 1) | ((operator & 5) << 1)
        if inverted[right]:
            operator = ((operator & 12) >> 2) | ((operator & 3) << 2)
        if operator & 1:
            operator ^= 15
            inverted[wire] = 1
        into.operators[size] = operator
        into.lefts[size] = place[left]
        into.rights[size] = place[right]
        value = apply(operator, into.values[place[left]], into.values[place[right]])
        if value == 0:
            return -1
        for other in range(n + size):
            if into.values[other] == value:
                return -1
        into.values[n + size] = value
        place[wire] = n + size
        size += 1
    return size


@compiled
def mixed(value: int) -> np.uint64:
    """Scatter a number over 64 bits (the finaliser of SplitMix64)."""
    word = np.uint64(value) * np.uint64(0x9E3779B97F4A7C15)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


@compiled
def signature(circuit: Drawing, size: int, state: State) -> np.uint64:
    """Return a number that depends on the multiset of (class, fan-out) over the gates."""
    n = len(state.inputs)
    total = np.uint64(0)
    for j in range(size):
        fanout = 0
        for k in range(j + 1, size):
            fanout += int(circuit.lefts[k] == n + j) + int(circuit.rights[k] == n + j)
        total += mixed(int(state.classes[circuit.values[n + j]]) * 16 + fanout)
    return total


@compiled
def below(limit: int, state: State) -> int:
    """Return a random number from 0 to ``limit - 1`` (xorshift64)."""
    word = state.counters[RANDOM]
    word ^= word << np.uint64(13)
    word ^= word >> np.uint64(7)
    word ^= word << np.uint64(17)
    state.counters[RANDOM] = word
    return int((word >> np.uint64(33)) % np.uint64(limit))


@compiled
def keep(circuit: Drawing, size: int, state: State) -> None:
    """Put a circuit into the pool of its class, unless it is there already or cannot be used."""
    number = int(state.classes[circuit.values[len(state.inputs) + size - 1]])
    least = int(state.sizes[number])
    if size > least + MORE:
        return
    if size < least:
        shrink(number, size, state)
    row = size - int(state.sizes[number])
    room = state.room[size]
    if state.first[row, number] < 0:
        if state.counters[NEXT] + np.uint64(room) > np.uint64(len(state.gates)):
            if row == MORE:
                return
            room = 1  # the last slots go to circuits that would be lost otherwise
        state.first[row, number] = state.counters[NEXT]
        state.counters[NEXT] += np.uint64(room)
    start = int(state.first[row, number])
    filled = int(state.filled[row, number])
    mark = signature(circuit, size, state)
    for slot in range(start, start + filled):
        if state.signatures[slot] == mark:
            return
    slot = start + filled
    if filled == room:
        slot = start + below(room, state)
    else:
        state.filled[row, number] += 1
    state.signatures[slot] = mark
    for j in range(size):
        state.gates[slot, j] = (
            circuit.operators[j] | (circuit.lefts[j] << 4) | (circuit.rights[j] << 9)
        )


@compiled
def shrink(number: int, size: int, state: State) -> None:
    """Note that a class needs only ``size`` gates, fewer than was known."""
    nearly = size == int(state.sizes[number]) - 1
    for row, former in ((MORE, LEAST), (LEAST, -1)):
        state.first[row, number] = state.first[former, number] if nearly and former >= 0 else -1
        state.filled[row, number] = state.filled[former, number] if nearly and former >= 0 else 0
        state.offered[row, number] = state.offered[former, number] if nearly and former >= 0 else 0
    state.sizes[number] = size
    state.counters[IMPROVED] += np.uint64(1)
