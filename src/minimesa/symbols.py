"""Which standard symbol an operator has, and where its inversion bubbles go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import permutations, product

from minimesa.truth_tables import compose, full, projection

AND, OR, XOR, MAJ, MUX, NOT, BUF, LUT = "AND", "OR", "XOR", "MAJ", "MUX", "NOT", "BUF", "LUT"
_MUX_PINS = ("0", "1", "s")


@dataclass(frozen=True)
class Symbol:
    """How an operator is drawn.

    Attributes:
        kind: the shape: `AND`, `OR`, `XOR`, `NOT`, `BUF`, or a box: `MAJ`, `MUX`, `LUT`.
        flips: for each fan-in, in the order of the table, whether a bubble inverts it.
        inverted: whether a bubble inverts the result.
        text: what is written for it, in words or as a table.
        pins: what is written at each fan-in where they are not interchangeable, else empty.

    """

    kind: str
    flips: tuple[bool, ...]
    inverted: bool
    text: str
    pins: tuple[str, ...] = ()


@cache
def symbol(operator: int, arity: int) -> Symbol:
    """Return the symbol that needs the fewest bubbles; a box with the table where none fits.

    Args:
        operator: truth table over the fan-ins, row index ``a + 2b + ...``.
        arity: number of fan-ins.

    """
    if arity == 1 and operator in (0b01, 0b10):
        inverted = operator == 0b01
        return Symbol(NOT if inverted else BUF, (False,), inverted, NOT if inverted else BUF)
    ones = full(arity)
    best: tuple[tuple[int, bool], Symbol] | None = None
    for kind, table, pins in _shapes(arity):
        for inverted, *flips in product((False, True), repeat=arity + 1):
            fanin = [projection(i, arity) ^ (ones if f else 0) for i, f in enumerate(flips)]
            value = compose(table, fanin, ones) ^ (ones if inverted else 0)
            # XNOR is an XOR with a bubble at its result, not at one of its fan-ins.
            rank = inverted + sum(flips), not inverted
            if value == operator and (best is None or rank < best[0]):
                best = rank, Symbol(kind, tuple(flips), inverted, kind, pins)
    if best is not None:
        return best[1]
    names = tuple("abcdefghijklmnopqrstuvwxyz"[i % 26] for i in range(arity))
    return Symbol(LUT, (False,) * arity, False, f"0x{operator:x}", names)


def _shapes(arity: int) -> list[tuple[str, int, tuple[str, ...]]]:
    """Return kind, table and pins of the shapes that an operator of so many fan-ins may have."""
    if not 2 <= arity <= 4:
        return []
    ones = full(arity)
    wires = [projection(i, arity) for i in range(arity)]
    conjunction, disjunction, parity = ones, 0, 0
    for wire in wires:
        conjunction &= wire
        disjunction |= wire
        parity ^= wire
    found: list[tuple[str, int, tuple[str, ...]]] = [
        (AND, conjunction, ()),
        (OR, disjunction, ()),
        (XOR, parity, ()),
    ]
    if arity == 3:
        a, b, c = wires
        found.append((MAJ, a & b | a & c | b & c, ()))
        for low, high, select in permutations(range(3)):
            table = wires[select] & wires[high] | ~wires[select] & ones & wires[low]
            names = dict(zip((low, high, select), _MUX_PINS, strict=True))
            found.append((MUX, table, tuple(names[place] for place in range(3))))
    return found
