"""How large the formula of a query would be, so that a hostile claim is not encoded."""

from __future__ import annotations

from math import comb, prod
from typing import TYPE_CHECKING

from minimesa.encoding import demand_limits, tree

if TYPE_CHECKING:
    from minimesa.encoding.query import Query

LARGEST_FORMULA = 20_000_000
"""Most clauses, as estimated, of a formula that is encoded anew (some gigabytes of memory)."""


def estimated_clauses(query: Query) -> int:
    """Return about how many clauses a query has, from above and without encoding it."""
    relation, basis = query.relation, query.basis
    rows = max(len(relation.rows) if query.demand is None else len(relation.allowed), 1)
    outputs = len(relation.outputs)
    widest = max(basis.arities)
    by_depth = query.gates is None
    levels = min(query.depth or 0, 64)  # beyond, all is too large
    nodes: int = outputs * sum(widest**level for level in range(levels + by_depth))
    operators = sum((1 << arity) + len(tables) for arity, tables in basis.tables.items())
    if by_depth and tree.applies(query):
        each: int = rows * 2 * (len(relation.inputs) + sum(2 << arity for arity in basis.arities))
        total = nodes * (each + operators)
    else:
        gates = nodes if query.gates is None else query.gates
        wires = len(relation.inputs) + gates + 2 * int(basis.constants)
        tuples = sum(comb(wires, arity) + wires * basis.repeats for arity in basis.arities)
        total = gates * (tuples * ((2 * rows << widest) + levels) + operators)
        total += outputs * wires * rows * 4 + gates * gates * wires
    total += sum(_forbidden(query, t) for t in relation.rows)
    if query.demand is not None:
        total += demand_limits.estimated_clauses(query.demand, query, total)
    if query.accuracy is not None:
        # The running sum of errors has a state for each sum that occurs.
        total += 3 * rows * min(query.allowed_error + 1, 1 << min(rows, 64))
    if query.cost is not None:
        prices = len({operator.cost for operator in basis.operators})
        total += 3 * (query.gates or 0) * prices * (query.cost + 1)
    return total


def _forbidden(query: Query, t: int) -> int:
    """Return how many clauses may confine the output word of row t."""
    relation = query.relation
    m = len(relation.outputs)
    words = relation.allowed[t].bit_count()
    bits = (relation.output_bits(o) for o in range(m))
    if words == prod((zero >> t & 1) + (one >> t & 1) for zero, one in bits):
        return m
    return (1 << m) - words
