"""The order in the columns, and the rows, of a drawing.

A library for layered graphs (graphlay) finds the order that crosses least. In that order the rows
are those that bend the wires least: the linear program of Gansner, Koutsofios, North and Vo, A
technique for drawing directed graphs, IEEE Trans. Software Eng. 19(3) (1993), section 4.2, with
the pins where they are. Its matrix is totally unimodular, so that whole rows come out.
"""

from __future__ import annotations

from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING, Any

from minimesa.drawing.nodes import GAP, half_height

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from minimesa.drawing.nodes import Node, Place

Join = tuple["Place", "Place", int]
"""Two places in neighbouring columns, and how many rows below its middle the second reads."""
FLAT = 1e-3
"""Height of a wire that passes, for the library."""
STRAIGHT = (1, 2, 8)
"""How much a bend weighs by how many of the places joined are passed through."""
_UPWARDS = 1e-4
"""How much a row down weighs; it settles what may stand anywhere."""
MOST_THOROUGH = 200
"""Places up to which the order is searched for at length, for about a second at most."""


def joins(nodes: Sequence[Node], columns: Iterable[Sequence[Place]]) -> list[Join]:
    """Return what is joined to what."""
    found = [
        ((number, column - 1), (number, column), 0)
        for places in columns
        for number, column in places
        if nodes[number].column < column
    ]
    found += [
        ((pin.wire, node.column - 1), (node.number, node.column), offset)
        for node in nodes
        for pin, offset in zip(node.pins, node.offsets, strict=True)
        if pin.wire >= 0
    ]
    return found


def ordered(nodes: Sequence[Node], columns: Sequence[Sequence[Place]]) -> list[list[Place]]:
    """Return the columns in the order that crosses least; what is joined to nothing comes last."""
    import graphlay  # noqa: PLC0415 - native code that only drawings need

    joined = joins(nodes, columns)
    used = {place for source, target, _ in joined for place in (source, target)}
    places = [place for column in columns for place in column if place in used]
    if not places:
        return [list(column) for column in columns]
    index = {place: i for i, place in enumerate(places)}
    request: dict[str, Any] = {
        "nodes": [
            {
                "size": {"width": 1, "height": 2 * half_height(nodes, place) or FLAT},
                "rank": {"fixed": place[1]},
            }
            for place in places
        ],
        "edges": [{"source": index[a], "target": index[b]} for a, b, _ in joined],
    }
    options = {
        "effort": "thorough" if len(places) <= MOST_THOROUGH else "fast",
        "routing": {"port_sides": "facing_only"},
        "spacing": {"node_gap": GAP, "dummy_gap": GAP},
    }
    drawn = graphlay.layout(request, options=options).nodes
    rank = {place: node["order"] for place, node in zip(places, drawn, strict=True)}
    return [
        sorted(column, key=lambda place: (place not in rank, rank.get(place, 0), place))
        for column in columns
    ]


def rows_of(nodes: Sequence[Node], columns: Sequence[Sequence[Place]]) -> dict[Place, int]:
    """Return the row of every place.

    Args:
        nodes: the nodes by number, with their pins in order.
        columns: the places of each column in order.

    """
    from ortools.linear_solver import pywraplp  # noqa: PLC0415 - slow to import

    solver = pywraplp.Solver.CreateSolver("GLOP")
    far = solver.infinity()
    at = {place: solver.NumVar(0, far, "") for column in columns for place in column}
    cost = _UPWARDS * sum(at.values())
    for column in columns:
        for above, below in pairwise(column):
            apart = ceil(half_height(nodes, above) + GAP + half_height(nodes, below))
            solver.Add(at[below] - at[above] >= apart)
    for source, target, offset in joins(nodes, columns):
        passed = sum(nodes[number].column < column for number, column in (source, target))
        bend = solver.NumVar(0, far, "")
        solver.Add(bend >= at[target] + offset - at[source])
        solver.Add(bend >= at[source] - at[target] - offset)
        cost += STRAIGHT[passed] * bend
    solver.Minimize(cost)
    solved = solver.Solve()
    assert solved == pywraplp.Solver.OPTIMAL  # feasible and bounded from below, by construction
    return {place: round(variable.solution_value()) for place, variable in at.items()}
