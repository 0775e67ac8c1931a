"""The cases of a question are its whole: exhaustive, disjoint, and answered the same."""

import random
from collections import Counter

import pytest

from minimesa import basis as bases
from minimesa.encoding import ssv
from minimesa.encoding.cases import split, split_into
from minimesa.encoding.query import Query, Verdict
from minimesa.relations import from_tables
from minimesa.solvers import backends, profiles

SOLVER = profiles.get("minisat22")
BASES = ["b2", "aig", "mig", "nand", "nor", "and-or-not"]


def verdict(query):
    return backends.answer(query, SOLVER)[0]


def merged(cases):
    verdicts = {verdict(case) for case in cases}
    return Verdict.FOUND if Verdict.FOUND in verdicts else Verdict.REFUTED


@pytest.mark.parametrize("name", BASES)
def test_cases_are_answered_like_the_whole(name):
    basis = bases.get(name)
    choice = random.Random(7)
    seen = Counter()
    for number in range(24):
        outputs = 1 + number % 2
        tables = [choice.randrange(256) for _ in range(outputs)]
        care = [choice.randrange(1, 256) for _ in tables] if number % 3 == 0 else None
        relation = from_tables(tables, 3, care=care)
        for gates in range(1, 5):
            query = Query(relation, basis, gates=gates)
            whole = verdict(query)
            assert merged(split(query)) is whole
            assert merged(split_into(query, 20)) is whole
            seen[whole] += 1
            if whole is Verdict.FOUND:
                break
    assert min(seen[Verdict.FOUND], seen[Verdict.REFUTED]) > 5


@pytest.mark.parametrize("name", BASES)
def test_every_fan_in_tuple_is_in_exactly_one_case(name):
    query = Query(from_tables([0x96, 0xE8], 3), bases.get(name), gates=3)
    for case in (query, split(query)[0]):
        parts = split(case)
        gate, tuples = parts[0].case[-1][0], []
        for part in parts:
            layout = ssv.encode(part)
            barred = {-clause[0] for clause in layout.cnf.clauses if len(clause) == 1}
            tuples += [fanin for fanin, on in layout.select[gate].items() if on not in barred]
        free = Counter(ssv.fanin_tuples(query.basis, 3, gate))
        assert Counter(tuples) <= free
        # A symmetry break may bar a tuple in every case; nothing else may.
        plain = ssv.encode(case)
        barred = {-clause[0] for clause in plain.cnf.clauses if len(clause) == 1}
        assert set(tuples) == {f for f, on in plain.select[gate].items() if on not in barred}
        assert list(plain.select[gate].values()) in plain.cnf.clauses


def test_all_models_of_the_whole_fall_to_the_cases():
    query = Query(from_tables([0x16], 3), bases.get("b2"), gates=4)

    def listed(question):
        return Counter(map(str, backends.circuits(question, SOLVER)))

    whole = listed(query)
    apart = sum((listed(case) for case in split(query)), Counter())
    assert len(whole) > 3
    assert apart == whole


def test_a_case_adds_clauses_and_changes_none():
    query = Query(from_tables([0x96], 3), bases.get("b2"), gates=3)
    whole = ssv.encode(query).cnf
    for case in split(query):
        cnf = ssv.encode(case).cnf
        assert cnf.variables == whole.variables
        assert cnf.clauses[: len(whole.clauses)] == whole.clauses


def test_without_gates_there_is_nothing_to_split():
    relation = from_tables([0x8], 2)
    assert split(Query(relation, bases.get("b2"), gates=0)) == ()
    assert split(Query(relation, bases.get("b2"), depth=2)) == ()
    assert len(split_into(Query(relation, bases.get("b2"), gates=1), 100)) < 100
