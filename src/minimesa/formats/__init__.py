"""File formats of circuits and tables, chosen by suffix.

======  ==================================  =======  =======
suffix  what it is                          read as  written
======  ==================================  =======  =======
.json   what ``solve --json`` prints        circuit  yes
.pla    espresso PLA, with don't-cares      relation functions
.truth  truth tables, one output a line     relation functions
======  ==================================  =======  =======
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.errors import InputError
from minimesa.formats import json_format, pla, truth
from minimesa.formats.json_format import circuit_from_json, read_circuits
from minimesa.relations import Relation, check_dimensions, from_tables

if TYPE_CHECKING:
    from pathlib import Path

    from minimesa.circuit import Circuit

__all__ = ["circuit_from_json", "function_of", "read_circuit", "read_circuits", "read_relation"]


def read_circuit(path: Path) -> Circuit:
    """Return the circuit of a file."""
    return json_format.read(path)


def read_relation(path: Path) -> Relation:
    """Return the relation of a file: a table, or the function of a circuit, names kept.

    Raises:
        InputError: an unknown suffix, a malformed file, or too many inputs.

    """
    suffix = path.suffix.lower()
    if suffix == ".pla":
        return pla.read_relation(path)
    if suffix == ".truth":
        return truth.read_relation(path)
    circuit = read_circuit(path)
    try:
        return function_of(circuit)
    except InputError as error:
        raise InputError(error.message, file=str(path)) from None


def function_of(circuit: Circuit) -> Relation:
    """Return the function of a circuit as a relation, names kept.

    Raises:
        InputError: too many inputs or outputs to tabulate; known before anything is simulated.

    """
    check_dimensions(len(circuit.inputs), len(circuit.outputs))
    return from_tables(
        circuit.output_tables(),
        len(circuit.inputs),
        inputs=circuit.inputs,
        outputs=[output.name for output in circuit.outputs],
    )
