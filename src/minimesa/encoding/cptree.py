"""A constraint model of circuits of bounded depth with any number of gates.

Such a circuit unfolds into one tree for each output, in which every gate has one reader. A node
is a leaf (a constant or an input), a gate over its children, or absent; the trees are complete to
the depth that is asked for.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO, Circuit, Gate, Output
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
from minimesa.truth_tables import full, permute

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ortools.sat.python.cp_model import CpModel

    from minimesa.encoding.query import Query


@dataclass(frozen=True)
class Inner:
    """What a node has when it is a gate.

    Attributes:
        choice: its operator.
        repeated: whether all its fan-ins are its first child; None where the basis forbids it.
        children: the nodes that it reads.

    """

    choice: Choice
    repeated: Literal | None
    children: tuple[Node, ...]


@dataclass(frozen=True)
class Node:
    """The variables of a node: exactly one of its literals holds, or none where it is absent.

    Attributes:
        leaves: for each constant or input whether the node is that leaf.
        gate: whether it is a gate; None at the bottom.
        inner: the gate; None at the bottom.
        value: its value at each row; 0 where it is absent.

    """

    leaves: Mapping[int, Literal]
    gate: Literal | None
    inner: Inner | None
    value: Mapping[int, Literal]


@dataclass(frozen=True)
class Forest:
    """The variables of one tree for each output.

    Attributes:
        query: the question.
        roots: for each output its tree.
        inverters: for each output whether it is inverted; None where NOT is not free.

    """

    query: Query
    roots: tuple[Node, ...]
    inverters: tuple[Literal | None, ...]


def parts(query: Query) -> tuple[Query, ...]:
    """Return queries of one output each that can be answered apart, or the query itself.

    With any number of gates, outputs that do not constrain each other do not share anything.
    """
    relation = query.relation
    if query.accuracy is not None or not relation.independent_outputs():
        return (query,)
    queries = []
    for o, name in enumerate(relation.outputs):
        zeros, ones = relation.output_bits(o)
        allowed = tuple(
            (zeros >> t & 1) | (ones >> t & 1) << 1 for t in range(1 << len(relation.inputs))
        )
        single = replace(relation, outputs=(name,), allowed=allowed)
        queries.append(replace(query, relation=single))
    return tuple(queries)


def join(circuits: Sequence[Circuit]) -> Circuit:
    """Return one circuit with the outputs of all, in which equal gates are one gate.

    Copies that a circuit has of a gate stay apart, since some gate may read several.
    """
    gates: dict[tuple[Gate, int], int] = {}
    outputs = []
    n = len(circuits[0].inputs)
    for circuit in circuits:
        wires = {wire: wire for wire in (ONE, ZERO, *range(n))}
        copies: Counter[Gate] = Counter()
        for j, gate in enumerate(circuit.gates):
            moved = _sorted(gate.operator, [wires[wire] for wire in gate.fanin])
            wires[n + j] = gates.setdefault((moved, copies[moved]), n + len(gates))
            copies[moved] += 1
        outputs += [replace(output, wire=wires[output.wire]) for output in circuit.outputs]
    return Circuit(circuits[0].inputs, tuple(gate for gate, _ in gates), tuple(outputs))


def build(model: CpModel, query: Query, depth: int) -> Forest:
    """Add the question whether some circuit of at most this depth answers ``query``."""
    leaves = (*constants(query.basis), *range(len(query.relation.inputs)))
    roots = tuple(
        _node(model, query, depth, leaves, model.new_constant(1)) for _ in query.relation.outputs
    )
    inverters, words = invert(model, query, [root.value for root in roots])
    satisfy(model, query, words)
    return Forest(query, roots, tuple(inverters))


def _node(
    model: CpModel, query: Query, depth: int, names: tuple[int, ...], present: Literal
) -> Node:
    """Add a node over ``depth`` further levels that may be one of the leaves ``names``."""
    leaves = {wire: model.new_bool_var("") for wire in names}
    value = {t: model.new_bool_var("") for t in wire_rows(query)}
    gate = model.new_bool_var("") if depth else None
    states = [*leaves.values()] if gate is None else [*leaves.values(), gate]
    model.add(sum(states) == present)
    for t, bit in value.items():
        model.add_implication(~present, ~bit)
        for wire, leaf in leaves.items():
            one = t >> wire & 1 if wire >= 0 else wire == ONE
            model.add_implication(leaf, bit if one else ~bit)
    if gate is None:
        return Node(leaves, None, None, value)
    return Node(leaves, gate, _inner(model, query, depth, gate, value), value)


def _inner(
    model: CpModel, query: Query, depth: int, gate: Literal, value: Mapping[int, Literal]
) -> Inner:
    """Add the operator and the children of a node that may be a gate."""
    basis = query.basis
    choice = choose_operator(model, basis, gate)
    repeated = model.new_bool_var("") if basis.repeats else None
    children: list[Node] = []
    fanin: list[Mapping[int, Literal]] = []
    for position in range(max(basis.arities)):
        # Fan-ins that are leaves ascend and stand first; so does the only constant.
        wires = tuple(range(len(query.relation.inputs)))
        names = (*constants(basis), *wires) if basis.constants and position == 0 else wires
        read = model.new_bool_var("")
        model.add(read == sum(choice.at_least(position + 1)))
        if repeated is None or position == 0:
            present = read
        else:
            present = model.new_bool_var("")
            model.add_bool_and([read, ~repeated]).only_enforce_if(present)
            model.add_bool_or([present, ~read, repeated])
        child = _node(model, query, depth - 1, names, present)
        if children:
            _ascend(model, children[-1], child)
        children.append(child)
        copied = repeated is not None and position > 0
        fanin.append(_copied(model, child, fanin[0], read, repeated) if copied else child.value)
    if repeated is not None:
        # A gate of several fan-ins reads at most one constant, so that none is repeated.
        model.add_bool_or([~repeated, *choice.at_least(2)])
        constant = [leaf for wire, leaf in children[0].leaves.items() if wire < 0]
        model.add_bool_and([~leaf for leaf in constant]).only_enforce_if(repeated)
    _apply(model, choice, gate, fanin, value)
    return Inner(choice, repeated, tuple(children))


def _copied(
    model: CpModel,
    child: Node,
    first: Mapping[int, Literal],
    read: Literal,
    repeated: Literal,
) -> Mapping[int, Literal]:
    """Return the value of a later fan-in: the child's, or the first one's where it is repeated."""
    value = {}
    for t, own in child.value.items():
        value[t] = model.new_bool_var("")
        model.add_implication(~read, ~value[t])
        model.add(value[t] == own).only_enforce_if(~repeated)
        model.add(value[t] == first[t]).only_enforce_if(read, repeated)
    return value


def _ascend(model: CpModel, lower: Node, upper: Node) -> None:
    """Order two consecutive children: leaves ascend and stand before gates."""
    for wire, leaf in upper.leaves.items():
        model.add_bool_or([~leaf, *(literal for w, literal in lower.leaves.items() if w < wire)])


def _apply(
    model: CpModel,
    choice: Choice,
    gate: Literal,
    fanin: list[Mapping[int, Literal]],
    value: Mapping[int, Literal],
) -> None:
    """Ask that a node that is a gate has its operator's value."""
    result = {t: model.new_bool_var("") for t in value}
    apply_operator(model, choice, fanin, result)
    for t, bit in value.items():
        model.add_bool_or([~gate, ~result[t], bit])
        model.add_bool_or([~gate, result[t], ~bit])


def decode(forest: Forest, holds: Callable[[Literal], bool]) -> Circuit:
    """Return the circuit of a solution, in which equal subtrees are one gate.

    Two children of one gate stay apart even where they are equal: it must read different wires.

    Args:
        forest: the variables.
        holds: the solution: whether a literal is true.

    """
    relation = forest.query.relation
    n = len(relation.inputs)
    gates: list[Gate] = []
    known: dict[Gate, int] = {}

    def append(gate: Gate) -> int:
        gates.append(gate)
        return n + len(gates) - 1

    def wire(node: Node) -> int:
        for leaf, literal in node.leaves.items():
            if holds(literal):
                return leaf
        assert node.inner is not None
        inner = node.inner
        arity = next(k for k, _, kind in inner.choice.kinds if holds(kind))
        bits = inner.choice.table[: 1 << arity]
        operator = sum(holds(bit) << pattern for pattern, bit in enumerate(bits))
        if inner.repeated is not None and holds(inner.repeated):
            gate = Gate(operator, (wire(inner.children[0]),) * arity)
        else:
            fanin: list[int] = []
            for child in inner.children[:arity]:
                source = wire(child)
                fanin.append(append(gates[source - n]) if source in fanin else source)
            gate = _sorted(operator, fanin)
        if gate not in known:
            known[gate] = append(gate)
        return known[gate]

    outputs = tuple(
        Output(name, wire(root), inverter is not None and holds(inverter))
        for name, root, inverter in zip(
            relation.outputs, forest.roots, forest.inverters, strict=True
        )
    )
    return Circuit(relation.inputs, tuple(gates), outputs)


def _sorted(operator: int, fanin: list[int]) -> Gate:
    """Return the gate with its fan-ins ascending."""
    order = sorted(range(len(fanin)), key=fanin.__getitem__)
    rank = [order.index(position) for position in range(len(fanin))]
    return Gate(permute(operator, rank, len(fanin)) & full(len(fanin)), tuple(sorted(fanin)))
