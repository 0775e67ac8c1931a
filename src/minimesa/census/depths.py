"""The least depth of every class, by closing sets of functions under the operators.

Depth d + 1 is what two functions of depth at most d give. It is a property of the class, so one
of the two may be restricted to one function of each class; sets are kept as least tables, and
as bits over all words where membership is asked. Only numpy is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from minimesa.census import orbits, words
from minimesa.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.census.orbits import Tables

_FEW = 1 << 17
"""So many functions can be paired with one of each class."""
_BATCH = 1 << 16
_TRIALS = 1 << 16
_SEED = 5


def least_depths(tables: Tables, n: int, say: Callable[[str], None]) -> npt.NDArray[np.uint8]:
    """Return the least depth of each class.

    Args:
        tables: the least table of each class, ascending.
        n: the number of inputs.
        say: is told how far it is.

    Raises:
        InputError: some class is deeper than two functions of the last exact set reach.

    """
    depths = np.full(len(tables), 255, dtype=np.uint8)
    reached = np.array(sorted({0, orbits.canonical(words.inputs(n)[0], n)[0]}), dtype=np.uint32)
    depths[np.searchsorted(tables, reached)] = 0
    depth = 0
    # Beyond so many functions every pair is too many: the last level is searched backwards.
    while len(everything := _orbits(reached, n)) <= _FEW and (depths == 255).any():
        depth += 1
        reached = _next(reached, everything, n)
        places = np.searchsorted(tables, reached)
        depths[places] = np.minimum(depths[places], depth)
        say(f"depth {depth}: {np.count_nonzero(depths <= depth)} classes")
    missing = np.flatnonzero(depths == 255)
    if len(missing):
        left = _unreachable(tables[missing], everything, n)
        if len(left):
            raise InputError(
                f"{len(left)} classes, the first {int(left[0]):#x}: no operator makes them of two "
                f"functions of depth {depth}"
            )
        depths[missing] = depth + 1
        say(f"depth {depth + 1}: {len(tables)} classes")
    return depths


def _orbits(tables: Tables, n: int) -> Tables:
    """Return all words of the classes, ascending."""
    half = words.half(n)
    parts = []
    for table in tables.tolist():
        found = orbits.images(table, n)
        parts.append(np.unique(np.minimum(found, found ^ np.uint32(words.ones(n)))))
    result = np.unique(np.concatenate(parts))
    assert int(result[-1]) < half
    return result


def _next(reached: Tables, everything: Tables, n: int) -> Tables:
    """Return the classes that an operator makes of two functions, with those they are in."""
    made = [reached]
    for table in reached.tolist():
        one = np.uint32(table)
        both = everything & one
        differ = everything ^ one
        made.append(
            np.unique(np.concatenate([both, both ^ one, both ^ everything, differ, both ^ differ]))
        )
    return _classes(np.unique(np.concatenate(made)), n)


def _classes(tables: Tables, n: int) -> Tables:
    """Return the least tables of the classes of some words, ascending."""
    left = tables
    found = []
    while len(left):
        # The least word need not be the least table of its class, but nearly always it is.
        least, _ = orbits.canonical(int(left[0]), n)
        found.append(least)
        images = orbits.orbit(least, n)
        left = left[~np.isin(left, images, assume_unique=True)]
    return np.unique(np.array(found, dtype=np.uint32))


def _unreachable(targets: Tables, everything: Tables, n: int) -> Tables:
    """Return the targets that no operator makes of two of the words or their complements.

    Nearly every target is an exclusive or: random words are tried on all targets at once. The
    few that are left are tried with all words, and as conjunctions.
    """
    inside = np.zeros(max(1, words.half(n) >> 3), dtype=np.uint8)
    np.bitwise_or.at(inside, everything >> 3, np.uint8(1) << (everything & 7).astype(np.uint8))
    order = np.random.default_rng(_SEED).permutation(everything)
    left = targets
    for word in order[:_TRIALS]:
        left = left[~_among(left ^ word, inside)]
        if not len(left):
            return left
    ones = np.uint32(words.ones(n))
    return np.array(
        [
            table
            for table in left
            if not _is_exclusive_or(table, order, inside)
            and not _is_conjunction(table, order, ones)
            and not _is_conjunction(table ^ ones, order, ones)
        ],
        dtype=np.uint32,
    )


def _among(tables: Tables, inside: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Return which words are in a set of bits."""
    found: npt.NDArray[np.bool_] = (inside[tables >> 3] >> (tables & 7)) & 1 != 0
    return found


def _is_exclusive_or(table: np.uint32, order: Tables, inside: npt.NDArray[np.uint8]) -> bool:
    """Return whether a function is the exclusive or of two of the words."""
    return any(
        _among(order[start : start + _BATCH] ^ table, inside).any()
        for start in range(0, len(order), _BATCH)
    )


def _is_conjunction(table: np.uint32, order: Tables, ones: np.uint32) -> bool:
    """Return whether a function is the conjunction of two of the words or their complements.

    Both contain the function, and beyond it they share no row.
    """
    surplus = np.concatenate(
        [part[part & table == table] ^ table for part in (order, order ^ ones)]
    )
    surplus = surplus[np.argsort(np.bitwise_count(surplus))]  # small ones fit best
    return any(not (surplus & one).all() for one in surplus)
