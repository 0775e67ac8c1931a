"""Circuits as equations that people can read: ``g0 = x0 & ~x1``."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from minimesa.truth_tables import compose, full, projection

if TYPE_CHECKING:
    from minimesa.circuit import Circuit

_FORMS = {
    1: ("{0}",),
    2: ("{0} & {1}", "{0} | {1}", "{0} ^ {1}"),
    3: (
        "{0} & {1} & {2}",
        "{0} | {1} | {2}",
        "{0} ^ {1} ^ {2}",
        "maj({0}, {1}, {2})",
        "{0} ? {1} : {2}",
        "{1} ? {0} : {2}",
        "{2} ? {0} : {1}",
    ),
    4: ("{0} & {1} & {2} & {3}", "{0} | {1} | {2} | {3}", "{0} ^ {1} ^ {2} ^ {3}"),
}
"""How operators that have a name are written, by arity; in order of preference."""


def equations(circuit: Circuit) -> list[tuple[str, str]]:
    """Return ``(name, expression)`` of every gate, then of every output.

    ``~`` is NOT, ``&`` AND, ``|`` OR, ``^`` XOR, ``a ? b : c`` is b where a is 1, else c. An
    operator without such a form is ``lut 0x16(a, b, c)`` with its table, row index a + 2b + 4c.
    """
    n = len(circuit.inputs)
    lines = []
    for j, gate in enumerate(circuit.gates):
        names = [circuit.wire_name(wire) for wire in gate.fanin]
        form = _form(gate.operator, len(names))
        if form is None:
            text = f"lut 0x{gate.operator:x}({', '.join(names)})"
        else:
            template, flips, inverted = form
            text = template.format(
                *("~" * flip + name for flip, name in zip(flips, names, strict=True))
            )
            if inverted:
                text = f"~{text}" if template.startswith("maj") else f"~({text})"
                if len(names) == 1:
                    text = f"~{names[0]}"
        lines.append((circuit.wire_name(n + j), text))
    for output in circuit.outputs:
        sign = "~" if output.inverted else ""
        lines.append((output.name, sign + circuit.wire_name(output.wire)))
    return lines


@cache
def _form(operator: int, arity: int) -> tuple[str, tuple[bool, ...], bool] | None:
    """Return ``(template, inverted fan-ins, inverted)`` with the fewest inverters, or None."""
    ones = full(arity)
    best: tuple[int, tuple[str, tuple[bool, ...], bool]] | None = None
    for template in _FORMS.get(arity, ()):
        table = _table(template, arity)
        for inverted, *flips in product((False, True), repeat=arity + 1):
            fanin = [projection(i, arity) ^ (ones if f else 0) for i, f in enumerate(flips)]
            value = compose(table, fanin, ones) ^ (ones if inverted else 0)
            inverters = inverted + sum(flips)
            if value == operator and (best is None or inverters < best[0]):
                best = inverters, (template, tuple(flips), inverted)
    return None if best is None else best[1]


def _table(template: str, arity: int) -> int:
    """Return the truth table that a template stands for."""
    wires = [projection(i, arity) for i in range(arity)]
    ones = full(arity)
    if template.startswith("maj"):
        a, b, c = wires
        return a & b | a & c | b & c
    if "?" in template:
        select, yes, no = (wires[int(digit)] for digit in template if digit.isdigit())
        return select & yes | ~select & ones & no
    result = wires[0]
    for wire in wires[1:]:
        if "&" in template:
            result &= wire
        elif "|" in template:
            result |= wire
        else:
            result ^= wire
    return result
