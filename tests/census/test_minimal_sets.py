"""Minimal circuits from one walk over all gate sets, against lists made by solvers."""

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("numba")

from minimesa import basis
from minimesa.canonical import canonical_form
from minimesa.census.minimal_sets import minimal_sets
from minimesa.census.table import shipped
from minimesa.encoding.query import Query
from minimesa.relations import from_tables
from minimesa.study.classes import chosen
from minimesa.synthesis import wirings
from minimesa.truth_tables import to_hex

pytestmark = pytest.mark.slow
GOLDEN = json.loads((Path(__file__).parents[1] / "oracles" / "minimal_circuits.json").read_text())


def listed(n, size):
    _, tables = chosen(f"npn:{n}:size={size}")
    return minimal_sets(np.array(tables, dtype=np.uint32), n, size, lambda _: None)


@pytest.mark.parametrize("size", range(7))
def test_four_inputs_have_as_many_as_solvers_list(size):
    found = listed(4, size)
    for index, table in enumerate(found.tables.tolist()):
        golden = GOLDEN[to_hex(table, 4)]
        sets = found.functions(index, 4)
        assert len(set(sets)) == len(sets) == golden["sets"]
        assert all(len(functions) == size == golden["size"] for functions in sets)


@pytest.mark.parametrize("n", [4, 5])
def test_the_sets_are_those_of_circuits(n):
    found = listed(n, 4)
    for index, table in enumerate(found.tables.tolist()):
        query = Query(from_tables((table,), n), basis.get("b2"), 4)
        circuits = set()
        for functions in found.functions(index, n):
            made = list(wirings.circuits(functions, query))
            assert made
            assert all(circuit.output_tables() == (table,) for circuit in made)
            circuits |= {canonical_form(circuit, free_not=True) for circuit in made}
        assert n == 5 or len(circuits) == GOLDEN[to_hex(table, 4)]["circuits"]


@pytest.mark.parametrize("size", [2, 4, 5])
def test_the_circuits_of_the_census_are_among_those_of_five_inputs(size):
    found = listed(5, size)
    several = 0
    for index, table in enumerate(found.tables.tolist()):
        circuit = shipped().look_up(table, 5).circuit
        sets = found.functions(index, 5)
        assert frozenset(circuit.tables[5:]) in sets
        several += len(sets) > 1
    assert several


def test_a_part_of_the_classes_has_the_same_sets():
    whole = listed(5, 5)
    some = np.arange(0, len(whole.tables), 7)
    part = minimal_sets(whole.tables[some], 5, 5, lambda _: None)
    for place, index in enumerate(some.tolist()):
        assert part.functions(place, 5) == whole.functions(index, 5)
