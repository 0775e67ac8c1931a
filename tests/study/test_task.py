"""A task is what is asked, not what it is called or may use."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimesa.basis import get
from minimesa.problems.library import find_problem
from minimesa.relations import from_tables
from minimesa.study.task import Limits, Question, Task


def test_names_titles_and_the_order_of_questions_do_not_matter(task):
    questions = (Question("replicated", "p", 2, 1), Question("selecting", "p", 2, 2))
    first = task("reply-min", questions=questions)
    problem = replace(first.problem, name="another", title="of that", description="and more")
    assert replace(first, problem=problem, questions=questions[::-1]).identity == first.identity


def test_a_basis_is_its_operators_not_its_name(task):
    assert task("0x96", basis="b2").identity == task("0x96", basis="xaig").identity


@pytest.mark.parametrize(
    ("name", "questions", "identity"),
    [
        ("0xe8", [Question("replicated", "p", 2, 1)], "22ebdacefa3f66ea54d30146d14c553b"),
        (
            "reply-min",
            [Question("selecting", "np", 3, 2, True, True), Question("declared-all")],
            "2094fb6380de7ba080f45b8d3771eb15",
        ),
    ],
)
def test_scores_of_one_bit_are_asked_as_before_there_were_others(task, name, questions, identity):
    assert task(name, questions=questions).identity == identity


def variations():
    """Return tasks that ask different things, each but the first in one respect."""
    problem = find_problem("second-pair-better")
    utility = problem.utility
    relation = from_tables([0x1234], 4)
    cared = replace(relation, care=0xFFFE, allowed=(3, *relation.allowed[1:]))
    base = Task(problem, get("b2"), "size", 0, (Question("selecting", "p", 2, 1),))
    asked = base.questions[0]
    doubled = tuple(tuple(None if v is None else 2 * v for v in row) for row in utility.values)
    return {
        "as it is": base,
        "relation": replace(base, problem=replace(problem, relation=relation)),
        "care": replace(base, problem=replace(problem, relation=cared)),
        "no utility": replace(base, problem=replace(problem, utility=None)),
        "utility": replace(
            base, problem=replace(problem, utility=replace(utility, values=doubled))
        ),
        "tolerance": replace(
            base, problem=replace(problem, utility=replace(utility, tolerance=Fraction(1, 3)))
        ),
        "basis": replace(base, basis=get("aig")),
        "objective": replace(base, objective="depth,size"),
        "slack": replace(base, slack=1),
        "requirement": replace(base, questions=(), requirement="selecting"),
        "definition": replace(base, questions=(replace(asked, definition="mediated"),)),
        "variant": replace(base, questions=(replace(asked, variant="np"),)),
        "candidates": replace(base, questions=(replace(asked, candidates=3),)),
        "threshold": replace(base, questions=(replace(asked, evaluator_gates=2),)),
        "default": replace(base, questions=(replace(asked, default=True),)),
        "reachable": replace(base, questions=(replace(asked, reachable=True),)),
        "score bits": replace(base, questions=(replace(asked, score_bits=2),)),
    }


@pytest.mark.parametrize(("one", "other"), list(combinations(variations(), 2)))
def test_what_is_asked_matters(one, other):
    tasks = variations()
    assert tasks[one].identity != tasks[other].identity


LIMITS = st.builds(
    Limits,
    st.none() | st.integers(1, 3).map(float),
    st.none() | st.integers(1, 3),
    st.none() | st.integers(1, 3),
)


@given(LIMITS, LIMITS)
def test_limits_are_beyond_others_when_none_is_smaller_and_one_is_larger(a, b):
    infinite = float("inf")
    pairs = [
        (infinite if x is None else x, infinite if y is None else y)
        for x, y in zip(a.to_json().values(), b.to_json().values(), strict=True)
    ]
    assert a.beyond(b) == (all(x >= y for x, y in pairs) and any(x > y for x, y in pairs))
