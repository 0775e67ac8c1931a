import random

import pytest

from minimesa.analysis.interventions import force, forced_outputs, parse_force
from minimesa.analysis.subject import subject
from minimesa.circuit import Circuit, Gate, Output
from minimesa.errors import InputError
from oracles import definitions as brute
from oracles.specimens import A_NOT_B, AND, circuit, random_circuit

BEST_PAIR = circuit(4, [(AND, 0, 1), (AND, 2, 3), (A_NOT_B, 5, 4)], [6])


def test_forcing_agrees_with_row_by_row_evaluation():
    rng = random.Random(1)
    changed = 0
    for _ in range(60):
        n = rng.choice([2, 3, 5])
        what = random_circuit(rng, n, 7, 3)
        forced = {w: rng.randrange(2) for w in rng.sample(range(n, n + 7), rng.randrange(4))}
        expected = brute.words(what, forced)
        tables = tuple(sum(int(bit) << t for t, bit in enumerate(word)) for word in expected)
        assert force(what, forced) == tables
        seen = subject(what, free_not=False)
        ones = seen.ones
        assert forced_outputs(seen, {w: ones if v else 0 for w, v in forced.items()}) == tables
        changed += tables != what.output_tables()
    assert 0 < changed < 60


def test_gates_of_three_inputs_and_constants():
    majority = Circuit(
        ("a", "b", "c"),
        (Gate(0xE8, (0, 1, -1)), Gate(0xE8, (3, 2, 0))),
        (Output("y", 4), Output("z", -1, True)),
    )
    assert force(majority, {}) == majority.output_tables()
    assert force(majority, {3: 1}) == (0xAA | 0xF0, 0xFF)
    assert forced_outputs(subject(majority), {3: 0xFF}) == (0xAA | 0xF0, 0xFF)


def test_inputs_can_be_forced():
    assert force(BEST_PAIR, {0: 0, 2: 1}) == (0xFF00,)


def test_parse():
    assert parse_force("g0=1, g2=0", BEST_PAIR) == {4: 1, 6: 0}
    assert parse_force("x3=1", BEST_PAIR) == {3: 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("g0", "g3=1,g7=0"),
        ("g0=2", "g3=1,g7=0"),
        ("", "g3=1,g7=0"),
        ("g0=1,", "g3=1,g7=0"),
        ("g9=1", "no wire 'g9'"),
        ("0=1", "a constant cannot be forced"),
        ("g0=1,g0=0", "twice"),
    ],
)
def test_bad_interventions(text, message):
    with pytest.raises(InputError, match=message):
        parse_force(text, BEST_PAIR)
