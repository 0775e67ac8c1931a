"""Truth-table files: one output a line, as ABC's ``read_truth`` and the IWLS contests have them.

The leftmost digit is the last row. A line may begin with ``0x`` (hex) or ``0b`` (binary). Without
either, a file that holds nothing but 0 and 1 is binary, as the contests publish them, and any
other is hex; a hex table of zeros and ones only therefore needs its ``0x``. Blank lines and lines
that begin with ``#`` are skipped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.errors import InputError
from minimesa.formats.source import quote, read_text
from minimesa.relations import Relation, check_dimensions, from_tables
from minimesa.truth_tables import from_hex

if TYPE_CHECKING:
    from pathlib import Path

    from minimesa.circuit import Circuit


def read_relation(path: Path) -> Relation:
    """Return the functions of a truth-table file; inputs are x0, x1, ..., outputs y0, y1, ...

    Raises:
        InputError: a line is no table, or the lines have different numbers of rows.

    """
    file = str(path)
    lines = [
        (number, text)
        for number, raw in enumerate(read_text(path).split("\n"), start=1)
        if (text := raw.strip().lower()) and not text.startswith("#")
    ]
    if not lines:
        raise InputError("holds no truth table; write one output a line, e.g. 0xe8", file=file)
    binary = all(set(text.removeprefix("0b")) <= {"0", "1"} for _, text in lines)
    tables: list[int] = []
    inputs = 0
    for number, text in lines:
        try:
            as_binary = text.startswith("0b") or binary
            table, n = _from_binary(text.removeprefix("0b")) if as_binary else from_hex(text)
            check_dimensions(n, len(tables) + 1)
        except InputError as error:
            raise InputError(error.message, file=file, line=number) from None
        if tables and n != inputs:
            raise InputError(
                f"a table of {n} inputs, but the first has {inputs}", file=file, line=number
            )
        inputs = n
        tables.append(table)
    return from_tables(tables, inputs)


def _from_binary(digits: str) -> tuple[int, int]:
    """Return ``(table, n)`` of ``2**n`` binary digits."""
    n = len(digits).bit_length() - 1
    if not digits or len(digits) != 1 << n or not set(digits) <= {"0", "1"}:
        raise InputError(f"{quote(digits)} is no binary truth table of 1, 2, 4, 8, ... digits")
    return int(digits, 2), n


def write(circuit: Circuit) -> str:
    """Return the functions of the outputs in binary, which ``read_truth -xf`` of ABC reads.

    Raises:
        InputError: too many inputs or outputs to tabulate.

    """
    check_dimensions(len(circuit.inputs), len(circuit.outputs))
    rows = 1 << len(circuit.inputs)
    return "".join(f"{table:0{rows}b}\n" for table in circuit.output_tables())
