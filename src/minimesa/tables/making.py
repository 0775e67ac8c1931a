"""Make the table of a basis from scratch: exact sizes, exact depths, and circuits for both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from minimesa.canonical import canonical_form
from minimesa.errors import RefereeError
from minimesa.referee import check_basis, check_solves
from minimesa.relations import from_tables
from minimesa.tables import gate_sets, store, wiring
from minimesa.tables.depths import Depths
from minimesa.tables.symmetries import INPUTS, images, normal, symmetries, transform

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.basis import Basis
    from minimesa.circuit import Circuit

SHARES = {"nand": {13: 50, 14: 500}, "and-or-not": {12: 20, 13: 200}}
"""For sizes at which a basis has too many sets of gates: one in so many branches is taken."""


def make(basis: Basis, tell: Callable[[gate_sets.Round], None]) -> store.Stored:
    """Return the table of a basis; ``tell`` is called after each round of the walk over sizes.

    A function that no round finds gets its circuit of least depth.

    Raises:
        RefereeError: a circuit is wrong, which would be an error in this package.

    """
    smallest: dict[int, Circuit] = {}
    bounds: dict[int, int] = {}
    shares = SHARES.get(basis.name, {})
    for found in gate_sets.rounds(basis, shares):
        for chain in found.chains:
            representative, circuit = _representing(wiring.circuit(basis, chain), basis)
            smallest[representative], bounds[representative] = circuit, found.bound
            _check(representative, circuit, basis, "size", found.size)
        tell(found)
    depths = Depths(basis)
    shallowest: dict[int, Circuit] = {}
    for representative in depths.representatives():
        depth = int(depths.depth[representative])
        known = smallest.get(representative)
        if known is not None and known.depth == depth:
            circuit = known
        else:
            circuit = canonical_form(depths.circuit(representative), free_not=basis.free_not)
        _check(representative, circuit, basis, "depth", depth)
        shallowest[representative] = circuit
    return store.pack(
        [smallest.get(r, circuit) for r, circuit in shallowest.items()],
        [bounds.get(r, min(shares, default=0)) for r in shallowest],
        [*shallowest.values()],
    )


def _representing(circuit: Circuit, basis: Basis) -> tuple[int, Circuit]:
    """Return the representative of the class of a circuit's function, and a circuit for it."""
    maps = symmetries(basis)
    moved = images(np.array(circuit.output_tables(), dtype=np.uint16), maps)[0]
    if basis.free_not:
        moved = normal(moved)
    first = transform(circuit, maps[int(moved.argmin())], free_not=basis.free_not)
    (output,) = first.outputs
    # Where NOT is free the representative is normal, as is every wire of the circuit.
    first = replace(first, outputs=(replace(output, inverted=False),))
    return int(moved.min()), canonical_form(first, free_not=basis.free_not)


def _check(table: int, circuit: Circuit, basis: Basis, measure: str, value: int) -> None:
    """Check what a circuit computes, its gates, and its size or depth."""
    check_solves(circuit, from_tables([table], INPUTS))
    check_basis(circuit, basis)
    if getattr(circuit, measure) != value:
        raise RefereeError(
            f"the circuit of {table:#06x} over {basis.name} has {measure} "
            f"{getattr(circuit, measure)}, not {value}"
        )
