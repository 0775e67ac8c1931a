"""Wires between two columns: no two run into each other, and circles are noticed."""

from hypothesis import given
from hypothesis import strategies as st

from minimesa.drawing.channels import Hop, clash, routed


@st.composite
def channels(draw):
    """Draw wires with distinct rows on the left, and on the right."""
    sources = draw(st.lists(st.integers(0, 12), min_size=1, max_size=6, unique=True))
    targets = draw(st.permutations(range(14)))
    hops, used = [], 0
    for wire, source in enumerate(sources):
        count = draw(st.integers(1, 2))
        hops.append(Hop(wire, source, tuple(sorted(targets[used : used + count]))))
        used += count
    return hops


def collide(a, b):
    """Tell whether two wires share more than a point."""
    if a.track is not None and b.track is not None:
        if a.track == b.track and a.top <= b.bottom and b.top <= a.bottom:
            return True
        # Left of its trunk a wire is in the row it comes from, right of it where it goes.
        return (a.source in b.targets and a.track > b.track) or (
            b.source in a.targets and b.track > a.track
        )
    return a.source in b.targets or b.source in a.targets


@given(channels())
def test_wires_collide_only_where_they_wait_for_each_other(hops):
    if clash(hops) is None:
        found = routed(hops)
        assert [(h.wire, h.source, h.targets) for h in found] == [
            (h.wire, h.source, h.targets) for h in hops
        ]
        assert all((h.track is None) is h.straight for h in found)
        assert not any(collide(a, b) for i, a in enumerate(found) for b in found[:i])


def test_two_wires_that_change_rows_wait_for_each_other():
    swapped = [Hop(0, 1, (5,)), Hop(1, 5, (1,))]
    assert clash(swapped) in (1, 5)
    assert clash([Hop(0, 1, (5,)), Hop(1, 6, (1,))]) is None


def test_three_wires_in_a_circle():
    circle = [Hop(0, 1, (5,)), Hop(1, 5, (9,)), Hop(2, 9, (1,)), Hop(3, 20, (22,))]
    assert clash(circle) in (1, 5, 9)


def test_forks():
    assert Hop(0, 5, (5,)).forks() == []
    assert Hop(0, 5, (9,), 0).forks() == []
    assert Hop(0, 5, (2, 9), 0).forks() == [5]
    assert Hop(0, 5, (5, 9), 0).forks() == [5]
    assert Hop(0, 5, (2, 4, 9), 0).forks() == [4, 5]
