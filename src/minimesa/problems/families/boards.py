"""Board games: tic-tac-toe and Nim."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from minimesa.problems.families.common import (
    SEED,
    array,
    family,
    fields,
    index_bits,
    optimisation,
    seeded,
    shuffled,
)
from minimesa.problems.words import Word

if TYPE_CHECKING:
    from minimesa.problems.family import FamilyInstance


@family(side=(3, 4), empties=(2, 8), draw_is_enough=(0, 1), seed=SEED)
def tic_tac_toe(side: int, empties: int, draw_is_enough: int, seed: int) -> FamilyInstance:
    """Return: a best reply on a board with few empty cells.

    The seed fixes which ``empties`` of the side x side cells are empty. Input ``mine`` has a bit
    for each other cell in reading order: 1 for a mark of the player to move, 0 for the
    opponent's. K holds the positions that a game can reach: nobody has a line, and the player to
    move has as many marks as the opponent or one less. Output ``cell`` names an empty cell, by
    its place among them in reading order. Its utility is the value of the game after it when both
    play on perfectly: 1 win, 0 draw, -1 loss; with ``draw_is_enough`` a win counts 0 too.
    """
    cells = range(side * side)
    empty = sorted(shuffled(seeded(seed), cells)[:empties])
    filled = [cell for cell in cells if cell not in empty]
    lines = _lines(side)

    @cache
    def value(mover: int, other: int) -> int:
        """Return the value for the player to move, who did not make the last move."""
        if any(other & line == line for line in lines):
            return -1
        free = [cell for cell in empty if not (mover | other) >> cell & 1]
        return max((-value(other, mover | 1 << cell) for cell in free), default=0)

    def utilities(t: int) -> dict[int, int] | None:
        mine = sum(1 << cell for i, cell in enumerate(filled) if t >> i & 1)
        theirs = sum(1 << cell for cell in filled) & ~mine
        if t.bit_count() != len(filled) // 2:
            return None
        if any(line in (mine & line, theirs & line) for line in lines):
            return None
        top = 0 if draw_is_enough else 1
        return {i: min(top, -value(theirs, mine | 1 << c)) for i, c in enumerate(empty)}

    return optimisation(
        (Word("mine", len(filled)),), (Word("cell", index_bits(empties)),), utilities
    )


def _lines(side: int) -> list[int]:
    """Return the rows, columns and diagonals as sets of cells."""
    span = range(side)
    lines = [[row * side + column for column in span] for row in span]
    lines += [[row * side + column for row in span] for column in span]
    lines += [[i * side + i for i in span], [i * side + side - 1 - i for i in span]]
    return [sum(1 << cell for cell in line) for line in lines]


@family(heaps=(2, 4), bits=(1, 4))
def nim(heaps: int, bits: int) -> FamilyInstance:
    """Return: a winning move in Nim.

    Inputs are the heaps; K holds the positions that the player to move can win. Outputs: the
    ``heap`` to take from and how many to ``keep`` on it, fewer than there are. Utility 1 for a
    move after which the opponent loses, else 0.
    """
    choice = index_bits(heaps)

    def utilities(t: int) -> dict[int, int] | None:
        sizes = fields(t, heaps, bits)
        total = 0
        for size in sizes:
            total ^= size
        if not total:
            return None
        return {
            heap | keep << choice: int(total ^ size ^ keep == 0)
            for heap, size in enumerate(sizes)
            for keep in range(size)
        }

    return optimisation(
        (array("heap", heaps, bits),), (Word("take_from", choice), Word("keep", bits)), utilities
    )
