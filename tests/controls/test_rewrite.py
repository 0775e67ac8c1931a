import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minimesa import basis as bases
from minimesa.circuit import Circuit, Gate, Output
from minimesa.controls import rewrite as module
from minimesa.controls.negatives import adder_circuit, minterm_circuit
from minimesa.controls.reference import reference_circuit
from minimesa.controls.rewrite import rewrite
from minimesa.errors import RefereeError
from minimesa.problems.library import find_problem
from minimesa.referee import check_basis, evaluate
from oracles.specimens import AND, OR, circuit, random_circuit

NAMES = ("b2", "aig", "mig", "lut3", "nand", "nor", "and-or-not")


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(NAMES),
    st.lists(st.integers(0, 255), min_size=1, max_size=2),
    st.integers(0, 12),
    st.integers(0, 1000),
)
def test_rewriting_keeps_function_and_basis(name, tables, moves, seed):
    basis = bases.get(name)
    before = minterm_circuit(tables, 3, basis)
    after = rewrite(before, basis, moves, seed)
    check_basis(after, basis)
    assert [evaluate(after, t) for t in range(8)] == [evaluate(before, t) for t in range(8)]
    assert (after.inputs, [o.name for o in after.outputs]) == (
        before.inputs,
        [o.name for o in before.outputs],
    )
    assert rewrite(before, basis, moves, seed) == after


def test_seeds_give_different_circuits():
    basis = bases.get("b2")
    before = adder_circuit(2, basis)
    assert len({rewrite(before, basis, 4, seed) for seed in range(10)}) == 10


@pytest.mark.parametrize("move", [*module._MOVES, module._de_morgan])
def test_every_move_occurs_and_keeps_the_function(move):
    basis = bases.get("and-or-not" if move is module._de_morgan else "b2")
    rng, happened = random.Random(1), Counter()
    for _ in range(60):
        if move is module._de_morgan:
            before = reference_circuit(find_problem("reply-min"), basis)
        else:
            before = random_circuit(rng, 4, 8, 2)
        wire = rng.randrange(4, 4 + before.size)
        plan = move(before, wire, rng)
        if plan is None:
            continue
        after = module.substitute(before, basis, wire, *plan, share=False)
        assert after.output_tables() == before.output_tables()
        happened[module.substitute(before, basis, wire, 0, (wire,), share=False) != after] += 1
    assert happened[True]


def test_a_duplicate_takes_over_some_readers():
    before = circuit(3, [(AND, 0, 1), (OR, 3, 2), (AND, 3, 4)], [4, 5])
    after = module._duplicate(before, 3, random.Random(0))
    assert after.size == 4
    assert after.output_tables() == before.output_tables()
    assert after.tables[3] == after.tables[4]
    read = {wire for gate in after.gates for wire in gate.fanin}
    assert {3, 4} <= read
    assert module._duplicate(before, 4, random.Random(0)).size == 4
    assert module._duplicate(circuit(2, [(AND, 0, 1)], [2]), 2, random.Random(0)) is None


def test_nothing_to_rewrite():
    wires = Circuit(("a", "b"), (), (Output("y", 0, True), Output("z", -1)))
    assert rewrite(wires, bases.get("b2"), 5, 0) == wires


def test_a_circuit_over_another_basis_is_refused():
    with pytest.raises(RefereeError, match="not in nand"):
        rewrite(circuit(2, [(AND, 0, 1)], [2]), bases.get("nand"), 1, 0)


def test_a_wrong_move_is_caught(monkeypatch):
    monkeypatch.setattr(module, "_MOVES", (lambda *_: (0, (0,)),) * 50)
    with pytest.raises(RefereeError, match="changed the function"):
        rewrite(Circuit(("a", "b"), (Gate(AND, (0, 1)),), (Output("y", 2),)), bases.get("b2"), 9, 0)
