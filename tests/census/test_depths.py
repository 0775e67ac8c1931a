from itertools import product

import numpy as np
import pytest

from minimesa.census import depths, orbits, published
from minimesa.errors import InputError
from minimesa.truth_tables import compose, full, npn_representatives, projection


def by_brute_force(n):
    """Return the least depth of every function, by combining all pairs."""
    least = dict.fromkeys([0, full(n), *(projection(i, n) for i in range(n))], 0)
    least |= {table ^ full(n): 0 for table in least}
    while len(least) <= full(n):
        deepest = max(least.values()) + 1
        for a, b in product(list(least), repeat=2):
            for operator in (0x6, 0x8):
                found = compose(operator, (a, b), full(n))
                least.setdefault(found, deepest)
                least.setdefault(found ^ full(n), deepest)
    return least


@pytest.mark.parametrize("n", [2, 3])
def test_depths_of_few_inputs(n):
    tables = npn_representatives(n)
    expected = by_brute_force(n)
    found = depths.least_depths(np.array(tables, dtype=np.uint32), n, lambda _: None)
    assert found.tolist() == [expected[table] for table in tables]


def test_depths_of_four_inputs_are_as_published():
    tables = np.array(npn_representatives(4), dtype=np.uint32)
    said = []
    found = depths.least_depths(tables, 4, said.append)
    assert tuple(np.bincount(found)) == published.DEPTHS[4]
    assert said[-1] == "depth 4: 222 classes"


def test_the_last_level_searched_backwards_agrees(monkeypatch):
    tables = np.array(npn_representatives(4), dtype=np.uint32)
    exact = depths.least_depths(tables, 4, lambda _: None)
    # The functions of depth 2 now are too many to go on with: two of them give depth 3.
    monkeypatch.setattr(depths, "_FEW", 100)
    shallow = tables[exact <= 3]
    assert depths.least_depths(shallow, 4, lambda _: None).tolist() == exact[exact <= 3].tolist()
    with pytest.raises(InputError, match="no operator"):
        depths.least_depths(tables, 4, lambda _: None)


def test_canonical_classes_of_words():
    words = np.array([0x8888, 0x7777, 0x6666], dtype=np.uint32)
    expected = sorted({orbits.canonical(int(word), 4)[0] for word in words})
    assert depths._classes(words, 4).tolist() == expected
