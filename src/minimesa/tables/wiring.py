"""From the functions of gates to a circuit."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO, Circuit, Gate, Output
from minimesa.tables.symmetries import INPUTS, ONES
from minimesa.truth_tables import compose, projection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from minimesa.basis import Basis

    Wire = tuple[int, int]
    """A wire and its table."""


def circuit(
    basis: Basis,
    functions: Sequence[int],
    reads: Mapping[int, tuple[int, ...]] | None = None,
) -> Circuit:
    """Return the circuit whose gates compute ``functions``, of which the last is the output.

    Where NOT is free the functions are normal.

    Args:
        basis: what the gates are taken from.
        functions: one function a gate, in topological order; or one constant or input.
        reads: for each function those that its gate reads; without it any that will do.

    """
    constants = {0: ZERO, ONES: ONE}
    wires = {projection(i, INPUTS): i for i in range(INPUTS)}
    gates: list[Gate] = []
    for function in functions:
        if function in wires or function in constants:
            continue
        choices: Iterable[Sequence[Wire]]
        if reads is None:
            choices = _fanins(basis, [(wire, table) for table, wire in wires.items()])
        else:
            choices = [[((constants | wires)[table], table) for table in reads[function]]]
        gates.append(_gate(basis, function, choices))
        wires[function] = INPUTS + len(gates) - 1
    output = Output("y0", (constants | wires)[functions[-1]])
    return Circuit(tuple(f"x{i}" for i in range(INPUTS)), tuple(gates), (output,))


def _gate(basis: Basis, function: int, choices: Iterable[Sequence[Wire]]) -> Gate:
    """Return the first gate that computes ``function`` among those that read a choice of wires."""
    for fanin in choices:
        for operator in basis.tables[len(fanin)]:
            if compose(operator, [table for _, table in fanin], ONES) == function:
                return Gate(operator, tuple(wire for wire, _ in fanin))
    message = f"no gate over {basis.name} computes {function:#06x} from what it may read"
    raise AssertionError(message)


def _fanins(basis: Basis, wires: list[Wire]) -> Iterator[Sequence[Wire]]:
    """Yield the fan-ins that a gate over some wires may have."""
    if basis.constants:
        wires = [(ZERO, 0), *wires]
    for arity in basis.arities:
        if basis.repeats:
            yield from ([wire] * arity for wire in wires)
        yield from combinations(wires, arity)
