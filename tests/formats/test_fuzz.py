"""Whatever the bytes, a reader returns a circuit or says what is wrong: nothing else escapes."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from minimesa.circuit import Circuit
from minimesa.errors import InputError
from minimesa.formats import READERS, TABLES, read_circuits, read_relation
from minimesa.relations import Relation

FUZZ = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
CIRCUITS = [*READERS, ".json"]
VALID = {
    ".aag": b"aag 5 2 0 2 3\n2\n4\n10\n6\n6 2 4\n8 3 5\n10 7 9\ni0 a\ni1 b\no0 s\no1 c\nc\nhi\n",
    ".aig": b"aig 5 2 0 2 3\n10\n6\n\x02\x02\x03\x02\x01\x02i0 a\ni1 b\no0 s\no1 c\nc\nhi\n",
    ".bench": b"# c\nINPUT(a)\nINPUT(b)\nOUTPUT(s)\nk = vdd\nc = AND(a, b)\n"
    b"s = LUT 0x6 (c, t)\nt = NOR(a, b, k)\n",
    ".blif": b".model m\n.inputs a \\\n b\n.outputs s c\n.names a b c\n11 1\n"
    b".names a b s # x\n00 0\n11 0\n.end\n",
    ".json": b'{"circuits": [{"inputs": ["a", "b"], "gates": [{"name": "g", "op": "0x6", '
    b'"fanin": ["a", "b"]}], "outputs": [{"name": "y", "wire": "g", "inverted": true}]}]}',
    ".pla": b".i 2\n.o 2\n.ilb a b\n.ob s c\n.type fd\n.p 3\n10 1-\n-1 01\n01|10\n.e\n",
    ".truth": b"0xe8\n0b10010110\n# x\n",
    ".v": b"module m(a, b, s, c);\n input [1:0] a; input b; /* x */\n output s, c; wire \\w[0] ;\n"
    b" and g1 (\\w[0] , a[0], b), (c, a[1], b);\n assign s = (a[0] ^ ~b) | (\\w[0] ? 1'b1 : c);\n"
    b"endmodule // x\n",
}
# fmt: off
PIECES = st.sampled_from([
    b"\n", b" ", b"\0", b"\xff", b"\\", b"-", b"0", b"1", b"9" * 30, b"(", b")" * 3, b"[", b"{",
    b"a", b"c", b".names", b".i 99", b"INPUT(", b"assign a =", b"?", b":", b"/*", b"0x", b'"',
    b"\x80" * 9, "\xe9".encode(), b"\x1b[31m", b"~", b"LUT 0x8", b"module", b"2", b"4", b"~" * 2000,
])
# fmt: on


def attempt(path):
    """Read a file in every way its suffix allows; tell what came of it."""
    came = []
    for read in (read_circuits, read_relation):
        try:
            result = read(path)
        except InputError as error:
            result = None
            message = str(error)
        else:
            message = str(path)
        assert str(path) in message
        assert message.isprintable()
        came.append(result)
    circuits, relation = came
    assert circuits is None or all(isinstance(circuit, Circuit) for circuit in circuits)
    assert relation is None or isinstance(relation, Relation)
    return came


@pytest.mark.parametrize("suffix", list(VALID))
def test_the_files_that_are_mutated_are_valid(suffix, tmp_path):
    path = tmp_path / f"valid{suffix}"
    path.write_bytes(VALID[suffix])
    circuits, relation = attempt(path)
    assert relation is not None
    assert (circuits is not None) == (suffix not in TABLES)


@pytest.mark.parametrize("suffix", list(VALID))
@given(data=st.binary(max_size=200))
@FUZZ
def test_random_bytes(suffix, data, tmp_path):
    path = tmp_path / f"random{suffix}"
    path.write_bytes(data)
    attempt(path)


@pytest.mark.parametrize("suffix", list(VALID))
@given(data=st.data())
@FUZZ
def test_mutations_of_a_valid_file(suffix, data, tmp_path):
    content = bytearray(VALID[suffix])
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 12))
        content[start : start + length] = data.draw(PIECES | st.binary(max_size=3))
    path = tmp_path / f"mutated{suffix}"
    path.write_bytes(content)
    attempt(path)


@pytest.mark.parametrize("suffix", list(VALID))
@given(size=st.integers(0, 200))
@example(size=0)
@FUZZ
def test_a_file_cut_off(suffix, size, tmp_path):
    path = tmp_path / f"cut{suffix}"
    path.write_bytes(VALID[suffix][:size])
    attempt(path)


DEEP = {
    ".json": b"[" * 200_000,
    ".v": b"module m(a,y);input a;output y;assign y=" + b"(" * 200_000 + b"a;endmodule",
    ".bench": b"y = AND(" * 100_000,
    ".blif": b"\\\n" * 100_000 + b".inputs a",
    ".pla": b".i 3\n" + b".o 1\n" * 100_000,
    ".aag": b"aag " + b"9 " * 100_000,
    ".aig": b"aig 100000 0 0 0 100000\n",
    ".truth": b"1" * 100_000,
}


@pytest.mark.parametrize("suffix", list(DEEP))
def test_deep_and_long_files(suffix, tmp_path):
    path = tmp_path / f"deep{suffix}"
    path.write_bytes(DEEP[suffix])
    assert attempt(path) == [None, None]


def test_deep_but_valid_expressions_and_chains(tmp_path):
    path = tmp_path / "deep.v"
    n = 20_000
    path.write_text(
        "module m(a,b,y,z);input a,b;output y,z;"
        f"assign y={'(~' * n}a{')' * n};assign z=a{'^b' * n};endmodule"
    )
    (circuit,) = read_circuits(path)
    assert circuit.size == n
    assert circuit.depth == n
    assert circuit.output_tables() == (0b1010, 0b1010)
    path = tmp_path / "chain.bench"  # listed backwards, so that it must be sorted
    lines = [f"w{j + 1} = AND(w{j}, a)" for j in range(n)]
    path.write_text("\n".join(["INPUT(a)", f"OUTPUT(w{n})", *reversed(lines), "w0 = BUF(a)"]))
    (circuit,) = read_circuits(path)
    assert circuit.depth == n
