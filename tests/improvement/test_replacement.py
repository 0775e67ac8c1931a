import random

import pytest

from minimesa import basis as bases
from minimesa import referee
from minimesa.circuit import ZERO, Circuit, Output, without_junk
from minimesa.controls.negatives import decision_tree_circuit
from minimesa.encoding.query import Query
from minimesa.improvement.acceptance import Acceptance
from minimesa.improvement.flexibility import window_relation
from minimesa.improvement.rebuild import rebuild
from minimesa.improvement.replacement import Relabelling, replace_window
from minimesa.improvement.windows import Neighbourhood
from minimesa.relations import from_tables
from oracles import windows as oracle
from oracles.local import find
from oracles.specimens import AND, OR, XOR, circuit, random_circuit

B2 = bases.get("b2")


@pytest.mark.parametrize("seed", range(6))
def test_what_meets_the_relation_may_take_the_place(seed):
    rng = random.Random(seed)
    subject = without_junk(random_circuit(rng, 4, 8, 2))
    relation = from_tables(subject.output_tables(), 4, care=[rng.getrandbits(16)] * 2)
    for window in Neighbourhood(subject).windows(3):
        inside = window_relation(subject, window, Acceptance(relation), relation.care)
        relabelled = Relabelling(inside, rng, complement=True)
        found = find(Query(relabelled.relation, B2, gates=3, breaks=frozenset()))
        assert found is not None
        original = relabelled.undo(found)
        referee.check_solves(original, inside)
        changed = replace_window(subject, B2, window, original)
        referee.check_solves(changed, relation)
        referee.check_basis(changed, B2)
        assert changed.size <= subject.size


def test_relabelling_gives_other_circuits():
    relation = from_tables([0x16E9], 4)
    found = set()
    for seed in range(8):
        relabelled = Relabelling(relation, random.Random(seed), complement=True)
        found.add(relabelled.undo(find(Query(relabelled.relation, B2, gates=5))).gates)
    assert len(found) > 1


def test_without_free_inverters_inputs_are_only_permuted():
    relation = from_tables([0x8], 2)
    for seed in range(8):
        assert Relabelling(relation, random.Random(seed), complement=False).relation.allowed == (
            relation.allowed
        )


def test_a_window_may_give_way_to_a_constant_and_to_wires():
    # (x0 & ~x0') with x0' = x0 & (x0 | x1): the window {g3, g4} is x0, so the top is constant.
    subject = circuit(2, [(OR, 0, 1), (AND, 0, 2), (XOR, 0, 3), (OR, 4, 1)], [5, 4])
    window = Neighbourhood(subject).window(0b111)
    zero = Circuit(("x0", "x1"), (), (Output("y0", ZERO),))
    assert window.outputs == (4,)
    changed = replace_window(subject, B2, window, zero)
    assert changed.size == 0
    assert changed.output_tables() == subject.output_tables()
    assert oracle.solves(changed, from_tables(subject.output_tables(), 2))


@pytest.mark.parametrize("name", ["b2", "aig", "mig", "nand", "nor", "and-or-not", "lut3"])
def test_rebuilding_puts_a_circuit_into_a_basis(name):
    basis = bases.get(name)
    before = decision_tree_circuit([0x16E9, 0x8778], 4, B2)
    after = rebuild(before, basis, {}, share=True)
    referee.check_basis(after, basis)
    assert after.output_tables() == before.output_tables()
