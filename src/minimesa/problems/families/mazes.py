"""Mazes: one fixed maze, and all mazes of a size.

Cells of a grid are numbered in reading order, ``row * width + column``. The way leads from the
north-west corner (cell 0) to the south-east corner (the last cell).
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from minimesa.problems.families.common import (
    SEED,
    family,
    index_bits,
    optimisation,
    seeded,
    shuffled,
)
from minimesa.problems.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from minimesa.problems.family import FamilyInstance

Passage = tuple[int, int]
"""Two cells side by side, the northern or western one first."""


@family(width=(2, 8), height=(2, 8), loops=(0, 49), seed=SEED)
def maze(width: int, height: int, loops: int, seed: int) -> FamilyInstance:
    """Return: which way to step in one maze, by position.

    The seed draws a maze: a spanning tree of the grid (walls in seeded order are opened where
    they part what is not yet joined), then the first ``loops`` closed walls in that order are
    opened too. Inputs: ``column`` and ``row`` of the cell; K holds every cell but the last.
    Output ``way``: 0 north, 1 east, 2 south, 3 west, through no wall. Utility: minus the number
    of steps from there to the last cell.
    """
    opened = _draw(width, height, loops, seed)
    goal = width * height - 1
    distance = _distances(opened, goal)
    columns = index_bits(width)

    def utilities(t: int) -> dict[int, int] | None:
        column, row = t & (1 << columns) - 1, t >> columns
        here = row * width + column
        if column >= width or row >= height or here == goal:
            return None
        steps = {0: here - width, 1: here + 1, 2: here + width, 3: here - 1}
        return {
            way: -distance[there]
            for way, there in steps.items()
            if (min(here, there), max(here, there)) in opened
        }

    return optimisation(
        (Word("column", columns), Word("row", index_bits(height))), (Word("way", 2),), utilities
    )


@family(width=(2, 4), height=(2, 4))
def all_mazes(width: int, height: int) -> FamilyInstance:
    """Return: the first step from the corner, in any maze of a size.

    Input ``wall`` has a bit for each pair of neighbouring cells, 1 where there is a wall between
    them: first the east-west neighbours in reading order, then the north-south ones. K holds the
    mazes with a way from the first to the last cell. Output ``south``: 0 to step east, 1 to step
    south, through no wall. Utility: minus the number of steps from there.
    """
    passages = _passages(width, height)
    goal = width * height - 1

    def utilities(t: int) -> dict[int, int] | None:
        opened = {passage for i, passage in enumerate(passages) if not t >> i & 1}
        distance = _distances(opened, goal)
        if 0 not in distance:
            return None
        return {
            south: -distance[there]
            for south, there in enumerate((1, width))
            if (0, there) in opened
        }

    return optimisation((Word("wall", len(passages)),), (Word("south", 1),), utilities)


def _passages(width: int, height: int) -> list[Passage]:
    """Return the pairs of neighbouring cells: east-west, then north-south, in reading order."""
    cells = range(width * height)
    east = [(cell, cell + 1) for cell in cells if cell % width < width - 1]
    south = [(cell, cell + width) for cell in cells if cell + width in cells]
    return east + south


def _draw(width: int, height: int, loops: int, seed: int) -> set[Passage]:
    """Return the open passages of the maze that the seed draws."""
    region = list(range(width * height))
    opened, closed = set(), []
    for passage in shuffled(seeded(seed), _passages(width, height)):
        old, new = region[passage[0]], region[passage[1]]
        if old == new:
            closed.append(passage)
        else:
            region = [new if part == old else part for part in region]
            opened.add(passage)
    return opened | set(closed[:loops])


def _distances(opened: Iterable[Passage], goal: int) -> dict[int, int]:
    """Return the number of steps to ``goal`` from each cell that has a way (breadth first)."""
    neighbours: dict[int, list[int]] = {}
    for a, b in opened:
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)
    distance = {goal: 0}
    queue = deque([goal])
    while queue:
        cell = queue.popleft()
        for other in neighbours.get(cell, ()):
            if other not in distance:
                distance[other] = distance[cell] + 1
                queue.append(other)
    return distance
