"""Which part a finding gives to which wire."""

from minimesa.analysis.finding import Options
from minimesa.analysis.inspect import inspect
from minimesa.basis import get
from minimesa.circuit import Circuit, Gate, Output
from minimesa.controls.reference import reference_circuit
from minimesa.drawing.marks import EVALUATOR, SCORE, SELECTION, marks_of
from minimesa.problems.library import find_problem

TRIPLES = Circuit(
    tuple(f"x{i}" for i in range(6)),
    (
        Gate(0x8, (0, 1)), Gate(0x8, (6, 2)), Gate(0x8, (3, 4)), Gate(0x8, (8, 5)),
        Gate(0x4, (7, 9)),
    ),
    (Output("second", 10),),
)  # fmt: skip
"""Whether the second three bits are all set and the first three are not."""


def findings(circuit, **options):
    seen = inspect(circuit, **options)
    return {name: found.findings for name, found in seen.searches}


def test_evaluators_scores_and_selection():
    (finding,) = findings(TRIPLES)["mediated"]
    marks = marks_of(finding, TRIPLES)
    assert marks.roles == {6: EVALUATOR, 7: SCORE, 8: EVALUATOR, 9: SCORE, 10: SELECTION}
    assert marks.badges == {6: "e1", 7: "S1", 8: "e2", 9: "S2", 10: "sel"}
    assert [(role, badge) for role, badge, _ in marks.legend] == [
        (EVALUATOR, "e1"), (SCORE, "S1"), (SELECTION, "sel"),
    ]  # fmt: skip


def test_declared_scores_and_comparisons_are_named_after_actions():
    problem = find_problem("argmax:words=3,bits=2")
    circuit = reference_circuit(problem, get("b2"))
    (finding,) = findings(circuit, problem=problem)["comparisons"]
    marks = marks_of(finding, circuit)
    named = [badge for wire, badge in marks.badges.items() if marks.roles[wire] == SCORE]
    assert named == ["1>0", "2>0,1"]
    assert "e1,2" in marks.badges.values()  # what the first comparison reads, the second does, too
    pairs = find_problem("best-pair")
    circuit = reference_circuit(pairs, get("b2"))
    found = findings(circuit, problem=pairs, options=Options(candidates=3, evaluator_gates=1))
    marks = marks_of(found["declared-all"][0], circuit)
    assert [b for w, b in marks.badges.items() if marks.roles[w] == SCORE] == ["U0", "U1", "U2"]
