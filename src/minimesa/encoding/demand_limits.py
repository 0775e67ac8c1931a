"""Which demands for structure can be stated as clauses, and how many clauses that takes."""

from __future__ import annotations

from math import factorial
from typing import TYPE_CHECKING

from minimesa.encoding.demand import smaller_bundles
from minimesa.errors import InputError

if TYPE_CHECKING:
    from minimesa.basis import Basis
    from minimesa.encoding.demand import Demand
    from minimesa.encoding.query import Query

LARGEST_RENAMING = 1 << 21
"""Renamings times rows beyond which a demand is refused."""
MOST_SMALLER = 1 << 22
"""Circuits smaller than an evaluator beyond which a demand is refused: they are listed."""


def check(demand: Demand, basis: Basis, n: int) -> None:
    """Tell whether a demand can be stated for circuits of ``n`` inputs.

    Raises:
        InputError: there are too many renamings or too many smaller evaluators to list, or the
            size of an evaluator would depend on which inputs are complemented.

    """
    renamings = factorial(n) * len(polarities(demand, n))
    if renamings << n > LARGEST_RENAMING:
        raise InputError(
            f"variant {demand.variant!r} on {n} inputs has {renamings} renamings, too many to "
            "require one of"
        )
    gates = sum(len(tables) * (n + 2) ** arity for arity, tables in basis.tables.items())
    wires = n + demand.evaluator_gates
    smaller = gates ** (demand.evaluator_gates - 1) * wires ** (demand.score_bits - 1)
    if smaller > MOST_SMALLER:
        raise InputError(
            f"evaluators of {demand.evaluator_gates} gates over {basis.name} on {n} inputs: too "
            "many are smaller to exclude each"
        )
    if demand.variant == "np" and demand.evaluator_gates > 1 and not basis.free_not:
        raise InputError(
            f"over {basis.name}, where NOT is a gate, complementing inputs changes the size of an "
            "evaluator: require 1 evaluator gate with variant np, or variant p"
        )


def estimated_clauses(demand: Demand, query: Query, gates: int) -> int:
    """Return about how many clauses a demand adds, from above.

    Args:
        demand: the demand.
        query: the query that makes it.
        gates: about how many clauses say what the gates compute, once.

    """
    n, k, bits = len(query.relation.inputs), demand.candidates, demand.score_bits
    rows, size, outputs = 1 << n, query.gates or 0, len(query.relation.outputs)
    renamings = (k - 1) * 2 * bits * factorial(n) * len(polarities(demand, n)) * rows
    smaller = len(smaller_bundles(query.basis, n, demand.evaluator_gates, bits)) << bits
    forced = k * bits
    if demand.variant == "structural":
        widest = max(query.basis.arities)
        orders = factorial(widest) * (widest + 1)
        renamings += (k - 1) * size**2 * (bits + orders * (n + size + 2) ** 2 + (2 << widest))
    # A copy of all gates for each score vector, and conditions between copies.
    copy = gates + 4 * size * rows * (forced + outputs) + 8 * forced * outputs * rows * (rows + k)
    return renamings + smaller + 4 * forced * size * rows + (copy << forced)


def polarities(demand: Demand, n: int) -> range:
    """Return the sets of inputs that may be complemented, bit i for input i."""
    return range(1 << n) if demand.variant == "np" else range(1)
