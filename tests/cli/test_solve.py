import json

import pytest

from minimesa import referee
from minimesa.formats import circuit_from_json
from minimesa.problems.library import find_problem

KEYS = [
    "problem", "inputs", "outputs", "basis", "objective", "status", "size", "depth", "lower_bound",
    "upper_bound", "complete", "circuits", "evidence", "seconds",
]  # fmt: skip


def objects(result):
    return [json.loads(line) for line in result.out.splitlines()]


def test_json_is_one_object_a_line_with_the_documented_keys(minimesa):
    result = minimesa("solve", "0x16e9", "full-adder", "--json")
    assert (result.status, result.err) == (0, "")
    first, second = objects(result)
    assert list(first) == list(second) == KEYS
    assert (first["size"], first["status"], first["lower_bound"]) == (5, "optimal", 5)
    assert (second["problem"], second["size"]) == ("full-adder", 5)
    assert [item["verdict"] for item in second["evidence"]][-1] == "found"


def test_the_printed_circuit_passes_the_referee(minimesa):
    (entry,) = objects(minimesa("solve", "best-pair", "--json"))
    circuit = circuit_from_json(entry["circuits"][0])
    referee.check_solves(circuit, find_problem("best-pair").relation)
    assert entry["size"] == len(entry["circuits"][0]["gates"]) == 3


def test_ranges_give_a_problem_each(minimesa):
    entries = objects(minimesa("solve", "best-pair:pairs=2..3", "--json"))
    assert [entry["problem"] for entry in entries] == ["best-pair:pairs=2", "best-pair:pairs=3"]


@pytest.mark.parametrize(
    ("objective", "lower"),
    [("size", 3), ("depth", 2), ("depth,size", [2, 3]), ("size,depth", [3, 2]), ("pareto", [3, 2])],
)
def test_every_objective_on_parity(minimesa, objective, lower):
    (entry,) = objects(minimesa("solve", "parity", "--objective", objective, "--json"))
    assert (entry["status"], entry["lower_bound"], entry["upper_bound"]) == (
        "optimal",
        lower,
        lower,
    )
    assert ("front" in entry) == (objective == "pareto")


def test_a_front_goes_on_to_the_least_depth(minimesa):
    (entry,) = objects(minimesa("solve", "0xf20c", "--objective", "pareto", "--json"))
    (shallow,) = objects(minimesa("solve", "0xf20c", "--objective", "depth,size", "--json"))
    assert [(point["size"], point["depth"]) for point in entry["front"]] == [(4, 4), (5, 3)]
    assert shallow["lower_bound"] == [3, 5]


def test_text_has_equations_bounds_and_what_was_refuted(minimesa):
    result = minimesa("solve", "0x8")
    assert result.status == 0
    assert "optimal size over b2: size 1, depth 1" in result.out
    assert "g0 = x0 & x1" in result.out
    assert "y0 = g0" in result.out
    assert "refuted 0 gates" in result.out
    assert "\x1b" not in result.out


def test_a_relation_is_called_one(minimesa):
    assert "relation" in minimesa("solve", "best-pair").out
    assert "relation" not in minimesa("solve", "full-adder").out


def test_an_infeasible_problem_is_a_result_that_names_the_row(minimesa, tmp_path):
    path = tmp_path / "none.toml"
    path.write_text(
        "[inputs]\np = 2\nq = 1\n[outputs]\ny = 1\n[solve]\naccept = 'y == 1 and p != 2'\n"
    )
    result = minimesa("solve", path)
    assert result.status == 0
    assert "infeasible: no output is acceptable" in result.out
    assert "row 2 (p = 2, q = 0)" in result.out
    (entry,) = objects(minimesa("solve", path, "--json"))
    assert (entry["status"], entry["size"], entry["infeasible_row"]) == ("infeasible", None, 2)


def test_a_time_limit_leaves_bounds_and_status_3(minimesa, hard):
    result = minimesa("solve", hard, "--time-limit", "0.2", "--json")
    (entry,) = objects(result)
    assert result.status == 3
    assert entry["status"] == "feasible"
    assert entry["lower_bound"] <= entry["upper_bound"] == entry["size"]
    assert result.err.count("\n") == 1
    assert "time limit" in result.err


def test_the_status_of_a_batch_is_the_highest(minimesa, hard):
    result = minimesa("solve", "0x8", hard, "0x6", "--time-limit", "0.2", "--json")
    assert result.status == 3
    assert [entry["problem"] for entry in objects(result)] == ["0x8", hard, "0x6"]


def test_problems_come_from_a_file_and_from_stdin(minimesa, start, tmp_path):
    listing = tmp_path / "some"
    listing.write_text("# two tables\n0x8\n\n  0x6\n")
    result = minimesa("solve", "0xe", "--from", listing, "--json")
    assert [entry["problem"] for entry in objects(result)] == ["0xe", "0x8", "0x6"]
    process = start("solve", "--from", "-", "--json", stdin=-1)
    out, _ = process.communicate("0x1\n")
    assert json.loads(out)["problem"] == "0x1"


def test_a_basis_of_the_user_with_costs(minimesa, tmp_path):
    path = tmp_path / "dear.toml"
    path.write_text(
        'name = "dear-xor"\nfree_not = true\n[operators.and]\ntable = "0x8"\narity = 2\n'
        '[operators.xor]\ntable = "0x6"\narity = 2\ncost = 2\n'
    )
    result = minimesa("solve", "0x6", "--basis", path)
    assert result.status == 0
    assert "cost 2, depth 1" in result.out
    assert "refuted cost" in result.out


def test_switching_breaks_off_changes_no_optimum(minimesa):
    (plain,) = objects(minimesa("solve", "0x16e9", "--json"))
    (bare,) = objects(
        minimesa("solve", "0x16e9", "--no-break", "colex", "--no-break", "no-reapply", "--json")
    )
    assert bare["size"] == plain["size"] == 5


@pytest.mark.parametrize("share", ["3/4", "0.75", "75%"])
def test_accuracy_is_read_exactly(minimesa, share):
    (entry,) = objects(minimesa("solve", "0x8", "--accuracy", share, "--json"))
    assert (entry["accuracy"], entry["size"]) == (0.75, 0)


def test_a_single_digit_table_of_one_input(minimesa):
    (entry,) = objects(minimesa("solve", "0x1", "--inputs", "1", "--json"))
    assert (entry["inputs"], entry["size"]) == (1, 0)
    assert entry["circuits"][0]["outputs"] == [{"name": "y0", "wire": "x0", "inverted": True}]
