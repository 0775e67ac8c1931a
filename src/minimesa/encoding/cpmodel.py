"""The whole existence question as a constraint model for OR-tools CP-SAT.

A second formulation beside the clauses: integers for levels, costs, weights and orders, tables
for operators and output words. OR-tools is imported when a model is built, not before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from minimesa.encoding import cpchain, cptree
from minimesa.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ortools.sat.python.cp_model import CpModel

    from minimesa.circuit import Circuit
    from minimesa.encoding.cpparts import Literal
    from minimesa.encoding.query import Query


@dataclass(frozen=True)
class Question:
    """A query as a constraint model.

    Attributes:
        model: feasible exactly when the query has a circuit (given what its breaks assume).
        decode: returns the circuit of a solution, which is given as a function that tells
            whether a literal holds.

    """

    model: CpModel
    decode: Callable[[Callable[[Literal], bool]], Circuit]


def build(query: Query) -> Question:
    """Return ``query`` as a constraint model.

    Raises:
        InputError: neither gates nor depth are bounded, a bound is negative, a cost is bounded
            without a number of gates, or the weights do not fit 64 bits.

    """
    from ortools.sat.python.cp_model import CpModel  # noqa: PLC0415 - half a second, rarely needed

    for name, bound in (("gates", query.gates), ("depth", query.depth), ("cost", query.cost)):
        if bound is not None and bound < 0:
            raise InputError(f"{name} must not be negative, but is {bound}")
    model = CpModel()
    if query.gates is not None:
        chain = cpchain.build(model, query, query.gates)
        return Question(model, partial(cpchain.decode, chain))
    if query.depth is None:
        raise InputError("a query bounds the gates or the depth, but this one bounds neither")
    if query.cost is not None:
        raise InputError(f"a cost of at most {query.cost} is asked without a number of gates")
    forest = cptree.build(model, query, query.depth)
    return Question(model, partial(cptree.decode, forest))
