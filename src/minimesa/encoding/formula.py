"""What an encoder hands to a solver: clauses, and the way back from a model to a circuit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minimesa.circuit import without_junk
from minimesa.encoding import ssv, tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.circuit import Circuit
    from minimesa.encoding.cnf import Cnf
    from minimesa.encoding.query import Query


ENCODER_VERSION = 7
"""Raised whenever a query is encoded differently, so that old certificates are told apart."""


@dataclass(frozen=True)
class Formula:
    """A query as CNF.

    Attributes:
        cnf: satisfiable exactly where the answer to the query is yes.
        decode: turns a model (the set of true variables) into the circuit it stands for.
        first: literals of which a solver may well assume that they hold until it knows better.

    """

    cnf: Cnf
    decode: Callable[[frozenset[int]], Circuit]
    first: tuple[int, ...] = ()


def encode(query: Query) -> Formula:
    """Encode a query: by selection variables, or as trees where only the depth is bounded."""
    if query.gates is None and tree.applies(query):
        layout = tree.encode(query)
        return Formula(layout.cnf, lambda model: tree.decode(layout, model))
    gates = ssv.encode(query if query.gates is not None else tree.as_gates(query))
    if query.gates is not None:
        values = tuple(v for value in gates.value for v in value.values())
        return Formula(gates.cnf, lambda model: ssv.decode(gates, model), values)
    return Formula(gates.cnf, lambda model: without_junk(ssv.decode(gates, model)))
