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
    from collections.abc import Callable, Sequence

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


def build(query: Query) -> tuple[Question, ...]:
    """Return ``query`` as constraint models that must all be feasible; `join` their circuits.

    There is one model, but at a depth alone one for each output where outputs are independent.

    Raises:
        InputError: neither gates nor depth are bounded, a bound is negative, a cost is bounded
            without a number of gates, or the weights do not fit 64 bits.

    """
    for name, bound in (("gates", query.gates), ("depth", query.depth), ("cost", query.cost)):
        if bound is not None and bound < 0:
            raise InputError(f"{name} must not be negative, but is {bound}")
    if query.gates is not None:
        return (_chain(query, query.gates),)
    if query.depth is None:
        raise InputError("a query bounds the gates or the depth, but this one bounds neither")
    if query.cost is not None:
        raise InputError(f"a cost of at most {query.cost} is asked without a number of gates")
    return tuple(_forest(part, query.depth) for part in cptree.parts(query))


def join(circuits: Sequence[Circuit]) -> Circuit:
    """Return the circuit of the whole query from those of its models, in their order."""
    return circuits[0] if len(circuits) == 1 else cptree.join(circuits)


def _chain(query: Query, size: int) -> Question:
    model = _empty()
    return Question(model, partial(cpchain.decode, cpchain.build(model, query, size)))


def _forest(query: Query, depth: int) -> Question:
    model = _empty()
    return Question(model, partial(cptree.decode, cptree.build(model, query, depth)))


def _empty() -> CpModel:
    from ortools.sat.python.cp_model import CpModel  # noqa: PLC0415 - half a second, rarely needed

    return CpModel()
