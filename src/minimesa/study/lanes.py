"""Worker processes, each with a queue of its own, so that one that dies takes no other along."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import tempfile
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from typing import TYPE_CHECKING, Any

from minimesa.solvers.lifetime import die_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor, Future

    from minimesa.study.task import Task

IN_FLIGHT = 3
"""Tasks handed over to each worker, so that none waits for the process that keeps the store."""


class Lane:
    """An executor that does tasks in the order in which it gets them.

    Args:
        start: makes the executor, and another one when that is broken.
        room: tasks that it holds at most.
        workers: tasks that it does at a time.

    """

    def __init__(
        self, start: Callable[[], Executor], room: int = IN_FLIGHT, workers: int = 1
    ) -> None:
        self._start = start
        self._executor: Executor | None = None
        self.room = room
        self.workers = workers
        self.flying: dict[Future[Any], Task] = {}

    def submit(self, task: Task, function: Callable[..., Any], *arguments: object) -> None:
        """Hand a task over as ``function(task, *arguments)``.

        Raises:
            BrokenExecutor: the worker has died; see `lost`.

        """
        if self._executor is None:
            self._executor = self._start()
        self.flying[self._executor.submit(function, task, *arguments)] = task

    def lost(self) -> list[Task]:
        """Give up a worker that has died; return its tasks without a result.

        The first of them is the one it was doing.
        """
        lost = []
        for future, task in list(self.flying.items()):
            if not future.done() or future.cancelled() or future.exception() is not None:
                lost.append(task)
                del self.flying[future]
        self.end()
        return lost

    def end(self) -> None:
        """End the worker at once: its task can be done again."""
        if self._executor is None:
            return
        processes = list((getattr(self._executor, "_processes", None) or {}).values())
        for process in processes:
            process.kill()
        self._executor.shutdown(wait=False)
        for process in processes:
            with contextlib.suppress(AssertionError):  # joined by the executor
                process.join(5)
        self._executor = None


def broken(future: Future[Any]) -> bool:
    """Tell whether a finished future died with its worker."""
    return isinstance(future.exception(), BrokenExecutor)


def local_lanes(workers: int, scratch: str) -> list[Lane]:
    """Return lanes of a process each on this machine.

    Args:
        workers: how many.
        scratch: a directory for temporary files.

    """

    def start() -> Executor:
        return ProcessPoolExecutor(
            1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin_worker,
            initargs=(os.getpid(), scratch),
        )

    return [Lane(start) for _ in range(workers)]


def _begin_worker(parent: int, scratch: str) -> None:
    """Leave Ctrl-C to the parent, end with it, and keep temporary files where it clears them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    die_with_parent(parent)
    tempfile.tempdir = scratch
