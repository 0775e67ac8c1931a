import random

import pytest

from minimesa.circuit import without_junk
from minimesa.improvement.acceptance import Acceptance
from minimesa.improvement.flexibility import window_relation
from minimesa.improvement.windows import Neighbourhood
from minimesa.relations import Relation, from_tables
from minimesa.truth_tables import full
from oracles import windows as oracle
from oracles.specimens import random_circuit


def random_relation(rng, subject, *, product):
    """Return a relation with don't-cares that the circuit solves."""
    n, m = len(subject.inputs), len(subject.outputs)
    tables = subject.output_tables()
    if product:
        return from_tables(tables, n, care=[rng.getrandbits(1 << n) for _ in range(m)])
    care = rng.getrandbits(1 << n) | 1
    allowed = []
    for t in range(1 << n):
        word = sum((table >> t & 1) << o for o, table in enumerate(tables))
        free = rng.getrandbits(1 << m) if rng.random() < 0.5 else 0
        allowed.append(free | 1 << word if care >> t & 1 else full(m))
    return Relation(
        subject.inputs, tuple(o.name for o in subject.outputs), tuple(allowed), care
    )  # fmt: skip


@pytest.mark.parametrize("product", [True, False])
@pytest.mark.parametrize("seed", range(10))
def test_the_relation_of_a_window_row_by_row(seed, product):
    rng = random.Random(seed)
    subject = without_junk(random_circuit(rng, 4, 8, 3))
    relation = random_relation(rng, subject, product=product)
    assert oracle.solves(subject, relation)
    for window in Neighbourhood(subject).windows(3):
        k, m = len(window.inputs), len(window.outputs)
        allowed, cared = [full(m)] * (1 << k), 0
        for row in relation.rows:
            _, values = oracle.forced_word(subject, row, {})
            pattern = sum(values[wire] << i for i, wire in enumerate(window.inputs))
            cared |= 1 << pattern
            for word in range(1 << m):
                forced = {wire: word >> o & 1 for o, wire in enumerate(window.outputs)}
                if not relation.allowed[row] >> oracle.forced_word(subject, row, forced)[0] & 1:
                    allowed[pattern] &= ~(1 << word)
        found = window_relation(subject, window, Acceptance(relation), relation.care)
        assert (found.allowed, found.care) == (tuple(allowed), cared)
        assert found.infeasible_row() is None


def test_both_kinds_of_relation_occur():
    kinds = set()
    for seed in range(20):
        rng = random.Random(seed)
        subject = random_circuit(rng, 3, 6, 2)
        kinds.add(random_relation(rng, subject, product=False).independent_outputs())
    assert kinds == {True, False}


def test_acceptance_without_further_inputs():
    relation = from_tables([0x6, 0x8], 2, care=[0x7, 0xF])
    assert Acceptance(relation).rows([0x6, 0x8], 0xF) == 0xF
    assert Acceptance(relation).rows([0xE, 0x8], 0xF) == 0xF
    assert Acceptance(relation).rows([0x6, 0xC], 0xF) == 0xB
