"""What an engine and its worker processes say to each other: length-prefixed pickles on a pipe."""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from minimesa.circuit import Circuit
    from minimesa.encoding.query import Query, Verdict
    from minimesa.solvers.profiles import Profile


@dataclass(frozen=True)
class Job:
    """A query for one backend.

    Attributes:
        query: the question.
        profile: how to answer it; no portfolio.
        memory_limit: MiB of address space beyond what the process has at the start, or None.
        threads: for backends that can use several.
        certificate: path of a proof to write on refutation, without suffix, or None.

    """

    query: Query
    profile: Profile
    memory_limit: int | None
    threads: int = 1
    certificate: str | None = None


@dataclass(frozen=True)
class Reply:
    """What a worker says: a verdict, or why there is none."""

    verdict: Verdict | None
    circuit: Circuit | None = None
    failure: str | None = None
    out_of_memory: bool = False


def send(stream: BinaryIO, message: object) -> None:
    """Write one message."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(struct.pack("<Q", len(data)) + data)
    stream.flush()


def receive(stream: BinaryIO) -> object | None:
    """Read one message; None at the end of the stream."""
    header = stream.read(8)
    if len(header) < 8:
        return None
    (length,) = struct.unpack("<Q", header)
    data = stream.read(length)
    # The peer is this program itself, over a pipe that nobody else holds.
    return pickle.loads(data) if len(data) == length else None  # noqa: S301
