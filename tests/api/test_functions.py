"""The functions take names, files and values, and do what the command line does."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

import minimesa
from minimesa import basis as bases
from minimesa.errors import InputError, MinimesaError
from minimesa.solvers import profiles
from minimesa.synthesis.options import Interrupted

MINE = "[inputs]\nx = 2\n[outputs]\ny = 1\n[solve]\ndefine.y = 'x % 3 == 0'\n"


def same(one, other):
    """Tell whether two results are equal but for times."""
    drop = ("seconds", "evidence")
    left, right = ({k: v for k, v in r.to_json().items() if k not in drop} for r in (one, other))
    return left == right


def test_names_files_and_values_are_the_same(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(MINE)
    results = [
        minimesa.solve(str(file)),
        minimesa.solve(file),
        minimesa.solve(
            minimesa.problem(file), basis=bases.get("b2"), solver=profiles.get("default")
        ),
    ]
    assert all(same(results[0], result) for result in results)
    gates = tmp_path / "costly.toml"
    gates.write_text('[operators.nand]\ntable = "0x7"\narity = 2\ncost = 3\n')
    assert minimesa.solve("0x7", basis=gates).size == 3


def test_the_objective_and_the_accuracy():
    assert minimesa.solve("0x16e9", objective="depth,size").depth == 3
    for share in (0.75, "3/4", "75%", Fraction(3, 4)):
        assert minimesa.solve("0x8", accuracy=share).size == 0


def test_all_sample_and_breaks():
    every = minimesa.solve("0x16", all=True)
    assert every.complete
    drawn = minimesa.solve("0x16", sample=5, seed=1)
    assert len(drawn.circuits) == 5
    assert set(drawn.circuits) <= set(every.circuits)
    assert minimesa.solve("0x16", no_break=["colex", "use-all"]).size == every.size


def test_a_limit_is_no_error():
    solution = minimesa.solve("0x6996a5c3f00f1234", time_limit=0.01)
    assert solution.status in ("feasible", "unknown")
    assert solution.lower_bound >= 2


def test_progress_is_text():
    said = []
    minimesa.solve("0x16", progress=said.append, tables=False)
    assert "is there a circuit of 4 gates?" in said


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: minimesa.solve("no-such-problem"), "no problem is called"),
        (lambda: minimesa.solve("0x8", basis="b3"), "unknown basis"),
        (lambda: minimesa.solve("0x8", solver="zchaff"), "unknown solver"),
        (lambda: minimesa.solve("0x8", objective="width"), "objective 'width'"),
        (lambda: minimesa.solve("0x8", accuracy=1.5), "is no share"),
        (lambda: minimesa.solve("0x8", time_limit=-1), "time_limit -1"),
        (lambda: minimesa.solve("0x8", all=True, sample=2), "choose one"),
        (lambda: minimesa.solve("0x8", threads=2), "CP-SAT"),
        (lambda: minimesa.solve("0x8", no_break=["luck"]), "symmetry break 'luck'"),
        (lambda: minimesa.price("0x8", "declared-all"), "declares no objective"),
        (lambda: minimesa.price("best-pair", evaluator_gates=3), "speak of structure"),
        (lambda: minimesa.price("best-pair", objective="pareto"), "objective 'pareto'"),
        (lambda: minimesa.inspect("full-adder"), "objective"),
        (lambda: minimesa.inspect("best-pair", variant="q"), "variant 'q'"),
        (lambda: minimesa.check("best-pair", definitions="dreaming"), "unknown definition"),
        (lambda: minimesa.check("0x8", definitions="declared-all"), "asks nothing"),
        (lambda: minimesa.verify("no-such-folder"), "no such file or folder"),
        (lambda: minimesa.read_circuit("no-such-file.blif"), "no-such-file.blif"),
    ],
)
def test_what_is_wrong_is_an_input_error(call, message):
    with pytest.raises(InputError, match=message):
        call()
    assert issubclass(InputError, minimesa.errors.MinimesaError)


def test_ctrl_c_is_not_one_of_our_errors(monkeypatch):
    known = minimesa.solve("0x8")

    def interrupted(*_arguments, **_keywords):
        raise Interrupted(known)

    monkeypatch.setattr("minimesa.synthesis.several.solve", interrupted)
    with pytest.raises(KeyboardInterrupt) as caught:
        minimesa.solve("0x16")
    assert caught.value.__cause__.solution is known
    assert not isinstance(caught.value, MinimesaError)


def test_inspecting_circuits_solutions_files_and_problems(tmp_path):
    solution = minimesa.solve("best-pair")
    file = tmp_path / "found.json"
    file.write_text(json.dumps(solution.to_json()))
    by_circuit = minimesa.inspect(solution.circuit, "best-pair")
    for seen in (minimesa.inspect(solution), minimesa.inspect(file), minimesa.inspect(str(file))):
        assert seen.to_json() == by_circuit.to_json()
    assert minimesa.inspect(solution.circuit).correct is None
    reference = minimesa.inspect(minimesa.problem("best-pair"), evaluator_gates=1)
    assert reference.correct
    assert reference.subject.circuit.size > solution.size
    assert {finding.definition for finding in reference.findings} >= {"selecting", "declared-all"}


def test_writing_and_reading_a_circuit(tmp_path):
    circuit = minimesa.solve("full-adder", basis="nand").circuit
    for suffix in ("blif", "bench", "v", "json"):
        minimesa.write_circuit(circuit, tmp_path / f"adder.{suffix}")
        back = minimesa.read_circuit(str(tmp_path / f"adder.{suffix}"), basis="nand")
        assert back.output_tables() == circuit.output_tables()
        assert back.size == circuit.size


def test_improving_a_given_circuit(tmp_path):
    file = tmp_path / "sum.blif"
    minimesa.write_circuit(minimesa.solve("full-adder", basis="aig").circuit, file)
    found = minimesa.improve("full-adder", file, patience=0)
    assert (found.start, found.solution.size, found.locally_optimal) == (7, 5, True)


def test_checking_keeps_a_store_and_goes_on(tmp_path):
    store = tmp_path / "study.sqlite"
    problems = ["best-pair:pairs=2..3", minimesa.problem("0x6")]
    keywords = {"definitions": ["declared-all", "selecting"], "evaluator_gates": 1, "workers": 1}
    seen = []
    first = minimesa.check(problems, store=store, progress=seen.append, **keywords)
    assert [outcome.task.problem.name for outcome in first] == [
        "best-pair:pairs=2", "best-pair:pairs=3", "0x6",
    ]  # fmt: skip
    assert all(outcome.outcome == "done" for outcome in first)
    assert seen[-1].done == 3
    seen.clear()
    again = minimesa.check(problems, store=store, progress=seen.append, **keywords)
    assert [outcome.to_json() for outcome in again] == [outcome.to_json() for outcome in first]
    assert seen == []


@pytest.mark.parametrize("split", [False, True])
def test_checking_a_plan(tmp_path, split):
    plan = tmp_path / "small.toml"
    plan.write_text('problems = ["best-pair"]\nprices = ["declared-all"]\n')
    (outcome,) = minimesa.check(plan, workers=1, split=split)
    assert (outcome.price.lower, outcome.price.upper, outcome.price.verdict) == (1, 1, "upheld")


def test_a_certificate_that_was_edited_does_not_verify(tmp_path):
    folder = tmp_path / "proofs"
    minimesa.solve("0x16", certify=folder)
    (verdict,) = minimesa.verify(folder, "0x16")
    assert verdict.ok
    (proof, *_) = sorted(Path(folder).glob("*.drat"))
    proof.write_bytes(b"0\n")
    (verdict,) = minimesa.verify(folder)
    assert not verdict.ok
    (verdict,) = minimesa.verify(folder, "0x6")
    assert not verdict.ok
