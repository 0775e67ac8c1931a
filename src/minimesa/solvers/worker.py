"""The process in which a solver runs, so that a limit or Ctrl-C really ends it.

Started as ``python -m minimesa.solvers.worker`` by `minimesa.solvers.process`. Reads jobs from
stdin and writes replies to stdout, both as length-prefixed pickles between two processes of one
user. It dies with its parent.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys

from minimesa.errors import SolverError
from minimesa.solvers import backends
from minimesa.solvers.messages import Job, Reply, receive, send

MIB = 1 << 20


def die_with_parent() -> None:
    """Ask Linux to kill this process when its parent dies; elsewhere the closed pipe ends it."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        pr_set_pdeathsig = 1
        libc.prctl(pr_set_pdeathsig, signal.SIGKILL)
        if os.getppid() == 1:
            os._exit(1)


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


def answer(job: Job) -> Reply:
    """Answer one job; a failure of the solver is a reply, not an exception."""
    try:
        limit_memory(job.memory_limit)
        verdict, circuit = backends.answer(
            job.query, job.profile, threads=job.threads, certificate=job.certificate
        )
    except MemoryError:
        return Reply(None, failure="memory limit", out_of_memory=True)
    except SolverError as error:
        return Reply(None, failure=str(error))
    except Exception as error:  # noqa: BLE001 - anything a solver throws is its failure
        text = f"{type(error).__name__}: {error}"
        return Reply(None, failure=text, out_of_memory="bad_alloc" in text)
    finally:
        limit_memory(None)
    return Reply(verdict, circuit)


def main() -> None:
    """Answer jobs until the parent closes the pipe."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Solvers may print; only replies belong on the pipe.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        job = receive(sys.stdin.buffer)
        if job is None:
            return
        assert isinstance(job, Job)
        send(replies, answer(job))


if __name__ == "__main__":
    main()
