"""The tables of docs/reference/json.md name exactly the keys that the commands print."""

import json
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "json.md"
CELL = re.compile(r"(\*?)`(\w+)`\*?")


def tables():
    """Return by heading the tables of a section: each the keys that must be, and that may be."""
    found = {}
    for section in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        heading, _, body = section.partition("\n")
        for table in re.findall(r"(?:^\|.*\n)+", body, re.MULTILINE):
            cells = [CELL.findall(row.split("|")[1]) for row in table.splitlines()[2:]]
            keys = [cell for row in cells for cell in row]
            must = {key for italic, key in keys if not italic}
            found.setdefault(heading, []).append((must, {key for _, key in keys}))
    return found


TABLES = tables()


def check(heading, number, objects):
    """Check objects against a table; every key in it must occur."""
    must, may = TABLES[heading][number]
    assert objects
    for each in objects:
        assert must <= set(each) <= may
    assert {key for each in objects for key in each} == may


@pytest.fixture
def results(minimesa, tmp_path, monkeypatch):
    """Return a function that runs a command with --json and returns the objects printed."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, status=0):
        result = minimesa(*arguments, "--json")
        assert result.status == status
        return [json.loads(line) for line in result.out.splitlines()]

    return run


def test_solve_improve_and_verify(results):
    Path("impossible.toml").write_text(
        "[inputs]\np = 1\n[outputs]\ny = 1\n[solve]\naccept = 'p + y == 3'\n"
    )
    found = [
        *results("solve", "0x6", "--certify", "proofs"),
        *results("solve", "0xe8", "--objective", "pareto"),
        *results("solve", "impossible.toml"),
        *results("solve", "0x7", "--accuracy", "3/4", "--all"),
        *results("improve", "0xe8", "--patience", "0"),
    ]
    check("`solve` and `improve`", 0, found)
    evidence = [item for solution in found for item in solution["evidence"]]
    check("`solve` and `improve`", 1, evidence)
    check("A circuit", 0, [circuit for solution in found for circuit in solution["circuits"]])
    check("`verify`", 0, results("verify", "proofs"))


def test_solve_require(results):
    check(
        "`solve` and `improve`", 2, results("solve", "0x1", "-r", "selecting", "--bound", "optimum")
    )
    (found,) = results("solve", "best-pair", "--require", "declared-all")
    must, _ = TABLES["`solve` and `improve`"][0]
    assert set(found) == must | {"require", "vacuous", "scores", "carriers", "findings"}


def test_price_and_inspect(results):
    found = results("price", "best-pair")
    check("`price`", 0, found)
    Path("price.json").write_text(json.dumps(found))
    problem = ("--problem", "best-pair")
    seen = [
        *results("inspect", "price.json", *problem, "-m", "1"),
        *results("inspect", "price.json", *problem, "--force", "g0=1", "--whole", "best-pair"),
    ]
    circuit, _ = TABLES["A circuit"][0]
    assert all(circuit <= set(look) for look in seen)
    check("`inspect`", 0, [{k: look[k] for k in set(look) - circuit} for look in seen])
    check("`inspect`", 1, [finding for look in seen for finding in look["findings"]])


def test_check(results):
    check("`check`", 0, results("check", "reply-min", "-m", "1", "--price", "declared-lean"))


def test_what_there_is(results):
    check("`problems`", 0, results("problems", "best-pair"))
    check("`definitions`", 0, results("definitions"))
    check("`census`", 0, results("census", "5"))
