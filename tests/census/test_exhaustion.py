import numpy as np
import pytest

pytest.importorskip("numba")

from minimesa.census import exhaustion, published

pytestmark = pytest.mark.slow


def test_going_through_all_circuits_finds_the_published_sizes_of_four_inputs(made):
    census, _, _ = made
    said = []
    sizes = exhaustion.least_sizes(census.state.classes, 222, 4, 6, said.append)
    assert tuple(np.bincount(sizes)[:7]) == published.SIZES[4][:7]
    assert np.count_nonzero(sizes == 255) == published.SIZES[4][7]
    exact = census.state.sizes
    assert (sizes[exact <= 6] == exact[exact <= 6]).all()
    assert said[0] == "size 1: 2 sets of functions, 4 classes"
