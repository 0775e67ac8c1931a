"""A search has the circuit that it falls back on improved, once, where sizes get large."""

import time
from dataclasses import replace

import pytest

from minimesa import basis as bases
from minimesa.errors import SolverError
from minimesa.improvement import local_search, upper_bound
from minimesa.problems.library import find_problem
from minimesa.problems.problem import Problem
from minimesa.relations import from_tables
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.synthesis import search
from minimesa.synthesis.options import Interrupted, Options
from minimesa.synthesis.upper_bounds import construct

B2 = bases.get("b2")


@pytest.fixture(scope="module")
def engine():
    with Engine(profiles.get("minisat22")) as shared:
        yield shared


def test_a_circuit_of_the_size_of_the_lower_bound_ends_the_search(engine, monkeypatch):
    monkeypatch.setattr(search, "FEWEST_IMPROVED", 3)
    problem = Problem("majority and others", "", from_tables([0xE8, 0x96, 0x16], 3))
    solution = search.solve(problem, Options(B2, least=6), engine, improve=upper_bound.improved)
    assert (solution.status, solution.size, solution.lower_bound) == ("optimal", 6, 6)
    by = [item.solver for item in solution.evidence if item.verdict == "found"]
    assert by == [search.IMPROVEMENT]


def test_it_is_tried_once_a_size_and_changes_no_optimum(engine, monkeypatch):
    monkeypatch.setattr(search, "FEWEST_IMPROVED", 5)
    calls = []

    def useless(state, enough, attempt):
        calls.append((enough, attempt))
        return construct(state.relation, B2)

    problem = find_problem("adder:bits=2")
    solution = search.solve(problem, Options(B2), engine, improve=useless)
    assert (solution.status, solution.size) == ("optimal", 7)
    assert calls == [(6, 0), (7, 1)]  # counting refutes 5


def test_small_sizes_need_no_help(engine):
    problem = find_problem("adder:bits=2")
    search.solve(problem, Options(B2), engine, improve=lambda *_: pytest.fail("improved"))


def test_a_wrong_circuit_is_rejected(engine, monkeypatch):
    monkeypatch.setattr(search, "FEWEST_IMPROVED", 3)
    other = search.solve(find_problem("adder:bits=2"), Options(B2), engine).circuits[0]
    problem = find_problem("multiplier:bits=2")
    with pytest.raises(SolverError):
        search.solve(problem, Options(B2), engine, improve=lambda *_: other)


def test_a_part_of_the_time_that_is_left(engine):
    problem = find_problem("multiplier:bits=3")
    begin = time.monotonic()
    options = Options(B2, time_limit=6.0)
    solution = search.solve(problem, options, engine, improve=upper_bound.improved)
    assert time.monotonic() - begin >= 6.0
    assert solution.status == "feasible"
    first = search.solve(problem, Options(B2, time_limit=0.01), engine)
    assert solution.size < first.size
    assert [item.solver for item in solution.evidence].count(search.IMPROVEMENT) == 1


@pytest.fixture
def attempts(monkeypatch):
    """Return the list that gets the settings of each attempt; attempts end at once."""
    seen = []

    def improve(problem, settings, engine):
        seen.append(settings)
        return local_search.improve(problem, replace(settings, time_limit=0.0), engine)

    monkeypatch.setattr(upper_bound, "improve", improve)
    return seen


def test_each_attempt_gets_twice_the_time(engine, monkeypatch, attempts):
    monkeypatch.setattr(search, "FEWEST_IMPROVED", 4)
    adder = find_problem("adder:bits=2")
    search.solve(adder, Options(B2, least=4), engine, improve=upper_bound.improved)
    assert [settings.time_limit for settings in attempts] == [3.0, 6.0]
    attempts.clear()
    options = Options(B2, least=4, time_limit=15.0)
    search.solve(adder, options, engine, improve=upper_bound.improved)
    assert attempts[0].time_limit == 3.0
    assert attempts[1].time_limit <= 5.0


@pytest.mark.parametrize("tables", [False, True])
def test_tables_end_the_attempt_only_where_they_may(engine, monkeypatch, attempts, tables):
    monkeypatch.setattr(search, "FEWEST_IMPROVED", 4)
    options = Options(B2, least=4, tables=tables)
    search.solve(find_problem("adder:bits=2"), options, engine, improve=upper_bound.improved)
    assert {settings.tables for settings in attempts} == {tables}


def test_ctrl_c_keeps_what_is_known(engine, monkeypatch):
    monkeypatch.setattr(search, "FEWEST_IMPROVED", 4)

    def stop(*_arguments):
        raise KeyboardInterrupt

    with pytest.raises(Interrupted) as caught:
        search.solve(find_problem("adder:bits=2"), Options(B2), engine, improve=stop)
    solution = caught.value.solution
    assert solution.status == "feasible"
    assert solution.lower_bound >= 4


def test_ctrl_c_keeps_what_was_improved(engine, monkeypatch):
    monkeypatch.setattr(search, "FEWEST_IMPROVED", 4)
    problem = find_problem("adder:bits=2")
    best = search.solve(problem, Options(B2), engine)

    def stop(*_arguments):
        raise Interrupted(best)

    with pytest.raises(Interrupted) as caught:
        search.solve(problem, Options(B2), engine, improve=stop)
    assert caught.value.solution.size == best.size == 7
    assert caught.value.solution.status == "feasible"
