"""A short run of ``tests/benchmarks/symmetry_breaks.py``, and proof that it would see a fault."""

import random

import pytest

from benchmarks import symmetry_breaks
from minimesa import basis as bases
from minimesa.encoding import symmetry
from minimesa.encoding.breaks import DEFAULT_BREAKS


@pytest.fixture(scope="module")
def known():
    return symmetry_breaks.catalogues(3, -1)


def test_random_relations_bounds_and_sets_of_breaks(known):
    draw = random.Random(2)
    for _ in range(400):
        assert symmetry_breaks.draw_disagreement(draw, known) is None


def test_an_unsound_break_is_seen(known, monkeypatch):
    """Inputs taken for exchangeable that are not: some relation must lose all its circuits."""
    monkeypatch.setattr(symmetry, "exchangeable_inputs", lambda _relation: [(0, 1), (1, 2)])
    catalogue = next(c for basis, c in known if basis.name == "b2")
    draw = random.Random(3)
    wrong = [
        symmetry_breaks.disagreement(
            bases.get("b2"),
            catalogue,
            symmetry_breaks.draw_relation(draw),
            depth=None,
            cost=None,
            accuracy=None,
            breaks=DEFAULT_BREAKS,
        )
        for _ in range(200)
    ]
    assert any(wrong)
