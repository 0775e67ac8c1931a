"""Tasks that are shared by all workers: the same verdicts, whatever becomes of the workers."""

import multiprocessing
import os
import re
import signal
from collections import Counter
from contextlib import suppress

import pytest

from minimesa.errors import InputError
from minimesa.solvers import profiles
from minimesa.study import sharing
from minimesa.study.answers import ruled_out, weakest_first
from minimesa.study.execute import execute
from minimesa.study.results import outcomes
from minimesa.study.split import run_split
from minimesa.study.store import Store
from minimesa.study.task import Limits, Question

SOLVER = profiles.get("cadical195")
STRUCTURE = tuple(
    Question(name, "p", 2, m) for name in ("replicated", "selecting", "mediated") for m in (1, 2)
)
VARIANTS = (
    Question("replicated", "np", 2, 1),
    Question("replicated", "structural", 2, 1),
    Question("selecting", "p", 2, 1, default=True),
    Question("selecting", "p", 2, 1, reachable=True),
    Question("replicated", "p", 3, 1),
    Question("replicated", "p", 2, 2, score_bits=2),
    Question("selecting", "p", 2, 3, score_bits=2),
)
DECLARED = (Question("declared-all"), Question("declared-lean"), Question("comparisons"))


@pytest.fixture
def always_split(monkeypatch):
    """Leave no time to answer a question whole."""
    monkeypatch.setattr(sharing, "WHOLE_SECONDS", 0.0)


@pytest.fixture
def hard():
    """Return a table of six inputs that no solver settles within minutes."""
    return "0x6996a5c3f00f1234"


@pytest.fixture
def do_split(tmp_path):
    """Return a function that does tasks by `run_split`: their records, and what was reported."""

    def run_all(tasks, limits=None, *, watch=lambda _progress: None, file="split.sqlite"):
        records, details = [], []

        def report(progress, _task, record):
            if record is not None:
                records.append(record)
            elif progress.detail is not None:
                details.append(progress.detail)
            watch(progress)

        with Store(tmp_path / file) as store:
            run_split(
                tasks, store, limits or Limits(), SOLVER,
                workers=2, total=len(tasks), report=report,
            )  # fmt: skip
            return records, details, outcomes(tasks, store)

    return run_all


def parts(details):
    """Return how many cases the questions had, of those that had several."""
    found = (int(re.search(r"of ([0-9]+) cases? refuted", detail)[1]) for detail in details)
    return [number for number in found if number > 1]


def victims():
    """Return the worker processes of this one."""
    return [process.pid for process in multiprocessing.active_children()]


def kill(pid):
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def judged(record):
    return {tuple(row[:-3]): row[-3] for row in record["verdicts"]}


@pytest.mark.slow
@pytest.mark.usefixtures("always_split")
def test_verdicts_prices_and_optima_are_those_of_the_list(task, do_split):
    tasks = [
        task("0x6,0x8", questions=(*STRUCTURE, *VARIANTS)),
        task("0x7888", questions=STRUCTURE, objective="depth,size"),
        task("0x16e9", questions=STRUCTURE),
        task("reply-min", questions=(*STRUCTURE, *VARIANTS, *DECLARED)),
        task("open-path", questions=(*STRUCTURE, *DECLARED)),
        task("0xe8", questions=STRUCTURE, basis="mig"),
        task("0x6", questions=STRUCTURE, basis="nand"),
        task("reply-min", requirement="declared-all"),
        task("open-path", requirement="declared-lean"),
        task("0x7888", requirement="selecting"),
        task("0x96", slack=1),
    ]
    records, details, known = do_split(tasks)
    assert len(parts(details)) > 20
    seen = Counter()
    for asked, outcome in zip(tasks, known, strict=True):
        ordinary = execute(asked, Limits(), SOLVER)
        assert (outcome.status, outcome.size) == (ordinary["status"], ordinary["size"])
        if asked.requirement:
            assert outcome.price is not None
            price = [outcome.price.lower, outcome.price.upper, outcome.price.verdict]
            assert price == ordinary["price"][1:]
            continue
        verdicts = {tuple(v.question.to_json()): v.verdict for v in outcome.verdicts}
        assert verdicts == judged(ordinary)
        seen.update(verdicts.values())
        for verdict in outcome.verdicts:
            assert (verdict.witness is not None) == (verdict.verdict == "refuted")
            if verdict.witness is not None:
                assert verdict.witness.finding["verified"]
    assert set(seen) == {"refuted", "upheld", "vacuous"}
    assert {record["outcome"] for record in records} == {"done"}


@pytest.mark.usefixtures("always_split")
def test_a_killed_worker_loses_only_its_case(task, do_split):
    asked = task("0x16e9", questions=STRUCTURE)
    killed = []

    def watch(progress):
        # Two cases are with two workers, and some of the question are refuted already.
        found = re.search(r" ([0-9]+) of ([0-9]+) cases refuted", progress.detail or "")
        if not killed and found and 0 < int(found[1]) < int(found[2]) - 2:
            killed.extend(victims()[:1])
            kill(killed[0])

    (record,), details, _ = do_split([asked], watch=watch)
    assert killed
    assert parts(details)
    assert record["outcome"] == "done"
    assert judged(record) == judged(execute(asked, Limits(), SOLVER))


def test_workers_that_die_each_time_leave_the_task_open(task, do_split, hard):
    tasks = [task(hard, questions=STRUCTURE), task("0x8")]
    deadly = set()

    def watch(progress):
        if hard in (progress.detail or ""):
            deadly.update(victims())
            for pid in victims():
                kill(pid)

    records, _, _ = do_split(tasks, watch=watch)
    assert len(deadly) >= 2
    assert [record["outcome"] for record in records] == ["open", "done"]
    assert records[0]["reason"] == "the worker process died"
    assert set(judged(records[0]).values()) == {"open"}


def test_a_time_limit_leaves_open_and_never_refutes(task, do_split, hard):
    tasks = [task(hard, questions=STRUCTURE), task(hard, requirement="selecting")]
    records, details, _ = do_split(tasks, Limits(seconds=2.0))
    assert details
    assert [record["outcome"] for record in records] == ["open", "open"]
    assert records[0]["reason"] == "time limit"
    assert set(judged(records[0]).values()) == {"open"}
    assert records[1]["price"][-1] == "open"
    assert not victims()


def test_a_memory_limit_leaves_open(task, do_split, hard):
    (record,), _, _ = do_split([task(hard, questions=STRUCTURE)], Limits(memory=1))
    assert record["outcome"] == "open"
    assert "memory limit" in record["reason"]


def test_what_the_ordinary_run_has_done_is_not_done_again(task, do, tmp_path):
    tasks = [task("0x8"), task("0x6")]
    with Store(tmp_path / "s.sqlite") as store:
        do(tasks[:1], store)
        seen = []
        so_far = run_split(
            tasks, store, Limits(), SOLVER, workers=1, total=2,
            report=lambda _progress, task, record: record and seen.append(task.problem.name),
        )  # fmt: skip
        assert seen == ["0x6"]
        assert (so_far.done, so_far.open) == (2, 0)
        assert do(tasks, store) == []


def test_questions_without_a_formula_are_ruled_out_by_weaker_ones_or_by_the_list(task, do_split):
    far = [Question("replicated", "p", 2, m) for m in (2, 4)]
    ruled_out, listed = asked = [
        task("0x96", questions=[*far, Question("selecting", "p", 2, 9)]),
        task("0x9", questions=[Question("replicated", "np", 2, m) for m in (1, 2)], basis="nand"),
    ]
    records, _, known = do_split(asked)
    assert set(judged(records[0]).values()) == {"upheld"}
    assert [outcome.outcome for outcome in known] == ["done", "done"]
    assert [outcome.complete for outcome in known] == [False, True]
    for record, one in zip(records, (ruled_out, listed), strict=True):
        assert judged(record) == judged(execute(one, Limits(), SOLVER))


def test_a_solver_that_cannot_answer_cases_is_refused(task, tmp_path):
    with Store(tmp_path / "s.sqlite") as store, pytest.raises(InputError, match="CP-SAT"):
        run_split(
            [task("0x8")], store, Limits(), profiles.get("cpsat"), workers=1, total=1,
            report=lambda *_: None,
        )  # fmt: skip


def test_an_infeasible_problem_has_no_verdicts(task, do_split, tmp_path):
    path = tmp_path / "never.toml"
    path.write_text("[inputs]\nx = 2\n[outputs]\ny = 1\n[solve]\naccept = 'y == 0 and y == 1'\n")
    (record,), _, _ = do_split([task(str(path))])
    ordinary = execute(task(str(path)), Limits(), SOLVER)
    for key in ("outcome", "status", "size", "complete", "verdicts"):
        assert record[key] == ordinary[key]


def test_what_rules_out_a_question():
    no = Question("replicated", "p", 2, 2)
    assert ruled_out(no, [no])
    assert ruled_out(Question("replicated", "p", 2, 3), [no])
    assert ruled_out(Question("mediated", "p", 2, 2), [no])
    assert ruled_out(Question("replicated", "structural", 2, 2), [no])
    assert not ruled_out(Question("replicated", "p", 2, 1), [no])
    assert not ruled_out(Question("mediated", "p", 3, 2), [no])
    assert not ruled_out(Question("replicated", "np", 2, 2), [no])
    assert not ruled_out(no, [Question("mediated", "p", 2, 2)])
    order = weakest_first([Question("mediated", "p", 2, 1), no, Question("replicated", "p", 2, 1)])
    assert [(q.definition, q.evaluator_gates) for q in order] == [
        ("replicated", 1), ("replicated", 2), ("mediated", 1),
    ]  # fmt: skip


def test_what_formulas_decide_is_kept_where_the_list_ends_early(task, do_split):
    questions = [Question("replicated", "p", 2, 3), Question("replicated", "np", 2, 2)]
    asked = task("0x8000", questions=questions, basis="nand")
    records, _, (known,) = do_split([asked], Limits(circuits=5))
    assert [record["outcome"] for record in records] == ["open"]
    assert known.reason == "limit on the number of circuits"
    assert [verdict.verdict for verdict in known.verdicts] == ["upheld", "open"]
