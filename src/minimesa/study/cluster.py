"""Tasks on a Dask cluster, through the same interface as processes on this machine.

The scheduler hands the tasks of a worker that dies to another one, and gives up on a task that has
taken several workers along. Workers do tasks in threads, so limits of memory bind only solver
calls there, and those of time only what looks at the clock itself.
"""

from __future__ import annotations

import importlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from minimesa.errors import InputError
from minimesa.study.lanes import IN_FLIGHT, Lane

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECT_SECONDS = 10
"""How long a scheduler may take to answer."""


@contextmanager
def cluster_lanes(address: str, ahead: int = IN_FLIGHT) -> Iterator[list[Lane[Any]]]:
    """Connect to a scheduler, ``HOST:PORT``; the cluster stays when this ends.

    Args:
        address: of the scheduler.
        ahead: items handed over for each thread of a worker.

    Raises:
        InputError: Dask is not installed, there is no scheduler, or it has no workers.

    """
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise InputError(
            "a Dask cluster needs the package distributed: pip install 'minimesa[dask]'"
        ) from None
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise InputError(f"there is no Dask scheduler at {address!r}: {error}") from error
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise InputError(f"the Dask scheduler at {address!r} has no workers")
        yield [Lane(lambda: client.get_executor(pure=False), threads * ahead, workers=threads)]
