"""Circuits all of whose gates reach an output of the problem's own, against brute force."""

import random
from collections import Counter
from itertools import combinations

import pytest

from minimesa import basis as bases
from minimesa.encoding.breaks import DEFAULT_BREAKS, USE_ALL, connecting
from minimesa.problems.problem import Problem
from minimesa.relations import Relation
from minimesa.synthesis.options import Options
from minimesa.synthesis.search import solve
from oracles.local import LocalEngine

INPUTS = (0xAA, 0xCC, 0xF0)
MOST = 3
OPERATORS = {"b2": (0x8, 0x2, 0x4, 0xE, 0x6), "aig": (0x8, 0x2, 0x4, 0xE)}
"""Those that are 0 at row 0: where NOT is free there need be no others."""


def apply(operator, a, b):
    """Return the table of a gate."""
    minterms = (~a & ~b, a & ~b, ~a & b, a & b)
    return sum(m & 0xFF for row, m in enumerate(minterms) if operator >> row & 1)


def pairs(basis):
    """Return for functions of an output and of a score the least size of a connected circuit.

    Every gate must reach the gate or input of the output; the score may be on any wire.
    """
    least = {(a, b): 0 for a in (0, *INPUTS) for b in (0, *INPUTS)}

    def extend(tables, cones):
        size = len(tables) - 3
        whole = (1 << size) - 1
        if size:
            for table, cone in zip(tables, cones, strict=True):
                if cone == whole:
                    for score in (0, *tables):
                        key = table, score
                        least[key] = min(least.get(key, size), size)
        if size == MOST:
            return
        for i, j in combinations(range(len(tables)), 2):
            for operator in OPERATORS[basis]:
                table = apply(operator, tables[i], tables[j])
                extend((*tables, table), (*cones, cones[i] | cones[j] | 1 << size))

    extend(INPUTS, (0, 0, 0))
    return least


def relation(output, score, matters):
    """Return a relation whose first output is a function, as is the second where it matters."""
    allowed = []
    for t in range(8):
        bit, other = output >> t & 1, score >> t & 1
        words = [bit | value << 1 for value in (0, 1) if value == other or not matters >> t & 1]
        allowed.append(sum(1 << word for word in words))
    return Relation(("a", "b", "c"), ("own", "score"), tuple(allowed), 0xFF)


@pytest.mark.parametrize("basis", OPERATORS)
def test_least_connected_circuits(basis):
    least, rng, outcomes = pairs(basis), random.Random(basis), Counter()
    known = sorted(least)
    for _ in range(60):
        output, score = (
            rng.choice(known) if rng.random() < 0.7 else rng.choices(range(0, 256, 2), k=2)
        )
        matters = 0xFF if rng.random() < 0.5 else rng.randrange(256)
        fits = [
            size
            for (own, other), size in least.items()
            if own == output
            # The score may be a complement, which shows where its value at row 0 is free.
            if not (other ^ score) & matters or not (other ^ score ^ 0xFF) & matters
        ]
        options = Options(
            bases.get(basis), connected=1, breaks=connecting(DEFAULT_BREAKS), most=MOST
        )
        found = solve(Problem("some", "", relation(output, score, matters)), options, LocalEngine())
        assert found.upper_bound == min(fits, default=None)
        assert found.lower_bound == min(fits, default=max(MOST + 1, found.lower_bound))
        outcomes[found.upper_bound] += 1
        loose = solve(
            Problem("some", "", relation(output, score, matters)),
            Options(bases.get(basis), most=MOST),
            LocalEngine(),
        )
        outcomes["dearer"] += loose.size is not None and loose.size != found.size
    assert min(outcomes[key] for key in (None, 2, 3, "dearer")) > 2, outcomes


def test_that_every_gate_reaches_an_output_is_no_break():
    assert connecting(frozenset()) == {USE_ALL}
    assert connecting(DEFAULT_BREAKS) < DEFAULT_BREAKS
