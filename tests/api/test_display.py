"""Results say in a line what they are, and notebooks draw them."""

from xml.etree import ElementTree as ET

import pytest

import minimesa
from minimesa import Circuit, Gate, Output
from minimesa.drawing.svg import to_svg

SVG = "{http://www.w3.org/2000/svg}"
XOR = Circuit(("a", "b"), (Gate(0x6, (0, 1)),), (Output("y", 2, inverted=True),))


@pytest.fixture(scope="module")
def solution():
    return minimesa.solve("0x16e9")


def check_picture(text, circuit):
    """Check that a picture is an SVG of the circuit that loads nothing from anywhere."""
    root = ET.fromstring(text)
    assert root.tag == f"{SVG}svg"
    words = {element.text for element in root.iter(f"{SVG}text")}
    assert {*circuit.inputs, *(output.name for output in circuit.outputs)} <= words
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "url(" not in text
    assert "href" not in text
    assert "<script" not in text


def test_a_circuit_as_text_and_picture():
    assert str(XOR) == "g0 = a ^ b\ny  = ~g0"
    assert eval(repr(XOR)) == XOR
    check_picture(XOR._repr_svg_(), XOR)
    assert XOR._repr_svg_() == to_svg(XOR)


def test_a_circuit_that_is_too_large_has_no_picture():
    gates = tuple(Gate(0x6, (0, 1 + j)) for j in range(5000))
    circuit = Circuit(("a", "b"), gates, (Output("y", 5001),))
    assert circuit._repr_svg_() is None


def test_a_solution_as_text_and_picture(solution):
    line = "0x16e9: optimal size over b2, size 5, depth 5"
    assert repr(solution) == f"<Solution {line}>"
    assert str(solution) == f"{line}\n\n{solution.circuit}"
    check_picture(solution._repr_svg_(), solution.circuit)


def test_a_solution_without_a_circuit(tmp_path):
    file = tmp_path / "none.toml"
    file.write_text("[inputs]\nx = 1\n[outputs]\ny = 1\n[solve]\naccept = 'x != y and x == y'\n")
    solution = minimesa.solve(file)
    assert (solution.status, solution.circuit, solution._repr_svg_()) == ("infeasible", None, None)
    assert str(solution) == "none: infeasible size over b2"


def test_a_front_and_a_listing():
    front = minimesa.solve("0x6996", objective="pareto")
    assert "(size, depth) [(3, 2)]" in repr(front)
    assert str(front).count("y0 = ") == 1
    every = minimesa.solve("0x16", all=True)
    assert repr(every).endswith(f"{len(every.circuits)} circuits>")
    assert "or more" in repr(minimesa.solve("0x16", all=True, limit=1))


def test_a_problem_a_price_an_inspection_and_a_verdict():
    assert repr(minimesa.problem("best-pair")) == (
        "<Problem best-pair:pairs=3: 6 inputs, 2 outputs, relation>"
    )
    price = minimesa.price("best-pair")
    assert str(price) == (
        "best-pair:pairs=3: declared-all costs 1 more size over b2, optimal; upheld"
    )
    seen = minimesa.inspect(price.plain)
    assert repr(seen).startswith("<Inspection size 3, depth 2; findings: replicated 0, ")
    check_picture(seen._repr_svg_(), seen.subject.circuit)
