"""The tables against the SAT encodings: found at the least value, refuted one below."""

import random

import pytest

from minimesa import basis as bases
from minimesa.encoding.query import Query
from minimesa.relations import from_tables
from minimesa.tables import lookup
from oracles.local import find

GATES = {"b2": 5, "aig": 6, "mig": 4, "nand": 7, "nor": 7, "and-or-not": 6}
"""Functions of so many gates are refuted with one gate less in a fraction of a second."""


def sample(name, objective, most, count):
    """Draw functions of four inputs, as many of each least value up to ``most`` as can be."""
    draw = random.Random(f"{name} {objective}")
    least = lookup.least_values(bases.get(name), objective)
    for value in range(1, most + 1):
        tables = [table for table in range(1 << 16) if least[table] == value]
        for table in draw.sample(tables, min(count, len(tables))):
            yield table, value


@pytest.mark.parametrize("name", GATES)
def test_sizes(name):
    basis = bases.get(name)
    for table, size in sample(name, "size", GATES[name], 2):
        relation = from_tables([table], 4)
        assert find(Query(relation, basis, gates=size)) is not None, hex(table)
        assert find(Query(relation, basis, gates=size - 1)) is None, hex(table)


@pytest.mark.parametrize("name", GATES)
def test_depths(name):
    basis = bases.get(name)
    for table, depth in sample(name, "depth", 2, 3):
        relation = from_tables([table], 4)
        assert find(Query(relation, basis, depth=depth)) is not None, hex(table)
        assert find(Query(relation, basis, depth=depth - 1)) is None, hex(table)
