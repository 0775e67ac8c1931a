"""What is not asked, since a weaker definition found nothing, would have found nothing."""

from collections import Counter
from itertools import product
from random import Random

from minimesa.analysis.subject import subject
from minimesa.basis import get
from minimesa.census.table import shipped
from minimesa.circuit import Circuit, Gate, Output
from minimesa.study.answers import fires
from minimesa.study.classes import chosen
from minimesa.study.task import Question

B2 = get("b2")
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


# Of the numbers (4, 5) and (6, 7), high bits first: is the second larger?
COMPARED = ((0x4, (4, 6)), (0x9, (4, 6)), (0x4, (5, 7)), (0x8, (9, 10)), (0xE, (8, 11)))


def two_blocks(rng):
    """Return a circuit with two gates on each of two pairs of inputs, often alike, and a top."""
    ops = [rng.choices((0x6, 0x8, 0x2), k=2) for _ in range(2)]
    if rng.random() < 0.7:
        ops[1] = ops[0]
    gates = [Gate(op, (2 * i, 2 * i + 1)) for i in range(2) for op in ops[i]]
    compares = rng.random() < 0.5
    for wire in range(8, 13):
        fanin = tuple(sorted(rng.sample(range(4, wire), 2)))
        gate = COMPARED[wire - 8] if compares else (rng.choice((0x2, 0x4, 0x6, 0x8)), fanin)
        gates.append(Gate(*gate))
    names = tuple(f"x{i}" for i in range(4))
    return Circuit(names, tuple(gates), (Output("y", 12, inverted=False),))


def test_scores_of_several_bits_are_answered_as_each_question_alone():
    questions = tuple(
        Question(name, variant, 2, m, score_bits=bits)
        for name, variant, m, bits in product(
            ("selecting", "replicated"), ("p", "np"), (1, 2, 3), (1, 2)
        )
    )
    outcomes = Counter()
    rng = Random(4)
    for _ in range(30):
        seen = subject(two_blocks(rng))
        together = fires(seen, questions, B2)
        found = dict(together.found)
        for question in questions:
            alone = fires(seen, (question,), B2)
            if question not in alone.unsure | together.unsure:
                assert bool(alone.found) == (question in found)
            if question in found:
                assert found[question].score_bits == question.score_bits
            outcomes[question.definition, question.score_bits, question in found] += 1
    assert len(outcomes) == 8, outcomes
    assert min(outcomes.values()) > 2, outcomes


def test_what_is_not_settled_by_a_search_for_less_is_not_denied():
    # Two bundles of an AND and an XOR of three inputs each, four gates drawn: as one circuit they
    # need at least two gates and at most four, which is all that is known.
    gates = []
    for first in (0, 3):
        for op in (0x8, 0x6):
            gates += [Gate(op, (first, first + 1)), Gate(op, (first + 2, 6 + len(gates)))]
    outputs = tuple(Output(f"y{i}", 7 + 2 * i, inverted=False) for i in range(4))
    seen = subject(Circuit(tuple(f"x{i}" for i in range(6)), tuple(gates), outputs))
    questions = {m: Question("replicated", "p", 2, m, score_bits=2) for m in range(1, 7)}
    answers = fires(seen, tuple(questions.values()), B2)
    assert {question.evaluator_gates for question, _ in answers.found} == {1, 2}
    assert answers.unsure == {questions[3], questions[4]}
