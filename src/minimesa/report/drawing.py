"""Circuits drawn as SVG: gates by level from left to right, the wires of a finding marked."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from minimesa.report.document import printable
from minimesa.report.layout import FIRST_OUTPUT, layout

if TYPE_CHECKING:
    from minimesa.analysis.finding import Finding
    from minimesa.circuit import Circuit, Gate

ROW, GAP, HEIGHT, MARGIN = 56, 52, 30, 12
LONGEST = 14
"""Longest name, in letters, that is drawn in full."""
LETTER = 7.3
"""Width of a letter of the drawings, in pixels."""

_PAIRS = {
    0x8: ("AND", 0, 0, 0),
    0x2: ("AND", 0, 1, 0),
    0x4: ("AND", 1, 0, 0),
    0x1: ("AND", 1, 1, 0),
    0x7: ("AND", 0, 0, 1),
    0xE: ("OR", 0, 0, 0),
    0xB: ("OR", 0, 1, 0),
    0xD: ("OR", 1, 0, 0),
    0x6: ("XOR", 0, 0, 0),
    0x9: ("XOR", 0, 0, 1),
}
"""Operators of two inputs: symbol, and whether each input and the result is inverted."""
_OTHERS = {(0x1, 1): "NOT", (0x2, 1): "BUF", (0xE8, 3): "MAJ", (0x80, 3): "AND", (0xFE, 3): "OR",
           (0x96, 3): "XOR"}  # fmt: skip


def draw(circuit: Circuit, finding: Finding) -> str:
    """Return a circuit as SVG whose looks are left to classes.

    Boxes are inputs (rounded), gates and outputs; a small circle inverts. Wires that hold scores
    have the class ``score``, a second outline and a label.
    """
    plan = layout(circuit)
    marks = _marks(finding)
    names = {wire: circuit.wire_name(wire) for wire in plan.home if wire > FIRST_OUTPUT}
    names |= {FIRST_OUTPUT - i: o.name for i, o in enumerate(circuit.outputs)}
    gates = range(len(circuit.inputs), len(circuit.inputs) + circuit.size)
    width = {wire: _width(_short(name), wire in gates) for wire, name in names.items()}
    breadth = [
        max(width[wire] for wire, x in column if plan.home[wire] == x) for column in plan.columns
    ]
    left = [MARGIN + sum(breadth[:x]) + GAP * x for x in range(len(breadth))]
    height = max(len(column) for column in plan.columns) * ROW + 2 * MARGIN
    spot = {
        place: (left[x], MARGIN + (height - 2 * MARGIN) * (i + 0.5) / len(column))
        for x, column in enumerate(plan.columns)
        for i, place in enumerate(column)
    }

    def leave(wire: int, column: int) -> tuple[float, float]:
        """Return where a wire leaves a column, in which it has its box or passes."""
        x, y = spot[wire, column]
        return x + (width[wire] if plan.home[wire] == column else breadth[column]), y

    lines: list[str] = []
    boxes: list[str] = []
    for wire, home in plan.home.items():
        x, y = spot[wire, home]
        kind = "output" if wire <= FIRST_OUTPUT else "gate" if wire in gates else "input"
        operator = ""
        fanin: list[tuple[int, bool]] = []
        inverted = False
        if kind == "gate":
            gate = circuit.gates[wire - len(circuit.inputs)]
            operator, flips, inverted = _symbol(gate)
            fanin = list(zip(gate.fanin, flips, strict=True))
        elif kind == "output":
            output = circuit.outputs[FIRST_OUTPUT - wire]
            fanin = [(output.wire, output.inverted)]
        boxes.append(_box(x, y, width[wire], kind, names[wire], operator, marks.get(wire)))
        if inverted:
            boxes.append(_bubble(x + width[wire] + 4, y))
        order = sorted(range(len(fanin)), key=lambda p: spot[fanin[p][0], home - 1][1])
        for slot, position in enumerate(order):
            source, flip = fanin[position]
            port = y + HEIGHT * ((slot + 1) / (len(fanin) + 1) - 0.5)
            lines.append(_curve(leave(source, home - 1), (x - 8 * flip, port), source in marks))
            if flip:
                boxes.append(_bubble(x - 4, port))
        for column in range(home + 1, len(plan.columns)):
            if (wire, column) not in spot:
                break
            across = leave(wire, column)
            lines.append(_curve(leave(wire, column - 1), spot[wire, column], wire in marks, across))
    total = left[-1] + breadth[-1] + MARGIN
    label = escape(
        printable(f"Drawing of a circuit of {circuit.size} gates in {circuit.depth} levels"),
        quote=True,
    )
    return (
        f'<svg class="circuit" role="img" aria-label="{label}" viewBox="0 0 {total:.0f} '
        f'{height}" width="{total:.0f}" height="{height}">{"".join(lines + boxes)}</svg>'
    )


def _marks(finding: Finding) -> dict[int, str]:
    """Return the wires that hold scores, each with whose it is."""
    sides = getattr(finding.witness, "sides", ())
    actions = getattr(finding.witness, "actions", ())
    found: dict[int, list[str]] = {}
    for i, bundle in enumerate(finding.wires):
        what = f"comparison {i + 1}" if sides else f"score {i + 1}"
        if not sides and actions and i < len(actions):
            what = f"score of {actions[i]}"
        for position, wire in enumerate(bundle):
            bit = f", bit {len(bundle) - 1 - position}" if len(bundle) > 1 else ""
            if wire >= 0:
                found.setdefault(wire, []).append(what + bit)
    return {wire: "; ".join(texts) for wire, texts in found.items()}


def _symbol(gate: Gate) -> tuple[str, tuple[bool, ...], bool]:
    """Return the symbol of a gate, and which fan-ins and whether the result is inverted."""
    arity = len(gate.fanin)
    if arity == 2 and gate.operator in _PAIRS:
        symbol, a, b, out = _PAIRS[gate.operator]
        return symbol, (bool(a), bool(b)), bool(out)
    symbol = _OTHERS.get((gate.operator, arity), f"0x{gate.operator:x}")
    return symbol, (False,) * arity, False


def _short(name: str) -> str:
    text = printable(name)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"


def _width(name: str, gate: bool) -> float:
    return max(40, LETTER * (len(name) + (6 if gate else 0)) + 16)


def _box(
    x: float, y: float, width: float, kind: str, name: str, operator: str, mark: str | None
) -> str:
    top = y - HEIGHT / 2
    round_ = ' rx="14"' if kind == "input" else ' rx="3"'
    text = escape(_short(name))
    if operator:
        text = f'<tspan class="op">{escape(operator)}</tspan> {text}'
    parts = [
        f"<title>{escape(printable(name))}</title>",
        f'<rect x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" height="{HEIGHT}"{round_}/>',
        f'<text class="mid" x="{x + width / 2:.1f}" y="{y + 4.5:.1f}">{text}</text>',
    ]
    if mark is not None:
        parts.insert(
            1,
            f'<rect class="halo" x="{x - 4:.1f}" y="{top - 4:.1f}" width="{width + 8:.1f}" '
            f'height="{HEIGHT + 8}" rx="7"/>',
        )
        parts.append(
            f'<text class="mark mid" x="{x + width / 2:.1f}" y="{top + HEIGHT + 16:.1f}">'
            f"{escape(mark)}</text>"
        )
    return f'<g class="{kind}{" score" if mark is not None else ""}">{"".join(parts)}</g>'


def _bubble(x: float, y: float) -> str:
    return f'<circle class="not" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'


def _curve(
    start: tuple[float, float],
    end: tuple[float, float],
    marked: bool,
    across: tuple[float, float] | None = None,
) -> str:
    """Return a wire between columns, and straight on across the next one where it passes that."""
    (x1, y1), (x2, y2) = start, end
    bend = (x2 - x1) / 2
    path = f"M{x1:.1f} {y1:.1f}C{x1 + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    if across is not None:
        path += f"H{across[0]:.1f}"
    return f'<path class="wire{" score" if marked else ""}" d="{path}"/>'
