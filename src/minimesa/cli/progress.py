"""The progress bar: on stderr, if that is a terminal, for what takes over a second."""

from __future__ import annotations

import contextlib
import sys
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from rich.progress import Progress as Bar
    from rich.progress import TaskID

DELAY = 1.0
"""Seconds before anything is shown."""


class Progress:
    """A bar over ``total`` problems with a line on what is being tried; used with ``with``.

    It is drawn from a thread, since the main one waits for solvers.
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._text = ""
        self._bar: tuple[Bar, TaskID] | None = None
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        if sys.stderr.isatty():
            self._timer = threading.Timer(DELAY, self._appear)
            self._timer.daemon = True

    def __enter__(self) -> Self:
        if self._timer is not None:
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.hide()

    def say(self, text: str) -> None:
        """Show what is being tried."""
        self._text = text
        self._update()

    def advance(self) -> None:
        """Count one more problem as done."""
        self._done += 1
        self._update()

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Take the bar away while something else is written to the terminal."""
        with self._lock:
            if self._bar is not None:
                self._bar[0].stop()
            try:
                yield
            finally:
                if self._bar is not None:
                    self._bar[0].start()

    def hide(self) -> None:
        """Take the bar away for good."""
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._timer = None
            if self._bar is not None:
                self._bar[0].stop()
                self._bar = None

    def _appear(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - rarely needed, and slow
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

        bar = Progress(
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
            console=Console(file=sys.stderr),
            transient=True,
        )
        with self._lock:
            if self._timer is None:
                return
            # A single problem has no measure of how far it is: the bar pulses.
            task = bar.add_task("", total=self._total if self._total > 1 else None)
            self._bar = bar, task
            bar.start()
        self._update()

    def _update(self) -> None:
        with self._lock:
            if self._bar is not None:
                bar, task = self._bar
                bar.update(task, description=self._text, completed=self._done)
