"""The process in which a solver runs, so that a limit or Ctrl-C really ends it.

Started as ``python -m minimesa.solvers.worker PID`` by `minimesa.solvers.process`, PID being the
parent's. Reads jobs from stdin and writes replies to stdout, both as length-prefixed pickles
between two processes of one user. It dies with its parent.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from typing import IO, TYPE_CHECKING

from minimesa.encoding.query import Verdict
from minimesa.errors import SolverError
from minimesa.solvers import backends
from minimesa.solvers.lifetime import die_with_parent
from minimesa.solvers.messages import Item, Job, Reply, Task, receive, send
from minimesa.solvers.sampling import sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minimesa.circuit import Circuit

MIB = 1 << 20


def limit_memory(mebibytes: int | None) -> None:
    """Limit the address space to what is mapped now plus ``mebibytes``."""
    if sys.platform != "linux":
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if mebibytes is None:
        soft = hard
    else:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123
            mapped = int(statm.read().split()[0]) * resource.getpagesize()
        soft = mapped + mebibytes * MIB
        if hard != resource.RLIM_INFINITY:
            soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def work(job: Job, replies: IO[bytes]) -> Reply:
    """Do one job, sending the items of a stream; a failure of the solver is a reply too."""
    try:
        backends.load(job.profile)
        limit_memory(job.memory_limit)
        if job.task is Task.ANSWER:
            verdict, circuit = backends.answer(
                job.query,
                job.profile,
                threads=job.threads,
                certificate=job.certificate,
                conflicts=job.conflicts,
            )
            return Reply(verdict, circuit)
        for value in _stream(job):
            send(replies, Item(value))
        return Reply(Verdict.REFUTED if job.draw is None else Verdict.FOUND)
    except Exception as error:  # noqa: BLE001 - anything a solver throws is its failure
        limit_memory(None)  # at the limit there is no room for a reply either
        if isinstance(error, MemoryError) or "bad_alloc" in str(error):
            return Reply(None, failure="memory limit")
        if isinstance(error, SolverError):
            return Reply(None, failure=str(error))
        return Reply(None, failure=f"{type(error).__name__}: {error}")
    finally:
        limit_memory(None)


def _stream(job: Job) -> Iterator[frozenset[int] | Circuit]:
    """Return the results of a streaming task."""
    if job.draw is not None:
        return sample(job.draw.queries, job.profile, job.draw.count, job.draw.seed)
    listing = backends.circuits if job.task is Task.CIRCUITS else backends.function_sets
    return listing(job.query, job.profile)


def main() -> None:
    """Do jobs until the parent closes the pipe."""
    die_with_parent(int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Solvers may print; only messages belong on the pipe.
    replies = os.fdopen(os.dup(1), "wb", buffering=0)
    requests = os.fdopen(os.dup(0), "rb", buffering=0)
    os.dup2(2, 1)
    while True:
        job = receive(requests)
        if not isinstance(job, Job):
            return
        send(replies, work(job, replies))


if __name__ == "__main__":
    main()
