"""One question by its cases: what their answers make of it, whoever gives them."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from minimesa.basis import get
from minimesa.encoding.cases import split, split_into
from minimesa.encoding.query import Answer, Query, Verdict
from minimesa.relations import from_tables
from minimesa.solvers import profiles
from minimesa.solvers.engine import TIME_LIMIT
from minimesa.study import sharing
from minimesa.study.lanes import Lane
from minimesa.study.sharing import CaseAnswer, SharingEngine

QUERY = Query(from_tables([0x16E9], 4), get("b2"), gates=4)
PARTS = split_into(QUERY, 2 * sharing.CASES)
SLOW = (Verdict.UNKNOWN, TIME_LIMIT)
REFUTED = (Verdict.REFUTED, None)


@pytest.fixture
def ask(monkeypatch):
    """Return a function that asks the query; ``say`` tells the verdict and reason of each case.

    It returns the answer, how often each case was asked, and the reports.
    """

    def run(say, seconds=None):
        asked, reports, lock = Counter(), [], threading.Lock()

        def answer(query, limit, solver, _memory):
            with lock:
                asked[query] += 1
            verdict, reason = say(query, asked[query])
            assert limit is None or limit <= sharing.CASE_SECONDS
            return CaseAnswer(Answer(verdict, solver.name, 0.0, reason=reason), 7)

        monkeypatch.setattr(sharing, "answer_case", answer)
        lanes = [Lane(lambda: ThreadPoolExecutor(1), room=1) for _ in range(2)]
        engine = SharingEngine(lanes, profiles.get("default"), None, lambda *r: reports.append(r))
        answered = engine.ask(QUERY, seconds=seconds)
        assert not any(lane.flying for lane in lanes)
        for lane in lanes:
            lane.end()
        return answered, asked, reports

    return run


def test_what_is_answered_whole_is_not_split(ask):
    answer, asked, reports = ask(lambda _query, _time: REFUTED)
    assert answer.verdict is Verdict.REFUTED
    assert asked == {QUERY: 1}
    assert reports == [(QUERY, 0, 1)]


def test_all_cases_refuted_is_refuted(ask):
    answer, asked, reports = ask(lambda query, _time: REFUTED if query.case else SLOW)
    assert answer.verdict is Verdict.REFUTED
    assert asked == Counter([QUERY, *PARTS])
    assert {cases for _, _, cases in reports} == {1, len(PARTS)}


def test_one_case_found_is_found_and_the_others_are_left(ask):
    def say(query, _time):
        if query == PARTS[2]:
            return Verdict.FOUND, None
        return REFUTED if query.case else SLOW

    answer, asked, _ = ask(say)
    assert answer.verdict is Verdict.FOUND
    assert len(asked) < 1 + len(PARTS)


def test_a_slow_case_is_split_further(ask):
    finer = split(PARTS[1])
    answer, asked, reports = ask(
        lambda query, _time: SLOW if query in (QUERY, PARTS[1]) else REFUTED
    )
    assert answer.verdict is Verdict.REFUTED
    assert asked == Counter([QUERY, *PARTS, *finer])
    assert reports[-1][2] == len(PARTS) + len(finer) - 1


@pytest.mark.parametrize("reason", ["memory limit", "minisat22: crashed (SIGKILL)", None])
def test_a_case_that_fails_is_tried_once_more(ask, reason):
    def once(query, time):
        if query == PARTS[0] and time == 1:
            return Verdict.UNKNOWN, reason
        return REFUTED if query.case else SLOW

    answer, asked, _ = ask(once)
    assert answer.verdict is Verdict.REFUTED
    assert asked == Counter([QUERY, *PARTS, PARTS[0]])


def test_a_case_that_fails_twice_leaves_the_question_open(ask):
    def say(query, _time):
        if query == PARTS[0]:
            return Verdict.UNKNOWN, "memory limit"
        return REFUTED if query.case else SLOW

    answer, asked, _ = ask(say)
    assert (answer.verdict, answer.reason) == (Verdict.UNKNOWN, "memory limit")
    assert asked[PARTS[0]] == 2


def test_an_error_is_a_failure(ask):
    def say(query, _time):
        raise ValueError(query.label)

    answer, asked, _ = ask(say)
    assert answer.verdict is Verdict.UNKNOWN
    assert "ValueError" in answer.reason
    assert asked == {QUERY: 2}


def test_what_cannot_be_split_any_more_is_open(ask):
    answer, asked, _ = ask(lambda _query, _time: SLOW)
    assert (answer.verdict, answer.reason) == (Verdict.UNKNOWN, TIME_LIMIT)
    assert max(len(query.case) for query in asked) == QUERY.gates


def test_the_time_of_the_question_ends_its_cases(ask):
    over = threading.Event()
    try:
        answer, _, _ = ask(lambda query, _time: over.wait() and SLOW if query.case else SLOW, 0.3)
        assert (answer.verdict, answer.reason) == (Verdict.UNKNOWN, TIME_LIMIT)
    finally:
        over.set()


def test_an_answer_is_known_from_then_on():
    lanes = [Lane(lambda: ThreadPoolExecutor(1), room=1)]
    engine = SharingEngine(lanes, profiles.get("cadical195"), None, lambda *_: None)
    first = engine.ask(QUERY)
    assert first.verdict is Verdict.REFUTED
    assert engine.peak > 0
    lanes.pop().end()
    assert engine.ask(QUERY).verdict is Verdict.REFUTED
