"""Symbols: with an inverter for each bubble the shape computes the operator."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimesa.symbols import AND, LUT, MAJ, MUX, OR, XOR, symbol
from minimesa.truth_tables import full, support

SHAPES = {
    AND: all,
    OR: any,
    XOR: lambda bits: sum(bits) % 2,
    MAJ: lambda bits: sum(bits) >= 2,
}


def computed(drawn, arity):
    """Return the table of a symbol that is no table itself."""
    table = 0
    for row, bits in enumerate(product((0, 1), repeat=arity)):
        read = [bit ^ flip for bit, flip in zip(reversed(bits), drawn.flips, strict=True)]
        if drawn.kind == MUX:
            pins = dict(zip(drawn.pins, read, strict=True))
            value = pins["1"] if pins["s"] else pins["0"]
        else:
            value = SHAPES.get(drawn.kind, any)(read)
        table |= (bool(value) ^ (drawn.inverted and drawn.kind != "NOT")) << row
    return table ^ (full(arity) if drawn.kind == "NOT" else 0)


@given(st.data())
def test_symbols_compute_their_operators(data):
    arity = data.draw(st.integers(1, 4))
    table = data.draw(st.integers(0, full(arity)))
    drawn = symbol(table, arity)
    if drawn.kind == LUT:
        assert drawn.text == f"0x{table:x}"
        assert len(drawn.pins) == arity
    else:
        assert computed(drawn, arity) == table


@pytest.mark.parametrize("table", [t for t in range(16) if len(support(t, 2)) == 2])
def test_every_pair_has_a_shape_with_at_most_one_bubble(table):
    drawn = symbol(table, 2)
    assert drawn.kind in (AND, OR, XOR)
    assert computed(drawn, 2) == table
    assert sum(drawn.flips) + drawn.inverted <= 1


def test_all_three_input_operators_with_a_name():
    """Of 256 tables: AND and OR with any bubbles, parity, majority with any, and multiplexers."""
    kinds = [symbol(table, 3).kind for table in range(256)]
    assert kinds.count(AND) + kinds.count(OR) == 16
    assert kinds.count(XOR) == 2
    assert kinds.count(MAJ) == 8
    assert kinds.count(MUX) == 24
    for table, kind in enumerate(kinds):
        assert kind == LUT or computed(symbol(table, 3), 3) == table


@pytest.mark.parametrize("table", [0xCA, 0xD8, 0xE4, 0xAC, 0xB8, 0xE2])
def test_plain_multiplexers_need_no_bubble(table):
    drawn = symbol(table, 3)
    assert drawn.kind == MUX
    assert not any(drawn.flips)
    assert not drawn.inverted
