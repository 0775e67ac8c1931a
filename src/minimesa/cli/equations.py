"""Circuits as equations that people can read: ``g0 = x0 & ~x1``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.drawing.symbols import AND, LUT, MAJ, MUX, NOT, OR, XOR, symbol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.circuit import Circuit
    from minimesa.drawing.symbols import Symbol

_JOINTS = {AND: " & ", OR: " | ", XOR: " ^ "}


def equations(circuit: Circuit) -> list[tuple[str, str]]:
    """Return ``(name, expression)`` of every gate, then of every output.

    ``~`` is NOT, ``&`` AND, ``|`` OR, ``^`` XOR, ``a ? b : c`` is b where a is 1, else c. An
    operator without such a form is ``lut 0x16(a, b, c)`` with its table, row index a + 2b + 4c.
    """
    n = len(circuit.inputs)
    lines = []
    for j, gate in enumerate(circuit.gates):
        names = [circuit.wire_name(wire) for wire in gate.fanin]
        lines.append((circuit.wire_name(n + j), _text(symbol(gate.operator, len(names)), names)))
    for output in circuit.outputs:
        sign = "~" if output.inverted else ""
        lines.append((output.name, sign + circuit.wire_name(output.wire)))
    return lines


def _text(form: Symbol, names: Sequence[str]) -> str:
    """Return an operator in the form of its symbol, with ``~`` for each bubble."""
    parts = ["~" * flip + name for flip, name in zip(form.flips, names, strict=True)]
    if form.kind == LUT:
        return f"lut {form.text}({', '.join(parts)})"
    if form.kind in _JOINTS:
        text = _JOINTS[form.kind].join(parts)
        return f"~({text})" if form.inverted else text
    if form.kind == MAJ:
        return f"{'~' * form.inverted}maj({', '.join(parts)})"
    if form.kind == MUX:
        no, yes, select = (parts[form.pins.index(pin)] for pin in "01s")
        text = f"{select} ? {yes} : {no}"
        return f"~({text})" if form.inverted else text
    return f"~{parts[0]}" if form.kind == NOT else parts[0]
