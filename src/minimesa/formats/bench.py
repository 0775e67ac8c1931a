"""BENCH: the netlists of the ISCAS benchmarks, and ABC's form of them with ``LUT``.

Gates are AND, NAND, OR, NOR, XOR, XNOR of any number of fan-ins, NOT and BUF (or BUFF), and
``y = LUT 0x8 (a, b)``, the table in hex with the first fan-in least significant. ``vdd`` and
``gnd`` are the constants. Flip-flops are refused. Inverters and buffers are absorbed when read
(see `netlist.build`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO
from minimesa.errors import InputError
from minimesa.formats.covers import named_operator, operator_name
from minimesa.formats.names import constants_read, plain_name, spelled
from minimesa.formats.netlist import Node, build
from minimesa.formats.source import MAX_FANIN, MAX_GATES, quote, read_text
from minimesa.truth_tables import full

if TYPE_CHECKING:
    from pathlib import Path

    from minimesa.circuit import Circuit

_NAME = r"[^\s(),=]+"
_PORT = re.compile(rf"(INPUT|OUTPUT)\s*\(\s*({_NAME})\s*\)", re.IGNORECASE)
_GATE = re.compile(rf"({_NAME})\s*=\s*([A-Za-z]+)(?:\s+(0[xX][0-9A-Fa-f]+))?\s*(?:\(([^()]*)\))?")
_CONSTANTS = {"gnd": ZERO, "vdd": ONE}


def read(path: Path, *, keep_inverters: bool = False) -> Circuit:
    """Return the circuit of a BENCH file.

    Raises:
        InputError: the file is malformed, sequential or too large.

    """
    file = str(path)
    inputs: list[tuple[str, str]] = []
    outputs: list[tuple[str, str]] = []
    nodes: list[Node] = []
    for number, raw in enumerate(read_text(path).split("\n"), start=1):
        line = raw.split("#", 1)[0].strip()
        if not line:
            continue
        if port := _PORT.fullmatch(line):
            name = port[2]
            (inputs if port[1].lower() == "input" else outputs).append((name, name))
        elif gate := _GATE.fullmatch(line):
            try:
                nodes.append(_node(gate, number))
            except InputError as error:
                raise InputError(error.message, file=file, line=number) from None
        else:
            raise InputError(
                f"{quote(line)} is neither INPUT(a), OUTPUT(y) nor y = AND(a, b)",
                file=file,
                line=number,
            )
        if len(nodes) > 4 * MAX_GATES:
            raise InputError(f"more than {4 * MAX_GATES} lines of gates", file=file, line=number)
    return build(inputs, nodes, outputs, file=file, keep_inverters=keep_inverters)


def _node(gate: re.Match[str], number: int) -> Node:
    """Return the node of a line ``y = OP(a, b)``."""
    name, operator = gate[1], gate[2].lower().replace("buff", "buf")
    if operator in _CONSTANTS and gate[3] is None and gate[4] is None:
        return Node(name, int(operator == "vdd"), (), number)
    fanin = tuple(text.strip() for text in gate[4].split(",")) if (gate[4] or "").strip() else ()
    if any(not re.fullmatch(_NAME, text) for text in fanin) or gate[4] is None:
        raise InputError(f"{quote(gate[0])} has no proper list of fan-ins such as (a, b)")
    if len(fanin) > MAX_FANIN:
        raise InputError(f"{quote(name)} has {len(fanin)} fan-ins; at most {MAX_FANIN} are read")
    if operator == "lut" and gate[3] is not None:
        digits = gate[3][2:]
        table = int(digits, 16) if len(digits) <= 1 << MAX_FANIN else -1
        if not 0 <= table <= full(len(fanin)):
            raise InputError(f"table {quote(gate[3])} does not fit {len(fanin)} fan-ins")
        return Node(name, table, fanin, number)
    if gate[3] is not None or operator not in _ARITIES:
        raise InputError(
            f"{quote(gate[2])} is not supported; use AND NAND OR NOR XOR XNOR NOT BUF LUT vdd gnd "
            "(combinational logic only)"
        )
    most = _ARITIES[operator]
    if not 1 <= len(fanin) <= most:
        raise InputError(f"{gate[2]} takes 1 to {most} fan-ins, not {len(fanin)}")
    return Node(name, named_operator(operator, len(fanin)), fanin, number)


_ARITIES = dict.fromkeys(("and", "nand", "or", "nor", "xor", "xnor"), MAX_FANIN) | {
    "not": 1,
    "buf": 1,
}


def write(circuit: Circuit) -> str:
    """Return the circuit as BENCH; operators that have no name in ABC are written as ``LUT``."""
    circuit = spelled(circuit, plain_name)
    constants = constants_read(circuit)
    n = len(circuit.inputs)
    lines = [f"INPUT({name})" for name in circuit.inputs]
    lines += [f"OUTPUT({output.name})" for output in circuit.outputs]
    lines += [f"{name} = {'gnd' if wire == ZERO else 'vdd'}" for wire, name in constants.items()]
    for j, gate in enumerate(circuit.gates):
        fanin = [constants.get(wire) or circuit.wire_name(wire) for wire in gate.fanin]
        lines.append(f"{circuit.wire_name(n + j)} = {_gate(gate.operator, fanin)}")
    for output in circuit.outputs:
        if output.wire < 0:
            one = (output.wire == ONE) != output.inverted
            lines.append(f"{output.name} = {'vdd' if one else 'gnd'}")
        elif circuit.wire_name(output.wire) != output.name:
            operator = "NOT" if output.inverted else "BUFF"
            lines.append(f"{output.name} = {operator}({circuit.wire_name(output.wire)})")
    return "\n".join([*lines, ""])


def _gate(table: int, fanin: list[str]) -> str:
    """Return the right side of the line of a gate."""
    if not fanin:
        return "vdd" if table else "gnd"
    name = operator_name(table, len(fanin))
    arguments = f"({', '.join(fanin)})"
    if name is None or (name in ("xor", "xnor") and len(fanin) != 2):  # ABC reads no wider ones
        return f"LUT 0x{table:x} {arguments}"
    return ("BUFF" if name == "buf" else name.upper()) + arguments
