import random

import numpy as np
import pytest

from minimesa import basis, referee
from minimesa.census import lookup, published, table
from minimesa.circuit import normal_form
from minimesa.errors import InputError
from minimesa.relations import from_tables
from minimesa.truth_tables import full, npn_representatives, support


@pytest.fixture(scope="module")
def five():
    census = table.shipped()
    assert census is not None
    return census


@pytest.mark.parametrize("inputs", range(6))
def test_random_functions_are_answered_with_their_circuits(five, inputs):
    draw = random.Random(inputs)
    for _ in range(300):
        function = draw.getrandbits(1 << inputs)
        entry = five.look_up(function, inputs)
        referee.check_solves(entry.circuit, from_tables((function,), inputs))
        assert referee.check_basis(entry.circuit, basis.get("b2")) == entry.size
        assert normal_form(entry.circuit) == entry.circuit
        assert entry.depth <= entry.circuit.depth
        reads = {w for gate in entry.circuit.gates for w in gate.fanin if w < inputs}
        if entry.size:
            assert reads == set(support(function, inputs))


def test_sizes_of_four_inputs_are_those_known(five):
    found = [five.look_up(function, 4) for function in npn_representatives(4)]
    counts = np.bincount([entry.size for entry in found])
    assert tuple(counts) == published.SIZES[4]
    assert tuple(np.bincount([entry.depth for entry in found])) == published.DEPTHS[4]


def test_the_shipped_census_has_the_published_counts(five):
    assert tuple(np.bincount(five.depths)) == published.DEPTHS[5]
    assert tuple(np.bincount(five.sizes)) == published.SIZES[5]
    assert five.least_beyond_doubt == 12


def test_look_up_by_the_package():
    circuit = lookup(0x96696996)
    assert circuit is not None
    assert circuit.size == 4  # the parity of five inputs
    assert circuit.output_tables() == (0x96696996,)
    assert lookup(0xE8, 3).size == 4  # the majority of three


@pytest.mark.parametrize(("function", "inputs"), [(0, 6), (full(5) + 1, 5), (-1, 2), (16, 2)])
def test_what_no_census_can_answer(function, inputs):
    with pytest.raises(InputError):
        lookup(function, inputs)
