"""Least size, least depth and an optimal circuit of functions of up to four inputs.

A basis is recognised by what it holds, not by its name: a user's basis with the operators of a
built-in one, each at cost 1, has its tables. Every question is answered None where there is no
table, and a caller searches then.

A function of fewer inputs is looked up as one of four that ignores the others: fixing the inputs
that it ignores turns a circuit into one that is no larger and no deeper.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from minimesa import basis as bases
from minimesa.circuit import Circuit, Gate, Output
from minimesa.errors import InputError
from minimesa.tables import store
from minimesa.tables.store import SAME, Bytes, Stored
from minimesa.tables.symmetries import (
    FUNCTIONS,
    INPUTS,
    ONES,
    ROWS,
    Symmetry,
    images,
    normal,
    symmetries,
    transform,
)
from minimesa.truth_tables import full

if TYPE_CHECKING:
    from minimesa.basis import Basis

Objective = Literal["size", "depth"]

SOURCES = {
    "b2": "b2",
    "aig": "aig",
    "mig": "mig",
    "nand": "nand",
    "nor": "nand",
    "and-or-not": "and-or-not",
}
"""The bases that have tables, with the file of each: NOR is the dual of NAND."""


class Completion(NamedTuple):
    """The cheapest of the functions that agree where a table is fixed.

    Attributes:
        value: its least size or depth.
        table: its truth table.

    """

    value: int
    table: int


@dataclass(frozen=True)
class _Table:
    """The table of a basis, spread over all functions of four inputs.

    Attributes:
        basis: the basis.
        stored: one entry for each class.
        maps: the symmetries by which functions are reached from representatives.
        number: for each function the number of its class.
        by: for each function the symmetry that leads to it, where NOT is free up to complement.
        least: for each objective the least value of each function.

    """

    basis: Basis
    stored: Stored
    maps: tuple[Symmetry, ...]
    number: npt.NDArray[np.uint16]
    by: npt.NDArray[np.uint16]
    least: dict[Objective, Bytes]


def least_size(basis: Basis, table: int, inputs: int) -> int | None:
    """Return the least number of gates of a function, or None where there is no table."""
    return _least(basis, table, inputs, "size")


def least_depth(basis: Basis, table: int, inputs: int) -> int | None:
    """Return the least depth of a function, or None where there is no table."""
    return _least(basis, table, inputs, "depth")


def least_values(basis: Basis, objective: Objective) -> Bytes | None:
    """Return the least size or depth of every function of four inputs (index: its table).

    The array is shared and cannot be written to. None where the basis has no table.
    """
    found = _table_of(basis)
    return None if found is None else found.least[objective]


def optimal_circuit(
    basis: Basis, table: int, inputs: int, objective: Objective = "size"
) -> Circuit | None:
    """Return a circuit of least size or depth for a function, or None where there is no table.

    Its inputs are x0, x1, ..., its output y0; where NOT is free it is in normal form.

    Raises:
        InputError: the table does not fit the inputs.

    """
    found = _table_of(basis)
    if found is None or inputs > INPUTS:
        return None
    function = _spread(table, inputs)
    number = int(found.number[function])
    stored = found.stored
    apart = objective == "depth" and stored.depth_sizes[number] != SAME
    circuits = stored.of_least_depth if apart else stored.of_least_size
    original = store.circuit(int(stored.representatives[number]), circuits.gates(number))
    symmetry = found.maps[int(found.by[function])]
    moved = transform(original, symmetry, free_not=basis.free_not)
    return _narrowed(moved, inputs, inverted=basis.free_not and bool(function & 1))


def least_over_completions(
    basis: Basis, zeros: int, ones: int, inputs: int, objective: Objective = "size"
) -> Completion | None:
    """Return the cheapest function with given don't-cares.

    Of several cheapest functions the one of the least table is returned.

    Args:
        basis: the operators.
        zeros: the rows at which it can be 0, as a table; every row is in this or in ``ones``.
        ones: the rows at which it can be 1.
        inputs: the number of inputs.
        objective: what is least.

    Returns:
        The function, or None where there is no table.

    """
    least = least_values(basis, objective)
    if least is None or inputs > INPUTS:
        return None
    solved = _solutions(_spread(zeros, inputs), _spread(ones, inputs))
    best = int(solved[least[solved].argmin()])
    return Completion(int(least[best]), best & full(inputs))


def _least(basis: Basis, table: int, inputs: int, objective: Objective) -> int | None:
    least = least_values(basis, objective)
    return None if least is None or inputs > INPUTS else int(least[_spread(table, inputs)])


def _spread(table: int, inputs: int) -> int:
    """Return a function of up to four inputs as one of four that ignores the rest."""
    if not 0 <= table <= full(inputs):
        raise InputError(f"table {table:#x} does not fit {inputs} inputs ({1 << inputs} rows)")
    for i in range(inputs, INPUTS):
        table |= table << (1 << i)
    return table


def _solutions(can_be_0: int, can_be_1: int) -> npt.NDArray[np.int64]:
    """Return the functions that are 0 only where they can be, and 1 only where they can be."""
    # The free rows are counted through like the digits of a number.
    free = can_be_0 & can_be_1
    found = np.array([can_be_1 & ~can_be_0], dtype=np.int64)
    for row in range(ROWS):
        if free >> row & 1:
            found = np.concatenate((found, found | 1 << row))
    return np.sort(found)


def _narrowed(circuit: Circuit, inputs: int, *, inverted: bool) -> Circuit:
    """Return a circuit that reads the first ``inputs`` inputs only, on so many inputs."""

    def place(wire: int) -> int:
        return wire if wire < INPUTS else wire - INPUTS + inputs

    gates = tuple(Gate(g.operator, tuple(place(w) for w in g.fanin)) for g in circuit.gates)
    (output,) = circuit.outputs
    return Circuit(
        circuit.inputs[:inputs], gates, (Output(output.name, place(output.wire), inverted),)
    )


@lru_cache(maxsize=64)
def _table_of(basis: Basis) -> _Table | None:
    """Return the table of a basis that equals a tabulated one in all but name."""
    if not basis.unit_cost or max(operator.arity for operator in basis.operators) > 3:
        return None
    name = next((name for name in SOURCES if _equal(basis, bases.get(name))), None)
    return None if name is None else _load(name)


def _equal(one: Basis, other: Basis) -> bool:
    """Tell whether two bases have the same gates."""
    return (one.free_not, one.constants, one.repeats, one.tables) == (
        other.free_not,
        other.constants,
        other.repeats,
        other.tables,
    )


@cache
def _load(name: str) -> _Table:
    """Read the table of a built-in basis and spread it over all functions."""
    basis, source = bases.get(name), SOURCES[name]
    stored = store.read(source)
    maps = symmetries(bases.get(source))
    if source != name:
        maps = tuple(replace(symmetry, dual=True) for symmetry in maps)
    reached = images(stored.representatives, maps)
    if basis.free_not:
        reached = normal(reached)
    number = np.zeros(FUNCTIONS, dtype=np.uint16)
    by = np.zeros(FUNCTIONS, dtype=np.uint16)
    for tables in (reached, reached ^ ONES) if basis.free_not else (reached,):
        number[tables] = np.arange(len(reached), dtype=np.uint16)[:, None]
        by[tables] = np.arange(len(maps), dtype=np.uint16)
    least: dict[Objective, Bytes] = {
        "size": stored.sizes[number],
        "depth": stored.depths[number],
    }
    for array in least.values():
        array.setflags(write=False)
    return _Table(basis, stored, maps, number, by, least)
