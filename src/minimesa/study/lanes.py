"""Worker processes, each with a queue of its own, so that one that dies takes no other along."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import tempfile
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from minimesa.solvers.lifetime import die_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor, Future

Item = TypeVar("Item")
"""What is done: a task, or a case of a question."""

TRIES = 2
"""How often an item is tried in one run when its worker dies."""
IN_FLIGHT = 3
"""Items handed over to each worker, so that none waits for the process that keeps the store."""
_BLOCKED = {signal.SIGINT, signal.SIGALRM}


class Lane(Generic[Item]):
    """An executor that does items in the order in which it gets them.

    Args:
        start: makes the executor, and another one when that has ended.
        room: items that it holds at most.
        workers: items that it does at a time.

    """

    def __init__(
        self, start: Callable[[], Executor], room: int = IN_FLIGHT, workers: int = 1
    ) -> None:
        self._start = start
        self._executor: Executor | None = None
        self.room = room
        self.workers = workers
        self.flying: dict[Future[Any], Item] = {}

    def submit(self, item: Item, function: Callable[..., Any], *arguments: object) -> None:
        """Hand an item over as ``function(item, *arguments)``.

        Raises:
            BrokenExecutor: the worker has died; see `lost`.

        """
        with _uninterrupted_start():
            if self._executor is None:
                self._executor = self._start()
            self.flying[self._executor.submit(function, item, *arguments)] = item

    def lost(self) -> list[Item]:
        """Give up a worker that has died; return its items without a result.

        The first of them is the one it was doing.
        """
        lost = []
        for future, item in list(self.flying.items()):
            if not future.done() or future.cancelled() or future.exception() is not None:
                lost.append(item)
                del self.flying[future]
        self.end()
        return lost

    def drop(self) -> None:
        """Forget what is under way, and end the worker where it is doing some of it."""
        busy = any(not future.done() for future in self.flying)
        self.flying.clear()
        if busy:
            self.end()

    def end(self) -> None:
        """End the worker at once: its item can be done again."""
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


def freest(lanes: Sequence[Lane[Item]]) -> Lane[Item] | None:
    """Return the lane with the largest share of its room free; None where all are full."""
    lane = min(lanes, key=lambda lane: len(lane.flying) / lane.room)
    return lane if len(lane.flying) < lane.room else None


def collect(
    lanes: Sequence[Lane[Item]], seconds: float | None = None
) -> tuple[list[tuple[Item, Future[Any]]], list[Lane[Item]]]:
    """Wait until something is over, for so many seconds at most.

    Returns:
        What has ended, with its future, and the lanes whose worker has died.

    """
    futures = [future for lane in lanes for future in lane.flying]
    finished, _ = wait(futures, seconds, FIRST_COMPLETED)
    ended: list[tuple[Item, Future[Any]]] = []
    dead: list[Lane[Item]] = []
    for lane in lanes:
        for future in [future for future in lane.flying if future in finished]:
            if not future.cancelled() and isinstance(future.exception(), BrokenExecutor):
                dead.append(lane)
                break
            ended.append((lane.flying.pop(future), future))
    return ended, dead


def local_lanes(workers: int, scratch: str, room: int = IN_FLIGHT) -> list[Lane[Any]]:
    """Return lanes of a process each on this machine.

    Args:
        workers: how many.
        scratch: a directory for temporary files.
        room: items handed over to each.

    """

    def start() -> Executor:
        return ProcessPoolExecutor(
            1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin_worker,
            initargs=(os.getpid(), scratch),
        )

    return [Lane(start, room) for _ in range(workers)]


@contextmanager
def _uninterrupted_start() -> Iterator[None]:
    """Start processes with Ctrl-C and alarms blocked, until they leave these to this one."""
    # Starting the tracker unblocks Ctrl-C again, so it must be there before.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _BLOCKED)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_worker(parent: int, scratch: str) -> None:
    """Leave Ctrl-C to the parent, end with it, and keep temporary files where it clears them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _BLOCKED)
    die_with_parent(parent)
    tempfile.tempdir = scratch
