"""The encodings on all functions of three inputs, in every basis, against brute force."""

from functools import cache
from itertools import permutations

import pytest

from minimesa import basis as bases
from minimesa.encoding.query import Query
from minimesa.relations import from_tables
from minimesa.truth_tables import npn_orbit, permute
from oracles import sizes
from oracles.local import find


@cache
def representatives(name):
    """Return a function of each class of equal size: NPN where NOT is free, else permutations."""
    seen, found = set(), []
    for table in range(256):
        if table not in seen:
            found.append(table)
            if bases.get(name).free_not:
                seen.update(npn_orbit(table, 3))
            else:
                seen.update(permute(table, order, 3) for order in permutations(range(3)))
    return found


@pytest.mark.parametrize("name", sizes.golden())
def test_equal_classes_have_equal_golden_values(name):
    for measure in ("size", "depth"):
        golden = sizes.golden()[name][measure]
        for table in representatives(name):
            orbit = npn_orbit(table, 3) if bases.get(name).free_not else [table]
            assert {golden[other] for other in orbit} == {golden[table]}


@pytest.mark.parametrize("name", sizes.golden())
def test_least_size_is_found_and_one_gate_less_refuted(name):
    basis = bases.get(name)
    for table in representatives(name):
        size = sizes.golden()[name]["size"][table]
        relation = from_tables([table], 3)
        assert find(Query(relation, basis, gates=size)) is not None, hex(table)
        for gates in range(size):
            assert find(Query(relation, basis, gates=gates)) is None, hex(table)


@pytest.mark.parametrize("name", sizes.golden())
def test_least_depth_is_found_and_one_level_less_refuted(name):
    basis = bases.get(name)
    for table in representatives(name):
        depth = sizes.golden()[name]["depth"][table]
        relation = from_tables([table], 3)
        assert find(Query(relation, basis, depth=depth)) is not None, hex(table)
        if depth:
            assert find(Query(relation, basis, depth=depth - 1)) is None, hex(table)


@pytest.mark.parametrize("name", ["b2", "xaig"])
def test_all_256_functions_one_by_one(name):
    """Classes are no short cut here: inverters and input orders are read back too."""
    for table in range(256):
        size = sizes.golden()["b2"]["size"][table]
        circuit = find(Query(from_tables([table], 3), bases.get(name), gates=size))
        assert circuit.output_tables() == (table,)
