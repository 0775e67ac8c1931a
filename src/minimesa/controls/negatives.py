"""Negative controls: circuits that look things up or compute something other than a best choice."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING

from minimesa.circuit import Circuit, Gate, Output, without_junk
from minimesa.controls.formulas import emit, minterm_formula, shannon_formula
from minimesa.errors import InputError
from minimesa.synthesis.builder import AND, OR, XOR, Builder
from minimesa.truth_tables import cofactor, full

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from minimesa.basis import Basis
    from minimesa.synthesis.builder import Literal

_ATTEMPTS = 2000


def minterm_circuit(tables: Sequence[int], n: int, basis: Basis) -> Circuit:
    """Return the sum of minterms of each table: a lookup of every row. Equal gates are shared."""
    return _drawn(
        n, basis, lambda b, leaves: [emit(minterm_formula(t, n), leaves, b) for t in tables]
    )


def decision_tree_circuit(tables: Sequence[int], n: int, basis: Basis) -> Circuit:
    """Return a tree of multiplexers for each table that asks the last input first.

    No subtree is shared, except that a question whose answers are alike is not asked.
    """
    return _drawn(
        n,
        basis,
        lambda b, leaves: [emit(shannon_formula(t, range(n), n), leaves, b) for t in tables],
        share=False,
    )


def bdd_circuit(tables: Sequence[int], n: int, basis: Basis) -> Circuit:
    """Return a multiplexer for each node of the tables' shared reduced ordered decision diagram.

    The last input is asked first (Bryant, Graph-Based Algorithms for Boolean Function
    Manipulation, 1986).
    """

    def build(builder: Builder, leaves: Sequence[Literal]) -> list[Literal]:
        nodes = {0: builder.constant(False), full(n): builder.constant(True)}

        def node(table: int, i: int) -> Literal:
            if table not in nodes:
                low, high = cofactor(table, i, 0, n), cofactor(table, i, 1, n)
                if low == high:
                    return node(low, i - 1)
                below = node(low, i - 1), node(high, i - 1)
                nodes[table] = builder.multiplexer(*below, leaves[i])
            return nodes[table]

        return [node(table, n - 1) for table in tables]

    return _drawn(n, basis, build)


def parity_circuit(n: int, basis: Basis, *, chain: bool = False) -> Circuit:
    """Return the parity of ``n`` inputs, as a balanced tree or a chain."""

    def build(builder: Builder, leaves: Sequence[Literal]) -> list[Literal]:
        todo = list(leaves)
        while len(todo) > 1:
            bit = builder.function(XOR, (todo.pop(0), todo.pop(0)))
            todo.insert(0 if chain else len(todo), bit)
        return todo

    return _drawn(n, basis, build)


def adder_circuit(bits: int, basis: Basis) -> Circuit:
    """Return a ripple-carry adder of two words, inputs a0.. then b0.., with a carry out."""

    def build(builder: Builder, leaves: Sequence[Literal]) -> list[Literal]:
        carry = builder.constant(False)
        total = []
        for a, b in zip(leaves[:bits], leaves[bits:], strict=True):
            half = builder.function(XOR, (a, b))
            total.append(builder.function(XOR, (half, carry)))
            both = builder.function(AND, (a, b))
            carry = builder.function(OR, (both, builder.function(AND, (half, carry))))
        return [*total, carry]

    return _drawn(2 * bits, basis, build)


def sorting_circuit(n: int, basis: Basis) -> Circuit:
    """Return an odd-even transposition network that sorts ``n`` bits, zeros first.

    Each comparator is an AND and an OR (Knuth, The Art of Computer Programming, 5.3.4).
    """

    def build(builder: Builder, leaves: Sequence[Literal]) -> list[Literal]:
        wires = list(leaves)
        for start in range(n):
            for i, j in pairwise(range(n)):
                if i % 2 == start % 2:
                    pair = wires[i], wires[j]
                    wires[i], wires[j] = (builder.function(f, pair) for f in (AND, OR))
        return wires

    return _drawn(n, basis, build)


def multiplexer_tree(selectors: int, payload: int, basis: Basis) -> Circuit:
    """Return a tree that routes one of ``2**selectors`` conjunctions of ``payload`` inputs.

    Inputs are the selectors and then the payloads. It chooses by address, not by score.
    """

    def build(builder: Builder, leaves: Sequence[Literal]) -> list[Literal]:
        data = []
        for start in range(selectors, len(leaves), payload):
            bit = leaves[start]
            for other in leaves[start + 1 : start + payload]:
                bit = builder.function(AND, (bit, other))
            data.append(bit)
        for select in leaves[:selectors]:
            data = [
                builder.multiplexer(low, high, select)
                for low, high in zip(data[::2], data[1::2], strict=True)
            ]
        return data

    return _drawn(selectors + payload * (1 << selectors), basis, build)


def _drawn(
    n: int,
    basis: Basis,
    build: Callable[[Builder, Sequence[Literal]], Sequence[Literal]],
    *,
    share: bool = True,
) -> Circuit:
    """Return the circuit of the literals that ``build`` draws over the inputs."""
    builder = Builder(basis, n, share=share)
    outputs = build(builder, [(i, False) for i in range(n)])
    circuit = Circuit(
        tuple(f"x{i}" for i in range(n)),
        tuple(builder.gates),
        tuple(Output(f"y{o}", *literal) for o, literal in enumerate(outputs)),
    )
    return without_junk(circuit)


def matched_random_circuit(circuit: Circuit, seed: int) -> Circuit:
    """Return a random circuit with the inputs, outputs, gates and depth of another.

    It has as many gates at each level, and the same operators (with their constant and repeated
    fan-ins) in random order on random wires, so it stays in the basis. Every gate reaches an
    output. Nothing keeps it from having redundant gates.

    Raises:
        InputError: none was found, or the circuit has gates that reach no output.

    """
    rng = random.Random(seed)  # noqa: S311 - reproducible choices, no secrets
    if without_junk(circuit).size != circuit.size:
        raise InputError("a circuit with gates that reach no output cannot be matched")
    for attempt in range(_ATTEMPTS):
        # Reading what nothing reads yet makes all gates used; more and more so until it works.
        found = _attempt(circuit, 0.5 + 0.5 * attempt / _ATTEMPTS, rng)
        if found is not None:
            return found
    raise InputError(
        f"no random circuit with {circuit.size} gates at depth {circuit.depth} and "
        f"{len(circuit.outputs)} outputs was found in {_ATTEMPTS} attempts"
    )


def _attempt(circuit: Circuit, eager: float, rng: random.Random) -> Circuit | None:
    """Draw gates level by level; None where more gates are left unread than there are outputs."""
    n = len(circuit.inputs)
    shapes = list(circuit.gates)
    rng.shuffle(shapes)
    levels = sorted(circuit.levels)
    gates: list[Gate] = []
    unread: set[int] = set()
    for shape, level in zip(shapes, levels, strict=True):
        below = [n + j for j in range(len(gates)) if levels[j] == level - 1] or list(range(n))
        lower = list(range(n)) + [n + j for j in range(len(gates)) if levels[j] < level]
        distinct = sorted({wire for wire in shape.fanin if wire >= 0})
        if len(distinct) > len(lower):
            return None
        chosen = [_pick(below, unread, eager, rng)]
        while len(chosen) < len(distinct):
            chosen.append(_pick([w for w in lower if w not in chosen], unread, eager, rng))
        rng.shuffle(chosen)
        place = dict(zip(distinct, chosen, strict=True))
        gates.append(Gate(shape.operator, tuple(place.get(w, w) for w in shape.fanin)))
        unread -= set(chosen)
        unread.add(n + len(gates) - 1)
    ends = sorted(unread)
    m = len(circuit.outputs)
    if len(ends) > m:
        return None
    ends += [
        rng.randrange(n, n + len(gates)) if gates else rng.randrange(n)
        for _ in range(m - len(ends))
    ]
    rng.shuffle(ends)
    outputs = tuple(
        Output(o.name, wire, o.inverted) for o, wire in zip(circuit.outputs, ends, strict=True)
    )
    return Circuit(circuit.inputs, tuple(gates), outputs)


def _pick(wires: Sequence[int], unread: set[int], eager: float, rng: random.Random) -> int:
    """Return a wire; with probability ``eager`` one that nothing reads yet, where there is one."""
    waiting = [wire for wire in wires if wire in unread]
    return rng.choice(waiting if waiting and rng.random() < eager else wires)
