"""Writing structural Verilog: primitives where there is one, sums of products otherwise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO
from minimesa.formats.covers import irredundant_cover, operator_name
from minimesa.formats.names import spelled
from minimesa.truth_tables import full

if TYPE_CHECKING:
    from minimesa.circuit import Circuit, Gate

_KEYWORDS = frozenset(
    """always and assign begin buf bufif0 bufif1 case casex casez cell cmos config deassign default
    defparam design disable edge else end endcase endconfig endfunction endgenerate endmodule
    endprimitive endspecify endtable endtask event for force forever fork function generate genvar
    highz0 highz1 if ifnone incdir include initial inout input instance integer join large liblist
    library localparam macromodule medium module nand negedge nmos nor noshowcancelled not notif0
    notif1 or output parameter pmos posedge primitive pull0 pull1 pulldown pullup
    pulsestyle_ondetect pulsestyle_onevent rcmos real realtime reg release repeat rnmos rpmos rtran
    rtranif0 rtranif1 scalared showcancelled signed small specify specparam strong0 strong1 supply0
    supply1 table task time tran tranif0 tranif1 tri tri0 tri1 triand trior trireg unsigned use
    uwire vectored wait wand weak0 weak1 while wire wor xnor xor""".split()  # noqa: SIM905 - a list of a hundred words is no easier to read
)
"""The keywords of IEEE 1364-2005."""


def write(circuit: Circuit) -> str:
    """Return the circuit as a Verilog module named ``circuit``.

    Names that are no plain identifiers are escaped; those that Verilog cannot spell at all are
    changed, uniquely. An operator without a primitive becomes an expression, which is read back
    as one gate for each of its binary operators.
    """
    circuit = spelled(circuit, _spell, feedthrough=False)
    n = len(circuit.inputs)
    inputs = [_identifier(name) for name in circuit.inputs]
    outputs = [_identifier(output.name) for output in circuit.outputs]
    driven = {output.name for output in circuit.outputs}
    lines = [f"module circuit({', '.join([*inputs, *outputs])});"]
    lines += [f"  input {name};" for name in inputs]
    lines += [f"  output {name};" for name in outputs]
    names = [circuit.wire_name(wire) for wire in range(n, n + circuit.size)]
    lines += [f"  wire {_identifier(name)};" for name in names if name not in driven]
    for gate, name in zip(circuit.gates, names, strict=True):
        lines.append(f"  {_gate(circuit, gate, _identifier(name))};")
    for output in circuit.outputs:
        if output.wire < 0 or circuit.wire_name(output.wire) != output.name:
            source = ("~" if output.inverted else "") + _operand(circuit, output.wire)
            lines.append(f"  assign {_identifier(output.name)} = {source};")
    return "\n".join([*lines, "endmodule", ""])


def _spell(name: str) -> str:
    """Return ``name`` with all that an escaped identifier cannot hold made ``_``."""
    return re.sub(r"[^!-\[\]-~]", "_", name) or "_"


def _identifier(name: str) -> str:
    """Return ``name`` as Verilog writes it, escaped where it must be."""
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_$]*", name) and name not in _KEYWORDS:
        return name
    return f"\\{name} "


def _operand(circuit: Circuit, wire: int) -> str:
    if wire in (ZERO, ONE):
        return "1'b0" if wire == ZERO else "1'b1"
    return _identifier(circuit.wire_name(wire))


def _gate(circuit: Circuit, gate: Gate, name: str) -> str:
    """Return the statement that drives a gate, without its semicolon."""
    operands = [_operand(circuit, wire) for wire in gate.fanin]
    n = len(operands)
    primitive = operator_name(gate.operator, n)
    if primitive is not None:
        return f"{primitive} ({', '.join([name, *operands])})"
    if gate.operator in (0, full(n)):
        return f"assign {name} = 1'b{int(gate.operator != 0)}"
    products = [
        " & ".join(("" if value else "~") + operands[i] for i, value in sorted(cube.items()))
        for cube in sorted(
            irredundant_cover(gate.operator, n), key=lambda cube: sorted(cube.items())
        )
    ]
    if len(products) > 1:
        products = [f"({product})" if " & " in product else product for product in products]
    return f"assign {name} = {' | '.join(products)}"
