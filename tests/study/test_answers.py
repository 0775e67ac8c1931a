"""What is not asked, since a weaker definition found nothing, would have found nothing."""

from collections import Counter
from itertools import product

from minimesa.analysis.subject import subject
from minimesa.basis import get
from minimesa.census.table import shipped
from minimesa.study.answers import fires
from minimesa.study.classes import chosen
from minimesa.study.task import Question

QUESTIONS = tuple(
    Question(name, variant, k, m, default, reachable)
    for name, variant, k, m, default, reachable in product(
        ("mediated", "selecting", "replicated"),
        ("p", "np", "structural"),
        (2, 3),
        (1, 2),
        (False, True),
        (False, True),
    )
    if name != "replicated" or not (default or reachable)
)


def test_questions_asked_together_are_answered_as_each_alone():
    outcomes = Counter()
    _, tables = chosen("npn:5:size<=6:sample=20:seed=3")
    for table in tables:
        seen = subject(shipped().look_up(table, 5).circuit)
        together = fires(seen, QUESTIONS, get("b2"))
        assert not together.unsure
        found = dict(together.found)
        assert list(found) == [question for question in QUESTIONS if question in found]
        for question in QUESTIONS:
            alone = fires(seen, (question,), get("b2"))
            assert bool(alone.found) == (question in found)
            outcomes[question.definition, question in found] += 1
            if question in found:
                finding = found[question]
                assert finding.verified
                assert finding.evaluator_gates >= question.evaluator_gates
                assert (finding.definition, finding.variant) == (
                    question.definition,
                    question.variant,
                )
    assert all(outcomes[name, hit] for name in ("replicated", "selecting") for hit in (True, False))
