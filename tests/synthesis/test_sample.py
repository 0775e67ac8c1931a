"""Samples against full lists: members only, each as often as the others, repeatable."""

import math
from collections import Counter
from fractions import Fraction

import pytest

from minimesa.basis import Basis, Operator, get
from minimesa.encoding import ssv
from minimesa.encoding.breaks import AT_MOST_ONE, COLEX, USE_ALL
from minimesa.encoding.numberings import first_numbering, numberings
from minimesa.encoding.query import Query
from minimesa.encoding.restrictions import choice_groups
from minimesa.errors import InputError
from minimesa.problems.problem import Problem
from minimesa.relations import Relation, from_tables
from minimesa.solvers import profiles, sampling
from minimesa.solvers.backends import circuits
from minimesa.solvers.engine import Engine
from minimesa.synthesis.listing import solve_all
from minimesa.synthesis.options import Options
from minimesa.synthesis.sample import sample
from oracles.enumerate import canonical_circuit

MINISAT = profiles.get("minisat22")
PLAIN = frozenset({COLEX, USE_ALL, AT_MOST_ONE})
PRICED = Basis("priced", (Operator("and", 0x8, 2, 1), Operator("xor", 0x6, 2, 2)), free_not=True)


@pytest.fixture(scope="module")
def engine():
    with Engine(MINISAT) as engine:
        yield engine


def problem(*tables, n=3):
    return Problem("drawn", "", from_tables(tables, n))


def queries(table, n, sizes, basis="b2"):
    relation = from_tables([table], n)
    return [Query(relation, get(basis), gates, breaks=PLAIN) for gates in sizes]


def excess(counts, members):
    """Return by how many standard deviations chi-square exceeds its mean, drawn uniformly."""
    total = sum(counts.values())
    expected = total / len(members)
    chi = sum((counts[member] - expected) ** 2 / expected for member in members)
    degrees = len(members) - 1
    return (chi - degrees) / math.sqrt(2 * degrees)


@pytest.mark.parametrize(
    ("table", "slack", "count"), [(0x16, 0, 840), (0x1B, 1, 2000), (0x18, 0, 60)]
)
def test_few_circuits_are_drawn_alike(engine, table, slack, count):
    members = solve_all(problem(table), Options(get("b2")), engine, slack=slack).circuits
    solution = sample(problem(table), Options(get("b2")), engine, count, slack=slack, seed=1)
    assert len(solution.circuits) == count
    assert set(solution.circuits) <= set(members)
    assert excess(Counter(solution.circuits), members) < 4


@pytest.mark.parametrize(
    ("table", "sizes", "basis", "each"),
    [
        (0x16, [4], "b2", 10),
        (0x1E, [2, 3], "b2", 30),
        (0x19, [4], "aig", 60),
        (0x7, [3, 4], "and-or-not", 40),
    ],
)
def test_random_cells_draw_alike(monkeypatch, table, sizes, basis, each):
    # As if no list were short enough: every draw comes from a random cell.
    monkeypatch.setattr(sampling, "FEW", 0)
    monkeypatch.setattr(sampling, "MEAN", 3)
    monkeypatch.setattr(sampling, "ROOM", 12)
    asked = queries(table, 3, sizes, basis)
    members = {first_numbering(c) for query in asked for c in circuits(query, MINISAT)}
    assert len(members) > 4
    count = each * len(members)
    drawn = Counter(sampling.sample(asked, MINISAT, count, 3))
    assert set(drawn) <= members
    assert drawn.total() == count
    # Circuits of one cell come together now and then, which widens the distribution a little.
    assert excess(drawn, members) < 5
    sizes_drawn = Counter(circuit.size for circuit in drawn.elements())
    for size in sizes:
        share = sum(member.size == size for member in members) / len(members)
        deviation = math.sqrt(count * share * (1 - share)) or 1
        assert abs(sizes_drawn[size] - count * share) < 6 * deviation


def test_chi_square_sees_what_counting_numberings_would_do():
    # The test above could not fail if circuits had equally many numberings.
    query = queries(0x16, 3, [4])[0]
    models = Counter(first_numbering(circuit) for circuit in circuits(query, MINISAT))
    assert len(models) == 42
    naive = Counter({circuit: count * 840 // models.total() for circuit, count in models.items()})
    assert excess(naive, set(models)) > 7


@pytest.mark.parametrize(
    ("basis", "table", "sizes"), [("b2", 0x1B, [3, 4]), ("aig", 0x6, [4]), ("mig", 0x1, [2])]
)
def test_a_circuit_has_as_many_models_as_numberings(basis, table, sizes):
    for query in queries(table, 3, sizes, basis):
        models = Counter(first_numbering(circuit) for circuit in circuits(query, MINISAT))
        assert models
        assert all(count == len(numberings(circuit)) for circuit, count in models.items())


def test_each_circuit_makes_one_choice_of_each_group():
    query = queries(0x7, 3, [3], "and-or-not")[0]
    layout = ssv.encode(query)
    groups = choice_groups(layout)
    from pysat.solvers import Minisat22

    with Minisat22(layout.cnf.clauses) as solver:
        while solver.solve():
            model = frozenset(v for v in solver.get_model() if v > 0)
            assert all(len(model.intersection(group)) == 1 for group in groups)
            solver.add_clause(ssv.exclude(layout, model))


def test_a_seed_settles_the_sample_and_another_changes_it(engine):
    def draw(seed):
        options = Options(get("b2"))
        return sample(problem(0x16), options, engine, 12, slack=1, seed=seed).circuits

    assert draw(5) == draw(5)
    assert draw(5) != draw(6)


def test_a_sample_with_slack(engine):
    streamed = []
    solution = sample(
        problem(0x16), Options(get("b2")), engine, 25, found=streamed.append, slack=1, seed=2
    )
    assert list(solution.circuits) == streamed
    assert len(streamed) == 25
    assert (solution.status, solution.size, solution.complete) == ("optimal", 4, None)
    listing = solve_all(problem(0x16), Options(get("b2")), engine, slack=1)
    assert {canonical_circuit(c) for c in streamed} <= set(map(canonical_circuit, listing.circuits))


def test_least_depth_costs_and_accuracy_are_kept(engine):
    shallow = sample(problem(0x16), Options(get("b2"), "depth,size"), engine, 10)
    assert {(c.size, c.depth) for c in shallow.circuits} == {(shallow.size, shallow.depth)}
    priced = sample(problem(0x6, n=2), Options(PRICED), engine, 30, slack=1)
    assert {c.cost(PRICED) for c in priced.circuits} == {2, 3}
    options = Options(get("b2"), accuracy=Fraction(7, 8))
    inexact = sample(problem(0xE8), options, engine, 10)
    assert {c.size for c in inexact.circuits} == {inexact.size}


def test_nothing_to_draw(engine):
    relation = Relation(("a",), ("y",), (0, 1), 3)
    solution = sample(Problem("none", "", relation), Options(get("b2")), engine, 3)
    assert (solution.status, solution.circuits) == ("infeasible", ())
    assert list(sampling.sample(queries(0x16, 3, [3]), MINISAT, 3, 0)) == []


def test_a_time_limit_ends_a_draw(engine):
    options = Options(get("b2"), time_limit=1.5)
    solution = sample(problem(0x0019, n=4), options, engine, 100000, slack=3)
    assert solution.evidence[-1].reason == "time limit"
    assert len(solution.circuits) < 100000


def test_the_front_is_not_sampled(engine):
    with pytest.raises(InputError, match="pareto"):
        sample(problem(0x16), Options(get("b2"), "pareto"), engine, 1)
