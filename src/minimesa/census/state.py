"""What a census knows while it is made: the size of each class and a pool of its circuits.

A class keeps circuits of its least known size and circuits of one gate more, each in a row of
slots. A row takes every different circuit it is offered while it has room and is a uniform
random sample of those offered afterwards (reservoir sampling; Vitter, 1985). Circuits are told
apart by the multiset of (class, fan-out) over their gates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from minimesa.census import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.census.classes import Numbers, Words

MOST_GATES = 14
"""Slots hold circuits of at most so many gates; the largest least size is 12."""
UNKNOWN = 99
"""The size of a class of which no circuit is known."""
LEAST, MORE = 0, 1
"""The two rows of a class: circuits of least known size, and of one gate more."""


class State(NamedTuple):
    """The arrays; ``C`` classes, ``S`` slots.

    Attributes:
        classes: the class of each word.
        sizes: least known size of each class (C).
        first: the first slot of each row, -1 where it has none (2, C).
        offered: how many circuits each row was offered (2, C).
        filled: how many slots of each row hold a circuit (2, C).
        gates: the circuits (S, `MOST_GATES`); a gate is ``operator | left << 4 | right << 9``.
        signatures: what tells circuits apart (S).
        room: slots in a row of circuits of each size.
        counters: the next free slot, the state of the random numbers, classes improved.
        inputs: the words of the inputs.
        ones: the word of constant 1, twice (an array, like the others).

    """

    classes: Numbers
    sizes: npt.NDArray[np.uint8]
    first: npt.NDArray[np.int32]
    offered: npt.NDArray[np.int32]
    filled: npt.NDArray[np.int32]
    gates: npt.NDArray[np.uint16]
    signatures: npt.NDArray[np.uint64]
    room: Words
    counters: npt.NDArray[np.uint64]
    inputs: Words
    ones: Words


NEXT, RANDOM, IMPROVED = 0, 1, 2
"""Places in ``counters``."""


def empty(
    n: int, classes: Numbers, count: int, room: Sequence[int], slots: int, seed: int
) -> State:
    """Return a state that knows constant 0 and the inputs, which take no gate."""
    state = State(
        classes,
        np.full(count, UNKNOWN, dtype=np.uint8),
        np.full((2, count), -1, dtype=np.int32),
        np.zeros((2, count), dtype=np.int32),
        np.zeros((2, count), dtype=np.int32),
        np.zeros((slots, MOST_GATES), dtype=np.uint16),
        np.zeros(slots, dtype=np.uint64),
        np.array([*room, *[room[-1]] * (MOST_GATES + 2 - len(room))], dtype=np.int64),
        np.array([0, 2 * seed + 1, 0], dtype=np.uint64),
        np.array(words.inputs(n), dtype=np.int64),
        np.array([words.ones(n)], dtype=np.int64),
    )
    state.sizes[classes[0]] = 0
    state.sizes[classes[state.inputs[0]]] = 0
    return state


def known(state: State, size: int) -> int:
    """Return how many classes are known to need at most ``size`` gates."""
    return int(np.count_nonzero(state.sizes <= size))
