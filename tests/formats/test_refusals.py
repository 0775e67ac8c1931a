"""What is wrong with a file is said in one line, with the place and the value."""

import json

import pytest

from minimesa.circuit import Circuit, Gate, Output, to_json
from minimesa.errors import InputError
from minimesa.formats import function_of, read_circuits, read_relation, source

WRONG = [
    # file, content, line or None, part of the message
    ("a.blif", ".inputs a\n.outputs y\n.latch a y\n", 3, "'.latch'"),
    ("a.blif", ".model m\n.inputs a\n.outputs y\n.subckt n a=a y=y\n", 4, "'.subckt'"),
    ("a.blif", ".model m\n.end\n.model n\n", 3, "one model"),
    ("a.blif", ".model m\n.inputs a\n.end\n.exdc\n", 4, "one model"),
    (
        "a.blif",
        ".inputs a\n.outputs y\n.names a y\n1 1\n.names a y\n0 1\n",
        5,
        "'y' is driven twice",
    ),
    ("a.blif", ".inputs a\n.outputs a y\n.names b y\n1 1\n", 3, "'y' reads 'b'"),
    ("a.blif", ".inputs a\n.outputs y\n", None, "nothing drives output 'y'"),
    ("a.blif", ".inputs a\n.outputs y\n.names y z a\n11 1\n", 3, "'a' is driven twice"),
    ("a.blif", ".inputs a\n.outputs y\n.names a z y\n11 1\n.names y z\n1 1\n", None, "cycle"),
    ("a.blif", ".inputs a a\n.outputs a\n", None, "input 'a' is declared twice"),
    ("a.blif", ".inputs a\n.outputs y\n.names a y\n11 1\n", 4, "cover of 1 fan-ins"),
    ("a.blif", ".inputs a\n.outputs y\n.names a y\n1 1\n0 0\n", 5, "mixes"),
    ("a.blif", ".inputs a\n1 1\n", 2, "outside .names"),
    ("a.blif", ".inputs a\n.outputs y\n.names " + "a " * 11 + "y\n", 3, "11 fan-ins; at most 10"),
    ("a.blif", b".inputs a\n.out\0puts y\n", 2, "NUL"),
    ("a.blif", b".inputs a\n\n.outputs \xff\n", 3, "UTF-8"),
    ("a.bench", "INPUT(a)\nOUTPUT(y)\ny = DFF(a)\n", 3, "'DFF' is not supported"),
    ("a.bench", "INPUT(a)\nOUTPUT(y)\ny = NOT(a, a)\n", 3, "1 to 1 fan-ins, not 2"),
    ("a.bench", "INPUT(a)\nOUTPUT(y)\ny = AND a\n", 3, "neither INPUT"),
    ("a.bench", "INPUT(a)\nOUTPUT(y)\ny = LUT 0x10 (a, a)\n", 3, "does not fit 2 fan-ins"),
    ("a.bench", "INPUT(a)\nOUTPUT(y)\ny = AND(a, z)\nz = OR(a, y)\n", 3, "cycle runs through"),
    ("a.bench", "INPUT(a)\n", None, "no outputs"),
    ("a.v", "module m(a, y);\ninput a;\noutput y;\nreg y;\n", 4, "'reg' is not supported"),
    ("a.v", "module m(a, y);\ninput a;\noutput y;\nsub s(a, y);\n", 4, "'sub' is not supported"),
    ("a.v", "module m(a, y);\ninput a;\noutput y;\nassign y = a +\n a;\n", 4, "'+'"),
    ("a.v", "module m(a, y);\ninput a;\noutput y;\nassign y = (a;\n", 4, "not complete"),
    ("a.v", "module m(a, y);\ninput a;\noutput y;\nassign y = a ? a;\n", 4, "not complete"),
    ("a.v", "module m(a, y);\ninput a;\noutput y;\nassign y = a\n", 5, "not complete"),
    ("a.v", "module m(a, y);\ninput [1:0] a;\noutput y;\nassign y = a;\n", 4, "is a vector"),
    ("a.v", "module m(a, y);\ninput [1:0] a;\noutput y;\nassign y = a[2];\n", 4, "no bit 2"),
    ("a.v", "module m(a, y);\ninput a;\noutput a;\n", 3, "'a' is declared twice"),
    ("a.v", "module m(a, y);\ninput a;\nendmodule", 3, "port 'y' has no direction"),
    ("a.v", "module m(y);\noutput y;\nassign y = ~y;\nendmodule", 3, "cycle"),
    ("a.v", "module m(y);\n/* \noutput y;", 2, "never closed"),
    ("a.v", "module m(y); output y;\nassign y = 2'b10;", 2, "2'b10"),
    ("a.aag", "aag 1 0 1 0 0\n2 3\n", 1, "latches"),
    ("a.aag", "aag 1 1 0 0 0 1\n2\n2\n", 1, "properties"),
    ("a.aag", "aag 3 2 0 1 1\n2\n4\n6\n", 5, "cut off"),
    ("a.aag", "aag 3 2 0 1 1\n2\n4\n6\n6 2 9\n", 5, "0 to 7"),
    ("a.aag", "aag 3 2 0 1 1\n2\n4\n6\n7 2 4\n", 5, "must be even"),
    ("a.aag", "aag 3 2 0 1 1\n2\n4\n4\n4 2 2\n", 5, "driven twice"),
    ("a.aag", "aag 4 2 0 1 1\n2\n4\n6\n6 2 8\n", None, "nothing drives literal 8"),
    ("a.aag", "aag 4 2 0 1 2\n2\n4\n6\n6 2 8\n8 6 4\n", None, "cycle"),
    ("a.aag", "aag 1 1 0 1 0\n2\n2\ni1 a\n", 4, "'i1'"),
    ("a.aag", "aag 999999 0 0 0 999999\n", 1, "A of the header"),
    ("a.aag", "nonsense", 1, "begins with"),
    ("a.aig", b"aig 3 2 0 1 1\n6\n", None, "ends within AND 0"),
    ("a.aig", b"aig 3 2 0 1 1\n6\n\x82\x82", None, "ends within AND 0"),
    ("a.aig", b"aig 3 2 0 1 1\n6\n\x00\x02", None, "do not come before"),
    ("a.aig", b"aig 3 2 0 1 1\n6\n" + b"\xff" * 9, None, "more than 5 bytes"),
    ("a.pla", ".i 2\n.o 1\n.type fr\n1- 1\n11 0\n.e\n", None, "row 3 is in two sets"),
    ("a.pla", ".i 1\n.o 1\n.type fdr\n1 1\n.e\n", None, "row 0 is in no set"),
    ("a.pla", ".i 2\n.o 1\n1x 1\n", 3, "'1x'"),
    ("a.pla", ".i 2\n.o 1\n11\n.e\n", 4, "'11' is cut off"),
    ("a.pla", "11 1\n", 1, "before the cubes"),
    ("a.pla", ".i 17\n", 1, "0 to 16"),
    ("a.pla", ".i 16\n.o 9\n", 2, "16 inputs and 9 outputs"),
    ("a.pla", ".i 1\n.o 1\n.mv 3\n", 3, "'.mv'"),
    ("a.pla", ".i 1\n.o 1\n.ilb a b\n", None, "2 names"),
    ("a.pla", ".i 1\n.o 2\n.ob a a\n", 3, "output 'a' is declared twice"),
    ("a.truth", "e8\n9\n", 2, "2 inputs, but the first has 3"),
    ("a.truth", "xyz\n", 1, "'xyz'"),
    ("a.truth", "101\n", 1, "no binary truth table"),
    ("a.truth", "\n", None, "no truth table"),
    ("a.json", '{"inputs": [],\n "gates": ]\n', 2, "no JSON"),
    ("a.json", '{"problem": "p", "circuits": []}', None, "no circuit"),
    ("a.json", "7", None, "'7'"),
    ("a.json", '{"problem": "p", "circuits": []}\n{"gates": 3}\n', 2, "lacks 'inputs'"),
    ("a.xyz", "", None, "suffix '.xyz'"),
]


@pytest.mark.parametrize(("name", "content", "line", "part"), WRONG)
def test_refusal(name, content, line, part, tmp_path):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as caught:
        read_relation(path)
    error = caught.value
    assert part in error.message
    assert error.file == str(path)
    if line is not None:
        assert error.line == line
    assert "\n" not in str(error)


GOOD = to_json(Circuit(("a", "b"), (Gate(0x6, (0, 1)), Gate(0x8, (0, 2))), (Output("y", 3),)))
WRONG_JSON = [
    ({"inputs": ["a", "a"]}, "'a' names two wires"),
    ({"inputs": ["a", "0"]}, "'0' is the name of a constant"),
    ({"inputs": "ab"}, "inputs must be a list"),
    ({"inputs": ["a", 3]}, "not '3'"),
    ({"gates": [{"name": "a", "op": "0x6", "fanin": ["a", "b"]}]}, "'a' names two wires"),
    ({"gates": [{"name": "g", "op": "0x16", "fanin": ["a", "b"]}]}, "does not fit 2 fan-ins"),
    ({"gates": [{"name": "g", "op": "-6", "fanin": ["a", "b"]}]}, "'-6'"),
    ({"gates": [{"name": "g", "op": 6, "fanin": ["a", "b"]}]}, "op of gate 'g'"),
    ({"gates": [{"name": "g", "op": "0x6", "fanin": ["a", "h"]}]}, "reads 'h'"),
    ({"gates": [{"name": "g", "op": "0x6", "fanin": []}]}, "0 fan-ins"),
    ({"gates": [{"name": "g", "op": "0x6", "fanin": ["a"] * 11}]}, "11 fan-ins"),
    ({"gates": [{"name": "g", "op": "0x6"}]}, "lacks 'fanin'"),
    ({"gates": [{"name": "g", "op": "0x6", "fanin": ["a", "g"]}]}, "cycle runs through 'g'"),
    ({"outputs": []}, "no outputs"),
    ({"outputs": [{"name": "y", "wire": "q", "inverted": False}]}, "names 'q'"),
    ({"outputs": [{"name": "y", "wire": "a", "inverted": 1}]}, "true or false"),
    ({"outputs": [{"name": "y", "wire": "a"}] * 2}, "same name"),
    ({"extra": 1}, "unknown key 'extra'"),
]


@pytest.mark.parametrize(("change", "part"), WRONG_JSON)
def test_json_circuits_are_checked(change, part, tmp_path):
    path = tmp_path / "c.json"
    path.write_text(json.dumps(GOOD))
    assert read_circuits(path)[0].size == 2
    path.write_text(json.dumps(GOOD | change))
    with pytest.raises(InputError) as caught:
        read_circuits(path)
    assert part in caught.value.message
    assert caught.value.file == str(path)


def test_files_that_cannot_be_read(tmp_path):
    for path in (tmp_path / "none.blif", tmp_path, tmp_path / "x\0.blif"):
        with pytest.raises(InputError):
            read_relation(path)
    with pytest.raises(InputError, match="No such file"):
        read_relation(tmp_path / "none.pla")


def test_sizes_are_bounded(tmp_path, monkeypatch):
    path = tmp_path / "large.bench"
    chain = [f"w{j + 1} = AND(w{j}, w{j})" for j in range(11)]
    path.write_text("\n".join(["INPUT(w0)", "OUTPUT(w11)", *chain]))
    assert read_circuits(path)[0].size == 11
    monkeypatch.setattr("minimesa.formats.netlist.MAX_GATES", 10)
    with pytest.raises(InputError, match="11 gates; at most 10"):
        read_circuits(path)
    monkeypatch.setattr(source, "MAX_BYTES", 20)
    with pytest.raises(InputError, match="larger than"):
        read_circuits(path)


def test_functions_are_bounded_before_anything_is_simulated():
    wide = Circuit(tuple(f"x{i}" for i in range(200)), (), (Output("y", 0),))
    with pytest.raises(InputError, match="200 inputs"):
        function_of(wide)
    inputs = tuple(f"x{i}" for i in range(16))
    long = Circuit(inputs, (Gate(0x8, (0, 1)),) * 70_000, (Output("y", 0),))
    with pytest.raises(InputError, match="70000 gates"):
        function_of(long)
