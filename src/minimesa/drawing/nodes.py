"""What stands in the columns of a drawing: inputs, gates by level, outputs, and passing wires."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from minimesa.symbols import symbol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from minimesa.circuit import Circuit
    from minimesa.symbols import Symbol

Place = tuple[int, int]
"""A node and a column: where it stands, or where its wire passes."""
GAP = 1
"""Free rows between what stands or passes in a column."""
TERMINAL = 0.5
"""Rows from the middle of an input or output to its edge; their columns hold nothing else."""


@dataclass(frozen=True)
class Pin:
    """Where a node reads a wire.

    Attributes:
        wire: the wire, possibly a constant.
        inverted: whether a bubble inverts it.
        label: what is written at it; may be empty.

    """

    wire: int
    inverted: bool = False
    label: str = ""


@dataclass(frozen=True)
class Node:
    """An input, a gate or an output.

    Attributes:
        number: its wire; outputs follow the gates.
        column: 0 for inputs, the level of a gate, one more than the last level for outputs.
        pins: where it reads, from top to bottom.
        symbol: how it is drawn, for a gate.
        row: of its middle, from 0 down.

    """

    number: int
    column: int
    pins: tuple[Pin, ...] = ()
    symbol: Symbol | None = None
    row: int = 0

    @property
    def half(self) -> float:
        """Rows from the middle to the edge."""
        return TERMINAL if self.symbol is None else 1 + max(1, len(self.pins) // 2)

    @property
    def offsets(self) -> tuple[int, ...]:
        """Rows from the middle to each pin; an even number of pins leaves the middle free."""
        count = len(self.pins)
        middle = count // 2
        if count % 2:
            return tuple(range(-middle, middle + 1))
        return (*range(-middle, 0), *range(1, middle + 1))

    def with_pins_by(self, order: Mapping[Place, int]) -> Node:
        """Return the node with its pins in the order in which their wires come in.

        Args:
            order: how far down every place stands in its column.

        """

        def above(pin: Pin) -> tuple[bool, int]:
            return pin.wire >= 0, order.get((pin.wire, self.column - 1), 0)

        return replace(self, pins=tuple(sorted(self.pins, key=above)))


def nodes_of(circuit: Circuit) -> list[Node]:
    """Return the nodes of a circuit by number, none in a row yet."""
    last = 1 + max(circuit.levels, default=0)
    nodes = [Node(i, 0) for i in range(len(circuit.inputs))]
    for gate, level in zip(circuit.gates, circuit.levels, strict=True):
        drawn = symbol(gate.operator, len(gate.fanin))
        labels = drawn.pins or ("",) * len(gate.fanin)
        pins = tuple(map(Pin, gate.fanin, drawn.flips, labels))
        nodes.append(Node(len(nodes), level, pins, drawn))
    for output in circuit.outputs:
        nodes.append(Node(len(nodes), last, (Pin(output.wire, output.inverted),)))
    return nodes


def columns_of(nodes: Sequence[Node]) -> list[list[Place]]:
    """Return the places of each column: the nodes in it, and the wires read further right."""
    columns: list[list[Place]] = [[] for _ in range(1 + max(node.column for node in nodes))]
    reach = {node.number: node.column for node in nodes}
    for node in nodes:
        for pin in node.pins:
            if pin.wire >= 0:
                reach[pin.wire] = max(reach[pin.wire], node.column - 1)
    for node in nodes:
        for column in range(node.column, reach[node.number] + 1):
            columns[column].append((node.number, column))
    return columns


def half_height(nodes: Sequence[Node], place: Place) -> float:
    """Return the rows from the middle of a place to its edge, 0 for a wire that passes."""
    number, column = place
    return nodes[number].half if nodes[number].column == column else 0
