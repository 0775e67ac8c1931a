"""Bases that cannot express a problem: certain cases are infeasible, never an endless search."""

from itertools import product

import pytest

from minimesa.basis import Basis, Operator, get
from minimesa.problems.problem import Problem
from minimesa.relations import Relation, from_tables
from minimesa.synthesis.expressible import closure, inexpressible
from minimesa.synthesis.options import Options
from minimesa.synthesis.search import solve
from oracles.local import LocalEngine

AND = Basis("and", (Operator("and", 0x8, 2),), free_not=False)
MONOTONE = Basis("monotone", (Operator("and", 0x8, 2), Operator("or", 0xE, 2)), free_not=False)
XOR = Basis("xor", (Operator("xor", 0x6, 2),), free_not=True)


def test_the_closure_of_and_and_or_is_the_monotone_functions():
    # Dedekind numbers less the two constants: 4, 18 and 166 (OEIS A000372).
    assert [len(closure(MONOTONE, n)) for n in (2, 3, 4)] == [4, 18, 166]


def test_the_closure_of_xor_is_the_linear_functions_that_are_0_at_0():
    assert len(closure(XOR, 3)) == 8


@pytest.mark.parametrize("table", range(16))
def test_two_input_functions_over_and_alone(table):
    expected = table not in (0x0, 0xF, 0x8, 0xA, 0xC)
    assert inexpressible(from_tables([table], 2), AND) == expected


def test_dont_cares_count():
    # On rows 1 to 3 exclusive or is 1, 1, 0, which is not monotone; on rows 0 to 2 OR agrees.
    assert inexpressible(from_tables([0x6], 2, care=[0xE]), MONOTONE)
    assert not inexpressible(from_tables([0x6], 2, care=[0x7]), MONOTONE)


def test_a_relation_that_ties_two_outputs_together():
    # Exactly one of two outputs is 1, and which one is the input.
    tied = Relation(("x",), ("a", "b"), (0b0010, 0b0100), 0b11)
    assert inexpressible(tied, AND)
    assert not inexpressible(tied, get("b2"))
    either = Relation(("x",), ("a", "b"), (0b0110, 0b0110), 0b11)
    assert not inexpressible(either, AND)


def test_the_search_ends_with_infeasible_and_no_row():
    problem = Problem("xor", "", from_tables([0x6], 2))
    solution = solve(problem, Options(AND), LocalEngine())
    assert solution.status == "infeasible"
    assert solution.infeasible_row is None


@pytest.mark.parametrize(("name", "table"), list(product(("b2", "aig", "nand"), (0x6, 0x9))))
def test_complete_bases_are_never_infeasible(name, table):
    problem = Problem("f", "", from_tables([table], 2))
    assert solve(problem, Options(get(name)), LocalEngine()).status == "optimal"
