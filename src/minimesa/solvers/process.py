"""One killable worker process, seen from outside."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from typing import IO, TYPE_CHECKING, Self, cast

from minimesa.errors import SolverError
from minimesa.solvers.messages import Item, Job, Reply, receive, send

if TYPE_CHECKING:
    from types import TracebackType


class Worker:
    """A worker process that answers one job at a time; used with ``with``.

    It leads a session of its own, so that Ctrl-C reaches only the parent and a kill takes the
    solver's children along.
    """

    def __init__(self) -> None:
        self._limit: int | None = None
        # What a killed worker leaves behind goes with this directory.
        self._directory = tempfile.TemporaryDirectory(
            prefix="minimesa-", ignore_cleanup_errors=True
        )
        self._process = subprocess.Popen(
            # -P: a module in the user's directory must not stand in for one of ours.
            [sys.executable, "-P", "-m", "minimesa.solvers.worker", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
            env=os.environ
            | {
                "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
                "TMPDIR": self._directory.name,
            },
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    def fileno(self) -> int:
        """Return the descriptor that becomes readable with the reply, for `selectors`."""
        return cast("IO[bytes]", self._process.stdout).fileno()

    def start(self, job: Job) -> None:
        """Hand over a job.

        Raises:
            SolverError: the process is gone.

        """
        self._limit = job.memory_limit
        try:
            send(cast("IO[bytes]", self._process.stdin), job)
        except BrokenPipeError:
            raise SolverError("the solver process ended before it got its question") from None

    def message(self) -> Item | Reply:
        """Wait for the next item or the reply; a process that died is a reply with the reason."""
        message = receive(cast("IO[bytes]", self._process.stdout))
        if isinstance(message, Item | Reply):
            return message
        status = self._process.wait()
        name = signal.Signals(-status).name if status < 0 else f"status {status}"
        limit = "" if self._limit is None else f" under a memory limit of {self._limit} MiB"
        return Reply(None, failure=f"crashed ({name}){limit}")

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process and its children at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                cast("IO[bytes]", stream).close()
        self._directory.cleanup()
