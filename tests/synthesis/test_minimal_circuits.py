"""The golden table of all minimal circuits of the four-input classes, in part counted again."""

import importlib.util
import json
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from minimesa.encoding.breaks import DEFAULT_BREAKS, NO_REAPPLY, SYMMETRIC_INPUTS
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.truth_tables import npn_orbit, npn_representatives
from oracles import enumerate as oracle
from oracles import four_inputs

TESTS = Path(__file__).parents[1]
GOLDEN = {
    int(name, 16): (row["size"], row["sets"], row["circuits"])
    for name, row in json.loads(
        (TESTS / "oracles" / "minimal_circuits.json").read_text(encoding="utf-8")
    ).items()
}
QUICK = [table for table, (size, _, _) in GOLDEN.items() if size <= 4]
SAMPLE = [
    *[table for table, (size, _, _) in GOLDEN.items() if size == 5][::5],
    *[table for table, (size, _, _) in GOLDEN.items() if size == 6][::36],
]


@pytest.fixture(scope="module")
def benchmark():
    path = TESTS / "benchmarks" / "minimal_circuits.py"
    sys.path.insert(0, str(path.parent))  # it imports what is beside it
    spec = importlib.util.spec_from_file_location("minimal_circuits", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def engine():
    with Engine(profiles.get("minisat22")) as engine:
        yield engine


def test_every_class_is_there_with_its_known_size():
    assert tuple(sorted(GOLDEN)) == npn_representatives(4)
    sizes = {table: row["size"] for table, row in four_inputs.golden().items()}
    assert {table: size for table, (size, _, _) in GOLDEN.items()} == sizes


def test_classes_of_fewer_inputs_have_the_counts_of_three_inputs():
    counts = oracle.golden()["b2"]
    for three in npn_representatives(3):
        # The same function in four inputs, of which it reads the first three.
        table = min(npn_orbit(three | three << 8, 4))
        assert GOLDEN[table][2] == counts[three]


def test_a_set_has_a_circuit_at_least():
    assert all(1 <= sets <= circuits for _, sets, circuits in GOLDEN.values())


@pytest.mark.parametrize("table", QUICK)
def test_small_classes_are_counted_again(benchmark, engine, table):
    assert benchmark.count(table, engine) == GOLDEN[table]


@pytest.mark.parametrize("table", SAMPLE)
def test_some_larger_classes_are_counted_again(benchmark, engine, table):
    fewer = {SYMMETRIC_INPUTS, NO_REAPPLY} if GOLDEN[table][0] == 5 else set()
    breaks = DEFAULT_BREAKS - fewer  # without them six gates take a quarter of a minute
    assert benchmark.count(table, engine, breaks) == GOLDEN[table]


@pytest.mark.parametrize("table", QUICK[::3])
def test_small_classes_are_counted_again_circuit_by_circuit(benchmark, engine, table):
    size, _, circuits = GOLDEN[table]
    counted = benchmark.count(table, engine, benchmark.PLAIN_BREAKS, plain=True)
    assert counted == (size, None, circuits)


@pytest.mark.slow
@pytest.mark.parametrize("table", [t for t, (size, _, _) in GOLDEN.items() if size == 5])
def test_classes_of_five_gates_are_counted_again(benchmark, engine, table):
    assert benchmark.count(table, engine) == GOLDEN[table]


def test_records_survive_a_line_cut_short(benchmark, tmp_path):
    records = tmp_path / "records.jsonl"
    lines = ['{"class": "0x0001", "size": 3}', '{"class": "0x0003", "size": 2}', '{"class": "0x00']
    records.write_text("\n".join(lines), encoding="utf-8")
    assert list(benchmark.read(records)) == ["0x0001", "0x0003"]


def test_a_limit_leaves_a_class_open(benchmark, engine):
    assert benchmark.count(0x1698, engine, seconds=0.5) is None
    assert benchmark.count(0x1698, engine, most=3) is None


def test_golden_rows_are_sorted():
    assert all(a < b for a, b in pairwise(GOLDEN))
