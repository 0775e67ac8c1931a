"""``solve --all`` and ``solve --sample``."""

import json
import signal

import pytest


def entry(result):
    (line,) = result.out.splitlines()
    return json.loads(line)


def test_all_lists_each_circuit_once(minimesa):
    result = minimesa("solve", "0x96", "--all", "--json")
    listed = entry(result)
    assert (result.status, listed["complete"]) == (0, True)
    assert len({json.dumps(circuit) for circuit in listed["circuits"]}) == 3
    assert listed["evidence"][-1]["reason"] == "no circuit but those listed"


def test_slack_adds_larger_circuits(minimesa):
    listed = entry(minimesa("solve", "0x6,0x8", "--all", "--slack", "1", "--json"))
    sizes = [len(circuit["gates"]) for circuit in listed["circuits"]]
    assert sizes.count(2) == 3
    assert sizes.count(3) > 3


def test_a_limit_reached_is_done_but_not_complete(minimesa):
    result = minimesa("solve", "0x16", "--all", "--limit", "2", "--json")
    listed = entry(result)
    assert (result.status, listed["complete"], len(listed["circuits"])) == (0, False, 2)


def test_circuits_for_people_come_with_a_number_and_are_counted(minimesa):
    result = minimesa("solve", "0x96", "--all")
    for number in (1, 2, 3):
        assert f"circuit {number}, size 2" in result.out
    assert "3 circuits, all there are" in result.out


def test_circuits_are_printed_as_they_come(start):
    process = start("solve", "0x1698", "--all", "--slack", "2")
    assert process.stdout.readline() == "0x1698: circuit 1, size 7\n"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "not all there are" in out
    assert "interrupted" in err


def test_a_listing_cut_short_by_time_is_undecided(minimesa):
    result = minimesa("solve", "0x1698", "--all", "--slack", "2", "--time-limit", "3", "--json")
    assert (result.status, entry(result)["complete"]) == (3, False)
    assert "undecided: time limit" in result.err


def test_a_sample_is_repeatable(minimesa):
    arguments = ("solve", "0x18", "--sample", "4", "--slack", "1", "--json", "--seed")
    first, again, other = (entry(minimesa(*arguments, seed))["circuits"] for seed in (7, 7, 8))
    assert first == again != other
    assert len(first) == 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--all", "--sample", "2"), "choose one"),
        (("--slack", "1"), "--slack needs"),
        (("--limit", "1"), "--limit needs --all"),
        (("--sample", "2", "--limit", "1"), "--limit needs --all"),
        (("--all", "--seed", "1"), "--seed needs --sample"),
        (("--all", "--objective", "pareto"), "pareto"),
        (("--sample", "1", "--objective", "pareto"), "pareto"),
        (("--all", "--certify", "nowhere"), "--certify"),
        (("--all", "--solver", "cpsat"), "cannot enumerate"),
        (("--sample", "0"), "0"),
    ],
)
def test_options_that_do_not_go_together(minimesa, arguments, message):
    result = minimesa("solve", "0x8", *arguments)
    assert result.status == 2
    assert message in result.err
    assert "Traceback" not in result.err
