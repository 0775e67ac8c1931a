"""What a worker process holds and uses: its engine, its memory."""

from __future__ import annotations

import contextlib
import resource
import sys
import threading
from multiprocessing import util
from pathlib import Path
from typing import TYPE_CHECKING

from minimesa.solvers.engine import Engine
from minimesa.solvers.worker import limit_memory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minimesa.solvers.profiles import Profile

_held = threading.local()
"""The engine of each thread: starting solver processes takes longer than most tasks."""


def engine(solver: Profile, memory: int | None) -> Engine:
    """Return this thread's engine, a new one where solver or limit have changed.

    It ends with the process: solver processes die with their parent.
    """
    key = solver, memory
    if getattr(_held, "key", None) != key:
        if hasattr(_held, "engine"):
            _held.engine.__exit__(None, None, None)
        _held.engine = Engine(solver, memory_limit=memory).__enter__()
        _held.key = key
        # Processes of `multiprocessing` leave without the handlers of `atexit`.
        util.Finalize(None, _held.engine.__exit__, (None, None, None), exitpriority=10)
    held: Engine = _held.engine
    return held


@contextlib.contextmanager
def memory_limit(mebibytes: int | None) -> Iterator[None]:
    """Let this process map at most so much more (on Linux); beyond it there is a MemoryError.

    Only in the main thread, which then is the only one at work: other threads would share it.
    """
    if mebibytes is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    limit_memory(mebibytes)
    try:
        yield
    finally:
        limit_memory(None)


def forget_peak() -> None:
    """Begin to measure the peak anew, where the kernel can (Linux)."""
    for process in ("self", *_children()):
        with contextlib.suppress(OSError):
            Path(f"/proc/{process}/clear_refs").write_text("5", encoding="ascii")


def peak_memory() -> int:
    """Return the largest resident set of this process or a child since `forget_peak`, in MiB.

    Without Linux' /proc the largest of their lives.
    """
    peaks = [_peak(process) for process in ("self", *_children())]
    if peaks[0] is None:
        unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
        usages = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        return max(resource.getrusage(who).ru_maxrss for who in usages) // unit
    return max(peak for peak in peaks if peak is not None)


def _children() -> list[str]:
    try:
        return Path("/proc/thread-self/children").read_text(encoding="ascii").split()
    except OSError:
        return []


def _peak(process: str) -> int | None:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return None
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) >> 10
    return None
