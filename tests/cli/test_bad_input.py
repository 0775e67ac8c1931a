"""Wrong use and bad input: one clear line on stderr, status 2, nothing on stdout."""

import pytest

from minimesa.errors import RefereeError

GOOD = "[inputs]\np = 2\n[outputs]\ny = 1\n[solve]\n"
FILES = {
    "broken.toml": "[inputs\np = 2\n",
    "expression.toml": GOOD + "define.y = 'p +'\n",
    "unknown.toml": GOOD + "define.y = 'q'\n",
    "call.toml": GOOD + 'define.y = \'__import__("os").system("true")\'\n',
    "wide.toml": GOOD + "define.y = 'p'\n",
    "huge.toml": "[inputs]\np = 200\n[outputs]\ny = 1\n[solve]\ndefine.y = '1'\n",
    "unbounded.toml": GOOD + "define.y = '2 ** 2 ** 2 ** 2 ** 99'\n",
    "bad.pla": ".i 2\n.o 1\n11 x\n.e\n",
    "short.pla": ".i 2\n.o 1\n111 1\n.e\n",
    "bad.blif": ".model m\n.inputs a\n.outputs y\n.gate\n",
    "bad.aag": "aag 1 1 0\n",
    "bad.truth": "10x1\n",
    "bad.json": "{",
    "binary.toml": "\0",
    "table.unknown": "0x8\n",
    "basis.toml": "name = 'b'\n",
    "cost.toml": "[operators.and]\ntable = '0x8'\narity = 2\ncost = 0\n",
    "solver.toml": "backend = 'magic'\n",
    "missing-solver.toml": "backend = 'dimacs'\ncommand = ['no-such-solver', '{formula}']\n",
}

CASES = [
    ([], "solve"),
    (["no-such-problem"], "no-such-problem"),
    (["missing.toml"], "missing.toml"),
    (["."], "."),
    (["best-pare"], "best-pair"),
    (["best-pair:pears=2"], "pears"),
    (["best-pair:pairs=99"], "99"),
    (["best-pair:pairs=4..2"], "4..2"),
    (["0x123"], "3 hex digits"),
    (["0xzz"], "0xzz"),
    (["0x96,0x8"], "0x8"),
    (["0x" + "0" * 40000], "hex digits"),
    (["0x" + "0" * (1 << 15)], "inputs"),
    (["0xff", "--inputs", "2"], "does not fit"),
    (["full-adder", "--inputs", "3"], "--inputs"),
    (["0x8", "--inputs", "17"], "--inputs"),
    (["0x8", "--basis", "b3"], "b3"),
    (["0x8", "--basis", "nowhere.toml"], "nowhere.toml"),
    (["0x8", "--basis", "basis.toml"], "basis.toml"),
    (["0x8", "--basis", "cost.toml"], "cost.toml"),
    (["0x8", "--objective", "beauty"], "beauty"),
    (["0x8", "--accuracy", "1.01"], "1.01"),
    (["0x8", "--accuracy", "0"], "'0'"),
    (["0x8", "--accuracy", "1/0"], "1/0"),
    (["0x8", "--accuracy", "nan"], "nan"),
    (["0x8", "--solver", "magic"], "magic"),
    (["0x8", "--solver", "solver.toml"], "solver.toml"),
    (["0x8", "--solver", "missing-solver.toml"], "no-such-solver"),
    (["0x8", "--threads", "2"], "--threads"),
    (["0x8", "--time-limit", "0"], "seconds"),
    (["0x8", "--time-limit", "inf"], "seconds"),
    (["0x8", "--time-limit", "soon"], "soon"),
    (["0x8", "--memory-limit", "0"], "--memory-limit"),
    (["0x8", "--no-break", "the-bank"], "the-bank"),
    (["0x8", "--nonsense"], "--nonsense"),
    (["--from", "nowhere"], "nowhere"),
    *[([name], name) for name in FILES if name not in ("basis.toml", "cost.toml")],
]


@pytest.fixture
def files(tmp_path, monkeypatch):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    ("arguments", "mentions"),
    CASES,
    ids=lambda value: "".join(value)[:40] if isinstance(value, list) else None,
)
def test_bad_input_is_one_line_and_status_2(minimesa, arguments, mentions, as_json):
    result = minimesa("solve", *arguments, *(["--json"] if as_json else []))
    assert result.status == 2
    assert result.out == ""
    assert result.err.startswith("minimesa: ")
    assert result.err.count("\n") == 1
    assert len(result.err) < 1000
    assert mentions in result.err or (mentions == "solve" and "PROBLEM" in result.err)


@pytest.mark.usefixtures("files")
def test_bad_input_anywhere_in_a_batch_is_found_before_any_work(minimesa):
    result = minimesa("solve", "0x8", "0x123", "--json")
    assert (result.status, result.out) == (2, "")


def test_a_command_that_is_nearly_one_is_suggested(minimesa):
    assert "did you mean 'solve'?" in minimesa("slove", "0x8").err


@pytest.mark.parametrize("arguments", [["nonsense"], ["--nonsense"], ["convert", "a"]])
def test_wrong_use_of_the_group_and_of_arguments(minimesa, arguments):
    result = minimesa(*arguments)
    assert (result.status, result.out) == (2, "")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("exit 1", "status 1"),
        ("kill -SEGV $$", "status -11"),
        ("echo 's SATISFIABLE'; exit 10", "no model"),
        ("echo 'v 1 x 0'; exit 10", "model"),
        # Every variable true: some gate selects two fan-in tuples and computes something else.
        (
            'n=$(awk \'/^p cnf/ {print $3}\' "$1"); echo v $(seq 1 "$n") 0; exit 10',
            "violates the formula",
        ),
    ],
)
def test_a_solver_that_fails_leaves_the_question_open(minimesa, tmp_path, script, reason):
    solver = tmp_path / "solver.sh"
    solver.write_text(f"#!/bin/sh\n{script}\n")
    solver.chmod(0o755)
    profile = tmp_path / "failing.toml"
    profile.write_text(f"backend = 'dimacs'\ncommand = ['{solver}', '{{formula}}']\n")
    result = minimesa("solve", "0x16e9", "--no-tables", "--solver", profile)
    assert result.status == 3
    assert "feasible" in result.out
    assert reason in result.err
    assert result.err.count("\n") == 1


def test_a_memory_limit_leaves_the_question_open(minimesa):
    options = ("--no-tables", "--solver", "minisat22", "--memory-limit", "1")
    result = minimesa("solve", "0x16e9", *options)
    assert result.status == 3
    assert "feasible" in result.out
    assert "memory limit" in result.err
    assert result.err.count("\n") == 1


def test_a_circuit_that_the_referee_rejects_is_a_failed_check(minimesa, monkeypatch):
    def reject(*_):
        raise RefereeError("row 3 is wrong")

    monkeypatch.setattr("minimesa.synthesis.state.referee.check_solves", reject)
    result = minimesa("solve", "0x16e9", "0x8", "--json")
    assert (result.status, result.out) == (1, "")
    lines = result.err.splitlines()
    assert [line.split(":")[1].strip() for line in lines] == ["0x16e9", "0x8"]
    assert all("the referee rejects" in line and "row 3 is wrong" in line for line in lines)
