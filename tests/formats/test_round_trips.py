"""Every format against the functions and the structure that were written."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from minimesa.circuit import ONE, ZERO, Circuit, Gate, Output, normal_form
from minimesa.formats import (
    READERS,
    TABLES,
    WRITERS,
    function_of,
    read_circuit,
    read_relation,
    write_circuit,
)
from minimesa.formats.covers import named_operator
from minimesa.truth_tables import support

QUICK = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
NASTY = st.text(st.characters(exclude_categories=["Cs"]), min_size=0, max_size=6)
PLAIN = st.from_regex(r"[a-z][a-z0-9_]{0,3}", fullmatch=True)
TWO_INPUT = [table for table in range(16) if len(support(table, 2)) == 2]
SYMMETRIC = [0x8, 0x7, 0xE, 0x1, 0x6, 0x9]


@st.composite
def circuits(draw, *, arities=(1, 2, 3, 4), operators=None, constants=True, names=NASTY):
    """Any circuit of up to 5 inputs and 8 gates, with any names."""
    n = draw(st.integers(0 if constants else 1, 5))
    lowest = ONE if constants else 0
    gates = []
    for j in range(draw(st.integers(0, 8))):
        if n + j == 0 and not constants:
            break
        k = draw(st.sampled_from(arities))
        operator = draw(
            st.integers(0, (1 << (1 << k)) - 1) if operators is None else st.sampled_from(operators)
        )
        fanin = tuple(draw(st.integers(lowest, n + j - 1)) for _ in range(k))
        gates.append(Gate(operator, fanin))
    outputs = tuple(
        Output(
            draw(names),
            draw(st.integers(lowest, n + len(gates) - 1)),
            draw(st.booleans()),
        )
        for _ in range(draw(st.integers(1, 4)))
    )
    inputs = tuple(draw(names) for _ in range(n))
    gate_names = draw(st.none() | st.tuples(*[names] * len(gates)))
    return Circuit(inputs, tuple(gates), outputs, gate_names)


def there_and_back(circuit, suffix, folder, **options):
    path = folder / f"circuit{suffix}"
    write_circuit(circuit, path)
    return read_circuit(path, **options)


@pytest.mark.parametrize("suffix", [*READERS, ".json"])
@given(circuit=circuits())
@QUICK
def test_functions_survive_every_circuit_format(suffix, circuit, tmp_path):
    back = there_and_back(circuit, suffix, tmp_path)
    assert back.output_tables() == circuit.output_tables()
    assert len(back.inputs) == len(circuit.inputs)
    names = [back.wire_name(wire) for wire in range(len(back.inputs) + back.size)]
    assert len({*names, "0", "1"}) == len(names) + 2


@pytest.mark.parametrize("suffix", [*READERS, ".json"])
@given(circuit=circuits())
@QUICK
def test_keeping_inverters_keeps_functions_and_inverts_no_output(suffix, circuit, tmp_path):
    back = there_and_back(circuit, suffix, tmp_path, keep_inverters=True)
    assert back.output_tables() == circuit.output_tables()
    if suffix != ".json":
        assert not any(output.inverted for output in back.outputs)


@pytest.mark.parametrize("suffix", list(TABLES))
@given(circuit=circuits())
@QUICK
def test_functions_survive_every_table_format(suffix, circuit, tmp_path):
    path = tmp_path / f"table{suffix}"
    write_circuit(circuit, path)
    relation, expected = read_relation(path), function_of(circuit)
    assert relation.allowed == expected.allowed
    assert relation.care == expected.care


@pytest.mark.parametrize("suffix", [".blif", ".bench", ".v"])
@given(circuit=circuits(arities=(2,), operators=TWO_INPUT, constants=False))
@QUICK
def test_two_input_gates_come_back_one_by_one(suffix, circuit, tmp_path):
    back = there_and_back(circuit, suffix, tmp_path)
    ours, theirs = normal_form(circuit), normal_form(back)
    assert theirs.gates == ours.gates
    assert [(o.wire, o.inverted) for o in theirs.outputs] == [
        (o.wire, o.inverted) for o in ours.outputs
    ]


@pytest.mark.parametrize("suffix", [".blif", ".bench"])
@given(circuit=circuits(arities=(2, 3, 4)))
@QUICK
def test_lookup_tables_come_back_one_by_one(suffix, circuit, tmp_path):
    assert (
        normal_form(there_and_back(circuit, suffix, tmp_path)).gates == normal_form(circuit).gates
    )


@given(circuit=circuits(arities=(2,), operators=[1, 2, 4, 8, 7, 11, 13, 14], constants=False))
@QUICK
def test_an_aig_comes_back_gate_by_gate(circuit, tmp_path):
    distinct = all(len(set(gate.fanin)) == 2 for gate in circuit.gates)
    for suffix in (".aag", ".aig"):
        back = there_and_back(circuit, suffix, tmp_path)
        if distinct:
            tables = [min(t, ~t & full) for t, full in _tables(circuit)]
            assert [min(t, ~t & full) for t, full in _tables(back)] == tables
        assert all(len(support(gate.operator, 2)) == 2 for gate in back.gates)


def _tables(circuit):
    n = len(circuit.inputs)
    return [(table, (1 << (1 << n)) - 1) for table in circuit.tables[n:]]


@pytest.mark.parametrize("suffix", [".blif", ".bench", ".v"])
@pytest.mark.parametrize("operators", [[0x7], [0x1], [0x8, 0xE]], ids=["nand", "nor", "and-or"])
@given(data=st.data())
@QUICK
def test_bases_without_free_not_come_back_exactly(suffix, operators, data, tmp_path):
    circuit = data.draw(circuits(arities=(2,), operators=operators))
    inverters = tuple(
        Gate(0x1, (wire,)) for wire in range(len(circuit.inputs)) if data.draw(st.booleans())
    )
    gates = circuit.gates + inverters
    last = len(circuit.inputs) + len(gates) - 1
    outputs = tuple(Output(f"o{i}", max(w, ONE)) for i, w in enumerate([last, last - 1, ZERO, ONE]))
    circuit = Circuit(tuple(f"i{i}" for i in range(len(circuit.inputs))), gates, outputs)
    assert there_and_back(circuit, suffix, tmp_path, keep_inverters=True) == circuit


@given(circuit=circuits())
@QUICK
def test_json_keeps_everything(circuit, tmp_path):
    back = there_and_back(circuit, ".json", tmp_path)
    assert back.gates == circuit.gates
    assert [(o.wire, o.inverted) for o in back.outputs] == [
        (o.wire, o.inverted) for o in circuit.outputs
    ]


@pytest.mark.parametrize("suffix", [".aag", ".aig", ".blif", ".bench", ".v", ".json"])
@given(data=st.data())
@QUICK
def test_plain_names_are_kept(suffix, data, tmp_path):
    words = data.draw(st.lists(PLAIN, min_size=4, max_size=4, unique=True))
    a, b, gate, y = (f"_{word}" for word in words)
    circuit = Circuit((a, b), (Gate(0x6, (0, 1)),), (Output(y, 2), Output(gate, 2)), (gate,))
    back = there_and_back(circuit, suffix, tmp_path)
    assert back.inputs == (a, b)
    assert [output.name for output in back.outputs] == [y, gate]
    if suffix not in (".aag", ".aig"):
        assert back.gate_names == (gate,)


@given(circuit=circuits())
@QUICK
def test_dot_is_a_graph_of_the_same_shape(circuit, tmp_path):
    path = tmp_path / "circuit.dot"
    write_circuit(circuit, path)
    lines = path.read_text().rstrip("\n").split("\n")
    assert lines[0] == "digraph circuit {"
    assert lines[-1] == "}"
    string = r'"(?:[^"\\]|\\.)*"'
    attributes = rf"\[\w+=(?:\w+|{string})(?:, \w+=(?:\w+|{string}))*\]"
    statement = re.compile(rf"  (?:rankdir=LR|\w+ {attributes}|\w+ -> \w+(?: {attributes})?);")
    assert all(statement.fullmatch(line) for line in lines[1:-1])
    edges = sum(" -> " in re.sub(string, "", line) for line in lines)
    assert edges == sum(len(gate.fanin) for gate in circuit.gates) + len(circuit.outputs)
    if shutil.which("dot"):
        subprocess.run(["dot", "-Tcanon", path], check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("berkeley-abc") is None, reason="berkeley-abc is not installed")
@pytest.mark.parametrize("suffix", [".aig", ".bench", ".v", ".pla", ".truth"])
@given(circuit=circuits(arities=(2, 3), constants=False))
@settings(QUICK, max_examples=25)
def test_abc_finds_the_formats_equivalent(suffix, circuit, tmp_path):
    n = len(circuit.inputs)
    inputs = tuple(f"in{i}" for i in range(n))
    outputs = tuple(Output(f"out{o}", w.wire, w.inverted) for o, w in enumerate(circuit.outputs))
    circuit = Circuit(inputs, circuit.gates, outputs)
    if suffix == ".truth":  # read_truth of ABC crashes on constants
        constants = {0, (1 << (1 << n)) - 1}
        assume(not constants & set(circuit.output_tables()))
    reference, other = tmp_path / "reference.blif", tmp_path / f"other{suffix}"
    write_circuit(circuit, reference)
    write_circuit(circuit, other)
    assert abc_says_equivalent(reference, other)


@pytest.mark.skipif(shutil.which("berkeley-abc") is None, reason="berkeley-abc is not installed")
@pytest.mark.parametrize("suffix", [".aig", ".bench", ".v", ".pla"])
def test_abc_reads_every_named_gate(suffix, tmp_path):
    gates = [Gate(0x1, (0,))]
    for k in (2, 3, 4):
        names = ("and", "nand", "or", "nor", "xor", "xnor")
        gates += [Gate(named_operator(name, k), tuple(range(k))) for name in names]
    gates.append(Gate(0xE8, (0, 2, 3)))
    outputs = tuple(Output(f"y{j}", 4 + j) for j in range(len(gates)))
    circuit = Circuit(("a", "b", "c", "d"), tuple(gates), outputs)
    for path in (tmp_path / "reference.blif", tmp_path / f"other{suffix}"):
        write_circuit(circuit, path)
    assert abc_says_equivalent(tmp_path / "reference.blif", path)


@pytest.mark.skipif(shutil.which("berkeley-abc") is None, reason="berkeley-abc is not installed")
def test_abc_tells_different_circuits_apart(tmp_path):
    paths = []
    for operator, suffix in ((0x6, ".blif"), (0x9, ".bench")):
        paths.append(tmp_path / f"c{suffix}")
        write_circuit(Circuit(("a", "b"), (Gate(operator, (0, 1)),), (Output("y", 2),)), paths[-1])
    assert not abc_says_equivalent(*paths)


def abc_says_equivalent(reference: Path, other: Path) -> bool:
    read = f"read_truth -xf {other}" if other.suffix == ".truth" else f"read {other}"
    flags = "-n" if other.suffix == ".truth" else ""  # tables have no names
    copy = f"{other}.check.aig"
    script = f"{read}; strash; write_aiger -s {copy}; cec {flags} {reference} {copy}"
    run = subprocess.run(
        ["berkeley-abc", "-c", script], capture_output=True, text=True, check=False
    )
    said = run.stdout + run.stderr
    assert ("Networks are equivalent" in said) != ("NOT EQUIVALENT" in said), said
    return "Networks are equivalent" in said


def test_every_writer_is_tried_here():
    assert set(WRITERS) == {*READERS, *TABLES, ".json", ".dot"}
