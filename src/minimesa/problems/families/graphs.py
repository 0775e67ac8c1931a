"""Problems on graphs: paths, covers, matchings, cuts.

Unless said otherwise the input ``edge`` has a bit for each pair of vertices ``i < j``, in the
order (0, 1), (0, 2), ..., (1, 2), ...: 1 where the graph has that edge.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from minimesa.problems.families.common import array, family, fields, index_bits, optimisation
from minimesa.problems.words import Word

if TYPE_CHECKING:
    from minimesa.problems.family import FamilyInstance

Edge = tuple[int, int]


def _edges(t: int, vertices: int) -> list[Edge]:
    """Return the edges of the graph that row ``t`` describes."""
    pairs = combinations(range(vertices), 2)
    return [pair for i, pair in enumerate(pairs) if t >> i & 1]


def _edge_word(vertices: int) -> tuple[Word]:
    return (Word("edge", vertices * (vertices - 1) // 2),)


@family(vertices=(3, 5))
def shortest_path(vertices: int) -> FamilyInstance:
    """Return: the first step of a shortest path from vertex 0 to the last vertex.

    K holds the graphs with such a path. Output ``step`` names a neighbour of vertex 0; its
    utility is minus the length of the way through it.
    """

    def utilities(t: int) -> dict[int, int] | None:
        edges = _edges(t, vertices)
        length = dict.fromkeys(range(vertices), vertices)  # more than any path has
        length[vertices - 1] = 0
        for _ in range(vertices):  # Bellman-Ford
            for a, b in edges:
                length[a] = min(length[a], length[b] + 1)
                length[b] = min(length[b], length[a] + 1)
        if length[0] >= vertices:
            return None
        return {b: -1 - length[b] for a, b in edges if a == 0}

    return optimisation(_edge_word(vertices), (Word("step", index_bits(vertices)),), utilities)


@family(vertices=(3, 5), directed=(0, 1))
def longest_path(vertices: int, directed: int) -> FamilyInstance:
    """Return: the first step of a longest path from vertex 0 that visits no vertex twice.

    With ``directed`` each edge can only be taken from the lesser vertex to the greater: the graph
    is acyclic, and dynamic programming finds the path. Without, no method is known that avoids
    search in general. K holds the graphs in which vertex 0 has a neighbour. Output ``step`` names
    a neighbour of vertex 0; its utility is the length of the longest path through it.
    """

    def longest(edges: list[Edge], here: int, visited: int) -> int:
        """Return the most steps from ``here`` to vertices that were not visited."""
        ways = [b for a, b in edges if a == here]
        if not directed:
            ways += [a for a, b in edges if b == here]
        return max(
            (1 + longest(edges, b, visited | 1 << b) for b in ways if not visited >> b & 1),
            default=0,
        )

    def utilities(t: int) -> dict[int, int] | None:
        edges = _edges(t, vertices)
        steps = {b: 1 + longest(edges, b, 1 | 1 << b) for a, b in edges if a == 0}
        return steps or None

    return optimisation(_edge_word(vertices), (Word("step", index_bits(vertices)),), utilities)


@family(vertices=(2, 5))
def vertex_cover(vertices: int) -> FamilyInstance:
    """Return: a least set of vertices that touches every edge.

    Output ``cover`` has a bit for each vertex; legal are the sets that touch every edge, and the
    number of their vertices is minimised.
    """

    def utilities(t: int) -> dict[int, int]:
        edges = _edges(t, vertices)
        return {
            cover: cover.bit_count()
            for cover in range(1 << vertices)
            if all(cover >> a & 1 or cover >> b & 1 for a, b in edges)
        }

    return optimisation(_edge_word(vertices), (Word("cover", vertices),), utilities, maximize=False)


@family(vertices=(2, 8), bits=(1, 4), cycle=(0, 1))
def independent_set(vertices: int, bits: int, cycle: int) -> FamilyInstance:
    """Return: a heaviest set of vertices no two of which are neighbours, on a path or a cycle.

    Inputs: the weight of each vertex. The graph is the path 0, 1, 2, ..., closed to a cycle with
    ``cycle``. Output ``chosen`` has a bit for each vertex; legal are the independent sets, and
    their weight is maximised.
    """
    edges = list(zip(range(vertices - 1), range(1, vertices), strict=True))
    edges += [(0, vertices - 1)] if cycle else []
    legal = [
        chosen
        for chosen in range(1 << vertices)
        if not any(chosen >> a & chosen >> b & 1 for a, b in edges)
    ]

    def utilities(t: int) -> dict[int, int]:
        weights = fields(t, vertices, bits)
        return {
            chosen: sum(weight for i, weight in enumerate(weights) if chosen >> i & 1)
            for chosen in legal
        }

    return optimisation((array("weight", vertices, bits),), (Word("chosen", vertices),), utilities)


@family(left=(1, 3), right=(1, 3))
def matching(left: int, right: int) -> FamilyInstance:
    """Return: a largest matching of a bipartite graph.

    Input ``edge`` has a bit for each pair of a left and a right vertex, ``left vertex * right +
    right vertex``. Output ``chosen`` has a bit for each pair likewise; legal are the sets of edges
    of the graph no two of which share a vertex, and their number is maximised.
    """
    pairs = [(a, b) for a in range(left) for b in range(right)]

    def is_matching(chosen: int) -> bool:
        ends = [pair for i, pair in enumerate(pairs) if chosen >> i & 1]
        return all(a != c and b != d for (a, b), (c, d) in combinations(ends, 2))

    matchings = [chosen for chosen in range(1 << len(pairs)) if is_matching(chosen)]

    def utilities(t: int) -> dict[int, int]:
        return {chosen: chosen.bit_count() for chosen in matchings if not chosen & ~t}

    return optimisation((Word("edge", len(pairs)),), (Word("chosen", len(pairs)),), utilities)


@family(vertices=(2, 5))
def max_cut(vertices: int) -> FamilyInstance:
    """Return: a division of the vertices in two sides that most edges cross.

    Output ``side`` has a bit for each vertex but vertex 0, which is on side 0; the number of edges
    between the sides is maximised.
    """

    def utilities(t: int) -> dict[int, int]:
        edges = _edges(t, vertices)
        return {
            side: sum((side << 1) >> a & 1 != (side << 1) >> b & 1 for a, b in edges)
            for side in range(1 << vertices - 1)
        }

    return optimisation(_edge_word(vertices), (Word("side", vertices - 1),), utilities)
