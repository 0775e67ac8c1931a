"""The store: every result once, older files, other files, several writers."""

import json
import multiprocessing
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from minimesa.errors import InputError
from minimesa.solvers import profiles
from minimesa.study import schema
from minimesa.study.execute import execute
from minimesa.study.results import outcomes
from minimesa.study.run import pending
from minimesa.study.store import Attempt, Store
from minimesa.study.task import Limits, Question

HERE = Attempt(Limits(10.0), "default", "here", {"minimesa": "0"})
# What the first version of the schema kept of the task of `0xe8`.
OLDER = """
INSERT INTO problems VALUES ('p', '0xe8', '', 3, 1, 0);
INSERT INTO tasks VALUES ('22ebdacefa3f66ea54d30146d14c553b', 'p', 'b2', 'size', 0, NULL, '{}');
INSERT INTO attempts VALUES (1, '22ebdacefa3f66ea54d30146d14c553b', '', 'done', NULL, 0, NULL, '{}',
  '', '', '{}');
INSERT INTO results VALUES ('22ebdacefa3f66ea54d30146d14c553b', 1, 'done', 'optimal', 4, 3, 1, 1,
  '[]');
INSERT INTO circuits VALUES ('c', 4, '{}');
INSERT INTO task_circuits VALUES ('22ebdacefa3f66ea54d30146d14c553b', 0, 'c');
INSERT INTO verdicts VALUES ('22ebdacefa3f66ea54d30146d14c553b', 'replicated', 'p', 2, 1, 0, 0,
  'refuted', 1, 1);
INSERT INTO rates VALUES ('22ebdacefa3f66ea54d30146d14c553b', 'replicated', 'p', 2, 1, 0, 0, 4, 1,
  1);
INSERT INTO findings VALUES ('22ebdacefa3f66ea54d30146d14c553b', 'replicated', 'p', 2, 1, 0, 0, 'c',
  '{"wires": ["g0", "g1"]}');
"""

KEPT = ("task_circuits", "verdicts", "rates", "findings", "prices", "results")

DEFAULT = profiles.get("default")


def dump(path):
    """Return every row of a store's tables, attempts aside."""
    with closing(sqlite3.connect(path)) as db:
        return {table: sorted(db.execute(f"SELECT * FROM {table}")) for table in KEPT}


def open_record():
    return {
        "outcome": "open", "reason": "time limit", "seconds": 1.0, "status": "unknown",
        "size": None, "depth": None, "circuit_count": 0, "complete": False, "circuits": {},
        "verdicts": [["replicated", "p", 2, 1, False, False, 1, "open", 0, 0]], "rates": [],
        "witnesses": [], "evidence": [],
    }  # fmt: skip


def test_what_is_saved_is_read(tmp_path, task):
    asked, priced = task("0xe8"), task("reply-min", requirement="declared-all")
    record = execute(asked, Limits(), DEFAULT)
    with Store(tmp_path / "s.sqlite") as store:
        store.save_all(
            [(asked, record), (priced, execute(priced, Limits(), DEFAULT))],
            HERE,
        )
        known, price = outcomes([asked, priced], store)
        attempts = store.rows("SELECT * FROM attempts ORDER BY id")
    assert (known.outcome, known.status, known.size) == ("done", "optimal", record["size"])
    assert (known.circuits, known.complete) == (record["circuit_count"], True)
    (verdict,) = known.verdicts
    assert [*verdict.question.to_json(), verdict.verdict, verdict.fired, verdict.searched] == (
        record["verdicts"][0]
    )
    assert verdict.witness.circuit in record["circuits"].values()
    assert verdict.witness.finding["verified"] is True
    assert (price.price.lower, price.price.upper, price.price.verdict) == (1, 1, "upheld")
    assert [a["task"] for a in attempts] == [asked.identity, priced.identity]
    assert json.loads(attempts[0]["limits"]) == HERE.limits.to_json()
    assert attempts[0]["peak_memory"] > 0


def test_the_views_answer_the_obvious_questions(tmp_path, task):
    refuted, hard = task("0xf888"), task("0x6996a5c3f00f1234")
    with Store(tmp_path / "s.sqlite") as store:
        store.save(refuted, execute(refuted, Limits(), DEFAULT), HERE)
        store.save(hard, open_record(), HERE)
        (row,) = store.rows("SELECT * FROM verdict_map")
        assert [row[v] for v in ("upheld", "refuted", "open", "vacuous", "problems")] == [
            0, 1, 1, 0, 2,
        ]  # fmt: skip
        (example,) = store.rows("SELECT * FROM counterexamples")
        assert (example["problem"], example["size"]) == ("0xf888", 3)
        (left,) = store.rows("SELECT * FROM open_tasks")
        assert (left["problem"], left["reason"]) == ("0x6996a5c3f00f1234", "time limit")


def test_saving_twice_changes_no_result(tmp_path, task):
    path = tmp_path / "s.sqlite"
    asked = task("full-adder")
    record = execute(asked, Limits(), DEFAULT)
    with Store(path) as store:
        store.save(asked, record, HERE)
        before = dump(path)
        store.save(asked, record, HERE)
        store.save(asked, open_record(), HERE)
        assert dump(path) == before
        assert len(store.rows("SELECT * FROM attempts")) == 3
        assert store.rows("PRAGMA foreign_key_check") == []


def test_an_open_result_gives_way_to_one_that_says_more(tmp_path, task):
    path = tmp_path / "s.sqlite"
    asked = task("full-adder")
    some = execute(asked, Limits(circuits=100), DEFAULT)
    fewer = execute(asked, Limits(circuits=50), DEFAULT)
    every = execute(asked, Limits(), DEFAULT)
    counts = []
    with Store(path) as store:
        for record in (open_record(), some, fewer, open_record(), every, some):
            store.save(asked, record, HERE)
            counts.append(outcomes([asked], store)[0].circuits)
    assert counts == [0, 100, 100, 100, 180, 180]


def test_open_tasks_are_retried_only_within_larger_limits(tmp_path, task):
    asked = task("0x6996a5c3f00f1234")
    with Store(tmp_path / "s.sqlite") as store:
        assert pending([asked], store, Limits(10.0), retry_open=False) == [asked]
        store.save(asked, open_record(), HERE)
        for limits, again in (
            (Limits(10.0), []),
            (Limits(5.0), []),
            (Limits(20.0, memory=100), []),
            (Limits(20.0), [asked]),
            (Limits(), [asked]),
        ):
            assert pending([asked], store, limits, retry_open=True) == again
            assert pending([asked], store, limits, retry_open=False) == []
        larger = Attempt(Limits(20.0), "default", "here", {})
        store.save(asked, open_record(), larger)
        assert pending([asked], store, Limits(20.0), retry_open=True) == []
        assert pending([asked], store, Limits(30.0), retry_open=True) == [asked]


def test_a_crash_is_tried_again_and_hides_no_result(tmp_path, task):
    asked = task("0xe8")
    crash = {"outcome": "crashed", "reason": "the worker process died", "seconds": 0.0}
    with Store(tmp_path / "s.sqlite") as store:
        store.save(asked, crash, HERE)
        assert pending([asked], store, HERE.limits, retry_open=False) == [asked]
        store.save(asked, open_record(), HERE)
        store.save(asked, crash, Attempt(Limits(20.0), "default", "here", {}))
        assert pending([asked], store, HERE.limits, retry_open=False) == []
        assert pending([asked], store, Limits(20.0), retry_open=True) == [asked]
        store.save(asked, execute(asked, Limits(), DEFAULT), HERE)
        store.save(asked, crash, HERE)
        assert pending([asked], store, Limits(), retry_open=True) == []


def test_a_store_from_before_scores_of_several_bits_is_finished(tmp_path, task):
    path = tmp_path / "s.sqlite"
    asked = task("0xe8")
    with closing(sqlite3.connect(path)) as db:
        schema.migrate(db, schema.MIGRATIONS[:1])
        db.executescript(OLDER)
    with Store(path) as store:
        assert pending([asked], store, Limits(), retry_open=False) == []
        (known,) = outcomes([asked], store)
        (verdict,) = known.verdicts
        assert verdict.question == asked.questions[0]
        assert (verdict.verdict, verdict.fired, verdict.searched) == ("refuted", 1, 1)
        assert verdict.witness.finding == {"wires": ["g0", "g1"]}
        for table in ("verdicts", "rates", "findings", "verdict_map", "counterexamples"):
            (row,) = store.rows(f"SELECT * FROM {table}")
            assert row["score_bits"] == 1
            assert (row["definition"], row["reachable"]) == ("replicated", 0)
        assert tuple(store.rows("SELECT size, fired, searched FROM rates")[0]) == (4, 1, 1)
        assert store.rows("PRAGMA foreign_key_check") == []
        again = replace(asked, questions=(replace(asked.questions[0], score_bits=2),))
        assert pending([asked, again], store, Limits(), retry_open=False) == [again]
        store.save(again, execute(again, Limits(), DEFAULT), HERE)
        assert outcomes([again], store)[0].verdicts[0].question == again.questions[0]


def test_scores_of_one_and_of_several_bits_are_kept_side_by_side(tmp_path, task):
    questions = tuple(Question("replicated", "p", 2, 1, score_bits=bits) for bits in (1, 2))
    asked = task("0x6666,0x8888,0x0ff0,0xf000", questions=questions)
    record = execute(asked, Limits(), DEFAULT)
    assert [row[-3] for row in record["verdicts"]] == ["refuted", "refuted"]
    with Store(tmp_path / "s.sqlite") as store:
        store.save(asked, record, HERE)
        (known,) = outcomes([asked], store)
        assert [verdict.question for verdict in known.verdicts] == list(questions)
        bits = [verdict.witness.finding["score_bits"] for verdict in known.verdicts]
        assert bits == [1, 2]
        assert [row["score_bits"] for row in known.to_json()["verdicts"]] == [1, 2]
        assert len(store.rows("SELECT * FROM verdict_map")) == 2
        assert len(store.rows("SELECT * FROM rates")) == 2


def test_an_older_store_is_migrated_with_its_rows(tmp_path, task, monkeypatch):
    path = tmp_path / "s.sqlite"
    asked = task("0xe8")
    with Store(path) as store:
        store.save(asked, execute(asked, Limits(), DEFAULT), HERE)
    before = dump(path)
    newer = (
        *schema.MIGRATIONS,
        "CREATE TABLE more (x INTEGER) STRICT;\nINSERT INTO more SELECT count(*) FROM verdicts;\n",
    )
    monkeypatch.setattr(schema, "MIGRATIONS", newer)
    for _ in range(2):
        with Store(path) as store:
            assert [tuple(row) for row in store.rows("SELECT * FROM more")] == [(1,)]
            assert store.rows("PRAGMA user_version")[0][0] == len(newer)
    assert dump(path) == before
    monkeypatch.undo()
    with pytest.raises(InputError, match=r"version 3 is newer than this program's 2"):
        Store(path)


def test_a_migration_that_fails_leaves_the_store_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "s.sqlite"
    with Store(path):
        pass
    wrong = (*schema.MIGRATIONS, "CREATE TABLE more (x INTEGER);\nCREATE TABLE more (y INTEGER);\n")
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", wrong)
        with pytest.raises(InputError, match="already exists"):
            Store(path)
    with Store(path) as store:
        names = {row["name"] for row in store.rows("SELECT name FROM sqlite_master")}
    assert "more" not in names


def test_other_files_are_refused(tmp_path):
    text, other = tmp_path / "text.sqlite", tmp_path / "other.sqlite"
    text.write_text("no database, and long enough to be read as the header of one" * 20)
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE mine (x)")
    before = text.read_bytes(), other.read_bytes()
    with pytest.raises(InputError, match="not a database"):
        Store(text)
    with pytest.raises(InputError, match="no store of minimesa"):
        Store(other)
    with pytest.raises(InputError, match="unable to open"):
        Store(tmp_path / "missing" / "s.sqlite")
    assert (text.read_bytes(), other.read_bytes()) == before


def fill(path, number, tasks, records):
    """Save everything, from a process of its own."""
    with Store(path) as store:
        for asked, record in zip(tasks, records, strict=True):
            store.save(asked, record, Attempt(Limits(), "default", f"host {number}", {}))


def test_several_processes_make_and_write_one_store(tmp_path, task):
    tasks = [task(name) for name in ("0xe8", "0x96", "0xca", "0xf888", "reply-min")]
    records = [execute(asked, Limits(), DEFAULT) for asked in tasks]
    path, alone = tmp_path / "s.sqlite", tmp_path / "alone.sqlite"
    fill(alone, 0, tasks, records)
    context = multiprocessing.get_context("fork")
    writers = [
        context.Process(target=fill, args=(path, number, tasks, records)) for number in range(4)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    with Store(path) as store:
        assert len(store.rows("SELECT * FROM attempts")) == 4 * len(tasks)
        assert store.rows("PRAGMA integrity_check")[0][0] == "ok"
    once = {table: len(rows) for table, rows in dump(alone).items()}
    assert {table: len(rows) for table, rows in dump(path).items()} == once


def test_a_store_that_cannot_grow_says_so_and_keeps_what_it_has(tmp_path, task):
    path = tmp_path / "s.sqlite"
    first, second = task("0xe8"), task("full-adder")
    with Store(path) as store:
        store.save(first, execute(first, Limits(), DEFAULT), HERE)
        pages = store.rows("PRAGMA page_count")[0][0]
        store.rows(f"PRAGMA max_page_count = {pages}")
        before = dump(path)
        with pytest.raises(InputError, match="full"):
            store.save(second, execute(second, Limits(), DEFAULT), HERE)
        assert dump(path) == before
        store.rows("PRAGMA max_page_count = 1000000")
        store.save(second, execute(second, Limits(), DEFAULT), HERE)
        assert {known.outcome for known in outcomes([first, second], store)} == {"done"}


def test_the_documented_tables_are_those_of_the_schema():
    readme = (Path(__file__).parents[2] / "cli" / "check.md").read_text(encoding="utf-8")
    db = sqlite3.connect(":memory:")
    schema.migrate(db)
    names = [
        name
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    ]
    db.close()
    assert names
    for name in names:
        assert f"`{name}`" in readme
