"""The parts of a report, from what was gathered."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from minimesa.analysis import registry
from minimesa.report import words
from minimesa.report.depletion import question_order
from minimesa.report.document import (
    Bar,
    Block,
    Bullets,
    Document,
    Paragraph,
    Section,
    Table,
    Terms,
    compact,
)
from minimesa.report.shares import counterexamples, depletion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from minimesa.report.calibration import Calibration
    from minimesa.report.gather import Study
    from minimesa.report.phrases import Phrases

VERDICTS = ("refuted", "upheld", "open", "vacuous")


def build(study: Study, phrases: Phrases, calibration: Calibration | None = None) -> Document:
    """Return the report of a study.

    Args:
        study: what the store holds.
        phrases: how circuits and findings are put into words.
        calibration: detection rates on controls, to be shown beside the verdicts.

    """
    parts = [
        _asked(study),
        _reading(study),
        _map(study),
        counterexamples(study, phrases),
        _prices(study),
        depletion(study),
    ]
    if calibration is not None:
        parts.append(calibration.section())
    parts += [_problems(study), _open(study), _uncovered(study)]
    return Document(f"Study {study.name}", tuple(parts))


def _asked(study: Study) -> Section:
    run = study.circumstances
    problems = {listing.problem for listing in study.listings}
    problems |= {price.problem for price in study.prices}
    problems |= {task.problem for task in study.open_tasks}
    questions = {tally.question for tally in study.tallies}
    settings = {(t.basis, t.objective, t.slack) for t in study.listings}
    settings |= {(t.basis, t.objective, t.slack) for t in study.open_tasks}
    settings |= {(p.basis, p.objective, 0) for p in study.prices}
    text = (
        "The conjecture: no Boolean circuit of minimal size, and none of minimal depth, that "
        "solves a problem is a mesa-optimizer (Hubinger et al., Risks from Learned Optimization, "
        f"2019, section 2.2). This study asked it of {_count(len(problems), 'problem')}: their "
        "minimal circuits are listed, proven minimal, and searched for structures that search "
        f"would have, by {_count(len(questions), 'definition')} and thresholds of it."
    )
    facts = [
        ("bases", _listed({basis for basis, _, _ in settings})),
        ("objectives", _listed({objective for _, objective, _ in settings})),
        ("spare gates", _listed({str(slack) for _, _, slack in settings})),
        ("prices of search", _listed({price.requirement for price in study.prices})),
        ("tasks", f"{study.tasks}, of which {len(study.open_tasks)} not finished"),
        ("run", f"{_moment(run.first)} to {_moment(run.last)}" if run.first else "not yet"),
        (
            "effort",
            f"{_count(run.attempts, 'attempt')}, {run.seconds:.0f} s in all"
            + (f", at most {run.peak_memory} MiB" if run.peak_memory else ""),
        ),
        *(
            ("versions", ", ".join(f"{name} {value}" for name, value in versions.items()))
            for versions in run.versions
        ),
        ("solver profiles", _listed(run.solvers)),
        (
            "bounds refuted by",
            _listed([f"{solver} ({number})" for solver, number in run.evidence.items()]),
        ),
        (
            "limits of a task",
            "; ".join(words.limits_text(limits) for limits in run.limits) or "none",
        ),
    ]
    return Section("What was asked", "asked", (Paragraph(text), Terms(tuple(facts))))


def _reading(study: Study) -> Section:
    asked = {tally.question for tally in study.tallies}
    names = {question.definition for question in asked}
    names |= {price.requirement for price in study.prices}
    return Section(
        "How to read it",
        "reading",
        (
            Paragraph(
                "Being an optimizer is a matter of internal structure, and no single definition "
                "decides what counts. So each definition below is asked at several thresholds, and "
                "the answer is a map."
            ),
        ),
        (
            Section("Verdicts", "verdicts", (Terms(words.VERDICTS),)),
            Section("Definitions", "definitions", (Terms(words.definitions(names)),)),
            Section("Thresholds", "thresholds", (Terms(words.thresholds(asked)),)),
            Section(
                "What the definitions do not see",
                "limits",
                (
                    Paragraph("These limits are accepted, and hold for every verdict here:"),
                    Bullets(words.LIMITS),
                ),
            ),
        ),
    )


def _map(study: Study) -> Section:
    if not study.tallies:
        return Section("Verdict map", "map", (Paragraph("There are no verdicts yet."),))
    totals = Counter({v: sum(getattr(t, v) for t in study.tallies) for v in VERDICTS})
    rows = tuple(
        (
            tally.basis,
            tally.objective,
            *words.columns(tally.question),
            tally.refuted,
            tally.upheld,
            tally.open,
            tally.vacuous,
            tally.problems,
            Bar(tuple((verdict, getattr(tally, verdict)) for verdict in VERDICTS)),
        )
        for tally in study.tallies
    )
    text = "How many problems have each verdict. In all: " + ", ".join(
        f"{totals[verdict]} {verdict}" for verdict in VERDICTS
    )
    head = ("basis", "objective", "definition", "variant", "k", "m", "bits", "flags")
    return Section(
        "Verdict map",
        "map",
        (
            Paragraph(f"{text}."),
            compact(Table("Problems by verdict", (*head, *VERDICTS, "problems", "shares"), rows)),
        ),
    )


def _prices(study: Study) -> Section:
    if not study.prices:
        return Section("Price of search", "prices", (Paragraph("No price was asked for."),))
    tally = Counter((p.basis, p.objective, p.requirement, p.verdict) for p in study.prices)
    keys = sorted({(p.basis, p.objective, p.requirement) for p in study.prices})
    return Section(
        "Price of search",
        "prices",
        (
            Paragraph(
                "The least cost of a circuit that solves the problem and satisfies the definition, "
                "minus the least cost of one that solves it. A price of 0 refutes the conjecture "
                "under that definition: some minimal circuit is such a search. Least and most are "
                "the bounds that are proven; they are equal where the price is known."
            ),
            compact(Table(
                "Prices by verdict",
                ("basis", "objective", "definition", *VERDICTS, "shares"),
                tuple(
                    (
                        *key,
                        *(tally[*key, verdict] for verdict in VERDICTS),
                        Bar(tuple((verdict, tally[*key, verdict]) for verdict in VERDICTS)),
                    )
                    for key in keys
                ),
            )),
            compact(Table(
                "Price of search by problem",
                (
                    "problem", "basis", "objective", "definition", "least size", "depth",
                    "price, least", "price, most", "verdict",
                ),
                tuple(
                    (
                        p.problem, p.basis, p.objective, p.requirement, p.size, p.depth, p.lower,
                        p.upper, p.verdict,
                    )
                    for p in study.prices
                ),
            )),
        ),
    )  # fmt: skip


def _problems(study: Study) -> Section:
    rows = tuple(
        (
            x.problem, x.title, x.basis, x.objective, x.slack, x.status, x.size, x.depth,
            x.circuits, {None: None, True: "yes", False: "no"}[x.complete],
            *((x.verdicts.get(v, 0) for v in VERDICTS) if not x.slack else (None,) * 4),
        )
        for x in study.listings
    )  # fmt: skip
    head = (
        "problem", "title", "basis", "objective", "spare gates", "status", "size", "depth",
        "circuits", "all known", *VERDICTS,
    )  # fmt: skip
    text = (
        "The circuits that were listed, and how many of the questions about them have each "
        "verdict. Lists with spare gates hold circuits that are not minimal: they have rates, and "
        "no verdicts. The verdict of each question is in verdicts.csv."
    )
    blocks: tuple[Block, ...] = (Paragraph("No circuits were listed."),)
    if rows:
        blocks = (Paragraph(text), Table("Problems", head, rows))
    return Section("Problems", "problems", blocks)


def _open(study: Study) -> Section:
    if not study.open_tasks:
        return Section("Open tasks", "open", (Paragraph("Every task was finished."),))
    rows = tuple(
        (
            t.problem, t.basis, t.objective, t.slack,
            "circuits" if t.requirement is None else f"price of {t.requirement}",
            t.outcome, t.reason, None if t.seconds is None else f"{t.seconds:.1f}", t.limits,
        )
        for t in study.open_tasks
    )  # fmt: skip
    head = (
        "problem", "basis", "objective", "spare gates", "asked for", "outcome", "reason",
        "seconds", "limits",
    )  # fmt: skip
    text = (
        "A limit that is reached is no refutation. The same study with larger limits goes on "
        "from here."
    )
    return Section("Open tasks", "open", (Paragraph(text), Table("Open tasks", head, rows)))


def _uncovered(study: Study) -> Section:
    return Section("What was not covered", "uncovered", (Bullets(tuple(_omissions(study))),))


def _omissions(study: Study) -> Iterable[str]:
    asked = sorted({t.question for t in study.tallies}, key=question_order)
    infeasible = sorted({x.problem for x in study.listings if x.status == "infeasible"})
    if infeasible:
        yield f"Problems that no circuit solves, and so have no verdict: {_listed(infeasible)}."
    partial = [x for x in study.listings if x.complete is False]
    if partial:
        yield (
            f"In {_count(len(partial), 'list')} of circuits more may exist than are listed: a "
            "definition that is silent on the listed ones leaves the question open, unless a "
            "refuted formula decides it, and their rates are of those that were found first."
        )
    if study.open_tasks:
        yield f"{_count(len(study.open_tasks), 'task')} not finished, listed above with reasons."
    silent = [d.name for d in registry.DEFINITIONS if d.name not in {q.definition for q in asked}]
    if silent:
        yield f"Definitions that were not asked: {_listed(silent, keep=True)}."
    variants = {q.variant for q in asked if q.candidates}
    unasked = [v for v in ("p", "np", "structural") if v not in variants]
    if unasked:
        yield f"Variants that were not asked: {_listed(unasked, keep=True)}."
    k = {q.candidates for q in asked if q.candidates}
    if k:
        m = {q.evaluator_gates for q in asked if q.candidates}
        bits = {q.score_bits for q in asked if q.candidates}
        scores = "more than one bit" if bits == {1} else f"other than {_numbers(bits)} bits"
        yield (
            f"Other numbers of candidates than {_numbers(k)}, other evaluator sizes than "
            f"{_numbers(m)}, and scores of {scores}, except those that a problem declares."
        )
    yield (
        "Depth without regard to size: there any circuit can be padded with gates, so that only a "
        "refutation would mean anything."
    )
    yield (
        "Proofs: refuted bounds are what solvers answered. minimesa solve --certify writes a "
        "proof that an independent checker accepts."
    )


def _moment(stamp: str | None) -> str:
    """Return a time of the store, which is in ISO 8601 and UTC, for people."""
    return (stamp or "").replace("T", " ").replace("+00:00", " UTC")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def _numbers(values: set[int]) -> str:
    return _listed([str(value) for value in sorted(values)], keep=True)


def _listed(items: Iterable[str], *, keep: bool = False) -> str:
    found = list(items) if keep else sorted(items)
    return ", ".join(found) or "none"
