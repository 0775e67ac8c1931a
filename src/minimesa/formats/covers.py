"""Sums of products of small operators, for formats that write covers or expressions."""

from __future__ import annotations

from minimesa.truth_tables import cofactor, full, projection

Cube = dict[int, int]
"""A product: the value that it asks of some fan-ins, by position."""


def irredundant_cover(table: int, n: int) -> list[Cube]:
    """Return an irredundant sum of products of ``table`` on ``n`` inputs.

    The method is that of S. Minato, "Fast generation of irredundant sum-of-products forms from
    binary decision diagrams" (SASIMI 1992), on truth tables; it recurses once an input.
    """
    return _cover(table, table, n, n)


def _cover(lower: int, upper: int, top: int, n: int) -> list[Cube]:
    """Return a cover g with ``lower <= g <= upper``; both depend on inputs below ``top`` only."""
    if not lower:
        return []
    if upper == full(n):
        return [{}]
    i = top - 1
    lower0, lower1 = cofactor(lower, i, 0, n), cofactor(lower, i, 1, n)
    upper0, upper1 = cofactor(upper, i, 0, n), cofactor(upper, i, 1, n)
    cover0 = _cover(lower0 & ~upper1, upper0, i, n)
    cover1 = _cover(lower1 & ~upper0, upper1, i, n)
    rest = lower0 & ~cover_table(cover0, n) | lower1 & ~cover_table(cover1, n)
    both = _cover(rest, upper0 & upper1, i, n)
    return [{i: 0} | cube for cube in cover0] + [{i: 1} | cube for cube in cover1] + both


def cover_table(cover: list[Cube], n: int) -> int:
    """Return the truth table of a sum of products on ``n`` inputs."""
    table = 0
    for cube in cover:
        rows = full(n)
        for i, value in cube.items():
            rows &= projection(i, n) if value else ~projection(i, n)
        table |= rows
    return table


def parse_cube(text: str, n: int) -> int | None:
    """Return the rows of a cube such as ``1-0`` (first column: input 0), None where malformed."""
    if len(text) != n:
        return None
    rows = full(n)
    for i, literal in enumerate(text):
        if literal == "1":
            rows &= projection(i, n)
        elif literal == "0":
            rows &= ~projection(i, n)
        elif literal not in "-2":
            return None
    return rows


def parity(n: int) -> int:
    """Return the table of the exclusive or of ``n`` inputs."""
    table = 0
    for i in range(n):
        table ^= projection(i, n)
    return table


def conjunction(n: int) -> int:
    """Return the table of the conjunction of ``n`` inputs."""
    return 1 << ((1 << n) - 1)


def disjunction(n: int) -> int:
    """Return the table of the disjunction of ``n`` inputs."""
    return full(n) ^ 1


NAMED_OPERATORS = {
    "and": (conjunction, False),
    "nand": (conjunction, True),
    "or": (disjunction, False),
    "nor": (disjunction, True),
    "xor": (parity, False),
    "xnor": (parity, True),
    "buf": (conjunction, False),
    "not": (conjunction, True),
}
"""Gate names that BENCH and Verilog share: the family of operators and whether it is inverted."""


def named_operator(name: str, n: int) -> int:
    """Return the table of a named gate of ``n`` fan-ins."""
    family, inverted = NAMED_OPERATORS[name]
    return family(n) ^ (full(n) if inverted else 0)


def operator_name(table: int, n: int) -> str | None:
    """Return the gate name of a table on ``n`` fan-ins, None if it has none."""
    names = ("buf", "not") if n == 1 else tuple(NAMED_OPERATORS)[:6] if n else ()
    return next((name for name in names if named_operator(name, n) == table), None)
