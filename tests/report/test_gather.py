"""What a report says is what SQL says of the store."""

import json

import pytest

from minimesa.errors import InputError
from minimesa.report.gather import STRENGTH, gather
from minimesa.report.source import read
from minimesa.report.words import limits_text, price_text
from oracles.studies import EVIL_NAME, EVIL_TITLE, QUESTIONS


@pytest.fixture(scope="module")
def study(filled):
    return read(filled, lambda query: gather("small", query))


def test_the_verdict_map_counts_the_verdicts(study, sql):
    for tally in study.tallies:
        q = tally.question
        for verdict in ("upheld", "refuted", "open", "vacuous"):
            counted = sql(
                "SELECT count(*) FROM verdicts JOIN tasks ON tasks.id = task "
                f"WHERE basis = '{tally.basis}' AND objective = '{tally.objective}' "
                f"AND definition = '{q.definition}' AND variant = '{q.variant}' "
                f"AND candidates = {q.candidates} AND evaluator_gates = {q.evaluator_gates} "
                f"AND verdict = '{verdict}'"
            )
            assert getattr(tally, verdict) == counted[0][0]
    assert [tally.question for tally in study.tallies] == list(QUESTIONS)
    assert sum(t.problems for t in study.tallies) == sql("SELECT count(*) FROM verdicts")[0][0]


def test_known_verdicts(study):
    """Scoring both pairs is what the least circuit of the comparison of pairs does.

    Its price is 0 (three gates either way); an open path among three costs one gate more.
    """
    prices = {(p.problem, p.requirement): (p.lower, p.upper, p.verdict) for p in study.prices}
    assert prices == {
        (EVIL_NAME, "declared-all"): (0, 0, "refuted"),
        ("open-path", "declared-all"): (1, 1, "upheld"),
        ("open-path", "declared-lean"): (0, 0, "refuted"),
    }
    found = {(c.problem, f.definition) for c in study.counterexamples for _, f in c.findings}
    assert (EVIL_NAME, "mediated") in found
    assert ("open-path", "declared-lean") in found
    assert ("open-path", "declared-all") not in found


def test_lists_have_what_results_have(study, sql):
    listed = {(x.problem, x.slack): (x.status, x.size, x.circuits) for x in study.listings}
    assert listed == {
        (name, slack): (status, size, circuits)
        for name, slack, status, size, circuits in sql(
            "SELECT name, slack, status, size, r.circuits FROM results r "
            "JOIN tasks t ON t.id = r.task JOIN problems p ON p.id = t.problem "
            "WHERE requirement IS NULL"
        )
    }
    assert listed["open-path", 0] == ("optimal", 2, 5)


def test_every_counterexample_is_there_once_with_all_its_questions(study, sql):
    rows = sql("SELECT count(*) FROM counterexamples")[0][0]
    assert rows == sum(len(asked) for c in study.counterexamples for asked, _ in c.findings)
    assert all(f.verified for c in study.counterexamples for _, f in c.findings)
    ranks = [STRENGTH.index(c.findings[0][1].definition) for c in study.counterexamples]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) > 1


def test_the_task_that_failed_is_open_with_its_reason(study):
    (task,) = study.open_tasks
    assert (task.problem, task.outcome, task.reason) == (
        "full-adder",
        "failed",
        "<b>solver</b> crashed",
    )
    assert study.tasks == len(study.listings) + len(study.prices) + 1


def test_circumstances(study, sql):
    run = study.circumstances
    assert run.attempts == sql("SELECT count(*) FROM attempts")[0][0]
    assert run.last == sql("SELECT max(finished) FROM attempts")[0][0]
    assert run.versions == ({"minimesa": "1.2.3", "revision": "abc"},)
    refuted = [
        entry["solver"]
        for (evidence,) in sql("SELECT evidence FROM results")
        for entry in json.loads(evidence)
        if entry["verdict"] == "refuted"
    ]
    assert run.evidence == {solver: refuted.count(solver) for solver in refuted}
    assert EVIL_TITLE in {x.title for x in study.listings}


@pytest.mark.parametrize(
    ("stored", "text"),
    [(None, None), (2, 2), ("[0, 1]", "0 levels, 1 gate"), ("[1, null]", "1 level")],
)
def test_prices_in_words(stored, text):
    assert price_text(stored) == text


def test_limits_in_words():
    assert limits_text({"seconds": 20, "memory": None, "circuits": 7}) == "20 s, 7 circuits listed"
    assert limits_text({"seconds": None}) == "none"


@pytest.mark.parametrize("damage", ["circuit = '{}'", "circuit = '[1'", "circuit = '[]'"])
def test_a_damaged_circuit_is_named(filled, tmp_path, damage):
    import shutil
    import sqlite3
    from contextlib import closing

    path = tmp_path / "damaged.sqlite"
    shutil.copy(filled, path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(f"UPDATE circuits SET {damage}")
    with pytest.raises(InputError, match=r"damaged\.sqlite"):
        read(path, lambda query: gather("damaged", query))
