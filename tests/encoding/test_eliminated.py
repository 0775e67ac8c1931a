"""Every circuit keeps to the break `eliminated`, minimal or not."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pysat.solvers import Solver

from minimesa import basis as bases
from minimesa.circuit import Circuit, Gate, Output
from minimesa.encoding import ssv
from minimesa.encoding.breaks import ELIMINATED
from minimesa.encoding.query import Query
from minimesa.relations import from_tables

NAMES = ("x0", "x1", "x2", "x3")


def clauses_of(circuit, basis, breaks):
    """Return the formula for the functions of a circuit, with its gates chosen."""
    relation = from_tables(circuit.output_tables(), len(circuit.inputs))
    layout = ssv.encode(Query(relation, basis, gates=circuit.size, breaks=frozenset(breaks)))
    chosen = [[layout.select[g][gate.fanin]] for g, gate in enumerate(circuit.gates)]
    for g, gate in enumerate(circuit.gates):
        bits = layout.operator[g][len(gate.fanin)]
        chosen += [
            [bit if gate.operator >> row & 1 else -bit]
            for row, bit in enumerate(bits)
            if bit is not None
        ]
    return layout.cnf.clauses, chosen


def satisfiable(clauses):
    with Solver("glucose4", bootstrap_with=clauses) as solver:
        return solver.solve()


@st.composite
def circuits(draw, basis):
    n = draw(st.integers(2, 4))
    size = draw(st.integers(1, 6))
    gates = []
    for g in range(size):
        fanin = draw(st.sampled_from(ssv.fanin_tuples(basis, n, g)))
        operator = draw(st.sampled_from(sorted(basis.tables[len(fanin)])))
        gates.append(Gate(operator, fanin))
    wires = draw(st.lists(st.integers(0, n + size - 1), min_size=1, max_size=3))
    outputs = tuple(Output(f"y{o}", wire) for o, wire in enumerate([*wires, n + size - 1]))
    return Circuit(NAMES[:n], tuple(gates), outputs)


@pytest.mark.parametrize("name", ["b2", "aig", "nand", "and-or-not"])
@given(data=st.data())
def test_every_circuit(name, data):
    circuit = data.draw(circuits(bases.get(name)))
    clauses, chosen = clauses_of(circuit, bases.get(name), {ELIMINATED})
    assert satisfiable([*clauses, *chosen])


def test_readers_and_the_readers_of_constants_are_counted():
    """A function whose cofactors spare one gate: the only reader of an input."""
    parity = from_tables([0x6996], 4)
    layout = ssv.encode(Query(parity, bases.get("b2"), gates=3, breaks=frozenset({ELIMINATED})))
    clauses, readers = (
        layout.cnf.clauses,
        [[s for fanin, s in choices.items() if 0 in fanin] for choices in layout.select],
    )
    assert satisfiable(clauses)
    for first, second in pairwise(readers):
        for a in first:
            for b in second:
                assert not satisfiable([*clauses, [a], [b]])
    # The reader may be no conjunction either: with the input at 0 its reader would go, too.
    conjunction = layout.operator[0][2]
    assert not satisfiable(
        [*clauses, [layout.select[0][0, 1]], [-conjunction[1]], [-conjunction[2]]]
    )


def test_without_cofactors_that_are_hard_there_is_nothing_to_state():
    mux = from_tables([0xCA], 3)
    plain = ssv.encode(Query(mux, bases.get("b2"), gates=5, breaks=frozenset()))
    broken = ssv.encode(Query(mux, bases.get("b2"), gates=5, breaks=frozenset({ELIMINATED})))
    assert plain.cnf.clauses == broken.cnf.clauses


def test_don_t_cares_and_accuracy_are_left_alone():
    partial = from_tables([0x6996], 4, care=[0x7FFF])
    for gates in (2, 3):
        plain = ssv.encode(Query(partial, bases.get("b2"), gates=gates, breaks=frozenset()))
        broken = ssv.encode(
            Query(partial, bases.get("b2"), gates=gates, breaks=frozenset({ELIMINATED}))
        )
        assert plain.cnf.clauses == broken.cnf.clauses
