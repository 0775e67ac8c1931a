"""``minimesa inspect``: what is printed of hand-made circuits, and what is refused."""

import json
from pathlib import Path

import pytest

from minimesa.analysis import registry
from minimesa.circuit import Circuit, Gate, Output, to_json
from minimesa.errors import RefereeError
from minimesa.truth_tables import MAX_INPUTS

PAIRS = """
.model pairs
.inputs p0 p1 q0 q1
.outputs better
.names p0 p1 g0
11 1
.names q0 q1 g1
11 1
.names g0 g1 better
01 1
.end
"""
"""The second pair's bits are both set, the first's are not: a search by hand."""

ROUTE = """
.model route
.inputs a b c d s
.outputs y
.names a b u
11 1
.names c d v
11 1
.names s u v y
11- 1
0-1 1
.end
"""
"""The input s, not a score, decides which of two products is put out: no search."""

DEAR = """
name = "dear"
free_not = true

[operators.and]
table = "0x8"
arity = 2
cost = 2
"""


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pairs.blif").write_text(PAIRS)
    (tmp_path / "route.blif").write_text(ROUTE)
    return tmp_path


def words(text):
    """Return text as one line."""
    return " ".join(text.split())


@pytest.mark.usefixtures("files")
def test_a_search_in_words(minimesa):
    result = minimesa("inspect", "pairs.blif", "-m", 1)
    assert (result.status, result.err) == (0, "")
    text = words(result.out)
    assert "replicated, selecting, mediated" in text
    assert (
        "g0 and g1 both compute a & b on (p0, p1) and (q0, q1); whatever values they are forced "
        "to, the output is the index of a larger one, g0 at ties; with the scores forced, nothing "
        "that they read reaches the output any more. The evaluator needs at least 1 gate; 3 of 3 "
        "gates belong to it, every output depends on it." in text
    )
    assert "Not seen, by choice of the definitions: evaluators that are unlike each other" in text


@pytest.mark.usefixtures("files")
def test_every_gate_with_function_support_level_and_cone(minimesa):
    lines = minimesa("inspect", "pairs.blif").out.splitlines()
    start = lines.index("  level 2")
    assert lines[start - 2].split() == ["g0", "=", "p0", "&", "p1", "1", "0x8", "p0", "p1"]
    assert lines[start + 1].split() == (
        ["better", "=", "~g0", "&", "g1", "3", "0x7000", "p0", "p1", "q0", "q1"]
    )
    assert lines[start + 2] == "  outputs"


@pytest.mark.usefixtures("files")
def test_routing_by_an_input_replicates_but_does_not_select(minimesa):
    result = minimesa("inspect", "route.blif", "-m", 1, "--json")
    shown = json.loads(result.out)
    found = {search["definition"]: search["found"] for search in shown["searches"]}
    assert found == {"replicated": 1, "selecting": 0, "mediated": 0}
    assert [finding["wires"] for finding in shown["findings"]] == [["u", "v"]]
    assert {motif["kind"] for motif in shown["motifs"]} >= {"multiplexer"}


@pytest.mark.usefixtures("files")
def test_json_is_an_object_a_line_with_what_text_says(minimesa):
    result = minimesa("inspect", "pairs.blif", "route.blif", "-m", 1, "--json")
    first, second = map(json.loads, result.out.splitlines())
    assert (first["source"], second["source"]) == ("pairs.blif", "route.blif")
    assert first["basis"] == "b2"
    assert first["problem"] is None
    assert first["correct"] is None
    assert all(finding["verified"] for finding in first["findings"] + second["findings"])
    assert {"definition", "variant", "candidates", "evaluator_gates", "score_bits", "nesting",
            "wires", "outputs", "labels", "polarity", "default", "verified"} <= set(
        first["findings"][0]
    )  # fmt: skip
    assert first["optimisation_power"]["levels"][-1] == pytest.approx(
        first["optimisation_power"]["output_entropy"]
    )


@pytest.mark.usefixtures("files")
def test_an_intervention_gives_the_outputs_their_new_functions(minimesa):
    result = minimesa("inspect", "pairs.blif", "--force", "g0=0", "-d", "replicated")
    assert "forced g0 = 0" in result.out
    assert "better = 0x8 of (q0, q1)  differs on 1 of 16 rows" in result.out
    shown = json.loads(minimesa("inspect", "pairs.blif", "--force", "g0=1,q0=1", "--json").out)
    assert shown["intervention"] == {
        "forced": {"g0": 1, "q0": 1},
        "outputs": [
            {"name": "better", "function": "0x0000", "before": "0x7000", "rows_changed": 3}
        ],
    }


def test_forced_values_are_those_of_the_wires_as_printed(minimesa, tmp_path):
    # Gate g0 is drawn as NAND; it is printed, and forced, as AND.
    circuit = Circuit(("a", "b"), (Gate(0x7, (0, 1)),), (Output("y", 2),))
    path = tmp_path / "nand.json"
    path.write_text(json.dumps(to_json(circuit)))
    for basis, expected in (("b2", "0x0"), ("nand", "0xf")):
        arguments = ("inspect", path, "--force", "g0=1", "--basis", basis, "--json")
        (output,) = json.loads(minimesa(*arguments).out)["intervention"]["outputs"]
        assert output["function"] == expected


@pytest.mark.usefixtures("files")
def test_a_problem_adds_correctness_and_its_own_definitions(minimesa):
    result = minimesa("inspect", "pairs.blif", "--problem", "second-pair-better")
    assert result.status == 0
    assert "solves second-pair-better" in result.out
    assert "the utility of every action is on wires: that of 0 on" in words(result.out)
    assert "achieved 1.00 halvings" in result.out


@pytest.mark.usefixtures("files")
def test_a_circuit_that_does_not_solve_its_problem_fails(minimesa, files):
    (files / "wrong.blif").write_text(PAIRS.replace("01 1", "10 1"))
    result = minimesa("inspect", "wrong.blif", "--problem", "second-pair-better")
    assert result.status == 1
    assert "does not solve second-pair-better: at row 3" in result.out
    assert result.err.count("\n") == 1


def test_the_power_of_the_base_search(minimesa, tmp_path):
    solved = minimesa("solve", "0x8", "--json")
    path = tmp_path / "and.json"
    path.write_text(solved.out, encoding="utf-8")
    arguments = ("inspect", path, "--problem", "0x8", "--base-search", "2000", "--seed", "1")
    shown = minimesa(*arguments)
    assert "drawn circuits of 1 gate solve it" in words(shown.out)
    (seen,) = map(json.loads, minimesa(*arguments, "--json").out.splitlines())
    base = seen["optimisation_power"]["base_search"]
    # One of five operators and one of eight output literals: log2(40) halvings.
    assert base["samples"] == 2000
    assert base["bits"] == pytest.approx(5.32, abs=0.3)


@pytest.mark.usefixtures("files")
def test_what_a_circuit_does_beyond_the_care_set(minimesa, files):
    (files / "some.toml").write_text(
        'title = "AND where x0 is 1"\n[inputs]\nx = 2\n[outputs]\ny = 1\n'
        '[solve]\ndefine.y = "x == 3"\ncare = "x % 2 == 1"\n'
    )
    (files / "wire.blif").write_text(
        ".model m\n.inputs a b\n.outputs y\n.names a b y\n11 1\n.end\n"
    )
    (files / "xnor.blif").write_text(
        ".model m\n.inputs a b\n.outputs y\n.names a b y\n11 1\n00 1\n.end\n"
    )
    rates = []
    for name in ("wire.blif", "xnor.blif"):
        result = minimesa("inspect", name, "--problem", "some.toml", "--whole", "0x8", "--json")
        assert result.status == 0
        rates.append(json.loads(result.out)["generalisation"])
    assert rates == [{"rows": 2, "accuracy": 1.0}, {"rows": 2, "accuracy": 0.5}]
    text = minimesa("inspect", "xnor.blif", "--problem", "some.toml", "--whole", "0x8").out
    assert "right on 50.0% of the weight on the 2 rows outside the care set" in text


def test_a_result_of_solve_brings_its_problem_and_its_basis(minimesa, tmp_path):
    path = tmp_path / "results.json"
    solved = minimesa("solve", "best-pair", "0xe8", "--basis", "mig", "--json").out
    path.write_text(solved)
    shown = [json.loads(line) for line in minimesa("inspect", path, "--json").out.splitlines()]
    assert [entry["problem"] for entry in shown] == ["best-pair:pairs=3", "0xe8"]
    assert [entry["basis"] for entry in shown] == ["mig", "mig"]
    assert all(entry["correct"] for entry in shown)
    text = minimesa("inspect", path).out
    assert f"{path} [2]" in text
    assert "2 circuits: replicated in " in text


def test_an_inspection_is_a_circuit_file(minimesa, files):
    first = minimesa("inspect", "pairs.blif", "--problem", "second-pair-better", "--json").out
    (files / "seen.json").write_text(first)
    second = json.loads(minimesa("inspect", "seen.json", "--json").out)
    assert second == json.loads(first) | {"source": "seen.json"}


def test_the_problem_of_a_result_is_never_a_file(minimesa, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    circuit = to_json(Circuit(("a", "b"), (Gate(0x8, (0, 1)),), (Output("y", 2),)))
    for name in ("trap.toml", "../trap", "trap"):
        (tmp_path / "trap.toml").write_text("this is no problem")
        (tmp_path / "r.json").write_text(json.dumps({"problem": name, "circuits": [circuit]}))
        result = minimesa("inspect", "r.json", "--json")
        assert (result.status, result.err) == (0, "")
        assert json.loads(result.out)["problem"] is None
        assert f"its problem, {name}, is none of the library" in minimesa("inspect", "r.json").out


def test_standard_input(start):
    circuit = to_json(Circuit(("a", "b"), (Gate(0x8, (0, 1)),), (Output("y", 2),)))
    process = start("inspect", "-", "--json", stdin=-1)
    out, err = process.communicate(json.dumps([circuit, circuit]))
    assert (process.returncode, err) == (0, "")
    assert [json.loads(line)["source"] for line in out.splitlines()] == [
        "standard input [1]",
        "standard input [2]",
    ]


def test_reference_circuits_plain_and_rewritten(minimesa):
    plain, again, other = (
        json.loads(minimesa("inspect", "best-pair", "--reference", *rest, "--json").out)
        for rest in (
            ("-m", 1),
            ("--rewrite", 8, "--seed", 1),
            ("--rewrite", 8, "--seed", 2),
        )
    )
    assert plain["correct"]
    assert again["correct"]
    assert "mediated" in {finding["definition"] for finding in plain["findings"]}
    assert len({json.dumps(circuit["gates"]) for circuit in (plain, again, other)}) == 3


def test_definitions_and_thresholds(minimesa):
    def found(*options):
        result = minimesa("inspect", "best-pair", "--reference", "--json", *options)
        return [
            (f["definition"], f["candidates"], f["variant"], f["default"])
            for f in json.loads(result.out)["findings"]
        ]

    assert found("-d", "mediated", "-k", 3, "-m", 1) == [("mediated", 3, "p", False)]
    assert found("-d", "mediated", "-k", 3, "-m", 2) == []
    assert found("-d", "selecting", "-d", "mediated", "-k", 3, "-m", 1, "--default") == [
        ("selecting", 3, "p", True),
        ("mediated", 3, "p", True),
    ]
    assert found("-d", "replicated", "-k", 3, "-m", 1, "--variant", "structural") == [
        ("replicated", 3, "structural", False)
    ]


def test_numbers_as_scores(minimesa, tmp_path):
    # Two half adders, and whether the second number, carry and sum, is larger than the first.
    gates = [(0x8, 0, 1), (0x6, 0, 1), (0x8, 2, 3), (0x6, 2, 3), (0x4, 4, 6), (0x9, 4, 6)]
    gates += [(0x4, 5, 7), (0x8, 9, 10), (0xE, 8, 11)]
    circuit = Circuit(
        ("a0", "b0", "a1", "b1"),
        tuple(Gate(operator, tuple(fanin)) for operator, *fanin in gates),
        (Output("larger", 12),),
    )
    path = tmp_path / "sums.json"
    path.write_text(json.dumps(to_json(circuit)))
    result = minimesa("inspect", path, "-d", "selecting", "--score-bits", 2, "-m", 2)
    assert result.status == 0
    assert (
        "(g0, g1) and (g2, g3) both compute the number (a & b, a ^ b) on (a0, b0) and (a1, b1); "
        "whatever values they are forced to, the output is the index of a larger one, (g0, g1) at "
        "ties." in words(result.out)
    )


@pytest.mark.usefixtures("files")
def test_gates_outside_the_basis_are_said(minimesa):
    result = minimesa("inspect", "route.blif", "--basis", "aig", "-d", "replicated")
    assert "not a circuit over aig: gate 2 with operator" in words(result.out)
    assert result.status == 0
    # A basis without a table: only cones bound the size of evaluators from above.
    Path("dear.toml").write_text(DEAR, encoding="utf-8")
    result = minimesa(
        "inspect", "route.blif", "--basis", "dear.toml", "-m", "3", "-d", "replicated"
    )
    assert "not a circuit over dear: gate 2 with operator" in words(result.out)
    # So its drawn cones say nothing about the size of evaluators over aig.
    assert result.status == 3
    assert "replicated is undecided" in result.err
    assert "undecided" in result.out


def test_lines_fit_a_terminal_of_eighty_columns(minimesa, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    text = minimesa("inspect", "best-pair", "nearest-codeword", "--reference", "-m", 1).out
    assert max(map(len, text.splitlines())) <= 80


def test_many_findings_are_not_all_put_into_words(minimesa):
    text = minimesa("inspect", "best-pair:pairs=5", "--reference", "-m", 1).out
    assert "more (--json has all)" in text


@pytest.mark.parametrize(
    ("arguments", "mentions"),
    [
        (["best-pair"], "minimesa solve best-pair --json | minimesa inspect -"),
        (["nowhere.blif"], "nowhere.blif"),
        (["nowhere"], "no circuit file"),
        (["majority", "--reference"], "declares no objective"),
        (["pairs.blif", "--rewrite", "3"], "--reference"),
        (["best-pair", "--reference", "--problem", "best-pair"], "--problem"),
        (["pairs.blif", "--definition", "searching"], "searching"),
        (["pairs.blif", "--definition", "declared-all"], "declared-all"),
        (["pairs.blif", "--problem", "best-pair"], "6 and 2"),
        (["pairs.blif", "--whole", "0x8"], "pairs.blif: "),
        (["pairs.blif", "--force", "g9=1"], "g9"),
        (["pairs.blif", "--force", "g0=2"], "g3=1,g7=0"),
        (["pairs.blif", "--candidates", "1"], "--candidates"),
        (["pairs.blif", "--basis", "tubes"], "tubes"),
        (["bad.json"], "bad.json"),
        (["loop.blif"], "loop.blif"),
        (["wide.json"], f"at most {MAX_INPUTS}"),
        (["long.json"], "at most 1000"),
    ],
)
def test_bad_input_is_one_line(minimesa, files, arguments, mentions):
    (files / "bad.json").write_text('{"inputs": [], "gates": [')
    (files / "loop.blif").write_text(PAIRS.replace("p0 p1 g0", "p0 better g0"))
    for name, inputs, gates in (("wide", MAX_INPUTS + 1, 1), ("long", 2, 1001)):
        circuit = Circuit(
            tuple(f"x{i}" for i in range(inputs)),
            (Gate(0x8, (0, 1)),) * gates,
            (Output("y", inputs),),
        )
        (files / f"{name}.json").write_text(json.dumps(to_json(circuit)))
    result = minimesa("inspect", *arguments)
    assert (result.status, result.out, result.err.count("\n")) == (2, "", 1)
    assert mentions in result.err


@pytest.mark.usefixtures("files")
def test_levels_that_settle_no_more_share_a_bar(minimesa):
    lines = minimesa("inspect", "pairs.blif").out.splitlines()
    (bar,) = [line for line in lines if line.startswith("    level") and "█" in line]
    assert bar.split()[:2] == ["levels", "1-2"]


@pytest.mark.usefixtures("files")
def test_a_finding_that_fails_its_check_is_not_printed(minimesa, monkeypatch):
    def refuse(*_arguments):
        raise RefereeError("the witness does not hold")

    monkeypatch.setattr(registry, "verify", refuse)
    result = minimesa("inspect", "pairs.blif", "route.blif", "-m", 1, "-d", "selecting")
    assert result.status == 1
    assert "pairs.blif: a finding failed its check: the witness does not hold" in result.err
    assert "found" not in result.out
    assert result.out.startswith("route.blif")
