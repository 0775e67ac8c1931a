"""The geometry of a drawing, read back from its SVG: boxes of shapes and texts, lines of wires."""

import json
import re
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from pathlib import Path
from xml.etree import ElementTree as ET

from hypothesis import strategies as st

from minimesa.canonical import canonical_form
from minimesa.circuit import ZERO, Circuit, Gate, Output
from minimesa.formats import circuit_from_json

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"
LETTER = 0.62
"""Most that a letter of a fixed-width font is wide, as a share of its size."""
SMALL = {"level", "pin", "badge"}
PARTS = ("inputs", "gates", "outputs")
"""The keys of a circuit as JSON."""
STEP = re.compile(r"([MLHVAQZ])([^MLHVAQZ]*)")


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float
    what: str = ""

    def overlaps(self, other, slack=0.01):
        return (
            self.left < other.right - slack
            and other.left < self.right - slack
            and self.top < other.bottom - slack
            and other.top < self.bottom - slack
        )

    def holds(self, other, slack=0.01):
        return (
            self.left <= other.left + slack
            and self.top <= other.top + slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )


@dataclass(frozen=True)
class Node:
    """A gate or terminal: its kind, its wire or output, the box of its shape, its texts."""

    kind: str
    number: int
    body: Box
    texts: tuple
    bubbles: tuple


@dataclass(frozen=True)
class Drawing:
    page: Box
    nodes: tuple
    texts: tuple
    wires: dict
    dots: dict


def read(text):
    """Return the geometry of a drawing."""
    root = ET.fromstring(text)
    _, _, width, height = map(float, root.get("viewBox").split())
    assert (float(root.get("width")), float(root.get("height"))) == (width, height)
    nodes, wires, dots = [], {}, {}
    for group in root.iter(f"{SVG}g"):
        kind = group.get("class").split()[0]
        if kind == "net":
            wire = int(group.get("data-wire"))
            wires[wire] = lines(group.find(f"{SVG}path").get("d"))
            dots[wire] = [
                (float(c.get("cx")), float(c.get("cy"))) for c in group.iter(f"{SVG}circle")
            ]
        elif kind in ("gate", "terminal"):
            number = group.get("data-wire", group.get("data-output"))
            kind = "output" if group.get("data-output") else kind
            body = group.find(f"{SVG}*[@class='body']")
            texts = tuple(map(text_box, group.iter(f"{SVG}text")))
            bubbles = tuple(
                (float(c.get("cx")), float(c.get("cy"))) for c in group.iter(f"{SVG}circle")
            )
            nodes.append(Node(kind, int(number), shape_box(body), texts, bubbles))
    texts = tuple(map(text_box, root.iter(f"{SVG}text")))
    return Drawing(Box(0, 0, width, height), tuple(nodes), texts, wires, dots)


def text_box(element):
    classes = element.get("class").split()
    size = 10 if SMALL & set(classes) else 12
    x, y, width = (
        float(element.get("x")),
        float(element.get("y")),
        LETTER * size * len(element.text),
    )
    left = x - width / 2 if "mid" in classes else x - width if "end" in classes else x
    return Box(left, y - 0.75 * size, left + width, y + 0.2 * size, element.text)


def shape_box(element):
    if element.tag == f"{SVG}rect":
        x, y, width, height = (float(element.get(k)) for k in ("x", "y", "width", "height"))
        return Box(x, y, x + width, y + height)
    dx, dy = map(float, re.findall(r"-?[\d.]+", element.get("transform")))
    xs, ys = [], []
    x = y = 0.0
    for letter, rest in STEP.findall(element.get("d")):
        numbers = [float(v) for v in re.findall(r"-?[\d.]+", rest)]
        if letter == "H":
            x = numbers[0]
        elif letter == "V":
            y = numbers[0]
        elif letter != "Z":
            x, y = numbers[-2:]
        if letter == "A":  # the half ellipse of an AND
            xs.append(x + numbers[0])
        xs.append(x)
        ys.append(y)
    return Box(min(xs) + dx, min(ys) + dy, max(xs) + dx, max(ys) + dy)


def lines(path):
    """Return the straight lines of the path of a wire, each as (x1, y1, x2, y2), ascending."""
    found = []
    for *numbers, letter in re.findall(r"M([\d.]+) ([\d.]+)(?=[HV]([\d.]+))([HV])", path):
        x, y, end = map(float, numbers)
        if letter == "H":
            found.append((min(x, end), y, max(x, end), y))
        else:
            found.append((x, min(y, end), x, max(y, end)))
    assert len(found) == path.count("M")
    return found


def check(text, circuit):
    """Assert that nothing is clipped or overlaps and that every wire goes where it is read."""
    seen = read(text)
    assert len(seen.nodes) == len(circuit.inputs) + circuit.size + len(circuit.outputs)
    everything = [*(node.body for node in seen.nodes), *seen.texts]
    everything += [Box(*line) for found in seen.wires.values() for line in found]
    assert all(seen.page.holds(box) for box in everything)
    for a, b in combinations(seen.nodes, 2):
        assert not a.body.overlaps(b.body), (a, b)
    for a, b in combinations(seen.texts, 2):
        assert not a.overlaps(b), (a, b)
    for node in seen.nodes:
        for label in seen.texts:
            inside = label in node.texts and node.body.holds(label)
            assert inside or not node.body.overlaps(label), (node, label)
    _check_wires(seen)
    _check_connections(seen, circuit)
    return seen


def _check_wires(seen):
    flat = [(w, line) for w, found in seen.wires.items() for line in found]
    for (w, a), (v, b) in combinations(flat, 2):
        if w != v and a[1] == a[3] == b[1] == b[3]:
            assert a[2] <= b[0] or b[2] <= a[0], (w, v, a, b)
        if w != v and a[0] == a[2] == b[0] == b[2]:
            assert a[3] < b[1] or b[3] < a[1], (w, v, a, b)
    for w, (x1, y1, x2, y2) in flat:
        thick = Box(x1 - 0.7, y1 - 0.7, x2 + 0.7, y2 + 0.7)
        for label in seen.texts:
            assert not thick.overlaps(label), (w, label)
        for node in seen.nodes:
            inner = Box(node.body.left + 10, node.body.top, node.body.right - 1, node.body.bottom)
            assert not thick.overlaps(inner), (w, node)


def _check_connections(seen, circuit):
    """Assert that each wire is one tree, from its node to where it is read, with dots at forks."""
    readers = {}
    n = len(circuit.inputs)
    for j, gate in enumerate(circuit.gates):
        for wire in gate.fanin:
            readers.setdefault(wire, []).append(("gate", n + j))
    for i, output in enumerate(circuit.outputs):
        readers.setdefault(output.wire, []).append(("output", i))
    assert set(seen.wires) == {wire for wire in readers if wire >= 0}
    for wire, found in seen.wires.items():
        points = {(x1, y1) for x1, y1, _, _ in found} | {(x2, y2) for _, _, x2, y2 in found}
        points |= {(v[0], h[1]) for v, h in product(found, found) if v[0] == v[2] and h[1] == h[3]}
        degree = {point: sum(_arms(line, point) for line in found) for point in points}
        ends = sorted(point for point, arms in degree.items() if arms == 1)
        (source,) = [end for end in ends if end[0] == min(x for x, _ in ends)]
        (node,) = [s for s in seen.nodes if s.number == wire and s.kind != "output"]
        right = max([node.body.right, *(x + 3.5 for x, _ in node.bubbles if x > node.body.right)])
        assert abs(source[0] - right) < 0.1
        assert source[1] == (node.body.top + node.body.bottom) / 2
        assert sorted(map(_at(seen), set(ends) - {source})) == sorted(readers[wire])
        assert sorted(seen.dots[wire]) == sorted(p for p, arms in degree.items() if arms > 2)


def _arms(line, point):
    """Return how many ways a line leads away from a point."""
    x1, y1, x2, y2 = line
    x, y = point
    if not (x1 <= x <= x2 and y1 <= y <= y2):
        return 0
    return ((x, y) != (x1, y1)) + ((x, y) != (x2, y2))


def _at(seen):
    def node(end):
        x, y = end
        (found,) = [
            s
            for s in seen.nodes
            if s.body.top < y < s.body.bottom and s.body.left - 8 < x < s.body.left + 10
        ]
        return "output" if found.kind == "output" else "gate", found.number

    return node


@st.composite
def circuits(draw, most_gates=9):
    """Draw circuits with any operators, constants, repeated fan-ins, unused inputs and gates."""
    n = draw(st.integers(1, 5))
    gates = []
    for j in range(draw(st.integers(0, most_gates))):
        wires = st.integers(ZERO if j % 3 == 2 else 0, n + j - 1)
        fanin = tuple(draw(st.lists(wires, min_size=1, max_size=4, unique=j % 4 > 0)))
        gates.append(Gate(draw(st.integers(0, (1 << (1 << len(fanin))) - 1)), fanin))
    wires = st.integers(ZERO, n + len(gates) - 1)
    outputs = draw(st.lists(st.tuples(wires, st.booleans()), min_size=1, max_size=4))
    names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
    return Circuit(
        tuple(draw(st.lists(names, min_size=n, max_size=n))),
        tuple(gates),
        tuple(Output(draw(names), wire, inverted) for wire, inverted in outputs),
    )


OPERATION = re.compile(r"(\w+) = (~?)\(?(~?)(\w+)(?: ([&|^]) (~?)(\w+))?\)?")


@cache
def published():
    """Return every circuit that stands in results/, as JSON or as equations, each once."""
    found = {}
    for path in sorted((ROOT / "results").rglob("*.json*")):
        text = path.read_text(encoding="utf-8")
        for part in [text] if path.suffix == ".json" else text.splitlines():
            for circuit in _circuits_in(json.loads(part)):
                found.setdefault(canonical_form(circuit, free_not=True), circuit)
    return tuple(found.values())


def _circuits_in(value):
    """Yield the circuits in a JSON value, at any depth."""
    if isinstance(value, dict) and all(isinstance(value.get(key), list) for key in PARTS):
        yield circuit_from_json({key: value[key] for key in PARTS})
    elif isinstance(value, dict):
        for part in value.values():
            yield from _circuits_in(part)
    elif isinstance(value, list):
        if value and all(isinstance(v, str) and OPERATION.fullmatch(v) for v in value):
            yield from_equations(value)
        else:
            for part in value:
                yield from _circuits_in(part)


def from_equations(equations):
    """Return the circuit of equations of two-input gates."""
    steps = [OPERATION.fullmatch(text) for text in equations]
    assert all(steps), equations
    gates = [s for s in steps if s[5] or re.fullmatch(r"g\d+", s[1])]
    defined = {s[1] for s in gates}
    names = [name for s in steps for name in (s[4], s[7]) if name and name not in defined | {"0"}]
    inputs = list(dict.fromkeys(names))
    wires = {"0": ZERO} | {name: i for i, name in enumerate([*inputs, *(s[1] for s in gates)])}
    made = []
    for s in gates:
        table = 0
        for row in range(4):
            a, b = (row & 1) ^ bool(s[3]), (row >> 1) ^ bool(s[6])
            value = {"&": a & b, "|": a | b, "^": a ^ b}[s[5]] ^ bool(s[2])
            table |= value << row
        made.append(Gate(table, (wires[s[4]], wires[s[7]])))
    outputs = [Output(s[1], wires[s[4]], bool(s[2]) != bool(s[3])) for s in steps if s not in gates]
    return Circuit(tuple(inputs), tuple(made), tuple(outputs))
