"""Operator tables of the built-in bases, written out by hand, and bit-parallel evaluation.

A table has row index ``a + 2b + 4c + ...`` over the fan-ins. Where NOT is free only normal
operators (0 on all-zero fan-ins) are listed, closed under permuted fan-ins. Nothing here is
imported from the code under test.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

ZERO = -1
"""The constant fan-in and output 0 (as wire number; inputs are 0, 1, ...)."""
ONE = -2
"""The constant output 1, where NOT is not free."""


@dataclass(frozen=True)
class OracleBasis:
    """A basis: operator tables by arity and the conventions for fan-ins; every gate costs 1.

    Attributes:
        operators: ``{arity: tables}``, closed under permuted (and inverted) fan-ins.
        free_not: inverters cost nothing, so each function is taken with value 0 at row 0.
        constants: one fan-in of a gate may be constant.
        repeats: a gate may read one wire with all its fan-ins.

    """

    name: str
    operators: dict[int, tuple[int, ...]]
    free_not: bool
    constants: bool = False
    repeats: bool = False

    @property
    def arity(self) -> int:
        """The most fan-ins of a gate."""
        return max(self.operators)


def _depends_on_all(table: int, arity: int) -> bool:
    return all(
        any((table >> t ^ table >> (t ^ 1 << i)) & 1 for t in range(1 << arity))
        for i in range(arity)
    )


def _every_operator(arity: int) -> tuple[int, ...]:
    return tuple(t for t in range(0, 1 << (1 << arity), 2) if _depends_on_all(t, arity))


_AND_LIKE = (0x2, 0x4, 0x8, 0xE)  # a & ~b, ~a & b, a & b, a | b
_PAIRS = (0x2, 0x4, 0x6, 0x8, 0xE)
_MAJ_LIKE = (0x8E, 0xB2, 0xD4, 0xE8)  # MAJ with c, b, a or nothing inverted

BASES = {
    basis.name: basis
    for basis in (
        OracleBasis("b2", {2: _PAIRS}, free_not=True),
        OracleBasis("aig", {2: _AND_LIKE}, free_not=True),
        OracleBasis("mig", {3: _MAJ_LIKE}, free_not=True, constants=True),
        OracleBasis("lut3", {k: _every_operator(k) for k in (2, 3)}, free_not=True),
        OracleBasis("lut4", {k: _every_operator(k) for k in (2, 3, 4)}, free_not=True),
        OracleBasis("nand", {2: (0x7,)}, free_not=False, repeats=True),
        OracleBasis("nor", {2: (0x1,)}, free_not=False, repeats=True),
        OracleBasis("and-or-not", {1: (0x1,), 2: (0x8, 0xE)}, free_not=False),
    )
}


def input_tables(n: int) -> tuple[int, ...]:
    """Return the truth tables of the ``n`` inputs: input i has bit ``(t >> i) & 1`` at row t."""
    return tuple(sum(1 << t for t in range(1 << n) if t >> i & 1) for i in range(n))


def apply(operator: int, fanin, ones):
    """Return ``operator`` of the tables ``fanin`` (integers or NumPy arrays), as a sum of minterms.

    ``ones`` is the table of constant 1, of the same type as the fan-ins' elements.
    """
    result = ones ^ ones
    for pattern in range(1 << len(fanin)):
        if operator >> pattern & 1:
            term = ones
            for j, table in enumerate(fanin):
                term = term & (table if pattern >> j & 1 else table ^ ones)
            result = result | term
    return result


def normal(table, ones):
    """Return ``table`` (integer or array) or its complement, whichever is 0 at row 0."""
    if isinstance(table, np.ndarray):
        return np.where(table & 1, table ^ ones, table)
    return table ^ ones if table & 1 else table


def choices(basis: OracleBasis, wires: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield ``(operator, fan-in)`` for every gate that can read wires 0..wires-1, each once.

    Fan-ins ascend; a constant fan-in (`ZERO`) comes first.
    """
    for arity, tables in basis.operators.items():
        fanins = list(combinations(range(wires), arity))
        if basis.constants:
            fanins += [(ZERO, *rest) for rest in combinations(range(wires), arity - 1)]
        if basis.repeats:
            fanins += [(wire,) * arity for wire in range(wires) if arity > 1]
        for fanin in fanins:
            for table in tables:
                yield table, fanin
