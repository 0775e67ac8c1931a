"""Plans: which questions the lists of a table stand for."""

import pytest

from minimesa.errors import InputError
from minimesa.study.plan import plan_from
from minimesa.study.task import Question


def questions(**entry):
    """Return the questions of a plan with one table of definitions."""
    (task,) = plan_from("some", {"problems": ["0x8"], "definitions": [entry]}).tasks
    return task.questions


def test_scores_have_one_bit_unless_the_plan_says_more():
    plain = questions(names=["selecting"], evaluator_gates=[1, 2])
    assert plain == (Question("selecting", "p", 2, 1), Question("selecting", "p", 2, 2))
    assert questions(names=["selecting"], evaluator_gates=[1, 2], score_bits=[1]) == plain


def test_lists_stand_for_all_combinations():
    asked = questions(
        names=["replicated", "selecting"],
        evaluator_gates=[1, 2],
        score_bits=[1, 2],
        reachable=[False, True],
    )
    assert asked == (
        *(Question("replicated", "p", 2, m, score_bits=b) for b in (1, 2) for m in (1, 2)),
        *(
            Question("selecting", "p", 2, m, reachable=reachable, score_bits=b)
            for b in (1, 2)
            for m in (1, 2)
            for reachable in (False, True)
        ),
    )


def test_scores_that_a_problem_declares_have_the_bits_that_they_have():
    entry = {"names": ["declared-all", "comparisons"], "score_bits": [1, 2]}
    (task,) = plan_from("some", {"problems": ["reply-min"], "definitions": [entry]}).tasks
    assert task.questions == (Question("declared-all"), Question("comparisons"))


@pytest.mark.parametrize("wrong", [[], [0], [9], ["2"], [True], 2])
def test_wrong_bits(wrong):
    with pytest.raises(InputError, match="score_bits must be a list of numbers from 1 to 8"):
        questions(names=["selecting"], score_bits=wrong)
