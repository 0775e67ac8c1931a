"""Circuits as and-inverter graphs, for AIGER.

A literal is twice a variable, plus one where it is complemented; variable 0 is constant 0, inputs
are variables 1 to n, ANDs follow. A two-input gate costs one AND (three for an exclusive or),
larger operators are split on their fan-ins, last first (Shannon's expansion). So writing may make
a circuit larger, except where it was an AIG to begin with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO
from minimesa.errors import InputError
from minimesa.formats.source import MAX_GATES
from minimesa.truth_tables import cofactor, full, projection

if TYPE_CHECKING:
    from minimesa.circuit import Circuit, Gate


@dataclass
class AndGraph:
    """An and-inverter graph.

    Attributes:
        inputs: number of inputs.
        ands: for each AND its two fan-in literals, in topological order.
        gates: for each gate of the circuit its literal.
        outputs: for each output its literal.

    """

    inputs: int
    ands: list[tuple[int, int]] = field(default_factory=list)
    gates: list[int] = field(default_factory=list)
    outputs: list[int] = field(default_factory=list)


def and_graph(circuit: Circuit) -> AndGraph:
    """Return the circuit as an and-inverter graph.

    Raises:
        InputError: it would have more than `MAX_GATES` ANDs.

    """
    n = len(circuit.inputs)
    graph = AndGraph(n)
    literals = {ZERO: 0, ONE: 1} | {i: 2 * (i + 1) for i in range(n)}
    for j, gate in enumerate(circuit.gates):
        literals[n + j] = _expand(graph, gate, [literals[wire] for wire in gate.fanin])
        graph.gates.append(literals[n + j])
        if len(graph.ands) > MAX_GATES:
            raise InputError(f"as an AIG the circuit has more than {MAX_GATES} gates")
    graph.outputs = [literals[o.wire] ^ int(o.inverted) for o in circuit.outputs]
    return graph


def _expand(graph: AndGraph, gate: Gate, fanin: list[int]) -> int:
    """Return the literal of a gate, after adding its ANDs; equal subtables are built once."""
    n = len(fanin)
    table = gate.operator
    for i, literal in enumerate(fanin):
        if literal in (0, 1):
            table = cofactor(table, i, literal, n)
    done = {0: 0, full(n): 1}
    done |= {projection(i, n): literal for i, literal in enumerate(fanin)}
    return _shannon(graph, table, n - 1, fanin, done)


def _shannon(graph: AndGraph, table: int, top: int, fanin: list[int], done: dict[int, int]) -> int:
    """Return the literal of a table on the fan-ins up to ``top``; recurses once a fan-in."""
    n = len(fanin)
    if table in done:
        return done[table]
    if table ^ full(n) in done:
        return done[table ^ full(n)] ^ 1
    low, high = cofactor(table, top, 0, n), cofactor(table, top, 1, n)
    if low == high:
        return _shannon(graph, low, top - 1, fanin, done)
    x = fanin[top]
    a = _shannon(graph, low, top - 1, fanin, done)
    if low == high ^ full(n):
        result = _or(graph, _and(graph, x, a ^ 1), _and(graph, x ^ 1, a))
    else:
        b = _shannon(graph, high, top - 1, fanin, done)
        if not low & ~high:  # then low = low & high, and one AND tells the rest
            result = _or(graph, a, _and(graph, x, b))
        elif not high & ~low:
            result = _or(graph, b, _and(graph, x ^ 1, a))
        else:
            result = _or(graph, _and(graph, x, b), _and(graph, x ^ 1, a))
    done[table] = result
    return result


def _or(graph: AndGraph, a: int, b: int) -> int:
    return _and(graph, a ^ 1, b ^ 1) ^ 1


def _and(graph: AndGraph, a: int, b: int) -> int:
    """Return the literal of an AND, without a new one where a fan-in is a constant."""
    if 0 in (a, b):
        return 0
    if a == 1 or b == 1:
        return b if a == 1 else a
    graph.ands.append((max(a, b), min(a, b)))
    return 2 * (graph.inputs + len(graph.ands))
