"""Rates by spare gates, on numbers made up by hand."""

import sqlite3
from contextlib import closing

import pytest

from minimesa.controls.intervals import wilson
from minimesa.report.depletion import Share, cells, pools
from minimesa.report.source import read
from minimesa.study.store import Store
from minimesa.study.task import Question

Q = Question("selecting", "p", 2, 1)


@pytest.fixture
def store(tmp_path):
    """Return a function that makes a store of lists.

    Each is (problem, slack, optimum, complete, {size: (fired, searched)}).
    """

    def make(*lists):
        path = tmp_path / "rates.sqlite"
        with Store(path):
            pass
        with closing(sqlite3.connect(path)) as db, db:
            for number, (problem, slack, optimum, complete, rates) in enumerate(lists):
                task = f"t{number}"
                db.execute(
                    "INSERT OR IGNORE INTO problems VALUES (?, ?, '', 4, 1, 0)", (problem, problem)
                )
                db.execute(
                    "INSERT INTO tasks VALUES (?, ?, 'b2', 'size', ?, NULL, '')",
                    (task, problem, slack),
                )
                db.execute(
                    "INSERT INTO attempts VALUES (?, ?, '', 'done', NULL, 0, NULL, '{}', '', '', "
                    "'{}')",
                    (number, task),
                )
                db.execute(
                    "INSERT INTO results VALUES (?, ?, 'done', 'optimal', ?, 1, 1, ?, '[]')",
                    (task, number, optimum, complete),
                )
                for size, (fired, searched) in rates.items():
                    db.execute(
                        "INSERT INTO rates VALUES (?, 'selecting', 'p', 2, 1, 0, 0, 1, ?, ?, ?)",
                        (task, size, fired, searched),
                    )
        return path

    return make


def test_circuits_with_a_spare_gate_stand_beside_minimal_ones_of_equal_size(store):
    path = store(
        ("a", 0, 3, 1, {3: (1, 10)}),
        ("a", 1, 3, 1, {3: (1, 10), 4: (30, 100)}),
        ("b", 0, 4, 1, {4: (4, 20)}),
        ("c", 0, 4, 1, {4: (0, 5)}),
    )
    found = {(c.size, c.excess): c for c in read(path, cells)}
    assert set(found) == {(3, 0), (4, 0), (4, 1)}
    assert found[3, 0].share == Share(1, 10)  # once, though two lists have it
    assert found[4, 0].share == Share(4, 25)
    assert found[4, 0].problems == 2
    assert found[4, 1].share == Share(30, 100)
    assert found[4, 1].matched == Share(4, 25)
    assert found[4, 0].matched is None


def test_pools_weigh_what_is_expected_by_size(store):
    path = store(
        ("a", 1, 3, 1, {3: (0, 1), 4: (10, 30)}),
        ("b", 1, 4, 1, {4: (1, 4), 5: (5, 10)}),
        ("c", 0, 5, 1, {5: (2, 2)}),
        ("d", 1, 7, 1, {7: (0, 1), 8: (9, 9)}),  # nothing minimal of size 8
    )
    by_excess = {p.excess: p for p in pools(read(path, cells))}
    one = by_excess[1]
    assert one.share == Share(24, 49)
    assert one.compared == Share(15, 40)
    mean, low, high = one.expected
    assert mean == pytest.approx((30 * 1 / 4 + 10 * 1) / 40)
    assert low == pytest.approx((30 * wilson(1, 4)[0] + 10 * wilson(2, 2)[0]) / 40)
    assert high == pytest.approx((30 * wilson(1, 4)[1] + 10 * wilson(2, 2)[1]) / 40)
    assert by_excess[0].expected is None
    assert {p.question for p in by_excess.values()} == {Q}


def test_the_list_that_knows_most_counts(store):
    path = store(
        ("a", 1, 3, 0, {3: (1, 10), 4: (3, 40)}),
        ("a", 2, 3, 1, {3: (1, 12), 4: (5, 30)}),
        ("a", 3, 3, 0, {3: (9, 90)}),
    )
    assert [c.share for c in read(path, cells)] == [Share(1, 12), Share(5, 30)]
