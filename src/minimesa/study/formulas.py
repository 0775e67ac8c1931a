"""Doing one task by formulas alone: its circuits are not listed.

Its optimum is searched for as ever; then each question is a formula: is there a circuit at the
optimum that is such a search? One that is found is looked into as any other.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from minimesa.canonical import canonical_form
from minimesa.circuit import to_json
from minimesa.encoding import demand_limits
from minimesa.encoding.demand import MOST_EVALUATOR_GATES
from minimesa.errors import InputError
from minimesa.pricing.price import InterruptedPrice, price
from minimesa.pricing.requirement import DECLARED, cases, requirement
from minimesa.pricing.searching import find_structure
from minimesa.study.answers import ruled_out, weakest_first
from minimesa.study.deadline import OutOfTime, at_most
from minimesa.study.execute import GRACE, MEMORY_LIMIT, TIME_LIMIT, priced, recorded
from minimesa.study.looking import Seen, look_into, vacuous, verdicts
from minimesa.synthesis.options import Interrupted, Options
from minimesa.synthesis.search import solve

if TYPE_CHECKING:
    from minimesa.circuit import Circuit
    from minimesa.pricing.price import Price
    from minimesa.pricing.requirement import Requirement
    from minimesa.solvers.engine import Oracle
    from minimesa.study.task import Limits, Question, Task
    from minimesa.synthesis.result import Solution

Record = dict[str, Any]

NO_FORMULA = "no formula says what is asked"
"""Why a question is open that is not too hard, but too large to state."""


def execute_by_formulas(task: Task, limits: Limits, engine: Oracle) -> Record:
    """Do a task by formulas alone, as `minimesa.study.execute.execute` does it by a list.

    Args:
        task: a task without slack.
        limits: of the task.
        engine: who answers.

    Raises:
        KeyboardInterrupt: Ctrl-C.

    """

    def do() -> Record:
        try:
            if task.requirement is None:
                return _judged(task, limits, engine)
            return priced(task, limits, engine)
        except (Interrupted, InterruptedPrice):
            raise KeyboardInterrupt from None

    return recorded(task, do)


@dataclass
class _Known:
    """What is known of the questions of a task, so far."""

    plain: Solution | None = None
    circuits: list[Circuit] = field(default_factory=list)
    """Minimal circuits, in canonical form: the optimum, and those found for a question."""
    seen: Seen = field(default_factory=Seen)
    absent: set[Question] = field(default_factory=set)
    """Questions that no minimal circuit answers with yes, by a refuted formula."""
    evidence: list[Record] = field(default_factory=list)
    reason: str | None = None
    """Which limit left something open."""
    unstated: bool = False
    """Whether something is open that no formula says."""


def _judged(task: Task, limits: Limits, engine: Oracle) -> Record:
    """Decide each question of a task by a formula."""
    known = _Known()
    try:
        with at_most(None if limits.seconds is None else limits.seconds + GRACE):
            _judge(task, limits, engine, known)
    except OutOfTime:
        known.reason = TIME_LIMIT
    except MemoryError:
        known.reason = MEMORY_LIMIT
    status = "unknown" if known.plain is None else known.plain.status
    solved = known.plain is not None and status == "optimal"
    absent = {q for q in task.questions if ruled_out(q, known.absent)}
    infeasible = status == "infeasible"
    decided = infeasible or all(known.seen.fired[q] or q in absent for q in task.questions)
    return {
        "outcome": "done" if decided else "open",
        "reason": None if decided else known.reason or (NO_FORMULA if known.unstated else None),
        "status": status,
        "size": known.plain.size if known.plain is not None and solved else None,
        "depth": known.plain.depth if known.plain is not None and solved else None,
        "circuit_count": len(known.circuits),
        "complete": infeasible,
        "circuits": {n: to_json(circuit) for n, circuit in enumerate(known.circuits)},
        "verdicts": [] if infeasible else verdicts(task, known.seen, absent),
        # Those that were looked for are no sample of the minimal circuits.
        "rates": [],
        "witnesses": known.seen.witnesses,
        "evidence": known.evidence,
    }


def _judge(task: Task, limits: Limits, engine: Oracle, known: _Known) -> None:
    """Ask for the optimum, then each question that is not answered by what is known already."""
    begin = time.monotonic()
    options = Options(task.basis, task.objective, time_limit=limits.seconds, tables=True)
    known.plain = solve(task.problem, options, engine)
    known.evidence += known.plain.to_json()["evidence"]
    if known.plain.status != "optimal":
        known.reason = _unknown(known.plain)
        return
    known.seen.vacuous = vacuous(task)
    _look(task, known.plain.circuits[0], known)
    for question in weakest_first(task.questions):
        if known.seen.fired[question] or ruled_out(question, known.absent):
            continue
        required = _stated(question, task)
        if required is None:
            known.unstated = True
            continue
        if limits.seconds is not None:
            left = begin + limits.seconds - time.monotonic()
            if left <= 0:
                known.reason = TIME_LIMIT
                return
            options = replace(options, time_limit=left)
        result = price(task.problem, options, required, engine, most_extra=0, plain=known.plain)
        _conclude(task, question, required, result, known)


def _conclude(
    task: Task, question: Question, required: Requirement, result: Price, known: _Known
) -> None:
    """Take note of what became of a question."""
    asked = question
    if required.demand is not None:
        asked = replace(question, evaluator_gates=required.demand.evaluator_gates)
    solution = result.searching.solution
    if solution is not None:
        known.evidence += [
            item | {"reason": item.get("reason") or f"with {required.label}"}
            for item in solution.to_json()["evidence"]
        ]
    if result.searching.vacuous or result.verdict == "upheld":
        known.absent.add(asked)
        return
    if result.verdict != "refuted":
        known.reason = _unknown(solution)
        return
    assert solution is not None
    number = _look(task, solution.circuits[0], known)
    if known.seen.fired[question]:
        return
    if asked != question:
        known.unstated = True
        return
    # The list of what is in the circuit was cut short before this.
    finding = find_structure(task.problem, task.basis, required, known.circuits[number])
    assert finding is not None
    known.seen.fired[question] += 1
    known.seen.witnesses.append(
        {
            "question": question.to_json(),
            "circuit": number,
            "finding": finding.to_json(known.circuits[number]),
        }
    )


def _look(task: Task, circuit: Circuit, known: _Known) -> int:
    """Ask a minimal circuit all questions, once; return its number."""
    circuit = canonical_form(circuit, free_not=task.basis.free_not)
    if circuit not in known.circuits:
        known.circuits.append(circuit)
        look_into(task, len(known.circuits) - 1, circuit, known.seen)
    return known.circuits.index(circuit)


def _stated(question: Question, task: Task) -> Requirement | None:
    """Return the requirement that a question is, at its threshold or the next that can be stated.

    None where there is none: it is too large for a formula, say.
    """
    name = question.definition
    if name in DECLARED:
        try:
            cases(task.problem, name, task.basis)
        except InputError:
            return None
        return requirement(name)
    for gates in range(min(question.evaluator_gates, MOST_EVALUATOR_GATES), 0, -1):
        try:
            required = requirement(
                name,
                variant=question.variant,
                candidates=question.candidates,
                evaluator_gates=gates,
                default=question.default,
                reachable=question.reachable,
                score_bits=question.score_bits,
            )
            assert required.demand is not None
            demand_limits.check(required.demand, task.basis, len(task.problem.relation.inputs))
        except InputError:
            continue
        return required
    return None


def _unknown(solution: Solution | None) -> str | None:
    """Return why a search was not decided."""
    evidence = () if solution is None else solution.evidence
    reasons = [item.reason for item in evidence if item.verdict == "unknown"]
    return (reasons or [None])[-1]
