"""Circuits as Graphviz graphs, for drawing; written only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO
from minimesa.formats.covers import operator_name

if TYPE_CHECKING:
    from minimesa.circuit import Circuit


def write(circuit: Circuit) -> str:
    """Return the circuit as a ``digraph`` from left to right.

    Inputs and outputs are boxes, gates are ellipses with their name and operator. A circle at the
    head of an edge is an inversion; edges are labelled with the position of the fan-in where the
    operator is not symmetric.
    """
    n = len(circuit.inputs)
    lines = ["digraph circuit {", "  rankdir=LR;"]
    used = {wire for gate in circuit.gates for wire in gate.fanin}
    used |= {output.wire for output in circuit.outputs}
    lines += [
        f'  c{value} [shape=plaintext, label="{value}"];'
        for wire, value in ((ZERO, 0), (ONE, 1))
        if wire in used
    ]
    lines += [
        f"  w{i} [shape=box, label={_quoted(name)}];" for i, name in enumerate(circuit.inputs)
    ]
    for j, gate in enumerate(circuit.gates):
        symmetric = operator_name(gate.operator, len(gate.fanin))
        operator = symmetric.upper() if symmetric else f"0x{gate.operator:x}"
        label = _quoted(f"{circuit.wire_name(n + j)}\n{operator}")
        lines.append(f"  w{n + j} [shape=ellipse, label={label}];")
        for position, wire in enumerate(gate.fanin):
            mark = "" if symmetric else f' [headlabel="{position}"]'
            lines.append(f"  {_node(wire)} -> w{n + j}{mark};")
    for o, output in enumerate(circuit.outputs):
        lines.append(f"  y{o} [shape=box, style=rounded, label={_quoted(output.name)}];")
        mark = " [arrowhead=odot]" if output.inverted else ""
        lines.append(f"  {_node(output.wire)} -> y{o}{mark};")
    return "\n".join([*lines, "}", ""])


def _node(wire: int) -> str:
    return {ZERO: "c0", ONE: "c1"}.get(wire, f"w{wire}")


def _quoted(text: str) -> str:
    r"""Return ``text`` as a quoted string of Graphviz, control characters made blanks."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + "".join(c if c.isprintable() else " " for c in escaped) + '"'
