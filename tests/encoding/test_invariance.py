"""Symmetries of relations, against what exchanging and complementing does to a table of words."""

from itertools import combinations, permutations, product

from hypothesis import given
from hypothesis import strategies as st

from minimesa.encoding.invariance import (
    complementable_inputs,
    complemented_exchanges,
    exchangeable_inputs,
    renamings,
)
from minimesa.relations import Relation, from_tables


def test_exchangeable_inputs_must_preserve_every_output_and_the_weights():
    assert exchangeable_inputs(from_tables([0x96, 0xE8], 3)) == ((0, 1), (0, 2), (1, 2))
    assert exchangeable_inputs(from_tables([0x8, 0x2], 2)) == ()
    assert exchangeable_inputs(from_tables([0x80, 0x88], 3)) == ((0, 1),)
    weights = (1, 1, 2, 1)
    lopsided = Relation(("a", "b"), ("y",), (1, 1, 1, 2), 15, weights)
    assert exchangeable_inputs(lopsided) == ()
    care_differs = from_tables([0x8], 2, care=[0b1101])
    assert exchangeable_inputs(care_differs) == ()


def image(relation, p, q, mask, outputs):
    """Return the acceptable words after exchanging p and q, and complementing, as sets."""
    n, m = len(relation.inputs), len(relation.outputs)
    found = {}
    for bits in product((0, 1), repeat=n):
        seen = list(bits)
        seen[p], seen[q] = bits[q], bits[p]
        row = sum((b ^ (mask >> i & 1)) << i for i, b in enumerate(seen))
        words = {w ^ outputs for w in range(1 << m) if relation.allowed[row] >> w & 1}
        found[sum(b << i for i, b in enumerate(bits))] = words
    return found


@st.composite
def relations(draw):
    n, m = draw(st.sampled_from([(2, 1), (3, 1), (2, 2), (3, 2)]))
    if draw(st.booleans()):
        tables = draw(st.lists(st.sampled_from([0x96, 0xE8, 0x8E, 0x17, 0x4D, 0x40, 0xD4]),
                               min_size=m, max_size=m))  # fmt: skip
        return from_tables([table & (1 << (1 << n)) - 1 for table in tables], n)
    words = st.integers(1, (1 << (1 << m)) - 1)
    allowed = draw(st.lists(words, min_size=1 << n, max_size=1 << n))
    names = tuple("abc"[:n])
    return Relation(names, tuple("yz"[:m]), tuple(allowed), (1 << (1 << n)) - 1)


@given(relations())
def test_symmetries_are_those_of_the_words(relation):
    n, m = len(relation.inputs), len(relation.outputs)
    own = image(relation, 0, 0, 0, 0)
    pairs = list(combinations(range(n), 2))
    assert list(exchangeable_inputs(relation)) == [
        (p, q) for p, q in pairs if image(relation, p, q, 0, 0) == own
    ]
    exchanges = [
        (p, q, a << p | b << q)
        for p, q in pairs
        for b, a in product((0, 1), repeat=2)
        if any(image(relation, p, q, a << p | b << q, outputs) == own for outputs in range(1 << m))
    ]
    firsts = {(p, q): mask for p, q, mask in reversed(exchanges)}
    assert list(complemented_exchanges(relation)) == [
        (*pair, firsts[pair]) for pair in sorted(firsts)
    ]
    assert list(complementable_inputs(relation)) == [
        mask
        for mask in range(1, 1 << n)
        if any(image(relation, 0, 0, mask, outputs) == own for outputs in range(1 << m))
    ]


def renamed(relation, renaming, mask, outputs):
    """Return the acceptable words after renaming and complementing inputs, as sets."""
    n, m = len(relation.inputs), len(relation.outputs)
    found = {}
    for bits in product((0, 1), repeat=n):
        seen = [0] * n
        for i, bit in enumerate(bits):
            seen[renaming[i]] = bit
        row = sum((b ^ (mask >> i & 1)) << i for i, b in enumerate(seen))
        words = {w ^ outputs for w in range(1 << m) if relation.allowed[row] >> w & 1}
        found[sum(b << i for i, b in enumerate(bits))] = words
    return found


@given(relations())
def test_renamings_are_those_of_the_words(relation):
    n, m = len(relation.inputs), len(relation.outputs)
    own = renamed(relation, range(n), 0, 0)
    for complementing, masks, outputs in ((False, 1, 1), (True, 1 << n, 1 << m)):
        assert set(renamings(relation, complementing=complementing)) == {
            renaming
            for renaming in permutations(range(n))
            if any(
                renamed(relation, renaming, mask, ends) == own
                for mask in range(masks)
                for ends in range(outputs)
            )
        }


def test_a_multiplexer_is_kept_by_renaming_address_and_data_together():
    # Inputs: two bits of address, then data. The renamings are the symmetries of a square.
    table = sum(1 << t for t in range(64) if t >> (2 + (t & 3)) & 1)
    multiplexer = from_tables([table], 6)
    assert set(renamings(multiplexer, complementing=False)) == {
        (0, 1, 2, 3, 4, 5),
        (1, 0, 2, 4, 3, 5),
    }
    assert len(renamings(multiplexer, complementing=True)) == 8
    assert exchangeable_inputs(multiplexer) == ()


def test_a_majority_complemented_in_one_input_is_symmetric_up_to_that():
    skew = from_tables([0x8E], 3)
    assert exchangeable_inputs(skew) == ((0, 1),)
    assert complemented_exchanges(skew) == ((0, 1, 0), (0, 2, 5), (1, 2, 6))
    assert complementable_inputs(skew) == (7,)


def test_weights_and_care_count():
    ones = (1, 1, 1, 2)
    weighted = Relation(("a", "b"), ("y",), (1, 2, 2, 1), 15, ones)
    assert complementable_inputs(weighted) == ()
    assert complemented_exchanges(weighted) == ((0, 1, 0),)
    assert complementable_inputs(from_tables([0x6], 2, care=[0b1110])) == ()
    assert complementable_inputs(from_tables([0x6], 2, care=[0b1001])) == (3,)
