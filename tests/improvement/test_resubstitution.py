import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minimesa import basis as bases
from minimesa.analysis import registry
from minimesa.analysis.evaluators import least_size_b2
from minimesa.analysis.finding import Options
from minimesa.analysis.subject import subject
from minimesa.controls.negatives import decision_tree_circuit, minterm_circuit
from minimesa.controls.reference import reference
from minimesa.errors import RefereeError
from minimesa.improvement.resubstitution import reduce
from minimesa.problems.library import find_problem
from minimesa.referee import check_basis, check_solves
from minimesa.relations import from_tables
from oracles.specimens import AND, OR, circuit, random_circuit

B2 = bases.get("b2")


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(["b2", "aig", "mig", "nand", "and-or-not"]), st.integers(0, 1 << 20))
def test_reducing_keeps_function_and_basis_and_never_grows(name, seed):
    basis = bases.get(name)
    table = random.Random(seed).getrandbits(16)
    before = decision_tree_circuit([table, table >> 3], 4, basis)
    after = reduce(before, None, basis)
    check_basis(after, basis)
    assert after.output_tables() == before.output_tables()
    assert after.cost(basis) <= before.cost(basis)
    assert reduce(after, None, basis).cost(basis) == after.cost(basis)


def test_care_sets_are_used():
    relation = from_tables([0x6], 2, care=[0x7])
    before = minterm_circuit([0x6], 2, B2)
    assert reduce(before, None, B2).size == 1
    assert before.size == 3
    after = reduce(before, relation, B2)
    check_solves(after, relation)
    assert after.size == 1
    free = from_tables([0x8], 2, care=[0x9])
    assert reduce(minterm_circuit([0x8], 2, B2), free, B2).size == 0


def test_least_sizes_are_reached_at_times_and_never_beaten():
    reached = 0
    for table in range(0, 256, 4):
        size = reduce(minterm_circuit([table], 3, B2), None, B2).size
        least = least_size_b2(table, 3)[0]
        assert size >= least
        reached += size == least
    assert 16 < reached < 64


@pytest.mark.parametrize(
    ("name", "least"),
    [("best-pair", 4), ("reply-min", 2), ("open-path", 3), ("second-pair-better", 3),
     ("nearest-codeword", 5)],
)  # fmt: skip
def test_scores_can_be_kept(name, least):
    # ``least`` is the least number of gates with every score on a wire; a local search gets there.
    problem = find_problem(name)
    made = reference(problem, B2)
    scores = [bit for score in made.scores for bit in score]
    kept = reduce(made.circuit, problem.relation, B2, keep=scores)
    check_solves(kept, problem.relation)
    assert kept.size == least
    assert registry.search("declared-all", subject(kept, problem=problem), Options()).findings
    assert reduce(made.circuit, problem.relation, B2).size <= least


def test_wrong_circuits_are_refused():
    with pytest.raises(RefereeError, match="row"):
        reduce(circuit(2, [(AND, 0, 1)], [2]), from_tables([0xE], 2), B2)
    with pytest.raises(RefereeError, match="not in aig"):
        reduce(circuit(2, [(0x6, 0, 1)], [2]), None, bases.get("aig"))


def test_equal_gates_are_merged():
    doubled = circuit(3, [(AND, 0, 1), (AND, 1, 0), (OR, 3, 2), (OR, 4, 2)], [5, 6])
    assert reduce(doubled, None, B2).size == 2
    rng = random.Random(2)
    grown = [random_circuit(rng, 3, 12, 2) for _ in range(20)]
    sizes = [(before.size, reduce(before, None, B2).size) for before in grown]
    assert all(after <= before for before, after in sizes)
    assert any(after < before for before, after in sizes)


def test_a_deadline_ends_it_early():
    before = minterm_circuit([0x16E9], 4, B2)
    assert reduce(before, None, B2, deadline=0.0).size == before.size
    assert reduce(before, None, B2).size < before.size
