"""How the price of search grows along a family: a table and a bar chart for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from minimesa.analysis.evaluators import bundle_bounds, least_size_b2
from minimesa.analysis.objective import objective
from minimesa.cli.price_text import VERDICT_STYLES, price_text
from minimesa.wording import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.pricing.price import Price
    from minimesa.problems.problem import Problem
    from minimesa.synthesis.result import Bound

_BAR = 40


@dataclass(frozen=True)
class Selection:
    """What there is to choose from in a problem with a utility.

    Attributes:
        candidates: the number of actions.
        evaluator: a lower bound on the least ``b2`` size of the largest score.
        ties: how many actions are best, on average over the rows of K.

    """

    candidates: int
    evaluator: int
    ties: float


def selection(problem: Problem) -> Selection | None:
    """Return the measures of a problem, None without a utility."""
    if problem.utility is None:
        return None
    goal = objective(problem)
    n = len(problem.relation.inputs)
    largest = max(
        bundle_bounds(tuple(bit.table for bit in score), n, least_size_b2)[0] if score else 0
        for score in goal.scores
    )
    pick = max if problem.utility.maximize else min
    ties = []
    for t in problem.relation.rows:
        ranks = [by_row[t] for by_row in goal.ranks if by_row[t] >= 0]
        if ranks:
            ties.append(ranks.count(pick(ranks)))
    return Selection(len(goal.actions), largest, sum(ties) / max(1, len(ties)))


def describe(prices: Sequence[tuple[Problem, Price]]) -> list[Text]:
    """Return a table with a row for each problem, then a bar for each price."""
    titles = ("problem", "inputs", "candidates", "evaluator", "ties", "least", "searching", "price")
    rows = []
    for problem, found in prices:
        measures = selection(problem)
        searching = found.searching.solution
        rows.append(
            (
                label(found.problem),
                str(len(problem.relation.inputs)),
                *(
                    (
                        str(measures.candidates),
                        f"{measures.evaluator}+ gates",
                        f"{measures.ties:.2f}",
                    )
                    if measures is not None
                    else ("-", "-", "-")
                ),
                _bound(found.plain.upper_bound),
                "-" if searching is None else _bound(searching.upper_bound),
                price_text(found),
            )
        )
    widths = [max(len(row[c]) for row in [titles, *rows]) for c in range(len(titles))]
    lines = [Text(""), Text("  " + _joined(titles, widths), style="cyan")]
    lines += [Text("  " + _joined(row, widths)) for row in rows]
    return [*lines, Text(""), *_bars(prices)]


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (
        cell.ljust(width) if c == 0 else cell.rjust(width)
        for c, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([first, *rest]).rstrip()


def _bound(bound: Bound) -> str:
    if isinstance(bound, tuple):
        return "(" + ", ".join(_bound(part) for part in bound) + ")"
    return "?" if bound is None else str(bound)


def last(bound: Bound) -> int | None:
    """Return what is minimised last in a price: a bar has one length."""
    return bound[-1] if isinstance(bound, tuple) else bound


def _bars(prices: Sequence[tuple[Problem, Price]]) -> list[Text]:
    """Return a bar for each price: ``#`` for what is proven, ``.`` up to what is known."""
    known = [(last(found.lower) or 0, last(found.upper)) for _, found in prices]
    longest = max(max(low, high or 0) for low, high in known)
    unit = max(1, min(4, _BAR // max(1, longest)))
    wide = max(len(label(found.problem)) for _, found in prices)
    lines = []
    for (_, found), (low, high) in zip(prices, known, strict=True):
        line = Text(f"  {label(found.problem):<{wide}}  ")
        line.append("#" * (unit * max(0, low)), style=VERDICT_STYLES[found.verdict])
        line.append("." * (unit * max(0, (low if high is None else high) - low)), style="dim")
        line.append(f" {price_text(found)}")
        lines.append(line)
    return lines
