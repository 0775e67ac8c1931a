"""Clauses that confine the bits of an operator table to the operators of a basis."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minimesa.encoding.cnf import Cnf

BLOCKING_LIMIT = 1 << 11
"""Up to this many forbidden tables of four fan-ins are forbidden one by one."""


def restrict(cnf: Cnf, bits: list[int | None], allowed: frozenset[int]) -> None:
    """Confine an operator to the tables in ``allowed``.

    Args:
        cnf: the formula.
        bits: for each row of the operator table its variable, or None where it is fixed to 0
            (row 0 of normal operators).
        allowed: the tables; those of normal operators have bit 0 clear.

    """
    positions = [p for p, bit in enumerate(bits) if bit is not None]
    variables = [bit for bit in bits if bit is not None]
    packed = frozenset(
        sum((table >> p & 1) << i for i, p in enumerate(positions)) for table in allowed
    )
    width = len(positions)
    if width <= 8 or (1 << width) - len(packed) <= BLOCKING_LIMIT:
        for care, value in forbidden_cubes(packed, width):
            cnf.add(
                *(
                    -variables[i] if value >> i & 1 else variables[i]
                    for i in range(width)
                    if care >> i & 1
                )
            )
        return
    # Few allowed among very many tables: one variable an operator is smaller.
    choices = []
    for table in sorted(packed):
        choice = cnf.new()
        choices.append(choice)
        for i in range(width):
            cnf.add(-choice, variables[i] if table >> i & 1 else -variables[i])
    cnf.exactly_one(choices)


@lru_cache(maxsize=64)
def forbidden_cubes(allowed: frozenset[int], width: int) -> tuple[tuple[int, int], ...]:
    """Return cubes ``(care, value)`` that cover exactly the words outside ``allowed``.

    Prime implicants by pairwise merging (Quine 1955, McCluskey 1956), then a greedy cover. For
    wide tables (more than 8 bits) the words themselves.
    """
    words = [w for w in range(1 << width) if w not in allowed]
    everything = (1 << width) - 1
    if width > 8:
        return tuple((everything, w) for w in words)
    level = {(everything, w) for w in words}
    primes: set[tuple[int, int]] = set()
    while level:
        merged: set[tuple[int, int]] = set()
        following: set[tuple[int, int]] = set()
        for care, value in level:
            for i in range(width):
                if care >> i & 1 and (care, value ^ 1 << i) in level:
                    following.add((care ^ 1 << i, value & ~(1 << i)))
                    merged.add((care, value))
        primes |= level - merged
        level = following
    uncovered = set(words)
    cover = []
    for care, value in sorted(primes, key=lambda cube: (cube[0].bit_count(), cube)):
        covered = {w for w in uncovered if w & care == value}
        if covered:
            cover.append((care, value))
            uncovered -= covered
    return tuple(cover)
