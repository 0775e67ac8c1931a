import json
from collections import Counter

import pytest
from hypothesis import given, settings
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
    # Knuth, TAOCP 4A, 7.1.2
    sizes = Counter(least_size_b2(table, 4) for table in range(1 << 16))
    published = (10, 60, 456, 2474, 10624, 24184, 25008, 2720)
    assert sizes == {(size, size): count for size, count in enumerate(published)}


@settings(deadline=None)
@given(st.integers(0, full(6)), st.permutations(range(6)), st.integers(0, 5))
def test_bounds_do_not_depend_on_names_or_inverters(table, permutation, i):
    bounds = least_size_b2(table, 6)
    assert least_size_b2(permute(table, permutation, 6), 6) == bounds
    assert least_size_b2(flip(table, i, 6) ^ full(6), 6) == bounds


def test_larger_functions_have_a_lower_bound_only():
    parity = 0
    for i in range(8):
        parity ^= projection(i, 8)
    assert least_size_b2(parity, 8) == (7, None)
    # The majority of five takes 9 gates (Knuth, TAOCP 4A, 7.1.2); fixing an input leaves it.
    assert least_size_b2(0xFEE8E880, 5) == (9, 9)
    assert least_size_b2(0xFEE8E880 << 32, 6) == (10, None)


def test_several_bits_share_gates():
    half_adder = (X[0] & X[1], X[0] ^ X[1])
    assert bundle_bounds(half_adder, 3, least_size_b2) == (2, 2)
    assert bundle_bounds((X[0] & X[1], full(3) ^ (X[0] & X[1])), 3, least_size_b2) == (1, 2)
    assert bundle_bounds((0xE8, X[0]), 3, least_size_b2) == (4, 4)
    assert bundle_bounds((0xE8,), 3, lambda _table, _n: (1, None)) == (1, None)


def test_bases_with_tables_have_exact_sizes_up_to_four_inputs():
    parity, pair = X[0] ^ X[1] ^ X[2], X[0] ^ X[1]
    assert least_size_in(basis.get("b2"))(parity, 3) == (2, 2)
    assert least_size_in(basis.get("xaig"))(parity, 3) == (2, 2)
    assert least_size_in(basis.get("aig"))(pair, 3) == (3, 3)
    # NAND makes an exclusive or of four gates; its complement, which counts as well, takes more.
    assert least_size_in(basis.get("nand"))(pair, 3) == (4, 4)
    assert least_size_in(basis.get("nor"))(pair, 3) == (4, 4)
    assert least_size_in(basis.get("mig"))(X[0], 3) == (0, 0)
    assert least_size_in(basis.get("mig"))(0xE8, 3) == (1, 1)


def test_other_functions_have_lower_bounds():
    parity = X[0] ^ X[1] ^ X[2]
    assert least_size_in(basis.get("lut3"))(parity, 3) == (1, None)
    assert least_size_in(basis.get("lut3"))(0x6996, 4) == (2, None)
    assert least_size_in(basis.get("lut4"))(0x6996, 4) == (1, None)
    assert least_size_in(basis.get("aig"))(0x96696996, 5) == (4, None)
    dear = basis.Basis("dear", (basis.Operator("and", 0x8, 2, 3),), free_not=True)
    assert least_size_in(dear)(parity, 3) == (6, None)


def test_sizes_of_four_inputs_are_those_that_solvers_found():
    golden = json.loads(four_inputs.GOLDEN.read_text(encoding="utf-8"))
    assert len(golden) == 222
    for name, least in golden.items():
        assert least_size_b2(int(name, 16), 4) == (least["size"], least["size"])
