"""Families of problems that outgrow expressions, by the name that a problem file gives.

Each takes integers as keywords and returns a `FamilyInstance`; its docstring says what the inputs
and outputs mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from minimesa.problems.families.boards import nim, tic_tac_toe
from minimesa.problems.families.formulas import cnf
from minimesa.problems.families.games import best_response, game_tree, hash_game
from minimesa.problems.families.graphs import (
    independent_set,
    longest_path,
    matching,
    max_cut,
    shortest_path,
    vertex_cover,
)
from minimesa.problems.families.mazes import all_mazes, maze
from minimesa.problems.families.tables import lookup_table, noise

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.problems.family import FamilyInstance

FAMILIES: Final[dict[str, Callable[..., FamilyInstance]]] = {
    build.__name__.replace("_", "-"): build
    for build in (
        all_mazes,
        best_response,
        cnf,
        game_tree,
        hash_game,
        independent_set,
        longest_path,
        lookup_table,
        matching,
        max_cut,
        maze,
        nim,
        noise,
        shortest_path,
        tic_tac_toe,
        vertex_cover,
    )
}
