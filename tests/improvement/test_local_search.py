import random
from dataclasses import replace

import pytest

from minimesa import basis as bases
from minimesa import referee
from minimesa.basis import Basis, Operator
from minimesa.circuit import without_junk
from minimesa.errors import InputError
from minimesa.improvement.local_search import Settings, improve
from minimesa.problems.library import find_problem
from minimesa.problems.problem import Problem
from minimesa.relations import Relation, from_tables
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from oracles import windows as oracle
from oracles.specimens import AND, OR, XOR, circuit, random_circuit

B2 = bases.get("b2")


@pytest.fixture(scope="module")
def engine():
    with Engine(profiles.get("minisat22")) as shared:
        yield shared


def checked(problem, settings, engine, **more):
    """Improve; hold the result against the referee and its own numbers."""
    found = improve(problem, settings, engine, **more)
    solution = found.solution
    (best,) = solution.circuits
    referee.check_solves(best, problem.relation)
    cost = referee.check_basis(best, settings.basis)
    assert solution.size == solution.upper_bound == cost <= found.start
    assert solution.lower_bound <= cost
    assert solution.status == ("optimal" if solution.lower_bound == cost else "feasible")
    assert (solution.depth, solution.objective) == (best.depth, "size")
    return found


@pytest.mark.parametrize(
    ("name", "least"), [("full-adder", 5), ("adder", 7), ("multiplier", 7), ("popcount:bits=4", 9)]
)
def test_known_optima_are_reached(engine, name, least):
    found = checked(find_problem(name), Settings(B2, 4, patience=10), engine)
    assert found.solution.size == least
    assert found.locally_optimal


@pytest.mark.parametrize("seed", range(6))
def test_no_window_of_two_gates_can_be_improved_as_the_referee_sees_it(engine, seed):
    rng = random.Random(seed)
    subject = without_junk(random_circuit(rng, 4, 12, 3))
    relation = from_tables(subject.output_tables(), 4, care=[rng.getrandbits(16)] * 3)
    found = checked(Problem("random", "", relation), Settings(B2, 2, 0), engine, start=subject)
    best = found.solution.circuits[0]
    assert found.locally_optimal
    listed = [gates for size in (1, 2) for gates in oracle.windows(best, size)]
    assert found.windows.count == len(listed)
    assert not any(oracle.improvable_over_b2(best, relation, gates) for gates in listed)


def test_the_oracle_sees_what_can_be_improved():
    subject = circuit(3, [(AND, 0, 1), (OR, 0, 3), (XOR, 4, 2)], [5])
    relation = from_tables(subject.output_tables(), 3)
    assert oracle.improvable_over_b2(subject, relation, (3, 4))
    assert not oracle.improvable_over_b2(subject, relation, (5,))


@pytest.mark.parametrize("name", ["aig", "mig", "nand", "and-or-not", "lut3"])
def test_bases(engine, name):
    found = checked(find_problem("full-adder"), Settings(bases.get(name), 3, 5), engine)
    assert found.locally_optimal
    assert found.solution.size < found.start


def test_costs(engine):
    dear = Basis("dear", (Operator("and", 0x8, 2), Operator("xor", 0x6, 2, 4)), free_not=True)
    xor = circuit(2, [(XOR, 0, 1)], [2])
    problem = Problem("xor", "", from_tables([0x6], 2))
    found = checked(problem, Settings(dear, 1, 0), engine, start=xor)
    # Three ANDs are cheaper than one exclusive or.
    assert (found.start, found.solution.size) == (4, 3)
    assert found.solution.circuits[0].size == 3


def test_relations_are_used(engine):
    # The reference search for a best pair scores every pair; no tie-break is asked for.
    problem = find_problem("best-pair")
    assert checked(problem, Settings(B2, 3, 10), engine).solution.size == 3
    fixed = improve(problem, Settings(B2, 3, 10), engine).solution.circuits[0]
    function = from_tables(fixed.output_tables(), 6)
    assert not problem.relation.is_function()
    assert checked(Problem("one", "", function), Settings(B2, 3, 10), engine).solution.size >= 3


def test_equal_seeds_give_equal_circuits(engine):
    problem = find_problem("popcount:bits=5")
    first, again = (checked(problem, Settings(B2, 3, 10, seed=4), engine) for _ in range(2))
    assert first.solution.circuits == again.solution.circuits
    assert replace(first, solution=again.solution) == again


def test_a_restart_keeps_the_best(engine):
    problem = find_problem("absolute-difference")
    once = checked(problem, Settings(B2, 2, patience=0), engine)
    thrice = checked(problem, Settings(B2, 2, patience=0, restarts=2), engine)
    assert thrice.solution.size <= once.solution.size
    assert thrice.questions > once.questions
    assert thrice.start == once.start
    assert thrice.locally_optimal


def test_out_of_time_nothing_is_claimed(engine):
    found = checked(find_problem("multiplier"), Settings(B2, 5, time_limit=1e-9), engine)
    assert (found.windows, found.locally_optimal) == (None, False)
    assert found.solution.status == "feasible"


def test_undecided_windows_are_counted(engine):
    found = checked(find_problem("full-adder"), Settings(B2, 5, 5, window_limit=1e-9), engine)
    assert found.windows.undecided > 0
    assert not found.locally_optimal
    assert not found.interrupted


@pytest.mark.parametrize(("after", "swept"), [(1, False), (5, False), (40, True)])
def test_an_interrupt_keeps_the_best_circuit(engine, after, swept):
    calls = []

    def report(text):
        calls.append(text)
        if len(calls) == after:
            raise KeyboardInterrupt

    found = checked(find_problem("multiplier"), Settings(B2, 3), engine, report=report)
    assert found.interrupted
    assert found.locally_optimal == swept == any("replacement" in text for text in calls)


def test_a_circuit_to_begin_with(engine):
    problem = find_problem("full-adder")
    start = checked(problem, Settings(B2, 4, 10), engine).solution.circuits[0]
    renamed = replace(start, inputs=("p", "q", "r"))
    found = checked(problem, Settings(bases.get("aig"), 2, 0), engine, start=renamed)
    assert found.start > 5
    assert found.solution.circuits[0].inputs == problem.relation.inputs
    with pytest.raises(InputError, match="does not solve the problem: at row"):
        improve(problem, Settings(B2), engine, start=circuit(3, [(AND, 0, 1)], [3, 2]))
    with pytest.raises(InputError, match="has 2 inputs"):
        improve(problem, Settings(B2), engine, start=circuit(2, [(AND, 0, 1)], [2]))


def test_a_basis_that_does_not_express_every_function(engine):
    monotone = Basis("monotone", (Operator("and", 0x8, 2), Operator("or", 0xE, 2)), free_not=False)
    with pytest.raises(InputError, match="monotone cannot express"):
        improve(find_problem("majority"), Settings(monotone), engine)


def test_infeasible_problems(engine):
    relation = Relation(("x",), ("y",), (0b01, 0), 0b11)
    found = improve(Problem("none", "", relation), Settings(B2), engine)
    assert (found.solution.status, found.solution.infeasible_row) == ("infeasible", 1)
    assert (found.start, found.locally_optimal) == (None, False)


def test_constants_and_wires_need_no_gate(engine):
    relation = from_tables([0xC, 0x0, 0x5], 2)
    found = checked(Problem("wires", "", relation), Settings(B2, 3), engine)
    assert (found.solution.size, found.solution.status) == (0, "optimal")
    assert (found.windows.count, found.locally_optimal) == (0, True)


def test_chance_is_not_tried_on_a_circuit_that_is_known_to_be_of_least_size(engine):
    """A table has a lower bound for this function of four inputs."""
    reports = []
    settings = Settings(B2, 3, patience=10**6, restarts=10**6, time_limit=60.0)
    found = checked(find_problem("0x16e9"), settings, engine, report=reports.append)
    assert (found.solution.size, found.solution.status, found.locally_optimal) == (
        5,
        "optimal",
        True,
    )
    assert reports[-1].startswith("cost 5; window")
