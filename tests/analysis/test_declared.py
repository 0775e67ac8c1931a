import random
from collections import Counter
from dataclasses import replace

import pytest

from minimesa.analysis import registry
from minimesa.analysis.finding import Options
from minimesa.analysis.objective import objective
from minimesa.analysis.subject import subject
from minimesa.errors import InputError, RefereeError
from minimesa.problems.library import find_problem
from minimesa.problems.problem import Problem, Utility
from minimesa.referee import check_solves
from minimesa.relations import Relation
from oracles import definitions as brute
from oracles.specimens import A_NOT_B, AND, B_NOT_A, OR, XOR, circuit, random_circuit

NONE_OF_TWO = 0x1


def optimise(inputs, words, utility, *, maximize=True, legal=lambda _t, _w: True, care=None):
    """Return the problem with this utility over all rows (or ``care``) and output words."""
    bits = max(1, (words - 1).bit_length())
    rows = range(1 << inputs)
    care = (1 << (1 << inputs)) - 1 if care is None else care
    values, allowed, choices = [], [], []
    for t in rows:
        scores = {w: utility(t, w) for w in range(words) if legal(t, w)}
        best = (max if maximize else min)(scores.values())
        inside = care >> t & 1
        choices.append(sum(1 << w for w in scores) if inside else 0)
        values.append(tuple(scores.get(w) for w in range(1 << bits)) if inside else ())
        good = sum(1 << w for w, value in scores.items() if value == best)
        allowed.append(good if inside else (1 << (1 << bits)) - 1)
    names = tuple(f"x{i}" for i in range(inputs)), tuple(f"y{o}" for o in range(bits))
    relation = Relation(*names, tuple(allowed), care)
    return Problem("made", "", relation, Utility(tuple(choices), tuple(values), maximize))


def search(name, what, problem):
    return registry.search(name, subject(what, problem=problem), Options())


# choice 0, 1 or 2: a pair that is full. Ties are free, so the third pair need not be looked at.
LEAN_PAIRS = circuit(6, [(AND, 0, 1), (AND, 2, 3), (NONE_OF_TWO, 6, 7)], [7, 8])
ALL_PAIRS = circuit(6, [(AND, 0, 1), (AND, 2, 3), (NONE_OF_TWO, 6, 7), (AND, 4, 5)], [7, 8])


def test_a_search_need_not_score_its_last_candidate():
    problem = find_problem("best-pair")
    for what in (LEAN_PAIRS, ALL_PAIRS):
        check_solves(what, problem.relation)
    assert not search("declared-all", LEAN_PAIRS, problem).findings
    (lean,) = search("declared-lean", LEAN_PAIRS, problem).findings
    assert lean.witness.omitted == 2
    assert lean.labels == ("00", "01")
    assert lean.wires == ((6,), (7,))
    (whole,) = search("declared-all", ALL_PAIRS, problem).findings
    assert whole.wires == ((6,), (7,), (9,))
    assert len(search("declared-lean", ALL_PAIRS, problem).findings) == 3
    measures = dict(search("declared-all", LEAN_PAIRS, problem).measures)
    assert measures["explicit_fraction"] == pytest.approx(2 / 3)
    assert measures["explicit_candidates"] == 2


def test_a_score_on_an_input_is_not_explicit():
    problem = find_problem("open-path")
    what = circuit(5, [(AND, 0, 1), (A_NOT_B, 4, 5)], [5, 6])
    rewired = circuit(5, [(AND, 0, 1), (B_NOT_A, 4, 5)], [4, 6])
    assert not search("declared-all", what, problem).findings
    (lean,) = search("declared-lean", what, problem).findings
    assert lean.wires == ((5,), (4,))
    assert dict(search("declared-lean", rewired, problem).measures)["explicit_fraction"] == (
        pytest.approx(1 / 3)
    )
    bits = optimise(2, 2, lambda t, w: t >> w & 1)
    found = search("declared-all", circuit(2, [(B_NOT_A, 0, 1)], [2]), bits)
    assert found.vacuous
    assert not found.findings
    assert search("declared-lean", circuit(2, [(B_NOT_A, 0, 1)], [2]), bits).vacuous


def test_ranks():
    goal = objective(find_problem("nearest-codeword"))
    assert goal.bits == 2
    assert goal.actions == (0, 1)
    assert goal.ranks[0] == tuple(3 - t.bit_count() for t in range(8))
    assert goal.ranks[1] == tuple(t.bit_count() for t in range(8))
    high, low = goal.scores[1]
    assert (high.table, low.table) == (0xE8, 0x96)
    assert objective(find_problem("second-pair-better")).bits == 2
    assert objective(optimise(2, 2, lambda _t, _w: 7)).bits == 0


def test_rescaling_a_utility_changes_nothing():
    plain = optimise(4, 3, lambda t, w: (t * (w + 2)) % 5)
    scaled = optimise(4, 3, lambda t, w: 100 + ((t * (w + 2)) % 5) ** 3)
    assert objective(plain) == objective(scaled)


def test_scores_count_where_their_action_is_legal():
    # Word 1 is legal on rows with x0 = 1 only; there x0 & x1 is x1, an input.
    score = optimise(
        3,
        2,
        lambda t, w: (t & t >> 1 if w else t >> 1 & t >> 2) & 1,
        legal=lambda t, w: not w or t & 1,
    )
    goal = objective(score)
    assert goal.legal == (0xFF, 0xAA)
    what = circuit(3, [(AND, 1, 2), (A_NOT_B, 1, 2)], [4])
    found = search("declared-all", what, score)
    assert found.vacuous
    assert dict(found.measures)["explicit_fraction"] == pytest.approx(1 / 2)


def test_agreement_with_brute_force():
    rng, outcomes = random.Random(1), Counter()
    for _ in range(150):
        n, words = 3, rng.choice([2, 3])
        table = [[rng.randrange(2) for _ in range(8)] for _ in range(words)]
        what = random_circuit(rng, n, 7, max(1, (words - 1).bit_length()))
        if rng.random() < 0.7:
            seen = subject(what, free_not=False)
            gates = rng.sample(list(seen.gates), words)
            for w in range(words - (rng.random() < 0.3)):
                table[w] = [what.tables[gates[w]] >> t & 1 for t in range(8)]
        care = rng.getrandbits(8) or 1
        forbidden = {(rng.randrange(8), rng.randrange(1, words)) for _ in range(2)}
        problem = optimise(
            n, words, lambda t, w, u=table: u[w][t], care=care,
            legal=lambda t, w, f=forbidden: (t, w) not in f,
        )  # fmt: skip
        done = brute.declared(what, problem)
        explicit = sum(needs for _, needs in done.values())
        everything = explicit >= 2 and all(on for on, _ in done.values())
        lean = {
            out
            for out in done
            if any(done[a][1] for a in done if a != out)
            and all(done[a][0] for a in done if a != out)
        }
        found = search("declared-all", what, problem)
        assert bool(found.findings) == everything
        assert found.vacuous == (explicit < 2)
        found = search("declared-lean", what, problem)
        assert {finding.witness.omitted for finding in found.findings} == lean
        outcomes["all", everything] += 1
        outcomes["lean", bool(lean)] += 1
        outcomes["lean only", bool(lean) and not everything] += 1
        outcomes["vacuous", explicit < 2] += 1
    for stem in ("all", "lean", "lean only", "vacuous"):
        assert outcomes[stem, True], outcomes
        assert outcomes[stem, False], outcomes


COMPARED = circuit(
    6,
    [(AND, 0, 1), (AND, 2, 3), (AND, 4, 5), (A_NOT_B, 7, 6), (A_NOT_B, 8, 6), (A_NOT_B, 8, 7),
     (OR, 6, 7), (A_NOT_B, 8, 12)],
    [9, 13],
)  # fmt: skip


def test_comparisons():
    problem = find_problem("best-pair")
    check_solves(COMPARED, problem.relation)
    found = {f.variant: f for f in search("comparisons", COMPARED, problem).findings}
    assert set(found) == {"pairs", "tournament"}
    assert set(found["pairs"].wires) == {(9,), (10,), (11,)}
    assert set(found["tournament"].witness.sides) == {((1,), (0,)), ((2,), (0, 1))}
    without = circuit(
        6, [(g.operator, *g.fanin) for g in COMPARED.gates[:-2]] + [(AND, 9, 10)], [9, 12]
    )
    assert {f.variant for f in search("comparisons", without, problem).findings} == {"pairs"}
    assert not search("comparisons", LEAN_PAIRS, problem).findings


def test_comparisons_take_the_better_side():
    # minimise the number of ones of x0 x1 against x2 x3: 1 where the second is strictly less.
    fewer = optimise(4, 2, lambda t, w: (t >> 2 * w & 3).bit_count(), maximize=False)
    gates = [(AND, 0, 1), (OR, 0, 1), (AND, 2, 3), (OR, 2, 3),
             (A_NOT_B, 4, 6), (A_NOT_B, 5, 7), (OR, 8, 9)]  # fmt: skip
    strict = circuit(4, gates, [10])
    check_solves(strict, fewer.relation)
    assert {f.variant for f in search("comparisons", strict, fewer).findings} == {
        "pairs",
        "tournament",
    }
    assert not search("comparisons", circuit(4, [(XOR, 0, 2)], [4]), fewer).findings
    trivial = optimise(2, 2, lambda t, w: t & 1 if w else 0)
    assert search("comparisons", circuit(2, [(AND, 0, 1)], [0]), trivial).vacuous


def test_the_checker_refuses_what_is_not_so():
    problem = find_problem("best-pair")
    (whole,) = search("declared-all", ALL_PAIRS, problem).findings
    lean = search("declared-lean", ALL_PAIRS, problem).findings[0]
    lies = [
        replace(whole, witness=replace(whole.witness, wires=((6,), (7,), (8,)))),
        replace(whole, witness=replace(whole.witness, actions=(0, 1, 3))),
        replace(whole, witness=replace(whole.witness, actions=(1, 0, 2))),
        replace(whole, witness=replace(whole.witness, wires=((6,), (7,), ()))),
        replace(lean, definition="declared-all"),
    ]
    for name in ("pairs", "tournament"):
        (finding,) = [
            f for f in search("comparisons", COMPARED, problem).findings if f.variant == name
        ]
        witness = finding.witness
        fewer = replace(witness, wires=witness.wires[:-1], sides=witness.sides[:-1])
        wrong = replace(witness, wires=tuple((6,) for _ in witness.wires))
        turned = replace(witness, sides=tuple((b, a) for a, b in witness.sides))
        lies += [replace(finding, witness=lie) for lie in (fewer, wrong, turned)]
    for lie in lies:
        what = COMPARED if lie.definition == "comparisons" else ALL_PAIRS
        with pytest.raises(RefereeError):
            registry.verify(what, problem.relation.care, lie, problem)
    with pytest.raises(RefereeError, match="no utility"):
        registry.verify(ALL_PAIRS, problem.relation.care, whole)


def test_a_utility_is_needed():
    with pytest.raises(InputError, match="declared objective"):
        registry.search("declared-all", subject(ALL_PAIRS), Options())
    with pytest.raises(InputError, match="declares no objective"):
        search("declared-all", circuit(3, [(AND, 0, 1)], [3, 3]), find_problem("full-adder"))
    with pytest.raises(InputError, match="6 inputs"):
        subject(ALL_PAIRS, problem=find_problem("full-adder"))
