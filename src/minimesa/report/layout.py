"""Where the wires of a circuit stand in a drawing: by level, in the order that crosses least."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minimesa.circuit import Circuit

Place = tuple[int, int]
"""A wire, or an output (from -10 down), and the column in which it stands or passes."""
SWEEPS = 8
FIRST_OUTPUT = -10


@dataclass(frozen=True)
class Layout:
    """An arrangement in columns.

    Attributes:
        columns: for each column, from the inputs to the outputs, its places in order.
        home: the column in which each wire and output has its box; in those after it, it passes.

    """

    columns: tuple[tuple[Place, ...], ...]
    home: dict[int, int]


def layout(circuit: Circuit) -> Layout:
    """Return an arrangement of the wires that are used and the outputs.

    Inputs are in column 0, gates in that of their level, outputs in the last. A wire that is read
    further on passes through the columns between, so that nothing is drawn across a box. Within
    columns places are sorted by the mean position of what they are joined to, to and fro (Sugiyama,
    Tagawa and Toda, Methods for Visual Understanding of Hierarchical System Structures, IEEE Trans.
    SMC 11 (1981)).
    """
    n = len(circuit.inputs)
    home = dict.fromkeys(range(n), 0)
    home |= {n + j: level for j, level in enumerate(circuit.levels)}
    last = max(circuit.levels, default=0) + 1
    reads = {n + j: gate.fanin for j, gate in enumerate(circuit.gates)}
    for i, output in enumerate(circuit.outputs):
        home[FIRST_OUTPUT - i] = last
        reads[FIRST_OUTPUT - i] = (output.wire,)
    far: dict[int, int] = {}
    for reader, wires in reads.items():
        for wire in wires:
            home.setdefault(wire, 0)  # a constant
            far[wire] = max(far.get(wire, 0), home[reader])
    columns: list[list[Place]] = [[] for _ in range(last + 1)]
    joined: dict[Place, list[Place]] = {}
    for wire in sorted(home, key=lambda w: (w < 0, abs(w))):
        start, end = home[wire], max(far.get(wire, 0) - 1, home[wire])
        for column in range(start, end + 1):
            columns[column].append((wire, column))
            joined[wire, column] = [(wire, column - 1)] if column > start else []
    for reader, wires in reads.items():
        joined[reader, home[reader]] = [(wire, home[reader] - 1) for wire in wires]
    return Layout(tuple(map(tuple, _sorted(columns, joined))), home)


def _sorted(columns: list[list[Place]], joined: dict[Place, list[Place]]) -> list[list[Place]]:
    readers: dict[Place, list[Place]] = {place: [] for place in joined}
    for place, sources in joined.items():
        for source in sources:
            readers[source].append(place)
    best, least = columns, _crossings(columns, joined)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        near = joined if forward else readers
        columns = [list(column) for column in columns]
        for column in columns if forward else reversed(columns):
            position = _positions(columns)
            means = {
                place: sum(position[p] for p in near[place]) / len(near[place])
                if near[place]
                else position[place]
                for place in column
            }
            column.sort(key=means.__getitem__)
        crossings = _crossings(columns, joined)
        if crossings < least:
            best, least = columns, crossings
    return best


def _positions(columns: list[list[Place]]) -> dict[Place, float]:
    """Return how far down each place stands, from 0 to 1."""
    return {
        place: (i + 1) / (len(column) + 1) for column in columns for i, place in enumerate(column)
    }


def _crossings(columns: list[list[Place]], joined: dict[Place, list[Place]]) -> int:
    """Return how many pairs of joins between neighbouring columns cross."""
    position = _positions(columns)
    total = 0
    for column in columns:
        joins = [(position[s], position[place]) for place in column for s in joined[place]]
        total += sum((a - c) * (b - d) < 0 for i, (a, b) in enumerate(joins) for c, d in joins[:i])
    return total
