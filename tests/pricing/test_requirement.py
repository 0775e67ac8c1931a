"""Which functions must be on wires, and problems with those as outputs."""

from itertools import product

import pytest

from minimesa.analysis.objective import Target, comparison, objective
from minimesa.encoding.demand import Demand
from minimesa.errors import InputError
from minimesa.pricing.requirement import (
    REQUIREMENTS,
    alternatives,
    extended,
    independent,
    requirement,
)
from minimesa.problems.library import find_problem


def targets(wanted):
    return {target for _, target in wanted}


def test_every_name_can_be_required():
    for name in REQUIREMENTS:
        assert requirement(name).name == name
    assert requirement("mediated", variant="np", candidates=3).demand == Demand(
        "mediated", "np", candidates=3
    )
    with pytest.raises(InputError, match="choose declared-all, declared-lean"):
        requirement("searching")


def test_all_scores_and_all_but_one():
    problem = find_problem("best-pair")
    goal = objective(problem)
    scores = [set(bits) for bits in goal.scores]
    (every,) = alternatives(problem, "declared-all")
    assert targets(every) == set().union(*scores)
    lean = alternatives(problem, "declared-lean")
    assert {frozenset(targets(wanted)) for wanted in lean} == {
        frozenset(set().union(*(s for i, s in enumerate(scores) if i != omitted)))
        for omitted in range(3)
    }


def test_scores_that_inputs_say_need_no_wire():
    assert alternatives(find_problem("argmax"), "declared-all") == []
    assert alternatives(find_problem("argmax"), "declared-lean") == []


def test_comparisons_are_those_of_pairs_or_of_a_tournament():
    problem = find_problem("best-pair")
    goal = objective(problem)
    found = {frozenset(targets(wanted)) for wanted in alternatives(problem, "comparisons")}

    def either(left, right):
        return [comparison(problem, goal, left, right), comparison(problem, goal, right, left)]

    tournaments = [((1, 2), (3, 4)), ((1, 4), (5, 2)), ((2, 4), (6, 1))]
    expected = [
        frozenset(choice)
        for (a, b), (c, d) in tournaments
        for choice in product(either(a, b), either(c, d))
    ]
    expected += [frozenset(c) for c in product(either(1, 2), either(1, 4), either(2, 4))]
    assert found == {s for s in expected if not any(other < s for other in expected)}


def test_too_many_tournaments_are_refused_at_once():
    with pytest.raises(InputError, match="32 actions: too many tournaments"):
        alternatives(find_problem("makespan"), "comparisons")


def test_a_function_that_another_one_says_needs_no_wire_of_its_own():
    half, whole = Target(0b0010, 0b0011), Target(0b0110, 0b1111)
    opposite, other = Target(0b1001, 0b1111), Target(0b1000, 0b1111)
    kept = independent((("h", half), ("w", whole), ("o", opposite), ("x", other)))
    assert kept == (("w", whole), ("x", other))
    assert independent((("h", half), ("x", other))) == (("x", other), ("h", half))


def test_scores_as_further_outputs():
    problem = find_problem("open-path")
    (wanted,) = alternatives(problem, "declared-all")
    relation, whole = problem.relation, extended(problem, wanted).relation
    assert whole.outputs == (*relation.outputs, *(name for name, _ in wanted))
    m = len(relation.outputs)
    for t in relation.rows:
        for word in range(1 << len(whole.outputs)):
            right = all(
                (word >> o & 1) == (target.table >> t & 1)
                for o, (_, target) in enumerate(wanted, start=m)
                if target.rows >> t & 1
            )
            own = relation.allowed[t] >> (word & (1 << m) - 1) & 1
            assert (whole.allowed[t] >> word & 1) == (own and right)


def test_too_many_scores_are_refused():
    problem = find_problem("makespan")
    (wanted,) = alternatives(problem, "declared-all")
    with pytest.raises(InputError, match="with its scores as outputs"):
        extended(problem, wanted)
