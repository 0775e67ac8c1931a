"""The tree encoding: is there a circuit of depth at most d, with any number of gates?

A circuit of depth d unfolds into one complete tree an output, whose nodes are either on an input
(or constant) or a gate over their children. The trees of all outputs are encoded jointly, since a
relation may tie outputs together. A model is read back with equal subtrees shared.

Unfolding may make fan-ins of one gate equal, so it is exact only for bases whose operators reduce,
on equal fan-ins or constants, to wires or to operators of the basis; `applies` checks that. Other
bases fall back to the gate encoding with as many gates as a tree can have (`as_gates`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO, Circuit, Gate, Output
from minimesa.encoding import operators, ssv
from minimesa.encoding.cnf import Cnf
from minimesa.encoding.reduction import reduce_gate, reducible

if TYPE_CHECKING:
    from minimesa.encoding.query import Query


@dataclass(frozen=True)
class Node:
    """Variables of one node of a tree.

    Attributes:
        leaf: for each input or constant it may be on, the variable that says so.
        operator: by arity, the variable "is a gate of this arity" and the bits of its table.
        children: the nodes of its fan-ins; a gate of arity k has the first k.
        value: by encoded row, its value.

    """

    leaf: dict[int, int]
    operator: dict[int, tuple[int, list[int | None]]]
    children: tuple[Node, ...]
    value: dict[int, int]


@dataclass(frozen=True)
class Layout:
    """The formula, and for each output its tree and its inverter."""

    query: Query
    cnf: Cnf
    roots: tuple[Node, ...]
    outputs: tuple[ssv.OutputLayout, ...]


def applies(query: Query) -> bool:
    """Tell whether the tree encoding is exact for the basis of the query."""
    return reducible(query.basis)


def as_gates(query: Query) -> Query:
    """Return the equivalent query with as many gates as the trees have, no break, junk allowed."""
    assert query.depth is not None
    widest = max(query.basis.arities)
    gates = sum(widest**level for level in range(query.depth)) * len(query.relation.outputs)
    return replace(query, gates=gates, breaks=frozenset())


def encode(query: Query) -> Layout:
    """Return the formula of a query with a depth and any number of gates."""
    assert query.depth is not None
    cnf = Cnf()
    rows = tuple(t for t in query.relation.rows if t or not query.basis.free_not)
    roots = tuple(_node(cnf, query, rows, query.depth) for _ in query.relation.outputs)
    outputs = tuple(
        ssv.output_layout(cnf, query, rows, o, wires=[len(query.relation.inputs) + o])
        for o in range(len(roots))
    )
    ssv.acceptable_words(cnf, query, outputs)
    for root, output in zip(roots, outputs, strict=True):
        cnf.extend([on] for on in output.wires.values())
        for t in rows:
            for bit in (0, 1):
                ssv.carry(cnf, output, t, [-root.value[t] if bit else root.value[t]], bit)
    return Layout(query, cnf, roots, outputs)


def _node(cnf: Cnf, query: Query, rows: tuple[int, ...], height: int) -> Node:
    """Encode a node that may have ``height`` gates on the way down."""
    basis, n = query.basis, len(query.relation.inputs)
    is_root = height == query.depth
    constants = ([ZERO] if basis.free_not else [ZERO, ONE]) if basis.constants or is_root else []
    leaf = {wire: cnf.new() for wire in [*constants, *range(n)]}
    value = dict(zip(rows, cnf.new_block(len(rows)), strict=True))
    for wire, on in leaf.items():
        for t in rows:
            bit = wire == ONE or (wire >= 0 and t >> wire & 1)
            cnf.add(-on, value[t] if bit else -value[t])
    operator: dict[int, tuple[int, list[int | None]]] = {}
    children: tuple[Node, ...] = ()
    if height:
        widest = max(basis.arities)
        children = tuple(_node(cnf, query, rows, height - 1) for _ in range(widest))
        for arity in basis.arities:
            used = cnf.new()
            bits: list[int | None] = list(cnf.new_block((1 << arity) - int(basis.free_not)))
            bits = [None, *bits] if basis.free_not else bits
            operators.restrict(cnf, bits, frozenset(basis.tables[arity]))
            operator[arity] = (used, bits)
            _gate(cnf, rows, used, bits, children[:arity], value)
        # Fan-ins can be permuted freely, so leaves among them may be taken to ascend.
        for left, right in pairwise(children):
            if len(basis.arities) == 1:
                for i, on in right.leaf.items():
                    cnf.add(-on, *(v for j, v in left.leaf.items() if j <= i))
    cnf.exactly_one([*leaf.values(), *(used for used, _ in operator.values())])
    return Node(leaf, operator, children, value)


def _gate(
    cnf: Cnf,
    rows: tuple[int, ...],
    used: int,
    bits: list[int | None],
    children: tuple[Node, ...],
    value: dict[int, int],
) -> None:
    """Say what a node computes when it is a gate over ``children``."""
    for t in rows:
        for index, bit in enumerate(bits):
            condition = [
                -child.value[t] if index >> position & 1 else child.value[t]
                for position, child in enumerate(children)
            ]
            if bit is None:
                cnf.add(-used, *condition, -value[t])
            else:
                cnf.add(-used, *condition, -value[t], bit)
                cnf.add(-used, *condition, value[t], -bit)


def decode(layout: Layout, model: frozenset[int]) -> Circuit:
    """Return the circuit a model stands for, with equal subtrees shared."""
    relation, basis = layout.query.relation, layout.query.basis
    n = len(relation.inputs)
    gates: dict[Gate, int] = {}

    def build(node: Node) -> int:
        for wire, on in node.leaf.items():
            if on in model:
                return wire
        arity, (_, bits) = next(
            (arity, entry) for arity, entry in node.operator.items() if entry[0] in model
        )
        table = sum(1 << p for p, bit in enumerate(bits) if bit is not None and bit in model)
        fanin = tuple(build(child) for child in node.children[:arity])
        reduced = reduce_gate(table, fanin, basis)
        assert reduced is not None
        table, fanin = reduced
        if table == 0:
            return fanin[0]
        return gates.setdefault(Gate(table, fanin), n + len(gates))

    outputs = []
    for name, root, output in zip(relation.outputs, layout.roots, layout.outputs, strict=True):
        inverter = output.inverter
        inverted = inverter if isinstance(inverter, bool) else inverter in model
        outputs.append(Output(name, build(root), inverted))
    return Circuit(relation.inputs, tuple(gates), tuple(outputs))
