"""Which questions of a study a circuit answers with yes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from minimesa.analysis import registry
from minimesa.analysis.evaluators import least_size_in
from minimesa.analysis.finding import Options

if TYPE_CHECKING:
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

    Thresholds m of one definition are answered by one search, at the least of them. A definition
    that speaks of a utility finds nothing where there is none.
    """
    found: list[tuple[Question, Finding]] = []
    unsure: set[Question] = set()
    for group, members in _by_threshold(questions):
        if registry.get(group.definition).needs_utility:
            if seen.problem is None or seen.problem.utility is None:
                continue
            options = Options(first=True)
        else:
            options = Options(
                candidates=group.candidates,
                evaluator_gates=min(question.evaluator_gates for question in members),
                variant=cast("Variant", group.variant),
                default=group.default,
                reachable=group.reachable,
                least_size=least_size_in(basis),
                unit_cost=basis.unit_cost,
            )
        answer = registry.search(group.definition, seen, options)
        for question in members:
            finding = _reaching(answer, question)
            if finding is None and not answer.complete and question.evaluator_gates > 0:
                # The list was cut short: ask for this threshold alone.
                alone = replace(options, evaluator_gates=question.evaluator_gates, first=True)
                answer_alone = registry.search(group.definition, seen, alone)
                finding = _reaching(answer_alone, question)
                if finding is None and not answer_alone.complete:
                    unsure.add(question)
            elif finding is None and not answer.complete:
                unsure.add(question)
            if finding is not None:
                found.append((question, finding))
    return Answers(tuple(found), frozenset(unsure))


@lru_cache(maxsize=16)
def _by_threshold(
    questions: tuple[Question, ...],
) -> tuple[tuple[Question, tuple[Question, ...]], ...]:
    """Return the questions that differ in their threshold m only, after one with m = 0."""
    groups: dict[Question, list[Question]] = {}
    for question in questions:
        groups.setdefault(replace(question, evaluator_gates=0), []).append(question)
    return tuple((group, tuple(members)) for group, members in groups.items())


def _reaching(answer: Findings, question: Question) -> Finding | None:
    """Return a finding whose evaluators are as large as the question demands."""
    for finding in answer.findings:
        if (finding.evaluator_gates or 0) >= question.evaluator_gates:
            return finding
    return None
