"""Small files written by hand, with the circuits and relations that they mean."""

import io
import json
from pathlib import Path

import pytest

from minimesa.circuit import ONE, ZERO, Circuit, Gate, Output, to_json
from minimesa.errors import InputError
from minimesa.formats import (
    circuit_from_json,
    function_of,
    read_circuit,
    read_circuits,
    read_relation,
    write_circuit,
)

HALF_ADDER = Circuit(
    ("a", "b"),
    (Gate(0x6, (0, 1)), Gate(0x8, (0, 1))),
    (Output("s", 2), Output("c", 3)),
    ("s", "c"),
)
HALF_ADDERS = {
    "h.blif": ".model h\n.inputs a b\n.outputs s c\n.names a b s\n10 1\n01 1\n"
    ".names a b c # carry\n11 1\n.end\n",
    "off.blif": ".inputs a \\\nb\n.outputs s c\n.names a b s\n11 0\n00 0\n"
    ".names a b c\n0- 0\n-0 0\n",
    "h.bench": "# half adder\nINPUT(a)\nINPUT(b)\nOUTPUT(s)\nOUTPUT(c)\n"
    "s = XOR(a, b)\nc = and(a,b)\n",
    "lut.bench": "INPUT(a)\nINPUT(b)\nOUTPUT(s)\nOUTPUT(c)\n"
    "s = LUT 0x6 ( a, b )\nc = LUT 0x8 (a, b)\n",
    "h.v": "module h(a, b, s, c); input a, b; output s, c;\n"
    "assign s = a ^ b;\nassign c = a & b;\nendmodule\n",
    "ansi.v": "module h(input a, b, output wire s, output c);\n"
    "xor (s, a, b);\nand g(c, a, b);\nendmodule",
    "h.json": json.dumps(to_json(HALF_ADDER)),
}


def read(tmp_path, name, content, **options):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_circuit(path, **options)


def relation(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content)
    return read_relation(path)


@pytest.mark.parametrize("name", list(HALF_ADDERS))
def test_half_adder(name, tmp_path):
    circuit = read(tmp_path, name, HALF_ADDERS[name])
    assert circuit == HALF_ADDER
    assert circuit.gate_names == ("s", "c")


# The two files of a half adder in section 3 of the AIGER report (Biere 2007).
AAG = "aag 7 2 0 2 3\n2\n4\n6\n12\n6 13 15\n12 2 4\n14 3 5\ni0 x\ni1 y\no0 s\no1 c\nc\nhalf adder\n"
AIG = b"aig 5 2 0 2 3\n10\n6\n\x02\x02\x03\x02\x01\x02i0 x\ni1 y\no0 s\no1 c\nc\nhalf adder\n"


@pytest.mark.parametrize(("name", "content"), [("h.aag", AAG.encode()), ("h.aig", AIG)])
def test_aiger_half_adder(name, content, tmp_path):
    circuit = read(tmp_path, name, content)
    assert circuit.inputs == ("x", "y")
    assert [output.name for output in circuit.outputs] == ["s", "c"]
    assert circuit.output_tables() == (0x6, 0x8)
    assert circuit.size == 3
    assert sorted(gate.operator for gate in circuit.gates) == [0x1, 0x1, 0x8]
    kept = read(tmp_path, name, content, keep_inverters=True)
    assert sorted(gate.operator for gate in kept.gates) == [0x1] * 4 + [0x8] * 3


def test_aiger_constants_and_missing_symbols(tmp_path):
    circuit = read(tmp_path, "c.aag", "aag 1 1 0 4 0\n2\n0\n1\n2\n3\ni0 y1\n")
    assert circuit.inputs == ("y1",)
    assert circuit.outputs == (
        Output("y0", ZERO),
        Output("y1", ZERO, inverted=True),
        Output("y2", 0),
        Output("y3", 0, inverted=True),
    )


def test_iscas_c17(tmp_path):
    """The smallest ISCAS-85 circuit: six NAND gates, signals called 1, 2, 3, ..."""
    content = (
        "INPUT(1)\nINPUT(2)\nINPUT(3)\nINPUT(6)\nINPUT(7)\nOUTPUT(22)\nOUTPUT(23)\n"
        "10 = NAND(1, 3)\n11 = NAND(3, 6)\n16 = NAND(2, 11)\n19 = NAND(11, 7)\n"
        "22 = NAND(10, 16)\n23 = NAND(16, 19)\n"
    )
    circuit = read(tmp_path, "c17.bench", content)
    assert circuit.inputs == ("n1", "2", "3", "6", "7")
    assert circuit.gate_names == ("10", "11", "16", "19", "22", "23")
    assert {gate.operator for gate in circuit.gates} == {0x7}
    assert (circuit.size, circuit.depth) == (6, 3)
    for t, (g22, g23) in enumerate(zip(*map(bits, circuit.output_tables()), strict=True)):
        i1, i2, i3, i6, i7 = (t >> i & 1 for i in range(5))
        n11 = not (i3 and i6)
        assert g22 == ((i1 and i3) or (i2 and n11))
        assert g23 == ((i2 and n11) or (n11 and i7))


def bits(table, rows=32):
    return [table >> t & 1 for t in range(rows)]


def test_inverters_and_buffers_are_absorbed_or_kept(tmp_path):
    content = "INPUT(a)\nINPUT(b)\nOUTPUT(y)\nn = NOT(a)\nm = BUFF(n)\ng = AND(m, b)\ny = NOT(g)\n"
    absorbed = read(tmp_path, "i.bench", content)
    assert absorbed.gates == (Gate(0x4, (0, 1)),)
    assert absorbed.outputs == (Output("y", 2, inverted=True),)
    kept = read(tmp_path, "i.bench", content, keep_inverters=True)
    assert kept.gates == (Gate(0x1, (0,)), Gate(0x8, (2, 1)), Gate(0x1, (3,)))
    assert kept.outputs == (Output("y", 4),)


def test_constants_are_wires(tmp_path):
    content = (
        ".inputs a\n.outputs y z k\n.names one\n1\n.names zero\n"
        ".names a one zero y\n11- 1\n1-1 1\n-11 1\n"
        ".names one z\n0 1\n.names one k\n1 1\n"
    )
    absorbed = read(tmp_path, "k.blif", content)
    assert absorbed.gates[0].fanin == (0, ZERO, ZERO)
    assert absorbed.output_tables() == (0b10, 0b00, 0b11)
    kept = read(tmp_path, "k.blif", content, keep_inverters=True)
    assert kept.gates == (Gate(0xE8, (0, ONE, ZERO)),)
    assert [output.wire for output in kept.outputs] == [1, ZERO, ONE]


def test_verilog_vectors_precedence_and_escapes(tmp_path):
    content = """
        `timescale 1ns/1ps
        module m (p, \\s! , y, z);
          input [1:0] p; (* keep *) input \\s! ;
          output y, z;
          wire w = p[0] | p[1] & \\s!  ^ 1'b1;  // & binds tighter than ^, ^ than |
          assign y = \\s!  ? w : p[0] ? p[1] : 1'b0, z = ~w;
        endmodule
    """
    circuit = read(tmp_path, "m.v", content)
    assert circuit.inputs == ("p[0]", "p[1]", "s!")
    y, z = (bits(table, 8) for table in circuit.output_tables())
    for t in range(8):
        p0, p1, s = (t >> i & 1 for i in range(3))
        w = p0 | ((p1 & s) ^ 1)
        assert y[t] == (w if s else (p1 if p0 else 0))
        assert z[t] == 1 - w


# Each row: type, cubes, then for rows 00, 10, 01, 11 the words that output 0 may take.
PLA_TYPES = [
    ("f", "10 1\n-1 -\n00 0", ["0", "1", "0", "0"]),
    ("fd", "10 1\n-1 -\n00 0", ["0", "1", "01", "01"]),
    ("fd", "10 1\n1- 2", ["0", "01", "0", "01"]),
    ("fr", "10 1\n-1 0", ["01", "1", "0", "0"]),
    ("fr", "10 4\n11 3\n0- ~", ["01", "1", "01", "0"]),
    ("fdr", "10 1\n-1 0\n00 -", ["01", "1", "0", "0"]),
]


@pytest.mark.parametrize(("kind", "cubes", "expected"), PLA_TYPES)
def test_pla_types(kind, cubes, expected, tmp_path):
    found = relation(tmp_path, "t.pla", f".i 2\n.o 1\n.type {kind}\n{cubes}\n.e\n")
    assert ["".join(v for v in "01" if words >> int(v) & 1) for words in found.allowed] == expected
    assert found.care == sum(1 << t for t, words in enumerate(expected) if len(words) == 1)


def test_pla_outputs_have_their_own_dont_cares(tmp_path):
    found = relation(
        tmp_path, "o.pla", ".i 1\n.o 2\n.ilb x\n.ob p q\n1 -1\n0 1-  # both ways\n.p 2\n.end\n"
    )
    assert (found.inputs, found.outputs) == (("x",), ("p", "q"))
    assert found.allowed == (0b1010, 0b1100)
    assert found.care == 0b11
    default = relation(tmp_path, "d.pla", ".i 2\n.o 1\n1\n1|1 01 1\n.e\nnonsense")
    assert (default.inputs, default.outputs) == (("x0", "x1"), ("y0",))
    assert default.allowed == (1, 1, 2, 2)


@pytest.mark.parametrize(
    ("content", "tables"),
    [
        ("e8\n96\n", (0xE8, 0x96)),
        ("0xe8\n", (0xE8,)),
        ("11101000\n", (0xE8,)),
        ("0b11101000\n0x96\n", (0xE8, 0x96)),
        ("0x1000\n", (0x1000,)),
        ("1000\n", (0x8,)),
        ("# and\n\n8\n", (0x8,)),
    ],
)
def test_truth_tables(content, tables, tmp_path):
    found = relation(tmp_path, "t.truth", content)
    assert found.is_function()
    assert tuple(found.output_bits(o)[1] for o in range(len(tables))) == tables


def test_a_circuit_file_gives_its_function_with_names(tmp_path):
    found = relation(tmp_path, "h.blif", HALF_ADDERS["h.blif"])
    assert found == function_of(HALF_ADDER)
    assert (found.inputs, found.outputs) == (("a", "b"), ("s", "c"))


def test_json_results_lists_and_lines(tmp_path):
    other = Circuit(("a", "b"), (), (Output("s", 1), Output("c", 0)))
    circuit, second = to_json(HALF_ADDER), to_json(other)
    solve = {"problem": "p", "inputs": 2, "outputs": 2, "circuits": [circuit, second]}
    none = {"problem": "p", "circuits": []}
    front = none | {"front": [{"size": 2, "depth": 1, "circuit": circuit}]}
    price = {"problem": "p", "plain": solve, "searching": {"circuits": [second]}}
    expected = {
        json.dumps(circuit): [HALF_ADDER],
        json.dumps(solve, indent=2): [HALF_ADDER, other],
        json.dumps([circuit, solve]): [HALF_ADDER, HALF_ADDER, other],
        json.dumps(front): [HALF_ADDER],
        json.dumps(price): [HALF_ADDER, other, other],
        "\n".join([json.dumps(solve), "", json.dumps(none), json.dumps(second), ""]): [
            HALF_ADDER,
            other,
            other,
        ],
    }
    path = tmp_path / "r.json"
    for content, circuits in expected.items():
        path.write_text(content)
        assert read_circuits(path) == circuits
    assert read(tmp_path, "r.json", json.dumps(solve)) == HALF_ADDER


def test_json_gates_may_stand_in_any_order():
    data = to_json(HALF_ADDER) | {
        "gates": [
            {"name": "s", "op": "0x4", "fanin": ["c", "t"]},
            {"name": "t", "op": "E", "fanin": ["a", "b"]},
            {"name": "c", "op": "0x8", "fanin": ["a", "b"]},
        ]
    }
    assert circuit_from_json(data).output_tables() == (0x6, 0x8)


def test_streams_take_text_or_bytes(tmp_path):
    text, binary = io.StringIO(), io.BytesIO()
    write_circuit(HALF_ADDER, text, "blif")
    write_circuit(HALF_ADDER, binary, "aig")
    assert read(tmp_path, "t.blif", text.getvalue()) == HALF_ADDER
    assert read(tmp_path, "t.aig", binary.getvalue()).output_tables() == (0x6, 0x8)
    write_circuit(HALF_ADDER, binary := io.BytesIO(), ".V")
    assert read(tmp_path, "t.v", binary.getvalue()) == HALF_ADDER
    wrapped = io.TextIOWrapper(io.BytesIO())
    write_circuit(HALF_ADDER, wrapped, "aig")
    assert wrapped.buffer.getvalue().startswith(b"aig ")
    with pytest.raises(InputError, match="binary"):
        write_circuit(HALF_ADDER, io.StringIO(), "aig")


def test_a_file_is_replaced_whole_or_left_alone(tmp_path):
    path = tmp_path / "c.blif"
    path.write_text("before")
    too_wide = Circuit(tuple(f"x{i}" for i in range(40)), (), (Output("y", 0),))
    with pytest.raises(InputError, match="40 inputs"):
        write_circuit(too_wide, path, "pla")
    assert path.read_text() == "before"
    write_circuit(too_wide, path)
    assert len(read_circuit(path).inputs) == 40
    assert [item.name for item in tmp_path.iterdir()] == ["c.blif"]
    for target in (tmp_path / "no" / "c.blif", tmp_path, Path("/dev/full")):
        with pytest.raises(InputError, match="cannot be written"):
            write_circuit(HALF_ADDER, target, "blif")
    with pytest.raises(InputError, match="unknown"):
        write_circuit(HALF_ADDER, tmp_path / "c.xyz")
