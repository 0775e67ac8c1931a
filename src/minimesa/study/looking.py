"""Looking for search in the minimal circuits of a task, and what follows for its questions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from minimesa.analysis.subject import subject
from minimesa.controls.reference import reference_circuit
from minimesa.errors import InputError
from minimesa.study.answers import fires

if TYPE_CHECKING:
    from minimesa.circuit import Circuit
    from minimesa.study.task import Question, Task

Record = dict[str, Any]


@dataclass
class Seen:
    """What was seen in the circuits of a task, so far."""

    searched: int = 0
    fired: Counter[Question] = field(default_factory=Counter)
    fired_at: Counter[tuple[Question, int]] = field(default_factory=Counter)
    sizes: Counter[int] = field(default_factory=Counter)
    witnesses: list[Record] = field(default_factory=list)
    unsure: set[Question] = field(default_factory=set)
    """Questions that some circuit left without an exact answer."""
    vacuous: dict[Question, bool] = field(default_factory=dict)
    stopped: str | None = None
    """The limit that ended it early."""


def look_into(task: Task, number: int, circuit: Circuit, seen: Seen) -> None:
    """Answer the questions for one circuit; what is seen of it is added at once."""
    cost = circuit.cost(task.basis)
    view = subject(circuit, problem=task.problem, free_not=task.basis.free_not)
    answers = fires(view, task.questions, task.basis)
    witnesses = [
        {
            "question": question.to_json(),
            "circuit": number,
            "finding": finding.to_json(view.circuit),
        }
        for question, finding in answers.found
        if not seen.fired[question]
    ]
    seen.searched += 1
    seen.sizes[cost] += 1
    seen.unsure |= answers.unsure
    seen.witnesses += witnesses
    for question, _ in answers.found:
        seen.fired[question] += 1
        seen.fired_at[question, cost] += 1


def vacuous(task: Task) -> dict[Question, bool]:
    """Tell of each question whether it fails to fire even on the reference search circuit.

    Questions to which there is no exact answer are left out.
    """
    problem = task.problem
    answers = None
    if problem.utility is not None:
        try:
            circuit = reference_circuit(problem, task.basis)
        except InputError:  # the basis cannot express it
            pass
        else:
            view = subject(circuit, problem=problem, free_not=task.basis.free_not)
            answers = fires(view, task.questions, task.basis)
    if answers is None:
        return dict.fromkeys(task.questions, False)
    firing = {question for question, _ in answers.found}
    return {
        question: question not in firing
        for question in task.questions
        if question in firing or question not in answers.unsure
    }


def verdicts(task: Task, seen: Seen, absent: set[Question]) -> list[list[Any]]:
    """Return the verdict on each question.

    Args:
        task: the task; its circuits are minimal.
        seen: what was seen in those that are known.
        absent: questions that no minimal circuit answers with yes.

    """
    found = []
    for question in task.questions:
        verdict = "open"
        if seen.fired[question]:
            # Any proven minimal circuit will do, whether or not all are known.
            verdict = "refuted"
        elif question in absent and question in seen.vacuous:
            verdict = "vacuous" if seen.vacuous[question] else "upheld"
        found.append([*question.to_json(), verdict, seen.fired[question], seen.searched])
    return found
