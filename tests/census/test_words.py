from math import factorial

import pytest

from minimesa.census import words
from minimesa.truth_tables import compose, full


@pytest.mark.parametrize("n", range(1, 6))
def test_the_walk_passes_every_order_once(n):
    order = list(range(n))
    seen = {tuple(order)}
    for i in words.exchanges(n):
        order[i], order[i + 1] = order[i + 1], order[i]
        seen.add(tuple(order))
    assert len(words.exchanges(n)) == factorial(n) - 1
    assert len(seen) == factorial(n)


@pytest.mark.parametrize("n", [2, 5])
def test_operators_that_are_0_on_zeros_lead_from_words_to_words(n):
    start = words.inputs(n)
    assert all(word < words.half(n) for word in start)
    for operator in (0x2, 0x4, 0x6, 0x8, 0xE):
        assert compose(operator, start[:2], full(n)) < words.half(n)
    assert compose(0x1, start[:2], full(n)) >= words.half(n)
