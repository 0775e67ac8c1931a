"""Running a plan: worker processes do tasks, this process alone writes their results.

A task whose worker dies is tried once more; what that worker had not begun goes to the others.
"""

from __future__ import annotations

import os
import platform
import tempfile
from collections import Counter, deque
from concurrent.futures import BrokenExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from minimesa.study.cluster import cluster_lanes
from minimesa.study.execute import execute
from minimesa.study.lanes import IN_FLIGHT, TRIES, collect, freest, local_lanes
from minimesa.study.store import Attempt
from minimesa.versions import versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from minimesa.solvers.profiles import Profile
    from minimesa.study.lanes import Lane
    from minimesa.study.store import Store
    from minimesa.study.task import Limits, Task

Record = dict[str, Any]


@dataclass(frozen=True)
class Progress:
    """How far a run is.

    Attributes:
        total: tasks of the plan.
        before: tasks that needed nothing.
        done: tasks decided since this run began.
        open: tasks that this run left undecided, failures included.
        running: tasks that workers are doing.
        detail: where one task is shared by all workers, what is asked of it.

    """

    total: int
    before: int
    done: int
    open: int
    running: int
    detail: str | None = None


def pending(tasks: Sequence[Task], store: Store, limits: Limits, *, retry_open: bool) -> list[Task]:
    """Return the tasks that a run would do.

    Those never tried, those whose last attempt crashed, and with ``retry_open`` those that are
    open and were tried only within smaller limits.
    """
    known = store.finished([task.identity for task in tasks])
    chosen = []
    for task in tasks:
        outcome, tried = known.get(task.identity, (None, None))
        again = retry_open and tried is not None and limits.beyond(tried)
        if outcome in (None, "crashed") or (outcome != "done" and again):
            chosen.append(task)
    return chosen


def run(
    tasks: Sequence[Task],
    store: Store,
    limits: Limits,
    solver: Profile,
    *,
    workers: int,
    total: int,
    report: Callable[[Progress, Task | None, Record | None], None],
    cluster: str | None = None,
) -> Progress:
    """Do tasks, on this machine or a cluster, and keep every result as it arrives.

    Args:
        tasks: what to do (see `pending`).
        store: where results go.
        limits: of each task.
        solver: the profile.
        workers: processes on this machine.
        total: tasks of the whole plan, for the report.
        report: called with the progress, and the task and record that were just kept.
        cluster: address of a Dask scheduler, which does the tasks instead.

    Raises:
        InputError: the store cannot be written, or there is no cluster.

    """
    if not tasks:
        return Progress(total, total, 0, 0, 0)
    with opened(cluster, min(workers, len(tasks))) as lanes:
        return run_on(lanes, tasks, store, limits, solver, total=total, report=report)


@contextmanager
def opened(cluster: str | None, workers: int, room: int = IN_FLIGHT) -> Iterator[list[Lane[Any]]]:
    """Yield the lanes of a cluster, or so many on this machine; whatever they do ends with this.

    Args:
        cluster: address of a Dask scheduler, or None.
        workers: processes on this machine.
        room: items handed over for each worker.

    Raises:
        InputError: there is no cluster.

    """
    with ExitStack() as stack:
        if cluster is None:
            folder = tempfile.TemporaryDirectory(prefix="minimesa-", ignore_cleanup_errors=True)
            lanes = local_lanes(workers, stack.enter_context(folder), room)
        else:
            lanes = stack.enter_context(cluster_lanes(cluster, room))
        try:
            yield lanes
        finally:
            for lane in lanes:
                lane.end()


def run_on(
    lanes: Sequence[Lane[Task]],
    tasks: Sequence[Task],
    store: Store,
    limits: Limits,
    solver: Profile,
    *,
    total: int,
    report: Callable[[Progress, Task | None, Record | None], None],
) -> Progress:
    """Do tasks as `run` does, on given lanes."""
    attempt = Attempt(limits, solver.name, platform.node(), versions())
    state = _Run(lanes, store, attempt, solver, total, total - len(tasks), report, deque(tasks))
    while state.fill():
        report(state.progress(), None, None)
        state.collect()
    return state.progress()


@dataclass
class _Run:
    """A run that is under way."""

    lanes: Sequence[Lane[Task]]
    store: Store
    attempt: Attempt
    solver: Profile
    total: int
    before: int
    report: Callable[[Progress, Task | None, Record | None], None]
    todo: deque[Task]
    crashes: Counter[str] = field(default_factory=Counter)
    done: int = 0
    open: int = 0

    def progress(self) -> Progress:
        running = sum(min(len(lane.flying), lane.workers) for lane in self.lanes)
        return Progress(self.total, self.before, self.done, self.open, running)

    def fill(self) -> bool:
        """Hand tasks to workers, one each in turn; tell whether any is under way."""
        while self.todo:
            lane = freest(self.lanes)
            if lane is None:
                break
            task = self.todo.popleft()
            if self.store.is_done(task.identity):  # by another run on this store
                self.done += 1
                continue
            try:
                lane.submit(task, execute, self.attempt.limits, self.solver)
            except BrokenExecutor:
                self.todo.appendleft(task)
                self._recover(lane)
        return any(lane.flying for lane in self.lanes)

    def collect(self) -> None:
        """Wait for results and keep them; replace workers that died."""
        ended, dead = collect(self.lanes)
        results: list[tuple[Task, Record]] = []
        for task, future in ended:
            error = future.exception()
            results.append((task, _crashed(error) if error else future.result()))
        self._keep(results)
        for lane in dead:
            self._recover(lane)

    def _keep(self, results: list[tuple[Task, Record]]) -> None:
        self.store.save_all(results, self.attempt)
        for task, record in results:
            if record["outcome"] == "done":
                self.done += 1
            else:
                self.open += 1
            self.report(self.progress(), task, record)

    def _recover(self, lane: Lane[Task]) -> None:
        """Take back the tasks of a worker that died."""
        lost = lane.lost()
        self.todo.extendleft(reversed(lost))
        if lost:
            self.crashes[lost[0].identity] += 1
            if self.crashes[lost[0].identity] == TRIES:
                self._keep([(self.todo.popleft(), _crashed())])


def _crashed(error: BaseException | None = None) -> Record:
    """Return the record of a task that came to no record: its worker died, most likely."""
    reason = "the worker process died" if error is None else f"{type(error).__name__}: {error}"
    return {"outcome": "crashed", "reason": reason, "seconds": 0.0}


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
