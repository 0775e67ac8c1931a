"""Doing one task: from a problem to circuits, findings and verdicts, as one JSON record."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from minimesa.circuit import to_json
from minimesa.pricing.price import price
from minimesa.pricing.requirement import requirement
from minimesa.study import resources
from minimesa.study.deadline import OutOfTime, at_most
from minimesa.study.looking import Seen, look_into, vacuous, verdicts
from minimesa.synthesis import tabulated
from minimesa.synthesis.listing import solve_all
from minimesa.synthesis.options import Options

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.circuit import Circuit
    from minimesa.solvers.engine import Engine, Oracle
    from minimesa.solvers.profiles import Profile
    from minimesa.study.task import Limits, Task
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

    def do() -> Record:
        with resources.memory_limit(limits.memory):
            engine = resources.engine(solver, limits.memory)
            if task.requirement is None:
                return _listed(task, limits, engine)
            return priced(task, limits, engine)

    return recorded(task, do)


def recorded(task: Task, do: Callable[[], Record]) -> Record:
    """Return the record that ``do`` makes of a task, or that of its failure, and what it took."""
    begin = time.monotonic()
    resources.forget_peak()
    tabulated.load()
    try:
        record = do()
    except OutOfTime:
        record = undecided(task, TIME_LIMIT)
    except MemoryError:
        record = undecided(task, MEMORY_LIMIT)
    except Exception as error:  # noqa: BLE001 - one task must not end a study
        record = {"outcome": "failed", "reason": f"{type(error).__name__}: {error}"}
    record["seconds"] = time.monotonic() - begin
    record["peak_memory"] = resources.peak_memory()
    return record


def undecided(task: Task, reason: str) -> Record:
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
    # With slack the list holds circuits that are not minimal: rates mean something there, verdicts
    # do not. Nor is there one on a problem that no circuit solves.
    judged: list[list[Any]] = []
    if not task.slack and listing.status != "infeasible":
        judged = verdicts(task, seen, set(task.questions) - seen.unsure if whole else set())
    return {
        "outcome": "done" if whole else "open",
        "reason": None if whole else reason,
        "status": listing.status,
        "size": circuits[0].cost(task.basis) if circuits else None,
        "depth": circuits[0].depth if circuits else None,
        "circuit_count": len(circuits),
        "complete": listing.complete,
        "circuits": {n: to_json(circuits[n]) for n in kept},
        "verdicts": judged,
        "rates": [
            [*question.to_json(), size, seen.fired_at[question, size], total]
            for question in task.questions
            for size, total in sorted(seen.sizes.items())
        ],
        "witnesses": seen.witnesses,
        "evidence": listing.evidence,
    }


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


def _look(task: Task, circuits: tuple[Circuit, ...], seconds: float | None) -> Seen:
    """Look for search in circuits until all are seen or the time is up."""
    seen = Seen()
    if not circuits:
        return seen
    try:
        with at_most(seconds):
            seen.vacuous = vacuous(task)
            for number, circuit in enumerate(circuits):
                look_into(task, number, circuit, seen)
    except OutOfTime:
        seen.stopped = TIME_LIMIT
    except MemoryError:
        seen.stopped = MEMORY_LIMIT
    return seen


def priced(task: Task, limits: Limits, engine: Oracle) -> Record:
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
