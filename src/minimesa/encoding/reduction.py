"""What becomes of a gate whose fan-ins turn out to be equal, or constant."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO
from minimesa.truth_tables import support

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minimesa.basis import Basis

Reduced = tuple[int, tuple[int, ...]]
"""An operator and its fan-ins, or ``(0, (wire,))`` for a wire itself."""


@lru_cache(maxsize=64)
def reducible(basis: Basis, *, within_cost: bool = False) -> bool:
    """Tell whether merging equal fan-ins always leaves a wire or a gate of the basis.

    Merging may make a gate constant (XOR of a wire with itself); then the gates that read it must
    reduce too, and so on.

    Args:
        basis: the basis.
        within_cost: ask in addition that what is left never costs more than the gate did.

    """
    if _every_operator(basis) and (basis.unit_cost or not within_cost):
        return True
    constants: set[int] = set()
    if basis.constants:
        constants = {ZERO} if basis.free_not else {ZERO, ONE}
    while True:
        produced: set[int] = set()
        for arity, tables in basis.tables.items():
            for fanin in _patterns(arity, constants):
                for table, cost in tables.items():
                    reduced = reduce_gate(table, fanin, basis)
                    if reduced is None:
                        return False
                    left, wires = reduced
                    if left == 0 and wires[0] < 0:
                        produced.add(wires[0])
                    price = 0 if left == 0 else basis.cost(left, len(wires))
                    if within_cost and (price is None or price > cost):
                        return False
        if produced <= constants:
            return True
        constants |= produced


def _every_operator(basis: Basis) -> bool:
    """Tell whether NOT is free and every operator of 2 to k fan-ins is there: nothing is left."""
    return (
        basis.free_not
        and basis.arities == tuple(range(2, 2 + len(basis.arities)))
        and all(len(tables) == _NORMAL[arity] for arity, tables in basis.tables.items())
    )


_NORMAL = {2: 5, 3: 109, 4: 32297}
"""By arity, the number of operators that are 0 on all-zero fan-ins and depend on each."""


def _patterns(arity: int, constants: set[int]) -> Iterator[tuple[int, ...]]:
    """Yield fan-ins in every pattern of equal wires and constants, wires named as they occur."""
    for fanin in product([*sorted(constants), *range(arity)], repeat=arity):
        wires = dict.fromkeys(wire for wire in fanin if wire >= 0)
        if list(wires) == list(range(len(wires))):
            yield fanin


def reduce_gate(table: int, fanin: tuple[int, ...], basis: Basis) -> Reduced | None:
    """Return an operator of the basis and fan-ins, or ``(0, (wire,))`` for a wire itself.

    None where the operator on these fan-ins is neither a wire nor in the basis.
    """
    if len(set(fanin)) == 1 and basis.repeats and fanin[0] >= 0:
        return table, fanin
    negative = [wire for wire in fanin if wire < 0]
    if len(set(fanin)) == len(fanin) and len(negative) <= int(basis.constants):
        order = sorted(range(len(fanin)), key=lambda position: fanin[position])
        return _reordered(table, order), tuple(fanin[position] for position in order)
    wires = tuple(sorted({wire for wire in fanin if wire >= 0}))
    reduced = 0
    for row in range(1 << len(wires)):
        values = {wire: row >> i & 1 for i, wire in enumerate(wires)} | {ZERO: 0, ONE: 1}
        index = sum(values[wire] << position for position, wire in enumerate(fanin))
        reduced |= (table >> index & 1) << row
    if reduced == 0:
        return 0, (ZERO,)
    if reduced == (1 << (1 << len(wires))) - 1:
        return 0, (ONE,)
    kept = support(reduced, len(wires))
    small = 0
    for row in range(1 << len(kept)):
        index = sum((row >> i & 1) << position for i, position in enumerate(kept))
        small |= (reduced >> index & 1) << row
    names = tuple(wires[position] for position in kept)
    if len(kept) == 1 and small == 0b10:
        return 0, names
    if basis.cost(small, len(kept)) is not None:
        return small, names
    if basis.repeats and len(kept) == 1:
        # NOT as a gate that reads one wire with all its fan-ins.
        for arity, tables in basis.tables.items():
            for candidate in tables:
                if candidate & 1 and not candidate >> ((1 << arity) - 1) & 1:
                    return candidate, names * arity
    return None


def _reordered(table: int, order: list[int]) -> int:
    """Return the table that reads as its i-th fan-in what was fan-in ``order[i]``."""
    result = 0
    for row in range(1 << len(order)):
        index = sum((row >> i & 1) << position for i, position in enumerate(order))
        result |= (table >> index & 1) << row
    return result
