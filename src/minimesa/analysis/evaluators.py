"""How small can an evaluator be: bounds on the least size of a function over ``b2``.

Exact for functions of up to three inputs. Beyond that a lower bound from restriction: fixing an
input of an optimal circuit makes a gate that reads it needless, so a function is larger than each
of its cofactors on an input it depends on (gate elimination, Wegener, The Complexity of Boolean
Functions, chapter 5); in particular it needs at least one gate less than it has inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from minimesa.truth_tables import cofactor, compose, full, projection, support

if TYPE_CHECKING:
    from minimesa.basis import Basis

LeastSize = Callable[[int, int], tuple[int, int | None]]
"""Maps ``(table, n)`` to a lower and an upper bound (None: none known) on its least size."""

_MOST_RESTRICTED = 6
"""Restrictions of functions of more inputs are not followed: there are 3**n of them."""

_NORMAL_PAIRS = (0x2, 0x4, 0x6, 0x8, 0xE)


@lru_cache(maxsize=1)
def _three_input_sizes() -> dict[int, int]:
    """Return the least ``b2`` size of every normal function of three inputs.

    Sizes up to 3 by listing all sets of gates. The others have 4: any normal f is
    ``g ^ (c & h)`` with g and h functions of the other two inputs, a gate each.
    """
    sizes = dict.fromkeys((0, *(projection(i, 3) for i in range(3))), 0)
    chains = {frozenset[int]()}
    for size in (1, 2, 3):
        longer = set()
        for chain in chains:
            wires = [projection(i, 3) for i in range(3)] + sorted(chain)
            for j, b in enumerate(wires):
                for a in wires[:j]:
                    for operator in _NORMAL_PAIRS:
                        table = compose(operator, (a, b), full(3))
                        sizes.setdefault(table, size)
                        longer.add(chain | {table})
        chains = longer
    for table in range(0, 1 << 8, 2):
        sizes.setdefault(table, 4)
    return sizes


@lru_cache(maxsize=1 << 16)
def least_size_b2(table: int, n: int) -> tuple[int, int | None]:
    """Return a lower and an upper bound on the least size over ``b2``; equal up to 3 inputs."""
    if table & 1:
        table ^= full(n)
    inputs = support(table, n)
    if len(inputs) <= 3:
        small = 0
        for t in range(8):
            row = sum(((t >> position) & 1) << i for position, i in enumerate(inputs))
            small |= (table >> row & 1) << t
        size = _three_input_sizes()[small]
        return size, size
    lower = len(inputs) - 1
    if len(inputs) > _MOST_RESTRICTED:
        return lower, None
    for i in inputs:
        for value in (0, 1):
            lower = max(lower, 1 + least_size_b2(cofactor(table, i, value, n), n)[0])
    return lower, None


def least_size_in(basis: Basis) -> LeastSize:
    """Return bounds on the least size, by summed cost, over a basis.

    Over ``b2`` those of `least_size_b2`. Its lower bounds hold for every basis of gates of at most
    two inputs, since ``b2`` has them all; a gate of a inputs joins at most a wires into one, so r
    inputs need (r - 1) / (a - 1) gates. Functions are taken up to complement. There is no upper
    bound but the cone that was found.
    """
    if basis.all_two_input:
        return least_size_b2
    widest, cheapest = max(basis.arities), basis.least_cost

    def bounds(table: int, n: int) -> tuple[int, int | None]:
        if widest <= 2:
            return least_size_b2(table, n)[0] * cheapest, None
        return -(-(len(support(table, n)) - 1) // (widest - 1)) * cheapest, None

    return bounds


def bundle_bounds(tables: tuple[int, ...], n: int, least_size: LeastSize) -> tuple[int, int | None]:
    """Return bounds on the least size of a circuit with all of ``tables`` as outputs.

    It is at least the size of the largest, and holds a gate for each that is no input; at most
    the sum of all.
    """
    bounds = [least_size(table, n) for table in tables]
    distinct = {min(t, t ^ full(n)) for t, (low, _) in zip(tables, bounds, strict=True) if low}
    lower = max(len(distinct), *(low for low, _ in bounds))
    upper: int | None = 0
    for _, high in bounds:
        upper = None if upper is None or high is None else upper + high
    return lower, upper
