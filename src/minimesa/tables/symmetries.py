"""Symmetries of functions of four inputs under which the least size and depth do not change.

Renaming the inputs changes no circuit. Where NOT is free, neither does complementing inputs or the
output. And where a basis holds the dual of each of its operators, replacing every operator by its
dual turns a circuit for f into one for the dual of f, the complement of f on complemented inputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from minimesa.circuit import Circuit, Gate, Output, normal_form
from minimesa.truth_tables import flip, full

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.basis import Basis

INPUTS = 4
"""The functions of the tables have so many inputs."""
ROWS = 1 << INPUTS
FUNCTIONS = 1 << ROWS
ONES = full(INPUTS)

Tables = npt.NDArray[np.uint16]
"""Truth tables of four inputs."""


@dataclass(frozen=True)
class Symmetry:
    """A map of functions: g(x) = f(z) with ``z[i] = x[permutation[i]]``, complemented as said.

    Attributes:
        permutation: which input f reads as its i-th.
        flips: bit i says that z[i] is complemented.
        dual: whether g is then replaced by its dual.

    """

    permutation: tuple[int, ...]
    flips: int = 0
    dual: bool = False


def dual_operator(table: int, arity: int) -> int:
    """Return the dual of an operator: complemented, on complemented fan-ins."""
    for i in range(arity):
        table = flip(table, i, arity)
    return table ^ full(arity)


def symmetries(basis: Basis) -> tuple[Symmetry, ...]:
    """Return the symmetries that the basis has, the identity first."""
    self_dual = not basis.free_not and all(
        basis.cost(dual_operator(table, arity), arity) == cost
        for arity, tables in basis.tables.items()
        for table, cost in tables.items()
    )
    return tuple(
        Symmetry(permutation, flips, dual)
        for dual in ((False, True) if self_dual else (False,))
        for permutation in permutations(range(INPUTS))
        for flips in range(ROWS if basis.free_not else 1)
    )


def images(tables: Tables, maps: Sequence[Symmetry]) -> Tables:
    """Return the image of each table (axis 0) under each symmetry (axis 1)."""
    rows = np.arange(ROWS)
    inputs = np.array([symmetry.permutation for symmetry in maps])
    duals = np.array([symmetry.dual for symmetry in maps])
    flips = np.array([symmetry.flips for symmetry in maps]) ^ np.where(duals, ROWS - 1, 0)
    source = np.zeros((len(maps), ROWS), dtype=np.int64)
    for i in range(INPUTS):
        source |= (rows >> inputs[:, i, None] & 1) << i
    source ^= flips[:, None]
    # A map moves bits, so it is linear over the bits of a table: a matrix product does all at once.
    # Of integers: for so small a product the threads of a product of floats take longer to start.
    weights = np.zeros((ROWS, len(maps)), dtype=np.int32)
    weights[source, np.arange(len(maps))[:, None]] = 1 << rows
    bits = (tables[:, None] >> rows & 1).astype(np.int32)
    moved: Tables = (bits @ weights).astype(np.uint16)
    return moved ^ np.where(duals, ONES, 0).astype(np.uint16)


def normal(tables: Tables) -> Tables:
    """Return each table or its complement, whichever is 0 at row 0."""
    return np.where(tables & 1, tables ^ ONES, tables).astype(np.uint16)


def transform(circuit: Circuit, symmetry: Symmetry, *, free_not: bool) -> Circuit:
    """Return the circuit of the image of the function that ``circuit`` computes."""
    n = len(circuit.inputs)
    gates = []
    for gate in circuit.gates:
        operator, arity = gate.operator, len(gate.fanin)
        for position, wire in enumerate(gate.fanin):
            if 0 <= wire < n and symmetry.flips >> wire & 1:
                operator = flip(operator, position, arity)
        if symmetry.dual:
            operator = dual_operator(operator, arity)
        gates.append(Gate(operator, tuple(_moved(wire, symmetry, n) for wire in gate.fanin)))
    outputs = tuple(
        Output(
            output.name,
            _moved(output.wire, symmetry, n),
            output.inverted != (0 <= output.wire < n and bool(symmetry.flips >> output.wire & 1)),
        )
        for output in circuit.outputs
    )
    moved = Circuit(circuit.inputs, tuple(gates), outputs)
    return normal_form(moved) if free_not else moved


def _moved(wire: int, symmetry: Symmetry, n: int) -> int:
    """Return the wire that stands for ``wire`` in the image."""
    if wire < 0:
        return -3 - wire if symmetry.dual else wire  # constants 0 and 1 are each other's dual
    return symmetry.permutation[wire] if wire < n else wire
