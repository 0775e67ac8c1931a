"""CPU and wall time of a process with all its descendants, under a limit on the CPU time.

The limit is on CPU seconds of the whole tree, so that neither a busy machine nor racing on several
cores changes who is within it. Linux only: it reads ``/proc``.
"""

import os
import select
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

TICKS = os.sysconf("SC_CLK_TCK")
POLL = 0.1
"""Seconds between two looks at the CPU time of a running process."""
WALL_FACTOR, WALL_MARGIN = 10, 60
"""Wall-clock seconds after which even a process that uses no CPU is ended: factor and summand."""


@dataclass(frozen=True)
class Usage:
    """What an answer took.

    Attributes:
        text: what was answered, or None where the limit was reached or the process died.
        limited: whether the limit was reached.
        cpu: user and system seconds of the process tree.
        wall: wall-clock seconds.

    """

    text: str | None
    limited: bool
    cpu: float
    wall: float


def run(command: list[str], limit: float, folder: Path | None = None) -> Usage:
    """Run a command to its end and return its output; what it waited for counts, exactly."""
    with tempfile.TemporaryFile() as output:
        begin = time.monotonic()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=folder
        )
        descriptor = os.pidfd_open(process.pid)
        try:
            limited = not _wait_for(descriptor, process.pid, limit, begin)
        finally:
            os.close(descriptor)
        if limited:
            kill(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - begin
        output.seek(0)
        text = output.read().decode(errors="replace")
        return Usage(None if limited else text, limited, used.ru_utime + used.ru_stime, wall)


class Session:
    """A program that answers a line with a line, so that its start is not measured each time.

    It prints a line when it is ready. Ended at the limit, it is started again for the next line.

    Attributes:
        starts: for each time it was started, the CPU seconds until it was ready.

    """

    def __init__(self, command: list[str], environment: dict[str, str] | None = None) -> None:
        self._command = command
        self._environment = environment
        self._process: subprocess.Popen | None = None
        self._cpu = 0.0
        self.starts: list[float] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.stdin.close()
            self._process.wait()
            self._process = None

    def ask(self, line: str, limit: float) -> Usage:
        """Send a line and wait for the answer."""
        if self._process is None:
            self._start()
        process, begin = self._process, time.monotonic()
        process.stdin.write(f"{line}\n".encode())
        answered = _wait_for(process.stdout.fileno(), process.pid, limit, begin, self._cpu)
        text = process.stdout.readline().decode() if answered else ""
        before, self._cpu = self._cpu, tree_cpu(process.pid)
        usage = Usage(text or None, not answered, self._cpu - before, time.monotonic() - begin)
        if not text:
            kill(process.pid)
            process.wait()
            self._process = None
        return usage

    def _start(self) -> None:
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env=self._environment,
        )
        if not self._process.stdout.readline():
            raise RuntimeError(f"did not start: {' '.join(self._command)}")
        self._cpu = tree_cpu(self._process.pid)
        self.starts.append(self._cpu)


def _wait_for(descriptor: int, pid: int, limit: float, begin: float, before: float = 0.0) -> bool:
    """Wait until a descriptor is readable; False where the process reaches its limit first."""
    while not select.select([descriptor], [], [], POLL)[0]:
        late = time.monotonic() - begin > WALL_FACTOR * limit + WALL_MARGIN
        if late or tree_cpu(pid) - before > limit:
            return False
    return True


def tree_cpu(pid: int) -> float:
    """Return the CPU seconds of a process, its living descendants, and all they waited for."""
    total = 0.0
    for member in _tree(pid):
        try:
            total += time.clock_gettime(_clock(member)) + _waited_for(member)
        except OSError:
            continue  # it has ended in between
    return total


def kill(pid: int) -> None:
    """End a process and its living descendants at once."""
    for member in _tree(pid):
        try:
            os.kill(member, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _clock(pid: int) -> int:
    """Return Linux' number of the CPU clock of another process (clock_getcpuclockid(3))."""
    return (~pid << 3) | 2


def _fields(pid: str | int) -> list[str]:
    """Return the fields of ``/proc/PID/stat`` from the third on (the second is a name)."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()


def _waited_for(pid: int) -> float:
    user, system = _fields(pid)[13:15]
    return (int(user) + int(system)) / TICKS


def _tree(pid: int) -> list[int]:
    """Return a process and its living descendants."""
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):  # noqa: PTH208 - a path for each process is not needed
        if entry.isdigit():
            try:
                parent = int(_fields(entry)[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry))
    found = [pid]
    for member in found:
        found += children.get(member, [])
    return found
