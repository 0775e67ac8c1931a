"""AIGER 1.9, ASCII (``.aag``) and binary (``.aig``), combinational part.

A. Biere, K. Heljanko, S. Wieringa, "AIGER 1.9 and beyond" (FMV report 11/2, 2011). Latches, bad
states, constraints, justice and fairness are refused. Reading makes each AND a gate whose operator
takes up the complements of its fan-ins (with ``keep_inverters`` each complemented literal is an
inverter that counts). The symbol table names inputs and outputs; gates have no names. Writing
turns all gates into ANDs, see `and_graph`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from minimesa.errors import InputError
from minimesa.formats.and_graph import and_graph
from minimesa.formats.names import claim, spelled
from minimesa.formats.netlist import NOT, Node, build
from minimesa.formats.source import MAX_GATES, decode, parse_count, quote, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from minimesa.circuit import Circuit

_AND = 0x8
_MAX_VARIABLE = 1 << 28


@dataclass
class _Lines:
    """The text part of a file, taken line by line."""

    file: str
    data: bytes
    offset: int = 0
    number: int = 0

    def take(self, what: str) -> str:
        """Return the next line, or raise InputError where the file ends."""
        if self.offset >= len(self.data):
            raise InputError(
                f"ends before {what}; it is cut off", file=self.file, line=self.number + 1
            )
        end = self.data.find(b"\n", self.offset)
        end = len(self.data) if end < 0 else end
        line = self.data[self.offset : end]
        self.offset = end + 1
        self.number += 1
        try:
            return decode(line, self.file).rstrip("\n")
        except InputError as error:
            raise InputError(error.message, file=self.file, line=self.number) from None

    def numbers(self, what: str, count: int, most: int) -> list[int]:
        """Return the ``count`` numbers of the next line, each at most ``most``."""
        words = self.take(what).split()
        if len(words) != count:
            raise InputError(
                f"{what} has {len(words)} numbers instead of {count}",
                file=self.file,
                line=self.number,
            )
        return [
            parse_count(word, what, file=self.file, line=self.number, most=most) for word in words
        ]


@dataclass
class _Graph:
    """What has been read so far; literals are numbers."""

    inputs: list[int]
    outputs: list[int] = field(default_factory=list)
    ands: list[tuple[int, int, int, int | None]] = field(default_factory=list)
    input_names: dict[int, str] = field(default_factory=dict)
    output_names: dict[int, str] = field(default_factory=dict)


def read(path: Path, *, keep_inverters: bool = False) -> Circuit:
    """Return the circuit of an AIGER file; the header says whether it is ASCII or binary.

    Raises:
        InputError: the file is malformed, cut off, sequential or too large.

    """
    lines = _Lines(str(path), read_bytes(path))
    binary, variables, inputs, outputs, ands = _header(lines)
    literal = 2 * variables + 1
    graph = _Graph([2 * (i + 1) for i in range(inputs)])
    if not binary:
        graph.inputs = [lines.numbers(f"input {i}", 1, literal)[0] for i in range(inputs)]
        for i, value in enumerate(graph.inputs):
            if value < 2 or value % 2:
                raise InputError(
                    f"input {i} is literal {value}; it must be even and not constant",
                    file=lines.file,
                    line=2 + i,
                )
    graph.outputs = [lines.numbers(f"output {o}", 1, literal)[0] for o in range(outputs)]
    if binary:
        _binary_ands(lines, graph, ands)
    else:
        for j in range(ands):
            lhs, a, b = lines.numbers(f"AND {j}", 3, literal)
            if lhs < 2 or lhs % 2:
                raise InputError(
                    f"AND {j} drives literal {lhs}; it must be even and not constant",
                    file=lines.file,
                    line=lines.number,
                )
            graph.ands.append((lhs, a, b, lines.number))
    _symbols(lines, graph)
    return _circuit(graph, lines.file, keep_inverters=keep_inverters)


def _header(lines: _Lines) -> tuple[bool, int, int, int, int]:
    """Return ``(binary, M, I, O, A)`` of the header ``aag|aig M I L O A [B C J F]``."""
    words = lines.take("the header").split()
    if not 6 <= len(words) <= 10 or words[0] not in ("aag", "aig"):
        raise InputError(
            "an AIGER file begins with 'aag M I L O A' or 'aig ...'", file=lines.file, line=1
        )
    values = [
        parse_count(word, f"{letter} of the header", file=lines.file, line=1, most=most)
        for word, letter, most in zip(
            words[1:],
            "MILOABCJF",
            (_MAX_VARIABLE, *[MAX_GATES] * 8),
            strict=False,
        )
    ]
    variables, inputs, latches, outputs, ands = values[:5]
    if latches or any(values[5:]):
        raise InputError(
            "has latches or properties; only combinational AIGER is read", file=lines.file, line=1
        )
    binary = words[0] == "aig"
    if variables < inputs + ands or (binary and variables != inputs + ands):
        raise InputError(
            f"M is {variables}, but there are {inputs} inputs and {ands} ANDs",
            file=lines.file,
            line=1,
        )
    return binary, variables, inputs, outputs, ands


def _binary_ands(lines: _Lines, graph: _Graph, count: int) -> None:
    """Read the delta-coded ANDs of a binary file."""
    first = len(graph.inputs) + 1
    for j in range(count):
        lhs = 2 * (first + j)
        a = lhs - _delta(lines, j)
        b = a - _delta(lines, j)
        if not 0 <= b <= a < lhs:
            raise InputError(
                f"AND {j} (literal {lhs}) has fan-ins {a} and {b}, which do not come before it",
                file=lines.file,
            )
        graph.ands.append((lhs, a, b, None))


def _delta(lines: _Lines, j: int) -> int:
    """Return the next number of the binary part: 7 bits a byte, least significant first."""
    value = 0
    for shift in range(0, 35, 7):
        if lines.offset >= len(lines.data):
            raise InputError(f"ends within AND {j}; it is cut off", file=lines.file)
        byte = lines.data[lines.offset]
        lines.offset += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value
    raise InputError(f"AND {j} holds a number of more than 5 bytes", file=lines.file)


def _symbols(lines: _Lines, graph: _Graph) -> None:
    """Read the symbol table, up to the comments or the end."""
    while lines.offset < len(lines.data):
        line = lines.take("a symbol")
        if line.rstrip() == "c":
            return
        if not line.strip():
            continue
        position, _, name = line.partition(" ")
        names, count = (
            (graph.input_names, len(graph.inputs))
            if position[:1] == "i"
            else (graph.output_names, len(graph.outputs))
        )
        if position[:1] not in ("i", "o") or not name:
            raise InputError(
                f"{quote(line)} is no symbol such as 'i0 a'", file=lines.file, line=lines.number
            )
        index = parse_count(
            position[1:], "the position", file=lines.file, line=lines.number, most=MAX_GATES
        )
        if index >= count or index in names:
            raise InputError(
                f"{quote(position)} is named twice or does not exist",
                file=lines.file,
                line=lines.number,
            )
        names[index] = name


def _circuit(graph: _Graph, file: str, *, keep_inverters: bool) -> Circuit:
    """Return the circuit; signals are literals, and odd ones are inverters of even ones."""
    used = {a for _, *pair, _ in graph.ands for a in pair} | set(graph.outputs)
    driven = {0, *graph.inputs, *(lhs for lhs, *_ in graph.ands)}
    for literal in sorted(used):
        if literal & ~1 not in driven:
            raise InputError(f"nothing drives literal {literal}", file=file)
    nodes = [Node("0", 0, (), named=False)]
    nodes += [_inverter(lit) for lit in (0, *graph.inputs) if lit + 1 in used]
    for lhs, a, b, line in graph.ands:
        nodes.append(Node(str(lhs), _AND, (str(a), str(b)), line, named=False))
        if lhs + 1 in used:
            nodes.append(_inverter(lhs))
    return build(
        list(
            zip(
                _names(graph.input_names, len(graph.inputs), "x"),
                map(str, graph.inputs),
                strict=True,
            )
        ),
        nodes,
        list(
            zip(
                _names(graph.output_names, len(graph.outputs), "y"),
                map(str, graph.outputs),
                strict=True,
            )
        ),
        file=file,
        keep_inverters=keep_inverters,
    )


def _inverter(literal: int) -> Node:
    """Return the node of the complement of an even literal."""
    return Node(str(literal + 1), NOT, (str(literal),), named=False)


def _names(given: dict[int, str], count: int, letter: str) -> list[str]:
    """Return the names given, and x0, x1, ... (or y0, ...) for the others."""
    taken = dict.fromkeys(given.values(), 0)
    return [given[i] if i in given else claim(f"{letter}{i}", taken) for i in range(count)]


def _spell(name: str) -> str:
    """Return ``name`` without line ends and other control characters."""
    return "".join(c if c.isprintable() else "_" for c in name).strip() or "_"


def write_ascii(circuit: Circuit) -> str:
    """Return the circuit as ASCII AIGER with a symbol table."""
    graph = and_graph(circuit)
    first = graph.inputs + 1
    lines = [_header_line("aag", graph.inputs, len(graph.outputs), len(graph.ands))]
    lines += [str(2 * (i + 1)) for i in range(graph.inputs)]
    lines += [str(literal) for literal in graph.outputs]
    lines += [f"{2 * (first + j)} {a} {b}" for j, (a, b) in enumerate(graph.ands)]
    return "\n".join([*lines, *_symbol_lines(circuit), ""])


def write_binary(circuit: Circuit) -> bytes:
    """Return the circuit as binary AIGER with a symbol table."""
    graph = and_graph(circuit)
    first = graph.inputs + 1
    data = bytearray()
    lines = [_header_line("aig", graph.inputs, len(graph.outputs), len(graph.ands))]
    lines += [str(literal) for literal in graph.outputs]
    data += "\n".join([*lines, ""]).encode()
    for j, (a, b) in enumerate(graph.ands):
        for value in (2 * (first + j) - a, a - b):
            rest = value
            while rest >= 0x80:
                data.append(rest & 0x7F | 0x80)
                rest >>= 7
            data.append(rest)
    data += "\n".join([*_symbol_lines(circuit), ""]).encode()
    return bytes(data)


def _header_line(magic: str, inputs: int, outputs: int, ands: int) -> str:
    return f"{magic} {inputs + ands} {inputs} 0 {outputs} {ands}"


def _symbol_lines(circuit: Circuit) -> list[str]:
    named = spelled(circuit, _spell)
    return [f"i{i} {name}" for i, name in enumerate(named.inputs)] + [
        f"o{o} {output.name}" for o, output in enumerate(named.outputs)
    ]
