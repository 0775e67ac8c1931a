"""The bound by eliminating two gates against exact sizes: it never claims too much."""

import random
from collections import Counter

from minimesa import basis as bases
from minimesa.census.table import shipped
from minimesa.relations import from_tables
from minimesa.synthesis import tabulated
from minimesa.synthesis.elimination import one_more
from minimesa.tables import lookup
from minimesa.truth_tables import full, npn_representatives, support
from oracles.specimens import random_circuit


def size_of_four(table):
    return lookup.least_size(bases.get("b2"), table, 4)


def size_of_five(table):
    return shipped().look_up(table, 5).size


def test_no_function_of_four_inputs_is_said_to_need_more_than_it_does():
    outcomes = Counter()
    for table in npn_representatives(4):
        if len(support(table, 4)) == 4:
            size = size_of_four(table)
            assert not one_more(table, 4, size, size_of_four), hex(table)
            outcomes[one_more(table, 4, size - 1, size_of_four)] += 1
    assert outcomes[True]
    assert outcomes[False]


def test_no_function_of_five_inputs_is_said_to_need_more_than_it_does():
    rng, outcomes = random.Random(1), Counter()
    for number in range(60):
        table = rng.getrandbits(32)
        if number % 2:
            (table,) = random_circuit(rng, 5, rng.randrange(5, 9), 1).output_tables()
        if len(support(table, 5)) == 5:
            size = size_of_five(table)
            assert not one_more(table, 5, size, size_of_five), hex(table)
            outcomes[one_more(table, 5, size - 2, size_of_five)] += 1
    assert outcomes[True]
    assert outcomes[False]


def test_a_multiplexer_of_four_data_bits_takes_nine_gates():
    # Three multiplexers of two data bits, three gates each (Knuth, TAOCP 4A, 7.1.2), are optimal.
    table = sum(1 << t for t in range(64) if t >> (2 + (t & 3)) & 1)
    bound = tabulated.lower_bound(from_tables([table], 6), bases.get("b2"), "size")
    assert bound == (9, "restriction")


def test_inputs_that_occur_only_together_are_left_alone():
    # Parity: any two inputs may be read by one gate only, so nothing follows.
    parity = sum(1 << t for t in range(16) if t.bit_count() % 2)
    assert not one_more(parity, 4, 3, size_of_four)
    assert not one_more(full(4) ^ parity, 4, 2, lambda _table: 1)
