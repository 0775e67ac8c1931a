"""Circuits drawn as SVG: a layered schematic with standard gate symbols."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from minimesa.drawing import shapes
from minimesa.drawing.marks import NOTHING
from minimesa.drawing.measure import (
    BOXES,
    BUBBLE,
    LEAD,
    MARGIN,
    ROW,
    SMALL,
    body_width,
    measure,
    name_of,
    printable,
    short,
    text_width,
)
from minimesa.drawing.plan import plan
from minimesa.symbols import XOR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minimesa.circuit import Circuit
    from minimesa.drawing.channels import Hop
    from minimesa.drawing.marks import Marks
    from minimesa.drawing.measure import Sheet
    from minimesa.drawing.nodes import Node

PILL = 10
"""Half the height of an input or output."""
SWATCH, LEGEND, WORDS = 22, 18, 58
"""Of a legend: the width of its samples, the height of a line, the room for a badge."""


def stylesheet() -> str:
    """Return the looks of the drawings, as CSS for their classes."""
    return files("minimesa.drawing").joinpath("drawing.css").read_text(encoding="utf-8")


def to_svg(circuit: Circuit, marks: Marks = NOTHING) -> str:
    """Return a circuit as an SVG file of its own.

    Raises:
        InputError: the circuit is too large to be drawn.

    """
    return _drawing(circuit, marks, alone=True) + "\n"


def draw(circuit: Circuit, marks: Marks = NOTHING) -> str:
    """Return a circuit as an SVG element for a page that has the `stylesheet`.

    Raises:
        InputError: the circuit is too large to be drawn.

    """
    return _drawing(circuit, marks)


def draw_live(circuit: Circuit, beside: float = 0) -> str:
    """Return a circuit as an SVG element for a page that sets values, parts and badges.

    Args:
        circuit: the circuit.
        beside: room to leave for badges at the left of the inputs.

    Raises:
        InputError: the circuit is too large to be drawn.

    """
    return _drawing(circuit, NOTHING, live=True, beside=beside)


def room_beside(circuit: Circuit, marks: Marks) -> float:
    """Return how much room the badges at the left of the inputs need."""
    inputs = range(len(circuit.inputs))
    return max((text_width(marks.badges.get(i, ""), SMALL) for i in inputs), default=0)


def _drawing(
    circuit: Circuit,
    marks: Marks,
    *,
    alone: bool = False,
    live: bool = False,
    beside: float = 0,
) -> str:
    sheet = measure(plan(circuit), max(beside, room_beside(circuit, marks)))
    legend, below, across = _legend(sheet, marks)
    width, height = max(sheet.width, across), sheet.height + below
    about = f"Drawing of a circuit of {circuit.size} gates in {circuit.depth} levels"
    role = "group" if live else "img"
    head = f'class="circuit" role="{role}" aria-label="{about}" viewBox="0 0 {width:g} {height:g}"'
    parts = [
        f'<svg {head} xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}">'
    ]
    if alone:
        parts += [
            f"<style>{stylesheet()}</style>",
            f'<rect class="paper" width="{width:g}" height="{height:g}"/>',
        ]
    parts += _levels(sheet)
    parts += [
        _net(sheet, node, marks, live=live) for node in sheet.plan.nodes if _is_wire(sheet, node)
    ]
    parts += [_node(sheet, node, marks, live=live) for node in sheet.plan.nodes]
    return "".join([*parts, *legend, "</svg>"])


def _is_wire(sheet: Sheet, node: Node) -> bool:
    return node.number < len(sheet.plan.circuit.inputs) + sheet.plan.circuit.size


def _levels(sheet: Sheet) -> Iterator[str]:
    last = sheet.plan.columns - 1
    for column, (left, breadth) in enumerate(zip(sheet.lefts, sheet.breadths, strict=True)):
        name = f"level {column}" if 0 < column < last else "outputs" if column else "inputs"
        yield _text("level mid", left + breadth / 2, MARGIN + 4, name)


def _net(sheet: Sheet, node: Node, marks: Marks, *, live: bool) -> str:
    """Return everything that a wire runs along."""
    wire = node.number
    lines: dict[float, list[tuple[float, float]]] = {}
    upright: list[str] = []
    dots: list[str] = []
    start = _tip(sheet, node)
    for gap, hop in _way(sheet, wire):
        x = start if hop.track is None else sheet.trunk(gap, hop.track)
        lines.setdefault(sheet.y(hop.source), []).append((start, x))
        ends = _ends(sheet, wire, gap + 1)
        start = sheet.lefts[gap + 1]
        for row in hop.targets:
            lines.setdefault(sheet.y(row), []).append((x, ends.get(row, start)))
        if hop.track is not None:
            upright.append(f"M{x:g} {sheet.y(hop.top):g}V{sheet.y(hop.bottom):g}")
        dots += [
            f'<circle class="dot" cx="{x:g}" cy="{sheet.y(row):g}" r="3"/>' for row in hop.forks()
        ]
    flat = [
        f"M{x:g} {y:g}H{end:g}" for y, pieces in sorted(lines.items()) for x, end in _joined(pieces)
    ]
    if not flat:
        return ""
    path = "".join(flat + upright)
    near = f'<path class="hit" d="{path}"/>' if live else ""
    return (
        f'<g class="{_classes("net", marks, wire)}" data-wire="{wire}">{near}'
        f'<path class="wire" d="{path}"/>{"".join(dots)}</g>'
    )


def _classes(kind: str, marks: Marks, wire: int) -> str:
    return f"{kind} {marks.roles[wire]}" if wire in marks.roles else kind


def _way(sheet: Sheet, wire: int) -> Iterator[tuple[int, Hop]]:
    """Yield the gaps that a wire crosses, with how it does."""
    for gap, hops in enumerate(sheet.plan.hops):
        for hop in hops:
            if hop.wire == wire:
                yield gap, hop


def _ends(sheet: Sheet, wire: int, column: int) -> dict[int, float]:
    """Return how far right a wire ends in each row in which a node of a column reads it."""
    return {
        node.row + offset: _pin(sheet, node, offset) - 2 * BUBBLE * pin.inverted
        for node in sheet.plan.nodes
        if node.column == column
        for pin, offset in zip(node.pins, node.offsets, strict=True)
        if pin.wire == wire
    }


def _joined(pieces: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return intervals with those that touch made one."""
    found: list[tuple[float, float]] = []
    for start, end in sorted(pieces):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return [(start, end) for start, end in found if start < end]


def _half(node: Node) -> float:
    """Return half the height of a node's shape."""
    return (node.half - 0.45) * ROW if node.symbol is not None else PILL


def _pin(sheet: Sheet, node: Node, offset: int) -> float:
    """Return how far right a pin of a node ends, at its shape."""
    left = sheet.left(node)
    if node.symbol is None:
        return left
    return left + LEAD + shapes.back(node.symbol.kind, offset * ROW, _half(node))


def _tip(sheet: Sheet, node: Node) -> float:
    """Return where the wire of a node begins."""
    left, width = sheet.left(node), sheet.node_width(node)
    if node.symbol is None:
        return left + width
    return left + width - LEAD + 2 * BUBBLE * node.symbol.inverted


def _node(sheet: Sheet, node: Node, marks: Marks, *, live: bool) -> str:
    circuit = sheet.plan.circuit
    classes = "gate" if node.symbol else "terminal"
    number = f'data-output="{node.number - len(circuit.inputs) - circuit.size}"'
    badge = ""
    if wire := _is_wire(sheet, node):
        classes = _classes(classes, marks, node.number)
        number = f'data-wire="{node.number}"'
        badge = marks.badges.get(node.number, "")
    parts = [
        "" if live else f"<title>{escape(printable(name_of(sheet.plan, node)))}</title>",
        *(_gate(sheet, node) if node.symbol else _terminal(sheet, node, rounded=wire)),
        *_pins(sheet, node),
    ]
    left, y = sheet.left(node), sheet.y(node.row)
    if wire and (badge or live):
        if node.symbol is None:
            parts.append(_text("badge end", left - 4, y + 3.5, badge))
        else:
            middle = left + sheet.node_width(node) / 2
            parts.append(_text("badge mid", middle, y - _half(node) - 3, badge))
    if live:
        number += f' data-column="{node.column}"'
        parts.append(_text("value", _tip(sheet, node) + 2, y - 3 if wire else y + 4, ""))
    return f'<g class="{classes}" {number}>{"".join(parts)}</g>'


def _terminal(sheet: Sheet, node: Node, *, rounded: bool) -> Iterator[str]:
    x, y, width, half = sheet.left(node), sheet.y(node.row), sheet.node_width(node), _half(node)
    yield (
        f'<rect class="body" x="{x:g}" y="{y - half:g}" width="{width:g}" height="{2 * half:g}" '
        f'rx="{half if rounded else 2:g}"/>'
    )
    yield _text("mid", x + width / 2, y + 4, short(name_of(sheet.plan, node)))


def _gate(sheet: Sheet, node: Node) -> Iterator[str]:
    symbol = node.symbol
    assert symbol is not None
    x, y, half = sheet.left(node) + LEAD, sheet.y(node.row), _half(node)
    width = body_width(sheet.plan, node)
    move = f'transform="translate({x:g} {y:g})"'
    yield f'<path class="body" {move} d="{shapes.outline(symbol.kind, width, half)}"/>'
    if symbol.kind == XOR:
        yield f'<path class="line" {move} d="{shapes.second_back(half)}"/>'
    name = short(name_of(sheet.plan, node))
    middle = x + width * shapes.middle(symbol.kind)
    if symbol.kind in BOXES:
        yield _text("mid", middle, y - 3, short(symbol.text))
        yield _text("mid", middle, y + 11, name)
    else:
        yield _text("mid", middle, y + 4, name)
    if symbol.inverted:
        yield _bubble(x + width + BUBBLE, y)


def _pins(sheet: Sheet, node: Node) -> Iterator[str]:
    """Yield bubbles, constants and letters at the fan-ins of a node."""
    for pin, offset in zip(node.pins, node.offsets, strict=True):
        x, y = _pin(sheet, node, offset), sheet.y(node.row + offset)
        if pin.inverted:
            yield _bubble(x - BUBBLE, y)
        if pin.label:
            yield _text("pin", x + 4, y + 3.5, pin.label)
        if pin.wire < 0:
            end = x - 2 * BUBBLE * pin.inverted
            start = min(end, sheet.left(node) + (LEAD if node.symbol else 0)) - 2
            yield f'<path class="stub" d="M{start:g} {y:g}H{end:g}"/>'
            yield _text("pin end", start - 1, y + 3.5, sheet.plan.circuit.wire_name(pin.wire))


def _bubble(x: float, y: float) -> str:
    return f'<circle class="bubble" cx="{x:g}" cy="{y:g}" r="{BUBBLE}"/>'


def _text(classes: str, x: float, y: float, text: str) -> str:
    return f'<text class="{classes}" x="{x:g}" y="{y:g}">{escape(text)}</text>'


def _legend(sheet: Sheet, marks: Marks) -> tuple[list[str], float, float]:
    """Return the lines under a drawing, their height, and the width that they need."""
    parts: list[str] = []
    across = 0.0
    for place, (role, badge, meaning) in enumerate(marks.legend):
        y = sheet.height + LEGEND * place + LEGEND / 2
        parts.append(
            f'<g class="{role}"><path class="wire" d="M{MARGIN} {y:g}h{SWATCH}"/>'
            f'<rect class="body" x="{MARGIN + SWATCH + 6}" y="{y - 6:g}" width="{SWATCH}" '
            f'height="12"/><text class="badge" x="{MARGIN + 2 * SWATCH + 14}" y="{y + 3.5:g}">'
            f"{escape(badge)}</text>"
            + _text("level", MARGIN + 2 * SWATCH + 14 + WORDS, y + 3.5, meaning)
            + "</g>"
        )
        across = max(across, 2 * MARGIN + 2 * SWATCH + 14 + WORDS + text_width(meaning, SMALL))
    return parts, LEGEND * len(marks.legend) + (MARGIN if parts else 0), across
