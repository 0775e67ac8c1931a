import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimesa.circuit import ZERO, Circuit, Gate, Output, equations


def evaluate(text, values):
    """Evaluate an equation on bits by a reading of the notation of its own."""
    if match := re.fullmatch(r"(~?)lut 0x([0-9a-f]+)\((.*)\)", text):
        index = sum(values[name] << i for i, name in enumerate(match[3].split(", ")))
        return int(match[2], 16) >> index & 1
    if match := re.fullmatch(r"~\((.*)\)", text):
        return 1 - evaluate(match[1], values)
    if match := re.fullmatch(r"(~?)maj\((.*)\)", text):
        ones = sum(evaluate(part, values) for part in match[2].split(", "))
        return int(ones >= 2) ^ bool(match[1])
    if match := re.fullmatch(r"(.*) \? (.*) : (.*)", text):
        return evaluate(match[2] if evaluate(match[1], values) else match[3], values)
    for sign, combine in (
        (" & ", all),
        (" | ", any),
        (" ^ ", lambda bits: sum(bits) % 2),
    ):
        if sign in text:
            return int(combine([evaluate(part, values) for part in text.split(sign)]))
    return values[text[1:]] ^ 1 if text.startswith("~") else values[text]


def check(operator, arity):
    names = tuple("abcd"[:arity])
    circuit = Circuit(names, (Gate(operator, tuple(range(arity))),), (Output("y", arity),))
    (_, text), (_, output) = equations(circuit)
    assert output == "g0"
    for bits in product((0, 1), repeat=arity):
        row = sum(bit << i for i, bit in enumerate(bits))
        assert evaluate(text, dict(zip(names, bits, strict=True))) == operator >> row & 1, text
    return text


@pytest.mark.parametrize("arity", [1, 2, 3])
def test_every_operator_reads_as_what_it_computes(arity):
    texts = {check(operator, arity) for operator in range(1 << (1 << arity))}
    assert len(texts) == 1 << (1 << arity)


@given(st.integers(0, 0xFFFF))
def test_operators_of_four_fanins(operator):
    check(operator, 4)


@pytest.mark.parametrize(
    ("operator", "arity", "text"),
    [
        (0x8, 2, "a & b"),
        (0x2, 2, "a & ~b"),
        (0x7, 2, "~(a & b)"),
        (0x9, 2, "~(a ^ b)"),
        (0xE, 2, "a | b"),
        (0x1, 1, "~a"),
        (0xE8, 3, "maj(a, b, c)"),
        (0x17, 3, "~maj(a, b, c)"),
        (0x96, 3, "a ^ b ^ c"),
        (0xD8, 3, "a ? b : c"),
        (0x16, 3, "lut 0x16(a, b, c)"),
    ],
)
def test_familiar_operators_have_familiar_forms(operator, arity, text):
    written = check(operator, arity)
    assert written.replace("~(a ^ b)", "X").replace("a ^ ~b", "X").replace("~a ^ b", "X") == (
        "X" if operator == 0x9 else text
    )


def test_constants_and_complemented_outputs():
    circuit = Circuit(
        ("a", "b"),
        (Gate(0xE8, (ZERO, 0, 1)),),
        (Output("y", 2, inverted=True), Output("z", ZERO), Output("w", 1)),
    )
    assert equations(circuit) == [
        ("g0", "maj(0, a, b)"),
        ("y", "~g0"),
        ("z", "0"),
        ("w", "b"),
    ]
