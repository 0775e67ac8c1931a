import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimesa import basis
from minimesa.analysis.evaluators import bundle_bounds, least_size_b2, least_size_in
from minimesa.truth_tables import flip, full, permute, projection
from oracles import four_inputs

X = [projection(i, 3) for i in range(3)]


@pytest.mark.parametrize(
    ("table", "size"),
    [
        (0, 0),
        (X[1], 0),
        (X[0] & X[1], 1),
        (X[0] ^ X[1] ^ X[2], 2),
        (X[0] & X[1] & X[2], 2),
        (0xCA, 3),  # multiplexer
        (0xE8, 4),  # majority
        (0x16, 4),  # exactly one
    ],
)
def test_three_inputs(table, size):
    assert least_size_b2(table, 3) == (size, size)
    assert least_size_b2(table ^ 0xFF, 3) == (size, size)


def test_functions_of_four_inputs_by_size():
    """Knuth, TAOCP 4A, 7.1.2: 10, 60 and 456 functions have sizes 0, 1 and 2."""
    sizes = Counter(least_size_b2(table, 4) for table in range(1 << 16))
    assert [sizes[size, size] for size in (0, 1, 2)] == [10, 60, 456]
    # 2474 functions have size 3 and 10624 size 4: lower bounds can only claim fewer.
    low = Counter()
    for (lower, _), count in sizes.items():
        low[lower] += count
    assert low[3] >= 2474
    assert sum(low[size] for size in range(5)) >= 10 + 60 + 456 + 2474 + 10624


@given(st.integers(0, full(4)), st.permutations(range(4)), st.integers(0, 3))
def test_bounds_do_not_depend_on_names_or_inverters(table, permutation, i):
    bounds = least_size_b2(table, 4)
    assert least_size_b2(permute(table, permutation, 4), 4) == bounds
    assert least_size_b2(flip(table, i, 4) ^ full(4), 4) == bounds


def test_larger_functions_have_a_lower_bound_only():
    parity = 0
    for i in range(8):
        parity ^= projection(i, 8)
    assert least_size_b2(parity, 8) == (7, None)
    assert least_size_b2(0x16E9, 4)[0] >= 4


def test_several_bits_share_gates():
    half_adder = (X[0] & X[1], X[0] ^ X[1])
    assert bundle_bounds(half_adder, 3, least_size_b2) == (2, 2)
    assert bundle_bounds((X[0] & X[1], full(3) ^ (X[0] & X[1])), 3, least_size_b2) == (1, 2)
    assert bundle_bounds((0xE8, X[0]), 3, least_size_b2) == (4, 4)
    assert bundle_bounds((0xE8,), 3, lambda _table, _n: (1, None)) == (1, None)


def test_other_bases_have_lower_bounds():
    parity = X[0] ^ X[1] ^ X[2]
    assert least_size_in(basis.get("b2"))(parity, 3) == (2, 2)
    assert least_size_in(basis.get("xaig"))(parity, 3) == (2, 2)
    assert least_size_in(basis.get("aig"))(parity, 3) == (2, None)
    assert least_size_in(basis.get("nand"))(parity, 3) == (2, None)
    assert least_size_in(basis.get("lut3"))(parity, 3) == (1, None)
    assert least_size_in(basis.get("lut3"))(0x6996, 4) == (2, None)
    assert least_size_in(basis.get("lut4"))(0x6996, 4) == (1, None)
    assert least_size_in(basis.get("mig"))(X[0], 3) == (0, None)
    dear = basis.Basis("dear", (basis.Operator("and", 0x8, 2, 3),), free_not=True)
    assert least_size_in(dear)(parity, 3) == (6, None)


def test_no_bound_is_above_the_least_size():
    golden = json.loads(four_inputs.GOLDEN.read_text(encoding="utf-8"))
    assert len(golden) == 222
    gaps = Counter()
    for name, least in golden.items():
        lower, upper = least_size_b2(int(name, 16), 4)
        assert lower <= least["size"] <= (8 if upper is None else upper)
        gaps[least["size"] - lower] += 1
    assert gaps[0] > gaps[1] > 0
