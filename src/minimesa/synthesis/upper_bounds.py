"""A circuit at once, by Shannon expansion: an upper bound, and a result when time runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.circuit import Circuit, Output, without_junk
from minimesa.synthesis.builder import AND, NOT_A, OR, XOR, Builder, Literal, expresses_all
from minimesa.truth_tables import cofactor, full, support

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.basis import Basis
    from minimesa.relations import Relation


def construct(relation: Relation, basis: Basis) -> Circuit | None:
    """Return some circuit for a relation, or None where the basis cannot express AND, OR and NOT.

    Each care row takes an acceptable word, each other row (and a row that accepts nothing) the word
    of the row before; every output is expanded, with equal cofactors shared. Two ways to choose the
    input to expand are tried, and the cheaper circuit is taken: the highest, which shares more, and
    the one whose cofactors read the fewest inputs, which finds selectors.
    """
    if not expresses_all(basis):
        return None
    tables = _completion(relation)
    circuits = [_expanded(relation, tables, basis, way) for way in (_highest, _separating)]
    return min(circuits, key=lambda circuit: circuit.cost(basis))


def _expanded(
    relation: Relation, tables: list[int], basis: Basis, choose: Callable[[int, int], int]
) -> Circuit:
    """Return a circuit for the functions of all outputs, expanded over chosen inputs."""
    expansion = _Expansion(basis, len(relation.inputs), choose)
    outputs = []
    for name, table in zip(relation.outputs, tables, strict=True):
        wire, inverted = expansion.shannon(table)
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


def _highest(table: int, n: int) -> int:
    """Return the highest input that a function depends on."""
    return support(table, n)[-1]


def _separating(table: int, n: int) -> int:
    """Return the input whose cofactors depend on the fewest inputs in all."""

    def read(i: int) -> int:
        return sum(len(support(cofactor(table, i, value, n), n)) for value in (0, 1))

    return min(support(table, n), key=read)


class _Expansion:
    """A Shannon expansion under way: each function is built once.

    Args:
        basis: the operators.
        n: the number of inputs.
        choose: returns the input over which a function is expanded.

    """

    def __init__(self, basis: Basis, n: int, choose: Callable[[int, int], int]) -> None:
        self.builder = Builder(basis, n)
        self._n = n
        self._choose = choose
        self._made: dict[int, Literal] = {}

    def shannon(self, table: int) -> Literal:
        """Return a literal that computes ``table``."""
        if table in self._made:
            return self._made[table]
        ones, build = full(self._n), self.builder.function
        if table in (0, ones):
            return self.builder.constant(bool(table))
        i = self._choose(table, self._n)
        low, high = cofactor(table, i, 0, self._n), cofactor(table, i, 1, self._n)
        if low == high ^ ones:
            literal = build(XOR, ((i, False), self.shannon(low)))
        else:
            on = build(AND, ((i, False), self.shannon(high)))
            complement = build(NOT_A, ((i, False), (i, False)))
            off = build(AND, (complement, self.shannon(low)))
            literal = build(OR, (on, off))
        self._made[table] = literal
        return literal
