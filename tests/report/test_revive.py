"""Findings survive the way into the store and back."""

import json

import pytest

from minimesa.errors import InputError
from minimesa.formats.json_format import circuit_from_json
from minimesa.report.revive import finding_from_json


def test_every_finding_comes_back_as_it_was(sql):
    rows = sql("SELECT circuit, finding FROM counterexamples")
    kinds = set()
    for text, kept in rows:
        circuit, data = circuit_from_json(json.loads(text)), json.loads(kept)
        assert finding_from_json(data, circuit).to_json(circuit) == data
        kinds.add(data["definition"])
    assert {"replicated", "selecting", "mediated", "declared-all", "declared-lean"} <= kinds


def test_structural_and_comparisons_come_back_too():
    from minimesa.analysis.finding import Options
    from minimesa.analysis.registry import search
    from minimesa.analysis.subject import subject
    from minimesa.basis import get
    from minimesa.controls.reference import reference_circuit
    from minimesa.problems.library import find_problem

    problem = find_problem("best-pair")
    seen = subject(reference_circuit(problem, get("b2")), problem=problem, free_not=True)
    for name, options in (
        ("replicated", Options(evaluator_gates=1, variant="structural")),
        ("comparisons", Options()),
    ):
        finding = search(name, seen, options).findings[0]
        data = json.loads(json.dumps(finding.to_json(seen.circuit)))
        assert finding_from_json(data, seen.circuit).to_json(seen.circuit) == data


@pytest.mark.parametrize(
    "change",
    [
        {"wires": ["nowhere"]},
        {"score_bits": 0},
        {"score_bits": "x"},
        {"witness": {}},
        {"witness": []},
        {"outputs": None},
        {"polarity": ["nowhere"]},
    ],
)
def test_a_malformed_finding_is_refused(sql, change):
    text, kept = sql("SELECT circuit, finding FROM counterexamples")[0]
    with pytest.raises(InputError, match="finding"):
        finding_from_json(json.loads(kept) | change, circuit_from_json(json.loads(text)))
