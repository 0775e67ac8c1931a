"""A circuit at once, by Shannon expansion: an upper bound, and a result when time runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.circuit import Circuit, Output, without_junk
from minimesa.synthesis.builder import AND, NOT_A, OR, XOR, Builder, Literal, expresses_all
from minimesa.truth_tables import cofactor, full

if TYPE_CHECKING:
    from minimesa.basis import Basis
    from minimesa.relations import Relation


def construct(relation: Relation, basis: Basis) -> Circuit | None:
    """Return some circuit for a relation, or None where the basis cannot express AND, OR and NOT.

    Each care row takes an acceptable word, each other row (and a row that accepts nothing) the word
    of the row before; every output is expanded over its highest input, with equal cofactors shared.
    """
    if not expresses_all(basis):
        return None
    expansion = _Expansion(basis, len(relation.inputs))
    outputs = []
    for name, table in zip(relation.outputs, _completion(relation), strict=True):
        wire, inverted = expansion.shannon(table, len(relation.inputs) - 1)
        outputs.append(Output(name, wire, inverted))
    return without_junk(Circuit(relation.inputs, tuple(expansion.builder.gates), tuple(outputs)))


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


class _Expansion:
    """A Shannon expansion under way: each function is built once."""

    def __init__(self, basis: Basis, n: int) -> None:
        self.builder = Builder(basis, n)
        self._n = n
        self._made: dict[int, Literal] = {}

    def shannon(self, table: int, i: int) -> Literal:
        """Return a literal that computes ``table``, which depends on inputs 0..i only."""
        if table in self._made:
            return self._made[table]
        ones, build = full(self._n), self.builder.function
        if table in (0, ones):
            return self.builder.constant(bool(table))
        low, high = cofactor(table, i, 0, self._n), cofactor(table, i, 1, self._n)
        if low == high:
            literal = self.shannon(low, i - 1)
        elif low == high ^ ones:
            literal = build(XOR, ((i, False), self.shannon(low, i - 1)))
        else:
            on = build(AND, ((i, False), self.shannon(high, i - 1)))
            complement = build(NOT_A, ((i, False), (i, False)))
            off = build(AND, (complement, self.shannon(low, i - 1)))
            literal = build(OR, (on, off))
        self._made[table] = literal
        return literal
