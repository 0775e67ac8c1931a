"""``minimesa price`` and ``minimesa solve --require``."""

import json
import re
import signal
import time

import pytest
from tests.cli.test_signals import ready


def test_both_optima_stand_side_by_side(minimesa):
    result = minimesa("price", "best-pair")
    assert (result.status, result.err) == (0, "")
    assert "price of search 1: size over b2, declared-all" in result.out
    assert "upheld: no minimal circuit of this problem is a search" in result.out
    assert "1 gate more" in result.out
    titles = next(line for line in result.out.splitlines() if "least:" in line)
    assert titles.split("  ")[-1] == "least that searches: size 4, depth 2"
    assert result.out.count("[score_") == 3
    assert re.search(
        r"feed the outputs: g\d g\d g\d; only carry scores: g\d$", result.out, re.MULTILINE
    )
    assert "refuted 3 gates declared-all" in result.out


def test_a_zero_shows_the_counterexample(minimesa):
    result = minimesa("price", "best-pair", "--require", "declared-lean")
    assert "price of search 0" in result.out
    assert "refuted: a minimal circuit of this problem is a search" in result.out
    assert "only carry scores: none" in result.out


def test_json(minimesa):
    result = minimesa("price", "best-pair", "reply-min", "--json")
    first, second = map(json.loads, result.out.splitlines())
    assert first["price_of_search"] == {"declared-all": 1}
    assert second["problem"] == "reply-min"
    keys = {"problem", "basis", "objective", "plain", "searching", "price_of_search", "status"}
    assert keys < set(first)
    assert (first["lower_bound"], first["upper_bound"]) == (1, 1)


def test_a_family_ends_with_how_the_price_grows(minimesa):
    result = minimesa("price", "best-pair:pairs=2..3")
    assert result.status == 0
    table = result.out.partition("candidates")[2].splitlines()
    assert table[1].split() == ["best-pair:pairs=2", "4", "2", "1+", "gates", "1.62", "1", "2", "1"]
    assert table[2].split() == ["best-pair:pairs=3", "6", "3", "1+", "gates", "2.02", "3", "4", "1"]
    assert table[4].split() == ["best-pair:pairs=2", "####", "1"]


def test_a_plot(minimesa, tmp_path):
    pytest.importorskip("matplotlib")
    for suffix, start in (("svg", b"<?xml"), ("png", b"\x89PNG")):
        target = tmp_path / f"growth.{suffix}"
        assert minimesa("price", "best-pair:pairs=2..3", "--plot", target).status == 0
        assert target.read_bytes().startswith(start)
    wrong = minimesa("price", "best-pair", "--plot", tmp_path / "growth.jpg")
    assert wrong.status == 2
    assert ".svg" in wrong.err


def test_what_ran_out_of_time_is_open(minimesa):
    result = minimesa("price", "best-pair:pairs=4", "--time-limit", "0.01", "--json")
    assert result.status == 3
    assert "undecided: time limit" in result.err
    assert json.loads(result.out)["verdict"] == "open"


def test_no_circuit_within_what_was_tried_is_decided(minimesa):
    arguments = ("price", "best-pair:pairs=2", "-r", "selecting", "--most-extra", "0")
    result = minimesa(*arguments)
    assert (result.status, result.err) == (0, "")
    assert "price of search >= 1" in result.out
    assert "nor is any larger one that was tried" in " ".join(result.out.split())


def test_vacuous(minimesa):
    result = minimesa("price", "argmax")
    assert result.status == 0
    assert "price of search none" in result.out
    assert "vacuous: too few of its scores need a gate" in result.out


def test_ctrl_c_prints_what_is_known(start):
    process = start("price", "block-code", "-r", "selecting", "-m", "2", "--json")
    ready(process)
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 130
    assert "interrupted" in err
    if out:
        assert json.loads(out)["problem"] == "block-code"


def test_a_certified_price_is_verified(minimesa, tmp_path):
    folder = tmp_path / "proofs"
    run = minimesa("price", "reply-min", "best-pair:pairs=2", "--certify", folder)
    assert (run.status, run.err) == (0, "")
    assert f"  certificate in {folder / 'reply-min'}\n" in run.out
    run = minimesa("verify", folder)
    assert (run.status, run.err) == (0, "")
    assert "claims optimal: size over b2, declared-all, is 2" in run.out
    assert run.out.count("1: no minimal circuit is declared-all") == 2
    (folder / "reply-min" / "case-1" / "gates-1.drat").write_text("")
    run = minimesa("verify", folder / "reply-min", "--json")
    entry = json.loads(run.out)
    assert (run.status, entry["verified"], entry["certified"]) == (1, False, False)
    assert entry["require"] == {"definition": "declared-all"}
    (folder / "reply-min" / "requirement.json").write_text("{}")
    run = minimesa("verify", folder)
    assert run.status == 2
    assert "requirement.json: malformed" in run.err
    assert "best-pair" in run.out


def test_a_problem_from_a_file_is_given_again(minimesa, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        "[inputs]\nx = 2\ny = 2\n[outputs]\nz = 1\n"
        "[solve]\nmaximize = '1 if (x, y)[z] == 3 else 0'\n"
    )
    run = minimesa("price", path, "--certify", tmp_path / "proofs", "--json")
    assert json.loads(run.out)["certificate"] == str(tmp_path / "proofs")
    run = minimesa("verify", tmp_path / "proofs")
    assert (run.status, run.out) == (2, "")
    assert "give it by --problem" in run.err
    assert minimesa("verify", tmp_path / "proofs", "--problem", path).status == 0
    assert minimesa("verify", tmp_path / "proofs", "--problem", "best-pair").status == 1


def test_scores_that_the_basis_cannot_compute_have_no_price(minimesa, tmp_path):
    basis, problem = tmp_path / "xors.toml", tmp_path / "mine.toml"
    basis.write_text("name = 'xors'\nfree_not = true\n[operators.xor]\ntable = '0x6'\narity = 2\n")
    problem.write_text(
        "[inputs]\na = 1\nb = 1\nc = 1\n[outputs]\nz = 1\n"
        "[solve]\nmaximize = '2 if z == (a ^ b) else (1 if a and b and c else 0)'\n"
    )
    run = minimesa("price", problem, "--basis", basis)
    assert (run.status, run.out) == (2, "")
    assert "no circuit over xors has what declared-all asks for" in run.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("best-pair", "--connected", "--objective", "depth,size"), "a least depth first"),
        (("0x96",), "declares no objective"),
        (("best-pair", "--variant", "np"), "--variant speaks of structure"),
        (("best-pair", "--objective", "pareto"), "pareto"),
        (("best-pair", "--basis", "nand"), "NOT is free"),
        (("best-pair", "-r", "selecting", "--variant", "np"), "renamings, too many"),
    ],
)
def test_wrong_use_of_price(minimesa, arguments, message):
    result = minimesa("price", *arguments)
    assert (result.status, result.out) == (2, "")
    assert message in result.err


@pytest.mark.parametrize(
    ("problem", "definition", "options", "wires"),
    [
        ("0x0690", "selecting", ("--variant", "structural", "-m", "2"), 2),
        ("0x8888,0x6666,0xf000,0x0ff0", "replicated", ("--score-bits", "2", "-m", "2"), 4),
    ],
)
def test_the_options_of_inspect_are_those_of_require(
    minimesa, tmp_path, problem, definition, options, wires
):
    """The second problem is two half adders: each has a sum and a carry."""
    result = minimesa("solve", problem, "--require", definition, *options, "--json")
    entry = json.loads(result.out)
    assert (entry["status"], entry["size"]) == ("optimal", 4)
    (finding,) = entry["findings"]
    assert len(finding["wires"]) == wires
    path = tmp_path / "found.json"
    path.write_text(result.out)
    looked = minimesa("inspect", path, "-d", definition, *options, "--json")
    seen = json.loads(looked.out)["findings"]
    assert finding["wires"] in [f["wires"] for f in seen]


def test_solve_under_a_requirement(minimesa):
    result = minimesa("solve", "best-pair", "--require", "declared-all", "--json")
    entry = json.loads(result.out)
    assert (entry["status"], entry["size"], entry["vacuous"]) == ("optimal", 4, False)
    assert entry["require"] == {"definition": "declared-all"}
    assert len(entry["scores"]) == 3
    text = minimesa("solve", "best-pair", "--require", "declared-all")
    assert "optimal size over b2: size 4, depth 2" in text.out
    assert re.search(r"only carry scores: g\d$", text.out, re.MULTILINE)


def test_connected_scores_reach_an_output(minimesa):
    result = minimesa("solve", "reply-min", "--require", "declared-all", "--connected", "--json")
    entry = json.loads(result.out)
    assert entry["status"] == "optimal"
    assert entry["carriers"] == []
    assert entry["size"] > 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("price", "reply-min", "--require", "declared-all"),
        ("solve", "reply-min", "--require", "declared-lean", "--objective", "size,depth"),
        ("solve", "reply-min", "--require", "replicated", "--bound", "optimum"),
    ],
)
def test_connected_bounds_are_certified(minimesa, tmp_path, arguments):
    folder = tmp_path / "proofs"
    found = minimesa(*arguments, "--connected", "--certify", folder, "--solver", "cadical195")
    assert (found.status, found.err) == (0, "")
    assert json.loads((folder / "requirement.json").read_text())["connected"] is True
    verified = json.loads(minimesa("verify", folder, "--json").out)
    assert verified["verified"] is True
    assert verified["connected"] is True
    assert ", connected, is " in minimesa("verify", folder).out


def test_asking_at_the_optimum_only(minimesa):
    ask = ("--bound", "optimum", "--json")
    found = json.loads(minimesa("solve", "nearest-codeword", "-r", "selecting", *ask).out)
    assert (found["verdict"], found["bound"]) == ("found", 4)
    assert found["searching"]["findings"][0]["verified"] is True
    refuted = json.loads(minimesa("solve", "0x1668", "-r", "selecting", *ask).out)
    assert (refuted["verdict"], refuted["bound"]) == ("refuted", 6)
    assert [item["verdict"] for item in refuted["searching"]["evidence"]][-1] == "refuted"
    text = minimesa("solve", "best-pair", "-r", "declared-all", "--bound", "optimum")
    assert "refuted: no minimal circuit (3 gates) of this problem is a search by" in text.out
    text = minimesa("solve", "best-pair", "-r", "declared-lean", "--bound", "optimum")
    assert "found: a minimal circuit (3 gates) of this problem is a search by" in text.out
    assert "vacuous" in minimesa("solve", "argmax", "-r", "declared-all", "--bound", "optimum").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--connected",), "--connected needs --require"),
        (("-r", "selecting", "--certify", "x"), "use --bound optimum"),
        (("--bound", "optimum"), "--bound needs --require"),
        (("-m", "2"), "--evaluator-gates needs --require"),
        (("-r", "selecting", "--all"), "--require finds one circuit"),
        (("-r", "selecting", "--objective", "pareto"), "pareto has several"),
        (("-r", "selecting", "--accuracy", "0.9"), "right everywhere"),
        (("-r", "replicated", "--default"), "not of replicated"),
    ],
)
def test_wrong_use_of_solve(minimesa, arguments, message):
    result = minimesa("solve", "reply-min", *arguments)
    assert (result.status, result.out) == (2, "")
    assert message in result.err
