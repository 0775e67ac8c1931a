"""A query encoded differently is an encoder of another version."""

import hashlib
from fractions import Fraction

import pytest

from minimesa import basis as bases
from minimesa.basis import Basis, Operator
from minimesa.encoding.demand import Demand
from minimesa.encoding.formula import ENCODER_VERSION, encode
from minimesa.encoding.query import Query
from minimesa.relations import Relation, from_tables

MAJORITY = from_tables([0xE8], 3)
ADDER = from_tables([0x96, 0xE8], 3)
TIES = Relation(("a", "b"), ("y", "z"), (0b0110, 0b1001, 0b0111, 0b0001), 0b1111)
WEIGHTED = Relation(("a", "b"), ("y",), (1, 2, 2, 1), 0b1111, (1, 2, 3, 4))
COSTS = Basis("costs", (Operator("and", 0x8, 2), Operator("xor", 0x6, 2, 3)), free_not=True)
NO_TREE = Basis("no-tree", (Operator("~maj", 0x17, 3),), free_not=False)

QUERIES = {
    "b2": Query(MAJORITY, bases.get("b2"), gates=3),
    "two outputs": Query(ADDER, bases.get("b2"), gates=4, depth=3),
    "no break": Query(ADDER, bases.get("b2"), gates=3, breaks=frozenset()),
    "tree": Query(ADDER, bases.get("b2"), depth=2),
    "no tree": Query(MAJORITY, NO_TREE, depth=1),
    "aig": Query(TIES, bases.get("aig"), gates=2),
    "mig": Query(ADDER, bases.get("mig"), gates=2),
    "nand": Query(MAJORITY, bases.get("nand"), gates=4),
    "nand tree": Query(MAJORITY, bases.get("nand"), depth=2),
    "and-or-not": Query(TIES, bases.get("and-or-not"), gates=3, depth=2),
    "lut3": Query(ADDER, bases.get("lut3"), gates=1),
    "costs": Query(MAJORITY, COSTS, gates=3, cost=4),
    "accuracy": Query(WEIGHTED, bases.get("b2"), gates=1, accuracy=Fraction(3, 5)),
    "replicated": Query(MAJORITY, bases.get("nand"), gates=4, demand=Demand("replicated", "np")),
    "selecting": Query(ADDER, bases.get("b2"), gates=5, demand=Demand("selecting", default=True)),
    "mediated": Query(
        TIES, bases.get("b2"), gates=2, demand=Demand("mediated", "np", 3, 2, reachable=True)
    ),
    "two bits": Query(
        MAJORITY, bases.get("b2"), gates=4, demand=Demand("selecting", default=True, score_bits=2)
    ),
    "structural": Query(ADDER, bases.get("nand"), gates=4, demand=Demand("mediated", "structural")),
}

GOLDEN = (
    7,
    {
        "b2": "396fbd72861133f6",
        "two outputs": "ad2017fd4f3372ed",
        "no break": "dfe23088c2fd7425",
        "tree": "764164a903539c00",
        "no tree": "68cdedceef2581f0",
        "aig": "3753421c7144d4b8",
        "mig": "78d896de88e82120",
        "nand": "4c1c89acc41c2985",
        "nand tree": "84e8880960e37d05",
        "and-or-not": "76c7caf9481ef161",
        "lut3": "7a0365c21025d698",
        "costs": "61e1133abf908014",
        "accuracy": "5d9886d30dacb69d",
        "replicated": "596e38feaf75d822",
        "selecting": "cad792aba35436c6",
        "mediated": "8ee3d2ac1c6407a5",
        "two bits": "da014ca3b9082c37",
        "structural": "89018c4946651e3f",
    },
)


@pytest.mark.parametrize("name", QUERIES)
def test_the_formulas_are_those_of_this_version(name):
    found = hashlib.sha256(encode(QUERIES[name]).cnf.dimacs().encode("ascii")).hexdigest()
    assert (ENCODER_VERSION, found[:16]) == (GOLDEN[0], GOLDEN[1][name]), (
        "this query is encoded differently than before: raise ENCODER_VERSION in "
        "minimesa.encoding.formula, so that certificates of the old encoder are told apart, "
        "and write the new version and hashes here"
    )


@pytest.mark.parametrize("name", QUERIES)
def test_no_clause_repeats_a_variable(name):
    """Proof checkers drop clauses that say nothing, and then miss them."""
    for clause in encode(QUERIES[name]).cnf.clauses:
        assert len({abs(literal) for literal in clause}) == len(clause)
