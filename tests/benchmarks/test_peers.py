"""The benchmark against other programs: it reads what they print, and judges it by the optimum."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from peers import answers, instances, verdicts
from peers.answers import Answer
from peers.instances import Instance
from peers.measure import Session, run, tree_cpu
from peers.tools import Reply

from minimesa.relations import from_tables

ROOT = Path(__file__).resolve().parents[2]
NAND = ".model exact\n.inputs a b\n.outputs c\n.names a b n\n11 1\n.names n c\n0 1\n.end\n"
SWAPPED = (
    ".model exact\n.inputs a b c\n.outputs d\n.names a b n5\n11 1\n01 1\n10 1\n"
    ".names a b n6\n01 1\n10 1\n.names c n6 n7\n10 1\n.names n5 n7 d\n01 1\n.end\n"
)
"""What ABC 1.01 of 2022 writes for the majority of three: the last two gates are swapped."""
STATS = (
    "\x1b[1;37mexact                         :\x1b[0m i/o =    {n}/    1  lat =    0  "
    "nd =     {nodes}  edge =      3  cube =     2  lev = 2"
)
ANDS = (
    " (0/0) (1/0)\x1b[1;37mexact   \x1b[0m : i/o =      2/      1  \x1b[1;36mand =       1\x1b[0m  "
    "\x1b[1;35mlev =    1\x1b[0m \x1b[1;35m(1.00)\x1b[0m  mem = 0.00 MB"
)
REALIZATION = (
    "Realization of given 4-input function using 5 2-input LUTs:\n"
    "08 = 4'b1001( d 07 )\n07 = 4'b0010( 05 06 )\n06 = 4'b0110( c 04 )\n"
    "05 = 4'b1000( a b )\n04 = 4'b1110( a b )\nTotal runtime =     0.00 sec\n"
)


def exact(tmp_path, network, text, table, n):
    file = tmp_path / "x.blif"
    file.write_text(network)
    return answers.abc_exact(text, file, from_tables([table], n))


def test_an_inverter_of_abc_is_no_gate_but_counted(tmp_path):
    assert exact(tmp_path, NAND, STATS.format(n=2, nodes=2), 0x7, 2) == Answer(1, 2)


def test_a_network_of_abc_that_computes_something_else_is_noticed(tmp_path):
    answer = exact(tmp_path, SWAPPED, STATS.format(n=3, nodes=4), 0xE8, 3)
    assert answer == Answer(4, 4, right=False)
    mended = SWAPPED.replace("c n6 n7", "n6 c n7").replace("n5 n7 d", "n7 n5 d")
    answer = exact(tmp_path, mended, STATS.format(n=3, nodes=4), 0xE8, 3)
    assert answer == Answer(4, 4)


def test_ands_of_abc_are_read_through_colours(tmp_path):
    assert exact(tmp_path, NAND, ANDS, 0x7, 2) == Answer(1, 1)


def test_abc_without_a_network_has_no_answer(tmp_path):
    relation = from_tables([0x7], 2)
    assert answers.abc_exact("Error: Empty network.", tmp_path / "none", relation) is None


def test_nodes_of_lutexact_are_counted():
    assert answers.abc_lutexact(REALIZATION) == Answer(5, 5)
    assert answers.abc_lutexact("The problem has no solution.\n") is None


def test_percy_and_cirbo():
    assert answers.percy("gates 7\n") == Answer(7, 7)
    assert answers.percy("wrong\n") == Answer(0, 0, right=False)
    assert answers.percy("") is None
    assert answers.cirbo('{"gates": 5, "right": true}') == Answer(5, 5)
    assert answers.cirbo('{"gates": null, "right": false}') is None


@pytest.mark.parametrize(("op", "right"), [("0x8", True), ("0x6", False)])
def test_a_circuit_of_minimesa_is_evaluated(op, right):
    circuit = {
        "inputs": ["x0", "x1"],
        "gates": [{"name": "g0", "op": op, "fanin": ["x0", "x1"]}],
        "outputs": [{"name": "y0", "wire": "g0", "inverted": False}],
    }
    text = json.dumps({"status": "optimal", "size": 1, "circuits": [circuit]})
    answer = answers.minimesa(text, from_tables([0x8], 2), "b2")
    assert answer == Answer(1, 1, right=right)
    assert answers.minimesa('{"status": "feasible"}', from_tables([0x8], 2), "b2") is None


@pytest.mark.parametrize(
    ("answer", "limited", "optimum", "expected"),
    [
        (Answer(5, 5), False, 5, verdicts.OPTIMAL),
        (Answer(5, 6), False, 5, verdicts.OVERSTATED),
        (Answer(5, 5, right=False), False, 5, verdicts.BROKEN),
        (Answer(6, 6), False, 5, verdicts.WRONG),
        (Answer(4, 4), False, 5, verdicts.WRONG),
        (Answer(4, 4), False, None, verdicts.UNCHECKED),
        (Answer(4, 4, right=False), False, None, verdicts.BROKEN),
        (None, True, 5, verdicts.OPEN),
        (None, False, 5, verdicts.FAILED),
    ],
)
def test_verdicts(answer, limited, optimum, expected):
    assert verdicts.verdict(Reply(answer, limited, 0.1, 0.1), optimum) == expected


def test_a_smaller_circuit_shows_that_a_larger_one_was_wrong():
    sizes = [("f", 5), ("f", 6), ("f", 5), ("g", 6)]
    records = [{"instance": i, "gates": g, "verdict": verdicts.UNCHECKED} for i, g in sizes]
    verdicts.settle(records)
    found = [record["verdict"] for record in records]
    assert found == [verdicts.UNCHECKED, verdicts.WRONG, verdicts.UNCHECKED, verdicts.UNCHECKED]


def test_what_each_program_is_given():
    function = Instance("f", from_tables([0x1E, 0x96], 3), "b2", None)
    assert function.tables == ("1e", "96")
    assert function.patterns == ("01111000", "01101001")
    free = Instance("r", from_tables([0x1E], 3, care=[0x7F]), "b2", None)
    assert (free.tables, free.patterns) == (None, ("0111100-",))


@pytest.mark.parametrize("basis", ["b2", "aig"])
def test_every_class_of_four_inputs_has_a_known_optimum(basis):
    found = [make() for make in instances.four_inputs(basis).values()]
    assert len({instance.name for instance in found}) == 222
    assert max(instance.optimum for instance in found) == {"b2": 7, "aig": 10}[basis]


def test_optima_of_the_hard_set_are_known_beforehand():
    makers = instances.hard()
    assert makers["majority:bits=5"]().optimum == 9  # by the census
    assert makers["popcount:bits=4"]().optimum == 9  # as published
    assert makers["argmax:words=3,bits=1"]().patterns is None
    for gates in (6, 7):
        assert makers[f"planted-{gates}-1"]().optimum == gates


SPIN = "while True: pass"


def test_the_limit_ends_a_process_and_its_children(tmp_path):
    note = tmp_path / "pid"
    child = f"open({str(note)!r}, 'w').write(str(os.getpid()));{SPIN}".replace(";", "\n")
    parent = (
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {'import os;' + child!r}])"
    )
    usage = run([sys.executable, "-c", parent], 0.3)
    assert usage.text is None
    assert usage.limited
    assert note.exists()
    child_pid = int(note.read_text())
    for _ in range(100):  # whoever adopted it has to bury it
        if not Path(f"/proc/{child_pid}").exists():
            break
        time.sleep(0.1)
    assert not Path(f"/proc/{child_pid}").exists()


def test_cpu_time_of_a_tree_holds_that_of_children_that_ended():
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'sum(range(10**7))'])\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime, flush=True)\n"
        "sys.stdin.readline()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        children = float(process.stdout.readline())
        assert children > 0
        assert tree_cpu(process.pid) > children - 0.02  # /proc counts ticks
        process.stdin.close()


def test_a_session_starts_again_after_the_limit():
    code = (
        "import sys\nprint('ready', flush=True)\n"
        "for line in sys.stdin:\n while 'spin' in line: pass\n print(line.strip(), flush=True)\n"
    )
    with Session([sys.executable, "-c", code]) as session:
        assert session.ask("one", 60).text == "one\n"
        assert session.ask("spin", 0.2).limited
        assert session.ask("two", 60).text == "two\n"
    assert len(session.starts) == 2


def harness(tmp_path, tools, *options):
    command = [sys.executable, "tests/benchmarks/peers", "--set", "four-inputs-b2", "--sample", "3"]
    done = subprocess.run(
        [*command, "--tools", tools, "--out", str(tmp_path), *options],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "four-inputs-b2.jsonl").read_text().splitlines()
    return done, [json.loads(line) for line in lines]


def test_the_harness_asks_writes_and_resumes(tmp_path):
    tools = "minimesa-tables,minimesa-minisat22,cirbo"
    done, records = harness(tmp_path, tools)
    assert "cirbo is left out" in done.stderr
    assert len(records) == 6
    assert all(record["verdict"] == "optimal" and record["cpu"] > 0 for record in records)
    (about,) = json.loads((tmp_path / "four-inputs-b2.json").read_text())
    assert about["circumstances"]["versions"]["minimesa"]
    assert "| `minimesa-tables` | 3 | 3 |" in (tmp_path / "four-inputs-b2.md").read_text()
    _, again = harness(tmp_path, tools, "--resume")
    assert again == records
    assert len(json.loads((tmp_path / "four-inputs-b2.json").read_text())) == 2


@pytest.mark.skipif(shutil.which("berkeley-abc") is None, reason="no berkeley-abc on the path")
def test_abc_is_asked(tmp_path):
    _, records = harness(tmp_path, "abc-exact,abc-lutexact")
    found = {(r["instance"], r["tool"]): (r["verdict"], r["gates"]) for r in records}
    assert len(found) == 6
    assert found["0x01e8", "abc-lutexact"] == ("optimal", 6)
    assert found["0x01e8", "abc-exact"][1] == 6
    assert found["0x0000", "abc-exact"] == ("wrong", 3)
