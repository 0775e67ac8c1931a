"""Relations: what is stored, what is refused, and what each row says."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minimesa.errors import InputError
from minimesa.relations import MAX_BITS, Relation, from_tables
from minimesa.truth_tables import MAX_INPUTS

EXAMPLES = settings(max_examples=60, deadline=None, derandomize=True)


def relation(*allowed, care=None, outputs=2, weights=None):
    n = len(allowed).bit_length() - 1
    every = (1 << len(allowed)) - 1
    names = tuple(f"x{i}" for i in range(n)), tuple(f"y{o}" for o in range(outputs))
    return Relation(*names, allowed, every if care is None else care, weights)


@EXAMPLES
@given(st.integers(0, 3), st.integers(1, 3), st.data())
def test_from_tables(n, m, data):
    table = st.integers(0, (1 << (1 << n)) - 1)
    tables = data.draw(st.lists(table, min_size=m, max_size=m))
    care = data.draw(st.lists(table, min_size=m, max_size=m))
    built = from_tables(tables, n, care=care)
    for t in range(1 << n):
        for word in range(1 << m):
            right = all(
                not care[o] >> t & 1 or (tables[o] >> t & 1) == (word >> o & 1) for o in range(m)
            )
            assert bool(built.allowed[t] >> word & 1) == right
    assert built.rows == tuple(t for t in range(1 << n) if any(mask >> t & 1 for mask in care))
    assert built.infeasible_row() is None
    assert built.independent_outputs()
    assert from_tables(tables, n).is_function()


@EXAMPLES
@given(st.lists(st.integers(0, 15), min_size=4, max_size=4))
def test_output_bits_and_products(allowed):
    built = relation(*allowed)
    words = [[w for w in range(4) if allowed[t] >> w & 1] for t in range(4)]
    for o in range(2):
        can_be = built.output_bits(o)
        for value, t in product((0, 1), range(4)):
            assert (can_be[value] >> t & 1) == any(w >> o & 1 == value for w in words[t])
    independent = all(
        {(w & 1, v >> 1) for w in row for v in row} == {(w & 1, w >> 1) for w in row}
        for row in words
    )
    assert built.independent_outputs() == independent
    assert built.is_function() == all(len(w) == 1 for w in words)
    assert built.infeasible_row() == next((t for t in range(4) if not words[t]), None)


def test_weights_count_on_the_care_set_only():
    built = relation(0b01, 0b11, care=0b01, outputs=1, weights=(3, 5))
    assert [built.weight(t) for t in range(2)] == [3, 0]
    assert relation(0b01, 0b11, care=0b01, outputs=1).weight(0) == 1


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Relation(("a",), ("y",), (1,), 1), "2 rows, but 1"),
        (lambda: Relation(("a",), ("y",), (1, 1), 4), "beyond the 2"),
        (lambda: Relation(("a",), ("y",), (1, 4), 3), "more than 1 bits"),
        (lambda: Relation(("a",), ("y",), (1, -1), 3), "more than 1 bits"),
        (lambda: Relation(("a",), ("y",), (1, 1), 1), "outside the care set"),
        (lambda: Relation(("a",), ("y",), (1, 1), 3, (1,)), "weights"),
        (lambda: Relation(("a",), ("y",), (1, 1), 3, (1, -1)), "weights"),
        (lambda: Relation(("a",), (), (1, 1), 3), "at least one output"),
        (lambda: from_tables([0], MAX_INPUTS + 1), "at most"),
        (lambda: from_tables([0] * MAX_BITS, 2), "together at most"),
    ],
)
def test_what_does_not_fit_is_refused(build, message):
    with pytest.raises(InputError, match=message):
        build()
