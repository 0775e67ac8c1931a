"""What can be required, and which functions are smaller than an evaluator."""

import pytest

from minimesa import basis
from minimesa.encoding.demand import Demand, smaller_functions
from minimesa.errors import InputError
from oracles import sizes


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"definition": "declared-all"}, "cannot be required as structure"),
        ({"definition": "selecting", "variant": "structural"}, "choose p or np"),
        ({"definition": "selecting", "candidates": 1}, "from 2 to 4 candidates, not 1"),
        ({"definition": "selecting", "candidates": 5}, "from 2 to 4 candidates, not 5"),
        ({"definition": "selecting", "evaluator_gates": 0}, "evaluator gates, not 0"),
        ({"definition": "selecting", "evaluator_gates": 4}, "evaluator gates, not 4"),
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
    assert smaller_functions(basis.get(name), 3, gates) == small
