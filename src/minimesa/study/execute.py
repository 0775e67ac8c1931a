"""Doing one task: from a problem to circuits, findings and verdicts, as one JSON record."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from minimesa.analysis.subject import subject
from minimesa.circuit import to_json
from minimesa.controls.reference import reference_circuit
from minimesa.errors import InputError
from minimesa.pricing.price import price
from minimesa.pricing.requirement import requirement
from minimesa.study import resources
from minimesa.study.answers import fires
from minimesa.study.deadline import OutOfTime, at_most
from minimesa.synthesis import tabulated
from minimesa.synthesis.listing import solve_all
from minimesa.synthesis.options import Options

if TYPE_CHECKING:
    from minimesa.circuit import Circuit
    from minimesa.solvers.engine import Engine
    from minimesa.solvers.profiles import Profile
    from minimesa.study.task import Limits, Question, Task
    from minimesa.synthesis.result import Status

Record = dict[str, Any]

MOST_STORED = 2000
"""Circuits kept of one task; all of them are counted, and those with a witness come first."""
LISTING_SHARE = 0.75
"""The share of the time in which circuits are listed; the rest is for looking into them."""
GRACE = 1.0
"""Seconds after a limit at which what does not look at the clock is ended by an alarm."""
TIME_LIMIT = "time limit"
MEMORY_LIMIT = "memory limit"


def execute(task: Task, limits: Limits, solver: Profile) -> Record:
    """Do a task and return its record; a failure is a record too.

    The record has ``outcome`` (``done``, ``open`` or ``failed``), ``reason``, ``seconds``,
    ``peak_memory`` (MiB, the most that this process or a solver of it had), and unless it failed
    the fields that `minimesa.study.store` keeps.
    """
    begin = time.monotonic()
    resources.forget_peak()
    tabulated.load()
    try:
        with resources.memory_limit(limits.memory):
            engine = resources.engine(solver, limits.memory)
            record = (
                _listed(task, limits, engine)
                if task.requirement is None
                else _priced(task, limits, engine)
            )
    except OutOfTime:
        record = _undecided(task, TIME_LIMIT)
    except MemoryError:
        record = _undecided(task, MEMORY_LIMIT)
    except Exception as error:  # noqa: BLE001 - one task must not end a study
        record = {"outcome": "failed", "reason": f"{type(error).__name__}: {error}"}
    record["seconds"] = time.monotonic() - begin
    record["peak_memory"] = resources.peak_memory()
    return record


def _undecided(task: Task, reason: str) -> Record:
    """Return the record of a task of which nothing is known."""
    record: Record = {
        "outcome": "open",
        "reason": reason,
        "status": "unknown",
        "size": None,
        "depth": None,
        "circuit_count": 0,
        "complete": None if task.requirement else False,
        "circuits": {},
        "verdicts": [] if task.slack else [[*q.to_json(), "open", 0, 0] for q in task.questions],
        "rates": [],
        "witnesses": [],
        "evidence": [],
    }
    if task.requirement is not None:
        record["price"] = [task.requirement, None, None, "open"]
    return record


@dataclass(frozen=True)
class _Listing:
    """The minimal circuits of a task, those that became known.

    Attributes:
        status: that of the optimum.
        circuits: in canonical form; none where the optimum is open.
        complete: whether these are all.
        reason: why they are not, where that is known.
        evidence: the questions asked on the way, as JSON.

    """

    status: Status
    circuits: tuple[Circuit, ...]
    complete: bool
    reason: str | None = None
    evidence: list[Record] = field(default_factory=list)


@dataclass
class _Seen:
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


def _listed(task: Task, limits: Limits, engine: Engine) -> Record:
    """List the minimal circuits and look for search in each."""
    begin = time.monotonic()
    share = None if limits.seconds is None else limits.seconds * LISTING_SHARE
    listing = _solution(task, limits, engine, share)
    circuits = listing.circuits
    left = None
    if limits.seconds is not None:
        left = max(begin + limits.seconds - time.monotonic(), limits.seconds - (share or 0))
    seen = _look(task, circuits, left)
    whole = listing.complete and seen.searched == len(circuits)
    chosen = {witness["circuit"] for witness in seen.witnesses}
    others = [n for n in range(len(circuits)) if n not in chosen]
    kept = sorted([*chosen, *others[: max(0, MOST_STORED - len(chosen))]])
    reason = seen.stopped or listing.reason or "limit on the number of circuits"
    return {
        "outcome": "done" if whole else "open",
        "reason": None if whole else reason,
        "status": listing.status,
        "size": circuits[0].cost(task.basis) if circuits else None,
        "depth": circuits[0].depth if circuits else None,
        "circuit_count": len(circuits),
        "complete": listing.complete,
        "circuits": {n: to_json(circuits[n]) for n in kept},
        "verdicts": _verdicts(task, seen, listing, whole=whole),
        "rates": [
            [*question.to_json(), size, seen.fired_at[question, size], total]
            for question in task.questions
            for size, total in sorted(seen.sizes.items())
        ],
        "witnesses": seen.witnesses,
        "evidence": listing.evidence,
    }


def _verdicts(task: Task, seen: _Seen, listing: _Listing, *, whole: bool) -> list[list[Any]]:
    """Return the verdict on each question.

    None with slack, where the list holds circuits that are not minimal: rates mean something
    there, verdicts do not; and none for a problem that no circuit solves.
    """
    if task.slack or listing.status == "infeasible":
        return []
    verdicts = []
    for question in task.questions:
        verdict = "open"
        if seen.fired[question]:
            # Any proven minimal circuit will do, whether or not all are known.
            verdict = "refuted"
        elif whole and question not in seen.unsure and question in seen.vacuous:
            verdict = "vacuous" if seen.vacuous[question] else "upheld"
        verdicts.append([*question.to_json(), verdict, seen.fired[question], seen.searched])
    return verdicts


def _solution(task: Task, limits: Limits, engine: Engine, seconds: float | None) -> _Listing:
    """Return the minimal circuits, or where a limit was hit on the way those known by then.

    Circuits come only after the optimum is proven.
    """
    found: list[Circuit] = []
    options = Options(task.basis, task.objective, time_limit=seconds, tables=True)
    try:
        with at_most(None if seconds is None else seconds + GRACE):
            solution = solve_all(
                task.problem,
                options,
                engine,
                found=found.append,
                limit=limits.circuits,
                slack=task.slack,
            )
    except (OutOfTime, MemoryError) as error:
        if not found:
            raise
        reason = MEMORY_LIMIT if isinstance(error, MemoryError) else TIME_LIMIT
        return _Listing("optimal", tuple(found), complete=False, reason=reason)
    reasons = [item.reason for item in solution.evidence if item.verdict == "unknown"]
    return _Listing(
        solution.status,
        solution.circuits if solution.status == "optimal" else (),
        complete=solution.complete is True,
        reason=(reasons or [None])[-1],
        evidence=solution.to_json()["evidence"],
    )


def _look(task: Task, circuits: tuple[Circuit, ...], seconds: float | None) -> _Seen:
    """Look for search in circuits until all are seen or the time is up."""
    seen = _Seen()
    if not circuits:
        return seen
    try:
        with at_most(seconds):
            seen.vacuous = _vacuous(task)
            for number, circuit in enumerate(circuits):
                _look_into(task, number, circuit, seen)
    except OutOfTime:
        seen.stopped = TIME_LIMIT
    except MemoryError:
        seen.stopped = MEMORY_LIMIT
    return seen


def _look_into(task: Task, number: int, circuit: Circuit, seen: _Seen) -> None:
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


def _vacuous(task: Task) -> dict[Question, bool]:
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


def _priced(task: Task, limits: Limits, engine: Engine) -> Record:
    """Price the search of a problem by a definition."""
    assert task.requirement is not None
    options = Options(task.basis, task.objective, time_limit=limits.seconds, tables=True)
    with at_most(None if limits.seconds is None else limits.seconds + GRACE):
        result = price(task.problem, options, requirement(task.requirement), engine)
    decided = result.status in ("optimal", "vacuous", "infeasible")
    proven = result.plain.status == "optimal"
    searching = result.searching.solution
    circuits = searching.circuits if searching is not None else ()
    return {
        "outcome": "done" if decided else "open",
        "reason": None if decided else "limit reached",
        "status": result.status,
        "size": result.plain.size if proven else None,
        "depth": result.plain.depth if proven else None,
        "circuit_count": len(circuits),
        "complete": None,
        "circuits": {n: to_json(circuit) for n, circuit in enumerate(circuits)},
        "verdicts": [],
        "rates": [],
        "witnesses": [],
        "price": [task.requirement, result.lower, result.upper, result.verdict],
        "evidence": [],
    }
