"""What an engine and its worker processes say to each other: length-prefixed pickles on a pipe."""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from enum import Enum
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from minimesa.circuit import Circuit
    from minimesa.encoding.query import Query, Verdict
    from minimesa.solvers.profiles import Profile


class Task(Enum):
    """What a worker is to do with a query."""

    ANSWER = "answer"
    FUNCTION_SETS = "function sets"
    CIRCUITS = "circuits"
    SAMPLE = "sample"


@dataclass(frozen=True)
class Draw:
    """What a sample asks for: so many circuits of all queries together, by a seed."""

    queries: tuple[Query, ...]
    count: int
    seed: int


@dataclass(frozen=True)
class Job:
    """A query for one backend.

    Attributes:
        query: the question.
        profile: how to answer it; no portfolio.
        memory_limit: MiB of address space beyond what the process has at the start, or None.
        threads: for backends that can use several.
        certificate: path, without suffix, of the formula and proof to write on refutation.
        task: answer the query, or stream every set of gate functions, every circuit or a sample.
        draw: for samples, what to draw; its queries stand in for ``query``.
        conflicts: after so many the answer is unknown; None for no limit.

    """

    query: Query
    profile: Profile
    memory_limit: int | None
    threads: int = 1
    certificate: str | None = None
    task: Task = Task.ANSWER
    draw: Draw | None = None
    conflicts: int | None = None


@dataclass(frozen=True)
class Item:
    """One of many results of a streaming task, before its `Reply`."""

    value: frozenset[int] | Circuit


@dataclass(frozen=True)
class Reply:
    """How a job ended: a verdict, or why there is none. For streams, refuted means no more.

    A sample ends with found.
    """

    verdict: Verdict | None
    circuit: Circuit | None = None
    failure: str | None = None


def send(stream: IO[bytes], message: object) -> None:
    """Write one message to an unbuffered stream."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    rest = memoryview(struct.pack("<Q", len(data)) + data)
    while rest:
        rest = rest[stream.write(rest) :]


def receive(stream: IO[bytes]) -> object | None:
    """Read one message from an unbuffered stream; None at its end."""
    header = _exactly(stream, 8)
    if header is None:
        return None
    data = _exactly(stream, struct.unpack("<Q", header)[0])
    # The peer is this program itself, over a pipe that nobody else holds.
    return None if data is None else pickle.loads(data)  # noqa: S301


def _exactly(stream: IO[bytes], count: int) -> bytes | None:
    """Read ``count`` bytes, or return None where the stream ends before."""
    parts = []
    while count:
        part = stream.read(count)
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
