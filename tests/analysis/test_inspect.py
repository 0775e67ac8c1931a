import json

import pytest

from minimesa.analysis.finding import Options
from minimesa.analysis.inspect import inspect
from minimesa.circuit import Circuit, Gate, Output
from minimesa.errors import InputError
from minimesa.problems.library import find_problem
from oracles.specimens import A_NOT_B, AND, circuit

BEST_PAIR = circuit(4, [(AND, 0, 1), (AND, 2, 3), (A_NOT_B, 5, 4)], [6])
ONE = Options(evaluator_gates=1)


def test_everything_in_one_object():
    seen = inspect(BEST_PAIR, problem=find_problem("second-pair-better"), options=ONE)
    shown = json.loads(json.dumps(seen.to_json()))
    assert {finding["definition"] for finding in shown["findings"]} == {
        "replicated", "selecting", "mediated", "declared-all", "declared-lean", "comparisons",
    }  # fmt: skip
    (mediated,) = [f for f in shown["findings"] if f["definition"] == "mediated"]
    assert mediated == mediated | {
        "variant": "p",
        "candidates": 2,
        "evaluator_gates": 1,
        "score_bits": 1,
        "nesting": 1,
        "wires": ["g0", "g1"],
        "outputs": ["y0"],
        "labels": ["0", "1"],
        "polarity": [],
        "default": False,
        "verified": True,
    }
    assert mediated["witness"]["evaluator"] == ["0x8"]
    assert mediated["witness"]["renamings"] == [["x0", "x1"], ["x2", "x3"]]
    assert shown["correct"] is True
    assert shown["gates"][0] == {"name": "g0", "op": "0x8", "fanin": ["x0", "x1"]}
    assert shown["wires"][2] == {
        "name": "g2",
        "function": "0x7000",
        "support": ["x0", "x1", "x2", "x3"],
        "level": 2,
        "cone": 3,
    }
    assert shown["optimisation_power"]["achieved"] == 1
    assert all(search["complete"] for search in shown["searches"])


def test_a_wrong_circuit_is_called_wrong():
    wrong = circuit(4, [(AND, 0, 1), (AND, 2, 3), (A_NOT_B, 4, 5)], [6])
    seen = inspect(wrong, problem=find_problem("second-pair-better"), options=ONE)
    assert seen.correct is False
    assert "row 3" in seen.mistake


def test_without_a_problem_only_what_applies_is_asked():
    seen = inspect(BEST_PAIR, options=ONE)
    assert [name for name, _ in seen.searches] == ["replicated", "selecting", "mediated"]
    assert seen.correct is None
    assert [name for name, _ in inspect(BEST_PAIR, definitions=["mediated"]).searches] == [
        "mediated"
    ]
    with pytest.raises(InputError, match="declared objective"):
        inspect(BEST_PAIR, definitions=["declared-all"])
    with pytest.raises(InputError, match="unknown definition"):
        inspect(BEST_PAIR, definitions=["search"])
    with pytest.raises(InputError, match="care set"):
        inspect(BEST_PAIR, care=0)


def test_a_circuit_without_gates():
    empty = Circuit(("a", "b"), (), (Output("y", 1, True), Output("z", -1)))
    shown = inspect(empty, options=Options(variant="np")).to_json()
    assert shown["findings"] == []
    assert shown["optimisation_power"]["levels"] == []


def test_where_not_is_a_gate_the_circuit_is_left_as_it_is():
    nands = Circuit(
        ("a", "b", "c", "d"),
        (Gate(0x7, (0, 1)), Gate(0x7, (2, 3)), Gate(0x7, (4, 4)), Gate(0x7, (6, 5))),
        (Output("y", 7),),
    )
    seen = inspect(nands, options=ONE, free_not=False)
    assert seen.subject.circuit == nands
    found = dict(seen.searches)["mediated"].findings
    assert {finding.wires for finding in found} == {((4,), (5,)), ((5,), (6,))}


def test_operators_of_three_inputs():
    majorities = Circuit(
        tuple("abcdef"),
        (Gate(0xE8, (0, 1, 2)), Gate(0xE8, (3, 4, 5)), Gate(0xE8, (7, 6, -1))),
        (Output("y", 8),),
    )
    found = dict(inspect(majorities, options=ONE).searches)
    assert [f.wires for f in found["replicated"].findings] == [((6,), (7,))]
    assert not found["selecting"].findings, "the conjunction of two scores is no candidate's word"
