"""Verdicts against circuits and definitions by brute force."""

from collections import Counter

import pytest

from minimesa.basis import get
from minimesa.circuit import to_json
from minimesa.controls.reference import reference_circuit
from minimesa.problems.library import find_problem
from minimesa.solvers import profiles
from minimesa.study import execute as executing
from minimesa.study.execute import execute
from minimesa.study.task import Limits, Question
from oracles import definitions as brute
from oracles import enumerate as oracle
from oracles.operators import BASES

QUESTIONS = [
    Question(name, variant, 2, m)
    for name in ("replicated", "selecting", "mediated")
    for variant in ("p", "np")
    for m in (1, 2)
]
DECLARED = [Question("declared-all"), Question("declared-lean")]
PROBLEMS = ["0x96", "0xe8", "0xca", "0xf888", "0x6,0x8", "0x7888"]
OPTIMISATION = ["reply-min", "open-path", "second-pair-better", "nearest-codeword"]

DEFAULT = profiles.get("default")


def depends_on(circuit, wire):
    """Return how many inputs the function of a wire depends on."""
    values = brute.run(circuit)[wire]
    n = len(circuit.inputs)
    return sum(any(values[t] != values[t ^ 1 << i] for t in range(1 << n)) for i in range(n))


def holds(circuit, question, problem):
    """Tell by brute force whether a circuit is what the question asks for."""
    if question in DECLARED:
        answers = brute.declared(circuit, problem)
        spared = [None] if question.definition == "declared-all" else list(answers)
        return any(
            all(explicit for a, (explicit, _) in answers.items() if a != out)
            and (out is None or any(gate for a, (_, gate) in answers.items() if a != out))
            for out in spared
        )
    if question.definition == "replicated":
        found = brute.replicated(circuit, 2, question.variant)
    else:
        found = brute.selecting(
            circuit,
            2,
            question.variant,
            care=problem.relation.care,
            screened=question.definition == "mediated",
        )
    # A function of two inputs is one gate of b2, and one of more is several.
    least = question.evaluator_gates + 1
    return any(depends_on(circuit, scores[0][0]) >= least for scores in found)


@pytest.mark.parametrize("name", [*PROBLEMS, *OPTIMISATION])
def test_verdicts(name, task, plain):
    problem = find_problem(name)
    questions = [*QUESTIONS, *(DECLARED if problem.utility else [])]
    record = execute(task(name, questions=questions), Limits(), DEFAULT)
    circuits = [plain(circuit) for circuit in record["circuits"].values()]
    size, minimal = oracle.minimal(problem.relation, BASES["b2"])
    assert (record["outcome"], record["status"], record["size"]) == ("done", "optimal", size)
    assert {oracle.canonical_circuit(circuit) for circuit in circuits} == minimal
    assert len(circuits) == record["circuit_count"] == len(minimal)
    reference = None
    if problem.utility is not None:
        reference = plain(to_json(reference_circuit(problem, get("b2"))))
    for question, (*asked, verdict, fired, searched) in zip(
        questions, record["verdicts"], strict=True
    ):
        assert asked == question.to_json()
        expected = sum(holds(circuit, question, problem) for circuit in circuits)
        assert (fired, searched) == (expected, len(circuits)), question
        if expected:
            assert verdict == "refuted", question
        elif reference is not None and not holds(reference, question, problem):
            assert verdict == "vacuous", question
        else:
            assert verdict == "upheld", question


def test_every_verdict_occurs_in_what_brute_force_confirms(task):
    seen = Counter()
    for name in PROBLEMS + OPTIMISATION:
        record = execute(task(name, questions=QUESTIONS), Limits(), DEFAULT)
        seen.update(row[-3] for row in record["verdicts"])
    assert set(seen) == {"refuted", "upheld", "vacuous"}


def test_a_limit_on_circuits_leaves_open_what_did_not_fire(task):
    questions = [Question("replicated", "p", 2, 1), Question("selecting", "p", 2, 3)]
    record = execute(task("full-adder", questions=questions), Limits(circuits=5), DEFAULT)
    assert (record["outcome"], record["status"], record["circuit_count"]) == ("open", "optimal", 5)
    assert record["reason"] == "limit on the number of circuits"
    for *_, verdict, fired, searched in record["verdicts"]:
        assert verdict == ("refuted" if fired else "open")
        assert searched == 5


def test_a_time_limit_leaves_all_open_with_a_reason(task):
    hard = task("0x6996a5c3f00f1234", questions=QUESTIONS)
    record = execute(hard, Limits(seconds=0.2), DEFAULT)
    assert (record["outcome"], record["reason"]) == ("open", "time limit")
    assert {row[-3] for row in record["verdicts"]} == {"open"}


def test_time_that_runs_out_in_the_analysis_keeps_what_was_seen(task, monkeypatch):
    look_into = executing.look_into

    def slow(task, number, circuit, seen):
        if number == 3:
            while True:
                pass
        look_into(task, number, circuit, seen)

    monkeypatch.setattr(executing, "look_into", slow)
    questions = [Question("replicated", "p", 2, 1), Question("mediated", "p", 2, 3)]
    record = execute(task("0xe8", questions=questions), Limits(seconds=4), DEFAULT)
    assert (record["outcome"], record["reason"], record["complete"]) == ("open", "time limit", True)
    for *_, verdict, fired, searched in record["verdicts"]:
        assert (verdict, searched) == ("refuted" if fired else "open", 3)


def test_slack_counts_but_does_not_judge(task):
    asked = task("0x96", slack=1)
    record = execute(asked, Limits(), DEFAULT)
    assert record["verdicts"] == []
    size, every = oracle.minimal(asked.problem.relation, BASES["b2"], slack=1)
    counted = {row[-3]: row[-1] for row in record["rates"]}
    assert sum(counted.values()) == len(every)
    assert counted[size] == len(oracle.minimal(asked.problem.relation, BASES["b2"])[1])


def test_an_infeasible_problem_is_decided_without_verdicts(task, tmp_path):
    path = tmp_path / "never.toml"
    path.write_text("[inputs]\nx = 2\n[outputs]\ny = 1\n[solve]\naccept = 'x != 2'\n")
    record = execute(task(str(path)), Limits(), DEFAULT)
    assert (record["outcome"], record["status"], record["verdicts"]) == ("done", "infeasible", [])


@pytest.mark.parametrize(
    ("name", "definition", "price", "verdict"),
    [
        ("reply-min", "declared-all", 1, "upheld"),
        ("reply-min", "declared-lean", 0, "refuted"),
        ("argmax:words=2,bits=1", "declared-all", None, "vacuous"),
    ],
)
def test_prices(task, name, definition, price, verdict):
    record = execute(task(name, requirement=definition), Limits(), DEFAULT)
    assert record["outcome"] == "done"
    assert record["price"] == [definition, price, price, verdict]


def test_a_defect_in_one_task_is_its_record(task, monkeypatch):
    def broken(*_arguments, **_keywords):
        raise ZeroDivisionError("of all things")

    monkeypatch.setattr(executing, "solve_all", broken)
    record = execute(task("0x6"), Limits(), DEFAULT)
    assert (record["outcome"], record["reason"]) == ("failed", "ZeroDivisionError: of all things")


def test_a_least_size_that_is_not_proven_is_none(task):
    record = execute(task("longest-path", requirement="declared-all"), Limits(seconds=1.0), DEFAULT)
    assert record["outcome"] == "open"
    assert record["size"] is None
    assert record["price"][1:] == [0, record["price"][2], "open"]
