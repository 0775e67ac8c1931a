"""Small formulas for functions: the circuits that one would draw by hand."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from minimesa.synthesis.builder import AND, MUX, OR, XOR
from minimesa.truth_tables import cofactor, compose, full, projection, support

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.synthesis.builder import Builder, Literal

Formula = int | tuple[int, tuple["Formula", ...]]
"""A leaf by number, or an operator (row index ``a + 2b + ...``) and its operands.

No operands means a constant, one operand with operator 0x1 a complement.
"""

NOT = 0x1
NAND, A_AND_NOT_B = 0x7, 0x2


def emit(formula: Formula, leaves: Sequence[Literal], builder: Builder) -> Literal:
    """Build a formula over literals; return the literal that it computes."""
    if isinstance(formula, int):
        return leaves[formula]
    operator, operands = formula
    literals = [emit(operand, leaves, builder) for operand in operands]
    if operator == MUX and len(literals) == 3:
        return builder.multiplexer(literals[0], literals[1], literals[2])
    return builder.function(operator, literals)


@lru_cache(maxsize=1 << 16)
def small_formula(table: int, n: int) -> tuple[int, Formula]:
    """Return a small formula over leaves 0..n-1 and its number of two-input operators.

    Splits into two functions of disjoint inputs where there is such a split (Ashenhurst, The
    Decomposition of Switching Functions, 1957); otherwise expands over the input for which that is
    cheapest: Shannon, positive or negative Davio, or over a monotone input. Complements cost
    nothing. The result depends on the function and on the order of its inputs alone.
    """
    inputs = support(table, n)
    if not inputs:
        return 0, (table & 1, ())
    if len(inputs) == 1:
        i = inputs[0]
        return 0, i if table == projection(i, n) else (NOT, (i,))
    if len(inputs) == 2:
        a, b = inputs
        rows = [(0, 0), (1, 0), (0, 1), (1, 1)]
        operator = sum((table >> (x << a | y << b) & 1) << r for r, (x, y) in enumerate(rows))
        return 1, (operator, (a, b))
    return _split(table, inputs, n) or min(
        (option for i in inputs for option in _expansions(table, i, n)),
        key=lambda option: option[0],
    )


def _split(table: int, inputs: tuple[int, ...], n: int) -> tuple[int, Formula] | None:
    """Return a formula that joins two functions of disjoint inputs, if there is one."""
    ones = full(n)
    first, *others = inputs
    for size in range(len(others)):
        for more in combinations(others, size):
            left = (first, *more)
            right = tuple(i for i in inputs if i not in left)
            for operator, f in ((AND, table), (NAND, table ^ ones)):
                a, b = _possible(f, right, n), _possible(f, left, n)
                if a & b == f:
                    return _join(operator, a, b, n)
            a, b = table, table
            for i in right:
                a = cofactor(a, i, 0, n)
            for i in left:
                b = cofactor(b, i, 0, n)
            if table & 1:
                b ^= ones
            if a ^ b == table:
                return _join(XOR, a, b, n)
    return None


def _possible(table: int, inputs: tuple[int, ...], n: int) -> int:
    """Return where some value of ``inputs`` makes ``table`` 1."""
    for i in inputs:
        table = cofactor(table, i, 0, n) | cofactor(table, i, 1, n)
    return table


def _join(operator: int, a: int, b: int, n: int) -> tuple[int, Formula]:
    cost_a, left = small_formula(a, n)
    cost_b, right = small_formula(b, n)
    return cost_a + cost_b + 1, (operator, (left, right))


def _expansions(table: int, i: int, n: int) -> list[tuple[int, Formula]]:
    """Return formulas that separate input ``i``."""
    low, high = cofactor(table, i, 0, n), cofactor(table, i, 1, n)
    (cost_low, f_low), (cost_high, f_high) = small_formula(low, n), small_formula(high, n)
    options: list[tuple[int, Formula]] = []
    if low & ~high == 0:
        options.append((cost_low + cost_high + 2, (OR, (f_low, (AND, (f_high, i))))))
    if high & ~low == 0:
        options.append((cost_low + cost_high + 2, (OR, (f_high, (A_AND_NOT_B, (f_low, i))))))
    cost, difference = small_formula(low ^ high, n)
    options.append((cost_low + cost + 2, (XOR, (f_low, (AND, (difference, i))))))
    options.append((cost_high + cost + 2, (XOR, (f_high, (A_AND_NOT_B, (difference, i))))))
    options.append((cost_low + cost_high + 3, (MUX, (f_low, f_high, i))))
    return options


def shannon_formula(table: int, order: Sequence[int], n: int) -> Formula:
    """Return nested multiplexers that ask the inputs in ``order``, the first one last."""
    if table in (0, full(n)):
        return table & 1, ()
    *rest, i = order
    low, high = cofactor(table, i, 0, n), cofactor(table, i, 1, n)
    if low == high:
        return shannon_formula(low, rest, n)
    return MUX, (shannon_formula(low, rest, n), shannon_formula(high, rest, n), i)


def davio_formula(table: int, order: Sequence[int], n: int) -> Formula:
    """Return the exclusive sum of products that separates the inputs in ``order``, last first."""
    if table in (0, full(n)):
        return table & 1, ()
    *rest, i = order
    low = cofactor(table, i, 0, n)
    difference = low ^ cofactor(table, i, 1, n)
    if not difference:
        return davio_formula(low, rest, n)
    return XOR, (davio_formula(low, rest, n), (AND, (davio_formula(difference, rest, n), i)))


def minterm_formula(table: int, n: int) -> Formula:
    """Return the sum of the rows where the table is 1, each a product of all its literals."""
    products: list[Formula] = []
    for t in range(1 << n):
        if table >> t & 1:
            literals: list[Formula] = [i if t >> i & 1 else (NOT, (i,)) for i in range(n)]
            products.append(balanced(AND, literals))
    return balanced(OR, products) if products else (0, ())


def maxterm_formula(table: int, n: int) -> Formula:
    """Return the product of the rows where the table is 0, each a sum of all its literals."""
    return NOT, (minterm_formula(table ^ full(n), n),)


def balanced(operator: int, operands: Sequence[Formula]) -> Formula:
    """Join one or more operands by an associative operator in a tree of least depth."""
    if len(operands) == 1:
        return operands[0]
    middle = (len(operands) + 1) // 2
    return operator, (balanced(operator, operands[:middle]), balanced(operator, operands[middle:]))


def formula_table(formula: Formula, leaves: Sequence[int], ones: int) -> int:
    """Return the table of a formula whose leaves have the tables given."""
    if isinstance(formula, int):
        return leaves[formula]
    operator, operands = formula
    return compose(operator, [formula_table(o, leaves, ones) for o in operands], ones)
