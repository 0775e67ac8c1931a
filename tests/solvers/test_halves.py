"""A member that takes over with the halves of a question answers it like one that has it whole."""

import random
import threading
from collections import Counter
from dataclasses import replace

import pytest
from tests.solvers.test_engine import (
    HARD,
    REFUTABLE,
    check_interrupt_of_two,
    check_time_limit,
    usable,
    workers,
)

from minimesa import basis as bases
from minimesa import referee
from minimesa.encoding.query import Query, Verdict
from minimesa.errors import SolverError
from minimesa.relations import from_tables
from minimesa.solvers import engine as engines
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine

DEFAULT = profiles.get("default")
AT_ONCE = replace(DEFAULT, conflicts=1)
NEVER = replace(DEFAULT, conflicts=1_000_000_000)


def test_the_default_takes_halves():
    assert DEFAULT.conflicts is not None


@pytest.mark.parametrize("name", ["b2", "aig", "nand"])
def test_the_verdict_is_that_of_the_whole(name):
    choice, seen = random.Random(5), Counter()
    with Engine(profiles.get("minisat22")) as alone, Engine(AT_ONCE) as halved:
        for number in range(8):
            tables = [choice.randrange(256) for _ in range(1 + number % 2)]
            care = [choice.randrange(1, 256) for _ in tables] if number % 3 == 0 else None
            relation = from_tables(tables, 3, care=care)
            for gates in range(1, 4):
                query = Query(relation, bases.get(name), gates=gates)
                one, several = alone.ask(query), halved.ask(query)
                assert several.verdict is one.verdict
                seen[one.verdict] += 1
                if several.circuit is not None:
                    referee.check_solves(several.circuit, relation)
                    break
    assert min(seen[Verdict.FOUND], seen[Verdict.REFUTED]) > 2


def test_quick_questions_stay_whole():
    with Engine(NEVER) as engine:
        assert engine.ask(REFUTABLE).solver == "minisat22"
        assert len(workers(engine)) == 1


def test_a_first_member_that_fails_is_not_waited_for(monkeypatch):
    started = Engine._start

    def start(self, member, *arguments, **limits):
        if member.profile.name == "minisat22":
            raise SolverError("no memory for a process")
        return started(self, member, *arguments, **limits)

    monkeypatch.setattr(Engine, "_start", start)
    with Engine(NEVER) as engine:
        reply = engine.ask(REFUTABLE, seconds=60.0)
        assert (reply.verdict, reply.solver) == (Verdict.REFUTED, "cadical195")


def test_a_first_member_that_takes_too_long_gives_way(monkeypatch):
    monkeypatch.setattr(engines, "FIRST_SECONDS", 0.0)
    with Engine(NEVER) as engine:
        reply = engine.ask(REFUTABLE, seconds=60.0)
        assert (reply.verdict, reply.solver) == (Verdict.REFUTED, "cadical195")


def test_a_proof_is_of_the_whole(tmp_path):
    with Engine(AT_ONCE) as engine:
        reply = engine.ask(REFUTABLE, certificate=str(tmp_path / "all"))
        assert (reply.verdict, reply.proof) == (Verdict.REFUTED, str(tmp_path / "all.drat"))
    assert {path.name for path in tmp_path.iterdir()} == {"all.cnf", "all.drat"}


@pytest.mark.parametrize("profile", [AT_ONCE, NEVER], ids=["after", "before"])
def test_a_time_limit_ends_it_before_and_after(profile):
    check_time_limit(Engine(profile))


def test_an_interrupt_ends_both_halves():
    check_interrupt_of_two(Engine(AT_ONCE))


def test_one_half_that_is_killed_leaves_the_question_open():
    with Engine(AT_ONCE) as engine:
        killed = []

        def kill():
            killed.append(next(iter(engine._busy)))
            killed[0]._process.kill()

        threading.Timer(1.5, kill).start()
        reply = engine.ask(HARD, seconds=60.0)
        assert reply.verdict is Verdict.UNKNOWN
        assert reply.reason == "cadical195: crashed (SIGKILL)"
        assert usable(engine)


def test_a_depth_alone_has_no_halves():
    with Engine(AT_ONCE) as engine:
        query = Query(from_tables([0x6996], 4), bases.get("b2"), depth=1)
        assert engine.ask(query).verdict is Verdict.REFUTED
