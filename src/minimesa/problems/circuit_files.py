"""Circuits in files and results, with the basis they are over and the problem they are for."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from minimesa import basis as bases
from minimesa.errors import InputError
from minimesa.formats import READERS, json_format, read_circuits
from minimesa.formats.source import MAX_BYTES, decode, quote, read_text
from minimesa.problems.library import find_problem, find_problems, library_directory
from minimesa.truth_tables import MAX_INPUTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from minimesa.basis import Basis
    from minimesa.circuit import Circuit
    from minimesa.problems.problem import Problem

MAX_GATES = 1000
"""Most gates of a circuit that is looked into."""
MAX_ROWS = 1 << 22
"""Most rows of the tables of all its gates together."""
STANDARD_INPUT = "-"
DEFAULT_BASIS = "b2"


@dataclass(frozen=True)
class Source:
    """A circuit and where it is from.

    Attributes:
        name: what to call it.
        circuit: the circuit.
        basis: the basis it is over.
        problem: the problem it is for, where that is known.
        unknown: the name of the problem that it is said to be for, where no problem is known by it.

    """

    name: str
    circuit: Circuit
    basis: Basis
    problem: Problem | None = None
    unknown: str | None = None


def read_sources(
    arguments: Sequence[str], basis: Basis | None, problem: Problem | None
) -> list[Source]:
    """Return every circuit that arguments name.

    A circuit that stands in a result of ``solve`` has its basis, and its problem where that is a
    library name or a truth table, unless they are given.

    Args:
        arguments: files, or ``-`` for JSON on standard input.
        basis: the basis, where it is given.
        problem: the problem, where it is given.

    Raises:
        InputError: something is no circuit file, is malformed, or too large to look into.

    """
    found = []
    problem_of = cache(_problem_of)
    for argument in arguments:
        entries = _entries(argument, basis)
        for number, entry in enumerate(entries, start=1):
            name = "standard input" if argument == STANDARD_INPUT else argument
            if len(entries) > 1:
                name += f" [{number}]"
            found.append(source(name, entry, basis, problem, problem_of))
    return found


def source(
    name: str,
    entry: json_format.Entry,
    basis: Basis | None,
    problem: Problem | None,
    problem_of: Callable[[str], Problem | None] | None = None,
) -> Source:
    """Return a circuit with its basis and problem: those given, else those that it names itself.

    Args:
        name: what to call it.
        entry: the circuit, and the names of its basis and problem where they are known.
        basis: the basis, where it is given.
        problem: the problem, where it is given.
        problem_of: finds a problem of the library by its name.

    Raises:
        InputError: the circuit is too large to look into.

    """
    check_size(entry.circuit, name)
    if problem is None and entry.problem is not None:
        problem = (problem_of or _problem_of)(entry.problem)
        if problem is not None and not _fits(entry.circuit, problem):
            problem = None
    unknown = entry.problem if problem is None else None
    return Source(name, entry.circuit, basis or _basis_of(entry.basis), problem, unknown)


def _entries(argument: str, basis: Basis | None) -> list[json_format.Entry]:
    if argument == STANDARD_INPUT:
        return json_format.parse_entries(_standard_input(), "standard input")
    path = Path(argument)
    suffix = path.suffix.lower()
    if suffix == ".json":
        return json_format.parse_entries(read_text(path), argument)
    if suffix not in READERS:
        raise InputError(_no_circuit(argument))
    keep = basis is not None and not basis.free_not
    return [json_format.Entry(circuit) for circuit in read_circuits(path, keep_inverters=keep)]


def _standard_input() -> str:
    name = "standard input"
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        return sys.stdin.read(MAX_BYTES + 1)
    data: bytes = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise InputError(f"is larger than {MAX_BYTES >> 20} MiB, the most that is read", file=name)
    return decode(data, name)


def _no_circuit(argument: str) -> str:
    """Return what to say of an argument that names no circuit file."""
    suffixes = " ".join(sorted((*READERS, ".json")))
    try:
        find_problems(argument)
    except InputError:
        return f"{quote(argument)} is no circuit file; a circuit has one of the suffixes {suffixes}"
    return (
        f"{quote(argument)} is a problem, not a circuit; say `minimesa solve {argument} --json | "
        f"minimesa inspect -`, or add --reference"
    )


def check_size(circuit: Circuit, name: str) -> None:
    """Raise InputError before anything is simulated that takes too long."""
    n = len(circuit.inputs)
    if n > MAX_INPUTS:
        raise InputError(f"{n} inputs; at most {MAX_INPUTS} are looked into", file=name)
    if circuit.size > MAX_GATES:
        raise InputError(f"{circuit.size} gates; at most {MAX_GATES} are looked into", file=name)
    if circuit.size << n > MAX_ROWS:
        most = MAX_ROWS >> n
        raise InputError(
            f"{circuit.size} gates on {n} inputs; with so many inputs at most {most} are "
            "looked into",
            file=name,
        )


def _problem_of(name: str) -> Problem | None:
    """Return the problem of a result, if it is from the library or a table; never a file."""
    stem = name.partition(":")[0]
    in_library = (
        re.fullmatch("[a-z0-9-]+", stem) and (library_directory() / f"{stem}.toml").is_file()
    )
    if not in_library and not re.fullmatch("0x[0-9a-f]+(,0x[0-9a-f]+)*", name):
        return None
    try:
        return find_problem(name)
    except InputError:  # a table of under two inputs, a problem that has changed since
        return None


def _basis_of(name: str | None) -> Basis:
    """Return the basis of a result if it is a built-in one, else the default."""
    return bases.get(name if name in bases.NAMES else DEFAULT_BASIS)


def _fits(circuit: Circuit, problem: Problem) -> bool:
    relation = problem.relation
    return len(circuit.inputs) == len(relation.inputs) and len(circuit.outputs) == len(
        relation.outputs
    )
