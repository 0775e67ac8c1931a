"""The decision procedures against brute force, and what must not change their verdicts.

Every loop is seeded and counts its outcomes: a test in which one of them never occurs fails.
"""

import random
from collections import Counter
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minimesa.analysis import registry
from minimesa.analysis.finding import Options
from minimesa.analysis.nesting import nesting
from minimesa.analysis.subject import subject
from minimesa.circuit import normal_form
from oracles import definitions as brute
from oracles.specimens import (
    PAIRS,
    argmax_circuit,
    circuit,
    complemented,
    inputs_permuted,
    inverters_pushed,
    planted_circuit,
    random_circuit,
    reordered,
    table_permuted,
)


def specimen(rng, n, k=2, bits=1):
    draw = rng.random()
    outputs = rng.randrange(1, 4)
    if draw < 0.2:
        return random_circuit(rng, n, rng.randrange(2, 7), outputs)
    if draw < 0.5 and bits == 1:
        return argmax_circuit(rng, n, k)
    return planted_circuit(rng, n, k, bits, outputs)


def unordered(sets):
    """Candidates and the bits of their scores as sets: `replicated` orders neither."""
    return {frozenset(map(frozenset, chosen)) for chosen in sets}


def agree(what, care, k, bits, variant, outcomes):
    """Hold every definition and option against brute force on one circuit."""
    seen = subject(what, care=care)
    shape = {"candidates": k, "score_bits": bits, "variant": variant, "evaluator_gates": 0}
    found = registry.search("replicated", seen, Options(**shape))
    assert found.complete
    expected = brute.replicated(seen.circuit, k, variant, bits)
    assert unordered(f.wires for f in found.findings) == unordered(expected)
    outcomes["replicated", bool(expected)] += 1
    if not expected:
        return
    for default, reachable, name in product(
        (False, True), (False, True), ("selecting", "mediated")
    ):
        found = registry.search(name, seen, Options(**shape, default=default, reachable=reachable))
        by_set = {frozenset(finding.wires): finding for finding in found.findings}
        expected = {
            frozenset(chosen): outputs
            for chosen, outputs in brute.selecting(
                seen.circuit,
                k,
                variant,
                bits,
                seen.care,
                default=default,
                reachable=reachable,
                screened=name == "mediated",
            ).items()
        }
        assert set(by_set) == set(expected)
        for chosen, finding in by_set.items():
            assert finding.verified
            assert finding.outputs in expected[chosen]
            most = max(map(len, expected[chosen]))
            assert any(
                len(outputs) == most and set(outputs) >= set(finding.outputs)
                for outputs in expected[chosen]
            )
        outcomes[name, default, reachable, bool(expected)] += 1


def both_occur(outcomes, *stems):
    for stem in stems:
        for outcome in (True, False):
            assert outcomes[(*stem, outcome)], f"{stem} was never {outcome}: {outcomes}"


CASES = [("replicated",)] + [
    (name, default, reachable)
    for name in ("selecting", "mediated")
    for default in (False, True)
    for reachable in (False, True)
]


@pytest.mark.parametrize("variant", ["p", "np", "structural"])
def test_two_candidates(variant):
    rng, outcomes = random.Random(1), Counter()
    for _ in range(60):
        n = rng.choice([2, 3, 4] if variant == "np" else [3, 4, 5])
        care = None if rng.random() < 0.5 else rng.getrandbits(1 << n) or 1
        agree(specimen(rng, n), care, 2, 1, variant, outcomes)
    both_occur(outcomes, *CASES)


@pytest.mark.parametrize("variant", ["p", "np"])
def test_three_candidates(variant):
    rng, outcomes = random.Random(2), Counter()
    for _ in range(25):
        care = None if rng.random() < 0.7 else rng.getrandbits(16) or 1
        agree(argmax_circuit(rng, 4, 3), care, 3, 1, variant, outcomes)
    both_occur(outcomes, ("replicated",), ("selecting", False, False), ("mediated", False, False))


def two_bit_circuit(rng):
    """Two half adders or their like, under a comparator with a random flaw."""
    high, low = rng.choice(PAIRS), rng.choice(PAIRS)
    top = [(0x2, 6, 4), (0x9, 4, 6), (0x2, 7, 5), (0x8, 9, 10), (0xE, 8, 11)]
    gates = [(high, 0, 1), (low, 0, 1), (high, 2, 3), (low, 2, 3), *top]
    if rng.random() < 0.6:
        j = rng.randrange(len(gates))
        gates[j] = (rng.choice(PAIRS), *gates[j][1:])
    return circuit(4, gates, [12])


def test_scores_of_two_bits():
    rng, outcomes = random.Random(3), Counter()
    for _ in range(6):
        agree(two_bit_circuit(rng), None, 2, 2, "p", outcomes)
    both_occur(outcomes, ("selecting", False, False), ("mediated", False, False))


def test_every_circuit_of_two_gates_and_a_few_of_three():
    outcomes = Counter()
    normal = (0x2, 0x4, 0x6, 0x8, 0xE)
    pairs = {w: [(a, b) for b in range(w) for a in range(b)] for w in (3, 4, 5)}
    for f, g in product(product(normal, pairs[3]), product(normal, pairs[4])):
        gates = [(f[0], *f[1]), (g[0], *g[1])]
        agree(circuit(3, gates, [4]), None, 2, 1, "p", outcomes)
    rng = random.Random(4)
    for f, g, h in product(*(product(normal, pairs[w]) for w in (3, 4, 5))):
        if rng.random() < (0.05 if h[1] == (3, 4) else 0.005):
            gates = [(op, a, b) for op, (a, b) in (f, g, h)]
            agree(circuit(3, gates, [5]), None, 2, 1, "np", outcomes)
    both_occur(outcomes, ("replicated",), ("selecting", False, False))


def test_up_to_six_inputs():
    outcomes = Counter()

    @settings(max_examples=25, deadline=None, derandomize=True)
    @given(st.randoms(use_true_random=False), st.integers(5, 6), st.booleans())
    def check(rng, n, random_one):
        what = random_circuit(rng, n, 6, 2) if random_one else argmax_circuit(rng, n, 2)
        agree(what, None, 2, 1, "p", outcomes)

    check()
    both_occur(outcomes, ("selecting", False, False))


def test_nesting():
    rng, outcomes = random.Random(5), Counter()
    for _ in range(60):
        what = normal_form(argmax_circuit(rng, 4, 4))
        seen = subject(what)
        found = registry.search("replicated", seen, Options(evaluator_gates=0))
        for finding in found.findings:
            expected = brute.nesting(what, finding.wires)
            assert nesting(seen, finding.wires, 0, (False,)) == finding.nesting == expected
            outcomes["nesting", expected > 1] += 1
    both_occur(outcomes, ("nesting",))


def verdicts(what, care=None, image=None, **options):
    """Return which sets each definition finds, with their outputs, wires moved by ``image``."""
    seen = subject(what, care=care)
    move = (lambda w: w) if image is None else image.__getitem__
    return {
        name: {
            (
                frozenset(frozenset(map(move, bundle)) for bundle in finding.wires),
                finding.outputs,
                finding.evaluator_gates,
                finding.nesting,
            )
            for finding in registry.search(name, seen, Options(**options)).findings
        }
        for name in ("replicated", "selecting", "mediated")
    }


OPTIONS = [
    {"variant": "p"},
    {"variant": "np"},
    {"variant": "structural"},
    {"variant": "p", "default": True},
    {"variant": "np", "reachable": True},
    {"variant": "p", "candidates": 3},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_drawing_does_not_matter(options):
    rng, outcomes = random.Random(6), Counter()
    options = {**options, "evaluator_gates": 1}
    for _ in range(50):
        n = rng.choice([4, 5])
        what = specimen(rng, n, options.get("candidates", 2))
        care = None if rng.random() < 0.5 else rng.getrandbits(1 << n) or 1
        expected = verdicts(what, care, **options)
        moved, place = reordered(inverters_pushed(what, rng), rng)
        assert verdicts(what, care, place, **options) == verdicts(moved, care, **options)
        outcomes["found", bool(expected["selecting"])] += 1
    both_occur(outcomes, ("found",))


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_every_permutation_of_the_inputs_gives_the_same(options):
    rng, outcomes = random.Random(7), Counter()
    options = {**options, "evaluator_gates": 1}
    for _ in range(12):
        what = specimen(rng, 4, options.get("candidates", 2))
        care = None if rng.random() < 0.5 else rng.getrandbits(16) or 1
        expected = verdicts(what, care, **options)
        outcomes["found", bool(expected["replicated"])] += 1
        for permutation in permutations(range(4)):
            moved = inputs_permuted(what, permutation)
            rows = None if care is None else table_permuted(care, permutation, 4)
            assert verdicts(moved, rows, **options) == expected
    both_occur(outcomes, ("found",))


@pytest.mark.parametrize("reachable", [False, True])
def test_np_does_not_see_complements(reachable):
    rng, outcomes = random.Random(8), Counter()
    for _ in range(50):
        n = rng.choice([3, 4, 5])
        what = specimen(rng, n)
        flips, ends = rng.randrange(1 << n), rng.randrange(8)
        options = {"variant": "np", "evaluator_gates": 1, "reachable": reachable}
        expected = verdicts(what, **options)
        assert verdicts(complemented(what, flips, ends), **options) == expected
        plain = verdicts(what, evaluator_gates=1)
        flipped = verdicts(complemented(what, flips, ends), evaluator_gates=1)
        outcomes["found", bool(expected["selecting"])] += 1
        outcomes["p sees them", plain != flipped] += 1
        for name, sets in plain.items():
            assert {s[0] for s in sets} <= {s[0] for s in expected[name]} or reachable
    both_occur(outcomes, ("found",), ("p sees them",))


def test_the_definitions_are_nested():
    rng, outcomes = random.Random(9), Counter()
    for _ in range(80):
        what = specimen(rng, 4)
        every = verdicts(what, evaluator_gates=1)
        found = {name: {s[0] for s in sets} for name, sets in every.items()}
        assert found["mediated"] <= found["selecting"] <= found["replicated"]
        outcomes["replicated only", found["replicated"] > found["selecting"]] += 1
        outcomes["not mediated", found["selecting"] > found["mediated"]] += 1
        for m in (1, 2, 3):
            tighter = verdicts(what, evaluator_gates=m + 1)
            for name, sets in verdicts(what, evaluator_gates=m).items():
                assert tighter[name] <= sets
                assert tighter[name] == {s for s in sets if s[2] > m}
    both_occur(outcomes, ("replicated only",), ("not mediated",))
