"""A lower bound by eliminating two gates at once, where fixing an input takes away only one.

After the arguments of Schnorr and of Paul for the full binary basis (Wegener, The Complexity of
Boolean Functions, chapter 5), made into a finite check. Take a smallest circuit over ``b2`` for a
function f of one output, and an input x that f depends on.

- If two gates read x, or one that is no exclusive or, then for one value of x at least two gates
  can be removed: both readers, or the reader and who reads it. So f has two gates more than the
  smaller of the two cofactors needs, if neither is constant.
- Else one gate computes ``x ^ h``, and h does not depend on x. Making that gate an input leaves a
  circuit for ``F(x, ...) = f(x ^ h, ...)``, so f needs one gate more than F.

If the second holds of each input in a set X, then the first of these gates in topological order has
an h that depends on no input in X, unless two inputs of X only occur as their exclusive or.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from minimesa.truth_tables import cofactor, compose, flip, full, projection

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_OUTSIDE = 2
"""Inputs outside X, at most: all functions of them are tried."""


def one_more(table: int, n: int, bound: int, least: Callable[[int], int]) -> bool:
    """Tell whether a function certainly needs more than ``bound`` gates over ``b2``.

    Args:
        table: the function, which depends on all its inputs.
        n: the number of inputs.
        bound: a number of gates.
        least: a lower bound on the least size of functions of ``n`` inputs.

    """
    smaller = [min(least(cofactor(table, i, value, n)) for value in (0, 1)) for i in range(n)]
    chosen = [i for i in range(n) if smaller[i] + 2 > bound and smaller[i] > 0]
    outside = [i for i in range(n) if i not in chosen]
    if not chosen or len(outside) > MOST_OUTSIDE:
        return False
    if any(flip(flip(table, i, n), j, n) == table for i, j in combinations(chosen, 2)):
        return False
    wires = [projection(i, n) for i in outside]
    # The complement of h only complements the new input, and no wire is constant.
    for operator in range(2, 1 << (1 << len(outside)), 2):
        h = compose(operator, wires, full(n))
        for i in chosen:
            if 1 + least(table & ~h | flip(table, i, n) & h) <= bound:
                return False
    return True
