"""The parts of a report with figures: depletion, and the counterexamples drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.drawing.marks import marks_of
from minimesa.drawing.svg import draw
from minimesa.errors import InputError
from minimesa.report import words
from minimesa.report.charts import panels
from minimesa.report.document import (
    Block,
    Code,
    Figure,
    Link,
    Paragraph,
    Section,
    Table,
    compact,
    printable,
)

if TYPE_CHECKING:
    from minimesa.analysis.finding import Finding
    from minimesa.circuit import Circuit
    from minimesa.report.depletion import Pool
    from minimesa.report.gather import Counterexample, Study
    from minimesa.report.phrases import Phrases
    from minimesa.study.task import Question

MOST_DRAWN = 300
"""Counterexamples that are drawn; all are in counterexamples.csv."""
POOLED = (
    "Rates by spare gates, all sizes together. Compared are the circuits for which there are "
    "minimal ones of equal size; expected is the rate at which those would fire"
)
QUESTION = ("definition", "variant", "k", "m", "bits", "flags")


def depletion(study: Study) -> Section:
    """Return how often definitions fire by size above the optimum."""
    title, anchor = "Depletion", "depletion"
    if not study.pools:
        return Section(title, anchor, (Paragraph("No circuits were searched."),))
    spare = any(pool.excess for pool in study.pools)
    text = (
        "How often each definition fires, among minimal circuits and among circuits with gates to "
        "spare. If minimality drives search out, the rate rises with the spare gates; but larger "
        "circuits fire more often anyway. So beside each rate stands the one to compare it with: "
        "that of circuits of equal size, inputs and basis that are minimal for their own problem "
        "(in the figures a diamond beside the dot; the table says how many can be compared). "
        "Intervals are Wilson's, at 95%; they take circuits as independent, which those of one "
        "problem are not, and so are too narrow."
    )
    if not spare:
        text += " No list of this study has spare gates: only minimal circuits are counted here."
    firing = {(p.basis, p.objective, p.question) for p in study.pools if p.share.fired}
    silent = {(p.basis, p.objective, p.question) for p in study.pools} - firing
    if silent:
        text += f" {len(silent)} rows of the verdict map that never fire are left out; they are in "
        text += "rates.csv."
    if not firing:
        return Section(title, anchor, (Paragraph(text),))
    blocks: list[Block] = [Paragraph(text)]
    if spare:
        blocks += [
            Figure(svg, caption)
            for svg, caption in panels(
                [p for p in study.pools if (p.basis, p.objective, p.question) in firing]
            )
        ]
    pooled = tuple(
        (
            p.basis, p.objective, *words.columns(p.question), p.excess, p.share.fired,
            p.share.searched, p.share.rate, *p.share.interval,
            *_compared(p),
        )
        for p in study.pools
        if (p.basis, p.objective, p.question) in firing
    )  # fmt: skip
    head = ("basis", "objective", *QUESTION, "spare gates")
    blocks.append(
        compact(
            Table(
                POOLED,
                (
                    *head,
                    "fire",
                    "of",
                    "rate",
                    "from",
                    "to",
                    "compared",
                    "their rate",
                    "expected",
                    "from",
                    "to",
                ),
                pooled,
            )
        )
    )
    if spare:
        blocks.append(compact(_by_size(study, firing)))
    return Section(title, anchor, tuple(blocks))


def _compared(pool: Pool) -> tuple[float | None, ...]:
    if not pool.excess:
        return (None,) * 5
    expected = pool.expected or (None, None, None)
    return (pool.compared.searched, pool.compared.rate, *expected)


def _by_size(study: Study, firing: set[tuple[str, str, Question]]) -> Table:
    rows = tuple(
        (
            c.basis, c.objective, *words.columns(c.question), c.inputs, c.size, c.excess,
            c.problems, c.share.fired, c.share.searched, c.share.rate, *c.share.interval,
            *(
                (c.matched.fired, c.matched.searched, c.matched.rate, *c.matched.interval)
                if c.matched is not None
                else (None,) * 5
            ),
        )
        for c in study.cells
        if c.excess and (c.basis, c.objective, c.question) in firing
    )  # fmt: skip
    return Table(
        "Circuits with spare gates, beside minimal circuits of equal size",
        (
            "basis", "objective", *QUESTION, "inputs", "size", "spare gates", "problems", "fire",
            "of", "rate", "from", "to", "minimal: fire", "minimal: of", "minimal: rate",
            "minimal: from", "minimal: to",
        ),
        rows,
    )  # fmt: skip


def counterexamples(study: Study, phrases: Phrases) -> Section:
    """Return every counterexample: what it is, drawn, with its witness and how to reproduce it."""
    title, anchor, found = "Counterexamples", "counterexamples", study.counterexamples
    if not found:
        text = "No proven minimal circuit has any of the structures that were asked for."
        return Section(title, anchor, (Paragraph(text),))
    text = (
        "Proven minimal circuits with a confirmed witness, those first that satisfy the definition "
        "that asks most. One circuit is shown for each question of a task. Replicated alone is "
        "weak evidence: it says that an evaluator is repeated, not that its results are searched."
    )
    if len(found) > MOST_DRAWN:
        text += f" Of {len(found)} the first {MOST_DRAWN} are drawn; counterexamples.csv has all."
    rows = tuple(
        (
            Link(f"{number}", f"counterexample-{number}") if number <= MOST_DRAWN else f"{number}",
            c.problem,
            c.basis,
            c.objective,
            c.size,
            c.depth,
            "; ".join(words.question_text(q) for asked, _ in c.findings for q in asked),
        )
        for number, c in enumerate(found, 1)
    )
    head = ("number", "problem", "basis", "objective", "size", "depth", "what it satisfies")
    parts = tuple(_one(number, c, phrases) for number, c in enumerate(found[:MOST_DRAWN], 1))
    return Section(title, anchor, (Paragraph(text), Table("Counterexamples", head, rows)), parts)


def _figure(circuit: Circuit, finding: Finding) -> Block:
    try:
        drawing = draw(circuit, marks_of(finding, circuit))
    except InputError as error:
        return Paragraph(f"Not drawn: {error.message}.")
    caption = (
        "Gates by level, those that take part in the search with what they do; a small circle "
        "inverts."
    )
    return Figure(drawing, caption)


def _one(number: int, found: Counterexample, phrases: Phrases) -> Section:
    finding = found.findings[0][1]
    blocks: list[Block] = [
        Paragraph(
            f"{found.problem}: {found.title}. Minimal {found.objective} over {found.basis}: size "
            f"{found.size}, depth {found.depth}."
        ),
        _figure(found.circuit, finding),
    ]
    pairs = [(printable(n), printable(t)) for n, t in phrases.equations(found.circuit)]
    width = max(len(name) for name, _ in pairs)
    blocks.append(Code("\n".join(f"{name:<{width}} = {text}" for name, text in pairs)))
    said: dict[tuple[str, str], list[Question]] = {}
    for asked, witnessed in found.findings:
        text = phrases.finding(witnessed, found.circuit)
        said.setdefault((witnessed.definition, text), []).extend(asked)
    for (_, text), questions in said.items():
        satisfied = "; ".join(words.question_text(question) for question in questions)
        blocks.append(Paragraph(f"{satisfied}: {text}"))
    blocks += [
        Paragraph("To prove the optimum anew, and to find this again in this circuit:"),
        Code(words.reproduction(found, [asked[0] for asked in said.values()])),
    ]
    return Section(f"Counterexample {number}", f"counterexample-{number}", tuple(blocks))
