"""Drawings: nothing overlaps or is clipped, every wire goes where it is read, names are text."""

from itertools import product
from random import Random
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from minimesa.circuit import ZERO, Circuit, Gate, Output
from minimesa.drawing.marks import Marks
from minimesa.drawing.svg import draw, stylesheet, to_svg
from minimesa.errors import InputError
from oracles.drawings import SVG, check, circuits, published, read


def pair(operator=0x8, **names):
    return Circuit(("a", "b"), (Gate(operator, (0, 1)),), (Output(names.get("y", "y"), 2),))


@given(circuits())
@settings(max_examples=60, deadline=None)
def test_any_circuit_can_be_read(circuit):
    check(draw(circuit), circuit)


@given(circuits())
@settings(max_examples=20, deadline=None)
def test_badges_have_room(circuit):
    wires = range(len(circuit.inputs) + circuit.size)
    marks = Marks(dict.fromkeys(wires, "score"), {w: f"S{w},23.1" for w in wires})
    check(draw(circuit, marks), circuit)


def check_plain_and_marked(circuit):
    """Check a drawing, and one with a badge on every wire and a legend."""
    wires = range(len(circuit.inputs) + circuit.size)
    marks = Marks(
        dict.fromkeys(wires, "score"),
        {wire: f"S{wire},23.1" for wire in wires},
        (("score", "S0,23.1", "score of a candidate, by its number"),),
    )
    check(draw(circuit), circuit)
    check(to_svg(circuit, marks), circuit)


def test_published_circuits_are_many():
    assert len(published()) >= 350
    assert max(circuit.size for circuit in published()) >= 25


def test_a_sample_of_the_published_circuits():
    for circuit in Random(1).sample(published(), 40):
        check_plain_and_marked(circuit)


@pytest.mark.long
@pytest.mark.parametrize("part", range(8))
def test_all_published_circuits(part):
    for circuit in published()[part::8]:
        check_plain_and_marked(circuit)


@pytest.mark.parametrize("operator", [0x1, 0x2, 0x4, 0x6, 0x7, 0x8, 0x9, 0xB, 0xD, 0xE])
def test_bubbles_say_what_is_inverted(operator):
    """AND, OR and XOR of the fan-ins, with an inverter for each bubble, is the operator."""
    circuit = pair(operator)
    text = draw(circuit)
    seen = read(text)
    (gate,) = [node for node in seen.nodes if node.kind == "gate"]
    bubbles = {y for x, y in gate.bubbles if x < gate.body.left + 10}
    right = any(x > gate.body.right for x, _ in gate.bubbles)
    first, second = (max(seen.wires[wire])[3] in bubbles for wire in (0, 1))
    group = next(g for g in ET.fromstring(text).iter(f"{SVG}g") if g.get("class") == "gate")
    path = group.find(f"{SVG}path[@class='body']").get("d")
    doubled = group.find(f"{SVG}path[@class='line']") is not None
    combine = max if "Q" in path else min
    value = 0
    for row, (b, a) in enumerate(product((0, 1), repeat=2)):
        x, y = a ^ first, b ^ second
        value |= ((x ^ y if doubled else combine(x, y)) ^ right) << row
    assert value == operator


def test_drawing_again_gives_the_same():
    for circuit in published()[::200]:
        assert draw(circuit) == draw(circuit)


def test_parts_are_classes_badges_and_a_legend():
    circuit = Circuit(("a", "b"), (Gate(0x8, (0, 1)), Gate(0x6, (0, 2))), (Output("y", 3),))
    marks = Marks({2: "score", 3: "selection"}, {2: "S1", 3: "sel"}, (("score", "S1", "a score"),))
    root = ET.fromstring(to_svg(circuit, marks))
    groups = {g.get("class") for g in root.iter(f"{SVG}g")}
    assert {"gate score", "gate selection", "net score", "net selection"} <= groups
    texts = [t.text for t in root.iter(f"{SVG}text")]
    assert texts.count("S1") == 2
    assert "a score" in texts


def test_a_file_of_its_own_brings_its_looks():
    circuit = pair()
    assert stylesheet() in "".join(ET.fromstring(to_svg(circuit)).itertext())
    assert ET.fromstring(draw(circuit)).find(f"{SVG}style") is None


def test_names_are_text():
    name = '<b onclick="x">\'&\u202e'
    circuit = Circuit((name, "b"), (Gate(0x8, (0, 1)),), (Output(name, 2),))
    root = ET.fromstring(to_svg(circuit))
    titles = [t.text for t in root.iter(f"{SVG}title")]
    assert titles.count(name.replace("\u202e", "\\u202e")) == 2
    assert root.find(".//b") is None


def test_what_is_constant_or_unused_is_drawn():
    circuit = Circuit(("a", "b"), (), (Output("y", ZERO, inverted=True), Output("z", 0)))
    seen = check(draw(circuit), circuit)
    assert [text.what for text in seen.texts].count("0") == 1


def test_what_is_too_large_is_refused():
    gates = tuple(Gate(0x6, (j, j + 1)) for j in range(900))
    circuit = Circuit(("a", "b"), gates, (Output("y", 901),))
    with pytest.raises(InputError, match="900 gates in 900 levels is too large"):
        draw(circuit)
