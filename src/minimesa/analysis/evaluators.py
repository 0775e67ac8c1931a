"""How small can an evaluator be: bounds on the least size of a function over a basis.

Exact where there is a table (up to four inputs; over ``b2`` the census of five). Beyond that a
lower bound from restriction: fixing an input of an optimal circuit makes a gate that reads it
needless, so a function is larger than each of its cofactors on an input it depends on (gate
elimination, Wegener, The Complexity of Boolean Functions, chapter 5); in particular it needs at
least one gate less than it has inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from minimesa import basis as bases
from minimesa.census.table import shipped
from minimesa.tables import lookup
from minimesa.truth_tables import cofactor, full, project, support

if TYPE_CHECKING:
    from minimesa.basis import Basis

LeastSize = Callable[[int, int], tuple[int, int | None]]
"""Maps ``(table, n)`` to a lower and an upper bound (None: none known) on its least size."""

_MOST_RESTRICTED = 7
"""Restrictions of functions of more inputs are not followed: there are 3**n of them."""


@lru_cache(maxsize=1 << 16)
def least_size_b2(table: int, n: int) -> tuple[int, int | None]:
    """Return a lower and an upper bound on the least size over ``b2``; equal up to 5 inputs."""
    inputs = support(table, n)
    k = len(inputs)
    if k < n:
        return least_size_b2(project(table, inputs, n), k)
    if (tabulated := _tabulated(bases.get("b2"), table, k)) is not None:
        return tabulated, tabulated
    census = shipped()
    if census is not None and k <= census.inputs and (entry := census.look_up(table, k)).optimal:
        return entry.size, entry.size
    lower = k - 1
    if k > _MOST_RESTRICTED:
        return lower, None
    for i in range(k):
        for value in (0, 1):
            lower = max(lower, 1 + least_size_b2(cofactor(table, i, value, k), k)[0])
    return lower, None


@lru_cache(maxsize=16)
def least_size_in(basis: Basis) -> LeastSize:
    """Return bounds on the least size, by summed cost, over a basis.

    Those of `least_size_b2` over ``b2``; of a table where the basis has one. Else the lower bounds
    of ``b2`` hold for every basis of gates of at most two inputs, since ``b2`` has them all; a gate
    of a inputs joins at most a wires into one, so r inputs need (r - 1) / (a - 1) gates. Functions
    are taken up to complement. There is then no upper bound but the cone that was found.
    """
    if basis.all_two_input:
        return least_size_b2
    widest, cheapest = max(basis.arities), basis.least_cost

    @lru_cache(maxsize=1 << 16)
    def bounds(table: int, n: int) -> tuple[int, int | None]:
        inputs = support(table, n)
        found = _tabulated(basis, project(table, inputs, n), len(inputs))
        if found is not None:
            return found, found
        if widest <= 2:
            return least_size_b2(table, n)[0] * cheapest, None
        return -(-(len(inputs) - 1) // (widest - 1)) * cheapest, None

    return bounds


def _tabulated(basis: Basis, table: int, n: int) -> int | None:
    """Return the least size of a function or its complement, or None without a table."""
    sizes = [lookup.least_size(basis, polarity, n) for polarity in (table, table ^ full(n))]
    return min((size for size in sizes if size is not None), default=None)


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
