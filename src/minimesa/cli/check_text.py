"""The verdicts of a study as tables for people, with what they mean."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.text import Text

from minimesa.analysis import registry
from minimesa.wording import count, label, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from minimesa.study.plan import Plan
    from minimesa.study.results import Outcome, Price
    from minimesa.study.task import Question

VERDICTS = {
    "refuted": "some proven minimal circuit is such a search, with a checked witness: a "
    "counterexample to the conjecture",
    "upheld": "it is proven that no minimal circuit is such a search",
    "vacuous": "even the circuit that scores all candidates and picks a best one is no such "
    "search, so nothing follows",
    "open": "a limit was reached first",
}
"""The verdicts and what they mean, in the order of the table."""
_STYLES = {"refuted": "red", "upheld": "green", "vacuous": "dim", "open": "yellow"}


def describe_study(plan: Plan, known: Sequence[Outcome], path: Path) -> list[Text]:
    """Return the lines that ``check`` prints."""
    done = sum(outcome.outcome == "done" for outcome in known)
    problems = len({outcome.task.problem.name for outcome in known})
    lines = [
        Text(plain(plan.title), style="bold"),
        Text(
            f"  {count(problems, 'problems')}, {count(len(known), 'tasks')}: {done} decided, "
            f"{len(known) - done} undecided; kept in {plain(str(path))}"
        ),
    ]
    groups = list(dict.fromkeys((o.task.basis.name, o.task.objective) for o in known))
    for basis, objective in groups:
        members = [o for o in known if (o.task.basis.name, o.task.objective) == (basis, objective)]
        where = f"{objective} over {plain(basis)}"
        if any(outcome.verdicts for outcome in members):
            lines += [
                Text(""),
                Text(f"Is a minimal circuit a search? Problems by verdict, {where}"),
            ]
            lines += _table(_verdict_rows(members))
        if any(outcome.task.requirement for outcome in members):
            lines += [Text(""), Text(f"What does being a search cost beyond the least {where}?")]
            lines += _table(_price_rows(members))
    return [*lines, Text(""), *_legend(known)]


def _verdict_rows(members: Iterable[Outcome]) -> list[list[str]]:
    """Return the table of verdicts: a row for each question, with how many problems have which."""
    counts: dict[Question, Counter[str]] = {}
    for outcome in members:
        for verdict in outcome.verdicts:
            counts.setdefault(verdict.question, Counter())[verdict.verdict] += 1
    several = any(question.score_bits > 1 for question in counts)
    rows = [["definition", "variant", "k", "m", *["bits"] * several, *VERDICTS]]
    rows += [
        [
            question.definition,
            _variant(question),
            str(question.candidates or ""),
            str(question.evaluator_gates or ""),
            *[str(question.score_bits) if question.candidates else ""] * several,
            *(str(counted[verdict] or ".") for verdict in VERDICTS),
        ]
        for question, counted in counts.items()
    ]
    return rows


def _variant(question: Question) -> str:
    parts = [question.variant] if question.variant != "-" else []
    parts += ["default"] if question.default else []
    parts += ["reachable"] if question.reachable else []
    return " ".join(parts)


def _price_rows(members: Iterable[Outcome]) -> list[list[str]]:
    """Return the table of prices: a row for each problem, a column for each definition."""
    priced = [outcome for outcome in members if outcome.task.requirement is not None]
    definitions = list(dict.fromkeys(str(outcome.task.requirement) for outcome in priced))
    cells: dict[str, dict[str, str]] = {}
    for outcome in priced:
        row = cells.setdefault(label(outcome.task.problem.name), {})
        least = outcome.depth if outcome.task.objective.startswith("depth") else outcome.size
        if outcome.task.objective == "depth,size" and least is not None:
            row["least"] = f"{outcome.depth},{outcome.size}"
        else:
            # Another price of the problem may have settled it.
            row["least"] = row.get("least", "?") if least is None else str(least)
        row[str(outcome.task.requirement)] = _price(outcome.price)
    return [
        ["problem", "least", *definitions],
        *(
            [name, *(row.get(d, "") for d in ("least", *definitions))]
            for name, row in cells.items()
        ),
    ]


def _price(price: Price | None) -> str:
    """Return a price: a number, bounds as ``1..4``, at ``depth,size`` pairs."""
    if price is None:
        return "?"
    if price.verdict in (None, "vacuous"):
        return price.verdict or "infeasible"
    low, high = (_bound(bound) for bound in (price.lower, price.upper))
    return low if low == high else f"{low}..{'' if high == '?' else high}"


def _bound(bound: int | list[int | None] | None) -> str:
    if isinstance(bound, list):
        return ",".join("?" if part is None else str(part) for part in bound)
    return "?" if bound is None else str(bound)


def _table(rows: list[list[str]]) -> list[Text]:
    """Return rows as aligned lines: texts to the left, numbers to the right."""
    head = rows[0]
    left = [i < 2 and head[i] != "least" for i in range(len(head))]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    lines = []
    for row in rows:
        line = Text(" ")
        for i, cell in enumerate(row):
            padded = cell.ljust(widths[i]) if left[i] else cell.rjust(widths[i])
            style = _STYLES.get(head[i], "") if cell != "." else "dim"
            line.append(" ")
            line.append(padded, style="bold" if row is head else style)
        line.rstrip()
        lines.append(line)
    return lines


def _legend(known: Sequence[Outcome]) -> list[Text]:
    """Return what the tables mean: verdicts, definitions, and what those do not see."""
    questions = {verdict.question for outcome in known for verdict in outcome.verdicts}
    asked = {question.definition for question in questions}
    asked |= {str(o.task.requirement) for o in known if o.task.requirement is not None}
    definitions = [d for d in registry.DEFINITIONS if d.name in asked]
    lines = []
    if questions:
        lines += [Text(f"  {verdict}: {meaning}") for verdict, meaning in VERDICTS.items()]
        text = "  k: candidates that are compared; m: gates that scoring one takes at least"
        if any(question.score_bits > 1 for question in questions):
            text += "; bits: of a score"
        lines.append(Text(text))
    if any(outcome.task.requirement for outcome in known):
        lines.append(
            Text(
                "  cost: gates beyond the least circuit; 0 is a counterexample, more upholds the "
                "conjecture"
            )
        )
    lines.append(Text("By definition a circuit is a search if"))
    lines += [Text(f"  {d.name}: {d.summary}") for d in definitions]
    unseen = dict.fromkeys(limit for d in definitions for limit in d.limits)
    lines.append(Text("None of this sees, by choice:"))
    # A definition may say the same with an exception: that is said once.
    lines += [
        Text(f"  - {limit}")
        for limit in unseen
        if not any(other.startswith(f"{limit} (") for other in unseen)
    ]
    return lines
