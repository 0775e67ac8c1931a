"""All 222 classes of four-input functions over two-input operators: the published histograms."""

from collections import Counter

import pytest

from minimesa import basis as bases
from minimesa.relations import from_tables
from minimesa.synthesis.lower_bounds import least_gates, least_levels
from minimesa.truth_tables import npn_representatives
from oracles import four_inputs, taocp
from oracles.local import least_depth, least_size

pytestmark = pytest.mark.slow


def test_sizes():
    b2, found = bases.get("b2"), {}
    for table in npn_representatives(4):
        relation = from_tables([table], 4)
        start = least_gates(relation, b2)
        found[table], _ = least_size(relation, b2, start=start)
    histogram = Counter(found.values())
    assert tuple(histogram[size] for size in range(8)) == taocp.SIZE_CLASSES[4]
    assert sum(histogram.values()) == taocp.CLASSES[4]
    golden = four_inputs.golden()
    assert all(golden[table]["size"] == size for table, size in found.items())


def test_depths():
    b2, found = bases.get("b2"), {}
    known = four_inputs.depths()
    for table in npn_representatives(4):
        relation = from_tables([table], 4)
        found[table], circuit = least_depth(relation, b2)
        assert least_levels(relation, b2) <= found[table] == circuit.depth == known[table]
    histogram = Counter(found.values())
    assert tuple(histogram[depth] for depth in range(5)) == taocp.DEPTH_CLASSES[4]
