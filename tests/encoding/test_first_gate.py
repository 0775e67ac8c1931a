"""The lower bound from the first gate: never above what a circuit shows, and often exact."""

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimesa.encoding.first_gate import may_suffice
from minimesa.truth_tables import compose, full, projection
from oracles import sizes


@st.composite
def circuits_of_two_input_gates(draw, xor):
    """Some inputs, gates on any two wires, and outputs on any: their functions."""
    n = draw(st.integers(1, 6))
    wires = [projection(i, n) for i in range(n)]
    gates = draw(st.integers(0, 9)) if n > 1 else 0
    operators = st.integers(0, 15).filter(lambda o: xor or o not in (6, 9))
    for _ in range(gates):
        pair = draw(st.lists(st.sampled_from(range(len(wires))), min_size=2, max_size=2))
        operator = draw(operators)
        wires.append(compose(operator, [wires[w] for w in pair], full(n)))
    outputs = draw(st.lists(st.sampled_from(wires), min_size=1, max_size=4))
    return n, gates, tuple(sorted(set(outputs)))


@pytest.mark.parametrize("xor", [True, False])
@given(data=st.data())
def test_no_circuit_has_fewer_gates_than_the_bound(xor, data):
    n, gates, outputs = data.draw(circuits_of_two_input_gates(xor))
    assert may_suffice(outputs, n, gates, xor=xor)


@pytest.mark.parametrize("operators", [(2, 4, 6, 8, 14), (2, 4, 8, 14)])
def test_circuits_without_a_gate_to_spare(operators):
    """Gates that read the latest ones, as small circuits for many outputs do."""
    rng = random.Random(5)
    for _ in range(3000):
        n = rng.randint(3, 5)
        wires = [projection(i, n) for i in range(n)]
        gates = rng.randint(1, 8)
        unread = set(wires)
        for _ in range(gates):
            a = rng.choice(sorted(unread))
            b = rng.choice([w for w in wires if w != a] or [a])
            unread -= {a, b}
            wires.append(compose(rng.choice(operators), (a, b), full(n)))
            unread.add(wires[-1])
        assert may_suffice(tuple(sorted(unread)), n, gates, xor=6 in operators)


@pytest.mark.parametrize(("basis", "known"), [("b2", 4), ("aig", 5)])
def test_exact_for_one_output_of_three_inputs(basis, known):
    least = sizes.golden()[basis]["size"]
    for table in range(256):
        xor = basis == "b2"
        bound = next(gates for gates in range(9) if may_suffice((table,), 3, gates, xor=xor))
        assert bound == min(least[table], known), hex(table)


def test_the_functions_of_all_circuits_of_three_gates_on_three_inputs():
    """Pairs and triples of what three gates compute are never said to need more."""
    inputs = [projection(i, 3) for i in range(3)]
    sets = {frozenset()}
    for gates in range(1, 4):
        sets = {
            functions | {f}
            for functions in sets
            for a, b in combinations([*inputs, *functions], 2)
            for f in (a & b, a & ~b, b & ~a, a | b, a ^ b)
        }
        assert all(may_suffice(tuple(sorted(functions)), 3, gates, xor=True) for functions in sets)


@pytest.mark.parametrize(
    ("tables", "n", "least"),
    [
        ((0x96, 0xE8), 3, 5),  # full adder
        ((0xFEE8E880,), 5, 9),  # majority of 5
        ((0x01161668,), 5, 9),  # exactly 2 of 5
        ((0x68818116,), 5, 9),  # 1 or 4 of 5
        ((0x00010116,), 5, 10),  # exactly 1 of 5
    ],
)
def test_published_optima(tables, n, least):
    bound = next(gates for gates in range(12) if may_suffice(tables, n, gates, xor=True))
    assert least - 2 <= bound <= least
