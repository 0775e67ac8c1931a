"""Functions that a last gate may read, against all that it could read besides."""

import random
from functools import cache

import numpy as np
import pytest

from minimesa import basis as bases
from minimesa.truth_tables import compose

pytest.importorskip("numba", reason="only making the tables needs it")

from minimesa.tables.gate_sets import space
from minimesa.tables.last_gates import readable

FULL = 0xFFFF


@cache
def operators(basis):
    return space(basis, np.empty((0, 0), dtype=np.uint16))


def marks_of(basis, *wanted):
    one, two, *_ = operators(basis)
    return readable(one, two, np.array(wanted, dtype=np.uint16))


@pytest.mark.parametrize("name", ["b2", "aig", "nand", "nor", "and-or-not"])
def test_no_function_that_leads_to_a_wanted_one_is_left_out(name):
    """Gates on pairs of random functions, some of which share many rows."""
    basis, rng = bases.get(name), random.Random(3)
    for _ in range(20):
        a = rng.getrandbits(16) & (0xFFFE if basis.free_not else FULL)
        b = rng.choice([rng.getrandbits(16), a & rng.getrandbits(16), a | rng.getrandbits(16)])
        b &= 0xFFFE if basis.free_not else FULL
        for table in basis.tables[2]:
            marks = marks_of(basis, compose(table, (a, b), FULL))
            assert marks[a]
            assert marks[b]


@pytest.mark.parametrize(("name", "number"), [("nand", 1 << 8), ("aig", 1 << 16), ("b2", 1 << 16)])
def test_how_many_are_left(name, number):
    """A function with 8 zeros is the NAND of the 256 functions that are 1 there."""
    marks = marks_of(bases.get(name), 0x17E8)
    if name == "nand":
        assert marks.sum() == number
        assert all(function & 0xE817 == 0xE817 for function in np.flatnonzero(marks))
    else:
        assert (marks.sum() == number) == (name == "b2")


def test_nothing_is_readable_where_nothing_is_wanted():
    assert not marks_of(bases.get("b2")).any()
