import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from math import log2

import numpy as np
import pytest

from minimesa.analysis.generalisation import accuracy_outside
from minimesa.analysis.power import achieved, output_entropy, power_by_level
from minimesa.analysis.subject import subject
from minimesa.errors import InputError
from minimesa.problems.library import find_problem
from minimesa.relations import Relation, from_tables
from oracles import definitions as brute
from oracles.specimens import A_NOT_B, AND, OR, XNOR, XOR, circuit, random_circuit

BEST_PAIR = circuit(4, [(AND, 0, 1), (AND, 2, 3), (A_NOT_B, 5, 4)], [6])


def h(*shares):
    return -sum(p * log2(p) for p in shares if p)


def test_best_pair_by_level():
    seen = subject(BEST_PAIR)
    assert output_entropy(seen) == pytest.approx(h(3 / 16, 13 / 16))
    assert power_by_level(seen) == pytest.approx([h(3 / 16, 13 / 16)] * 2)


def test_parity_is_settled_at_its_last_level_only():
    chain = circuit(3, [(XOR, 0, 1), (XOR, 3, 2)], [4])
    assert power_by_level(subject(chain)) == pytest.approx([0, 1])


def test_an_output_on_an_input_is_never_settled_by_gates():
    assert power_by_level(subject(circuit(2, [(AND, 0, 1)], [0]))) == pytest.approx(
        [1 - 3 / 4 * h(1 / 3, 2 / 3)]
    )
    assert power_by_level(subject(circuit(2, [], [0]))) == ()


def counted(what, share):
    """Return the power by level from counts of equal rows."""
    n = len(what.inputs)
    values, words = brute.run(what), brute.words(what)

    def entropy(columns):
        mass = Counter()
        for t, p in share.items():
            mass[tuple(columns[:, t])] += p
        return h(*mass.values())

    powers = []
    for level in range(1, max(what.levels) + 1):
        known = values[[n + j for j, at in enumerate(what.levels) if at <= level]]
        together = np.concatenate([known, words])
        powers.append(entropy(words) - entropy(together) + entropy(known))
    return powers


def test_agreement_with_counting():
    rng = random.Random(1)
    for _ in range(30):
        n = rng.choice([2, 3, 4])
        what = random_circuit(rng, n, 6, 2)
        weights = tuple(rng.randrange(4) for _ in range(1 << n))
        care = rng.getrandbits(1 << n) | 1
        rows = [t for t in range(1 << n) if care >> t & 1]
        total = sum(weights[t] for t in rows)
        share = {t: weights[t] / total if total else 1 / len(rows) for t in rows}
        allowed = tuple(1 if care >> t & 1 else 15 for t in range(1 << n))
        relation = Relation(what.inputs, ("y0", "y1"), allowed, care, weights)
        problem = replace(find_problem("full-adder"), relation=relation)
        seen = subject(what, problem=problem, free_not=False)
        assert power_by_level(seen) == pytest.approx(counted(what, share), abs=1e-9)


def test_achieved():
    problem = find_problem("second-pair-better")
    best = circuit(4, [(AND, 0, 1), (AND, 2, 3), (A_NOT_B, 5, 4)], [6])
    assert achieved(subject(best, problem=problem), problem).bits == pytest.approx(1.0)
    never = circuit(4, [(AND, 0, 1), (A_NOT_B, 4, 0)], [5])
    assert never.output_tables() == (0,)
    assert achieved(subject(never, problem=problem), problem).bits == pytest.approx(13 / 16)


def test_ties_and_illegal_words_halve_less():
    problem = find_problem("best-pair")
    lean = circuit(6, [(AND, 0, 1), (AND, 2, 3), (0x1, 6, 7)], [7, 8])
    seen = achieved(subject(lean, problem=problem), problem)
    # No, one, two or three pairs are full on 27, 27, 9 and 1 of 64 rows.
    assert seen.bits == pytest.approx((27 * log2(3) + 9 * log2(3 / 2)) / 64)
    assert seen.illegal == 0
    wrong = circuit(6, [(XNOR, 0, 1), (XOR, 0, 1), (OR, 6, 7)], [8, 8])
    seen = achieved(subject(wrong, problem=problem), problem)
    assert (seen.bits, seen.illegal) == (0, 1)
    with pytest.raises(InputError, match="declares no objective"):
        achieved(subject(lean), find_problem("full-adder"))


def test_accuracy_outside_the_care_set():
    whole = from_tables([0x8], 2)
    is_xor = circuit(2, [(XOR, 0, 1)], [2])
    assert accuracy_outside(is_xor, 0b0001, whole) == 0
    assert accuracy_outside(is_xor, 0b1110, whole) == 1
    assert accuracy_outside(is_xor, 0b1000, whole) == Fraction(1, 3)
    assert accuracy_outside(is_xor, 0b1111, whole) is None
    weighted = Relation(whole.inputs, whole.outputs, whole.allowed, whole.care, (2, 1, 0, 5))
    assert accuracy_outside(is_xor, 0b1000, weighted) == Fraction(2, 3)
    with pytest.raises(InputError, match="4 inputs"):
        accuracy_outside(BEST_PAIR, 1, whole)
    with pytest.raises(InputError, match="does not fit"):
        accuracy_outside(is_xor, 1 << 4, whole)
