"""Cardinality, weights, operators and DIMACS against plain enumeration of all assignments."""

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pysat.formula import CNF
from pysat.solvers import Solver

from minimesa.encoding import cnf as cnf_module
from minimesa.encoding.cnf import Cnf
from minimesa.encoding.operators import forbidden_cubes, restrict


def models(cnf, variables):
    """Return the assignments of ``variables`` that extend to a model."""
    with Solver(name="glucose4", bootstrap_with=cnf.clauses) as solver:
        return {
            signs
            for signs in product((0, 1), repeat=len(variables))
            if solver.solve([v if s else -v for v, s in zip(variables, signs, strict=True)])
        }


@pytest.mark.parametrize("pairwise", [1, 6])
@pytest.mark.parametrize("count", range(1, 11))
def test_at_most_one_and_exactly_one(count, pairwise, monkeypatch):
    monkeypatch.setattr(cnf_module, "PAIRWISE_LIMIT", pairwise)
    for exact in (False, True):
        cnf = Cnf()
        block = cnf.new_block(count)
        (cnf.exactly_one if exact else cnf.at_most_one)(block)
        expected = {
            s for s in product((0, 1), repeat=count) if sum(s) in ({1} if exact else {0, 1})
        }
        assert models(cnf, block) == expected


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=6), st.integers(0, 20))
def test_at_most_weight(weights, bound):
    cnf = Cnf()
    block = cnf.new_block(len(weights))
    cnf.at_most_weight(list(zip(block, weights, strict=True)), bound)
    expected = {
        signs
        for signs in product((0, 1), repeat=len(weights))
        if sum(w for w, s in zip(weights, signs, strict=True) if s) <= bound
    }
    assert models(cnf, block) == expected


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.integers(1, 4), st.data())
def test_forbidden_cubes_cover_exactly_the_rest(width, data):
    words = st.frozensets(st.integers(0, (1 << width) - 1))
    allowed = data.draw(words)
    cubes = forbidden_cubes(allowed, width)
    for word in range(1 << width):
        assert any(word & care == value for care, value in cubes) == (word not in allowed)


@pytest.mark.parametrize("fixed", [False, True])
def test_restrict_by_cubes(fixed):
    rng = random.Random(5)
    for _ in range(20):
        allowed = frozenset(t for t in range(0, 16, 1 + fixed) if rng.random() < 0.4)
        cnf = Cnf()
        variables = cnf.new_block(3 if fixed else 4)
        restrict(cnf, [None, *variables] if fixed else list(variables), allowed)
        got = {sum(s << i + fixed for i, s in enumerate(signs)) for signs in models(cnf, variables)}
        assert got == allowed


def test_restrict_by_choice_where_few_of_many_tables_are_allowed():
    allowed = frozenset({0x8000, 0x6996, 0xFFFE})
    cnf = Cnf()
    variables = cnf.new_block(15)
    restrict(cnf, [None, *variables], allowed)
    found = set()
    with Solver(name="glucose4", bootstrap_with=cnf.clauses) as solver:
        while solver.solve():
            signs = [v for v in solver.get_model()[:15] if v > 0]
            found.add(sum(1 << v for v in signs))
            solver.add_clause([-v for v in solver.get_model()[:15]])
    assert found == allowed


def test_dimacs_is_read_back_by_another_parser():
    cnf = Cnf()
    a, b, c = cnf.new_block(3)
    cnf.add(a, -b)
    cnf.add(-c)
    cnf.add()
    text = cnf.dimacs()
    assert text.startswith("p cnf 3 3\n")
    assert CNF(from_string=text).clauses == [[a, -b], [-c], []]
