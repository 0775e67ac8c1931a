"""The CSV files of a report: the tables of the store, with names instead of hashes."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from minimesa.controls.intervals import wilson
from minimesa.report.depletion import QUESTION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from minimesa.report.source import Query

_TASK = "p.name AS problem, t.basis, t.objective"
_JOIN = (
    "x JOIN tasks t ON t.id = x.task JOIN problems p ON p.id = t.problem "
    "JOIN results r ON r.task = x.task"
)
_ORDER = "ORDER BY p.name, t.basis, t.objective DESC, t.slack, t.id"
QUERIES = {
    "verdicts.csv": f"""
SELECT {_TASK}, {QUESTION}, x.verdict, x.fired, x.searched, r.status, r.size, r.depth, r.circuits,
       r.complete, t.id AS task
FROM verdicts {_JOIN} {_ORDER}, {QUESTION}
""",  # noqa: S608 - constants only
    "prices.csv": f"""
SELECT {_TASK}, x.requirement, r.status, r.size, r.depth, x.lower, x.upper, x.verdict, t.id AS task
FROM prices {_JOIN} {_ORDER}
""",  # noqa: S608 - constants only
    "rates.csv": f"""
SELECT {_TASK}, t.slack, p.inputs, {QUESTION}, r.size AS optimum, x.size, x.fired, x.searched,
       r.complete, t.id AS task
FROM rates {_JOIN} {_ORDER}, {QUESTION}, x.size
""",  # noqa: S608 - constants only
    "counterexamples.csv": f"""
SELECT problem, basis, objective, {QUESTION}, size, circuit, finding, task
FROM counterexamples ORDER BY problem, basis, objective DESC, task, {QUESTION}
""",  # noqa: S608 - constants only
}
"""The files, each with the query whose rows it holds."""


def tables(query: Query) -> dict[str, str]:
    """Return the CSV files of a store (RFC 4180, but lines end in a line feed), by name."""
    result = {}
    for name, text in QUERIES.items():
        rows = query(text)
        head = list(rows[0].keys()) if rows else _columns(query, text)
        values = [tuple(row) for row in rows]
        if name == "rates.csv":
            head += ["low", "high"]
            fired, searched = head.index("fired"), head.index("searched")
            values = [(*row, *map(_share, wilson(row[fired], row[searched]))) for row in values]
        result[name] = _csv(head, values)
    return result


def _share(share: float) -> str:
    return f"{share:.6f}"


def _columns(query: Query, text: str) -> list[str]:
    """Return the columns of a query without rows."""
    # One row of nulls has them.
    row = query(f"SELECT x.* FROM (SELECT 1) LEFT JOIN ({text}) x")[0]  # noqa: S608
    return list(row.keys())


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return buffer.getvalue()
