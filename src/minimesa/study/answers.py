"""Which questions of a study a circuit answers with yes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from minimesa.analysis import registry
from minimesa.analysis.evaluators import bundle_bounds, least_size_in
from minimesa.analysis.finding import Options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from minimesa.analysis.finding import Finding, Findings, Variant
    from minimesa.analysis.subject import Subject
    from minimesa.basis import Basis
    from minimesa.study.task import Question


@dataclass(frozen=True)
class Answers:
    """What a circuit answers.

    Attributes:
        found: the questions that it answers with yes, each with a verified finding.
        unsure: those that found nothing and did not look everywhere.

    """

    found: tuple[tuple[Question, Finding], ...]
    unsure: frozenset[Question]


def fires(seen: Subject, questions: tuple[Question, ...], basis: Basis) -> Answers:
    """Ask a circuit over ``basis`` all questions.

    Thresholds m of one definition are answered by one search, at the least of them, and none is
    made where a weaker definition found nothing. A definition that speaks of a utility finds
    nothing where there is none.
    """
    found: dict[Question, Finding] = {}
    unsure: set[Question] = set()
    absent: dict[Question, int] = {}
    for group, members in _by_threshold(questions):
        least = min(question.evaluator_gates for question in members)
        if any(absent.get(weaker, least + 1) <= least for weaker in _weaker(group)):
            absent[group] = least
            continue
        if registry.get(group.definition).needs_utility:
            if seen.problem is None or seen.problem.utility is None:
                continue
            options = Options(first=True)
        else:
            options = Options(
                candidates=group.candidates,
                evaluator_gates=least,
                variant=cast("Variant", group.variant),
                default=group.default,
                reachable=group.reachable,
                score_bits=group.score_bits,
                least_size=least_size_in(basis),
                unit_cost=basis.unit_cost,
            )
        answer = registry.search(group.definition, seen, options)
        if answer.complete and not answer.findings:
            absent[group] = least
        for question in members:
            finding = _reaching(answer, question)
            if finding is None and not answer.complete and question.evaluator_gates > 0:
                # The list was cut short: ask for this threshold alone.
                alone = replace(options, evaluator_gates=question.evaluator_gates, first=True)
                answer_alone = registry.search(group.definition, seen, alone)
                finding = _reaching(answer_alone, question)
                if finding is None and not answer_alone.complete:
                    unsure.add(question)
            elif finding is None and (
                not answer.complete
                or any(_may_reach(seen, each, question, options) for each in answer.findings)
            ):
                unsure.add(question)
            if finding is not None:
                found[question] = finding
    in_order = tuple((question, found[question]) for question in questions if question in found)
    return Answers(in_order, frozenset(unsure))


def weakest_first(questions: Iterable[Question]) -> list[Question]:
    """Return the questions so that those which others imply come before these."""
    return sorted(questions, key=lambda q: (_depth(_group(q)), q.evaluator_gates))


def ruled_out(question: Question, absent: Iterable[Question]) -> bool:
    """Tell whether a question is answered with no, where all of ``absent`` are."""
    implied = [_group(question)]
    for group in implied:
        implied += [weaker for weaker in _weaker(group) if weaker not in implied]
    return any(
        _group(no) in implied and no.evaluator_gates <= question.evaluator_gates for no in absent
    )


@lru_cache(maxsize=16)
def _by_threshold(
    questions: tuple[Question, ...],
) -> tuple[tuple[Question, tuple[Question, ...]], ...]:
    """Return the questions that differ in their threshold m only, after one with m = 0.

    Weaker definitions come first.
    """
    groups: dict[Question, list[Question]] = {}
    for question in questions:
        groups.setdefault(_group(question), []).append(question)
    return tuple((group, tuple(groups[group])) for group in sorted(groups, key=_depth))


def _group(question: Question) -> Question:
    return replace(question, evaluator_gates=0)


def _depth(group: Question) -> int:
    """Return how many definitions are on the longest way to ever weaker ones."""
    return max((1 + _depth(weaker) for weaker in _weaker(group)), default=0)


@lru_cache(maxsize=1 << 10)
def _weaker(group: Question) -> tuple[Question, ...]:
    """Return definitions that hold wherever one holds, at the same thresholds.

    By their wording: mediated is selecting, and selecting replicated, with a further condition;
    one polarity is `p`, some polarity `np`; the score vectors that occur are some of all. Scores of
    more bits are compared with such of as many.
    """
    found = []
    if group.definition == "mediated":
        found.append(replace(group, definition="selecting"))
    if group.definition == "selecting":
        found.append(replace(group, definition="replicated", default=False, reachable=False))
        if not group.reachable:
            found.append(replace(group, reachable=True))
    if group.variant == "structural":
        found.append(replace(group, variant="p"))
    if group.variant == "p":
        found.append(replace(group, variant="np"))
    return tuple(found)


def _reaching(answer: Findings, question: Question) -> Finding | None:
    """Return a finding whose evaluators are as large as the question demands."""
    for finding in answer.findings:
        if (finding.evaluator_gates or 0) >= question.evaluator_gates:
            return finding
    return None


def _may_reach(seen: Subject, finding: Finding, question: Question, options: Options) -> bool:
    """Tell whether evaluators may be as large as a question demands, beyond what is proven.

    Each gate of a cone counts once: what draws the evaluators bounds them from above.
    """
    least = question.evaluator_gates
    if (finding.evaluator_gates or 0) >= least:
        return False
    tables = tuple(seen.circuit.tables[w] for w in finding.wires[0])
    _, most = bundle_bounds(tables, seen.n, options.least_size)
    drawn = [(seen.cone_of(wires) & seen.gate_mask).bit_count() for wires in finding.wires]
    known = [] if most is None else [most]
    known += drawn if options.unit_cost else []
    return not known or min(known) >= least
