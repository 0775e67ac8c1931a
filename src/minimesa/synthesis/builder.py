"""Build circuits gate by gate over any basis that can express AND, OR, XOR and NOT."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO, Gate
from minimesa.errors import InputError
from minimesa.truth_tables import cofactor, compose, flip, full, permute, projection, support

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.basis import Basis

Literal = tuple[int, bool]
"""A wire and whether it is complemented; never complemented where NOT is not free."""
Step = tuple[int, tuple[int, ...]]
"""An operator and the functions (tables on two inputs) of its fan-ins."""

A, B, ALL = projection(0, 2), projection(1, 2), full(2)
AND, OR, XOR, NOT_A = A & B, A | B, A ^ B, ALL ^ A
MUX = 0xCA
"""The operator of ``(low, high, select)``: ``high`` where ``select`` is 1, else ``low``."""


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


def expresses_all(basis: Basis) -> bool:
    """Tell whether AND, OR, XOR and NOT can be built from the basis, and so every function."""
    return {AND, OR, XOR} | (set() if basis.free_not else {NOT_A}) <= set(_steps(basis))


class Builder:
    """Gates under construction.

    Args:
        basis: what gates may compute.
        inputs: number of inputs.
        share: whether a gate that is there already is used again.

    Raises:
        InputError: the basis cannot express AND, OR, XOR and NOT.

    """

    def __init__(self, basis: Basis, inputs: int, *, share: bool = True) -> None:
        if not expresses_all(basis):
            raise InputError(f"basis {basis.name} cannot express all of AND, OR, XOR and NOT")
        self._basis = basis
        self._steps = _steps(basis)
        self._inputs = inputs
        self._share = share
        self._made: dict[Gate, int] = {}
        self.gates: list[Gate] = []

    def constant(self, value: bool) -> Literal:
        """Return the literal of a constant."""
        return (ZERO, value) if self._basis.free_not else (ONE if value else ZERO, False)

    def function(self, table: int, operands: Sequence[Literal]) -> Literal:
        """Return a literal that computes an operator of literals (row index ``a + 2b + ...``).

        One gate where the basis has it, a cheap formula for two operands, else Shannon expansion
        over the last operand. Constants and repeated wires are simplified away first.
        """
        table, wires = _simplified(table, operands)
        k = len(wires)
        if k == 0:
            return self.constant(bool(table))
        inverted = self._basis.free_not and bool(table & 1)
        if inverted:
            table ^= full(k)
        if k == 1:
            if table == A & full(1):
                return wires[0], inverted
            return self._formula(NOT_A, wires[0], wires[0]), inverted
        if self._basis.cost(table, k) is not None:
            return self._gate(table, wires), inverted
        if k == 2:
            return self._formula(table, *wires), inverted
        plain: list[Literal] = [(wire, False) for wire in wires[:-1]]
        half = 1 << (k - 1)
        low = self.function(table & full(k - 1), plain)
        high = self.function(table >> half, plain)
        wire, complement = self.multiplexer(low, high, (wires[-1], False))
        return wire, complement != inverted

    def multiplexer(self, low: Literal, high: Literal, select: Literal) -> Literal:
        """Return a literal for ``high`` where ``select`` is 1, else ``low``."""
        table, wires = _simplified(MUX, (low, high, select))
        if len(wires) < 3 or self._basis.cost(table ^ (full(3) if table & 1 else 0), 3) is not None:
            return self.function(MUX, (low, high, select))
        on = self.function(AND, (select, high))
        off = self.function(AND, (self.function(NOT_A, (select, select)), low))
        return self.function(OR, (on, off))

    def _formula(self, table: int, a: int, b: int) -> int:
        """Return the wire of a function of wires a and b."""
        if table in (A, B):
            return a if table == A else b
        if table in (0, ALL):
            return ONE if table else ZERO
        operator, parts = self._steps[table]
        return self._gate(operator, [self._formula(part, a, b) for part in parts])

    def _gate(self, operator: int, wires: Sequence[int]) -> int:
        """Return a wire for a gate of the basis, with its fan-ins in ascending order."""
        order = sorted(range(len(wires)), key=lambda position: wires[position])
        place = [order.index(position) for position in range(len(wires))]
        reordered = permute(operator, place, len(wires))
        gate = Gate(reordered, tuple(wires[position] for position in order))
        if self._share and gate in self._made:
            return self._made[gate]
        self.gates.append(gate)
        self._made[gate] = self._inputs + len(self.gates) - 1
        return self._made[gate]


def _simplified(table: int, operands: Sequence[Literal]) -> tuple[int, list[int]]:
    """Return the operator over the distinct wires that it depends on.

    Complements, constants and repeated wires go into the table.
    """
    k = len(operands)
    for position, (wire, inverted) in enumerate(operands):
        if inverted:
            table = flip(table, position, k)
        if wire < 0:
            table = cofactor(table, position, int(wire == ONE), k)
    wires = [wire for wire, _ in operands]
    distinct = sorted({wires[position] for position in support(table, k)})
    rows = [
        sum((row >> distinct.index(w) & 1) << p for p, w in enumerate(wires) if w in distinct)
        for row in range(1 << len(distinct))
    ]
    merged = sum((table >> index & 1) << row for row, index in enumerate(rows))
    needed = support(merged, len(distinct))
    small = 0
    for row in range(1 << len(needed)):
        index = sum((row >> position & 1) << i for position, i in enumerate(needed))
        small |= (merged >> index & 1) << row
    return small, [distinct[i] for i in needed]
