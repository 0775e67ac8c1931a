"""What can be required, and which functions are smaller than an evaluator."""

import random

import pytest

from minimesa import basis
from minimesa.encoding.demand import Demand, smaller_bundles
from minimesa.encoding.query import Query
from minimesa.errors import InputError
from minimesa.relations import from_tables
from oracles import local, sizes


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"definition": "declared-all"}, "cannot be required as structure"),
        ({"definition": "selecting", "variant": "n"}, "choose p, np, structural"),
        ({"definition": "selecting", "candidates": 1}, "from 2 to 4 candidates, not 1"),
        ({"definition": "selecting", "candidates": 5}, "from 2 to 4 candidates, not 5"),
        ({"definition": "selecting", "evaluator_gates": 0}, "evaluator gates, not 0"),
        ({"definition": "selecting", "evaluator_gates": 4}, "evaluator gates, not 4"),
        ({"definition": "selecting", "score_bits": 0}, "from 1 to 3 bits, not 0"),
        ({"definition": "selecting", "score_bits": 4}, "from 1 to 3 bits, not 4"),
        (
            {"definition": "selecting", "candidates": 4, "score_bits": 2},
            "4 scores of 2 bits are more than 6 bits",
        ),
        ({"definition": "replicated", "default": True}, "not of replicated"),
        ({"definition": "replicated", "reachable": True}, "not of replicated"),
    ],
)
def test_a_demand_that_cannot_be_met_by_clauses_is_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        Demand(**arguments)


def test_labels_tell_demands_apart():
    demands = [
        Demand("replicated"),
        Demand("selecting"),
        Demand("selecting", "np"),
        Demand("selecting", "structural"),
        Demand("selecting", score_bits=2),
        Demand("selecting", candidates=3),
        Demand("selecting", evaluator_gates=2),
        Demand("selecting", default=True),
        Demand("selecting", reachable=True),
    ]
    assert len({demand.label for demand in demands}) == len(demands)


@pytest.mark.parametrize("name", ["b2", "aig", "mig", "nand", "and-or-not"])
@pytest.mark.parametrize("gates", [1, 2, 3])
def test_smaller_functions_are_those_of_the_table_of_least_sizes(name, gates):
    golden = sizes.golden()[name]["size"]
    small = {t for t in range(256) if min(golden[t], golden[t ^ 0xFF]) < gates}
    if basis.get(name).free_not:
        small = {t for t in small if not t & 1}
    assert smaller_bundles(basis.get(name), 3, gates, 1) == {(t,) for t in small}


@pytest.mark.parametrize("name", ["b2", "aig", "nand"])
def test_smaller_bundles_are_those_that_a_small_circuit_has_as_outputs(name):
    """A bit counts up to complement, so the cheapest of the complementings decides."""
    rng = random.Random(3)
    what = basis.get(name)
    pools = [[0x88, 0xC0, 0x66, 0xAC], [0x80, 0x88, 0xE8, 0x96, 0x60], [0xAA, 0x22, 0xA0, 0x78]]
    small = {gates: smaller_bundles(what, 3, gates, 2) for gates in (1, 2, 3)}
    seen = set()
    for _ in range(25):
        pair = tuple(rng.sample(rng.choice(pools), 2))
        if what.free_not:
            complementings = [pair]
        else:
            complementings = [(pair[0] ^ a, pair[1] ^ b) for a in (0, 255) for b in (0, 255)]
        least = min(
            next((g for g in range(3) if _computed(tables, what, g)), 3)
            for tables in complementings
        )
        seen.add(least)
        for gates in (1, 2, 3):
            assert (pair in small[gates]) == (least < gates), (name, pair, least)
    assert {1, 2, 3} & seen >= {2, 3}


def _computed(tables, what, gates):
    query = Query(from_tables(list(tables), 3), what, gates=gates, breaks=frozenset())
    return local.find(query) is not None
