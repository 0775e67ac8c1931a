"""PLA files, as espresso reads and writes them: one cover for several outputs.

The type says what a column of the output plane means (espresso's conventions):

=====  =====================  =======================  ======================================
type   ``1`` (or ``4``)       ``0`` (or ``3``)         ``-`` (or ``2``)
=====  =====================  =======================  ======================================
f      on-set                 nothing                  nothing; the rest is off-set
fd     on-set                 nothing                  don't-care set; the rest is off-set
fr     on-set                 off-set                  nothing; the rest is don't-care set
fdr    on-set                 off-set                  don't-care set; every row is in one set
=====  =====================  =======================  ======================================

``~`` never means anything. Without ``.type`` the type is ``fd``. A row in both on-set and
don't-care set of an ``fd`` file is a don't-care, because espresso may cover it or not. The first
input column is input 0. The number after ``.p`` is not relied on: espresso ignores it too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from minimesa.errors import InputError
from minimesa.formats.covers import parse_cube
from minimesa.formats.names import plain_name, spelled, unreserved
from minimesa.formats.source import MAX_GATES, check_distinct, parse_count, quote, read_text
from minimesa.relations import MAX_BITS, Relation, check_dimensions, from_tables
from minimesa.truth_tables import MAX_INPUTS, full

if TYPE_CHECKING:
    from pathlib import Path

    from minimesa.circuit import Circuit

TYPES = ("f", "fd", "fr", "fdr")
_VALUES = {"1": "1", "4": "1", "0": "0", "3": "0", "-": "-", "2": "-", "~": "~"}


@dataclass
class _Plane:
    """What has been read so far: sizes, names, and the on-, off- and don't-care sets."""

    file: str
    inputs: int | None = None
    outputs: int | None = None
    input_names: list[str] | None = None
    output_names: list[str] | None = None
    type: str = "fd"
    cubes: int = 0
    pending: str = ""
    sets: dict[str, list[int]] = field(default_factory=dict)


def read_relation(path: Path) -> Relation:
    """Return the relation of a PLA file; each output has its own don't-cares.

    Raises:
        InputError: the file is malformed, too large, or contradicts itself.

    """
    file = str(path)
    plane = _Plane(file)
    number = 0
    for number, raw in enumerate(read_text(path).split("\n"), start=1):
        line = raw.split("#", 1)[0].strip()
        if line.startswith("."):
            if plane.pending:
                raise InputError(f"cube {quote(plane.pending)} is cut off", file=file, line=number)
            keyword, *arguments = line.split()
            _directive(plane, keyword, arguments, number)
            if keyword in (".e", ".end"):
                break
        elif line:
            _cubes(plane, line, number)
    if plane.pending:
        raise InputError(f"cube {quote(plane.pending)} is cut off", file=file, line=number)
    return _relation(plane)


def _directive(plane: _Plane, keyword: str, arguments: list[str], number: int) -> None:
    """Take one line that begins with a dot."""
    file = plane.file
    if keyword == ".ilb":
        plane.input_names = check_distinct(arguments, "input", file=file, line=number)
        return
    if keyword == ".ob":
        plane.output_names = check_distinct(arguments, "output", file=file, line=number)
        return
    if keyword in (".e", ".end"):
        return
    if len(arguments) != 1:
        raise InputError(f"{quote(keyword)} needs one argument", file=file, line=number)
    argument = arguments[0]
    if keyword == ".p":
        parse_count(argument, ".p", file=file, line=number, most=MAX_GATES)
    elif keyword in (".i", ".o"):
        _size(plane, keyword, argument, number)
    elif keyword == ".type" and argument in TYPES and not plane.cubes:
        plane.type = argument
    elif keyword == ".type":
        raise InputError(
            f".type must be one of {', '.join(TYPES)} and stand before the cubes, "
            f"not {quote(argument)}",
            file=file,
            line=number,
        )
    elif keyword != ".phase" or set(argument) != {"1"}:
        raise InputError(
            f"{quote(keyword)} {quote(argument)} is not supported; use .i .o .ilb .ob .p .type .e",
            file=file,
            line=number,
        )


def _size(plane: _Plane, keyword: str, argument: str, number: int) -> None:
    """Take ``.i`` or ``.o``; with both known the sets can be laid out."""
    file = plane.file
    if (plane.inputs if keyword == ".i" else plane.outputs) is not None:
        raise InputError(f"{keyword} is given twice", file=file, line=number)
    if keyword == ".i":
        plane.inputs = parse_count(argument, ".i", file=file, line=number, most=MAX_INPUTS)
    else:
        plane.outputs = parse_count(argument, ".o", file=file, line=number, most=MAX_BITS)
    if plane.inputs is not None and plane.outputs is not None:
        try:
            check_dimensions(plane.inputs, plane.outputs)
        except InputError as error:
            raise InputError(error.message, file=file, line=number) from None
        plane.sets = {value: [0] * plane.outputs for value in "10-~"}


def _cubes(plane: _Plane, line: str, number: int) -> None:
    """Take a line of cubes; like espresso, spaces, bars and line ends do not separate them."""
    if plane.inputs is None or plane.outputs is None:
        raise InputError(".i and .o must stand before the cubes", file=plane.file, line=number)
    n, width = plane.inputs, plane.inputs + plane.outputs
    text = plane.pending + "".join(line.replace("|", " ").split())
    start = 0
    while len(text) - start >= width:
        cube = text[start : start + width]
        start += width
        plane.cubes += 1
        if plane.cubes > MAX_GATES:
            raise InputError(f"more than {MAX_GATES} cubes", file=plane.file, line=number)
        rows = parse_cube(cube[:n], n)
        if rows is None:
            _bad_cube(plane, cube[:n], "0 1 -", number)
        for o, value in enumerate(cube[n:]):
            if value not in _VALUES:
                _bad_cube(plane, cube[n:], "0 1 - ~", number)
            plane.sets[_VALUES[value]][o] |= rows
    plane.pending = text[start:]


def _bad_cube(plane: _Plane, columns: str, known: str, number: int) -> NoReturn:
    raise InputError(
        f"{quote(columns)} in a cube of {plane.inputs} inputs and {plane.outputs} outputs; "
        f"these columns may be {known}",
        file=plane.file,
        line=number,
    )


def _relation(plane: _Plane) -> Relation:
    """Combine the sets as the type says."""
    file = plane.file
    if plane.inputs is None or plane.outputs is None:
        raise InputError("a PLA file needs .i and .o", file=file)
    n, m = plane.inputs, plane.outputs
    for names, count, what in ((plane.input_names, n, "i"), (plane.output_names, m, "o")):
        if names is not None and len(names) != count:
            raise InputError(f"{len(names)} names for .{what} {count}", file=file)
    care = []
    for o in range(m):
        on, off, free = (plane.sets[value][o] for value in "10-")
        if plane.type == "f":
            care.append(full(n))
        elif plane.type == "fd":
            care.append(full(n) & ~free)
        else:
            clash = on & off if plane.type == "fr" else on & off | (on | off) & free
            if clash:
                row = (clash & -clash).bit_length() - 1
                raise InputError(f"row {row} is in two sets of output {o}", file=file)
            if plane.type == "fdr" and (rest := full(n) & ~(on | off | free)):
                row = (rest & -rest).bit_length() - 1
                raise InputError(
                    f"row {row} is in no set of output {o}; type fdr lists every row", file=file
                )
            care.append(on | off)
    return from_tables(
        plane.sets["1"],
        n,
        care=care,
        inputs=unreserved(plane.input_names) if plane.input_names else None,
        outputs=plane.output_names or None,
    )


def write(circuit: Circuit) -> str:
    """Return the functions of the circuit's outputs as a PLA of type ``f``, one cube a row.

    Rows on which every output is 0 are left out; where that is all rows one cube that means
    nothing stands for them, because ABC takes a PLA without cubes for one without inputs.

    Raises:
        InputError: too many inputs or outputs to tabulate.

    """
    n, m = len(circuit.inputs), len(circuit.outputs)
    check_dimensions(n, m)
    circuit = spelled(circuit, plain_name)
    tables = circuit.output_tables()
    lines = [f".i {n}", f".o {m}"]
    if n:
        lines.append(f".ilb {' '.join(circuit.inputs)}")
    lines += [f".ob {' '.join(output.name for output in circuit.outputs)}", ".type f"]
    for t in range(1 << n):
        word = "".join(str(table >> t & 1) for table in tables)
        if "1" in word:
            lines.append("".join(str(t >> i & 1) for i in range(n)) + f" {word}")
    if not any(tables):
        lines.append("-" * n + f" {'0' * m}")
    return "\n".join([*lines, ".e", ""])
