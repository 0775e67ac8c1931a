import random
from itertools import combinations, product

import pytest

from minimesa.analysis.cuts import enumerate_cuts
from minimesa.analysis.motifs import find_motifs
from oracles import definitions as brute
from oracles.specimens import A_NOT_B, AND, B_NOT_A, OR, XNOR, XOR, circuit, random_circuit


def kinds(what):
    return {(m.kind, m.roots, m.leaves) for m in find_motifs(what)}


def test_full_adder_is_sum_and_carry():
    adder = circuit(3, [(XOR, 0, 1), (XOR, 3, 2), (AND, 0, 1), (AND, 3, 2), (OR, 5, 6)], [4, 7])
    found = kinds(adder)
    assert ("full adder", (4, 7), (0, 1, 2)) in found
    assert ("majority", (7,), (0, 1, 2)) in found
    assert ("parity chain", (4,), (0, 1, 2)) in found
    assert not any(kind == "half adder" for kind, *_ in found), "they are inside the full adder"


def test_half_adder():
    assert kinds(circuit(2, [(XNOR, 0, 1), (A_NOT_B, 0, 1)], [2, 3])) == {
        ("half adder", (2, 3), (0, 1))
    }


@pytest.mark.parametrize(
    "gates",
    [
        [(XOR, 0, 1), (AND, 3, 2), (XOR, 4, 0)],
        [(AND, 1, 2), (A_NOT_B, 0, 2), (OR, 3, 4)],
        [(AND, 1, 2), (A_NOT_B, 0, 2), (XOR, 3, 4)],
        [(0x7, 1, 2), (0xD, 0, 2), (AND, 3, 4)],
    ],
)
def test_a_multiplexer_however_it_is_drawn(gates):
    assert ("multiplexer", (5,), (0, 1, 2)) in kinds(circuit(3, gates, [5]))


def test_no_multiplexer_where_there_is_none():
    assert not kinds(circuit(3, [(AND, 0, 1), (A_NOT_B, 0, 2), (OR, 3, 4)], [5]))


def test_comparators_and_their_like():
    larger = [(A_NOT_B, 1, 3), (XNOR, 1, 3), (A_NOT_B, 0, 2), (AND, 5, 6), (OR, 4, 7)]
    greater = circuit(4, larger, [8])
    assert ("comparator", (8,), (0, 1, 2, 3)) in kinds(greater)
    equal = circuit(4, [(XOR, 1, 3), (XOR, 0, 2), (OR, 4, 5)], [6])
    assert ("equality", (6,), (0, 1, 2, 3)) in kinds(equal)
    maximum = [*larger, (XOR, 0, 2), (AND, 8, 9), (XOR, 10, 2), (OR, 1, 3)]
    assert ("min/max", (11,), (0, 1, 2, 3)) in kinds(circuit(4, maximum, [11, 12]))


def test_priority_chain():
    chain = circuit(
        5,
        [(AND, 0, 3), (A_NOT_B, 2, 4), (AND, 1, 4), (OR, 6, 7), (A_NOT_B, 8, 3), (OR, 5, 9)],
        [10],
    )
    assert ("priority chain", (10,), (0, 1, 2, 3, 4)) in kinds(chain)
    assert ("multiplexer", (8,), (1, 2, 4)) in kinds(chain)


def test_only_the_longest_parity_chain_is_told():
    chain = circuit(5, [(XOR, 0, 1), (XOR, 5, 2), (XNOR, 6, 3), (XOR, 7, 4)], [8])
    assert {(m.kind, m.leaves) for m in find_motifs(chain) if m.kind == "parity chain"} == {
        ("parity chain", (0, 1, 2, 3, 4))
    }


def test_repeated_blocks_need_separate_gates():
    twice = circuit(6, [(AND, 0, 1), (OR, 6, 2), (B_NOT_A, 3, 4), (OR, 8, 5), (XOR, 7, 9)], [10])
    assert not any(m.kind.startswith("repeated") for m in find_motifs(twice))
    twice = circuit(6, [(AND, 0, 1), (OR, 6, 2), (AND, 3, 4), (OR, 8, 5), (XOR, 7, 9)], [10])
    (block,) = [m for m in find_motifs(twice) if m.kind.startswith("repeated")]
    assert (block.kind, block.roots, block.gates) == ("repeated block x2", (7, 9), (6, 7, 8, 9))
    assert block.to_json(twice)["roots"] == ["g1", "g3"]


def test_cuts_compute_what_they_say_and_none_is_missed():
    rng = random.Random(1)
    seen = 0
    for _ in range(30):
        what = random_circuit(rng, 4, 6, 1)
        values = brute.run(what)
        cuts = enumerate_cuts(what, 3, most_cuts=1000)
        for cut in cuts:
            for t in range(16):
                index = sum(int(values[w][t]) << j for j, w in enumerate(cut.leaves))
                assert cut.table >> index & 1 == values[cut.root][t]
        found = {(cut.root, cut.leaves) for cut in cuts}
        for root in range(4, 10):
            for size in (2, 3):
                for leaves in combinations(range(root), size):
                    if is_minimal_cut(what, root, leaves) and depends(what, root, leaves):
                        assert (root, leaves) in found
                        seen += 1
    assert seen > 100


def is_cut(what, root, leaves):
    if root in leaves:
        return True
    n = len(what.inputs)
    return root >= n and all(is_cut(what, w, leaves) for w in what.gates[root - n].fanin)


def is_minimal_cut(what, root, leaves):
    return is_cut(what, root, leaves) and not any(
        is_cut(what, root, rest) for rest in combinations(leaves, len(leaves) - 1)
    )


def depends(what, root, leaves):
    """Tell whether changing each leaf, the others held, can change the root."""
    n = len(what.inputs)
    table = {}
    for held in product((0, 1), repeat=len(leaves)):
        row = sum(v << w for w, v in zip(leaves, held, strict=True) if w < n)
        gates = {w: v for w, v in zip(leaves, held, strict=True) if w >= n}
        table[held] = brute.run(what, gates)[root][row]
    return all(
        any(table[h] != table[*h[:j], 1 - h[j], *h[j + 1 :]] for h in table)
        for j in range(len(leaves))
    )
