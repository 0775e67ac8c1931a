"""Circuits as JSON: what ``solve --json`` prints, read back without trusting any of it.

A circuit is ``{"inputs": [...], "gates": [{"name", "op", "fanin"}], "outputs": [{"name", "wire",
"inverted"}]}``; gates may stand in any order, and ``"0"`` and ``"1"`` are the constants. A file
holds a circuit, a circuit with ``findings`` and more (``inspect``), an object with ``circuits`` or
``front`` (``solve``), an object with ``plain`` and ``searching`` (``price``), a list of these, or
one of them a line.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minimesa.circuit import ONE, ZERO, Circuit, Gate, Output, to_json
from minimesa.errors import InputError
from minimesa.formats.names import RESERVED, spelled
from minimesa.formats.netlist import Node, topological
from minimesa.formats.source import MAX_FANIN, MAX_GATES, quote, read_text
from minimesa.truth_tables import full

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """A circuit with what the result it stands in says of it.

    Attributes:
        circuit: the circuit.
        problem: the name of the problem of the result, if it has one. Nobody vouches for it.
        basis: likewise that of its basis.

    """

    circuit: Circuit
    problem: str | None = None
    basis: str | None = None


def read_circuits(path: Path) -> list[Circuit]:
    """Return every circuit of a JSON or JSON-lines file, in order.

    Raises:
        InputError: no JSON, no circuit in it, or a malformed one.

    """
    return [entry.circuit for entry in parse_entries(read_text(path), str(path))]


def parse_entries(text: str, file: str) -> list[Entry]:
    """Return every circuit of JSON or JSON lines, in order, with its problem and basis.

    Args:
        text: the JSON.
        file: what to call it in messages.

    Raises:
        InputError: no JSON, no circuit in it, or a malformed one.

    """
    found: list[Entry] = []
    gates = 0
    for line, value in _values(text, file):
        for data, problem, basis in _circuit_objects(value, file, line):
            circuit = circuit_from_json(data, file=file, line=line)
            found.append(Entry(circuit, problem, basis))
            gates += circuit.size
            if gates > MAX_GATES:
                raise InputError(f"more than {MAX_GATES} gates in all", file=file, line=line)
    if not found:
        raise InputError("holds no circuit; was it solved?", file=file)
    return found


def read(path: Path) -> Circuit:
    """Return the first circuit of a JSON file, the best one of a result; see `read_circuits`."""
    return read_circuits(path)[0]


def write(circuit: Circuit) -> str:
    """Return the circuit as one JSON object; wires are renamed where names are not unique."""
    wires = [circuit.wire_name(wire) for wire in range(len(circuit.inputs) + circuit.size)]
    outputs = [output.name for output in circuit.outputs]
    clash = len({*wires, *RESERVED}) < len(wires) + 2 or len({*outputs}) < len(outputs)
    if clash or "" in wires + outputs:
        circuit = spelled(circuit, lambda name: name or "_")
    return json.dumps(to_json(circuit), indent=1) + "\n"


def _values(text: str, file: str) -> Iterator[tuple[int | None, Any]]:
    """Yield ``(line, value)``: the one value of the file, or a value a line."""
    try:
        yield None, _parse(text)
    except InputError as error:
        lines = [(i, line) for i, line in enumerate(text.split("\n"), start=1) if line.strip()]
        first = lines[0] if lines else (1, "")
        if len(lines) < 2 or not _is_json(first[1]):
            raise InputError(error.message, file=file, line=error.line) from None
    else:
        return
    for number, line in lines:
        try:
            yield number, _parse(line)
        except InputError as error:
            raise InputError(error.message, file=file, line=number) from None


def _is_json(text: str) -> bool:
    try:
        _parse(text)
    except InputError:
        return False
    return True


def _parse(text: str) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"is no JSON: {error.msg}", line=error.lineno) from None
    except (ValueError, RecursionError):
        raise InputError("is no JSON of a circuit: too deep, or a number is too long") from None


def _circuit_objects(
    value: Any,  # noqa: ANN401
    file: str,
    line: int | None,
) -> Iterator[tuple[Any, str | None, str | None]]:
    """Yield the circuit objects in a value, with the problem and the basis they stand under."""
    todo: list[tuple[Any, str | None, str | None]] = [(value, None, None)]
    while todo:
        item, problem, basis = todo.pop()
        if isinstance(item, dict):
            problem = _name(item, "problem") or problem
            basis = _name(item, "basis") or basis
        inside: list[Any]
        if isinstance(item, list):
            inside = item
        elif isinstance(item, dict) and "gates" in item:
            keys = ("inputs", "gates", "outputs") if "findings" in item else tuple(item)
            yield {key: item[key] for key in keys if key in item}, problem, basis
            continue
        elif isinstance(item, dict) and isinstance(item.get("circuits"), list):
            inside = list(item["circuits"])
            front = item.get("front") or []
            if not inside and isinstance(front, list):
                inside += [
                    point.get("circuit") if isinstance(point, dict) else point for point in front
                ]
        elif isinstance(item, dict) and "plain" in item and "searching" in item:
            inside = [item["plain"], item["searching"]]
        else:
            raise InputError(
                "expected a circuit (inputs, gates, outputs) or a result with circuits, "
                f"not {quote(str(item)[:60])}",
                file=file,
                line=line,
            )
        todo.extend((part, problem, basis) for part in reversed(inside))


def _name(item: dict[str, Any], key: str) -> str | None:
    value = item.get(key)
    return value if isinstance(value, str) else None


def circuit_from_json(data: Any, *, file: str | None = None, line: int | None = None) -> Circuit:  # noqa: ANN401
    """Return the circuit that a JSON value describes, gate by gate as it stands.

    Nothing is absorbed or simplified. Gates may stand in any order.

    Args:
        data: the parsed JSON.
        file: for messages.
        line: for messages.

    Raises:
        InputError: a missing or unknown key, a wrong type, an operator that does not fit its
            fan-ins, a name that is reserved, used twice or unknown, or a cycle.

    """
    try:
        return _circuit(data)
    except InputError as error:
        raise InputError(error.message, file=file, line=line) from None


def _circuit(data: Any) -> Circuit:  # noqa: ANN401
    _keys(data, "a circuit", {"inputs", "gates", "outputs"})
    inputs = tuple(_text(name, "an input name") for name in _list(data["inputs"], "inputs"))
    entries = _list(data["gates"], "gates")
    if len(entries) > MAX_GATES:
        raise InputError(f"{len(entries)} gates; at most {MAX_GATES} are read")
    wires = {"0": ZERO, "1": ONE}
    for i, name in enumerate(inputs):
        _declare(wires, name, i)
    nodes = [_gate(entry, position) for position, entry in enumerate(entries)]
    drivers: dict[str, Node | None] = dict.fromkeys(wires)
    for node in nodes:
        if node.name in drivers:
            _declare(wires, node.name, 0)
            raise InputError(f"{quote(node.name)} names two wires")
        drivers[node.name] = node
    for node in nodes:
        for name in node.fanin:
            if name not in drivers:
                raise InputError(f"gate {quote(node.name)} reads {quote(name)}: no such wire")
    order = topological(nodes, drivers, None)
    for j, node in enumerate(order):
        wires[node.name] = len(inputs) + j
    gates = tuple(Gate(node.operator, tuple(wires[name] for name in node.fanin)) for node in order)
    outputs = tuple(_output(entry, wires) for entry in _list(data["outputs"], "outputs"))
    if not outputs:
        raise InputError("the circuit has no outputs")
    if len({output.name for output in outputs}) < len(outputs):
        raise InputError("two outputs have the same name")
    return Circuit(inputs, gates, outputs, tuple(node.name for node in order))


def _declare(wires: dict[str, int], name: str, wire: int) -> None:
    if name in RESERVED:
        raise InputError(f"{name!r} is the name of a constant; call the wire something else")
    if name in wires:
        raise InputError(f"{quote(name)} names two wires")
    wires[name] = wire


def _gate(entry: Any, position: int) -> Node:  # noqa: ANN401
    """Return the gate at a position of the list of gates."""
    _keys(entry, f"gate {position}", {"name", "op", "fanin"})
    name = _text(entry["name"], f"the name of gate {position}")
    where = f"gate {quote(name)}"
    fanin = tuple(_text(wire, f"a fan-in of {where}") for wire in _list(entry["fanin"], "fanin"))
    if not 1 <= len(fanin) <= MAX_FANIN:
        raise InputError(f"{where} has {len(fanin)} fan-ins; 1 to {MAX_FANIN} are read")
    text = _text(entry["op"], f"op of {where}")
    digits = text.lower().removeprefix("0x")
    if not digits or not set(digits) <= set("0123456789abcdef") or len(digits) > 1 << MAX_FANIN:
        raise InputError(
            f"op of {where} must be a hex truth table such as '0x8', not {quote(text)}"
        )
    operator = int(digits, 16)
    if operator > full(len(fanin)):
        raise InputError(f"op {quote(text)} of {where} does not fit {len(fanin)} fan-ins")
    return Node(name, operator, fanin)


def _output(entry: Any, wires: dict[str, int]) -> Output:  # noqa: ANN401
    _keys(entry, "an output", {"name", "wire", "inverted"}, optional={"inverted"})
    name = _text(entry["name"], "an output name")
    wire = _text(entry["wire"], f"the wire of output {quote(name)}")
    if wire not in wires:
        raise InputError(f"output {quote(name)} names {quote(wire)}: no such wire")
    inverted = entry.get("inverted", False)
    if not isinstance(inverted, bool):
        raise InputError(f"inverted of output {quote(name)} must be true or false")
    return Output(name, wires[wire], inverted)


def _keys(value: Any, what: str, known: set[str], optional: set[str] | None = None) -> None:  # noqa: ANN401
    if not isinstance(value, dict):
        raise InputError(f"{what} must be an object with {', '.join(sorted(known))}")
    if missing := sorted(known - (optional or set()) - set(value)):
        raise InputError(f"{what} lacks {missing[0]!r}")
    if unknown := sorted(set(value) - known):
        raise InputError(f"{what} has an unknown key {quote(unknown[0])}")


def _list(value: Any, what: str) -> list[Any]:  # noqa: ANN401
    if not isinstance(value, list):
        raise InputError(f"{what} must be a list")
    return value


def _text(value: Any, what: str) -> str:  # noqa: ANN401
    if not isinstance(value, str) or not value:
        raise InputError(f"{what} must be a text, not {quote(str(value)[:60])}")
    return value
