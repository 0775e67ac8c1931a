"""The graph families against networkx and against lists of all sets, on all rows and words."""

from itertools import combinations

import networkx as nx
import pytest

from minimesa.problems.families import FAMILIES
from oracles.rows import bits_of, check, split


def graph_of(t, vertices, kind=nx.Graph):
    graph = kind()
    graph.add_nodes_from(range(vertices))
    pairs = list(combinations(range(vertices), 2))
    graph.add_edges_from(
        pair for pair, bit in zip(pairs, bits_of(t, len(pairs)), strict=True) if bit
    )
    return graph


@pytest.mark.parametrize("vertices", [4, 3])
def test_shortest_path(vertices):
    def accepted(t):
        graph = graph_of(t, vertices)
        if not nx.has_path(graph, 0, vertices - 1):
            return None
        return {path[1] for path in nx.all_shortest_paths(graph, 0, vertices - 1)}

    check(FAMILIES["shortest-path"](vertices=vertices), accepted)


@pytest.mark.parametrize("directed", [0, 1])
@pytest.mark.parametrize("vertices", [4, 3])
def test_longest_path(vertices, directed):
    def accepted(t):
        graph = graph_of(t, vertices, nx.DiGraph if directed else nx.Graph)
        paths = list(nx.all_simple_paths(graph, 0, range(1, vertices)))
        most = max(map(len, paths), default=0)
        return {path[1] for path in paths if len(path) == most} or None

    check(FAMILIES["longest-path"](vertices=vertices, directed=directed), accepted)


@pytest.mark.parametrize("vertices", [3, 4])
def test_vertex_cover(vertices):
    def accepted(t):
        graph = graph_of(t, vertices)
        for size in range(vertices + 1):
            covers = [
                sum(2**v for v in chosen)
                for chosen in combinations(range(vertices), size)
                if graph.subgraph(set(graph) - set(chosen)).number_of_edges() == 0
            ]
            if covers:
                return covers
        raise AssertionError

    check(FAMILIES["vertex-cover"](vertices=vertices), accepted)


@pytest.mark.parametrize(
    ("vertices", "bits", "cycle"), [(4, 1, 0), (3, 2, 0), (4, 1, 1), (5, 1, 1), (2, 2, 1)]
)
def test_independent_set(vertices, bits, cycle):
    graph = nx.cycle_graph(vertices) if cycle and vertices > 2 else nx.path_graph(vertices)
    independent = [
        chosen
        for size in range(vertices + 1)
        for chosen in combinations(range(vertices), size)
        if graph.subgraph(chosen).number_of_edges() == 0
    ]

    def accepted(t):
        weights = split(t, *[bits] * vertices)
        best = max(sum(weights[v] for v in chosen) for chosen in independent)
        return {
            sum(2**v for v in chosen)
            for chosen in independent
            if sum(weights[v] for v in chosen) == best
        }

    check(FAMILIES["independent-set"](vertices=vertices, bits=bits, cycle=cycle), accepted)


@pytest.mark.parametrize(("left", "right"), [(2, 2), (1, 3), (2, 3)])
def test_matching(left, right):
    pairs = [(("l", a), ("r", b)) for a in range(left) for b in range(right)]

    def accepted(t):
        graph = nx.Graph([pair for i, pair in enumerate(pairs) if t >> i & 1])
        size = len(nx.max_weight_matching(graph, maxcardinality=True))
        return {
            sum(2 ** pairs.index(pair) for pair in chosen)
            for chosen in combinations([pair for pair in pairs if graph.has_edge(*pair)], size)
            if len({end for pair in chosen for end in pair}) == 2 * size
        }

    check(FAMILIES["matching"](left=left, right=right), accepted)


@pytest.mark.parametrize("vertices", [3, 4])
def test_max_cut(vertices):
    def accepted(t):
        graph = graph_of(t, vertices)
        cuts = {}
        for chosen in range(2 ** (vertices - 1)):
            side = {v for v in range(1, vertices) if chosen >> (v - 1) & 1}
            cuts[chosen] = nx.cut_size(graph, side)
        return {chosen for chosen, size in cuts.items() if size == max(cuts.values())}

    check(FAMILIES["max-cut"](vertices=vertices), accepted)
