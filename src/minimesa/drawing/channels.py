"""The gap between two columns: on which upright track each wire changes rows.

A wire leaves the left column in one row, turns into its trunk, and leaves the trunk to the right
in every row where it is read. Left of its trunk it holds its own row, right of it those of its
readers; two wires would run into each other where one's row on the left is another's on the right,
unless the first turns off before the second comes out (Hashimoto and Stevens, Wire routing by
optimizing channel assignment within large apertures, DAC 1971).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SWEEPS = 6


@dataclass(frozen=True)
class Hop:
    """A wire between two neighbouring columns.

    Attributes:
        wire: the wire.
        source: its row in the left column.
        targets: its rows in the right column, ascending.
        track: how far right its trunk stands, from 0; None where it needs none.

    """

    wire: int
    source: int
    targets: tuple[int, ...]
    track: int | None = None

    @property
    def top(self) -> int:
        """The first row of the trunk."""
        return min(self.source, self.targets[0])

    @property
    def bottom(self) -> int:
        """The last row of the trunk."""
        return max(self.source, self.targets[-1])

    @property
    def straight(self) -> bool:
        """Whether it needs no trunk."""
        return self.top == self.bottom

    def moved(self, rows: int) -> Hop:
        """Return the same some rows further down."""
        targets = tuple(row + rows for row in self.targets)
        return replace(self, source=self.source + rows, targets=targets)

    def forks(self) -> list[int]:
        """Return the rows in which three or four of its lines meet at the trunk."""
        if self.straight:
            return []
        rows = {self.source, *self.targets}
        return sorted(
            row
            for row in rows
            if (row == self.source) + (row in self.targets) + (row > self.top) + (row < self.bottom)
            > 2
        )


def clash(hops: Sequence[Hop]) -> int | None:
    """Return a row that no order of the trunks keeps from being run into; None if there is none."""
    before = _before(hops)
    left = set(range(len(hops)))
    while left:
        free = [i for i in left if not before[i] & left]
        if not free:
            # Each that is left waits for another that is left; so follow one back into a circle.
            i = min(left)
            for _ in range(len(left)):
                i = min(before[i] & left)
            return hops[min(before[i] & left)].source
        left.difference_update(free)
    return None


def routed(hops: Sequence[Hop]) -> tuple[Hop, ...]:
    """Return the wires with their tracks, in an order of the trunks that crosses little.

    Args:
        hops: wires among which `clash` finds nothing.

    """
    before = _before(hops)
    order: list[int] = []
    left = [i for i, hop in enumerate(hops) if not hop.straight]
    while left:
        free = [i for i in left if not before[i].intersection(left)]
        best = min(free, key=lambda i: (_cost(hops, i, left), i))
        order.append(best)
        left.remove(best)
    for _ in range(SWEEPS):
        swapped = False
        for place in range(len(order) - 1):
            a, b = order[place : place + 2]
            if a not in before[b] and _crossings(hops[b], hops[a]) < _crossings(hops[a], hops[b]):
                order[place : place + 2] = b, a
                swapped = True
        if not swapped:
            break
    tracks: dict[int, int] = {}
    for i in order:
        tracks[i] = 1 + max(
            (t for j, t in tracks.items() if j in before[i] or _meet(hops[i], hops[j])), default=-1
        )
    return tuple(replace(hop, track=tracks.get(i)) for i, hop in enumerate(hops))


def _before(hops: Sequence[Hop]) -> list[set[int]]:
    """Return for each wire those whose trunks must stand left of its own."""
    turning = {hop.source: i for i, hop in enumerate(hops) if not hop.straight}
    return [
        {turning[row] for row in hop.targets if turning.get(row, i) != i}
        for i, hop in enumerate(hops)
    ]


def _meet(a: Hop, b: Hop) -> bool:
    return a.top <= b.bottom and b.top <= a.bottom


def _crossings(left: Hop, right: Hop) -> int:
    """Return how often two wires cross if the trunk of one stands left of the other's."""
    return sum(right.top < row < right.bottom for row in left.targets) + (
        left.top < right.source < left.bottom
    )


def _cost(hops: Sequence[Hop], i: int, left: Sequence[int]) -> int:
    """Return what it costs in crossings to let ``i`` stand left of all others in ``left``."""
    return sum(_crossings(hops[i], hops[j]) - _crossings(hops[j], hops[i]) for j in left if j != i)
