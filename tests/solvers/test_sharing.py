"""Several workers that share the cases of one question answer like one worker."""

import random
from collections import Counter

import pytest
from tests.solvers.test_engine import (
    check_interrupt_of_two,
    check_time_limit,
)

from minimesa import basis as bases
from minimesa import referee
from minimesa.encoding.query import Query, Verdict
from minimesa.errors import InputError
from minimesa.relations import from_tables
from minimesa.solvers import engine as engines
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine


@pytest.fixture
def at_once(monkeypatch):
    """Split every question at once."""
    monkeypatch.setattr(engines, "WHOLE_SECONDS", 0.0)


@pytest.mark.slow
@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("name", ["b2", "aig", "mig", "nand", "nor", "and-or-not"])
def test_the_verdict_is_that_of_one_worker(name):
    basis, choice, seen = bases.get(name), random.Random(3), Counter()
    with (
        Engine(profiles.get("minisat22")) as alone,
        Engine(profiles.get("minisat22"), workers=2) as shared,
    ):
        for number in range(12):
            tables = [choice.randrange(256) for _ in range(1 + number % 2)]
            care = [choice.randrange(1, 256) for _ in tables] if number % 3 == 0 else None
            relation = from_tables(tables, 3, care=care)
            for gates in range(1, 4):
                query = Query(relation, basis, gates=gates)
                one, several = alone.ask(query), shared.ask(query)
                assert several.verdict is one.verdict
                seen[one.verdict] += 1
                if several.circuit is not None:
                    referee.check_solves(several.circuit, relation)
                    break
    assert min(seen[Verdict.FOUND], seen[Verdict.REFUTED]) > 2


@pytest.mark.usefixtures("at_once")
def test_a_time_limit_ends_every_case():
    check_time_limit(Engine(profiles.get("minisat22"), workers=2))


@pytest.mark.usefixtures("at_once")
def test_an_interrupt_ends_every_case():
    check_interrupt_of_two(Engine(profiles.get("minisat22"), workers=2))


def test_constraint_solvers_have_threads_and_no_cases():
    with pytest.raises(InputError, match="--threads"):
        Engine(profiles.get("cpsat"), workers=2)
