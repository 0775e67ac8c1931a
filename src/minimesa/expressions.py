"""Operators as expressions that people can read: ``x0 & ~x1``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.symbols import AND, LUT, MAJ, MUX, NOT, OR, XOR, symbol

if TYPE_CHECKING:
    from collections.abc import Sequence

_JOINTS = {AND: " & ", OR: " | ", XOR: " ^ "}


def expression(operator: int, names: Sequence[str]) -> str:
    """Return an operator over named wires: ``a & ~b``.

    ``~`` is NOT, ``&`` AND, ``|`` OR, ``^`` XOR, ``a ? b : c`` is b where a is 1, else c. An
    operator without such a form is ``lut 0x16(a, b, c)`` with its table, row index a + 2b + 4c.
    """
    form = symbol(operator, len(names))
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
