"""``minimesa check``: what it asks, prints, and ends with."""

import json
import sqlite3
from contextlib import closing

import pytest

from minimesa.analysis.registry import DEFINITIONS
from minimesa.cli.check_progress import duration, line
from minimesa.cli.check_text import VERDICTS
from minimesa.study.plan import suites
from minimesa.study.run import Progress

FEW = ("--definition", "selecting", "--evaluator-gates", "1", "--workers", "1")


@pytest.fixture(autouse=True)
def work(tmp_path, monkeypatch):
    """Work in a folder of its own: the store is made where the command runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_json_is_a_row_a_task(minimesa):
    result = minimesa("check", "0xf888", "reply-min", *FEW, "--price", "declared-all", "--json")
    assert (result.status, result.err) == (0, "")
    rows = [json.loads(row) for row in result.out.splitlines()]
    assert [(row["problem"], bool(row["verdicts"])) for row in rows] == [
        ("0xf888", True),
        ("reply-min", True),
        ("reply-min", False),
    ]
    (verdict,) = rows[0]["verdicts"]
    assert (rows[0]["status"], rows[0]["size"], rows[0]["complete"]) == ("optimal", 3, True)
    assert (verdict["definition"], verdict["candidates"], verdict["evaluator_gates"]) == (
        "selecting", 2, 1,
    )  # fmt: skip
    assert (verdict["verdict"] == "refuted") == bool(verdict["witnesses"])
    assert rows[2]["price_of_search"] == {
        "declared-all": {"lower": 1, "upper": 1, "verdict": "upheld"}
    }


def test_the_table_counts_what_json_lists_and_explains_itself(minimesa):
    names = ("0xf888", "0x96", "reply-min")
    rows = [json.loads(row) for row in minimesa("check", *names, *FEW, "--json").out.splitlines()]
    table = minimesa("check", *names, *FEW).out
    verdicts = [verdict["verdict"] for row in rows for verdict in row["verdicts"]]
    (counts,) = [row.split()[-4:] for row in table.splitlines() if row.startswith("  selecting  ")]
    assert counts == [str(verdicts.count(name) or ".") for name in VERDICTS]
    for name, meaning in VERDICTS.items():
        assert f"  {name}: {meaning}" in table
    (selecting,) = [d for d in DEFINITIONS if d.name == "selecting"]
    for limit in selecting.limits:
        assert limit in table


SUMS = "0x6666,0x8888,0x0ff0,0xf000"
"""Sums of x0 and x1, and of x2 and x3: XOR and AND of each."""
COMPARED = f"{SUMS},0x7000,0x8777,0x0990,0x0110,0x7110"
"""Every gate of a circuit that says which sum is larger."""


def test_scores_of_several_bits_are_found_where_inspect_finds_them(minimesa, work):
    (work / "circuits.json").write_text(minimesa("solve", COMPARED, "--all", "--json").out)
    asked = ("--definition", "replicated,selecting", "-m", "2,3", "--score-bits", "1,2", "-w", "1")
    (row,) = map(json.loads, minimesa("check", COMPARED, *asked, "--json").out.splitlines())
    assert (row["complete"], len(row["verdicts"])) == (True, 8)
    outcomes = set()
    for verdict in row["verdicts"]:
        seen = minimesa(
            "inspect", "circuits.json", "--definition", verdict["definition"], "--json",
            "--evaluator-gates", verdict["evaluator_gates"], "--score-bits", verdict["score_bits"],
        )  # fmt: skip
        looks = [json.loads(look) for look in seen.out.splitlines()]
        assert len(looks) == row["circuits"] == verdict["searched"]
        fired = sum(bool(look["findings"]) for look in looks)
        assert verdict["fired"] == fired
        assert verdict["verdict"] == ("refuted" if fired else "upheld")
        outcomes.add((verdict["definition"], verdict["score_bits"], bool(fired)))
    assert {(name, 2, hit) for name in ("replicated", "selecting") for hit in (True, False)} <= (
        outcomes
    )


def test_the_table_says_how_many_bits_where_they_are_several(minimesa):
    few = ("--definition", "replicated,declared-lean", "-m", "1", "-w", "1")
    plain = minimesa("check", "reply-min", *few).out
    assert "bits" not in plain
    both = minimesa("check", "reply-min", SUMS, *few, "--score-bits", "1,2").out
    rows = [line.split() for line in both.splitlines()]
    assert ["definition", "variant", "k", "m", "bits", *VERDICTS] in rows
    assert ["replicated", "p", "2", "1", "2", "1", ".", "1", "."] in rows
    assert ["declared-lean", "1", ".", ".", "."] in rows
    assert "; bits: of a score" in both


def test_shared_tasks_have_the_same_verdicts_and_are_then_done(minimesa, work):
    command = ("check", "0xf888", "reply-min", *FEW, "--price", "declared-all", "--json")
    listed = [json.loads(row) for row in minimesa(*command, "--store", "l.sqlite").out.splitlines()]
    result = minimesa(*command, "--store", "s.sqlite", "--split")
    assert (result.status, result.err) == (0, "")
    for row, other in zip(map(json.loads, result.out.splitlines()), listed, strict=True):
        for key in ("problem", "status", "size", "price_of_search"):
            assert row[key] == other[key]
        assert row["complete"] in (False, None)
        assert [v["verdict"] for v in row["verdicts"]] == [v["verdict"] for v in other["verdicts"]]
    before = (work / "s.sqlite").read_bytes()
    assert minimesa(*command, "--store", "s.sqlite").out == result.out
    assert minimesa(*command, "--store", "s.sqlite", "--split").out == result.out
    assert (work / "s.sqlite").read_bytes() == before


def test_a_solver_for_whole_questions_cannot_share(minimesa):
    result = minimesa("check", "0x8", *FEW, "--split", "--solver", "cpsat")
    assert (result.status, result.out) == (2, "")
    assert "CP-SAT" in result.err


def test_a_finished_study_is_left_alone(minimesa, work):
    first = minimesa("check", "0xe8", *FEW)
    store = work / "minimesa-check.sqlite"
    before = store.read_bytes()
    again = minimesa("check", "0xe8", *FEW)
    assert (again.status, again.out, again.err) == (0, first.out, "")
    assert store.read_bytes() == before


def test_open_tasks_wait_for_larger_limits(minimesa, hard, work):
    arguments = ("check", hard, *FEW, "--store", "mine.sqlite")

    def attempts():
        with closing(sqlite3.connect(work / "mine.sqlite")) as db:
            return db.execute("SELECT count(*) FROM attempts").fetchone()[0]

    result = minimesa(*arguments, "--time-limit", "0.3")
    assert result.status == 3
    assert "undecided: time limit" in result.err
    assert attempts() == 1
    for extra in ((), ("--retry-open",)):
        result = minimesa(*arguments, "--time-limit", "0.3", *extra)
        assert result.status == 3
        assert "larger limits" in result.err
        assert attempts() == 1
    assert minimesa(*arguments, "--time-limit", "0.4", "--retry-open").status == 3
    assert attempts() == 2


def test_a_dry_run_makes_no_store(minimesa, work):
    result = minimesa("check", "0xe8", "0x96", *FEW, "--dry-run")
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("2 of 2 tasks to do, into minimesa-check.sqlite\n")
    assert list(work.iterdir()) == []
    minimesa("check", "0xe8", *FEW)
    left = minimesa("check", "0xe8", "0x96", *FEW, "--dry-run").out
    assert left.startswith("1 of 2 tasks to do")
    assert "0x96" in left
    assert "0xe8" not in left


@pytest.mark.parametrize("suite", suites())
def test_every_suite_can_be_planned(minimesa, suite):
    result = minimesa("check", suite, "--dry-run")
    assert (result.status, result.err) == (0, "")
    assert int(result.out.split()[0]) == len(result.out.splitlines()) - 1 > 0


@pytest.mark.slow
def test_the_quick_suite_decides_everything(minimesa):
    result = minimesa("check", "quick", "--json")
    rows = [json.loads(row) for row in result.out.splitlines()]
    assert result.status == 0
    assert {row["outcome"] for row in rows} == {"done"}
    verdicts = {verdict["verdict"] for row in rows for verdict in row["verdicts"]}
    assert verdicts == {"refuted", "upheld", "vacuous"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("quick", "paper"), "one plan or suite alone"),
        (("quick", "0x8"), "one plan or suite alone"),
        (("quick", "--basis", "aig"), "the plan says which bases"),
        (("quick", "-k", "3"), "the plan says which candidates"),
        (("quick", "--score-bits", "2"), "the plan says which score-bits"),
        (("no-such-problem",), "no-such-problem"),
        (("0x8", "--definition", "seeking"), "'seeking' is not one of"),
        (("0x8", "--evaluator-gates", "1,x"), "no list of numbers"),
        (("0x8", "--candidates", "9"), "from 2 to 4"),
        (("0x8", "--score-bits", "0"), "from 1 to 8"),
        (("0x8", "--definition", "declared-all"), "asks nothing"),
        (("0x8", "--basis", "b3"), "b3"),
        (("0x8", "--workers", "0"), "--workers"),
        (("0x8", "--store", "missing/s.sqlite"), "missing/s.sqlite"),
    ],
)
def test_wrong_use(minimesa, arguments, message):
    result = minimesa("check", *arguments)
    assert (result.status, result.out) == (2, "")
    assert message in result.err
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("problems = []", "needs problems"),
        ("problems = ['0x8']\nsize = 3", "unknown key 'size'"),
        ("problems = ['0x8']\nslack = [9]", "numbers from 0 to 4"),
        ("problems = ['0x8']\nobjectives = ['pareto']", "objective 'pareto'"),
        ("problems = ['0x8']\nprices = ['cheap']", "price 'cheap'"),
        ("problems = ['0x8']\npriced = ['0x6']", "priced names '0x6'"),
        ("problems = ['0x8']\n[limits]\nseconds = -1", "positive number"),
        ("problems = ['0x8']\n[limits]\nhours = 1", "hours"),
        ("problems = ['0x8']\n[[definitions]]\nnames = ['seeking']", "seeking"),
        ("problems = ['0x8']\n[[definitions]]\nnames = ['selecting']\nvariants = ['q']", "'q'"),
        ("problems = ['0x8']\n[[definitions]]\nnames = ['selecting']\ndefault = [1]", "default"),
        ("problems = ['npn:6']", "1 to 5 inputs"),
        ("problems = ['missing.pla']", "missing.pla"),
    ],
)
def test_wrong_plans(minimesa, work, text, message):
    (work / "plan.toml").write_text(text)
    result = minimesa("check", "plan.toml")
    assert (result.status, result.out) == (2, "")
    assert message in result.err
    assert list(work.iterdir()) == [work / "plan.toml"]


def test_files_of_a_plan_stand_beside_it(minimesa, work):
    folder = work / "elsewhere"
    folder.mkdir()
    (folder / "mine.toml").write_text(
        "[inputs]\nx = 2\n[outputs]\ny = 1\n[solve]\ndefine.y = 'x == 3'\n"
    )
    (folder / "plan.toml").write_text(
        "problems = ['mine.toml']\n[[definitions]]\nnames = ['replicated']\n"
    )
    result = minimesa("check", "elsewhere/plan.toml", "--json")
    assert result.status == 0
    assert json.loads(result.out)["size"] == 1


def test_a_title_with_control_characters_is_only_text(minimesa, work):
    (work / "plan.toml").write_text(
        'title = "\\u001b[31mred"\nproblems = ["0x8"]\n[[definitions]]\nnames = ["replicated"]\n'
    )
    assert "\x1b" not in minimesa("check", "plan.toml").out


def test_progress_in_a_line():
    text = line(Progress(10, 2, 3, 1, 2), 8, 60.0)
    assert text == "4 of 8 tasks: 3 done, 2 running, 1 open, about 60 s left"
    assert "left" not in line(Progress(8, 0, 0, 0, 2), 8, 1.0)
    shared = Progress(8, 0, 0, 0, 1, "0x96: 3 gates, 2 of 9 cases refuted")
    assert line(shared, 8, 1.0) == (
        "0 of 8 tasks: 0 done, 1 running, 0 open, 0x96: 3 gates, 2 of 9 cases refuted"
    )
    assert [duration(s) for s in (5, 119, 120, 7200, 200_000)] == [
        "5 s", "119 s", "2 min", "2 h", "2 d",
    ]  # fmt: skip


def test_a_solver_from_a_file_is_used_by_the_workers(minimesa, tmp_path):
    profile = tmp_path / "mine.toml"
    profile.write_text('backend = "pysat"\nsolver = "glucose4"\n')
    store = tmp_path / "mine.sqlite"
    result = minimesa("check", "0x96", "--solver", profile, "--store", store, "--workers", "1")
    assert result.status == 0, result.err
    with closing(sqlite3.connect(store)) as db:
        assert db.execute("SELECT solver FROM attempts").fetchone() == ("mine",)
