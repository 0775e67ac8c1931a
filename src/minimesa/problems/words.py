"""Words of bits: how the inputs and outputs of a problem are named and grouped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Word:
    """An unsigned word, or an array of equally wide words.

    Attributes:
        name: its name in expressions.
        bits: the bits of the word, or of each word of the array.
        count: the words of an array, None for a single word.

    """

    name: str
    bits: int
    count: int | None = None

    @property
    def width(self) -> int:
        """The bits in all."""
        return self.bits * (self.count or 1)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its bits, least first: p0, p1, ...; in an array p0_0, p0_1, ..., p1_0."""
        if self.count is None:
            return tuple(f"{self.name}{i}" for i in range(self.bits))
        return tuple(f"{self.name}{k}_{i}" for k in range(self.count) for i in range(self.bits))

    @property
    def parts(self) -> tuple[tuple[str, int], ...]:
        """Its single words as ``(name, bits)``; those of an array are called p[0], p[1], ..."""
        if self.count is None:
            return ((self.name, self.bits),)
        return tuple((f"{self.name}[{k}]", self.bits) for k in range(self.count))

    def decode(self, bits: int) -> int | tuple[int, ...]:
        """Return the value of the word whose bits are the lowest of ``bits``."""
        mask = (1 << self.bits) - 1
        if self.count is None:
            return bits & mask
        return tuple(bits >> self.bits * k & mask for k in range(self.count))


def bit_names(words: Iterable[Word]) -> tuple[str, ...]:
    """Return the names of the bits of ``words``, in order."""
    return tuple(name for word in words for name in word.names)


def decode(words: Iterable[Word], bits: int) -> list[tuple[str, int | tuple[int, ...]]]:
    """Return each word's name and value, where ``bits`` holds the words one after the other."""
    values = []
    for word in words:
        values.append((word.name, word.decode(bits)))
        bits >>= word.width
    return values
