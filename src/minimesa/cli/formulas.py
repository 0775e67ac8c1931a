"""Functions as formulas that people can read: ``(a & b) ^ c``."""

from __future__ import annotations

from string import ascii_lowercase
from typing import TYPE_CHECKING

from minimesa.controls.formulas import NOT, small_formula
from minimesa.synthesis.builder import MUX
from minimesa.truth_tables import full, support, to_hex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.controls.formulas import Formula

MOST_INPUTS = 6
"""Functions of more inputs are given as tables."""
LONGEST = 48
"""Longest formula, in letters, that says more than a table."""
_MOST_DIGITS = 16

_PAIRS = {
    0x2: ("{0} & ~{1}", "&"),
    0x4: ("~{0} & {1}", "&"),
    0x6: ("{0} ^ {1}", "^"),
    0x7: ("~({0} & {1})", ""),
    0x8: ("{0} & {1}", "&"),
    0x9: ("~({0} ^ {1})", ""),
    0xB: ("{0} | ~{1}", "|"),
    0xD: ("~{0} | {1}", "|"),
    0xE: ("{0} | {1}", "|"),
    0x1: ("~({0} | {1})", ""),
}
"""Two-input operators with what joins them; a chain of one and the same needs no brackets."""


def arguments(count: int, taken: Sequence[str]) -> list[str]:
    """Return names for the arguments of a function: a, b, c, ... without those that are taken."""
    free = [letter for letter in ascii_lowercase if letter not in taken]
    return free[:count] if count <= len(free) else [f"_{i}" for i in range(count)]


def formula_text(table: int, names: Sequence[str]) -> str:
    """Return a function of inputs with these names as a formula, or as a table where it is long.

    Args:
        table: its truth table over ``len(names)`` inputs.
        names: the names of the inputs.

    """
    n = len(names)
    inputs = support(table, n)
    if len(inputs) <= MOST_INPUTS:
        text, _ = _render(small_formula(table, n)[1], names)
        if len(text) <= LONGEST:
            return text
    return f"{short_table(table, inputs, n)} of ({', '.join(names[i] for i in inputs)})"


def short_table(table: int, inputs: Sequence[int], n: int) -> str:
    """Return the table of a function over the inputs it depends on, as hex of at most 18 letters.

    Args:
        table: its truth table over n inputs.
        inputs: its support, ascending; the first is the least significant of the row index.
        n: number of inputs.

    """
    digits = to_hex(_restricted(table, inputs, n), len(inputs)).removeprefix("0x")
    if len(digits) > _MOST_DIGITS:
        digits = f"{digits[:7]}..{digits[-7:]}"
    return f"0x{digits}"


def _restricted(table: int, inputs: Sequence[int], n: int) -> int:
    """Return ``table`` as a function of ``inputs`` alone."""
    if len(inputs) == n:
        return table & full(n)
    result = 0
    for t in range(1 << len(inputs)):
        row = sum((t >> position & 1) << i for position, i in enumerate(inputs))
        result |= (table >> row & 1) << t
    return result


def _render(formula: Formula, names: Sequence[str]) -> tuple[str, str]:
    """Return a formula as text, with the operator that joins its outermost parts ('' for none)."""
    if isinstance(formula, int):
        return names[formula], ""
    operator, operands = formula
    if not operands:
        return str(operator), ""
    parts = [_render(operand, names) for operand in operands]
    if len(parts) == 1:
        assert operator == NOT
        return f"~{_bracketed(*parts[0], '~')}", ""
    if len(parts) == 3:
        assert operator == MUX
        low, high, select = (_bracketed(*part, "?") for part in parts)
        return f"{select} ? {high} : {low}", "?"
    template, joint = _PAIRS[operator]
    inverted = [f"~{{{i}}}" in template for i in range(2)]
    inner = joint or template.strip("~()").split()[1]
    texts = [
        _bracketed(text, own, "~" if negative else inner)
        for (text, own), negative in zip(parts, inverted, strict=True)
    ]
    return template.format(*texts), joint


def _bracketed(text: str, own: str, around: str) -> str:
    """Return a part as it stands in a larger formula."""
    return text if not own or own == around != "?" else f"({text})"
