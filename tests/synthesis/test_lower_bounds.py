"""Lower bounds without a solver, against exact sizes."""

import random
from collections import Counter

import pytest

from minimesa import basis as bases
from minimesa.encoding.first_gate import may_suffice
from minimesa.relations import from_tables
from minimesa.synthesis.lower_bounds import least_gates
from minimesa.tables import lookup
from oracles import four_inputs, local, sizes


def test_four_inputs_by_the_sizes_of_taocp():
    """No bound is above the least size, and most are at most one gate below it."""
    missing = Counter()
    for table, golden in four_inputs.golden().items():
        bound = least_gates(from_tables([table], 4), bases.get("b2"))
        assert bound <= golden["size"], hex(table)
        missing[golden["size"] - bound] += 1
    assert missing[0] > 50
    assert missing[0] + missing[1] > 150


@pytest.mark.parametrize("name", ["b2", "aig", "nand", "nor", "and-or-not"])
def test_every_function_of_three_inputs(name):
    least = sizes.golden()[name]["size"]
    bounds = [least_gates(from_tables([t], 3), bases.get(name)) for t in range(256)]
    assert all(bound <= size for bound, size in zip(bounds, least, strict=True))
    assert max(bounds) >= 3


def test_all_functions_of_four_inputs_by_the_table():
    least = lookup.least_values(bases.get("b2"), "size")
    rng = random.Random(4)
    met = Counter()
    for table in rng.sample(range(1 << 16), 2000):
        bound = least_gates(from_tables([table], 4), bases.get("b2"))
        assert bound <= least[table]
        met[bound == least[table]] += 1
    assert min(met[True], met[False]) > 100


def test_several_outputs_by_the_solver():
    """Outputs share gates, are each other's inputs, or are inputs themselves."""
    rng = random.Random(5)
    met = Counter()
    pool = [0x88, 0x66, 0xE8, 0x96, 0xCA, 0xAA, 0x80, 0xFE, 0x3C, 0x6A, 0x78]
    for _ in range(60):
        relation = from_tables(rng.sample(pool, rng.randrange(2, 4)), 3)
        bound = least_gates(relation, bases.get("b2"))
        least, _ = local.least_size(relation, bases.get("b2"))
        assert bound <= least, relation
        met[bound == least] += 1
    assert min(met[True], met[False]) >= 3


def test_a_formula_that_reads_each_input_once_is_recognised():
    rng = random.Random(6)
    for n in (3, 4, 5, 6):
        for _ in range(20):
            parts = [sum(1 << t for t in range(1 << n) if t >> i & 1) for i in range(n)]
            while len(parts) > 1:
                a, b = parts.pop(rng.randrange(len(parts))), parts.pop(rng.randrange(len(parts)))
                parts.append(
                    rng.choice([a & b, a | b, a ^ b]) ^ rng.choice([0, (1 << (1 << n)) - 1])
                )
            assert may_suffice((parts[0],), n, n - 1, xor=True)
            assert not may_suffice((parts[0],), n, n - 2, xor=True)
            assert least_gates(from_tables([parts[0]], n), bases.get("b2")) == n - 1
