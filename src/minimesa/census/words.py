"""Functions as machine words: where the inputs are, how to complement and to exchange them.

The census keeps a function that is 0 at the last row (all inputs 1) as a word below
``2**(2**n - 1)``; it stands for its complement as well. Read with all inputs complemented these
are the functions that are 0 at row 0, so the five operators that are 0 on zeros lead from such
words to such words. The least table of an NPN class, the usual representative, is one of them.
"""

from __future__ import annotations

from math import factorial

from minimesa.truth_tables import full, projection

MOST_INPUTS = 5
"""More inputs have too many functions for a table of all of them."""


def ones(n: int) -> int:
    """Return the word of constant 1."""
    return full(n)


def half(n: int) -> int:
    """Return the number of words that are 0 at the last row; the complements are the others."""
    return 1 << ((1 << n) - 1)


def inputs(n: int) -> tuple[int, ...]:
    """Return the words of the complemented inputs, the wires that circuits start from."""
    return tuple(full(n) ^ projection(i, n) for i in range(n))


def transforms(n: int) -> int:
    """Return how many ways there are to permute and complement the inputs."""
    return factorial(n) << n


def exchanges(n: int) -> tuple[int, ...]:
    """Return a walk through all orders of ``n`` inputs: exchange i with i + 1, one by one.

    The plain changes of Steinhaus, Johnson and Trotter (Knuth, TAOCP 7.2.1.2, Algorithm P).
    """
    if n < 2:
        return ()
    inner = exchanges(n - 1)
    walk: list[int] = []
    down = True
    for step in range(factorial(n - 1)):
        walk += range(n - 2, -1, -1) if down else range(n - 1)
        if step < len(inner):
            # The largest element stands at the left end after going down and shifts the others.
            walk.append(inner[step] + (1 if down else 0))
        down = not down
    return tuple(walk)
