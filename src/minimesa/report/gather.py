"""What a report says, read from a store: every number is that of a query."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minimesa.errors import InputError
from minimesa.formats.json_format import circuit_from_json
from minimesa.report.depletion import QUESTION, cells, order, pools, question_of, question_order
from minimesa.report.revive import finding_from_json
from minimesa.report.words import limits_text, price_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from minimesa.analysis.finding import Finding
    from minimesa.circuit import Circuit
    from minimesa.report.depletion import Cell, Pool
    from minimesa.report.source import Query
    from minimesa.study.task import Question

STRENGTH = (
    "mediated", "selecting", "declared-all", "comparisons", "declared-lean", "replicated",
)  # fmt: skip
"""Definitions, those first that ask most."""


@dataclass(frozen=True)
class Tally:
    """A row of the verdict map: how many problems have each verdict."""

    basis: str
    objective: str
    question: Question
    upheld: int
    refuted: int
    open: int
    vacuous: int
    problems: int


@dataclass(frozen=True)
class Listing:
    """A task that lists circuits, with how many of its questions have each verdict.

    Attributes:
        problem: name of the problem.
        title: its title.
        inputs: its inputs, in bits.
        outputs: its outputs, in bits.
        basis: the basis.
        objective: the objective.
        slack: how many gates above the optimum were allowed.
        status: what is known of the optimum.
        size: size of the best circuit.
        depth: its depth.
        circuits: how many circuits were listed.
        complete: whether these are all; None where that was not asked.
        verdicts: how many questions have each verdict.

    """

    problem: str
    title: str
    inputs: int
    outputs: int
    basis: str
    objective: str
    slack: int
    status: str
    size: int | None
    depth: int | None
    circuits: int
    complete: bool | None
    verdicts: Mapping[str, int]


@dataclass(frozen=True)
class PriceRow:
    """The price of search of a problem by a definition; bounds are None where open."""

    problem: str
    basis: str
    objective: str
    requirement: str
    status: str
    size: int | None
    depth: int | None
    lower: int | str | None
    upper: int | str | None
    verdict: str


@dataclass(frozen=True)
class Counterexample:
    """A proven minimal circuit with verified findings on one set of wires.

    Attributes:
        problem: name of the problem.
        title: its title.
        inputs: its inputs, in bits.
        has_utility: whether it declares an objective.
        basis: the basis.
        objective: what the circuit is minimal in.
        size: its size.
        depth: its depth.
        task: identity of the task.
        circuit: the circuit.
        findings: each with the questions that it answers, the strongest first.

    """

    problem: str
    title: str
    inputs: int
    has_utility: bool
    basis: str
    objective: str
    size: int
    depth: int
    task: str
    circuit: Circuit
    findings: tuple[tuple[tuple[Question, ...], Finding], ...]


@dataclass(frozen=True)
class OpenTask:
    """A task that was not finished, and why."""

    problem: str
    basis: str
    objective: str
    slack: int
    requirement: str | None
    outcome: str
    reason: str
    seconds: float | None
    limits: str


@dataclass(frozen=True)
class Circumstances:
    """How and when a study was run.

    Attributes:
        first: when the first attempt ended (ISO 8601, UTC); None without attempts.
        last: when the last one did.
        attempts: how many attempts there were.
        seconds: of all attempts together.
        peak_memory: most MiB that an attempt used.
        versions: distinct sets of versions, in order of use.
        solvers: distinct solver profiles.
        limits: distinct limits, as JSON.
        evidence: for each solver that answered, how many bounds it refuted.

    """

    first: str | None
    last: str | None
    attempts: int
    seconds: float
    peak_memory: int | None
    versions: tuple[Mapping[str, str], ...]
    solvers: tuple[str, ...]
    limits: tuple[Mapping[str, Any], ...]
    evidence: Mapping[str, int]


@dataclass(frozen=True)
class Study:
    """Everything that a report says."""

    name: str
    circumstances: Circumstances
    tallies: tuple[Tally, ...]
    listings: tuple[Listing, ...]
    prices: tuple[PriceRow, ...]
    cells: tuple[Cell, ...]
    pools: tuple[Pool, ...]
    counterexamples: tuple[Counterexample, ...]
    open_tasks: tuple[OpenTask, ...]
    tasks: int


def gather(name: str, query: Query) -> Study:
    """Return what a store holds.

    Args:
        name: what to call the study.
        query: asks the store.

    Raises:
        InputError: the store holds what no study writes.

    """
    found = cells(query)
    return Study(
        name=name,
        circumstances=_circumstances(query),
        tallies=_tallies(query),
        listings=_listings(query),
        prices=_prices(query),
        cells=found,
        pools=pools(found),
        counterexamples=_counterexamples(query),
        open_tasks=_open(query),
        tasks=query("SELECT count(*) FROM tasks")[0][0],
    )


def _strongest_first(question: Question) -> tuple[Any, ...]:
    known = question.definition in STRENGTH
    rank = STRENGTH.index(question.definition) if known else len(STRENGTH)
    return (
        rank,
        question.default,
        question.reachable,
        -question.evaluator_gates,
        -question.candidates,
        question_order(question),
    )


def _tallies(query: Query) -> tuple[Tally, ...]:
    found = [
        Tally(
            row["basis"],
            row["objective"],
            question_of(row),
            row["upheld"],
            row["refuted"],
            row["open"],
            row["vacuous"],
            row["problems"],
        )
        for row in query("SELECT * FROM verdict_map")
    ]
    return tuple(sorted(found, key=order))


def _listings(query: Query) -> tuple[Listing, ...]:
    rows = query(
        "SELECT p.name, p.title, p.inputs, p.outputs, t.basis, t.objective, t.slack, r.*, "
        "  (SELECT json_group_object(verdict, number) FROM (SELECT verdict, count(*) AS number "
        "   FROM verdicts v WHERE v.task = t.id GROUP BY verdict)) AS verdicts "
        "FROM results r JOIN tasks t ON t.id = r.task JOIN problems p ON p.id = t.problem "
        "WHERE t.requirement IS NULL ORDER BY p.name, t.basis, t.objective DESC, t.slack, t.id"
    )
    return tuple(
        Listing(
            row["name"],
            row["title"],
            row["inputs"],
            row["outputs"],
            row["basis"],
            row["objective"],
            row["slack"],
            row["status"],
            row["size"],
            row["depth"],
            row["circuits"],
            None if row["complete"] is None else bool(row["complete"]),
            json.loads(row["verdicts"]),
        )
        for row in rows
    )


def _prices(query: Query) -> tuple[PriceRow, ...]:
    rows = query(
        "SELECT p.name, t.basis, t.objective, x.requirement, r.status, r.size, r.depth, x.lower, "
        "  x.upper, x.verdict "
        "FROM prices x JOIN tasks t ON t.id = x.task JOIN problems p ON p.id = t.problem "
        "JOIN results r ON r.task = t.id "
        "ORDER BY p.name, t.basis, t.objective DESC, x.requirement, t.id"
    )
    return tuple(
        PriceRow(
            row["name"],
            row["basis"],
            row["objective"],
            row["requirement"],
            row["status"],
            row["size"],
            row["depth"],
            price_text(row["lower"]),
            price_text(row["upper"]),
            row["verdict"] or "open",
        )
        for row in rows
    )


def _counterexamples(query: Query) -> tuple[Counterexample, ...]:
    groups: dict[tuple[str, str, str], list[tuple[Question, sqlite3.Row]]] = {}
    for row in query(
        "SELECT x.*, p.title, p.inputs, p.has_utility FROM counterexamples x "  # noqa: S608
        "JOIN tasks t ON t.id = x.task JOIN problems p ON p.id = t.problem "
        f"ORDER BY x.problem, x.basis, x.objective DESC, x.task, {QUESTION}"
    ):
        data = _json(row["finding"])
        key = (row["task"], row["circuit"], json.dumps(data.get("wires")))
        groups.setdefault(key, []).append((question_of(row), row))
    found = [_counterexample(members) for members in groups.values()]
    return tuple(sorted(found, key=lambda c: _strongest_first(c.findings[0][0][0])))


def _counterexample(members: list[tuple[Question, sqlite3.Row]]) -> Counterexample:
    row = members[0][1]
    circuit = circuit_from_json(_json(row["circuit"]))
    questions: dict[str, list[Question]] = {}
    for question, member in sorted(members, key=lambda m: _strongest_first(m[0])):
        questions.setdefault(member["finding"], []).append(question)
    return Counterexample(
        row["problem"],
        row["title"],
        row["inputs"],
        bool(row["has_utility"]),
        row["basis"],
        row["objective"],
        row["size"],
        circuit.depth,
        row["task"],
        circuit,
        tuple(
            (tuple(asked), finding_from_json(_json(text), circuit))
            for text, asked in questions.items()
        ),
    )


def _json(text: str) -> Any:  # noqa: ANN401 - any JSON
    try:
        value = json.loads(text)
    except ValueError as error:
        raise InputError(f"a circuit or finding in it is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise InputError("a circuit or finding in it is no JSON object")
    return value


def _open(query: Query) -> tuple[OpenTask, ...]:
    return tuple(
        OpenTask(
            row["problem"],
            row["basis"],
            row["objective"],
            row["slack"],
            row["requirement"],
            row["outcome"] or "not begun",
            row["reason"] or "",
            row["seconds"],
            "" if row["limits"] is None else limits_text(json.loads(row["limits"])),
        )
        for row in query(
            "SELECT * FROM open_tasks ORDER BY problem, basis, objective, slack, requirement, task"
        )
    )


def _circumstances(query: Query) -> Circumstances:
    totals = query(
        "SELECT min(finished) AS first, max(finished) AS last, count(*) AS attempts, "
        "total(seconds) AS seconds, max(peak_memory) AS peak FROM attempts"
    )[0]

    def distinct(column: str) -> list[str]:
        rows = query(f"SELECT {column} FROM attempts GROUP BY {column} ORDER BY min(id)")  # noqa: S608
        return [row[0] for row in rows]

    evidence = query(
        "SELECT json_extract(e.value, '$.solver') AS solver, count(*) AS number "
        "FROM results r, json_each(r.evidence) e "
        "WHERE json_extract(e.value, '$.verdict') = 'refuted' GROUP BY solver ORDER BY solver"
    )
    return Circumstances(
        totals["first"],
        totals["last"],
        totals["attempts"],
        totals["seconds"],
        totals["peak"],
        tuple(json.loads(text) for text in distinct("versions")),
        tuple(distinct("solver")),
        tuple(json.loads(text) for text in distinct("limits")),
        {str(row["solver"]): row["number"] for row in evidence},
    )
