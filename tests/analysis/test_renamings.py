from itertools import permutations

from hypothesis import assume, event, given
from hypothesis import strategies as st

from minimesa.analysis.isomorphism import find_isomorphism
from minimesa.analysis.renamings import (
    compress,
    find_renaming,
    joint_support,
    polar_classes,
    rename,
    renaming_class,
    swap_inputs,
)
from minimesa.truth_tables import flip, full, permute, projection
from oracles.specimens import A_NOT_B, AND, OR, XOR, circuit

tables = st.integers(0, full(4))


@given(tables, tables, st.permutations(range(4)), st.booleans())
def test_renaming_is_found_exactly_where_a_permutation_exists(f, other, permutation, planted):
    g = permute(f, permutation, 4) if planted else other
    exists = any(permute(f, p, 4) == g for p in permutations(range(4)))
    found = find_renaming((f,), (g,), 4)
    event(f"renamed: {exists}")
    assert (found is not None) == exists
    assert (renaming_class((f,), 4) == renaming_class((g,), 4)) == exists
    if found is not None:
        assert rename(f, dict(zip(joint_support((f,), 4), found, strict=True)), 4) == g


@given(tables, tables, st.permutations(range(4)), st.permutations(range(4)))
def test_the_bits_of_a_bundle_are_renamed_together(f, g, p, q):
    images = permute(f, p, 4), permute(g, q, 4)
    exists = any((permute(f, r, 4), permute(g, r, 4)) == images for r in permutations(range(4)))
    event(f"together: {exists}")
    assert (find_renaming((f, g), images, 4) is not None) == exists
    assert find_renaming((f, g), (permute(f, p, 4), permute(g, p, 4)), 4) is not None


@given(tables, tables, st.permutations(range(4)), st.integers(0, 15), st.booleans())
def test_classes_by_polarity_tell_which_oriented_tables_match(f, other, permutation, p, planted):
    def oriented(table):
        for i in range(4):
            if p >> i & 1:
                table = flip(table, i, 4)
        return table ^ full(4) if table & 1 else table

    if planted:  # complementing the same inputs again after the renaming leaves a match
        other = permute(oriented(f), permutation, 4)
        for i in range(4):
            if p >> i & 1:
                other = flip(other, i, 4)
    exists = any(permute(oriented(f), q, 4) == oriented(other) for q in permutations(range(4)))
    event(f"matched: {exists}")
    assert exists or not planted
    assert (polar_classes(f, 4)[p] == polar_classes(other, 4)[p]) == exists
    ones = full(4)
    assert polar_classes(f ^ ones, 4) == polar_classes(f, 4)


def test_alike_in_every_weight_but_not_renamed():
    # Both have the same number of ones and the same first- and second-order weights.
    def cycle(*edges):
        return sum(1 << t for t in range(1 << 6) if sum(t >> a & t >> b & 1 for a, b in edges) % 2)

    hexagon = cycle((0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0))
    triangles = cycle((0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3))
    turned = cycle((0, 2), (2, 4), (4, 1), (1, 5), (5, 3), (3, 0))
    assert find_renaming((hexagon,), (triangles,), 6) is None
    assert find_renaming((hexagon,), (turned,), 6) is not None


def test_eight_symmetric_pairs_are_matched():
    def pairs(order):
        table = 0
        for a, b in zip(order[::2], order[1::2], strict=True):
            table |= projection(a, 8) & projection(b, 8)
        return table

    assert find_renaming((pairs(range(8)),), (pairs([0, 7, 3, 1, 2, 5, 6, 4]),), 8) is not None


@given(tables, st.integers(0, 3), st.integers(0, 3))
def test_swap(f, i, j):
    p = list(range(4))
    p[i], p[j] = p[j], p[i]
    assert swap_inputs(f, i, j, 4) == permute(f, p, 4)


@given(st.integers(0, full(2)), st.permutations(range(5)))
def test_compress_undoes_a_spread(f, order):
    a, b = order[:2]
    spread = sum(1 << t for t in range(32) if f >> (t >> a & 1 | (t >> b & 1) << 1) & 1)
    assume(joint_support((spread,), 5) == tuple(sorted((a, b))))
    assert compress(spread, (a, b), 5) == f


def test_isomorphic_cones():
    drawn = circuit(
        6,
        [
            (AND, 0, 1),
            (A_NOT_B, 2, 6),
            (AND, 4, 3),
            (0x4, 8, 5),
            (AND, 3, 4),
            (0x4, 10, 4),
            (XOR, 0, 1),
            (OR, 6, 6),
        ],
        [7],
    )
    assert dict(find_isomorphism(drawn, (7,), (9,)))[2] == 5
    assert find_isomorphism(drawn, (7,), (11,)) is None, "an input is read twice"
    assert find_isomorphism(drawn, (6,), (12,)) is None
    assert find_isomorphism(drawn, (6, 7), (8, 9)) is not None
    assert find_isomorphism(drawn, (6, 7), (10, 9)) is None, "the cones must be laid over as one"
