"""Sets of words, to pass quickly over the many candidates that a search does not want."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from minimesa.census.classes import Numbers, Symmetry, Words, step
from minimesa.census.compiled import compiled

if TYPE_CHECKING:
    from minimesa.census.state import State


class Sieve(NamedTuple):
    """A set of words, perhaps with others: what is not in it is surely not wanted.

    Attributes:
        bits: a bit for each place, in bytes.
        factor: a word times this, modulo 2**32, ...
        shift: ... and shifted right so far is its place. Nothing is sieved at `OPEN`.

    """

    bits: npt.NDArray[np.uint8]
    factor: int
    shift: int


OPEN = 32
"""The shift of a sieve that is none."""
_GOLDEN = 0x9E3779B1
_LOAD = 16
"""Places for each word of a small set."""


def none() -> Sieve:
    """Return the sieve that lets everything through."""
    return Sieve(np.zeros(1, dtype=np.uint8), 1, OPEN)


def needing_more(state: State, size: int, representatives: Numbers, sym: Symmetry) -> Sieve:
    """Return the set of the words of which no circuit of ``size`` gates is known."""
    targets = representatives[state.sizes > size].astype(np.int64)
    orbit = (len(sym.walk) + 1) << sym.inputs
    width = (_LOAD * orbit * len(targets)).bit_length()
    if 1 << width >= len(state.classes):
        bits = np.zeros(max(1, len(state.classes) >> 3), dtype=np.uint8)
        _scan(state.classes, state.sizes, size, bits)
        return Sieve(bits, 1, 0)
    bits = np.zeros(max(1, 1 << width >> 3), dtype=np.uint8)
    sieve = Sieve(bits, _GOLDEN, 32 - width)
    _walk(targets, sieve, sym)
    return sieve


@compiled
def place(word: int, factor: int, shift: int) -> int:
    """Return the place of the bit of a word."""
    return ((word * factor) & 0xFFFFFFFF) >> shift


@compiled
def _scan(
    classes: Numbers,
    sizes: npt.NDArray[np.uint8],
    size: int,
    bits: npt.NDArray[np.uint8],
) -> None:
    for byte in range(len(bits)):
        value = 0
        for bit in range(8):
            value |= int(sizes[classes[8 * byte + bit]] > size) << bit
        bits[byte] = value


@compiled
def _walk(words: Words, sieve: Sieve, sym: Symmetry) -> None:
    for start in words:
        word = start
        for steps in range((len(sym.walk) + 1) << sym.inputs):
            where = place(word if word < sym.last else word ^ sym.ones, sieve.factor, sieve.shift)
            sieve.bits[where >> 3] |= np.uint8(1 << (where & 7))
            word = step(word, steps, sym)
