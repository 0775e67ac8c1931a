"""File formats of circuits and tables, chosen by suffix.

========  ===================================  ========  =========
suffix    what it is                           read as   written
========  ===================================  ========  =========
.aag      AIGER, ASCII                         circuit   circuit
.aig      AIGER, binary                        circuit   circuit
.bench    ISCAS netlist                        circuit   circuit
.blif     Berkeley Logic Interchange Format    circuit   circuit
.dot      Graphviz                             --        circuit
.json     what ``solve --json`` prints         circuits  circuit
.pla      espresso PLA, with don't-cares       relation  functions
.truth    truth tables, one output a line      relation  functions
.v        structural Verilog                   circuit   circuit
========  ===================================  ========  =========

Files are parsed, bounded and never executed; whatever is wrong with one is an `InputError` with
its line where it has lines.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from minimesa.errors import InputError
from minimesa.formats import (
    aiger,
    bench,
    blif,
    dot,
    json_format,
    pla,
    truth,
    verilog,
    verilog_writer,
)
from minimesa.formats.json_format import circuit_from_json
from minimesa.formats.output import emit
from minimesa.relations import Relation, check_dimensions, from_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from minimesa.circuit import Circuit

__all__ = [
    "READERS",
    "TABLES",
    "WRITERS",
    "circuit_from_json",
    "function_of",
    "read_circuit",
    "read_circuits",
    "read_relation",
    "write_circuit",
]


MAX_TABLE_BITS = 1 << 32
"""Most bits in the truth tables of all gates together (half a gibibyte)."""


class Reader(Protocol):
    """A function that reads a circuit from a file."""

    def __call__(self, path: Path, *, keep_inverters: bool = False) -> Circuit:
        """Return the circuit of a file."""


READERS: Mapping[str, Reader] = {
    ".aag": aiger.read,
    ".aig": aiger.read,
    ".bench": bench.read,
    ".blif": blif.read,
    ".v": verilog.read,
}
"""Readers of a single circuit by suffix; JSON has `json_format.read_circuits`."""

TABLES: Mapping[str, Callable[[Path], Relation]] = {
    ".pla": pla.read_relation,
    ".truth": truth.read_relation,
}
"""Readers of relations by suffix."""

WRITERS: Mapping[str, Callable[[Circuit], str | bytes]] = {
    ".aag": aiger.write_ascii,
    ".aig": aiger.write_binary,
    ".bench": bench.write,
    ".blif": blif.write,
    ".dot": dot.write,
    ".json": json_format.write,
    ".pla": pla.write,
    ".truth": truth.write,
    ".v": verilog_writer.write,
}
"""Writers by suffix."""


def read_circuits(path: Path, *, keep_inverters: bool = False) -> list[Circuit]:
    """Return every circuit of a file, in order; only JSON files hold more than one.

    Args:
        path: the file; its suffix tells the format.
        keep_inverters: make inverters gates, for bases where NOT is not free. Otherwise they are
            absorbed into operators and outputs. JSON is always read as it stands.

    Raises:
        InputError: a suffix that holds no circuit, or a malformed file.

    """
    suffix = path.suffix.lower()
    if suffix == ".json":
        return json_format.read_circuits(path)
    if suffix not in READERS:
        known = " ".join(sorted((*READERS, ".json")))
        raise InputError(f"suffix {suffix!r} holds no circuit; use {known}", file=str(path))
    return [READERS[suffix](path, keep_inverters=keep_inverters)]


def read_circuit(path: Path, *, keep_inverters: bool = False) -> Circuit:
    """Return the circuit of a file, the first (best) one of a JSON result; see `read_circuits`.

    The number of inputs is not bounded by what can be tabulated: check it before simulating.
    """
    return read_circuits(path, keep_inverters=keep_inverters)[0]


def read_relation(path: Path) -> Relation:
    """Return the relation of a file: a table, or the function of a circuit, names kept.

    Raises:
        InputError: an unknown suffix, a malformed file, or too many inputs.

    """
    suffix = path.suffix.lower()
    if suffix in TABLES:
        return TABLES[suffix](path)
    if suffix not in READERS and suffix != ".json":
        known = " ".join(sorted((*READERS, *TABLES, ".json")))
        raise InputError(f"suffix {suffix!r} holds no function; use {known}", file=str(path))
    circuit = read_circuit(path)
    try:
        return function_of(circuit)
    except InputError as error:
        raise InputError(error.message, file=str(path)) from None


def function_of(circuit: Circuit) -> Relation:
    """Return the function of a circuit as a relation, names kept.

    Raises:
        InputError: too many inputs, outputs or gates to tabulate; said before anything is
            simulated.

    """
    n = len(circuit.inputs)
    check_dimensions(n, len(circuit.outputs))
    if circuit.size << n > MAX_TABLE_BITS:
        raise InputError(f"{circuit.size} gates on {n} inputs are too many to tabulate")
    return from_tables(
        circuit.output_tables(),
        n,
        inputs=circuit.inputs,
        outputs=[output.name for output in circuit.outputs],
    )


def write_circuit(circuit: Circuit, target: Path | IO[Any], format_name: str | None = None) -> None:
    """Write a circuit to a path or an open stream.

    PLA and truth tables hold only its functions, and an AIG may be larger than the circuit. Names
    that a format cannot spell are changed, uniquely.

    Args:
        circuit: the circuit.
        target: a path, which is replaced only once the new file is complete, or a stream.
        format_name: the format, such as ``blif``; default: the suffix of the path.

    Raises:
        InputError: an unknown format, too many inputs for a table, or a file that cannot be
            written.

    """
    suffix = target.suffix.lower() if isinstance(target, Path) else ""
    if format_name is not None:
        suffix = f".{format_name.lower().removeprefix('.')}"
    if suffix not in WRITERS:
        known = " ".join(sorted(name[1:] for name in WRITERS))
        raise InputError(f"format {suffix[1:]!r} is unknown; use one of {known}")
    emit(WRITERS[suffix](circuit), target)
