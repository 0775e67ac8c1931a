"""Drawings: every wire is drawn, nothing that is written in them is markup."""

from types import SimpleNamespace
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from minimesa.circuit import ZERO, Circuit, Gate, Output
from minimesa.report.drawing import draw
from minimesa.report.layout import FIRST_OUTPUT, layout


@st.composite
def circuits(draw_):
    n = draw_(st.integers(1, 4))
    gates = []
    for j in range(draw_(st.integers(0, 7))):
        wires = st.integers(ZERO if j % 3 == 2 else 0, n + j - 1)
        fanin = tuple(draw_(st.lists(wires, min_size=1, max_size=3, unique=True)))
        gates.append(Gate(draw_(st.integers(0, (1 << (1 << len(fanin))) - 1)), fanin))
    outputs = draw_(
        st.lists(
            st.tuples(st.integers(ZERO, n + len(gates) - 1), st.booleans()), min_size=1, max_size=3
        )
    )
    return Circuit(
        tuple(f"x{i}" for i in range(n)),
        tuple(gates),
        tuple(Output(f"y{i}", wire, inverted) for i, (wire, inverted) in enumerate(outputs)),
    )


def finding(*wires):
    return SimpleNamespace(wires=tuple((w,) for w in wires), witness=SimpleNamespace())


@given(circuits())
def test_places_are_distinct_and_every_wire_passes_where_it_must(circuit):
    plan = layout(circuit)
    places = [place for column in plan.columns for place in column]
    assert len(places) == len(set(places))
    assert all(place[1] == x for x, column in enumerate(plan.columns) for place in column)
    n = len(circuit.inputs)
    readers = [(n + j, wire) for j, gate in enumerate(circuit.gates) for wire in gate.fanin]
    readers += [(FIRST_OUTPUT - i, o.wire) for i, o in enumerate(circuit.outputs)]
    for reader, wire in readers:
        for column in range(plan.home[wire], plan.home[reader]):
            assert (wire, column) in places


@given(circuits())
def test_one_path_for_every_fan_in_and_passage_and_one_box_for_every_wire(circuit):
    svg = ET.fromstring(draw(circuit, finding(len(circuit.inputs) - 1)))
    plan = layout(circuit)
    reads = sum(len(gate.fanin) for gate in circuit.gates) + len(circuit.outputs)
    passages = sum(len(column) for column in plan.columns) - len(plan.home)
    assert len(svg.findall("path")) == reads + passages
    assert len(svg.findall("g")) == len(plan.home)
    width, height = float(svg.get("width")), float(svg.get("height"))
    for rect in svg.iter("rect"):
        assert 0 <= float(rect.get("x")) <= width - float(rect.get("width"))
        assert 0 <= float(rect.get("y")) <= height - float(rect.get("height"))


def test_inverters_are_circles():
    circuit = Circuit(("a", "b"), (Gate(0x2, (0, 1)),), (Output("y", 2, inverted=True),))
    svg = ET.fromstring(draw(circuit, finding()))
    assert len(svg.findall("circle")) == 2
    assert "".join(svg.itertext()).count("AND") == 1


def test_scores_are_marked_by_outline_and_label():
    circuit = Circuit(("a", "b"), (Gate(0x8, (0, 1)), Gate(0x6, (0, 2))), (Output("y", 3),))
    svg = ET.fromstring(draw(circuit, finding(2, 3)))
    marked = [g for g in svg.findall("g") if g.get("class") == "gate score"]
    assert [g.findtext("title") for g in marked] == ["g0", "g1"]
    assert all(g.find("rect[@class='halo']") is not None for g in marked)
    assert [g.findall("text")[-1].text for g in marked] == ["score 1", "score 2"]


def test_the_same_circuit_is_drawn_the_same():
    circuit = Circuit(("a", "b"), (Gate(0x8, (0, 1)),), (Output("y", 2),))
    assert draw(circuit, finding(2)) == draw(circuit, finding(2))


def test_names_are_text():
    name = '<b onclick="x">\'&\u202e'
    circuit = Circuit((name, "b"), (Gate(0x8, (0, 1)),), (Output(name, 2),))
    svg = ET.fromstring(draw(circuit, finding(2)))
    titles = [g.findtext("title") for g in svg.findall("g")]
    assert titles.count(name.replace("\u202e", "\\u202e")) == 2
    assert svg.find(".//b") is None
