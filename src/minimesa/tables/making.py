"""Make the table of a basis from scratch: exact sizes, exact depths, and circuits for both."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from minimesa.canonical import canonical_form
from minimesa.errors import RefereeError
from minimesa.referee import check_basis, check_solves
from minimesa.relations import from_tables
from minimesa.tables import gate_sets, store, wiring
from minimesa.tables.depths import Depths
from minimesa.tables.notebook import Notebook
from minimesa.tables.symmetries import INPUTS, images, normal, symmetries, transform

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from minimesa.basis import Basis
    from minimesa.circuit import Circuit

WHOLE = {"nand": 13, "and-or-not": 12}
"""Gates up to which all sets are walked over, where it would take hours to go on. What is left then
has circuits of one gate more."""


def make(
    basis: Basis,
    improve: Callable[[Circuit, int], Circuit],
    tell: Callable[[gate_sets.Round], None],
    workers: int = 1,
    notebook: Path | None = None,
) -> store.Stored:
    """Return the table of a basis.

    Args:
        basis: the basis.
        improve: gets a circuit that may not be of least size, and the size that none is below, and
            returns a smaller one where it can.
        tell: called after each round of the walk over sizes.
        workers: processes that share the walk. The table does not depend on it.
        notebook: a file to which is written what is done, so that it is not done again.

    Raises:
        RefereeError: a circuit is wrong, or not proved to be of least size.

    """
    notes = Notebook(notebook, basis.name) if notebook else None
    depths = Depths(basis)  # first, since it is soon done
    smallest: dict[int, Circuit] = {}
    for found in gate_sets.rounds(basis, WHOLE.get(basis.name, sys.maxsize), workers, notes):
        for chain in found.chains:
            representative, circuit = _representing(wiring.circuit(basis, chain), basis)
            if circuit.size > found.bound:
                circuit = canonical_form(improve(circuit, found.bound), free_not=basis.free_not)
            smallest[representative] = circuit
            _check(representative, circuit, basis, "size", found.bound)
        tell(found)
    shallowest: dict[int, Circuit] = {}
    for representative, circuit in smallest.items():
        depth = int(depths.depth[representative])
        shallow = circuit
        if circuit.depth > depth:
            shallow = canonical_form(depths.circuit(representative), free_not=basis.free_not)
        _check(representative, shallow, basis, "depth", depth)
        shallowest[representative] = shallow
    order = sorted(smallest)
    return store.pack([smallest[r] for r in order], [shallowest[r] for r in order])


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
