"""The second methods are themselves checked: against each other, symmetries and known values."""

import pytest

from minimesa import basis as minimesa_basis
from oracles import sizes
from oracles.operators import BASES, apply, input_tables

XOR2, XOR3, MAJ3, MUX, AND3 = 0x66, 0x96, 0xE8, 0xCA, 0x80


@pytest.mark.parametrize("name", BASES)
def test_operator_tables_are_those_of_the_built_in_basis(name):
    oracle, basis = BASES[name], minimesa_basis.get(name)
    assert {k: set(tables) for k, tables in oracle.operators.items()} == {
        k: set(costs) for k, costs in basis.tables.items()
    }
    assert set().union(*(costs.values() for costs in basis.tables.values())) == {1}
    assert (oracle.free_not, oracle.constants, oracle.repeats) == (
        basis.free_not,
        basis.constants,
        basis.repeats,
    )


def test_apply_reads_the_first_fan_in_as_the_lowest_index_bit():
    a, b, c = input_tables(3)
    assert (a, b, c) == (0xAA, 0xCC, 0xF0)
    assert apply(0x2, (a, b), 0xFF) == a & ~b
    assert apply(MUX, (a, b, c), 0xFF) == MUX


@pytest.mark.parametrize("name", BASES)
def test_golden_sizes_and_depths_are_recomputed(name):
    assert sizes.golden()[name]["depth"] == sizes.depths(BASES[name])
    bound = 8 if name in {"nand", "nor"} else 10  # the last two gates cost seconds: below
    expected = [size if size <= bound else sizes.UNKNOWN for size in sizes.golden()[name]["size"]]
    assert sizes.sizes(BASES[name], bound) == expected


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nand", "nor"])
def test_golden_sizes_are_recomputed_in_full(name):
    assert sizes.golden()[name]["size"] == sizes.sizes(BASES[name])


@pytest.mark.parametrize(
    ("name", "table", "size"),
    [
        ("b2", XOR3, 2),
        ("b2", MAJ3, 4),
        ("b2", MUX, 3),
        ("b2", 0xFF, 0),
        ("b2", 0x55, 0),
        ("aig", XOR2, 3),
        ("aig", XOR3, 6),
        ("mig", MAJ3, 1),
        ("mig", XOR3, 3),
        ("lut3", MUX, 1),
        ("nand", 0x55, 1),
        ("nand", 0xFF, 0),
        ("nand", XOR2, 4),
        ("nand", MUX, 4),
        ("nand", XOR3, 8),
        ("nor", XOR2, 5),
        ("and-or-not", XOR2, 4),
        ("and-or-not", AND3, 2),
        ("and-or-not", MAJ3, 4),
    ],
)
def test_least_sizes_of_well_known_functions(name, table, size):
    assert sizes.golden()[name]["size"][table] == size


@pytest.mark.parametrize("quantity", ["size", "depth"])
def test_nand_and_nor_are_dual(quantity):
    nand, nor = (sizes.golden()[name][quantity] for name in ("nand", "nor"))
    for table in range(256):
        dual = int(f"{table ^ 0xFF:08b}"[::-1], 2)
        assert nand[table] == nor[dual]


@pytest.mark.parametrize(
    ("larger", "smaller"),
    [("lut4", "lut3"), ("lut3", "b2"), ("b2", "aig"), ("mig", "aig"), ("lut3", "mig")],
)
@pytest.mark.parametrize("quantity", ["size", "depth"])
def test_a_larger_basis_never_costs_more(larger, smaller, quantity):
    table = sizes.golden()
    assert all(
        a <= b for a, b in zip(table[larger][quantity], table[smaller][quantity], strict=True)
    )


@pytest.mark.parametrize("name", BASES)
def test_depth_never_exceeds_size_and_a_gate_count_bounds_it_back(name):
    table = sizes.golden()[name]
    arity = BASES[name].arity
    for size, depth in zip(table["size"], table["depth"], strict=True):
        assert depth <= size
        assert depth > 0 or size == 0
        assert size <= sum(arity**level for level in range(depth))
