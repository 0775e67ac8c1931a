"""The store: one SQLite file with every problem, task, attempt, circuit, finding and verdict.

Each result is one transaction, in WAL mode with full synchronisation, so a kill or power cut loses
at most the tasks in flight. Several processes may write one store: a task's result is replaced as
a whole, and only by one that is at least as good. Tables and views are described by `SCHEMA`.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from minimesa.errors import InputError
from minimesa.study.task import Limits, digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from minimesa.study.task import Task

SCHEMA_VERSION = 1
APPLICATION_ID = 0x4D4D5341
"""Marks the file as a store of minimesa ("MMSA")."""
BUSY_SECONDS = 60

SCHEMA = """
-- A problem as it was read: its relation is part of the preimage of each of its tasks.
CREATE TABLE problems (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, title TEXT NOT NULL,
  inputs INTEGER NOT NULL, outputs INTEGER NOT NULL, has_utility INTEGER NOT NULL
) STRICT;
-- A question of a study; id is a hash of preimage (JSON), limits are not part of it.
CREATE TABLE tasks (
  id TEXT PRIMARY KEY, problem TEXT NOT NULL REFERENCES problems, basis TEXT NOT NULL,
  objective TEXT NOT NULL, slack INTEGER NOT NULL, requirement TEXT, preimage TEXT NOT NULL
) STRICT;
-- Every time a task was tried: outcome is done, open, failed or crashed.
CREATE TABLE attempts (
  id INTEGER PRIMARY KEY, task TEXT NOT NULL REFERENCES tasks, finished TEXT NOT NULL,
  outcome TEXT NOT NULL, reason TEXT, seconds REAL NOT NULL, peak_memory INTEGER,
  limits TEXT NOT NULL, solver TEXT NOT NULL, host TEXT NOT NULL, versions TEXT NOT NULL
) STRICT;
-- The best result of a task; complete is null for prices.
CREATE TABLE results (
  task TEXT PRIMARY KEY REFERENCES tasks, attempt INTEGER NOT NULL REFERENCES attempts,
  outcome TEXT NOT NULL, status TEXT NOT NULL, size INTEGER, depth INTEGER,
  circuits INTEGER NOT NULL, complete INTEGER, evidence TEXT NOT NULL
) STRICT;
-- A circuit in canonical form, each once.
CREATE TABLE circuits (
  id TEXT PRIMARY KEY, size INTEGER NOT NULL, circuit TEXT NOT NULL
) STRICT;
CREATE TABLE task_circuits (
  task TEXT NOT NULL REFERENCES tasks, number INTEGER NOT NULL,
  circuit TEXT NOT NULL REFERENCES circuits, PRIMARY KEY (task, number)
) STRICT, WITHOUT ROWID;
-- What a definition at a threshold says of a task: fired of searched circuits have it.
CREATE TABLE verdicts (
  task TEXT NOT NULL REFERENCES tasks, definition TEXT NOT NULL, variant TEXT NOT NULL,
  candidates INTEGER NOT NULL, evaluator_gates INTEGER NOT NULL, "default" INTEGER NOT NULL,
  reachable INTEGER NOT NULL, verdict TEXT NOT NULL, fired INTEGER NOT NULL,
  searched INTEGER NOT NULL,
  PRIMARY KEY (task, definition, variant, candidates, evaluator_gates, "default", reachable)
) STRICT, WITHOUT ROWID;
-- The same by size of the circuits, for depletion.
CREATE TABLE rates (
  task TEXT NOT NULL REFERENCES tasks, definition TEXT NOT NULL, variant TEXT NOT NULL,
  candidates INTEGER NOT NULL, evaluator_gates INTEGER NOT NULL, "default" INTEGER NOT NULL,
  reachable INTEGER NOT NULL, size INTEGER NOT NULL, fired INTEGER NOT NULL,
  searched INTEGER NOT NULL,
  PRIMARY KEY (task, definition, variant, candidates, evaluator_gates, "default", reachable, size)
) STRICT, WITHOUT ROWID;
-- One verified witness for each question that fired.
CREATE TABLE findings (
  task TEXT NOT NULL REFERENCES tasks, definition TEXT NOT NULL, variant TEXT NOT NULL,
  candidates INTEGER NOT NULL, evaluator_gates INTEGER NOT NULL, "default" INTEGER NOT NULL,
  reachable INTEGER NOT NULL, circuit TEXT NOT NULL REFERENCES circuits, finding TEXT NOT NULL,
  PRIMARY KEY (task, definition, variant, candidates, evaluator_gates, "default", reachable)
) STRICT, WITHOUT ROWID;
CREATE TABLE prices (
  task TEXT PRIMARY KEY REFERENCES tasks, requirement TEXT NOT NULL,
  lower INTEGER, upper INTEGER, verdict TEXT NOT NULL
) STRICT;
CREATE VIEW verdict_map AS
  SELECT t.basis, t.objective, v.definition, v.variant, v.candidates, v.evaluator_gates,
         v."default", v.reachable,
         sum(v.verdict = 'upheld') AS upheld, sum(v.verdict = 'refuted') AS refuted,
         sum(v.verdict = 'open') AS open, sum(v.verdict = 'vacuous') AS vacuous,
         count(*) AS problems
  FROM verdicts v JOIN tasks t ON t.id = v.task
  GROUP BY t.basis, t.objective, v.definition, v.variant, v.candidates, v.evaluator_gates,
           v."default", v.reachable;
CREATE VIEW counterexamples AS
  SELECT p.name AS problem, t.basis, t.objective, f.definition, f.variant, f.candidates,
         f.evaluator_gates, f."default", f.reachable, c.size, c.circuit, f.finding, t.id AS task
  FROM findings f JOIN tasks t ON t.id = f.task JOIN problems p ON p.id = t.problem
  JOIN circuits c ON c.id = f.circuit JOIN results r ON r.task = t.id
  WHERE r.status = 'optimal' AND t.slack = 0;
CREATE VIEW open_tasks AS
  SELECT t.id AS task, p.name AS problem, t.basis, t.objective, t.slack, t.requirement,
         a.outcome, a.reason, a.seconds, a.limits
  FROM tasks t JOIN problems p ON p.id = t.problem
  LEFT JOIN attempts a ON a.id = (SELECT max(id) FROM attempts WHERE task = t.id)
  WHERE NOT EXISTS (SELECT 1 FROM results r WHERE r.task = t.id AND r.outcome = 'done');
"""


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
        version = db.execute("PRAGMA user_version").fetchone()[0]
        empty = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if not empty and db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise InputError("this SQLite file is no store of minimesa", file=str(self.path))
        if version > SCHEMA_VERSION:
            raise InputError(
                f"schema version {version} is newer than this program's {SCHEMA_VERSION}",
                file=str(self.path),
            )
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        if empty:
            with self._transaction():
                # Another process may have been first.
                if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    for statement in SCHEMA.split(";\n"):
                        if statement.strip():
                            db.execute(statement)
                    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

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
            "SELECT a.task, a.limits, coalesce(r.outcome, a.outcome) AS outcome "
            "FROM attempts a LEFT JOIN results r ON r.task = a.task ORDER BY a.id"
        ):
            if row["task"] in wanted:
                limits = Limits(**json.loads(row["limits"]))
                known = found.get(row["task"])
                if known is None or limits.beyond(known[1]):
                    found[row["task"]] = (row["outcome"], limits)
                else:
                    found[row["task"]] = (row["outcome"], known[1])
        return found

    def save(self, task: Task, record: Mapping[str, Any], attempt: Attempt) -> None:
        """Keep the record of an attempt, in one transaction.

        A result replaces an earlier one unless that was done and this one is not.

        Raises:
            InputError: the disk is full, or the file cannot be written.

        """
        try:
            with self._transaction():
                self._save(task, record, attempt)
        except sqlite3.Error as error:
            raise InputError(f"cannot write to the store: {error}", file=str(self.path)) from error

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
        known = db.execute("SELECT outcome FROM results WHERE task = ?", (identity,)).fetchone()
        if known is not None and known["outcome"] == "done":
            return
        for table in ("task_circuits", "verdicts", "rates", "findings", "prices", "results"):
            db.execute(f"DELETE FROM {table} WHERE task = ?", (identity,))  # noqa: S608 - constants
        self._save_result(identity, number, record)

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
                "INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    identity,
                    *witness["question"],
                    names[witness["circuit"]],
                    json.dumps(witness["finding"]),
                ),
            )
        if "price" in record:
            db.execute("INSERT INTO prices VALUES (?, ?, ?, ?, ?)", (identity, *record["price"]))
