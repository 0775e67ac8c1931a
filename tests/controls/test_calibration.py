import json

import pytest

from minimesa import basis as bases
from minimesa.analysis.evaluators import least_size_b2
from minimesa.analysis.objective import objective
from minimesa.controls.calibration import Rate, Setting, default_settings, run
from minimesa.controls.intervals import wilson
from minimesa.controls.population import NEGATIVE, POSITIVE, Plan, planted_problem, population
from minimesa.problems.library import find_problem
from minimesa.referee import check_basis, check_solves

B2 = bases.get("b2")
SMALL = Plan(most_gates=16, rewrites=1, moves=3, randoms=1, planted=0)
PROBLEMS = [find_problem(name) for name in ("best-pair", "second-pair-better", "full-adder")]
PLAIN = Setting("selecting", "p", 2, 1, 1)


@pytest.fixture(scope="module")
def report():
    chosen = [
        Setting("replicated", "p", 2, 1, 1),
        PLAIN,
        Setting("selecting", "p", 3, 1, 1),
        Setting("selecting", "p", 2, 2, 1),
        Setting("mediated", "p", 2, 1, 1),
        Setting("declared-all"),
    ]
    return run(PROBLEMS, B2, SMALL, chosen)


def test_controls_are_what_they_are_called():
    controls, omitted = population(PROBLEMS, B2, SMALL)
    kinds = {control.kind for control in controls}
    assert kinds == {*POSITIVE, *NEGATIVE, "minimised-freely"}
    for control in controls:
        check_basis(control.circuit, B2)
        assert control.circuit.size <= 16
        if control.problem is not None and control.kind != "random":
            check_solves(control.circuit, control.problem.relation)
        assert (control.seed is not None) == (control.kind in ("random", "rewritten"))
    assert any("minterm of best-pair" in line for line in omitted)
    assert population(PROBLEMS, B2, SMALL) == (controls, omitted)


def test_planted_problems():
    problem = planted_problem(0xE8, 3, 2)
    assert objective(problem).scores[1][0].table == sum(
        1 << t for t in range(64) if (t >> 3).bit_count() > 1
    )
    assert planted_problem(0x8, 2, 3).relation.allowed == find_problem("best-pair").relation.allowed
    controls, _ = population([], B2, Plan(rewrites=0, randoms=0, planted=1))
    planted = [c for c in controls if c.origin == "planted"]
    assert {c.evaluator_gates for c in planted} == {1, 2, 3, 4}
    for control in planted:
        target = objective(control.problem).scores[0][0].table
        assert least_size_b2(target, len(control.circuit.inputs))[0] == control.evaluator_gates


def test_rates_count_verdicts(report):
    assert report.rate(PLAIN, ["parity", "multiplexer-tree"]).fired == 0
    assert report.rate(PLAIN, ["plain"], "library") == Rate(3, 3, 0, 0)
    assert report.rate(PLAIN, ["plain"], "planted") == Rate(0, 0, 0, 0)
    # Only best-pair, drawn in two ways, has three candidates.
    three = report.rate(Setting("selecting", "p", 3, 1, 1), ["plain"])
    assert (three.fired, three.decided) == (2, 2)
    declared = report.rate(Setting("declared-all"), ["plain", "minimised"])
    assert declared.fired == declared.decided > 3


def test_stronger_definitions_fire_less_often(report):
    for kinds in (POSITIVE, NEGATIVE):
        fired = [report.rate(s, kinds).fired for s in report.settings[:2]]
        assert fired[0] >= fired[1] >= report.rate(report.settings[4], kinds).fired


def test_json_and_table(report):
    shown = json.loads(json.dumps(report.to_json()))
    assert shown["plan"]["seed"] == 1
    assert len(shown["rates"]) == len(report.settings)
    first = shown["rates"][1]["negative"]["all"]
    assert first["interval"] == [round(x, 4) for x in wilson(first["fired"], first["decided"])]
    assert len(shown["controls"]) == len(report.controls)
    lines = report.to_markdown().splitlines()
    assert sum(line.startswith("| selecting") for line in lines) == 6
    assert len({line.count("|") for line in lines if line}) == 2


def test_empty_rates():
    nothing = Rate(0, 0, 2, 1)
    assert nothing.share is None
    assert str(nothing) == "-"
    assert nothing.to_json()["interval"] == [0, 1]


def test_progress_and_default_settings():
    seen = []
    plan = Plan(most_inputs=3, most_gates=10, rewrites=0, randoms=0, planted=0)
    settings = (PLAIN,)
    run([], B2, plan, settings, lambda done, total: seen.append((done, total)))
    assert seen == [(i + 1, len(seen)) for i in range(len(seen))]
    assert seen
    assert len(set(default_settings())) == len(default_settings())


def test_verdicts_inferred_from_weaker_settings_are_right():
    plan = Plan(most_inputs=4, most_gates=12, rewrites=1, moves=3, randoms=1, planted=0)
    problems = [find_problem("second-pair-better"), find_problem("reply-min")]
    together = run(problems, B2, plan)
    for column, setting in enumerate(together.settings):
        alone = run(problems, B2, plan, [setting])
        for (verdict,), row in zip(alone.verdicts, together.verdicts, strict=True):
            assert row[column] == verdict or (verdict, row[column]) == ("undecided", "silent")
