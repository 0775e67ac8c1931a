"""From named signals in any order to a circuit: the part that all circuit readers share."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, NamedTuple

from minimesa.circuit import ONE, ZERO, Circuit, Gate, Output
from minimesa.errors import InputError
from minimesa.formats.names import RESERVED, unreserved
from minimesa.formats.source import MAX_FANIN, MAX_GATES, check_distinct, quote
from minimesa.truth_tables import flip, full

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

IDENTITY = 0x2
"""The operator of a buffer."""
NOT = 0x1
"""The operator of an inverter."""


class Node(NamedTuple):
    """A signal and what drives it.

    Attributes:
        name: the signal.
        operator: truth table over the fan-ins, row index ``a + 2b + ...``.
        fanin: the signals it reads.
        line: where the file says so, None if unknown.
        named: whether the name is from the file; others are free to change.

    """

    name: str
    operator: int
    fanin: tuple[str, ...]
    line: int | None = None
    named: bool = True


def build(
    inputs: Sequence[tuple[str, str]],
    nodes: Sequence[Node],
    outputs: Sequence[tuple[str, str]],
    *,
    file: str,
    keep_inverters: bool = False,
) -> Circuit:
    """Return the circuit that the nodes draw.

    Nodes without fan-ins become constants and buffers become wires. Inverters are absorbed: they
    complement the operators and outputs that read them. All other nodes become gates, used or
    not, in the order of the file where that is topological. Signals called ``0`` or ``1`` are
    renamed, because the constants bear these names.

    Args:
        inputs: ``(name, signal)`` for each input.
        nodes: the nodes, in any order.
        outputs: ``(name, signal)`` for each output.
        file: for messages.
        keep_inverters: make inverters gates (of one fan-in), for bases where NOT is not free.

    Raises:
        InputError: too many gates or fan-ins, a signal that nothing or more than one thing
            drives, or a cycle.

    """
    drivers = _drivers(inputs, nodes, outputs, file)
    order = topological(nodes, drivers, file)
    literal: dict[str, tuple[int, bool]] = {
        signal: (i, False) for i, (_, signal) in enumerate(inputs)
    }
    gates: list[Gate] = []
    kept: list[Node] = []
    for node in order:
        fanin = tuple(literal[name][0] for name in node.fanin)
        operator = node.operator
        for position, name in enumerate(node.fanin):
            if literal[name][1]:
                operator = flip(operator, position, len(fanin))
        one = full(len(fanin))
        if operator in (0, one) and len(fanin) <= 1:
            literal[node.name] = _constant(operator != 0, keep_inverters=keep_inverters)
        elif operator == IDENTITY and len(fanin) == 1:
            literal[node.name] = (fanin[0], False)
        elif operator == NOT and len(fanin) == 1 and fanin[0] in (ZERO, ONE):
            literal[node.name] = _constant(fanin[0] == ZERO, keep_inverters=keep_inverters)
        elif operator == NOT and len(fanin) == 1 and not keep_inverters:
            literal[node.name] = (fanin[0], True)
        else:
            literal[node.name] = (len(inputs) + len(gates), False)
            gates.append(Gate(operator, fanin))
            kept.append(node)
    if len(gates) > MAX_GATES:
        raise InputError(f"{len(gates)} gates; at most {MAX_GATES} are read", file=file)
    wire_names, gate_names = _names([name for name, _ in inputs], kept)
    return Circuit(
        wire_names,
        tuple(gates),
        tuple(Output(name, *literal[signal]) for name, signal in outputs),
        gate_names,
    )


def _constant(value: bool, *, keep_inverters: bool) -> tuple[int, bool]:
    """Return constant 1 as constant 0 inverted where NOT is free, as its own wire otherwise."""
    if keep_inverters:
        return (ONE if value else ZERO, False)
    return (ZERO, value)


def _names(inputs: Sequence[str], kept: Sequence[Node]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return names of inputs and gates; gates that the file does not name get g0, g1, ..."""
    taken = dict.fromkeys((*inputs, *(node.name for node in kept if node.named), *RESERVED), 0)
    wire_names = tuple(unreserved(inputs, taken))
    gate_names = []
    for j, node in enumerate(kept):
        name = node.name if node.named else f"g{j}"
        while not node.named and name in taken:
            name += "_"
        gate_names.extend(unreserved((name,), taken))
    return wire_names, tuple(gate_names)


def _drivers(
    inputs: Sequence[tuple[str, str]],
    nodes: Sequence[Node],
    outputs: Sequence[tuple[str, str]],
    file: str,
) -> Mapping[str, Node | None]:
    """Return what drives each signal (None for an input), after checking that something does."""
    drivers: dict[str, Node | None] = {}
    check_distinct([name for name, _ in inputs], "input", file=file, line=None)
    check_distinct([name for name, _ in outputs], "output", file=file, line=None)
    for name, signal in inputs:
        if signal in drivers:
            raise InputError(f"input {quote(name)} is driven twice", file=file)
        drivers[signal] = None
    for node in nodes:
        if node.name in drivers:
            raise InputError(f"{quote(node.name)} is driven twice", file=file, line=node.line)
        if len(node.fanin) > MAX_FANIN:
            raise InputError(
                f"{quote(node.name)} has {len(node.fanin)} fan-ins; at most {MAX_FANIN} are read",
                file=file,
                line=node.line,
            )
        drivers[node.name] = node
    for node in nodes:
        for name in node.fanin:
            if name not in drivers:
                raise InputError(
                    f"{quote(node.name)} reads {quote(name)}, which nothing drives",
                    file=file,
                    line=node.line,
                )
    for name, signal in outputs:
        if signal not in drivers:
            raise InputError(f"nothing drives output {quote(name)}", file=file)
    if not outputs:
        raise InputError("the circuit has no outputs", file=file)
    return drivers


def topological(
    nodes: Sequence[Node], drivers: Mapping[str, Node | None], file: str | None
) -> Sequence[Node]:
    """Return the nodes in topological order: that of the file where it is one."""
    seen: set[str] = set()
    for node in nodes:
        if any(drivers[name] is not None and name not in seen for name in node.fanin):
            break
        seen.add(node.name)
    else:
        return nodes
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for node in nodes:
        sorter.add(node.name, *(name for name in node.fanin if drivers[name] is not None))
    try:
        names = tuple(sorter.static_order())
    except CycleError as error:
        cycle = error.args[1]
        node = next(node for node in nodes if node.name == cycle[0])
        path = " -> ".join(quote(name) for name in cycle[:6]) + (" ..." if len(cycle) > 6 else "")
        raise InputError(f"a cycle runs through {path}", file=file, line=node.line) from None
    by_name = {node.name: node for node in nodes}
    return [by_name[name] for name in names]
