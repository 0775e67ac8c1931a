"""Where everything stands in a drawing: columns by level, rows on a grid, tracks for the wires."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, floor
from typing import TYPE_CHECKING

from minimesa.drawing.arrange import ordered, rows_of
from minimesa.drawing.channels import Hop, clash, routed
from minimesa.drawing.nodes import columns_of, half_height, nodes_of
from minimesa.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.circuit import Circuit
    from minimesa.drawing.nodes import Node, Place

MOST_PLACES = 800
"""Most nodes and passing wires that are drawn; more could not be read."""


@dataclass(frozen=True)
class Plan:
    """A drawing without measures.

    Attributes:
        circuit: what is drawn.
        nodes: by number: inputs, gates, outputs.
        rows: the last row; the first is 0.
        hops: for each gap between neighbouring columns, how each wire crosses it.

    """

    circuit: Circuit
    nodes: tuple[Node, ...]
    rows: int
    hops: tuple[tuple[Hop, ...], ...]

    @property
    def columns(self) -> int:
        """The number of columns."""
        return len(self.hops) + 1

    def tracks(self, gap: int) -> int:
        """Return how many trunks stand side by side in the gap right of a column."""
        return 1 + max((hop.track for hop in self.hops[gap] if hop.track is not None), default=-1)


def plan(circuit: Circuit) -> Plan:
    """Return where everything stands.

    Raises:
        InputError: the circuit is too large to be drawn.

    """
    nodes = nodes_of(circuit)
    columns = columns_of(nodes)
    if sum(map(len, columns)) > MOST_PLACES:
        raise InputError(
            f"a circuit of {circuit.size} gates in {circuit.depth} levels is too large to be drawn"
        )
    columns = ordered(nodes, columns)
    order = {place: i for column in columns for i, place in enumerate(column)}
    nodes = [node.with_pins_by(order) for node in nodes]
    rows = rows_of(nodes, columns)
    hops = []
    for gap in range(len(columns) - 1):
        while (row := clash(found := _hops(nodes, columns, rows, gap))) is not None:
            _push(nodes, columns[gap + 1], rows, row)
        hops.append(found)
    extent = [(rows[p], half_height(nodes, p)) for column in columns for p in column]
    top = floor(min(row - half for row, half in extent))
    end = ceil(max(row + half for row, half in extent))
    return Plan(
        circuit,
        tuple(replace(node, row=rows[node.number, node.column] - top) for node in nodes),
        end - top,
        tuple(routed([hop.moved(-top) for hop in found]) for found in hops),
    )


def _hops(
    nodes: Sequence[Node], columns: Sequence[Sequence[Place]], rows: dict[Place, int], gap: int
) -> list[Hop]:
    """Return how each wire crosses the gap right of a column, without tracks."""
    targets: dict[int, set[int]] = {}
    for number, _ in columns[gap + 1]:
        node, row = nodes[number], rows[number, gap + 1]
        if node.column <= gap:
            targets.setdefault(number, set()).add(row)
            continue
        for pin, offset in zip(node.pins, node.offsets, strict=True):
            if pin.wire >= 0:
                targets.setdefault(pin.wire, set()).add(row + offset)
    return [Hop(w, rows[w, gap], tuple(sorted(found))) for w, found in sorted(targets.items())]


def _push(nodes: Sequence[Node], column: Sequence[Place], rows: dict[Place, int], row: int) -> None:
    """Move whatever reads in this row, and all below it, down by one row."""
    reader = min(
        (p for p in column if rows[p] + half_height(nodes, p) >= row), key=lambda p: rows[p]
    )
    for place in column:
        if rows[place] >= rows[reader]:
            rows[place] += 1
