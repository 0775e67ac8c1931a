"""How far a study is: a live line on a terminal, log lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, Self

from minimesa.cli.application import warn
from minimesa.cli.progress import Progress as Bar

if TYPE_CHECKING:
    from types import TracebackType

    from minimesa.study.run import Progress
    from minimesa.study.task import Task

LOG_SECONDS = 10.0
"""Between two log lines; what is over sooner has none."""


class CheckProgress:
    """Shows done, running, open and the estimated rest of ``total`` tasks; used with ``with``."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._finished = 0
        self._bar = Bar(total)
        self._begin = self._logged = time.monotonic()

    def __enter__(self) -> Self:
        self._bar.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.__exit__(kind, error, trace)

    def report(
        self, progress: Progress, _task: Task | None, _record: dict[str, Any] | None
    ) -> None:
        """Take note of a step of the run."""
        now = time.monotonic()
        finished = progress.done + progress.open
        for _ in range(finished - self._finished):
            self._bar.advance()
        self._finished = finished
        text = line(progress, self._total, now - self._begin)
        self._bar.say(text)
        if now - self._logged >= LOG_SECONDS and not sys.stderr.isatty():
            self._logged = now
            warn(text)


def line(progress: Progress, total: int, seconds: float) -> str:
    """Return how far a run of ``total`` tasks is after some seconds."""
    finished = progress.done + progress.open
    parts = [
        f"{finished} of {total} tasks: {progress.done} done",
        f"{progress.running} running",
        f"{progress.open} open",
    ]
    if 0 < finished < total:
        parts.append(f"about {duration(seconds / finished * (total - finished))} left")
    if progress.detail is not None:
        parts.append(progress.detail)
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """Return a time in the unit that suits it."""
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"
