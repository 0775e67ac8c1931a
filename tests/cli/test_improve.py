"""``minimesa improve``."""

import json
import signal
from pathlib import Path

import pytest

from minimesa import referee
from minimesa.formats import json_format
from minimesa.problems.library import find_problem


def test_the_statement_stands_below_the_circuit(minimesa):
    result = minimesa("improve", "full-adder", "--patience", "20")
    assert (result.status, result.err) == (0, "")
    assert "feasible size over b2: size 5, depth 3; the least size is" in result.out
    last = result.out.splitlines()[-1]
    assert last.startswith("  began with size 8; no window of 4 gates can be improved (")
    assert last.endswith(" windows)")


def test_json_is_that_of_solve_and_more(minimesa, tmp_path):
    result = minimesa(
        "improve", "adder", "popcount", "--json", "--seed", "3", "--window", "3", "--patience", "5"
    )
    assert (result.status, result.err) == (0, "")
    first, second = map(json.loads, result.out.splitlines())
    solved = json.loads(minimesa("solve", "adder", "--json").out)
    assert set(first) - set(solved) == {"improvement"}
    assert first["problem"] == "adder:bits=2"
    assert first["lower_bound"] <= solved["size"] <= first["upper_bound"] == first["size"]
    said = first["improvement"]
    assert (said["window_gates"], said["seed"], said["undecided"]) == (3, 3, 0)
    assert said["locally_optimal"] is True
    assert said["start"] > first["size"]
    assert said["questions"] > 0
    assert said["windows"] > first["size"]
    (tmp_path / "found.json").write_text(json.dumps(second))
    (circuit,) = json_format.read_circuits(tmp_path / "found.json")
    referee.check_solves(circuit, find_problem("popcount").relation)


def test_a_circuit_file_begins_with_itself(minimesa, tmp_path):
    path = tmp_path / "adder.json"
    path.write_text(minimesa("solve", "adder", "--json").out)
    for arguments in ([path], ["adder", "--start", path]):
        result = minimesa("improve", *arguments, "--json", "--window", "2", "--patience", "0")
        entry = json.loads(result.out)
        assert (entry["improvement"]["start"], entry["size"]) == (7, 7)


def test_a_circuit_of_another_basis_is_put_into_this_one(minimesa, tmp_path):
    path = tmp_path / "adder.blif"
    (tmp_path / "adder.json").write_text(minimesa("solve", "adder", "--json").out)
    assert minimesa("convert", tmp_path / "adder.json", path).status == 0
    result = minimesa("improve", path, "--basis", "nand", "--window", "3", "--patience", "0")
    assert (result.status, result.err) == (0, "")
    assert "feasible size over nand" in result.out


def test_a_wrong_circuit_to_begin_with(minimesa, tmp_path):
    path = tmp_path / "adder.json"
    path.write_text(minimesa("solve", "adder", "--json").out)
    result = minimesa("improve", "multiplier", "--start", path)
    assert result.status == 2
    assert "the circuit to begin with does not solve the problem" in result.err
    result = minimesa("improve", "adder:bits=2..3", "--start", path)
    assert result.status == 2
    assert "--start is a circuit for one PROBLEM" in result.err


def test_bounds_that_meet_are_optimal(minimesa):
    result = minimesa("improve", "parity", "--json")
    entry = json.loads(result.out)
    assert (result.status, entry["status"], entry["size"]) == (0, "optimal", 3)


@pytest.mark.parametrize(
    ("option", "said"),
    [("--time-limit", "not all windows of 4 gates were looked at"),
     ("--window-limit", "windows of 4 gates are undecided")],
)  # fmt: skip
def test_limits_leave_no_claim(minimesa, option, said):
    result = minimesa("improve", "multiplier", option, "0.0001", "--patience", "0")
    assert result.status == 3
    assert said in result.err
    assert said in result.out
    assert "can be improved" not in result.out


def test_an_interrupt_prints_the_best_circuit(start, hard):
    process = start("improve", hard, "--json", "--window", "7")
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while not children.read_text():  # a worker: it is under way
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 130
    entry = json.loads(out)
    assert (entry["problem"], entry["status"]) == (hard, "feasible")
    assert entry["improvement"]["locally_optimal"] is False
    assert "interrupted" in err
    assert "Traceback" not in err
