"""A lower bound from the first gate of a circuit, applied over and over.

Take a circuit of r gates over ``b2``, in which each gate reads two different wires and is needed.
Its first gate reads two inputs i and j.

- If nothing else reads these, all outputs depend on i and j through that gate alone. So the four
  ways to fix i and j leave at most two different functions, and with the gate as an input in their
  place a circuit of r - 1 gates remains.
- Else several gates read one of them, and fixing it, to either value, removes these: a gate with a
  constant fan-in is a constant, a wire or the complement of one. So circuits of r - 2 gates compute
  the outputs with that input fixed.

Every gate of at most two fan-ins is one of ``b2``, or needs none there, so the bound holds for all
such bases. (Gate elimination: Wegener, The Complexity of Boolean Functions, chapter 5. A circuit of
n - 1 gates on n inputs is a formula that reads each once, and is recognised exactly.)
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

from minimesa.truth_tables import cofactor, full, merged, projection, support

MOST_INPUTS = 8
"""With more inputs it would take too long."""

Tables = tuple[int, ...]


@lru_cache(maxsize=1 << 14)
def may_suffice(tables: Tables, n: int, gates: int) -> bool:
    """Tell whether so many gates may compute functions of ``n`` inputs; False is certain."""
    wanted = _nontrivial(tables, n)
    inputs = sorted({i for table in wanted for i in support(table, n)})
    # The gates are a forest whose trees read every input.
    if gates < max(len(wanted), len(inputs) - len(wanted)):
        return False
    if len(inputs) <= 2:
        return True
    for i, j in combinations(inputs, 2):
        one_less = merged(wanted, i, j, n)
        if one_less is not None and may_suffice(one_less, n, gates - 1):
            return True
    return any(
        all(
            may_suffice(tuple(cofactor(t, i, value, n) for t in wanted), n, gates - 2)
            for value in (0, 1)
        )
        for i in inputs
    )


def _nontrivial(tables: Tables, n: int) -> Tables:
    """Return the functions that need a gate, each once, up to complement."""
    ones = full(n)
    normal = {table ^ ones if table & 1 else table for table in tables}
    return tuple(sorted(normal - {0, *(projection(i, n) for i in range(n))}))
