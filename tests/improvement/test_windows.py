import random

import pytest

from minimesa import basis as bases
from minimesa.circuit import without_junk
from minimesa.controls.negatives import decision_tree_circuit
from minimesa.improvement.windows import Neighbourhood
from oracles import windows as oracle
from oracles.specimens import AND, OR, circuit, random_circuit


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_every_window_is_listed_once(seed, size):
    subject = without_junk(random_circuit(random.Random(seed), 4, 9, 3))
    found = [window.gates for window in Neighbourhood(subject).windows(size)]
    assert sorted(found) == oracle.windows(subject, size)


def test_connected_sets_that_a_path_leaves_are_not_windows():
    # g3 = x0 & x1, g4 = g3 | x2, g5 = g3 & g4: the path g3 g4 g5 leaves {g3, g5}.
    subject = circuit(3, [(AND, 0, 1), (OR, 3, 2), (AND, 3, 4)], [5])
    assert [w.gates for w in Neighbourhood(subject).windows(2)] == [(3, 4), (4, 5)]


@pytest.mark.parametrize("seed", range(12))
def test_inputs_and_outputs(seed):
    subject = without_junk(random_circuit(random.Random(seed), 4, 9, 3))
    n = len(subject.inputs)
    reads = oracle.readers(subject)
    ends = {output.wire for output in subject.outputs}
    for window in Neighbourhood(subject).windows(3):
        inside = set(window.gates)
        read = {w for g in inside for w in subject.gates[g - n].fanin} - inside
        assert window.inputs == tuple(sorted(read))
        assert window.outputs == tuple(g for g in window.gates if reads[g] - inside or g in ends)


def test_constants_are_no_inputs_of_a_window():
    subject = circuit(2, [(0xE8, -1, 0, 1), (0xE8, -1, 1, 2)], [3])
    (window,) = Neighbourhood(subject).windows(2)
    assert window.inputs == (0, 1)


@pytest.mark.parametrize("seed", range(8))
def test_random_windows_are_windows_and_differ(seed):
    rng = random.Random(seed)
    subject = without_junk(decision_tree_circuit([rng.getrandbits(16)], 4, bases.get("b2")))
    drawn = [Neighbourhood(subject).random_window(3, rng).gates for _ in range(30)]
    assert all(oracle.is_window(subject, set(gates)) for gates in drawn)
    assert len(set(drawn)) > 1
    assert max(len(gates) for gates in drawn) == 3


def test_a_circuit_without_gates_has_no_windows():
    subject = circuit(2, [], [0, ~1])
    assert list(Neighbourhood(subject).windows(1)) == []
    assert Neighbourhood(subject).random_window(3, random.Random(0)) is None
