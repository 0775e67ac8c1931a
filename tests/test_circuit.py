"""Circuits: levels, cones, simulation against the referee, and the normal form."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minimesa import basis as bases
from minimesa import referee
from minimesa.circuit import ONE, ZERO, Circuit, Gate, Output, normal_form, simulate, to_json
from minimesa.circuit import without_junk as drop
from minimesa.errors import InputError
from minimesa.truth_tables import full

EXAMPLES = settings(max_examples=80, deadline=None, derandomize=True)


@st.composite
def circuits(draw, constants=True):
    n = draw(st.integers(1, 3))
    gates = []
    for j in range(draw(st.integers(0, 6))):
        k = draw(st.integers(1, 3))
        wire = st.integers(ONE if constants else 0, n + j - 1)
        fanin = draw(st.lists(wire, min_size=k, max_size=k))
        gates.append(Gate(draw(st.integers(0, full(k))), tuple(fanin)))
    wire = st.tuples(st.integers(ONE, n + len(gates) - 1), st.booleans())
    outputs = [Output(f"y{o}", *draw(wire)) for o in range(draw(st.integers(1, 3)))]
    return Circuit(tuple(f"x{i}" for i in range(n)), tuple(gates), tuple(outputs))


def words(circuit):
    return [referee.evaluate(circuit, t) for t in range(1 << len(circuit.inputs))]


@EXAMPLES
@given(circuits())
def test_simulation_agrees_with_the_referee(circuit):
    tables = circuit.output_tables()
    for t, word in enumerate(words(circuit)):
        assert word == sum((table >> t & 1) << o for o, table in enumerate(tables))


@EXAMPLES
@given(circuits())
def test_the_normal_form_is_the_same_function_with_every_wire_0_at_row_0(circuit):
    normal = normal_form(circuit)
    assert words(normal) == words(circuit)
    assert all(table & 1 == 0 for table in normal.tables)
    assert all(gate.operator & 1 == 0 for gate in normal.gates)
    assert ONE not in [w for g in normal.gates for w in g.fanin] + [o.wire for o in normal.outputs]
    assert normal_form(normal) == normal
    assert (normal.size, normal.depth) == (circuit.size, circuit.depth)


@EXAMPLES
@given(circuits())
def test_junk_is_dropped_and_nothing_else(circuit):
    small = drop(circuit)
    assert words(small) == words(circuit)
    assert small.depth == circuit.depth
    used = set().union(*(small.cone(o.wire) for o in small.outputs))
    assert used == set(range(len(small.inputs), len(small.inputs) + small.size))
    assert drop(small) == small


@EXAMPLES
@given(circuits(), st.data())
def test_a_forced_wire_replaces_its_value_downstream(circuit, data):
    n = len(circuit.inputs)
    wire = data.draw(st.integers(0, n + circuit.size - 1))
    forced = {wire: data.draw(st.integers(0, full(n)))}
    tables = simulate(circuit, forced)
    assert tables[wire] == forced[wire]
    for other in range(n + circuit.size):
        if other != wire and (other < n or wire not in dependencies(circuit, other)):
            assert tables[other] == circuit.tables[other]


def dependencies(circuit, wire):
    n = len(circuit.inputs)
    if wire < n:
        return {wire}
    return {wire}.union(
        *(dependencies(circuit, w) for w in circuit.gates[wire - n].fanin if w >= 0)
    )


FULL_ADDER = Circuit(
    ("a", "b", "c"),
    (Gate(6, (0, 1)), Gate(6, (2, 3)), Gate(6, (1, 2)), Gate(14, (3, 5)), Gate(6, (4, 6))),
    (Output("sum", 4), Output("carry", 7)),
)


def test_a_full_adder():
    assert FULL_ADDER.output_tables() == (0x96, 0xE8)
    assert (FULL_ADDER.size, FULL_ADDER.depth) == (5, 3)
    assert FULL_ADDER.levels == (1, 2, 1, 2, 3)
    assert FULL_ADDER.cone(6) == {3, 5, 6}
    assert FULL_ADDER.cost(bases.get("b2")) == 5
    with pytest.raises(InputError, match="not in basis aig"):
        FULL_ADDER.cost(bases.get("aig"))


def test_depth_is_of_outputs_only():
    circuit = Circuit(("a", "b"), (Gate(8, (0, 1)), Gate(6, (0, 2))), (Output("y", 2),))
    assert (circuit.levels, circuit.depth) == ((1, 2), 1)
    assert Circuit(("a",), (), (Output("y", ZERO),)).depth == 0


def test_names():
    assert FULL_ADDER.wire_name(ZERO) == "0"
    assert FULL_ADDER.wire_name(ONE) == "1"
    assert (FULL_ADDER.wire_name(1), FULL_ADDER.wire_name(3)) == ("b", "g0")
    named = Circuit(("a",), (Gate(1, (0,)),), (Output("y", 1),), ("inv",))
    assert named == Circuit(("a",), (Gate(1, (0,)),), (Output("y", 1),))
    assert to_json(named)["gates"] == [{"name": "inv", "op": "0x1", "fanin": ["a"]}]
    assert to_json(named)["outputs"] == [{"name": "y", "wire": "inv", "inverted": False}]


@pytest.mark.parametrize(
    ("gates", "outputs", "names", "message"),
    [
        ([Gate(8, (0, 2))], [], None, "not before it"),
        ([Gate(8, (0, 3))], [], None, "not before it"),
        ([Gate(8, (0, -3))], [], None, "not before it"),
        ([Gate(16, (0, 1))], [], None, "does not fit"),
        ([Gate(-1, (0, 1))], [], None, "does not fit"),
        ([], [Output("y", 2)], None, "there is none"),
        ([Gate(8, (0, 1))], [], ("a", "b"), "2 names for 1"),
    ],
)
def test_what_is_no_circuit_is_refused(gates, outputs, names, message):
    with pytest.raises(InputError, match=message):
        Circuit(("a", "b"), tuple(gates), tuple(outputs), names)
