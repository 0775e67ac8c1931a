"""Drawings with letters: whoever follows the lines finds the circuit."""

import re
from dataclasses import replace

from hypothesis import given, settings

from minimesa.circuit import Circuit, Gate, Output
from minimesa.drawing.text import to_text
from oracles.drawings import circuits, published

EAST, WEST, SOUTH, NORTH = (0, 1), (0, -1), (1, 0), (-1, 0)
WAYS = {
    "─": {EAST, WEST},
    "│": {NORTH, SOUTH},
    "┌": {EAST, SOUTH},
    "┐": {WEST, SOUTH},
    "└": {EAST, NORTH},
    "┘": {WEST, NORTH},
    "├": {EAST, NORTH, SOUTH},
    "┤": {WEST, NORTH, SOUTH},
    "┬": {EAST, WEST, SOUTH},
    "┴": {EAST, WEST, NORTH},
    "┼": {EAST, WEST, NORTH, SOUTH},
}


def letters(circuit, **options):
    return ["".join(text for text, _ in line) for line in to_text(circuit, **options)]


def named(circuit):
    """Return the circuit with names that can be told from lines."""
    outputs = tuple(replace(o, name=f"y{i}") for i, o in enumerate(circuit.outputs))
    inputs = tuple(f"x{i}" for i in range(len(circuit.inputs)))
    return Circuit(inputs, circuit.gates, outputs)


def readers(lines, row, x):
    """Follow a wire from its first cell; yield ``(gate or output, inverted)`` where it is read."""
    todo, seen = [(row, x, EAST)], set()
    while todo:
        row, x, way = todo.pop()
        if (row, x, way) in seen:
            continue
        seen.add((row, x, way))
        letter = lines[row][x]
        back = (-way[0], -way[1])
        if way == EAST and (letter == "o" or _gate(lines, row, x)):
            place = x + (letter == "o")
            yield _gate(lines, row, place) or lines[row][place:].split()[0], letter == "o"
        elif way == EAST and letter == " ":
            yield lines[row][x:].split()[0], False
        elif back not in WAYS[letter]:  # it passes below another
            todo.append((row + way[0], x + way[1], way))
        else:
            todo += [(row + dy, x + dx, (dy, dx)) for dy, dx in WAYS[letter] - {back}]


def _gate(lines, row, x):
    """Return the name of the gate whose left edge is here, if there is one."""
    if lines[row][x] != "┤":
        return None
    for offset in (0, 1, -1, 2, -2):
        if 0 <= row + offset < len(lines) and lines[row + offset][x] in "┤│":
            found = re.match(r"(?:[a-z01 ] )?(g\d+) *├", lines[row + offset][x + 1 :])
            if found:
                return found[1]
    return None


def follow(circuit):
    """Assert that the lines of the drawing lead from every wire to its readers."""
    lines = letters(circuit)
    width = max(map(len, lines)) + 2
    lines = [line.ljust(width) for line in lines]
    expected = {}
    for j, gate in enumerate(circuit.gates):
        for wire in gate.fanin:
            expected.setdefault(circuit.wire_name(wire), []).append(f"g{j}")
    for output in circuit.outputs:
        expected.setdefault(circuit.wire_name(output.wire), []).append(output.name)
    for wire in range(len(circuit.inputs) + circuit.size):
        name = circuit.wire_name(wire)
        pattern = rf"{name} *├(?=[─o])" if name.startswith("g") else rf"(?<!\S){name} (?=─)"
        starts = [(r, m.end()) for r, line in enumerate(lines) for m in re.finditer(pattern, line)]
        if name not in expected:
            continue
        ((row, x),) = starts
        if lines[row][x] == "o":
            x += 1
        assert sorted(found for found, _ in readers(lines, row, x)) == sorted(expected[name])


@given(circuits())
@settings(max_examples=60, deadline=None)
def test_the_lines_lead_from_every_wire_to_its_readers(circuit):
    follow(named(circuit))


def test_published_circuits():
    for circuit in published()[::60]:
        follow(named(circuit))


def test_bubbles_and_constants():
    circuit = Circuit(("a", "b"), (Gate(0xE8, (0, -1, 1)),), (Output("y", 2, inverted=True),))
    assert letters(circuit) == [
        "      0─┤MAJ│     ",
        "a ──────┤g0 ├──o y",
        "    ┌───┤   │     ",
        "b ──┘             ",
    ]


def test_ascii():
    circuit = Circuit(("a", "b"), (Gate(0x6, (0, 1)),), (Output("y", 2),))
    assert all(line.isascii() for line in letters(circuit, plain=True))
