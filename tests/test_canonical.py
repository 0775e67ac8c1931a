"""The canonical form: the same for renamed circuits, different for all others."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minimesa.canonical import canonical_form
from minimesa.circuit import ONE, ZERO, Circuit, Gate, Output, normal_form
from minimesa.truth_tables import flip, full, permute
from oracles.enumerate import canonical_circuit

EXAMPLES = settings(max_examples=200, deadline=None, derandomize=True)


@st.composite
def circuits(draw, most=5, constants=False):
    """Circuits of two or three inputs; few operators, so that copies and symmetries abound."""
    n = draw(st.integers(2, 3))
    gates = []
    for j in range(draw(st.integers(0, most))):
        arity = draw(st.sampled_from([1, 2, 2, 2, 3]))
        wires = st.integers(ZERO if constants else 0, n + j - 1)
        fanin = tuple(draw(wires) for _ in range(arity))
        table = draw(
            st.sampled_from({1: [0x1, 0x2], 2: [0x6, 0x8, 0x8, 0x2, 0x7], 3: [0xE8, 0xCA]}[arity])
        )
        gates.append(Gate(table, fanin))
    outputs = tuple(
        Output(f"y{o}", draw(st.integers(ONE, n + len(gates) - 1)), draw(st.booleans()))
        for o in range(draw(st.integers(1, 2)))
    )
    return Circuit(tuple(f"x{i}" for i in range(n)), tuple(gates), outputs)


def renumbered(circuit, order):
    """Return the circuit with old gate ``order[j]`` as gate j; None where that is no order."""
    n = len(circuit.inputs)
    place = {n + old: n + new for new, old in enumerate(order)}
    gates = []
    for new, old in enumerate(order):
        fanin = tuple(place.get(w, w) for w in circuit.gates[old].fanin)
        if any(w >= n + new for w in fanin):
            return None
        gates.append(Gate(circuit.gates[old].operator, fanin))
    outputs = tuple(Output(o.name, place.get(o.wire, o.wire), o.inverted) for o in circuit.outputs)
    return Circuit(circuit.inputs, tuple(gates), outputs)


def reordered(gate, order):
    """Return the gate with fan-in ``order[i]`` at place i."""
    inverse = [order.index(position) for position in range(len(order))]
    fanin = tuple(gate.fanin[position] for position in order)
    return Gate(permute(gate.operator, inverse, len(order)), fanin)


def with_inverter_pushed(circuit, j):
    """Return the circuit with gate j complemented, and so wherever it is read."""
    wire = len(circuit.inputs) + j
    gates = []
    for i, gate in enumerate(circuit.gates):
        operator = gate.operator
        for position, read in enumerate(gate.fanin):
            if read == wire:
                operator = flip(operator, position, len(gate.fanin))
        gates.append(Gate(operator ^ (full(len(gate.fanin)) if i == j else 0), gate.fanin))
    outputs = tuple(
        replace(output, inverted=output.inverted != (output.wire == wire))
        for output in circuit.outputs
    )
    return replace(circuit, gates=tuple(gates), outputs=outputs)


def shuffled(data, circuit, *, free_not):
    """Return the circuit renamed, with fan-ins in other orders, and inverters elsewhere."""
    orders = permutations(range(circuit.size))
    valid = [o for o in (renumbered(circuit, order) for order in orders) if o is not None]
    circuit = data.draw(st.sampled_from(valid))
    gates = [
        reordered(gate, data.draw(st.permutations(range(len(gate.fanin)))))
        for gate in circuit.gates
    ]
    circuit = replace(circuit, gates=tuple(gates))
    if free_not:
        for j in range(circuit.size):
            if data.draw(st.booleans()):
                circuit = with_inverter_pushed(circuit, j)
    return circuit


def same(one, two, *, free_not):
    """Tell whether some renaming turns one circuit into the other, by trying all of them."""
    if free_not:
        one, two = normal_form(one), normal_form(two)
    if (one.size, one.inputs) != (two.size, two.inputs):
        return False

    def variants(gate):
        return {reordered(gate, order) for order in permutations(range(len(gate.fanin)))}

    return any(
        renamed is not None
        and renamed.outputs == two.outputs
        and all(mine in variants(its) for mine, its in zip(renamed.gates, two.gates, strict=True))
        for renamed in (renumbered(one, order) for order in permutations(range(one.size)))
    )


@pytest.mark.parametrize("free_not", [True, False])
def test_renaming_reordering_and_pushing_inverters_change_nothing(free_not):
    @EXAMPLES
    @given(circuits(constants=True), st.data())
    def check(circuit, data):
        other = shuffled(data, circuit, free_not=free_not)
        assert same(circuit, other, free_not=free_not)
        assert canonical_form(other, free_not=free_not) == canonical_form(
            circuit, free_not=free_not
        )

    check()


@pytest.mark.parametrize("free_not", [True, False])
def test_the_form_is_a_member_of_the_class_and_its_own_form(free_not):
    @EXAMPLES
    @given(circuits(constants=True))
    def check(circuit):
        form = canonical_form(circuit, free_not=free_not)
        assert same(form, circuit, free_not=free_not)
        assert canonical_form(form, free_not=free_not) == form
        assert form.output_tables() == circuit.output_tables()
        assert sorted(form.levels) == list(form.levels)
        assert all(list(gate.fanin) == sorted(gate.fanin) for gate in form.gates)

    check()


@pytest.mark.parametrize("free_not", [True, False])
def test_forms_are_equal_exactly_for_circuits_that_are_the_same(free_not):
    @EXAMPLES
    @given(circuits(most=4), st.data())
    def check(circuit, data):
        other = shuffled(data, circuit, free_not=free_not)
        if other.gates:  # change one gate: its operator or one of its wires
            j = data.draw(st.integers(0, other.size - 1))
            gate = other.gates[j]
            position = data.draw(st.integers(0, len(gate.fanin) - 1))
            wire = data.draw(st.integers(0, len(other.inputs) + j - 1))
            fanin = (*gate.fanin[:position], wire, *gate.fanin[position + 1 :])
            table = data.draw(st.sampled_from([gate.operator, gate.operator ^ 0x2]))
            changed = [*other.gates[:j], Gate(table, fanin), *other.gates[j + 1 :]]
            other = replace(other, gates=tuple(changed))
        assert (
            canonical_form(circuit, free_not=free_not) == canonical_form(other, free_not=free_not)
        ) == same(circuit, other, free_not=free_not)

    check()


@EXAMPLES
@given(circuits(most=4), circuits(most=4))
def test_the_oracle_tells_the_same_circuits_apart(one, two):
    # The oracle's form is a set of trees, or a numbering of copies: another method.
    forms = [canonical_form(circuit, free_not=True) for circuit in (one, two)]
    if one.inputs == two.inputs and len(one.outputs) == len(two.outputs):
        own = [canonical_circuit(form) for form in forms]
        assert (forms[0] == forms[1]) == (own[0] == own[1])


def test_structural_copies_are_told_apart_by_who_reads_them():
    def built(*readers):
        gates = [Gate(0x8, (0, 1)), Gate(0x8, (0, 1)), *readers]
        outputs = (Output("y", 5), Output("z", 3))
        return canonical_form(Circuit(("a", "b"), tuple(gates), outputs), free_not=True)

    first = built(Gate(0x6, (0, 2)), Gate(0x8, (3, 4)))
    crossed = built(Gate(0x6, (0, 3)), Gate(0x8, (2, 4)))
    one_reader = built(Gate(0x6, (0, 2)), Gate(0x8, (2, 4)))
    assert len({first, crossed, one_reader}) == 3


def test_outputs_and_inputs_are_never_interchanged():
    def built(wire, first, second):
        gate = Gate(0x2, (wire, 1 - wire))
        outputs = (Output("y", first), Output("z", second))
        return canonical_form(Circuit(("a", "b"), (gate,), outputs), free_not=True)

    assert len({built(0, 2, 0), built(1, 2, 0), built(0, 0, 2), built(1, 0, 2)}) == 4


def test_operators_that_differ_on_a_pattern_that_never_occurs_are_different():
    def built(last):
        # a & b and a | b are never 1 and 0.
        gates = (Gate(0x8, (0, 1)), Gate(0xE, (0, 1)), Gate(last, (2, 3)))
        return Circuit(("a", "b"), gates, (Output("y", 4),))

    xor, difference = built(0x6), built(0x4)
    assert xor.output_tables() == difference.output_tables()
    assert canonical_form(xor, free_not=True) != canonical_form(difference, free_not=True)


def test_inverters_matter_where_not_is_not_free():
    one = Circuit(("a", "b"), (Gate(0x8, (0, 1)),), (Output("y", 2),))
    two = Circuit(("a", "b"), (Gate(0x7, (0, 1)),), (Output("y", 2, inverted=True),))
    assert canonical_form(one, free_not=True) == canonical_form(two, free_not=True)
    assert canonical_form(one, free_not=False) != canonical_form(two, free_not=False)


def test_gate_names_are_dropped():
    circuit = Circuit(("a", "b"), (Gate(0x8, (0, 1)),), (Output("y", 2),), ("both",))
    assert canonical_form(circuit, free_not=True).gate_names is None


def test_four_copies_of_a_gate_in_any_order():
    gates = tuple(Gate(0x8, (0, 1)) for _ in range(4))
    reader = Gate(0xE8, (2, 3, 4))
    circuit = Circuit(("a", "b"), (*gates, reader), (Output("y", 6), Output("z", 5)))
    forms = {
        canonical_form(renumbered(circuit, (*order, 4)), free_not=False)
        for order in permutations(range(4))
    }
    assert len(forms) == 1
