"""The tables and views of the store, and how older files become newer ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

APPLICATION_ID = 0x4D4D5341
"""Marks the file as a store of minimesa ("MMSA")."""

TABLES = """
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
-- The circuits of a task, in the order in which they were found.
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
-- What searching costs beyond the optimum, between lower and upper (null: unknown): a number of
-- gates, or at objective depth,size a JSON array of levels and gates.
CREATE TABLE prices (
  task TEXT PRIMARY KEY REFERENCES tasks, requirement TEXT NOT NULL,
  lower ANY, upper ANY, verdict TEXT
) STRICT;
-- How many problems have which verdict, by definition and threshold.
CREATE VIEW verdict_map AS
  SELECT t.basis, t.objective, v.definition, v.variant, v.candidates, v.evaluator_gates,
         v."default", v.reachable,
         sum(v.verdict = 'upheld') AS upheld, sum(v.verdict = 'refuted') AS refuted,
         sum(v.verdict = 'open') AS open, sum(v.verdict = 'vacuous') AS vacuous,
         count(*) AS problems
  FROM verdicts v JOIN tasks t ON t.id = v.task
  GROUP BY t.basis, t.objective, v.definition, v.variant, v.candidates, v.evaluator_gates,
           v."default", v.reachable;
-- Every proven minimal circuit with a checked witness of search.
CREATE VIEW counterexamples AS
  SELECT p.name AS problem, t.basis, t.objective, f.definition, f.variant, f.candidates,
         f.evaluator_gates, f."default", f.reachable, c.size, c.circuit, f.finding, t.id AS task
  FROM findings f JOIN tasks t ON t.id = f.task JOIN problems p ON p.id = t.problem
  JOIN circuits c ON c.id = f.circuit JOIN results r ON r.task = t.id
  WHERE r.status = 'optimal' AND t.slack = 0;
-- What is not decided yet, with the last attempt at it.
CREATE VIEW open_tasks AS
  SELECT t.id AS task, p.name AS problem, t.basis, t.objective, t.slack, t.requirement,
         a.outcome, a.reason, a.seconds, a.limits
  FROM tasks t JOIN problems p ON p.id = t.problem
  LEFT JOIN attempts a ON a.id = (SELECT max(id) FROM attempts WHERE task = t.id)
  WHERE NOT EXISTS (SELECT 1 FROM results r WHERE r.task = t.id AND r.outcome = 'done');
"""

SCORE_BITS = """
DROP VIEW verdict_map;
DROP VIEW counterexamples;
ALTER TABLE verdicts RENAME TO older_verdicts;
ALTER TABLE rates RENAME TO older_rates;
ALTER TABLE findings RENAME TO older_findings;
-- What a definition at a threshold says of a task: fired of searched circuits have it.
CREATE TABLE verdicts (
  task TEXT NOT NULL REFERENCES tasks, definition TEXT NOT NULL, variant TEXT NOT NULL,
  candidates INTEGER NOT NULL, evaluator_gates INTEGER NOT NULL, "default" INTEGER NOT NULL,
  reachable INTEGER NOT NULL, score_bits INTEGER NOT NULL DEFAULT 1, verdict TEXT NOT NULL,
  fired INTEGER NOT NULL, searched INTEGER NOT NULL,
  PRIMARY KEY (
    task, definition, variant, candidates, evaluator_gates, "default", reachable, score_bits
  )
) STRICT, WITHOUT ROWID;
-- The same by size of the circuits, for depletion.
CREATE TABLE rates (
  task TEXT NOT NULL REFERENCES tasks, definition TEXT NOT NULL, variant TEXT NOT NULL,
  candidates INTEGER NOT NULL, evaluator_gates INTEGER NOT NULL, "default" INTEGER NOT NULL,
  reachable INTEGER NOT NULL, score_bits INTEGER NOT NULL DEFAULT 1, size INTEGER NOT NULL,
  fired INTEGER NOT NULL, searched INTEGER NOT NULL,
  PRIMARY KEY (
    task, definition, variant, candidates, evaluator_gates, "default", reachable, score_bits, size
  )
) STRICT, WITHOUT ROWID;
-- One verified witness for each question that fired.
CREATE TABLE findings (
  task TEXT NOT NULL REFERENCES tasks, definition TEXT NOT NULL, variant TEXT NOT NULL,
  candidates INTEGER NOT NULL, evaluator_gates INTEGER NOT NULL, "default" INTEGER NOT NULL,
  reachable INTEGER NOT NULL, score_bits INTEGER NOT NULL DEFAULT 1,
  circuit TEXT NOT NULL REFERENCES circuits, finding TEXT NOT NULL,
  PRIMARY KEY (
    task, definition, variant, candidates, evaluator_gates, "default", reachable, score_bits
  )
) STRICT, WITHOUT ROWID;
INSERT INTO verdicts
  SELECT task, definition, variant, candidates, evaluator_gates, "default", reachable, 1, verdict,
         fired, searched
  FROM older_verdicts;
INSERT INTO rates
  SELECT task, definition, variant, candidates, evaluator_gates, "default", reachable, 1, size,
         fired, searched
  FROM older_rates;
INSERT INTO findings
  SELECT task, definition, variant, candidates, evaluator_gates, "default", reachable, 1, circuit,
         finding
  FROM older_findings;
DROP TABLE older_verdicts;
DROP TABLE older_rates;
DROP TABLE older_findings;
-- How many problems have which verdict, by definition and threshold.
CREATE VIEW verdict_map AS
  SELECT t.basis, t.objective, v.definition, v.variant, v.candidates, v.evaluator_gates,
         v."default", v.reachable, v.score_bits,
         sum(v.verdict = 'upheld') AS upheld, sum(v.verdict = 'refuted') AS refuted,
         sum(v.verdict = 'open') AS open, sum(v.verdict = 'vacuous') AS vacuous,
         count(*) AS problems
  FROM verdicts v JOIN tasks t ON t.id = v.task
  GROUP BY t.basis, t.objective, v.definition, v.variant, v.candidates, v.evaluator_gates,
           v."default", v.reachable, v.score_bits;
-- Every proven minimal circuit with a checked witness of search.
CREATE VIEW counterexamples AS
  SELECT p.name AS problem, t.basis, t.objective, f.definition, f.variant, f.candidates,
         f.evaluator_gates, f."default", f.reachable, f.score_bits, c.size, c.circuit, f.finding,
         t.id AS task
  FROM findings f JOIN tasks t ON t.id = f.task JOIN problems p ON p.id = t.problem
  JOIN circuits c ON c.id = f.circuit JOIN results r ON r.task = t.id
  WHERE r.status = 'optimal' AND t.slack = 0;
"""
"""From scores of one bit to scores of any number of bits."""

MIGRATIONS: tuple[str, ...] = (TABLES, SCORE_BITS)
"""Statement lists, each of which takes a store from one version to the next, from 0, no tables."""


def migrate(db: sqlite3.Connection, migrations: tuple[str, ...] = MIGRATIONS) -> None:
    """Bring a store to the newest version, inside a transaction of the caller.

    It reads the version again, since another process may have been first.
    """
    version = db.execute("PRAGMA user_version").fetchone()[0]
    for script in migrations[version:]:
        for statement in script.split(";\n"):
            if statement.strip():
                db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {len(migrations)}")
