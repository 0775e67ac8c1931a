"""The halves of a question are its whole: exhaustive, disjoint, and answered the same."""

import random
from collections import Counter

import pytest

from minimesa import basis as bases
from minimesa.encoding import ssv
from minimesa.encoding.halves import halves
from minimesa.encoding.query import Query, Verdict
from minimesa.relations import from_tables
from minimesa.solvers import backends, profiles

SOLVER = profiles.get("minisat22")
B2 = bases.get("b2")


def verdict(query):
    return backends.answer(query, SOLVER)[0]


@pytest.mark.parametrize("outputs", [1, 2, 3])
@pytest.mark.parametrize("name", ["b2", "aig", "mig", "nand", "and-or-not"])
def test_halves_are_answered_like_the_whole(name, outputs):
    choice, seen = random.Random(11), Counter()
    for number in range(12):
        tables = [choice.randrange(256) for _ in range(outputs)]
        care = [choice.randrange(1, 256) for _ in tables] if number % 3 == 0 else None
        relation = from_tables(tables, 3, care=care)
        for gates in range(1, 5):
            query = Query(relation, bases.get(name), gates=gates)
            parts = halves(query)
            if not parts:
                assert (outputs, name != "b2") == (1, True)
                return
            whole, verdicts = verdict(query), [verdict(part) for part in parts]
            found = Verdict.FOUND in verdicts
            assert whole is (Verdict.FOUND if found else Verdict.REFUTED)
            seen.update((half, v) for half, v in enumerate(verdicts))
            if found:
                break
    for half in (0, 1):
        assert seen[half, Verdict.FOUND]
        assert seen[half, Verdict.REFUTED]


@pytest.mark.parametrize("tables", [[0x16], [0x16, 0x28]])
def test_every_circuit_is_in_one_half(tables):
    query = Query(from_tables(tables, 3), B2, gates=4 if len(tables) == 1 else 5)

    def listed(question):
        return Counter(map(str, backends.circuits(question, SOLVER)))

    whole, apart = listed(query), [listed(half) for half in halves(query)]
    assert all(apart)
    assert sum(apart, Counter()) == whole


def test_a_half_adds_clauses_and_changes_none():
    query = Query(from_tables([0x96, 0xE8], 3), B2, gates=4)
    whole = ssv.encode(query).cnf
    for half in halves(query):
        cnf = ssv.encode(half).cnf
        assert cnf.variables == whole.variables
        assert cnf.clauses[: len(whole.clauses)] == whole.clauses
        assert len(cnf.clauses) > len(whole.clauses)


def test_what_has_no_halves():
    relation = from_tables([0x8], 2)
    assert halves(Query(relation, B2, gates=0)) == ()
    assert halves(Query(relation, B2, depth=2)) == ()
    assert halves(halves(Query(relation, B2, gates=1))[0]) == ()
    assert [half.label for half in halves(Query(relation, B2, gates=1))] == [
        "gates-1-half-0",
        "gates-1-half-1",
    ]
