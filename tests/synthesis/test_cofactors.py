"""Bounds that rest on smaller functions: they change no optimum, and are used where they hold."""

import time
from fractions import Fraction
from pathlib import Path

import pytest

from minimesa import basis as bases
from minimesa.problems.library import find_problem
from minimesa.problems.problem import Problem
from minimesa.relations import from_tables
from minimesa.synthesis import cofactors, conclusion, search
from minimesa.synthesis.options import Interrupted, Options
from minimesa.synthesis.state import State
from oracles import four_inputs, sizes
from oracles.local import LocalEngine

B2, AIG = bases.get("b2"), bases.get("aig")


@pytest.fixture
def from_the_first_gate_on(monkeypatch):
    monkeypatch.setattr(cofactors, "FEWEST_GATES", 1)


def solve(relation, basis=B2, objective="size"):
    return search.solve(Problem("test", "", relation), Options(basis, objective), LocalEngine())


def refuting(solution):
    return [item.bound for item in solution.evidence if item.solver == cofactors.COFACTORS]


def state(relation, deadline=None, **options):
    problem = Problem("test", "", relation)
    basis = options.pop("basis", B2)
    return State(problem, Options(basis, **options), LocalEngine(), lambda *_: None, deadline)


@pytest.mark.usefixtures("from_the_first_gate_on")
def test_optima_of_four_inputs_are_those_of_taocp():
    golden = sorted(four_inputs.golden().items())[5::11]
    for table, row in golden:
        if row["size"] <= 6:
            solution = solve(from_tables([table], 4))
            assert (solution.status, solution.size) == ("optimal", row["size"]), hex(table)


@pytest.mark.usefixtures("from_the_first_gate_on")
@pytest.mark.parametrize("name", ["b2", "aig"])
def test_optima_of_three_inputs_are_those_of_brute_force(name):
    golden = sizes.golden()[name]["size"]
    for table in range(3, 256, 17):
        assert solve(from_tables([table], 3), bases.get(name)).size == golden[table], hex(table)


@pytest.mark.usefixtures("from_the_first_gate_on")
@pytest.mark.parametrize(
    ("name", "least"), [("full-adder", 5), ("adder:bits=2", 7), ("max-words:words=2,bits=2", 6),
                        ("multiplier:bits=2", 7), ("comparator:bits=2", 8), ("sort:bits=3", 6)],
)  # fmt: skip
def test_published_optima_of_several_outputs(name, least):
    solution = solve(find_problem(name).relation)
    assert (solution.status, solution.size) == ("optimal", least)


@pytest.mark.usefixtures("from_the_first_gate_on")
def test_a_bound_is_refuted_by_what_smaller_functions_need():
    """A cofactor of the product of two words of two bits needs five gates: 6 do not do."""
    assert refuting(solve(find_problem("multiplier:bits=2").relation)) == [6]


@pytest.mark.usefixtures("from_the_first_gate_on")
def test_least_size_among_least_depth():
    """The bound holds at any depth; what is left of a circuit is searched at any depth."""
    for name in ("full-adder", "max-words:words=2,bits=2"):
        relation = find_problem(name).relation
        plain = search.solve(
            Problem("test", "", relation), Options(B2, "depth,size", certify=Path()), LocalEngine()
        )
        assert not refuting(plain)
        solution = solve(relation, objective="depth,size")
        assert (solution.depth, solution.size) == (plain.depth, plain.size)


def test_sum_of_five_bits_needs_two_gates_more_than_that_of_four():
    """Each input is fixed to 0 in its turn, and the sum of four bits is left: asked once."""
    asked = []

    def answer(problem, options):
        asked.append((len(problem.relation.inputs), options.least, options.most))
        return solution_of(problem, lower=options.most + 1)

    relation = find_problem("popcount:bits=5").relation
    known = {}
    assert cofactors.refuted(state(relation), 10, answer, known)
    assert asked == [(4, 0, 8)]
    assert list(known.values()) == [(9, None)]

    def found(problem, options):
        asked.append((len(problem.relation.inputs), options.least, options.most))
        return solution_of(problem, lower=9, size=9)

    assert not cofactors.refuted(state(relation), 11, found, known)
    assert asked[1] == (4, 9, 9)


def solution_of(problem, lower, size=None):
    """Return what a search tells."""
    return conclusion.solution(
        state(problem.relation), time.monotonic(), "unknown", None, lower, size
    )


def test_no_time_refutes_nothing():
    relation = find_problem("popcount:bits=5").relation
    late = state(relation, deadline=time.monotonic() - 1)
    assert not cofactors.refuted(late, 10, lambda *_: pytest.fail("asked"), {})


def test_a_part_of_the_time_that_is_left():
    """The question itself is to be asked as well."""
    relation = find_problem("popcount:bits=5").relation
    limits = []

    def slow(problem, options):
        limits.append(options.time_limit)
        return solution_of(problem, lower=7)

    soon = state(relation, deadline=time.monotonic() + 1000)
    assert not cofactors.refuted(soon, 10, slow, {})
    assert limits
    assert max(limits) <= 1000 * cofactors.SHARE


def test_a_search_that_ends_early_refutes_nothing():
    relation = find_problem("popcount:bits=5").relation

    def early(problem, _options):
        return solution_of(problem, lower=7)

    assert not cofactors.refuted(state(relation), 10, early, {})


def test_ctrl_c_goes_on():
    def stop(problem, _options):
        raise Interrupted(solution_of(problem, lower=3))

    relation = find_problem("popcount:bits=5").relation
    with pytest.raises(KeyboardInterrupt):
        cofactors.refuted(state(relation), 10, stop, {})


@pytest.mark.parametrize(
    ("relation", "options"),
    [
        (from_tables([0x6996], 4, care=[0x7FFF]), {}),
        (find_problem("best-pair").relation, {}),
        (from_tables([0x6996], 4), {"accuracy": Fraction(3, 4)}),
        (from_tables([0x6996], 4), {"certify": Path()}),
        (from_tables([0x6996], 4), {"basis": bases.get("nand")}),
        (from_tables([0x6996], 4), {"basis": bases.get("mig")}),
        (from_tables([0x6996], 4), {"connected": 1}),
    ],
)
def test_where_it_does_not_apply(relation, options):
    assert cofactors.applies(state(from_tables([0x6996], 4)))
    assert cofactors.applies(state(from_tables([0x6996], 4), basis=AIG))
    assert not cofactors.applies(state(relation, **options))
