"""The circuits that local improvement begins with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from minimesa.errors import InputError, RefereeError
from minimesa.improvement.rebuild import rebuild
from minimesa.improvement.replacement import Relabelling
from minimesa.referee import check_solves
from minimesa.synthesis.upper_bounds import construct

if TYPE_CHECKING:
    import random

    from minimesa.basis import Basis
    from minimesa.circuit import Circuit
    from minimesa.relations import Relation


def constructed(relation: Relation, basis: Basis) -> Circuit:
    """Return a circuit made by Shannon expansion, the highest input first.

    Raises:
        InputError: the basis cannot express AND, OR, XOR and NOT.

    """
    made = construct(relation, basis)
    if made is None:
        raise InputError(
            f"basis {basis.name} cannot express all of AND, OR, XOR and NOT, so there is no "
            "circuit to begin with"
        )
    return made


def constructed_anew(relation: Relation, basis: Basis, rng: random.Random) -> Circuit:
    """Return a circuit made by Shannon expansion in a random order of the inputs."""
    order = Relabelling(relation, rng, complement=False)
    return order.undo(constructed(order.relation, basis))


def adopted(circuit: Circuit, relation: Relation, basis: Basis) -> Circuit:
    """Return a circuit that a user gave, over the basis, with the names of the problem.

    Raises:
        InputError: it does not solve the problem, or the basis cannot express AND, OR, XOR and NOT.

    """
    try:
        check_solves(circuit, relation)
    except RefereeError as error:
        raise InputError(f"the circuit to begin with does not solve the problem: {error}") from None
    circuit = rebuild(circuit, basis, {}, share=True)
    named = zip(circuit.outputs, relation.outputs, strict=True)
    outputs = tuple(replace(output, name=name) for output, name in named)
    return replace(circuit, inputs=relation.inputs, outputs=outputs)
