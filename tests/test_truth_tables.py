"""Truth tables, bit by bit against their definition."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minimesa import truth_tables as tt
from minimesa.errors import InputError
from oracles import taocp

EXAMPLES = settings(max_examples=60, deadline=None, derandomize=True)


@st.composite
def tables(draw, most=5):
    n = draw(st.integers(0, most))
    return draw(st.integers(0, (1 << (1 << n)) - 1)), n


def bit(table, t):
    return table >> t & 1


@pytest.mark.parametrize(
    ("text", "inputs", "expected"),
    [
        ("0x8", None, (0x8, 2)),
        ("0xe8", None, (0xE8, 3)),
        (" 0X16E9 ", None, (0x16E9, 4)),
        ("96696996", None, (0x96696996, 5)),
        ("0x1", 0, (1, 0)),
        ("0x2", 1, (2, 1)),
        ("8", 3, (8, 3)),
        ("0x0008", 2, (8, 2)),
    ],
)
def test_hex_is_read(text, inputs, expected):
    assert tt.from_hex(text, inputs) == expected


@pytest.mark.parametrize(
    ("text", "inputs", "message"),
    [
        ("", None, "no hex"),
        ("0x", None, "no hex"),
        ("0x0xff", None, "no hex"),
        ("0xfg", None, "no hex"),
        ("-8", None, "no hex"),
        ("1_0", None, "no hex"),
        ("\u0665", None, "no hex"),
        ("0x123", None, "3 hex digits"),
        ("0x10", 2, "does not fit 2 inputs"),
        ("0x4", 1, "does not fit 1 inputs"),
        ("0x8", tt.MAX_INPUTS + 1, "at most"),
        ("0" * (1 << 15), None, "at most"),
    ],
)
def test_bad_hex_is_refused_with_its_text(text, inputs, message):
    with pytest.raises(InputError, match=message):
        tt.from_hex(text, inputs)


@EXAMPLES
@given(tables())
def test_hex_round_trip(pair):
    table, n = pair
    assert tt.from_hex(tt.to_hex(table, n), n) == pair
    assert len(tt.to_hex(table, n)) == 2 + max(1, (1 << n) // 4)


@pytest.mark.parametrize("n", range(1, 7))
def test_projection_and_full(n):
    assert tt.full(n) == sum(1 << t for t in range(1 << n))
    for i in range(n):
        assert tt.projection(i, n) == sum(1 << t for t in range(1 << n) if t >> i & 1)


@EXAMPLES
@given(tables(), st.data())
def test_cofactor_flip_support_permute(pair, data):
    table, n = pair
    for i in range(n):
        for value in (0, 1):
            cofactor = tt.cofactor(table, i, value, n)
            for t in range(1 << n):
                assert bit(cofactor, t) == bit(table, t | 1 << i if value else t & ~(1 << i))
        assert all(bit(tt.flip(table, i, n), t) == bit(table, t ^ 1 << i) for t in range(1 << n))
    expected = tuple(
        i for i in range(n) if any(bit(table, t) != bit(table, t ^ 1 << i) for t in range(1 << n))
    )
    assert tt.support(table, n) == expected
    order = data.draw(st.permutations(range(n)))
    permuted = tt.permute(table, order, n)
    for t in range(1 << n):
        assert bit(permuted, t) == bit(table, sum((t >> order[i] & 1) << i for i in range(n)))


@EXAMPLES
@given(st.integers(0, 4), st.data())
def test_compose(arity, data):
    operator = data.draw(st.integers(0, (1 << (1 << arity)) - 1))
    fanin = data.draw(st.lists(st.integers(0, 255), min_size=arity, max_size=arity))
    result = tt.compose(operator, fanin, 0xFF)
    for t in range(8):
        index = sum(bit(wire, t) << j for j, wire in enumerate(fanin))
        assert bit(result, t) == bit(operator, index)


def test_the_classes_are_counted_as_published():
    assert [len(tt.npn_representatives(n)) for n in range(4)] == [1, 2, 4, taocp.CLASSES[3]]
    assert len(tt.npn_representatives(4)) == taocp.CLASSES[4]
    with pytest.raises(InputError, match="at most 4"):
        tt.npn_representatives(5)


def test_an_orbit_holds_every_permutation_and_complement():
    for table in (0xE8, 0xCA, 0x01, 0x96):
        expected = set()
        for order in permutations(range(3)):
            for mask in range(8):
                image = sum(
                    bit(table, sum((t >> order[i] & 1) << i for i in range(3)) ^ mask) << t
                    for t in range(8)
                )
                expected |= {image, image ^ 0xFF}
        assert set(tt.npn_orbit(table, 3)) == expected
        assert min(expected) in tt.npn_representatives(3)
