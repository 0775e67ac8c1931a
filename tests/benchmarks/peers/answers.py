"""What each program printed, read as an answer: gates, its own count, and whether it is right."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from minimesa import referee
from minimesa.basis import get
from minimesa.errors import MinimesaError
from minimesa.formats import blif, json_format
from minimesa.relations import Relation


@dataclass(frozen=True)
class Answer:
    """A circuit that a program found.

    Attributes:
        gates: its number of gates, where complements cost nothing.
        counted: the number that the program itself gives.
        right: whether the circuit solves the problem.

    """

    gates: int
    counted: int
    right: bool = True


NODES = re.compile(r"\bnd = +(\d+)")
ANDS = re.compile(r"\band = +(\d+)")
LUT = re.compile(r"^\w+ = \d+'b[01]+\( ", re.MULTILINE)
GATES = re.compile(r"^gates (\d+)$", re.MULTILINE)
COLOUR = re.compile(r"\x1b\[[\d;]*m")


def abc_exact(text: str, network: Path, relation: Relation) -> Answer | None:
    """Read ``print_stats`` (LUTs) or ``&ps`` (ANDs) and the BLIF file of what was found."""
    counted = (ANDS if "and =" in text else NODES).search(COLOUR.sub("", text))
    if counted is None or not network.is_file():
        return None
    circuit = blif.read(network)
    try:
        referee.check_solves(circuit, relation)
    except MinimesaError:
        return Answer(circuit.size, int(counted[1]), right=False)
    return Answer(circuit.size, int(counted[1]))


def abc_lutexact(text: str) -> Answer | None:
    """Count the lines of the realization; None where this number of nodes has none."""
    if "Realization" not in text:
        return None
    nodes = len(LUT.findall(text.partition("Realization")[2]))
    return Answer(nodes, nodes)


def percy(text: str) -> Answer | None:
    """Read what a driver of percy prints."""
    if (found := GATES.search(text)) is None:
        return Answer(0, 0, right=False) if "wrong" in text else None
    return Answer(int(found[1]), int(found[1]))


def cirbo(text: str) -> Answer | None:
    """Read the line of ``serve_cirbo.py``."""
    found = json.loads(text)
    gates = found["gates"]
    return None if gates is None else Answer(gates, gates, found["right"])


def minimesa(text: str, relation: Relation, basis: str) -> Answer | None:
    """Read a result of ``solve --json``; its circuit is counted and evaluated anew."""
    found = json.loads(text)
    if found["status"] != "optimal":
        return None
    (entry,) = json_format.parse_entries(text, "the answer of minimesa")
    try:
        referee.check_solves(entry.circuit, relation)
        referee.check_basis(entry.circuit, get(basis))
    except MinimesaError:
        return Answer(entry.circuit.size, found["size"], right=False)
    return Answer(entry.circuit.size, found["size"])
