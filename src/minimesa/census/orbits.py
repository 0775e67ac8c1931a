"""The canonical form of a function of up to five inputs: the least table of its NPN class.

All ways to permute and complement the inputs are applied at once: a table is split into bytes,
and what each value of each byte becomes under each transform is looked up. Five inputs have 3,840
transforms; a canonical form takes some tens of microseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from minimesa.census.words import MOST_INPUTS
from minimesa.errors import InputError
from minimesa.truth_tables import flip, full, permute

if TYPE_CHECKING:
    from collections.abc import Iterator

Tables = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Transform:
    """A way to permute and complement inputs and to complement the output.

    It turns f into g with ``g(x) = f(z) ^ inverted``, where ``z[i] = x[permutation[i]]``,
    complemented if bit i of ``flips`` is set.

    Attributes:
        permutation: which input of g input i of f reads.
        flips: which inputs of f read it complemented.
        inverted: whether the output is complemented.

    """

    permutation: tuple[int, ...]
    flips: int
    inverted: bool

    def apply(self, table: int) -> int:
        """Return the table of g for the table of f."""
        n = len(self.permutation)
        for i in range(n):
            if self.flips >> i & 1:
                table = flip(table, i, n)
        table = permute(table, self.permutation, n)
        return table ^ full(n) if self.inverted else table


class Group(NamedTuple):
    """The transforms of the inputs, ``T`` of them.

    Attributes:
        inputs: the number of inputs.
        permutations: the permutation of each transform.
        rows: the row of f that row t of g reads (T, rows).
        spread: what each value of each byte of f becomes (bytes, 256, T).

    """

    inputs: int
    permutations: tuple[tuple[int, ...], ...]
    rows: npt.NDArray[np.int64]
    spread: Tables


@cache
def group(n: int) -> Group:
    """Return the transforms of ``n`` inputs; those of a permutation follow each other by flips.

    Raises:
        InputError: ``n`` is not from 0 to 5.

    """
    if not 0 <= n <= MOST_INPUTS:
        raise InputError(f"canonical forms are for at most {MOST_INPUTS} inputs, not {n}")
    orders = tuple(permutations(range(n)))
    places = np.arange(1 << n)
    read_rows = np.empty((len(orders), 1 << n, 1 << n), dtype=np.int64)
    for k, order in enumerate(orders):
        read = np.zeros_like(places)
        for i, source in enumerate(order):
            read |= ((places >> source) & 1) << i
        read_rows[k] = read ^ places[:, None]  # one line for each set of flips
    rows = read_rows.reshape(-1, 1 << n)
    written = np.argsort(rows, axis=1).astype(np.uint32)  # where row s of f goes
    moved = np.uint32(1) << written.T
    width = min(8, 1 << n)
    spread = np.zeros((max(1, (1 << n) // 8), 1 << width, len(rows)), dtype=np.uint32)
    for part in range(len(spread)):
        for bit in range(width):
            lower = spread[part, : 1 << bit]
            spread[part, 1 << bit : 2 << bit] = lower | moved[width * part + bit]
    return Group(n, orders, rows, spread)


def images(table: int, n: int) -> Tables:
    """Return what the transforms of the inputs make of a table (T); the output is as it is."""
    spread = group(n).spread
    result: Tables = spread[0, table & 0xFF].copy()
    for part in range(1, len(spread)):
        result |= spread[part, table >> (8 * part) & 0xFF]
    return result


def move(tables: Tables, transform: int, n: int) -> Tables:
    """Return what one transform of the inputs makes of tables, in an array of the same shape."""
    spread = group(n).spread[:, :, transform]
    result: Tables = spread[0][tables & 0xFF]
    for part in range(1, len(spread)):
        result |= spread[part][tables >> np.uint32(8 * part) & 0xFF]
    return result


def inverse(transform: int, n: int) -> int:
    """Return the number of the transform of the inputs that undoes one."""
    rows = group(n).rows
    return int(np.flatnonzero((rows == np.argsort(rows[transform])).all(axis=1))[0])


def canonical(table: int, n: int) -> tuple[int, Transform]:
    """Return the least table of the NPN class of ``table``, and a transform that leads to it.

    Raises:
        InputError: more than five inputs, or a table that does not fit them.

    """
    transforms = group(n)
    if not 0 <= table <= full(n):
        raise InputError(f"{table:#x} is no table of {n} inputs ({1 << n} rows)")
    found = images(table, n)
    least, most = int(found.argmin()), int(found.argmax())
    inverted = full(n) ^ int(found[most]) < int(found[least])
    place = most if inverted else least
    permutation = transforms.permutations[place >> n]
    transform = Transform(permutation, place & full_mask(n), inverted)
    return int(found[place]) ^ (full(n) if inverted else 0), transform


def full_mask(n: int) -> int:
    """Return the set of all ``n`` inputs as bits."""
    return (1 << n) - 1


def orbit(table: int, n: int) -> Tables:
    """Return every table of the NPN class once, ascending."""
    found = images(table, n)
    return np.unique(np.concatenate([found, found ^ np.uint32(full(n))]))


def fixed_points(n: int) -> Iterator[int]:
    """Yield, for every transform with and without complementing, how many tables it leaves."""
    for rows in group(n).rows:
        lengths = _cycles(rows)
        yield 1 << len(lengths)
        yield 0 if any(length % 2 for length in lengths) else 1 << len(lengths)


def count_classes(n: int) -> int:
    """Return how many NPN classes there are, by the Cauchy-Frobenius lemma."""
    counts = list(fixed_points(n))
    return sum(counts) // len(counts)


def _cycles(rows: npt.NDArray[np.int64]) -> list[int]:
    """Return the lengths of the cycles of a permutation of the rows."""
    following = rows.tolist()
    lengths = []
    seen = [False] * len(following)
    for start in range(len(following)):
        length, row = 0, start
        while not seen[row]:
            seen[row] = True
            row = following[row]
            length += 1
        if length:
            lengths.append(length)
    return lengths
