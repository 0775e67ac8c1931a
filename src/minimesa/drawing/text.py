"""Circuits drawn with letters, for terminals: the same plan as the schematic, a letter a step."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from minimesa.drawing.marks import NOTHING
from minimesa.drawing.measure import name_of, short
from minimesa.drawing.plan import plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.circuit import Circuit
    from minimesa.drawing.marks import Marks
    from minimesa.drawing.nodes import Node, Pin
    from minimesa.drawing.plan import Plan

Run = tuple[str, str]
"""Letters in a row, and the part that their wires or gates have; empty for none."""

_NORTH, _EAST, _SOUTH, _WEST = 1, 2, 4, 8
_LINES = " │─└││┌├─┘─┴┐┤┬┼"
"""Lines by the sum of the ways they lead."""
_ASCII = str.maketrans("│─└┌├┘┴┐┤┬┼…", "|-+++++++++~")
_WIRE = "\0"
"""Stands in the letters of a node where one of its wires is drawn."""


@dataclass(frozen=True)
class _Canvas:
    """Letters with their parts, and the ways that wires lead, by row and column."""

    letters: dict[tuple[int, int], Run] = field(default_factory=dict)
    lines: dict[tuple[int, int], dict[int, int]] = field(default_factory=dict)

    def level(self, wire: int, row: int, start: int, end: int) -> None:
        """Draw a wire along a row, both ends included."""
        for x in range(start, end + 1):
            self._lead(wire, (row, x), _WEST * (x > start) | _EAST * (x < end))

    def upright(self, wire: int, x: int, top: int, bottom: int) -> None:
        """Draw a wire across rows, both ends included."""
        for row in range(top, bottom + 1):
            self._lead(wire, (row, x), _NORTH * (row > top) | _SOUTH * (row < bottom))

    def _lead(self, wire: int, cell: tuple[int, int], ways: int) -> None:
        wires = self.lines.setdefault(cell, {})
        wires[wire] = wires.get(wire, 0) | ways


def to_text(circuit: Circuit, marks: Marks = NOTHING, *, plain: bool = False) -> list[list[Run]]:
    """Return a drawing as lines of letters.

    An ``o`` inverts. Lines that meet are joined; a level line that is interrupted by an upright
    one passes below it.

    Args:
        circuit: what is drawn.
        marks: the parts of a finding.
        plain: whether only ASCII is to be used for lines.

    Raises:
        InputError: the circuit is too large to be drawn.

    """
    drawn = plan(circuit)
    texts = [_texts(drawn, node, marks) for node in drawn.nodes]
    breadths = [0] * drawn.columns
    for node, rows in zip(drawn.nodes, texts, strict=True):
        breadths[node.column] = max(breadths[node.column], len(rows[0]))
    gaps = [2 * drawn.tracks(gap) + 1 for gap in range(len(drawn.hops))]
    steps = [breadth + gap for breadth, gap in zip(breadths, gaps, strict=False)]
    lefts = list(accumulate(steps, initial=0))
    canvas = _Canvas()
    tips = []
    for node, rows in zip(drawn.nodes, texts, strict=True):
        left = lefts[node.column] + (0 if node.column else breadths[0] - len(rows[0]))
        tips.append(left + len(rows[0]) - 1)
        _write(canvas, node, rows, left, _role(circuit, node, marks))
    _connect(canvas, drawn, lefts, breadths, tips)
    return _runs(canvas, marks, plain=plain)


def _role(circuit: Circuit, node: Node, marks: Marks) -> str:
    return marks.roles.get(node.number, "") if _is_wire(circuit, node) else ""


def _is_wire(circuit: Circuit, node: Node) -> bool:
    return node.number < len(circuit.inputs) + circuit.size


def _texts(drawn: Plan, node: Node, marks: Marks) -> list[str]:
    """Return the letters of a node from top to bottom, all of one length."""
    name = short(name_of(drawn, node))
    badge = marks.badges.get(node.number, "") if _is_wire(drawn.circuit, node) else ""
    pins = dict(zip(node.offsets, node.pins, strict=True))
    ends = {row: _end(drawn.circuit, pin) for row, pin in pins.items()}
    lead = max(map(len, ends.values()), default=0)
    ends = {row: end.rjust(lead, _WIRE) for row, end in ends.items()}
    if node.symbol is None:
        return [f"{ends[0]} {name}" if pins else f"{badge} {name} {_WIRE}".lstrip()]
    indent = 2 if any(pin.label for pin in node.pins) else 0
    words = {-1: short(node.symbol.text), 0: name, 1: badge}
    half = int(node.half) - 1
    inside = {
        row: f"{pins[row].label if row in pins else '':<{indent}}{words.get(row, '')}"
        for row in range(-half, half + 1)
    }
    width = max(map(len, inside.values()))
    tip = "o" if node.symbol.inverted else _WIRE
    return [
        f"{ends.get(row, ' ' * lead)}{'┤' if row in pins else '│'}{text:<{width}}"
        + ("│ " if row else f"├{tip}")
        for row, text in inside.items()
    ]


def _end(circuit: Circuit, pin: Pin) -> str:
    """Return the letters between a wire, or a constant, and the node that reads it."""
    bubble = "o" if pin.inverted else _WIRE
    return bubble if pin.wire >= 0 else circuit.wire_name(pin.wire) + bubble.replace(_WIRE, "─")


def _write(canvas: _Canvas, node: Node, rows: Sequence[str], left: int, part: str) -> None:
    for i, text in enumerate(rows):
        for j, letter in enumerate(text):
            if letter != _WIRE:
                canvas.letters[node.row + i - len(rows) // 2, left + j] = letter, part


def _connect(
    canvas: _Canvas, drawn: Plan, lefts: Sequence[int], breadths: Sequence[int], tips: Sequence[int]
) -> None:
    """Draw the wires."""
    # Where a fan-in of a gate is constant, the others have one letter further to go.
    reads = {
        (pin.wire, node.column, node.row + offset)
        for node in drawn.nodes
        if any(other.wire < 0 for other in node.pins)
        for pin, offset in zip(node.pins, node.offsets, strict=True)
    }
    for gap, hops in enumerate(drawn.hops):
        after = lefts[gap + 1]
        for hop in hops:
            start = tips[hop.wire] if drawn.nodes[hop.wire].column == gap else lefts[gap]
            bend = start if hop.track is None else lefts[gap] + breadths[gap] + 1 + 2 * hop.track
            canvas.level(hop.wire, hop.source, start, bend)
            for row in hop.targets:
                end = after + 1 if (hop.wire, gap + 1, row) in reads else after
                canvas.level(hop.wire, row, bend, end)
            canvas.upright(hop.wire, bend, hop.top, hop.bottom)


def _runs(canvas: _Canvas, marks: Marks, *, plain: bool) -> list[list[Run]]:
    """Return the lines, without those in which nothing happens next to another such line."""
    cells = {
        **{cell: _line(wires, marks) for cell, wires in canvas.lines.items()},
        **canvas.letters,
    }
    width = 1 + max(x for _, x in cells)
    lines: list[list[Run]] = []
    before = True
    for row in range(min(r for r, _ in cells), 1 + max(r for r, _ in cells)):
        letters = [cells.get((row, x), (" ", "")) for x in range(width)]
        quiet = all(letter in " │" for letter, _ in letters)
        if not (before and quiet):
            lines.append(
                [
                    (text.translate(_ASCII) if plain else text, part)
                    for part, run in groupby(letters, key=lambda item: item[1])
                    for text in ["".join(letter for letter, _ in run)]
                ]
            )
        before = quiet
    return lines


def _line(wires: dict[int, int], marks: Marks) -> Run:
    """Return the letter for wires in a cell: where two cross, the upright one."""
    wire = max(wires, key=lambda w: bool(wires[w] & (_NORTH | _SOUTH)))
    return _LINES[wires[wire]], marks.roles.get(wire, "")
