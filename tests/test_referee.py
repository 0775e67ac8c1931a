"""The referee rejects what is wrong, and imports neither encoder nor solver."""

import subprocess
import sys
from fractions import Fraction

import pytest

from minimesa import basis as bases
from minimesa.basis import Basis, Operator
from minimesa.circuit import ONE, ZERO, Circuit, Gate, Output
from minimesa.errors import RefereeError
from minimesa.referee import check_basis, check_connected, check_solves, evaluate
from minimesa.relations import Relation, from_tables


def circuit(*gates, out=None, inverted=False, n=3):
    wire = n + len(gates) - 1 if out is None else out
    names = tuple("abc"[:n])
    return Circuit(names, tuple(Gate(*g) for g in gates), (Output("y", wire, inverted),))


def test_evaluate_reads_rows_and_fan_ins_least_significant_first():
    and_not = circuit((0x2, (0, 1)))  # a and not b
    assert [evaluate(and_not, t) for t in range(8)] == [0, 1, 0, 0, 0, 1, 0, 0]
    two = Circuit(("a", "b"), (), (Output("y", 0), Output("z", 1, inverted=True)))
    assert [evaluate(two, t) for t in range(4)] == [0b10, 0b11, 0b00, 0b01]


def test_every_single_wrong_row_is_seen():
    majority = circuit((0xE8, (0, 1, 2)))
    check_solves(majority, from_tables([0xE8], 3))
    for row in range(8):
        wrong = from_tables([0xE8 ^ 1 << row], 3)
        with pytest.raises(RefereeError, match=f"row {row} "):
            check_solves(majority, wrong)
        check_solves(majority, from_tables([0xE8 ^ 1 << row], 3, care=[0xFF ^ 1 << row]))


def test_shapes_must_agree():
    with pytest.raises(RefereeError, match="3 inputs and 1 outputs"):
        check_solves(circuit((0x8, (0, 1))), from_tables([0x8], 2))


def test_accuracy_weighs_care_rows():
    relation = Relation(("a", "b"), ("y",), (1, 1, 1, 2), 15, (1, 1, 1, 7))
    zero = circuit(out=ZERO, n=2)
    check_solves(zero, relation, Fraction(3, 10))
    with pytest.raises(RefereeError, match="weight 3 of 10"):
        check_solves(zero, relation, Fraction(31, 100))


@pytest.mark.parametrize(
    ("name", "gate", "cost"),
    [
        ("b2", (0x9, (0, 1)), 1),
        ("b2", (0x7, (1, 0)), 1),
        ("b2", (0xA, (0, 1)), None),
        ("b2", (0x1, (0,)), None),
        ("b2", (0x8, (0, 0)), None),
        ("b2", (0x8, (ZERO, 0)), None),
        ("b2", (0xE8, (0, 1, 2)), None),
        ("aig", (0x6, (0, 1)), None),
        ("aig", (0xD, (0, 1)), 1),
        ("mig", (0x8E, (0, 1, 2)), 1),
        ("mig", (0xE8, (ZERO, 1, 2)), 1),
        ("mig", (0xE8, (ONE, 1, 2)), 1),
        ("mig", (0xE8, (ZERO, ONE, 2)), None),
        ("mig", (0xE8, (0, 0, 2)), None),
        ("mig", (0x96, (0, 1, 2)), None),
        ("lut3", (0xCA, (0, 1, 2)), 1),
        ("lut3", (0xCC, (0, 1, 2)), None),
        ("nand", (0x7, (0, 0)), 1),
        ("nand", (0x8, (0, 1)), None),
        ("nand", (0x7, (0, ONE)), None),
        ("and-or-not", (0x1, (0,)), 1),
        ("and-or-not", (0x2, (0,)), None),
        ("and-or-not", (0x2, (0, 1)), None),
    ],
)
def test_what_belongs_to_a_basis(name, gate, cost):
    if cost is None:
        with pytest.raises(RefereeError, match="is not in"):
            check_basis(circuit(gate), bases.get(name))
    else:
        assert check_basis(circuit(gate), bases.get(name)) == cost


def test_an_inverted_output_needs_free_not():
    gate = (0x7, (0, 1))
    assert check_basis(circuit(gate, inverted=True), bases.get("aig")) == 1
    with pytest.raises(RefereeError, match="inverted"):
        check_basis(circuit(gate, inverted=True), bases.get("nand"))


def test_every_gate_reaches_one_of_the_first_outputs():
    gates = (Gate(0x8, (0, 1)), Gate(0x6, (0, 1)), Gate(0xE, (2, 3)))
    outputs = [Output(f"y{wire}", wire, inverted=False) for wire in (3, 4, 2)]
    circuit = Circuit(("a", "b"), gates, tuple(outputs))
    with pytest.raises(RefereeError, match=r"gate 2 reaches none of the outputs y3$"):
        check_connected(circuit, 1)
    check_connected(circuit, 2)
    check_connected(Circuit(("a", "b"), gates, (outputs[1],)), 1)
    with pytest.raises(RefereeError, match="gate 1 reaches none"):
        check_connected(Circuit(("a", "b"), gates[:2], (outputs[2], outputs[0])), 1)
    check_connected(Circuit(("a", "b"), (), (Output("y", 0, inverted=False),)), 1)


def test_costs_are_those_of_the_cheapest_match():
    basis = Basis(
        "p", (Operator("mux", 0xCA, 3, 7), Operator("and", 0x8, 2, 3), Operator("nor", 0x1, 2, 2)),
        free_not=True,
    )  # fmt: skip
    assert check_basis(circuit((0x8, (0, 1)), (0xE4, (1, 2, 3))), basis) == 9


@pytest.mark.parametrize("name", bases.built_in())
def test_referee_and_encoder_tables_agree_on_every_operator(name):
    basis = bases.get(name)
    for arity in (1, 2, 3):
        wires = tuple(range(arity))
        for table in range(1 << (1 << arity)):
            listed = basis.cost(table, arity)
            if basis.free_not and table & 1:
                listed = basis.cost(table ^ ((1 << (1 << arity)) - 1), arity)
            try:
                seen = check_basis(circuit((table, wires)), basis)
            except RefereeError:
                seen = None
            assert seen == listed


def test_it_imports_neither_encoder_nor_solver():
    code = (
        "import sys, minimesa.referee; "
        "print([m for m in sys.modules if m.startswith(('minimesa.', 'pysat', 'ortools'))])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    for part in ("encoding", "solvers", "synthesis", "pysat", "ortools"):
        assert part not in loaded.stdout
