"""A report reads a store and leaves no trace, whoever else has it open."""

import hashlib
import shutil
import sqlite3
from contextlib import closing

import pytest

from minimesa.errors import InputError
from minimesa.report.source import read
from minimesa.study.store import Store


def count(query):
    return query("SELECT count(*) FROM tasks")[0][0]


@pytest.fixture
def copy(filled, tmp_path):
    return shutil.copy(filled, tmp_path / "study.sqlite")


def test_nothing_is_written(copy):
    before = hashlib.sha256(copy.read_bytes()).digest()
    assert read(copy, count) > 0
    assert hashlib.sha256(copy.read_bytes()).digest() == before
    assert list(copy.parent.iterdir()) == [copy]


def test_what_a_running_study_has_written_is_seen(copy):
    with Store(copy), closing(sqlite3.connect(copy)) as db:
        before = read(copy, count)
        with db:
            db.execute(
                "INSERT INTO tasks SELECT 'new', problem, basis, objective, 9, NULL, preimage "
                "FROM tasks LIMIT 1"
            )
        assert read(copy, count) == before + 1


def test_a_study_that_begins_meanwhile_is_seen(copy):
    stores = []

    def function(query):
        if not stores:
            stores.append(sqlite3.connect(copy))
            stores[0].execute("DELETE FROM findings")
            stores[0].commit()
        return query("SELECT count(*) FROM findings")[0][0]

    assert read(copy, function) == 0
    stores[0].close()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("PRAGMA application_id = 1", "no store"),
        ("PRAGMA user_version = 99", "newer"),
        ("PRAGMA user_version = 0", "older"),
        ("DROP TABLE tasks", "no such table"),
    ],
)
def test_another_file_is_refused(copy, change, said):
    with closing(sqlite3.connect(copy)) as db:
        db.execute(change)
        db.commit()
    with pytest.raises(InputError, match=said):
        read(copy, count)


def test_garbage_and_nothing_are_refused(tmp_path):
    path = tmp_path / "garbage"
    path.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 16)
    for file in (path, tmp_path / "missing"):
        with pytest.raises(InputError, match="cannot read it as a store"):
            read(file, count)
    assert not (tmp_path / "missing").exists()
