"""BLIF: one combinational model of ``.names`` covers.

Reading makes each ``.names`` of two or more fan-ins a gate; buffers, inverters and constants are
absorbed (see `netlist.build`). ``.latch``, ``.subckt``, ``.gate``, ``.exdc`` and further models are
refused. Writing gives each gate one ``.names`` with an irredundant on-set.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from minimesa.circuit import ZERO
from minimesa.errors import InputError
from minimesa.formats.covers import irredundant_cover, parse_cube
from minimesa.formats.names import constants_read, plain_name, spelled
from minimesa.formats.netlist import Node, build
from minimesa.formats.source import MAX_FANIN, MAX_GATES, quote, read_text
from minimesa.truth_tables import full

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from minimesa.circuit import Circuit


@dataclass
class _Names:
    """A ``.names`` while its cover is read."""

    fanin: tuple[str, ...]
    name: str
    line: int
    rows: int = 0
    value: str = ""


@dataclass
class _Model:
    """What has been read so far."""

    file: str
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    open: _Names | None = None
    cubes: int = 0
    models: int = 0
    ended: bool = False


def read(path: Path, *, keep_inverters: bool = False) -> Circuit:
    """Return the circuit of a BLIF file.

    Raises:
        InputError: the file is malformed, sequential, hierarchical or too large.

    """
    file = str(path)
    model = _Model(file)
    for number, line in _logical_lines(read_text(path)):
        words = line.split()
        if words[0].startswith("."):
            _close(model)
            _directive(model, words, number)
        else:
            _cover_line(model, words, number)
    _close(model)
    if not model.outputs:
        raise InputError("a BLIF model needs .outputs", file=file)
    return build(
        [(name, name) for name in model.inputs],
        model.nodes,
        [(name, name) for name in model.outputs],
        file=file,
        keep_inverters=keep_inverters,
    )


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    r"""Yield ``(first line number, text)`` with comments cut and ``\`` continuations joined."""
    parts: list[str] = []
    start = 0
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.split("#", 1)[0].rstrip()
        start = start if parts else number
        if line.endswith("\\"):
            parts.append(line[:-1])
            continue
        parts.append(line)
        joined = " ".join(parts)
        parts = []
        if joined.strip():
            yield start, joined
    if any(part.strip() for part in parts):
        yield start, " ".join(parts)


def _directive(model: _Model, words: list[str], number: int) -> None:
    """Take one line that begins with a dot."""
    file, keyword, arguments = model.file, words[0], words[1:]
    if model.ended or (keyword == ".model" and model.models):
        raise InputError("only one model a file is read", file=file, line=number)
    if keyword == ".model":
        model.models += 1
    elif keyword in (".inputs", ".input"):
        model.inputs += arguments
    elif keyword in (".outputs", ".output"):
        model.outputs += arguments
    elif keyword == ".names":
        if not arguments:
            raise InputError(".names needs at least an output", file=file, line=number)
        *fanin, name = arguments
        if len(fanin) > MAX_FANIN:
            raise InputError(
                f"{quote(name)} has {len(fanin)} fan-ins; at most {MAX_FANIN} are read",
                file=file,
                line=number,
            )
        model.open = _Names(tuple(fanin), name, number)
    elif keyword == ".end":
        model.ended = True
    else:
        raise InputError(
            f"{quote(keyword)} is not supported; only combinational logic in .names is read",
            file=file,
            line=number,
        )


def _cover_line(model: _Model, words: list[str], number: int) -> None:
    """Take one line of the cover of the open ``.names``."""
    names = model.open
    if names is None:
        raise InputError(
            f"{quote(' '.join(words))} stands outside .names", file=model.file, line=number
        )
    n = len(names.fanin)
    rows = parse_cube(words[0], n) if len(words) == 2 else full(0) if not n else None
    value = words[-1]
    if rows is None or len(words) != (2 if n else 1) or value not in ("0", "1"):
        raise InputError(
            f"{quote(' '.join(words))} is no line of a cover of {n} fan-ins; write for example "
            f"{quote(('1' * n + ' 1').strip())}",
            file=model.file,
            line=number,
        )
    if names.value not in ("", value):
        raise InputError(
            f"the cover of {quote(names.name)} mixes on-set and off-set",
            file=model.file,
            line=number,
        )
    model.cubes += 1
    if model.cubes > MAX_GATES * 4:
        raise InputError(f"more than {MAX_GATES * 4} cubes", file=model.file, line=number)
    names.rows |= rows
    names.value = value


def _close(model: _Model) -> None:
    """Turn the open ``.names`` into a node; without a cover it is constant 0."""
    names = model.open
    if names is not None:
        table = names.rows ^ (full(len(names.fanin)) if names.value == "0" else 0)
        model.nodes.append(Node(names.name, table, names.fanin, names.line))
        model.open = None


def write(circuit: Circuit) -> str:
    """Return the circuit as BLIF; names that BLIF cannot spell are changed, uniquely."""
    circuit = spelled(circuit, plain_name)
    constants = constants_read(circuit)
    n = len(circuit.inputs)
    lines = [
        ".model circuit",
        " ".join([".inputs", *circuit.inputs]),
        " ".join([".outputs", *(output.name for output in circuit.outputs)]),
    ]
    for wire, name in constants.items():
        lines += [f".names {name}", *(["1"] if wire != ZERO else [])]
    for j, gate in enumerate(circuit.gates):
        fanin = [constants.get(wire) or circuit.wire_name(wire) for wire in gate.fanin]
        lines.append(" ".join([".names", *fanin, circuit.wire_name(n + j)]))
        lines += _cover(gate.operator, len(fanin))
    for output in circuit.outputs:
        if output.wire < 0:
            one = (output.wire != ZERO) != output.inverted
            lines += [f".names {output.name}", *(["1"] if one else [])]
        elif circuit.wire_name(output.wire) != output.name:
            lines.append(f".names {circuit.wire_name(output.wire)} {output.name}")
            lines.append("0 1" if output.inverted else "1 1")
    return "\n".join([*lines, ".end", ""])


def _cover(table: int, n: int) -> list[str]:
    """Return the lines of an on-set cover; a gate that is always 0 has an off-set of all rows."""
    if not table and n:
        return ["-" * n + " 0"]
    return [
        ("".join(str(cube.get(i, "-")) for i in range(n)) + " 1").strip()
        for cube in irredundant_cover(table, n)
    ]
