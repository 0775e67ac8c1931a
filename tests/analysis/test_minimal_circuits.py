"""Every minimal circuit of small four-input classes, against brute force."""

from collections import Counter

import pytest

from minimesa import basis
from minimesa.encoding.query import Query
from minimesa.relations import from_tables
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.solvers.messages import Task
from minimesa.synthesis import wirings
from minimesa.truth_tables import npn_representatives, support
from oracles.comparison import EVERYTHING, compare

MOST_GATES = 4
"""The others take too long for a test: `tests/benchmarks/structure_agreement.py`."""


def minimal_circuits(engine, table):
    """Yield the minimal circuits of a function, or nothing if it needs more than `MOST_GATES`."""
    relation = from_tables([table], 4)
    for gates in range(max(0, len(support(table, 4)) - 1), MOST_GATES + 1):
        query = Query(relation, basis.get("b2"), gates)
        *sets, _answer = engine.stream(query, Task.FUNCTION_SETS)
        for functions in sets:
            yield from wirings.circuits(functions, query)
        if sets:
            return


@pytest.mark.slow
def test_all_minimal_circuits_of_at_most_four_gates():
    outcomes, classes = Counter(), 0
    with Engine(profiles.get("cadical195")) as engine:
        for table in npn_representatives(4):
            circuits = list(minimal_circuits(engine, table))
            classes += bool(circuits)
            for what in circuits:
                outcomes += compare(what, 2)
    assert classes == 2 + 2 + 5 + 20 + 34, "the classes of at most four gates (Knuth, 7.1.2)"
    for name, variant, _, _ in EVERYTHING:
        assert outcomes[name, variant, True], outcomes
        assert outcomes[name, variant, False], outcomes
