"""The measures of a drawing in pixels: how wide nodes are, and where columns and tracks stand."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from minimesa.drawing.shapes import SECOND
from minimesa.symbols import LUT, MAJ, MUX, XOR

if TYPE_CHECKING:
    from minimesa.drawing.nodes import Node
    from minimesa.drawing.plan import Plan

ROW = 12
"""Height of a row."""
MARGIN = 14
HEAD = 32
"""Height of the line that names the levels."""
LETTER = 0.62
"""Width of a letter of the fixed-width font, as a share of its size."""
TEXT, SMALL = 12, 10
"""Sizes of names, and of badges, pins and levels."""
LEAD = 14
"""Room left and right of a gate's body for bubbles, constants and values."""
BUBBLE = 3.5
TRACK = 9
"""Distance of neighbouring trunks."""
PAD = 11
"""Distance of a trunk from a column."""
LONGEST = 14
"""Longest name, in letters, that is drawn in full."""
LEAST = 46
"""Least width of a column."""
BOXES = (MAJ, MUX, LUT)


@dataclass(frozen=True)
class Sheet:
    """A plan with its measures.

    Attributes:
        plan: what is measured.
        lefts: the left edge of every column.
        breadths: the width of every column.
        top: where row 0 is.

    """

    plan: Plan
    lefts: tuple[float, ...]
    breadths: tuple[float, ...]
    top: float = MARGIN + HEAD - ROW

    @property
    def width(self) -> float:
        """The width of the drawing."""
        return self.lefts[-1] + self.breadths[-1] + MARGIN

    @property
    def height(self) -> float:
        """The height of the drawing without what is written below."""
        return self.y(self.plan.rows) + MARGIN

    def y(self, row: int) -> float:
        """Return where a row is."""
        return self.top + ROW * row

    def trunk(self, gap: int, track: int) -> float:
        """Return where an upright line in the gap right of a column is."""
        return self.lefts[gap] + self.breadths[gap] + PAD + TRACK * track

    def left(self, node: Node) -> float:
        """Return the left edge of a node; inputs stand at the right of their column."""
        left = self.lefts[node.column]
        return left if node.column else left + self.breadths[0] - self.node_width(node)

    def node_width(self, node: Node) -> float:
        """Return the width of a node with its leads."""
        name = short(name_of(self.plan, node))
        if node.symbol is None:
            return max(40.0, text_width(name, TEXT) + 22)
        return body_width(self.plan, node) + 2 * LEAD


def measure(plan: Plan, beside: float = 0) -> Sheet:
    """Return a plan with its measures.

    Args:
        plan: what is drawn.
        beside: room to leave at the left of the inputs.

    """
    bare = Sheet(plan, (), ())
    breadths = [float(LEAST)] * plan.columns
    for node in plan.nodes:
        breadths[node.column] = max(breadths[node.column], bare.node_width(node))
    gaps = [2 * PAD + TRACK * max(0, plan.tracks(gap) - 1) for gap in range(len(plan.hops))]
    steps = [breadth + gap for breadth, gap in zip(breadths, gaps, strict=False)]
    lefts = accumulate(steps, initial=MARGIN + beside)
    return Sheet(plan, tuple(lefts), tuple(breadths))


def body_width(plan: Plan, node: Node) -> float:
    """Return the width of a gate's shape."""
    assert node.symbol is not None
    name = text_width(short(name_of(plan, node)), TEXT)
    if node.symbol.kind in BOXES:
        pins = 2 * max((text_width(pin.label, SMALL) + 4 for pin in node.pins), default=0)
        return max(44.0, pins + 6 + max(name, text_width(short(node.symbol.text), TEXT)))
    return max(44.0, name + 26 + (SECOND if node.symbol.kind == XOR else 0))


def text_width(text: str, size: float) -> float:
    """Return at least the width of a text in the fixed-width font."""
    return LETTER * size * len(text)


def name_of(plan: Plan, node: Node) -> str:
    """Return the name of a node."""
    wires = len(plan.circuit.inputs) + plan.circuit.size
    if node.number >= wires:
        return plan.circuit.outputs[node.number - wires].name
    return plan.circuit.wire_name(node.number)


def short(name: str) -> str:
    """Return a name as it is drawn: printable, and not too long."""
    text = printable(name)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"


def printable(text: str) -> str:
    """Return a text with what does not print escaped; names come from files."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
