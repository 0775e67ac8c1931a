"""The store: one SQLite file with every problem, task, attempt, circuit, finding and verdict.

Each result is one transaction, in WAL mode with full synchronisation, so a kill or power cut loses
at most the tasks in flight. Several processes may write one store: a task's result is replaced as
a whole, and only by one that is at least as good. `minimesa.study.schema` has the tables and views.
"""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from minimesa.errors import InputError
from minimesa.study import schema
from minimesa.study.task import Limits, digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from minimesa.study.task import Task

BUSY_SECONDS = 60
"""How long a writer waits for another one."""


@dataclass(frozen=True)
class Attempt:
    """Circumstances of an attempt at a task."""

    limits: Limits
    solver: str
    host: str
    versions: Mapping[str, str]


class Store:
    """An open store; used with ``with``.

    Raises:
        InputError: the file is no store, is of a newer version, or cannot be opened.

    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            self._open()
        except sqlite3.Error as error:
            raise InputError(f"cannot use it as a store: {error}", file=str(path)) from error

    def _open(self) -> None:
        db = self._db
        newest = len(schema.MIGRATIONS)
        version = db.execute("PRAGMA user_version").fetchone()[0]
        empty = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if not empty and db.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
            raise InputError("this SQLite file is no store of minimesa", file=str(self.path))
        if version > newest:
            raise InputError(
                f"schema version {version} is newer than this program's {newest}",
                file=str(self.path),
            )
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        if version == newest:
            return
        self._begin_wal()
        with self._transaction():
            schema.migrate(db, schema.MIGRATIONS)

    def _begin_wal(self) -> None:
        """Switch to a write-ahead log; SQLite does not wait for other processes that do so."""
        give_up = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError:
                if time.monotonic() > give_up:
                    raise
                time.sleep(0.05)
            else:
                return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """Return the rows of a query, for reports."""
        return self._db.execute(query, parameters).fetchall()

    def finished(self, identities: Sequence[str]) -> dict[str, tuple[str, Limits]]:
        """Return, for tasks that have an attempt, the best outcome and the largest limits tried."""
        found: dict[str, tuple[str, Limits]] = {}
        wanted = set(identities)
        for row in self._db.execute(
            "SELECT a.task, a.limits, a.outcome = 'crashed' AS crashed, "
            "coalesce(r.outcome, a.outcome) AS outcome "
            "FROM attempts a LEFT JOIN results r ON r.task = a.task ORDER BY a.id"
        ):
            known = found.get(row["task"])
            if row["task"] not in wanted or (known is not None and row["crashed"]):
                continue
            limits = Limits(**json.loads(row["limits"]))
            if known is not None and known[0] != "crashed" and not limits.beyond(known[1]):
                limits = known[1]
            found[row["task"]] = (row["outcome"], limits)
        return found

    def is_done(self, identity: str) -> bool:
        """Tell whether a task is decided, perhaps by another process."""
        query = "SELECT 1 FROM results WHERE task = ? AND outcome = 'done'"
        return self._db.execute(query, (identity,)).fetchone() is not None

    def save(self, task: Task, record: Mapping[str, Any], attempt: Attempt) -> None:
        """Keep the record of one attempt; see `save_all`."""
        self.save_all([(task, record)], attempt)

    def save_all(self, results: Iterable[tuple[Task, Mapping[str, Any]]], attempt: Attempt) -> None:
        """Keep the records of attempts, in one transaction.

        A result replaces an earlier one unless that says more.

        Raises:
            InputError: the disk is full, or the file cannot be written.

        """
        try:
            with self._transaction():
                for task, record in results:
                    self._save(task, record, attempt)
        except sqlite3.Error as error:
            raise InputError(
                f"cannot write to the store: {error}; what it holds is safe, and a rerun goes on "
                "from there",
                file=str(self.path),
            ) from error

    def _save(self, task: Task, record: Mapping[str, Any], attempt: Attempt) -> None:
        db, identity = self._db, task.identity
        problem = digest([task.problem.name, json.loads(task.preimage)["relation"]])
        relation = task.problem.relation
        db.execute(
            "INSERT OR IGNORE INTO problems VALUES (?, ?, ?, ?, ?, ?)",
            (
                problem,
                task.problem.name,
                task.problem.title,
                len(relation.inputs),
                len(relation.outputs),
                task.problem.utility is not None,
            ),
        )
        db.execute(
            "INSERT OR IGNORE INTO tasks VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                identity,
                problem,
                task.basis.name,
                task.objective,
                task.slack,
                task.requirement,
                task.preimage,
            ),
        )
        number = db.execute(
            "INSERT INTO attempts (task, finished, outcome, reason, seconds, peak_memory, limits, "
            "solver, host, versions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                identity,
                datetime.now(UTC).isoformat(timespec="seconds"),
                record["outcome"],
                record["reason"],
                record["seconds"],
                record.get("peak_memory"),
                json.dumps(attempt.limits.to_json()),
                attempt.solver,
                attempt.host,
                json.dumps(dict(attempt.versions)),
            ),
        ).lastrowid
        if record["outcome"] not in ("done", "open"):
            return
        known = self._known(identity)
        if known[0] or known > _weight(record):
            return
        for table in ("task_circuits", "verdicts", "rates", "findings", "prices", "results"):
            db.execute(f"DELETE FROM {table} WHERE task = ?", (identity,))  # noqa: S608 - constants
        self._save_result(identity, number, record)

    def _known(self, identity: str) -> tuple[bool, int, int]:
        """Return how much the store knows of a task, in the order of `_weight`."""
        row = self._db.execute(
            "SELECT outcome = 'done', circuits, (SELECT count(*) FROM verdicts v "
            "WHERE v.task = r.task AND v.verdict != 'open') FROM results r WHERE task = ?",
            (identity,),
        ).fetchone()
        return (False, -1, -1) if row is None else (bool(row[0]), row[2], row[1])

    def _save_result(self, identity: str, number: int | None, record: Mapping[str, Any]) -> None:
        db = self._db
        complete = record["complete"]
        db.execute(
            "INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                identity,
                number,
                record["outcome"],
                record["status"],
                record["size"],
                record["depth"],
                record["circuit_count"],
                None if complete is None else int(complete),
                json.dumps(record["evidence"]),
            ),
        )
        names: dict[int, str] = {}
        for position, circuit in record["circuits"].items():
            text = json.dumps(circuit, sort_keys=True)
            names[int(position)] = digest(circuit)
            db.execute(
                "INSERT OR IGNORE INTO circuits VALUES (?, ?, ?)",
                (names[int(position)], len(circuit["gates"]), text),
            )
            db.execute(
                "INSERT INTO task_circuits VALUES (?, ?, ?)",
                (identity, int(position), names[int(position)]),
            )
        for table, key in (("verdicts", "verdicts"), ("rates", "rates")):
            for row in record[key]:
                marks = ", ".join("?" * (len(row) + 1))
                db.execute(f"INSERT INTO {table} VALUES ({marks})", (identity, *row))  # noqa: S608
        for witness in record["witnesses"]:
            db.execute(
                "INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    identity,
                    *witness["question"],
                    names[witness["circuit"]],
                    json.dumps(witness["finding"]),
                ),
            )
        if "price" in record:
            requirement, lower, upper, verdict = record["price"]
            db.execute(
                "INSERT INTO prices VALUES (?, ?, ?, ?, ?)",
                (identity, requirement, _bound(lower), _bound(upper), verdict),
            )


def _weight(record: Mapping[str, Any]) -> tuple[bool, int, int]:
    """Return how much a record says: whether all is decided, verdicts, circuits."""
    decided = sum(row[-3] != "open" for row in record["verdicts"])
    return record["outcome"] == "done", decided, record["circuit_count"]


def _bound(bound: int | tuple[int | None, ...] | None) -> int | str | None:
    """Return a price as it is stored: a number, or pairs as JSON."""
    return json.dumps(bound) if isinstance(bound, tuple | list) else bound
