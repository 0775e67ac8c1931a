"""Whether a basis can express a problem at all, for bases that lack AND, OR or NOT.

Without this a search over such a basis would raise its bound for ever. The functions that circuits
of any size compute are the least set that holds the inputs and is closed under the operators
(a clone, restricted to the given inputs; Post 1941).
"""

from __future__ import annotations

from itertools import combinations_with_replacement, product
from typing import TYPE_CHECKING

from minimesa.truth_tables import compose, full, projection

if TYPE_CHECKING:
    from minimesa.basis import Basis
    from minimesa.relations import Relation

MOST_INPUTS = 4
"""Closures are listed for so many inputs: there are 2**2**n functions."""
MOST_FUNCTIONS = 600
"""Closures that grow beyond so many functions are not followed to the end."""


def inexpressible(relation: Relation, basis: Basis) -> bool:
    """Tell whether it is certain that no circuit over the basis solves the relation.

    False where the closure is too large to list, and for relations that tie more than two outputs
    together.
    """
    n, m = len(relation.inputs), len(relation.outputs)
    functions = None if n > MOST_INPUTS else closure(basis, n)
    if functions is None:
        return False
    ones = full(n)
    words = {0, ones} | functions
    if basis.free_not:
        words |= {f ^ ones for f in functions}
    fits = [
        [f for f in words if not (f & ~can_be_1 | ~f & ~can_be_0) & relation.care]
        for can_be_0, can_be_1 in (relation.output_bits(o) for o in range(m))
    ]
    if not all(fits):
        return True
    if m > 2 or relation.independent_outputs():
        return False
    return not any(
        all(
            relation.allowed[t] >> sum((f >> t & 1) << o for o, f in enumerate(choice)) & 1
            for t in relation.rows
        )
        for choice in product(*fits)
    )


def closure(basis: Basis, n: int) -> set[int] | None:
    """Return the functions of ``n`` inputs that gates of the basis can compute, inputs included.

    None where there are more than `MOST_FUNCTIONS`. Where NOT is free they are normal. A gate may
    read one function twice, from two wires that compute it; whether there are two is not asked, so
    this may list too much, never too little.
    """
    ones = full(n)
    constants = ([0] if basis.free_not else [0, ones]) if basis.constants else []
    known = [projection(i, n) for i in range(n)]
    seen = set(known)
    done = 0
    while done < len(known):
        done = len(known)
        for arity, tables in basis.tables.items():
            operands = [*constants, *known]
            for values in combinations_with_replacement(operands, arity):
                for table in tables:
                    result = compose(table, values, ones)
                    if result not in seen:
                        seen.add(result)
                        known.append(result)
                if len(known) > MOST_FUNCTIONS:
                    return None
    return seen
