"""Structural Verilog: one module of ``assign`` and gate primitives over single bits.

Read are: port lists with or without declarations in them; ``input``, ``output`` and ``wire`` with
an optional range, whose bits become the signals ``a[0]``, ``a[1]``, ... least index first;
``assign``; ``and or nand nor xor xnor not buf`` with or without instance names; escaped
identifiers. All else (registers, instances, parameters, wide expressions) is refused. Every
operator of an expression is a gate as it stands; inverters and buffers are absorbed (see
`netlist.build`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from minimesa.errors import InputError
from minimesa.formats.covers import NAMED_OPERATORS, named_operator
from minimesa.formats.netlist import Node, build
from minimesa.formats.source import MAX_FANIN, MAX_GATES, parse_count, quote, read_text
from minimesa.formats.verilog_expressions import expression_nodes
from minimesa.formats.verilog_tokens import Token, tokenize

if TYPE_CHECKING:
    from pathlib import Path

    from minimesa.circuit import Circuit

_DECLARATIONS = ("input", "output", "wire")
_CONSTANTS = ("constant 0", "constant 1")
"""The signals of 1'b0 and 1'b1; no identifier holds a blank."""


def read(path: Path, *, keep_inverters: bool = False) -> Circuit:
    """Return the circuit of a Verilog file.

    Raises:
        InputError: the file is malformed, uses more than the subset, or is too large.

    """
    file = str(path)
    return _Parser(tokenize(read_text(path), file), file).module(keep_inverters=keep_inverters)


class _Parser:
    """The tokens, a position in them, and what has been declared so far."""

    def __init__(self, tokens: list[Token], file: str) -> None:
        self.tokens = tokens
        self.file = file
        self.position = 0
        self.directions: dict[str, str] = {}  # bit -> input, output or wire
        self.vectors: dict[str, tuple[int, int]] = {}
        self.scalars: set[str] = set()
        self.declared: set[tuple[str, bool]] = set()  # name, and whether as a wire
        self.ports: list[str] = []
        self.nodes: list[Node] = [Node(name, i, ()) for i, name in enumerate(_CONSTANTS)]

    @property
    def next(self) -> Token:
        return self.tokens[self.position]

    def fail(self, message: str, line: int | None = None) -> NoReturn:
        raise InputError(message, file=self.file, line=line or self.next.line)

    def take(self, *texts: str) -> Token:
        """Return the next token, which must be one of ``texts``."""
        token = self.next
        if token.escaped or token.text not in texts or token.kind == "end":
            wanted = " or ".join(quote(text) for text in texts)
            self.fail(f"expected {wanted}, found {quote(token.text)}")
        self.position += 1
        return token

    def at(self, *texts: str) -> bool:
        """Tell whether the next token is one of ``texts``."""
        token = self.next
        return token.text in texts and not token.escaped and token.kind != "end"

    def name(self) -> str:
        """Return the identifier that comes next."""
        token = self.next
        if token.kind != "name":
            self.fail(f"expected a name, found {quote(token.text)}")
        self.position += 1
        return token.text

    def module(self, *, keep_inverters: bool) -> Circuit:
        """Parse the file."""
        self.take("module")
        self.name()
        if self.at("("):
            self.port_list()
        self.take(";")
        while not self.at("endmodule"):
            self.item()
        self.take("endmodule")
        if self.next.kind != "end":
            self.fail(f"only one module a file is read, found {quote(self.next.text)}")
        for port in self.ports:
            if port not in self.scalars and port not in self.vectors:
                self.fail(f"port {quote(port)} has no direction")
        bits = self.directions.items()
        return build(
            [(bit, bit) for bit, direction in bits if direction == "input"],
            self.nodes,
            [(bit, bit) for bit, direction in bits if direction == "output"],
            file=self.file,
            keep_inverters=keep_inverters,
        )

    def port_list(self) -> None:
        """Parse ``(a, b)`` or ``(input [1:0] a, b, output y)``."""
        self.take("(")
        direction, bounds = "", None
        while not self.at(")"):
            if self.at("input", "output"):
                direction = self.take("input", "output").text
                if self.at("wire"):
                    self.take("wire")
                bounds = self.range()
            if direction:
                self.declare(direction, bounds)
            else:
                self.ports.append(self.name())
            if not self.at(")"):
                self.take(",")
        self.take(")")

    def item(self) -> None:
        """Parse one statement."""
        token = self.next
        if self.at(*_DECLARATIONS):
            self.declaration()
        elif self.at("assign"):
            self.take("assign")
            self.assignment(self.bit())
            while self.at(","):
                self.take(",")
                self.assignment(self.bit())
        elif self.at(*NAMED_OPERATORS):
            operator = self.take(*NAMED_OPERATORS).text
            self.instance(operator)
            while self.at(","):
                self.take(",")
                self.instance(operator)
        else:
            self.fail(
                f"{quote(token.text)} is not supported; use input, output, wire, assign and gate "
                "primitives (combinational logic only)"
            )
        self.take(";")
        if len(self.nodes) > 4 * MAX_GATES:
            self.fail(f"more than {4 * MAX_GATES} operators", token.line)

    def declaration(self) -> None:
        """Parse ``input [3:0] a, b`` or ``wire w = a & b``."""
        direction = self.take(*_DECLARATIONS).text
        if direction == "output" and self.at("wire"):
            self.take("wire")
        bounds = self.range()
        while True:
            name = self.declare(direction, bounds)
            if direction == "wire" and self.at("="):
                if bounds is not None:
                    self.fail("a wire with a range cannot be assigned as a whole")
                self.assignment(name)
            if not self.at(","):
                return
            self.take(",")

    def range(self) -> tuple[int, int] | None:
        """Parse an optional ``[3:0]``; return the least and the greatest index."""
        if not self.at("["):
            return None
        self.take("[")
        first = self.index()
        self.take(":")
        second = self.index()
        self.take("]")
        return min(first, second), max(first, second)

    def index(self) -> int:
        token = self.next
        self.position += token.kind != "end"
        return parse_count(token.text, "an index", file=self.file, line=token.line, most=MAX_GATES)

    def declare(self, direction: str, bounds: tuple[int, int] | None) -> str:
        """Declare the name that comes next; a ``wire`` may repeat an input or output."""
        line, name = self.next.line, self.name()
        if (name, direction == "wire") in self.declared:
            self.fail(f"{quote(name)} is declared twice", line)
        self.declared.add((name, direction == "wire"))
        bits = [name]
        if bounds is None:
            self.scalars.add(name)
        else:
            bits = [f"{name}[{i}]" for i in range(bounds[0], bounds[1] + 1)]
            if self.vectors.setdefault(name, bounds) != bounds:
                self.fail(f"{quote(name)} is declared with two ranges", line)
        if len(self.directions) + len(bits) > 4 * MAX_GATES:
            self.fail(f"more than {4 * MAX_GATES} signals", line)
        for bit in bits:
            before = self.directions.get(bit, "wire")
            if before == "wire":
                self.directions.pop(bit, None)  # a port stands where it is declared as one
                self.directions[bit] = direction
            elif direction != "wire":
                self.fail(f"{quote(bit)} is declared twice", line)
        return name

    def bit(self) -> str:
        """Parse a signal: a name, or a bit of a vector."""
        token = self.next
        name = self.name()
        if name in self.vectors and self.at("["):
            self.take("[")
            i = self.index()
            self.take("]")
            low, high = self.vectors[name]
            if not low <= i <= high:
                self.fail(f"{quote(name)} has no bit {i}", token.line)
            return f"{name}[{i}]"
        if name in self.vectors and name not in self.scalars:
            self.fail(f"{quote(name)} is a vector; only single bits are read", token.line)
        return name

    def operand(self) -> str:
        """Parse a signal or a constant."""
        if self.next.kind == "constant":
            self.position += 1
            return _CONSTANTS[int(self.tokens[self.position - 1].text[-1])]
        return self.bit()

    def assignment(self, target: str) -> None:
        """Parse ``= expression`` up to a comma or semicolon."""
        self.take("=")
        parts: list[tuple[Token, str | None]] = []
        while not self.at(",", ";"):
            token = self.next
            if token.kind == "end":
                self.fail(f"the expression for {quote(target)} is not complete")
            if token.kind in ("name", "constant"):
                parts.append((token, self.operand()))
            else:
                self.position += 1
                parts.append((token, None))
        if not parts:
            self.fail(f"the expression for {quote(target)} is empty")
        self.nodes += expression_nodes(target, parts, file=self.file)

    def instance(self, operator: str) -> None:
        """Parse ``g1 (y, a, b)``, the instance name being optional."""
        line = self.next.line
        if self.next.kind == "name":
            self.name()
        self.take("(")
        target = self.bit()
        fanin = []
        while not self.at(")"):
            self.take(",")
            fanin.append(self.operand())
        self.take(")")
        most = 1 if operator in ("not", "buf") else MAX_FANIN
        if not 1 <= len(fanin) <= most:
            self.fail(f"{operator} takes 1 to {most} fan-ins, not {len(fanin)}", line)
        table = named_operator(operator, len(fanin))
        self.nodes.append(Node(target, table, tuple(fanin), line))
