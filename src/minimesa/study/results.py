"""What a store knows of the tasks of a plan, one value a task."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minimesa.study.task import Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from minimesa.study.store import Store
    from minimesa.study.task import Task


@dataclass(frozen=True)
class Witness:
    """A minimal circuit that answers a question with yes, and why."""

    circuit: dict[str, Any]
    finding: dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What is known of one question of a task: ``fired`` of ``searched`` circuits have it."""

    question: Question
    verdict: str
    fired: int
    searched: int
    witness: Witness | None = None


@dataclass(frozen=True)
class Price:
    """What a search costs beyond the optimum: bounds, None where unknown, and a verdict.

    A bound is a number of gates, or at objective ``depth,size`` a list of levels and gates. The
    verdict is None for a problem that no circuit solves.
    """

    lower: int | list[int | None] | None
    upper: int | list[int | None] | None
    verdict: str | None


@dataclass(frozen=True)
class Outcome:
    """A task and what is known of it.

    Attributes:
        task: the task.
        outcome: ``done``, ``open``, ``failed``, ``crashed``, or None if it was never tried.
        reason: why it is not done.
        status: that of the optimum; ``unknown`` without a result.
        size: gates (or summed cost) of a minimal circuit.
        depth: its levels.
        circuits: how many circuits are known.
        complete: whether these are all; None for a price.
        verdicts: on each question, in the order of the plan.
        price: for a task that asks for one.

    """

    task: Task
    outcome: str | None
    reason: str | None
    status: str = "unknown"
    size: int | None = None
    depth: int | None = None
    circuits: int = 0
    complete: bool | None = None
    verdicts: tuple[Verdict, ...] = ()
    price: Price | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the row that ``check --json`` prints."""
        price = {}
        if self.task.requirement is not None:
            known = self.price or Price(None, None, "open")
            price[self.task.requirement] = {
                "lower": known.lower,
                "upper": known.upper,
                "verdict": known.verdict,
            }
        return {
            "problem": self.task.problem.name,
            "basis": self.task.basis.name,
            "objective": self.task.objective,
            "slack": self.task.slack,
            "outcome": self.outcome or "missing",
            "reason": self.reason,
            "status": self.status,
            "size": self.size,
            "depth": self.depth,
            "circuits": self.circuits,
            "complete": self.complete,
            "verdicts": [
                {
                    "definition": verdict.question.definition,
                    "variant": verdict.question.variant,
                    "candidates": verdict.question.candidates,
                    "evaluator_gates": verdict.question.evaluator_gates,
                    "default": verdict.question.default,
                    "reachable": verdict.question.reachable,
                    "score_bits": verdict.question.score_bits,
                    "verdict": verdict.verdict,
                    "fired": verdict.fired,
                    "searched": verdict.searched,
                    "witnesses": []
                    if verdict.witness is None
                    else [{"circuit": verdict.witness.circuit, "finding": verdict.witness.finding}],
                }
                for verdict in self.verdicts
            ],
            "price_of_search": price,
        }


def outcomes(tasks: Sequence[Task], store: Store) -> list[Outcome]:
    """Return what the store knows of each task, in their order."""
    wanted = {task.identity for task in tasks}

    def rows(query: str) -> Iterable[Any]:
        return (row for row in store.rows(query) if row["task"] in wanted)

    tried = {
        row["task"]: row for row in rows("SELECT task, outcome, reason FROM attempts ORDER BY id")
    }
    known = {row["task"]: row for row in rows("SELECT * FROM results")}
    prices = {row["task"]: row for row in rows("SELECT * FROM prices")}
    witnesses = {
        (row["task"], _question(row)): Witness(json.loads(row["drawn"]), json.loads(row["finding"]))
        for row in rows(
            "SELECT f.*, c.circuit AS drawn FROM findings f JOIN circuits c ON c.id = f.circuit"
        )
    }
    verdicts: dict[str, dict[Question, Any]] = {}
    for row in rows("SELECT * FROM verdicts"):
        verdicts.setdefault(row["task"], {})[_question(row)] = row

    def outcome(task: Task) -> Outcome:
        identity = task.identity
        attempt, result = tried.get(identity), known.get(identity)
        if result is None:
            open_verdicts = tuple(Verdict(question, "open", 0, 0) for question in _asked(task))
            return Outcome(
                task,
                None if attempt is None else attempt["outcome"],
                None if attempt is None else attempt["reason"],
                verdicts=open_verdicts,
            )
        said = verdicts.get(identity, {})
        price = prices.get(identity)
        complete = result["complete"]
        return Outcome(
            task,
            result["outcome"],
            None if result["outcome"] == "done" else attempt and attempt["reason"],
            result["status"],
            result["size"],
            result["depth"],
            result["circuits"],
            None if complete is None else bool(complete),
            tuple(
                Verdict(
                    question,
                    said[question]["verdict"],
                    said[question]["fired"],
                    said[question]["searched"],
                    witnesses.get((identity, question)),
                )
                for question in _asked(task)
                if question in said
            ),
            None
            if price is None
            else Price(_bound(price["lower"]), _bound(price["upper"]), price["verdict"]),
        )

    return [outcome(task) for task in tasks]


def _asked(task: Task) -> tuple[Question, ...]:
    """Return the questions that a task gives verdicts on: none with slack."""
    return () if task.slack else task.questions


def _question(row: Any) -> Question:  # noqa: ANN401 - a row of SQLite
    return Question(
        row["definition"],
        row["variant"],
        row["candidates"],
        row["evaluator_gates"],
        bool(row["default"]),
        bool(row["reachable"]),
        row["score_bits"],
    )


def _bound(stored: int | str | None) -> int | list[int | None] | None:
    bound: int | list[int | None] | None = json.loads(stored) if isinstance(stored, str) else stored
    return bound
