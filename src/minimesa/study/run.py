"""Running a plan: worker processes do tasks, this process alone writes their results.

The executor is anything with the interface of `concurrent.futures`. A worker that dies takes the
pool with it: a new pool is made, and what was in flight is tried again, alone, once.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import signal
import subprocess
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, ProcessPoolExecutor, wait
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minimesa import __version__
from minimesa.solvers.lifetime import die_with_parent
from minimesa.study.execute import execute
from minimesa.study.store import Attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor, Future

    from minimesa.study.store import Store
    from minimesa.study.task import Limits, Task

IN_FLIGHT = 4
"""Tasks handed over for each worker, so that none waits for this process."""


@dataclass(frozen=True)
class Progress:
    """How far a run is.

    Attributes:
        total: tasks of the plan.
        before: tasks that needed nothing.
        done: tasks that this run decided.
        open: tasks that this run left undecided, failures included.
        running: tasks handed to workers.

    """

    total: int
    before: int
    done: int
    open: int
    running: int


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
    solver: str,
    *,
    workers: int,
    total: int,
    report: Callable[[Progress, Task | None, dict[str, Any] | None], None],
) -> Progress:
    """Do tasks and keep every result as it arrives.

    Args:
        tasks: what to do (see `pending`).
        store: where results go.
        limits: of each task.
        solver: name of a profile.
        workers: processes.
        total: tasks of the whole plan, for the report.
        report: called with the progress, and the task and record that were just kept.

    """
    attempt = Attempt(limits, solver, platform.node(), versions())
    todo = list(reversed(tasks))
    alone: list[Task] = []
    counts = {"done": 0, "open": 0}
    flying: dict[Future[Any], Task] = {}

    def progress() -> Progress:
        return Progress(total, total - len(tasks), counts["done"], counts["open"], len(flying))

    def keep(task: Task, record: dict[str, Any]) -> None:
        store.save(task, record, attempt)
        counts["done" if record["outcome"] == "done" else "open"] += 1
        report(progress(), task, record)

    pool = _pool(workers)
    try:
        while todo or flying or alone:
            if not todo and not flying:
                # What was in flight when a worker died: one at a time, so the culprit is known.
                task = alone.pop()
                future = pool.submit(execute, task, limits, solver)
                flying[future] = task
                wait(flying)
                if isinstance(future.exception(), BrokenExecutor):
                    flying.clear()
                    pool = _pool(workers)
                    keep(task, _crashed())
                    continue
            while todo and len(flying) < workers * IN_FLIGHT:
                task = todo.pop()
                flying[pool.submit(execute, task, limits, solver)] = task
            report(progress(), None, None)
            finished, _ = wait(flying, return_when=FIRST_COMPLETED)
            broken = False
            for future in finished:
                error = future.exception()
                if isinstance(error, BrokenExecutor):
                    broken = True
                    continue
                task = flying.pop(future)
                if error is not None:
                    raise error
                keep(task, future.result())
            if broken:
                alone.extend(flying.values())
                flying.clear()
                pool.shutdown(wait=False, cancel_futures=True)
                pool = _pool(workers)
    finally:
        _end(pool)
    return progress()


def _crashed() -> dict[str, Any]:
    return {"outcome": "crashed", "reason": "the worker process died", "seconds": 0.0}


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin_worker,
        initargs=(os.getpid(),),
    )


def _begin_worker(parent: int) -> None:
    """Leave Ctrl-C to the parent, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent(parent)


def _end(pool: Executor) -> None:
    """End the workers at once: their tasks can be done again."""
    processes = list(getattr(pool, "_processes", None) or {})
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue


@cache
def versions() -> dict[str, str]:
    """Return the versions that a record names: this program, its revision, Python, solvers."""
    found = {"minimesa": __version__, "python": platform.python_version()}
    for package in ("python-sat", "ortools", "numpy"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    try:
        revision = subprocess.run(
            ["git", "-C", str(Path(__file__).parent), "rev-parse", "HEAD"],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return found
    return found | {"revision": revision.stdout.strip()}
