import json

import pytest

from minimesa.formats import WRITERS, read_relation
from minimesa.problems.library import find_problem


@pytest.fixture
def adder(minimesa, tmp_path):
    """Return a file with the result of solving the full adder."""
    path = tmp_path / "adder.json"
    path.write_text(minimesa("solve", "full-adder", "--json").out)
    return path


@pytest.mark.parametrize("suffix", sorted(set(WRITERS) - {".dot"}))
def test_every_format_keeps_the_function(minimesa, adder, suffix):
    target = adder.with_name(f"out{suffix}")
    result = minimesa("convert", adder, target)
    assert (result.status, result.out, result.err) == (0, "", "")
    assert read_relation(target).allowed == find_problem("full-adder").relation.allowed


@pytest.mark.parametrize("suffix", [".blif", ".aag", ".v", ".bench"])
def test_what_was_converted_can_be_solved_and_converted_back(minimesa, adder, suffix):
    there = adder.with_name(f"there{suffix}")
    back = adder.with_name("back.json")
    assert minimesa("convert", adder, there).status == 0
    assert minimesa("convert", there, back).status == 0
    (entry,) = map(json.loads, minimesa("solve", there, "--json").out.splitlines())
    assert entry["size"] == 5


def test_standard_output(minimesa, adder):
    result = minimesa("convert", adder, "-", "--to", "blif")
    assert result.status == 0
    assert ".inputs a0 b0 carry_in0" in result.out


def test_one_circuit_of_several(minimesa, tmp_path):
    path = tmp_path / "front.json"
    path.write_text(minimesa("solve", "0x8000", "-o", "pareto", "--json").out)
    count = len(json.loads(path.read_text())["circuits"])
    assert minimesa("convert", path, "-", "--to", "truth", "--circuit", count).out == (
        "1" + "0" * 15 + "\n"
    )
    result = minimesa("convert", path, "-", "--to", "truth", "--circuit", count + 1)
    assert (result.status, result.out) == (2, "")
    assert f"no circuit {count + 1}" in result.err


@pytest.mark.parametrize(
    ("arguments", "mentions"),
    [
        (["nowhere.blif", "a.aag"], "nowhere.blif"),
        (["adder.json", "a.doc"], "doc"),
        (["adder.json", "-"], "--to"),
        (["adder.json", "missing/a.aag"], "missing/a.aag"),
        (["bad.blif", "a.aag"], "bad.blif"),
    ],
)
def test_bad_input_leaves_no_file(minimesa, adder, monkeypatch, arguments, mentions):
    monkeypatch.chdir(adder.parent)
    (adder.parent / "bad.blif").write_text(".model m\n.gibberish\n")
    before = sorted(adder.parent.iterdir())
    result = minimesa("convert", *arguments)
    assert (result.status, result.out, result.err.count("\n")) == (2, "", 1)
    assert mentions in result.err
    assert sorted(adder.parent.iterdir()) == before
