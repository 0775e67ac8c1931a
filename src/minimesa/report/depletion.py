"""How often definitions fire among minimal circuits, and among circuits with gates to spare.

A larger circuit fires more often by size alone, so circuits with slack stand beside circuits of
equal size, inputs and basis that are minimal for their own function.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from minimesa.analysis import registry
from minimesa.analysis.finding import VARIANTS
from minimesa.controls.intervals import wilson
from minimesa.study.task import Question

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from minimesa.report.gather import Tally
    from minimesa.report.source import Query

QUESTION = 'definition, variant, candidates, evaluator_gates, "default", reachable, score_bits'
"""The columns of a question, in the order of its fields."""

# A circuit with one spare gate is listed by every task with slack 1 or more: it counts once, in
# the task that knows most of such circuits.
CELLS = f"""
WITH every AS (
  SELECT t.basis, t.objective, x.*, p.inputs, r.size AS optimum,
         row_number() OVER (
           PARTITION BY t.problem, t.basis, t.objective, x.definition, x.variant, x.candidates,
                        x.evaluator_gates, x."default", x.reachable, x.score_bits, x.size
           ORDER BY r.complete DESC, x.searched DESC, t.slack, t.id
         ) AS place
  FROM rates x JOIN tasks t ON t.id = x.task JOIN results r ON r.task = t.id
  JOIN problems p ON p.id = t.problem
  WHERE r.status = 'optimal'
)
SELECT basis, objective, {QUESTION}, inputs, size, size - optimum AS excess,
       count(*) AS problems, sum(fired) AS fired, sum(searched) AS searched
FROM every WHERE place = 1
GROUP BY basis, objective, {QUESTION}, inputs, size, excess
ORDER BY basis, objective, {QUESTION}, excess, inputs, size
"""  # noqa: S608 - constants only


@dataclass(frozen=True)
class Share:
    """How many of some circuits have a structure.

    Attributes:
        fired: how many have it.
        searched: of how many.

    """

    fired: int
    searched: int

    @property
    def rate(self) -> float | None:
        """The share; None where nothing was searched."""
        return self.fired / self.searched if self.searched else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95% interval, which takes the circuits as independent."""
        return wilson(self.fired, self.searched)


@dataclass(frozen=True)
class Cell:
    """Circuits alike in basis, objective, inputs, size and size above their optimum.

    Attributes:
        basis: the basis.
        objective: what the optimum is of.
        question: the definition at a threshold.
        inputs: inputs of the problems.
        size: size of the circuits.
        excess: their size above the least for their problem.
        problems: how many problems have such circuits.
        share: how many fire.
        matched: the same of circuits of equal size that are minimal for their own problem; None
            where there are none, and for minimal circuits, which have none but themselves.

    """

    basis: str
    objective: str
    question: Question
    inputs: int
    size: int
    excess: int
    problems: int
    share: Share
    matched: Share | None


@dataclass(frozen=True)
class Pool:
    """Cells of the same size above the optimum together.

    Attributes:
        basis: the basis.
        objective: what the optimum is of.
        question: the definition at a threshold.
        excess: size above the optimum.
        share: how many fire.
        compared: how many of them there are circuits of equal size to compare with.
        expected: the share of those that would fire at the rates of minimal circuits of equal
            size, and bounds of it from the intervals of these rates; None where nothing can be
            compared.

    """

    basis: str
    objective: str
    question: Question
    excess: int
    share: Share
    compared: Share
    expected: tuple[float, float, float] | None


def cells(query: Query) -> tuple[Cell, ...]:
    """Return the cells of a store, by basis, objective, question and excess."""
    found = [
        (
            (row["basis"], row["objective"], question_of(row), row["inputs"], row["size"]),
            row["excess"],
            row["problems"],
            Share(row["fired"], row["searched"]),
        )
        for row in query(CELLS)
    ]
    minimal = {key: share for key, excess, _, share in found if excess == 0}
    result = [
        Cell(*key, excess, problems, share, minimal.get(key) if excess else None)
        for key, excess, problems, share in found
    ]
    return tuple(sorted(result, key=lambda c: (order(c), c.excess, c.inputs, c.size)))


def question_order(question: Question) -> tuple[object, ...]:
    """Return a key that sorts questions as definitions and variants are listed, then by number."""
    names = [definition.name for definition in registry.DEFINITIONS]
    variants = list(VARIANTS)
    return (
        names.index(question.definition) if question.definition in names else len(names),
        question.definition,
        question.default,
        question.reachable,
        variants.index(question.variant) if question.variant in variants else len(variants),
        question.score_bits,
        question.candidates,
        question.evaluator_gates,
    )


def order(row: Cell | Pool | Tally) -> tuple[object, ...]:
    """Return a key that sorts rows by basis, objective (size first) and question."""
    return row.basis, row.objective != "size", row.objective, question_order(row.question)


def question_of(row: sqlite3.Row) -> Question:
    """Return the question that a row with its columns speaks of."""
    return Question(
        row["definition"],
        row["variant"],
        row["candidates"],
        row["evaluator_gates"],
        bool(row["default"]),
        bool(row["reachable"]),
        row["score_bits"],
    )


def pools(found: Sequence[Cell]) -> tuple[Pool, ...]:
    """Return cells that differ in inputs and size alone as one; the cells are in order."""

    def key(cell: Cell) -> tuple[str, str, Question, int]:
        return cell.basis, cell.objective, cell.question, cell.excess

    result = []
    for (basis, objective, question, excess), group in groupby(found, key):
        members = list(group)
        pairs = [(c.share, c.matched) for c in members if c.matched and c.matched.searched]
        result.append(
            Pool(
                basis,
                objective,
                question,
                excess,
                _sum([cell.share for cell in members]),
                _sum([share for share, _ in pairs]),
                _expected(pairs),
            )
        )
    return tuple(result)


def _expected(pairs: Sequence[tuple[Share, Share]]) -> tuple[float, float, float] | None:
    """Return the mean of the rates of the second shares, weighted by the first, with bounds."""
    total = sum(share.searched for share, _ in pairs)
    if not total:
        return None
    rates = [(matched.rate or 0.0, *matched.interval) for _, matched in pairs]
    mean, low, high = (
        sum(share.searched * rate[i] for (share, _), rate in zip(pairs, rates, strict=True)) / total
        for i in range(3)
    )
    return mean, low, high


def _sum(shares: Sequence[Share]) -> Share:
    return Share(sum(s.fired for s in shares), sum(s.searched for s in shares))
