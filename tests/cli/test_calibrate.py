import importlib.util
import json
import sys

import pytest

SMALL = ("calibrate", "second-pair-better", "--rewrites", 1, "--randoms", 1, "--planted", 0)


ONE = ("-m", 1)


def test_rates_of_searches_and_of_tables(minimesa):
    result = minimesa(*SMALL, *ONE, "-d", "selecting,declared-all", "--json")
    assert (result.status, result.err) == (0, "")
    shown = json.loads(result.out)
    selecting, declared = shown["rates"]
    assert selecting["definition"] == "selecting"
    assert declared["definition"] == "declared-all"
    # A pair's conjunction scores it: one gate, found in the plain circuit and in no table.
    assert selecting["positive"]["library"]["plain"]["share"] == 1
    assert selecting["negative"]["minterm"]["fired"] == 0
    assert selecting["negative"]["all"]["decided"] > 0
    low, high = selecting["negative"]["all"]["interval"]
    assert 0 <= low <= selecting["negative"]["all"]["share"] <= high <= 1


def test_the_table_has_the_counts_of_the_json(minimesa):
    text = minimesa(*SMALL, *ONE, "-d", "selecting").out
    rate = json.loads(minimesa(*SMALL, *ONE, "-d", "selecting", "--json").out)["rates"][0]
    row = text.splitlines()[3].split()
    plain, random = rate["positive"]["library"]["plain"], rate["negative"]["random"]
    assert row[:4] == ["2", "1", "1", f"{plain['fired']}/{plain['decided']}"]
    assert f"{random['fired']}/{random['decided']}" in row
    assert max(map(len, text.splitlines())) <= 80


def test_thresholds_multiply_where_a_definition_reads_them(minimesa):
    options = (
        "-d",
        "replicated,comparisons",
        "-m",
        1,
        "-m",
        2,
        "-k",
        2,
        "-k",
        3,
        "--variant",
        "np",
    )
    options += ("--default", "--reachable")
    rates = json.loads(minimesa(*SMALL, *options, "--json").out)["rates"]
    assert [
        (r["definition"], r["variant"], r["candidates"], r["evaluator_gates"], r["default"])
        for r in rates
    ] == [
        ("replicated", "np", 2, 1, False),
        ("replicated", "np", 2, 2, False),
        ("replicated", "np", 3, 1, False),
        ("replicated", "np", 3, 2, False),
        ("comparisons", "p", 0, 0, False),
    ]


def test_planted_problems_add_controls(minimesa):
    def counts(planted):
        options = ("-d", "comparisons", "--planted", planted, "--most-gates", 12, "--json")
        return json.loads(minimesa(*SMALL, *options).out)["rates"][0]["positive"]["planted"]

    assert counts(0)["plain"]["decided"] == 0
    assert counts(1)["plain"]["decided"] > 0


def test_the_seed_decides(minimesa):
    def controls(seed):
        shown = json.loads(minimesa(*SMALL, "-d", "replicated", "--seed", seed, "--json").out)
        return shown["controls"]

    assert controls(1) == controls(1)
    assert controls(1) != controls(2)


def test_a_problem_without_a_utility_is_said(minimesa):
    result = minimesa(*SMALL, "majority", "-d", "comparisons")
    assert result.status == 0
    assert "majority:bits=3 is left out: it declares no objective" in result.err


@pytest.mark.skipif(importlib.util.find_spec("matplotlib") is None, reason="needs matplotlib")
@pytest.mark.parametrize(("suffix", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_a_plot(minimesa, tmp_path, suffix, start):
    path = tmp_path / f"rates.{suffix}"
    assert minimesa(*SMALL, *ONE, "-d", "selecting", "--plot", path).status == 0
    assert path.read_bytes().startswith(start)


def test_a_plot_without_matplotlib_is_refused_before_any_work(minimesa, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = minimesa(*SMALL, "--plot", tmp_path / "rates.png")
    assert (result.status, result.out, result.err.count("\n")) == (2, "", 1)
    assert "pip install 'minimesa[report]'" in result.err


@pytest.mark.parametrize(
    ("arguments", "mentions"),
    [
        (["--plot", "rates.doc"], ".png"),
        (["-d", "searching"], "searching"),
        (["--basis", "tubes"], "tubes"),
        (["nowhere"], "nowhere"),
        (["--seed", "x"], "--seed"),
    ],
)
def test_bad_input_is_one_line(minimesa, arguments, mentions):
    result = minimesa("calibrate", *arguments)
    assert (result.status, result.out, result.err.count("\n")) == (2, "", 1)
    assert mentions in result.err
