"""A constraint model of circuits with a given number of gates, in topological order.

Each fan-in position of a gate picks one wire, and carries that wire's value at each row; the gate
applies its operator to the values at its positions. Orders of fan-ins and of gates are orders of
integers. The model shares nothing with the clause encodings, so that each can check the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minimesa.circuit import ONE, Circuit, Gate, Output
from minimesa.encoding.breaks import (
    COLEX,
    INPUTS_USED,
    NO_REAPPLY,
    OPERATOR_ORDER,
    SYMMETRIC_INPUTS,
    USE_ALL,
)
from minimesa.encoding.cpparts import (
    Choice,
    Literal,
    apply_operator,
    choose_operator,
    constants,
    invert,
    satisfy,
    wire_rows,
)
from minimesa.truth_tables import full

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ortools.sat.python.cp_model import CpModel

    from minimesa.encoding.query import Query
    from minimesa.relations import Relation


@dataclass(frozen=True)
class GateVariables:
    """The variables of a gate.

    Attributes:
        choice: its operator.
        fanin: for each position a literal a wire that it may read; ascending.
        value: its value at each row.

    """

    choice: Choice
    fanin: tuple[Mapping[int, Literal], ...]
    value: Mapping[int, Literal]

    def reads(self, wire: int) -> list[Literal]:
        """Return literals of which one holds exactly when the gate reads ``wire``."""
        return [position[wire] for position in self.fanin if wire in position]


@dataclass(frozen=True)
class Chain:
    """The variables of a circuit of gates in topological order.

    Attributes:
        query: the question.
        gates: the gates.
        outputs: for each output a literal a wire that it may name.
        inverters: for each output whether it is inverted; None where NOT is not free.

    """

    query: Query
    gates: tuple[GateVariables, ...]
    outputs: tuple[Mapping[int, Literal], ...]
    inverters: tuple[Literal | None, ...]


def build(model: CpModel, query: Query, size: int) -> Chain:
    """Add the question whether some circuit of exactly ``size`` gates answers ``query``."""
    n = len(query.relation.inputs)
    rows = wire_rows(query)
    gates: list[GateVariables] = []
    for _ in range(size):
        gates.append(_gate(model, query, [gate.value for gate in gates]))
    names = [*constants(query.basis), *range(n + size)]
    outputs, values = [], []
    for _ in query.relation.outputs:
        named = {wire: model.new_bool_var("") for wire in names}
        model.add_exactly_one(named.values())
        outputs.append(named)
        values.append({t: model.new_bool_var("") for t in rows})
        _carry(model, named, [gate.value for gate in gates], n, values[-1])
    inverters, words = invert(model, query, values)
    satisfy(model, query, words)
    chain = Chain(query, tuple(gates), tuple(outputs), tuple(inverters))
    _bound(model, chain)
    _break(model, chain)
    return chain


def _gate(model: CpModel, query: Query, earlier: list[Mapping[int, Literal]]) -> GateVariables:
    """Add a gate that reads constants (where allowed), inputs and the ``earlier`` gates."""
    basis = query.basis
    n = len(query.relation.inputs)
    rows = wire_rows(query)
    choice = choose_operator(model, basis, model.new_constant(1))
    repeated = model.new_bool_var("") if basis.repeats else model.new_constant(0)
    wires = range(n + len(earlier))
    fanin: list[Mapping[int, Literal]] = []
    values: list[Mapping[int, Literal]] = []
    for position in range(max(basis.arities)):
        # Fan-ins ascend and at most one is a constant, which then stands first.
        first = constants(basis) if basis.constants and position == 0 else ()
        picked = {wire: model.new_bool_var("") for wire in (*first, *wires)}
        model.add(sum(picked.values()) == sum(choice.at_least(position + 1)))
        if fanin:
            _ascend(model, fanin[-1], picked, repeated)
        value = {t: model.new_bool_var("") for t in rows}
        _carry(model, picked, earlier, n, value)
        for absent in (literal for k in range(position + 1) for literal in choice.arity(k)):
            for bit in value.values():
                model.add_implication(absent, ~bit)
        fanin.append(picked)
        values.append(value)
    result = {t: model.new_bool_var("") for t in rows}
    apply_operator(model, choice, values, result)
    return GateVariables(choice, tuple(fanin), result)


def _ascend(
    model: CpModel, lower: Mapping[int, Literal], upper: Mapping[int, Literal], repeated: Literal
) -> None:
    """Ask that consecutive positions ascend, or, where ``repeated`` holds, that they are equal."""
    for wire, literal in upper.items():
        below = [other for name, other in lower.items() if name < wire]
        model.add_bool_or([~literal, repeated, *below])
        model.add_implication(literal, lower[wire]).only_enforce_if(repeated)


def _carry(
    model: CpModel,
    picked: Mapping[int, Literal],
    gates: list[Mapping[int, Literal]],
    n: int,
    value: Mapping[int, Literal],
) -> None:
    """Ask that ``value`` is, row by row, the value of the wire that is picked."""
    for wire, literal in picked.items():
        for t, bit in value.items():
            if wire >= n:
                source = gates[wire - n][t]
                model.add_bool_or([~literal, ~source, bit])
                model.add_bool_or([~literal, source, ~bit])
            else:
                one = t >> wire & 1 if wire >= 0 else wire == ONE
                model.add_implication(literal, bit if one else ~bit)


def _bound(model: CpModel, chain: Chain) -> None:
    """Add the bounds on depth and cost."""
    query = chain.query
    n = len(query.relation.inputs)
    if query.cost is not None:
        spent = [cost * kind for gate in chain.gates for _, cost, kind in gate.choice.kinds]
        model.add(sum(spent) <= query.cost)
    if query.depth is None:
        return
    levels = [model.new_int_var(1, j + 1, "") for j in range(len(chain.gates))]
    for j, gate in enumerate(chain.gates):
        for i in range(j):
            for literal in gate.reads(n + i):
                model.add(levels[j] > levels[i]).only_enforce_if(literal)
        for named in chain.outputs:
            model.add(levels[j] <= query.depth).only_enforce_if(named[n + j])
        if USE_ALL in query.breaks:
            model.add(levels[j] <= query.depth)


def _break(model: CpModel, chain: Chain) -> None:
    """Add the symmetry breaks that the query names; those of the clause encodings are idle."""
    query = chain.query
    if USE_ALL in query.breaks:
        _use_all(model, chain)
    if COLEX in query.breaks:
        _order(model, chain, operators=OPERATOR_ORDER in query.breaks)
    if NO_REAPPLY in query.breaks and query.basis.all_two_input:
        _no_reapplication(model, chain)
    if SYMMETRIC_INPUTS in query.breaks:
        for p, q in symmetric_pairs(query):
            for j, gate in enumerate(chain.gates):
                before = [literal for g in chain.gates[: j + 1] for literal in g.reads(p)]
                for literal in gate.reads(q):
                    model.add_bool_or([~literal, *before])
    if INPUTS_USED in query.breaks and query.accuracy is None:
        for i in essential_inputs(query.relation):
            readers = [literal for gate in chain.gates for literal in gate.reads(i)]
            model.add_bool_or([*readers, *(named[i] for named in chain.outputs)])


def _use_all(model: CpModel, chain: Chain) -> None:
    n = len(chain.query.relation.inputs)
    for j in range(len(chain.gates)):
        readers = [literal for gate in chain.gates[j + 1 :] for literal in gate.reads(n + j)]
        model.add_bool_or([*readers, *(named[n + j] for named in chain.outputs)])


def _order(model: CpModel, chain: Chain, *, operators: bool) -> None:
    """Order consecutive gates co-lexicographically, and those on equal fan-ins by operator.

    Equal gates are excluded only where every two-input operator is a gate: over other operators,
    say NAND that cannot read a wire twice, a copy of a gate may be what a circuit needs.
    """
    n = len(chain.query.relation.inputs)
    base = n + len(chain.gates) + 3
    keys = []
    for gate in chain.gates:
        # A missing fan-in counts 0, so that the constants -2 and -1 must count 1 and 2.
        key = sum(
            (wire + 3) * base**position * literal
            for position, picked in enumerate(gate.fanin)
            for wire, literal in picked.items()
        )
        if operators:
            table = gate.choice.table
            key = key * (1 << len(table)) + sum((1 << i) * bit for i, bit in enumerate(table))
        keys.append(key)
    strict = operators and chain.query.basis.all_two_input
    for j in range(1, len(chain.gates)):
        reads = chain.gates[j].reads(n + j - 1)
        model.add(keys[j - 1] + int(strict) <= keys[j]).only_enforce_if([~r for r in reads])


def _no_reapplication(model: CpModel, chain: Chain) -> None:
    """Ask that no gate reads gate i and a fan-in of gate i."""
    n = len(chain.query.relation.inputs)
    for i, inner in enumerate(chain.gates):
        for outer in chain.gates[i + 1 :]:
            low, high = outer.fanin
            for picked in inner.fanin:
                for wire, literal in picked.items():
                    model.add_bool_or([~literal, ~low[wire], ~high[n + i]])


def symmetric_pairs(query: Query) -> list[tuple[int, int]]:
    """Return the pairs of inputs p < q whose exchange preserves the relation and its weights."""
    relation = query.relation
    n = len(relation.inputs)

    def exchanged(t: int, p: int, q: int) -> int:
        return t ^ (1 << p | 1 << q) if (t >> p ^ t >> q) & 1 else t

    def same(t: int, u: int) -> bool:
        weighted = query.accuracy is not None and relation.weight(t) != relation.weight(u)
        return relation.allowed[t] == relation.allowed[u] and not weighted

    return [
        (p, q)
        for q in range(n)
        for p in range(q)
        if all(same(t, exchanged(t, p, q)) for t in range(1 << n))
    ]


def essential_inputs(relation: Relation) -> list[int]:
    """Return the inputs on which every acceptable function depends.

    Input i is one exactly when two rows that differ in it alone share no acceptable word.
    """
    n = len(relation.inputs)
    return [
        i
        for i in range(n)
        if any(not relation.allowed[t] & relation.allowed[t ^ 1 << i] for t in range(1 << n))
    ]


def decode(chain: Chain, holds: Callable[[Literal], bool]) -> Circuit:
    """Return the circuit of a solution.

    Args:
        chain: the variables.
        holds: the solution: whether a literal is true.

    """
    relation = chain.query.relation
    gates = []
    for gate in chain.gates:
        fanin = [wire for picked in gate.fanin for wire, pick in picked.items() if holds(pick)]
        operator = sum(holds(bit) << pattern for pattern, bit in enumerate(gate.choice.table))
        gates.append(Gate(operator & full(len(fanin)), tuple(fanin)))
    outputs = tuple(
        Output(
            name,
            next(wire for wire, literal in named.items() if holds(literal)),
            inverter is not None and holds(inverter),
        )
        for name, named, inverter in zip(
            relation.outputs, chain.outputs, chain.inverters, strict=True
        )
    )
    return Circuit(relation.inputs, tuple(gates), outputs)
