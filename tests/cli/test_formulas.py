"""Formulas are read back here by a parser of their own, with C's precedences."""

import random
import re

import pytest

from minimesa.cli.formulas import arguments, formula_text, short_table
from minimesa.truth_tables import full, projection

LEVELS = ("|", "^", "&")


def value(text, wires, ones):
    """Return the table of a formula; ``? :`` binds least, then ``|``, ``^``, ``&`` and ``~``."""
    tokens = re.findall(r"\w+|[()~&|^?:]", text)

    def ternary():
        condition = binary(0)
        if tokens[:1] != ["?"]:
            return condition
        tokens.pop(0)
        yes = ternary()
        assert tokens.pop(0) == ":"
        return condition & yes | ones & ~condition & ternary()

    def binary(level):
        if level == len(LEVELS):
            return unary()
        left = binary(level + 1)
        while tokens[:1] == [LEVELS[level]]:
            tokens.pop(0)
            right = binary(level + 1)
            left = {"|": left | right, "^": left ^ right, "&": left & right}[LEVELS[level]]
        return left

    def unary():
        token = tokens.pop(0)
        if token == "~":
            return ones & ~unary()
        if token == "(":
            inner = ternary()
            assert tokens.pop(0) == ")"
            return inner
        return {"0": 0, "1": ones}[token] if token in "01" else wires[token]

    result = ternary()
    assert not tokens
    return result


def agrees(table, n):
    names = [f"x{i}" for i in range(n)]
    text = formula_text(table, names)
    if " of (" in text:
        return False
    wires = {name: projection(i, n) for i, name in enumerate(names)}
    assert value(text, wires, full(n)) == table, text
    return True


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_every_function_of_up_to_three_inputs_is_its_formula(n):
    assert all(agrees(table, n) for table in range(1 << (1 << n)))


def test_functions_of_four_inputs_are_their_formulas_or_tables():
    rng = random.Random(0)
    outcomes = {agrees(rng.randrange(1 << 16), 4) for _ in range(300)}
    assert outcomes == {True, False}


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (0x8888, "a & b"),
        (0x8000, "a & b & c & d"),
        (0x6996, "a ^ b ^ c ^ d"),
        (0x7888, "(a & b) ^ (c & d)"),
        (0x0000, "0"),
        (0xFFFF, "1"),
        (0x5555, "~a"),
    ],
)
def test_formulas_look_as_people_write_them(table, text):
    assert sorted(formula_text(table, "abcd")) == sorted(text)


def test_arguments_do_not_take_the_names_of_inputs():
    assert arguments(3, ["b", "x0"]) == ["a", "c", "d"]
    assert len(set(arguments(40, []))) == 40


def test_tables_are_over_the_support_and_short():
    assert short_table(0xF0F0F0F000000000, (2, 5), 6) == "0x8"
    assert short_table(0, (), 3) == "0x0"
    assert short_table(projection(7, 8), range(8), 8) == "0xfffffff..0000000"
