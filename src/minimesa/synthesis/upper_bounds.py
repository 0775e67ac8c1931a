"""A circuit at once, by Shannon expansion: an upper bound, and a result when time runs out."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO, Circuit, Gate, Output, without_junk
from minimesa.truth_tables import cofactor, compose, flip, full, projection

if TYPE_CHECKING:
    from minimesa.basis import Basis
    from minimesa.relations import Relation

Literal = tuple[int, bool]
"""A wire and whether it is complemented."""
Step = tuple[int, tuple[int, ...]]
"""An operator and the functions (tables on two inputs) of its fan-ins."""

A, B, ALL = projection(0, 2), projection(1, 2), full(2)
AND, OR, XOR = A & B, A | B, A ^ B


def construct(relation: Relation, basis: Basis) -> Circuit | None:
    """Return some circuit for a relation, or None where the basis cannot express AND, OR and NOT.

    Each care row takes an acceptable word, each other row (and a row that accepts nothing) the word
    of the row before; every output is expanded over its highest input, with equal cofactors shared.
    """
    steps = _steps(basis)
    needed = {AND, OR, XOR} | (set() if basis.free_not else {ALL ^ A})
    if not needed <= set(steps):
        return None
    builder = _Builder(basis, steps, len(relation.inputs))
    outputs = []
    for name, table in zip(relation.outputs, _completion(relation), strict=True):
        wire, inverted = builder.shannon(table, len(relation.inputs) - 1)
        outputs.append(Output(name, wire, inverted))
    return without_junk(Circuit(relation.inputs, tuple(builder.gates), tuple(outputs)))


def _completion(relation: Relation) -> list[int]:
    """Return a table for each output, of one acceptable function."""
    tables = [0] * len(relation.outputs)
    word = 0
    for t, words in enumerate(relation.allowed):
        if words and not words >> word & 1:
            word = (words & -words).bit_length() - 1
        for o in range(len(tables)):
            tables[o] |= (word >> o & 1) << t
    return tables


@lru_cache(maxsize=32)
def _steps(basis: Basis) -> dict[int, Step]:
    """Map functions of two inputs to the last step of a cheap formula over the basis.

    Dynamic programming over the cost of formulas. Where NOT is free the tables are normal.
    """
    known = {A: 0, B: 0, 0: 0} | ({} if basis.free_not else {ALL: 0})
    constants = set(known) - {A, B}
    steps: dict[int, Step] = {}
    operators = [
        (arity, table, price)
        for arity, tables in basis.tables.items()
        if arity <= 2 or len(tables) <= 64
        for table, price in tables.items()
    ]
    changed = True
    while changed:
        changed = False
        for arity, operator, price in operators:
            operands = sorted(f for f in known if basis.constants or f not in constants)
            for fanin in combinations_with_replacement(operands, arity):
                if len(set(fanin)) < arity and not (basis.repeats and len(set(fanin)) == 1):
                    continue
                if sum(f in constants for f in fanin) > 1:
                    continue
                table = compose(operator, fanin, ALL)
                cost = price + sum(known[f] for f in fanin)
                if cost < known.get(table, cost + 1):
                    known[table] = cost
                    steps[table] = (operator, fanin)
                    changed = True
    return steps


class _Builder:
    """Gates under construction, each once."""

    def __init__(self, basis: Basis, steps: dict[int, Step], n: int) -> None:
        self._basis = basis
        self._steps = steps
        self._n = n
        self._made: dict[int, Literal] = {}
        self.gates: dict[Gate, int] = {}

    def shannon(self, table: int, i: int) -> Literal:
        """Return a literal that computes ``table``, which depends on inputs 0..i only."""
        if table in self._made:
            return self._made[table]
        ones = full(self._n)
        if table in (0, ones):
            return self._constant(bool(table))
        low, high = cofactor(table, i, 0, self._n), cofactor(table, i, 1, self._n)
        if low == high:
            literal = self.shannon(low, i - 1)
        elif low == high ^ ones:
            literal = self._combine(XOR, (i, False), self.shannon(low, i - 1))
        else:
            on = self._combine(AND, (i, False), self.shannon(high, i - 1))
            complement = self._combine(ALL ^ A, (i, False), (i, False))
            off = self._combine(AND, complement, self.shannon(low, i - 1))
            literal = self._combine(OR, on, off)
        self._made[table] = literal
        return literal

    def _constant(self, value: bool) -> Literal:
        return (ZERO, value) if self._basis.free_not else (ONE if value else ZERO, False)

    def _combine(self, table: int, a: Literal, b: Literal) -> Literal:
        """Apply a function of two inputs to literals."""
        for position, (wire, inverted) in enumerate((a, b)):
            if inverted:
                table = flip(table, position, 2)
            if wire < 0:
                table = cofactor(table, position, int(wire == ONE), 2)
        if a[0] == b[0]:
            table = ALL * (table & 1) & (ALL ^ A) | ALL * (table >> 3) & A
        inverted = self._basis.free_not and bool(table & 1)
        wire = self._emit(table ^ ALL if inverted else table, a[0], b[0])
        return (ZERO, not inverted) if wire == ONE and self._basis.free_not else (wire, inverted)

    def _emit(self, table: int, a: int, b: int) -> int:
        """Return the wire of a function of wires a and b."""
        if table in (A, B):
            return a if table == A else b
        if table in (0, ALL):
            return ONE if table else ZERO
        operator, parts = self._steps[table]
        wires = [self._emit(part, a, b) for part in parts]
        order = sorted(range(len(wires)), key=lambda position: wires[position])
        reordered = 0
        for row in range(1 << len(wires)):
            index = sum((row >> i & 1) << position for i, position in enumerate(order))
            reordered |= (operator >> index & 1) << row
        gate = Gate(reordered, tuple(wires[position] for position in order))
        return self.gates.setdefault(gate, self._n + len(self.gates))
