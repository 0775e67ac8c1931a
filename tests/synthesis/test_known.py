"""Published optima as pairs: found at the size, refuted one gate below.

Refutations that take from ten seconds to minutes are left to the command line:
``minimesa solve majority:bits=5``, ``exactly-k:bits=5,ones=2``, ``popcount:bits=4``,
``symmetric:bits=5,counts=18``, ``sort:bits=4``, ``comparator:bits=2``; a known optimum that is
contradicted ends them with status 1.
"""

import tomllib

import pytest

from minimesa import basis as bases
from minimesa.data import data_directory
from minimesa.encoding.query import Query
from minimesa.problems.loader import load
from minimesa.relations import from_tables
from minimesa.synthesis.lower_bounds import least_gates
from oracles.local import find, least_depth, least_size

B2 = bases.get("b2")


def of_words(function, n, m):
    """Return the relation of a function from rows to words of ``m`` bits."""
    tables = [sum((function(t) >> o & 1) << t for t in range(1 << n)) for o in range(m)]
    return from_tables(tables, n)


KNOWN = {
    "full adder": (of_words(int.bit_count, 3, 2), 5),
    "2 x 2 multiplier": (of_words(lambda t: (t & 3) * (t >> 2), 4, 4), 7),
    "sort of 3 bits": (of_words(lambda t: (1 << t.bit_count()) - 1, 3, 3), 6),
    "maximum of two 2-bit words": (of_words(lambda t: max(t & 3, t >> 2), 4, 2), 6),
    "2-bit adder": (of_words(lambda t: (t & 3) + (t >> 2), 4, 3), 7),
    "parity of 5": (of_words(lambda t: t.bit_count() & 1, 5, 1), 4),
}


@pytest.mark.parametrize("name", KNOWN)
def test_known_optimum(name):
    relation, size = KNOWN[name]
    assert find(Query(relation, B2, gates=size)) is not None
    assert find(Query(relation, B2, gates=size - 1), solver="cadical195") is None


def known_of_the_library():
    for path in sorted(data_directory("problems").glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("known", []):
            problem = load(path, entry.get("parameters", {}))
            yield problem, entry["basis"], entry["objective"], entry["value"]


def cases(values):
    return [
        pytest.param(
            problem.relation, bases.get(basis), objective, value, id=f"{problem.name} {basis}"
        )
        for problem, basis, objective, value in known_of_the_library()
        if value in values
    ]


def value_of(relation, basis, objective):
    if objective == "depth":
        return least_depth(relation, basis)[0]
    return least_size(relation, basis, start=least_gates(relation, basis))[0]


@pytest.mark.parametrize(("relation", "basis", "objective", "value"), cases(range(7)))
def test_known_optima_of_the_library(relation, basis, objective, value):
    assert value_of(relation, basis, objective) == value


@pytest.mark.slow
@pytest.mark.parametrize(("relation", "basis", "objective", "value"), cases([7]))
def test_larger_known_optima_of_the_library(relation, basis, objective, value):
    assert value_of(relation, basis, objective) == value
