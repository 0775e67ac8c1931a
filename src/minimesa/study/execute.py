"""Doing one task: from a problem to circuits, findings and verdicts, as one JSON record."""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from minimesa.analysis import registry
from minimesa.analysis.finding import Options as Inspection
from minimesa.analysis.subject import subject
from minimesa.circuit import to_json
from minimesa.controls.reference import reference_circuit
from minimesa.errors import InputError, MinimesaError
from minimesa.price.price import price
from minimesa.price.requirement import requirement
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.synthesis.listing import solve_all
from minimesa.synthesis.search import Options

if TYPE_CHECKING:
    from minimesa.analysis.subject import Subject
    from minimesa.circuit import Circuit
    from minimesa.study.task import Limits, Question, Task

Record = dict[str, Any]

MOST_STORED = 2000
"""Circuits kept of one task; all of them are counted, and those with a witness come first."""


def execute(task: Task, limits: Limits, solver: str) -> Record:
    """Do a task and return its record; a failure is a record too.

    The record has ``outcome`` (``done``, ``open`` or ``failed``), ``reason``, ``seconds``,
    ``peak_memory`` (MiB, of this process and its children), and for tasks that came to something
    the fields that `minimesa.study.store` keeps.
    """
    begin = time.monotonic()
    try:
        profile = profiles.get(solver)
        with Engine(profile, memory_limit=limits.memory) as engine:
            record = (
                _listed(task, limits, engine)
                if task.requirement is None
                else _priced(task, limits, engine)
            )
    except MemoryError:
        record = {"outcome": "failed", "reason": "memory limit"}
    except MinimesaError as error:
        record = {"outcome": "failed", "reason": str(error)}
    record["seconds"] = time.monotonic() - begin
    record["peak_memory"] = _peak_memory()
    return record


def _peak_memory() -> int:
    """Return the largest resident set so far of this process or a child, in MiB."""
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    usages = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in usages) // unit


def _listed(task: Task, limits: Limits, engine: Engine) -> Record:
    """List the minimal circuits and look for search in each."""
    deadline = None if limits.seconds is None else time.monotonic() + limits.seconds
    options = Options(task.basis, task.objective, time_limit=limits.seconds)
    solution = solve_all(task.problem, options, engine, limit=limits.circuits, slack=task.slack)
    proven = solution.status == "optimal"
    circuits = solution.circuits if proven else ()
    fired: Counter[Question] = Counter()
    fired_at: Counter[tuple[Question, int]] = Counter()
    sizes: Counter[int] = Counter()
    witnesses: list[Record] = []
    notes: set[Question] = set()
    searched = 0
    for number, circuit in enumerate(circuits):
        if deadline is not None and time.monotonic() > deadline:
            break
        searched += 1
        cost = circuit.cost(task.basis)
        sizes[cost] += 1
        seen = subject(circuit, problem=task.problem, free_not=task.basis.free_not)
        for question, finding in _fires(seen, task.questions, notes):
            if fired[question] < 1:
                witnesses.append(
                    {
                        "question": question.to_json(),
                        "circuit": number,
                        "finding": finding.to_json(seen.circuit),
                    }
                )
            fired[question] += 1
            fired_at[question, cost] += 1
    whole = solution.complete is True and searched == len(circuits)
    vacuous = _vacuous(task) if proven else {}
    verdicts = []
    # With slack the list holds circuits that are not minimal: rates mean something, verdicts not.
    for question in task.questions if not task.slack else ():
        verdict = "open"
        if fired[question]:
            # Any proven minimal circuit will do, whether or not all are known.
            verdict = "refuted"
        elif whole and question not in notes:
            verdict = "vacuous" if vacuous.get(question) else "upheld"
        verdicts.append([*question.to_json(), verdict, fired[question], searched])
    chosen = {witness["circuit"] for witness in witnesses}
    kept = [n for n in range(len(circuits)) if n in chosen]
    kept += [n for n in range(len(circuits)) if n not in chosen][: max(0, MOST_STORED - len(kept))]
    unknown = [item.reason for item in solution.evidence if item.verdict == "unknown"]
    decided = solution.status == "infeasible" or whole
    return {
        "outcome": "done" if decided else "open",
        "reason": None if decided else (unknown or ["limit reached"])[-1],
        "status": solution.status,
        "size": solution.size,
        "depth": solution.depth,
        "circuit_count": len(circuits),
        "complete": solution.complete,
        "circuits": {n: to_json(circuits[n]) for n in sorted(kept)},
        "verdicts": verdicts,
        "rates": [
            [*question.to_json(), size, fired_at[question, size], total]
            for question in task.questions
            for size, total in sorted(sizes.items())
        ],
        "witnesses": witnesses,
        "evidence": solution.to_json()["evidence"],
    }


def _fires(
    seen: Subject, questions: tuple[Question, ...], notes: set[Question]
) -> list[tuple[Question, Any]]:
    """Return the questions that a circuit answers with yes, each with a verified finding.

    Thresholds m of one definition are answered by one search, at the least of them.
    """
    groups: dict[tuple[Any, ...], list[Question]] = {}
    for question in questions:
        key = (
            question.definition,
            question.variant,
            question.candidates,
            question.default,
            question.reachable,
        )
        groups.setdefault(key, []).append(question)
    found = []
    for (definition, variant, k, default, reachable), members in groups.items():
        needs_utility = registry.get(definition).needs_utility
        if needs_utility and (seen.problem is None or seen.problem.utility is None):
            continue
        options = Inspection()
        if not needs_utility:
            options = Inspection(
                candidates=k,
                evaluator_gates=min(q.evaluator_gates for q in members),
                variant=variant,
                default=default,
                reachable=reachable,
            )
        answer = registry.search(definition, seen, options)
        for question in members:
            finding = next(
                (
                    f
                    for f in answer.findings
                    if needs_utility or (f.evaluator_gates or 0) >= question.evaluator_gates
                ),
                None,
            )
            if finding is not None:
                found.append((question, finding))
            elif not answer.complete:
                notes.add(question)
    return found


def _vacuous(task: Task) -> dict[Question, bool]:
    """Tell of each question whether it fails to fire even on the reference search circuit."""
    problem = task.problem
    if problem.utility is None:
        return {}
    try:
        circuit: Circuit = reference_circuit(problem, task.basis)
    except InputError:
        return {}
    seen = subject(circuit, problem=problem, free_not=task.basis.free_not)
    firing = {question for question, _ in _fires(seen, task.questions, set())}
    return {question: question not in firing for question in task.questions}


def _priced(task: Task, limits: Limits, engine: Engine) -> Record:
    """Price the search of a problem by a definition."""
    assert task.requirement is not None
    options = Options(task.basis, task.objective, time_limit=limits.seconds)
    result = price(task.problem, options, requirement(task.requirement), engine)
    decided = result.status in ("optimal", "vacuous", "infeasible")
    searching = result.searching.solution
    circuits = searching.circuits if searching is not None else ()
    return {
        "outcome": "done" if decided else "open",
        "reason": None if decided else "limit reached",
        "status": result.status,
        "size": result.plain.size,
        "depth": result.plain.depth,
        "circuit_count": len(circuits),
        "complete": None,
        "circuits": {n: to_json(circuit) for n, circuit in enumerate(circuits)},
        "verdicts": [],
        "rates": [],
        "witnesses": [],
        "price": [task.requirement, result.lower, result.upper, result.verdict],
        "evidence": [],
    }
