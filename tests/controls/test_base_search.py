"""The power of the base search, against counts of all circuits of a size."""

from fractions import Fraction
from itertools import product
from math import log2

import pytest

from minimesa import basis
from minimesa.circuit import ZERO, Circuit, Gate, Output
from minimesa.controls.base_search import base_search
from minimesa.encoding.ssv import fanin_tuples
from minimesa.errors import InputError
from minimesa.referee import evaluate
from minimesa.relations import Relation, from_tables

EITHER = Relation(("a", "b"), ("y",), (0b11, 0b10, 0b10, 0b01), 0b1111)


def exact_share(relation, operators, gates):
    """Enumerate every circuit of so many gates and every choice of outputs."""
    n, m = len(relation.inputs), len(relation.outputs)
    solving = Fraction(0)
    per_gate = [
        [(f, op) for f in fanin_tuples(operators, n, i) for op in operators.tables[len(f)]]
        for i in range(gates)
    ]
    literals = [(w, inv) for w in [ZERO, *range(n + gates)] for inv in (False, True)]
    count = 0
    for chosen in product(*per_gate):
        made = tuple(Gate(op, fanin) for fanin, op in chosen)
        for outputs in product(literals, repeat=m):
            named = tuple(Output(f"y{o}", w, inv) for o, (w, inv) in enumerate(outputs))
            circuit = Circuit(relation.inputs, made, named)
            count += 1
            solving += all(relation.allowed[t] >> evaluate(circuit, t) & 1 for t in relation.rows)
    return solving / count


@pytest.mark.parametrize(
    ("relation", "gates"),
    [
        (from_tables([0x8], 2), 1),
        (from_tables([0x6], 2), 1),
        (from_tables([0x6, 0x8], 2), 2),
        (EITHER, 1),
        (from_tables([0xA], 2), 0),
        (from_tables([0x80], 3, care=[0xE8]), 2),
    ],
)
def test_the_estimate_is_near_the_exact_share(relation, gates):
    exact = exact_share(relation, basis.get("b2"), gates)
    assert exact > 0
    found = base_search(relation, basis.get("b2"), gates, samples=4000, seed=1)
    assert found.bits == pytest.approx(-log2(exact), abs=0.3)
    assert found.at_least <= found.bits + 0.3


def test_what_no_sample_solves_has_a_lower_end_only():
    found = base_search(from_tables([0x6996], 4), basis.get("b2"), 1, samples=500, seed=1)
    assert found.bits is None
    assert found.solving == 0
    # The upper end of a Wilson interval without a success: z**2 / (n + z**2).
    assert found.at_least == pytest.approx(-log2(1.96**2 / (500 + 1.96**2)), abs=0.01)


def test_a_seed_decides_the_sample():
    relation = from_tables([0x6], 2)
    first, again, other = (
        base_search(relation, basis.get("b2"), 3, samples=300, seed=seed) for seed in (3, 3, 4)
    )
    assert first == again
    assert first != other


def test_bases_without_free_not():
    found = base_search(from_tables([0x7], 2), basis.get("nand"), 1, samples=2000, seed=1)
    # Three fan-in tuples, one of which is right, and five wires, one of which is the gate.
    assert found.bits == pytest.approx(log2(15), abs=0.3)


@pytest.mark.parametrize(("samples", "gates"), [(0, 1), (1, -1)])
def test_impossible_demands_are_refused(samples, gates):
    with pytest.raises(InputError, match="at least 1 and 0 are needed"):
        base_search(EITHER, basis.get("b2"), gates, samples=samples, seed=0)
