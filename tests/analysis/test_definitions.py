"""Circuits by hand: what each definition must say of them, and why."""

from dataclasses import replace

import pytest

from minimesa.analysis import registry
from minimesa.analysis.finding import Options
from minimesa.analysis.subject import subject
from minimesa.errors import InputError, RefereeError
from oracles.specimens import A_NOT_B, AND, B_NOT_A, OR, XNOR, XOR, circuit

# x0 & x1 against x2 & x3; the output is 1 where only the second pair is full.
BEST_PAIR = circuit(4, [(AND, 0, 1), (AND, 2, 3), (A_NOT_B, 5, 4)], [6])
# x4 ? x0 & x1 : x2 & x3
ROUTED = circuit(5, [(AND, 0, 1), (AND, 2, 3), (XOR, 5, 6), (AND, 7, 4), (XOR, 8, 6)], [9])
# The index of the first of three full pairs.
FIRST_OF_THREE = circuit(
    6,
    [(AND, 0, 1), (AND, 2, 3), (AND, 4, 5), (A_NOT_B, 7, 6), (OR, 6, 7), (A_NOT_B, 8, 10)],
    [9, 11],
)


def find(name, what, care=None, **options):
    options = {"evaluator_gates": 1, **options}
    return registry.search(name, subject(what, care=care), Options(**options)).findings


def wires(findings):
    return {frozenset(finding.wires) for finding in findings}


def test_best_of_two_pairs_is_selecting_and_mediated():
    for name in ("replicated", "selecting", "mediated"):
        (finding,) = find(name, BEST_PAIR)
        assert finding.wires == ((4,), (5,))
        assert finding.verified
        assert finding.evaluator_gates == 1
        assert finding.gates == ((4, 5, 6))
        assert finding.share == 1.0
        assert finding.every_output
    assert finding.labels == ("0", "1")
    assert dict(finding.witness.choice)[1, 1] == 0


def test_threshold_on_the_evaluator():
    assert not find("replicated", BEST_PAIR, evaluator_gates=2)
    padded = circuit(4, [(AND, 0, 1), (OR, 0, 1), (AND, 4, 5), (AND, 2, 3), (A_NOT_B, 7, 6)], [8])
    assert wires(find("selecting", padded)) == {frozenset({(6,), (7,)})}
    assert not find("selecting", padded, evaluator_gates=2), "a padded cone is no larger evaluator"


def test_routing_is_replicated_but_never_selecting():
    assert len(find("replicated", ROUTED)) == 1
    for reachable in (False, True):
        assert not find("selecting", ROUTED, reachable=reachable)
        assert not find("selecting", ROUTED, reachable=reachable, default=True)
        assert not find("selecting", ROUTED, reachable=reachable, variant="np")


def test_three_candidates():
    (finding,) = find("mediated", FIRST_OF_THREE, candidates=3)
    assert finding.labels == ("00", "01", "10")
    assert finding.witness.maximised
    assert dict(finding.witness.choice)[0, 1, 1] == 1
    assert not find("selecting", FIRST_OF_THREE, candidates=4)


def test_three_candidates_by_the_least_score():
    least = circuit(
        6,
        [(OR, 0, 1), (OR, 2, 3), (OR, 4, 5), (A_NOT_B, 6, 7), (AND, 6, 7), (A_NOT_B, 10, 8)],
        [9, 11],
    )
    (finding,) = find("mediated", least, candidates=3)
    assert not finding.witness.maximised
    assert dict(finding.witness.choice)[0, 0, 1] == 0
    assert dict(finding.witness.choice)[1, 1, 0] == 2


def test_the_winner_that_is_put_out_may_be_read_by_the_evaluator():
    # z = second pair strictly better ? x2 : x0
    payload = circuit(
        4, [(AND, 0, 1), (AND, 2, 3), (A_NOT_B, 5, 4), (XOR, 0, 2), (AND, 6, 7), (XOR, 8, 0)], [9]
    )
    (finding,) = find("selecting", payload)
    assert finding.labels == ("0xaaaa", "0xf0f0")
    assert not find("mediated", payload)


def test_default_allows_any_word_where_nothing_is_acceptable():
    # y0: some pair is full; y1: it is the second
    flagged = circuit(4, [(AND, 0, 1), (AND, 2, 3), (OR, 4, 5), (B_NOT_A, 4, 5)], [6, 7])
    (plain,) = find("selecting", flagged)
    (default,) = find("selecting", flagged, default=True)
    assert plain.outputs == (1,)
    assert default.outputs == (0, 1)
    assert (0, 0) not in dict(default.witness.choice)


def test_default_needs_ties_that_occur():
    # The payload of the first full pair, else 0.
    gates = [(AND, 0, 1), (AND, 2, 3), (AND, 6, 4), (A_NOT_B, 7, 6), (AND, 9, 5), (OR, 8, 10)]
    paid = circuit(6, gates, [11])
    assert not find("selecting", paid)
    (finding,) = find("mediated", paid, default=True)
    assert finding.default
    apart = sum(1 << t for t in range(64) if t & 15 != 15)
    assert not find("selecting", paid, apart, default=True), "no tie ever occurs on this set"


def test_reachable_ignores_scores_that_never_occur():
    odd = circuit(4, [(AND, 0, 1), (AND, 2, 3), (AND, 4, 5)], [5, 6])
    apart = sum(1 << t for t in range(16) if t != 15)
    assert not find("selecting", odd, apart)
    (finding,) = find("selecting", odd, apart, reachable=True)
    assert set(dict(finding.witness.choice)) == {(0, 0), (0, 1), (1, 0)}


def test_complemented_inputs():
    mixed = circuit(4, [(AND, 0, 1), (0x1, 2, 3), (A_NOT_B, 5, 4)], [6])
    assert not find("replicated", mixed)
    (finding,) = find("mediated", mixed, variant="np")
    assert finding.polarity in (0b0011, 0b1100)
    # x0 ^ x1 against its like: whichever way it is read, each is its own complement's copy.
    parity = circuit(4, [(XOR, 0, 1), (XOR, 2, 3), (AND, 4, 5)], [6])
    assert not find("selecting", parity), "D(01) = D(10) = 0"
    (finding,) = find("selecting", parity, variant="np")
    assert finding.witness.replicated.inverted[0] != finding.witness.replicated.inverted[1]


def test_structural_asks_for_the_same_wiring():
    # XOR of two bits, once as a gate and once as (a | b) & ~(a & b).
    drawn = circuit(
        4, [(XOR, 0, 1), (OR, 2, 3), (AND, 2, 3), (A_NOT_B, 5, 6), (A_NOT_B, 4, 7)], [8]
    )
    assert wires(find("selecting", drawn)) == {frozenset({(4,), (7,)})}
    assert not find("selecting", drawn, variant="structural")
    (finding,) = find("selecting", BEST_PAIR, variant="structural")
    assert dict(finding.witness.replicated.isomorphisms[0])[4] == 5


SUMS = [(AND, 0, 1), (XOR, 0, 1), (AND, 2, 3), (XOR, 2, 3)]
# x2 + x3 > x0 + x1
LARGER_SUM = circuit(
    4, [*SUMS, (A_NOT_B, 6, 4), (XNOR, 4, 6), (A_NOT_B, 7, 5), (AND, 9, 10), (OR, 8, 11)], [12]
)


def test_two_bit_scores():
    found = find("mediated", LARGER_SUM, score_bits=2)
    by_wires = {finding.wires: finding for finding in found}
    finding = by_wires[(4, 5), (6, 7)]
    assert finding.evaluator_gates == 2
    assert len(finding.witness.choice) == 16
    assert dict(finding.witness.choice)[1, 2] == 1
    crossed = by_wires.pop(((4, 7), (6, 5)))
    high, low = crossed.witness.replicated.inverted[0]
    assert high != low, "one bit complemented: the same comparison again"
    assert set(by_wires) == {((4, 5), (6, 7))}
    swapped = circuit(
        4, [*SUMS, (A_NOT_B, 6, 4), (XNOR, 4, 6), (A_NOT_B, 7, 5), (AND, 9, 10), (XOR, 8, 11)], [12]
    )
    assert find("selecting", swapped, score_bits=2), "both cases never meet, so XOR is as good"


def test_game_tree():
    replies = [(AND, 0, 1), (AND, 2, 3), (AND, 4, 5), (AND, 6, 7)]
    tree = circuit(8, [*replies, (AND, 8, 9), (AND, 10, 11), (A_NOT_B, 13, 12)], [14])
    by_size = {finding.evaluator_gates: finding for finding in find("mediated", tree)}
    assert by_size[3].nesting == 2
    flat = circuit(
        8,
        [
            (AND, 0, 1),
            (XOR, 2, 3),
            (AND, 8, 9),
            (AND, 4, 5),
            (XOR, 6, 7),
            (AND, 11, 12),
            (A_NOT_B, 13, 10),
        ],
        [14],
    )
    assert {finding.nesting for finding in find("mediated", flat)} == {1}


def test_containing_is_less_than_being():
    beside = circuit(
        6, [(AND, 0, 1), (AND, 2, 3), (A_NOT_B, 7, 6), (XOR, 4, 5), (XOR, 9, 0)], [8, 10]
    )
    (finding,) = find("selecting", beside)
    assert finding.outputs == (0,)
    assert finding.share == pytest.approx(3 / 5)
    assert not finding.every_output


def test_one_candidate_is_no_search_and_copies_are_one_candidate():
    twice = circuit(2, [(AND, 0, 1), (0x7, 0, 1), (OR, 2, 3)], [4])
    assert not find("replicated", twice), "a function and its complement are one candidate"
    with pytest.raises(InputError, match="at least 2"):
        find("replicated", BEST_PAIR, candidates=1)


def test_a_gate_below_another_is_not_beside_it():
    chain = circuit(3, [(AND, 0, 1), (AND, 1, 2), (AND, 3, 4), (OR, 3, 5)], [6])
    assert wires(find("replicated", chain)) == {frozenset({(3,), (4,)})}
    below = circuit(3, [(AND, 0, 1), (XOR, 3, 0), (AND, 4, 2), (OR, 5, 3)], [6])
    assert not find("replicated", below)


def test_what_was_not_covered_is_said():
    wide = circuit(
        8,
        [
            (AND, 0, 1),
            (XOR, 8, 2),
            (OR, 9, 3),
            (AND, 4, 5),
            (XOR, 11, 6),
            (OR, 12, 7),
            (A_NOT_B, 13, 10),
        ],
        [14],
    )
    options = Options(evaluator_gates=3, least_size=lambda _table, _n: (1, None))
    found = registry.search("selecting", subject(wide), options)
    assert not found.findings
    assert not found.complete
    assert any("not settled" in note for note in found.notes)
    assert registry.search("selecting", subject(wide), Options(evaluator_gates=3)).complete
    few = registry.search("replicated", subject(wide), Options(most_sets=1, evaluator_gates=1))
    assert not few.complete
    one = registry.search("replicated", subject(wide), Options(most_findings=1, evaluator_gates=1))
    assert len(one.findings) == 1
    assert not one.complete


@pytest.mark.parametrize("name", ["selecting", "mediated"])
def test_the_checker_refuses_what_is_not_so(name):
    (finding,) = find(name, FIRST_OF_THREE, candidates=3)
    witness = finding.witness
    copies = witness.replicated
    spoiled = [
        replace(finding, wires=((6,), (7,), (9,))),
        replace(finding, wires=((6,), (7,), (7,))),
        replace(finding, wires=((6,), (7,), (5,))),
        replace(finding, candidates=2),
        replace(finding, outputs=()),
        replace(finding, polarity=1),
        replace(finding, witness=replace(witness, maximised=False)),
        replace(finding, witness=replace(witness, choice=witness.choice[1:])),
        replace(finding, witness=replace(witness, choice=(((0, 0, 0), 1), *witness.choice[1:]))),
        replace(finding, witness=replace(witness, choice=(*witness.choice[:-1], ((1, 1, 1), 2)))),
        replace(finding, witness=replace(witness, replicated=replace(copies, evaluator=(0xE,)))),
        replace(
            finding,
            witness=replace(
                witness, replicated=replace(copies, renamings=((0, 1), (2, 3), (4, 4)))
            ),
        ),
    ]
    registry.verify(subject(FIRST_OF_THREE).circuit, (1 << 64) - 1, finding)
    for lie in spoiled:
        with pytest.raises(RefereeError):
            registry.verify(subject(FIRST_OF_THREE).circuit, (1 << 64) - 1, lie)


def test_the_checker_refuses_a_witness_for_another_circuit():
    (finding,) = find("mediated", BEST_PAIR)
    for gates, output in (
        ([(AND, 0, 1), (AND, 2, 3), (XOR, 5, 4)], 6),
        ([(AND, 0, 1), (AND, 2, 3), (A_NOT_B, 5, 3)], 6),
        ([(AND, 0, 1), (OR, 2, 3), (A_NOT_B, 5, 4)], 6),
        ([(AND, 0, 1), (AND, 2, 3), (A_NOT_B, 5, 4)], 5),
    ):
        with pytest.raises(RefereeError):
            registry.verify(circuit(4, gates, [output]), 0xFFFF, finding)


def test_the_checker_refuses_a_wrong_isomorphism():
    (finding,) = find("replicated", BEST_PAIR, variant="structural")
    for pairs in ((), ((0, 2), (1, 2), (4, 5)), ((0, 2), (1, 3), (4, 6)), ((0, 2), (1, 3))):
        lie = replace(finding, witness=replace(finding.witness, isomorphisms=(pairs,)))
        with pytest.raises(RefereeError):
            registry.verify(BEST_PAIR, 0xFFFF, lie)


def test_definitions_describe_themselves():
    names = [definition.name for definition in registry.DEFINITIONS]
    assert names == sorted(set(names), key=names.index)
    for definition in registry.DEFINITIONS:
        assert registry.get(definition.name) is definition
        assert all(definition.to_json()[key] for key in ("summary", "formula", "source"))
    with pytest.raises(InputError, match="unknown definition 'search'"):
        registry.get("search")


def test_a_cone_bounds_its_evaluator_only_where_gates_cost_one():
    vague = {"evaluator_gates": 2, "least_size": lambda _table, _n: (1, None)}
    assert registry.search("replicated", subject(BEST_PAIR), Options(**vague)).complete
    dear = registry.search("replicated", subject(BEST_PAIR), Options(**vague, unit_cost=False))
    assert not dear.complete
