"""Answers and bounds from tables, held against the solver, which uses none."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from minimesa import basis as bases
from minimesa.circuit import Circuit, Gate, Output
from minimesa.problems.problem import Problem
from minimesa.referee import check_basis, check_solves
from minimesa.relations import Relation, from_tables
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.synthesis import tabulated
from minimesa.synthesis.options import Options
from minimesa.synthesis.search import solve
from minimesa.truth_tables import full
from oracles.specimens import random_circuit

BY_TABLE = {tabulated.TABLES, tabulated.CENSUS}
QUANTITIES = ("size", "depth")


@pytest.fixture(scope="module")
def engine():
    with Engine(profiles.get("minisat22")) as running:
        yield running


def random_relation(rng, n, m, kind=None):
    """A function, a function with don't-cares, or a relation whose outputs may be tied."""
    kind = kind or rng.choice(["function", "don't-cares", "tied"])
    tables = [rng.getrandbits(1 << n) for _ in range(m)]
    if kind == "function":
        return from_tables(tables, n)
    if kind == "don't-cares":
        return from_tables(tables, n, care=[rng.getrandbits(1 << n) for _ in range(m)])
    words = tuple(rng.randrange(1, 1 << (1 << m)) for _ in range(1 << n))
    return Relation(
        tuple(f"x{i}" for i in range(n)), tuple(f"y{o}" for o in range(m)), words, full(n)
    )


@pytest.mark.parametrize("name", ["b2", "aig", "mig", "nand", "nor", "and-or-not"])
def test_bounds_and_answers_agree_with_the_solver(name, engine):
    basis, rng, outcomes = bases.get(name), random.Random(name), Counter()
    for _ in range(24):
        relation = random_relation(rng, rng.choice([2, 3]), rng.choice([1, 1, 2]))
        for quantity in QUANTITIES:
            truth = solve(Problem("", "", relation), Options(basis, quantity), engine)
            assert truth.status == "optimal"
            assert not BY_TABLE & {item.solver for item in truth.evidence}
            least = getattr(truth, quantity)
            bound = tabulated.lower_bound(relation, basis, quantity)
            assert bound.value <= least
            outcomes["tight", bound.value == least] += 1
            known = tabulated.optimum(relation, basis, quantity)
            outcomes["answered", known is not None] += 1
            if known is not None:
                check_solves(known.circuit, relation)
                check_basis(known.circuit, basis)
                assert getattr(known.circuit, quantity) == least == bound.value
    assert all(outcomes[kind, truth] for kind in ("tight", "answered") for truth in (True, False))


@pytest.mark.parametrize("objective", ["size", "depth", "depth,size", "size,depth", "pareto"])
def test_every_objective_has_the_same_optimum_with_tables(objective, engine):
    rng, sources = random.Random(objective), Counter()
    for number in range(12):
        relation = (
            from_tables([rng.getrandbits(16)], 4),
            random_relation(rng, 3, 2, "tied"),
            random_relation(rng, 3, rng.choice([1, 2])),
        )[number % 3]
        options = Options(bases.get("b2"), objective)
        plain = solve(Problem("", "", relation), options, engine)
        helped = solve(Problem("", "", relation), replace(options, tables=True), engine)
        assert helped.status == plain.status == "optimal"
        assert helped.lower_bound == plain.lower_bound
        assert helped.upper_bound == plain.upper_bound
        if plain.front is not None:
            assert [(p.size, p.depth) for p in helped.front] == [
                (p.size, p.depth) for p in plain.front
            ]
        sources.update(item.solver for item in helped.evidence)
    assert sources["tables"]
    assert sources["minisat22"]


def test_a_function_of_five_inputs_of_seven_is_answered_by_the_census():
    # The majority of five takes 9 gates (Knuth, TAOCP 4A, 7.1.2), whatever else there is.
    inputs = (0, 2, 3, 5, 6)
    table = sum(1 << t for t in range(128) if sum(t >> i & 1 for i in inputs) >= 3)
    relation = from_tables([table], 7)
    for basis in ("b2", "xaig"):
        known = tabulated.optimum(relation, bases.get(basis), "size")
        check_solves(known.circuit, relation)
        assert (known.circuit.size, known.source) == (9, "census")
        assert tabulated.lower_bound(relation, bases.get(basis), "size") == (9, "census")
    assert tabulated.optimum(relation, bases.get("aig"), "size") is None


def test_few_dont_cares_on_five_inputs_are_tried_out(engine):
    rng = random.Random(3)
    what = random_circuit(rng, 5, 5, 1)
    care = full(5)
    for row in rng.sample(range(32), tabulated.MOST_FREE_ROWS):
        care ^= 1 << row
    relation = from_tables(what.output_tables(), 5, care=[care])
    known = tabulated.optimum(relation, bases.get("b2"), "size")
    check_solves(known.circuit, relation)
    truth = solve(Problem("", "", relation), Options(bases.get("b2")), engine)
    assert known.circuit.size == truth.size


def joining_circuit(rng, basis, n, spare):
    """A circuit of the basis that reads every input: gates mostly join wires not read yet."""
    width = max(basis.arities)
    unread, gates = list(range(n)), []
    while len(unread) > 1 or spare:
        fresh = rng.sample(unread, min(len(unread), width))
        if spare and rng.random() < 0.5:
            fresh, spare = fresh[:1], spare - 1
        others = [w for w in range(n + len(gates)) if w not in fresh]
        fanin = (*fresh, *rng.sample(others, width - len(fresh)))
        gates.append(Gate(rng.choice(sorted(basis.tables[width])), fanin))
        unread = [w for w in unread if w not in fresh] + [n + len(gates) - 1]
    ends = {n + len(gates) - 1, rng.randrange(n, n + len(gates))}
    outputs = tuple(Output(f"y{o}", wire) for o, wire in enumerate(sorted(ends)))
    return Circuit(tuple(f"x{i}" for i in range(n)), tuple(gates), outputs)


@pytest.mark.parametrize("name", ["b2", "aig", "mig", "nand", "and-or-not"])
def test_no_circuit_of_more_inputs_is_below_its_bound(name):
    basis, rng, outcomes = bases.get(name), random.Random(name), Counter()
    for _ in range(25):
        what = joining_circuit(rng, basis, rng.choice([5, 6, 7]), rng.choice([0, 1, 2]))
        relation = from_tables(what.output_tables(), len(what.inputs))
        for quantity in QUANTITIES:
            bound = tabulated.lower_bound(relation, basis, quantity)
            assert bound.value <= getattr(what, quantity)
            outcomes[bound.source] += 1
            outcomes["tight"] += bound.value == getattr(what, quantity)
    assert outcomes["restriction"]
    assert outcomes["tight"]


def test_different_outputs_are_at_different_gates():
    b2 = bases.get("b2")
    three = from_tables([0x6, 0x8, 0x9, 0x1], 2)  # two pairs of complements
    assert tabulated.lower_bound(three, b2, "size") == (3, "tables")
    assert tabulated.lower_bound(from_tables([0x6, 0x9, 0xA], 2), b2, "size") == (1, "tables")
    assert tabulated.lower_bound(from_tables([0x96, 0xE8], 3), b2, "size") == (4, "tables")
    # x0 ^ x1 at each row, or its complement on both outputs: either output may be a constant.
    tied = Relation(("x0", "x1"), ("y0", "y1"), (0b1001,) * 4, care=15)
    assert tabulated.lower_bound(tied, b2, "size").value == 0


def test_nothing_is_looked_up_under_proof_or_below_full_accuracy(tmp_path):
    options = Options(bases.get("b2"), tables=True)
    assert options.looks_up
    assert not replace(options, certify=tmp_path).looks_up
    assert not replace(options, accuracy=1).looks_up
    assert not replace(options, connected=1).looks_up
    assert not Options(bases.get("b2")).looks_up
