"""At which rows the outputs of a circuit are acceptable while some of its gates are free."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO
from minimesa.truth_tables import compose, full, projection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.circuit import Circuit
    from minimesa.relations import Relation


class Acceptance:
    """The words that a relation accepts, by word instead of by row, for bit-parallel tests.

    Args:
        relation: what a circuit must satisfy.

    """

    def __init__(self, relation: Relation) -> None:
        m = len(relation.outputs)
        self._independent = relation.independent_outputs()
        self._bits = [relation.output_bits(o) for o in range(m)]
        self._words = (
            []
            if self._independent
            else [
                sum(1 << t for t, words in enumerate(relation.allowed) if words >> word & 1)
                for word in range(1 << m)
            ]
        )

    def rows(self, outputs: Sequence[int], ones: int, repeated: int = 1) -> int:
        """Return the rows at which the outputs have an acceptable word.

        Args:
            outputs: a table for each output of the relation.
            ones: the rows of these tables.
            repeated: a number with a bit set at every row where the rows of the relation start
                over: 1, unless the tables have further inputs (`free_tables`).

        """
        if self._independent:
            right = ones
            for table, (can_be_0, can_be_1) in zip(outputs, self._bits, strict=True):
                right &= (table & can_be_1 * repeated) | (~table & can_be_0 * repeated)
            return right
        blocks = [ones]
        for table in reversed(outputs):
            blocks = [part for block in blocks for part in (block & ~table, block & table)]
        return sum(
            block & rows * repeated
            for block, rows in zip(blocks, self._words, strict=True)
            if block
        )


@cache
def repeats(n: int, m: int) -> int:
    """Return the number that repeats a table of ``n`` inputs for each of ``2**m`` words."""
    return full(n + m) // full(n)


def free_tables(circuit: Circuit, free: Sequence[int]) -> list[int]:
    """Return the tables of the outputs, with the wires of ``free`` as further inputs.

    With n inputs and wire ``free[j]`` as input ``n + j``: bit ``t + 2**n * w`` is the value at row
    t when those wires are forced to the word w. Only what they reach is simulated again.
    """
    n, m = len(circuit.inputs), len(free)
    ones, repeated = full(n + m), repeats(n, m)
    forced = {wire: projection(n + j, n + m) for j, wire in enumerate(free)}
    wide: dict[int, int] = {ZERO: 0, ONE: ones}
    moved = set(forced)

    def table(wire: int) -> int:
        if wire not in wide:
            wide[wire] = circuit.tables[wire] * repeated
        return wide[wire]

    wide |= forced
    for wire in range(min(free, default=n) + 1, n + circuit.size):
        gate = circuit.gates[wire - n]
        if wire not in forced and not moved.isdisjoint(gate.fanin):
            moved.add(wire)
            wide[wire] = compose(gate.operator, [table(w) for w in gate.fanin], ones)
    return [table(o.wire) ^ (ones if o.inverted else 0) for o in circuit.outputs]
