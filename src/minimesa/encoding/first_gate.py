"""A lower bound from the first gate of a circuit, applied over and over.

Take a smallest circuit over ``b2``, of r gates, in which each gate reads two different wires and is
needed, and no gate reads a gate and one of its fan-ins: it could read the two fan-ins at once, as
long as there is such a gate. The first gate reads two inputs i and j.

- If nothing else reads these, all outputs depend on i and j through that gate alone. So the four
  ways to fix i and j leave at most two different functions, and with the gate as an input in their
  place a circuit of r - 1 gates remains.
- Else another gate reads one of them, i say, and fixing i, to either value, removes both: a gate
  with a constant fan-in is a constant, a wire or the complement of one. So circuits of r - 2 gates
  compute the outputs with i fixed. Unless the first gate is an output, it has a reader, and that is
  neither of the two.

  - If the gate is no exclusive or, one value of i makes it a constant, which removes its reader as
    well: r - 3 gates are left. So does one value of j: r - 2 gates are left then, and r - 1 with
    the other.
  - If it is one, putting j or its complement in the place of i makes it a constant: r - 2 gates
    are left both times. Fixing j leaves r - 1.

Every gate of at most two fan-ins is one of ``b2``, or needs none there, so the bound holds for all
such bases. Where no gate is an exclusive or, these cases are left out, and the bound is better.
(Gate elimination: Wegener, The Complexity of Boolean Functions, chapter 5. A circuit of n - 1 gates
on n inputs is a formula that reads each once, and is recognised exactly.)
"""

from __future__ import annotations

from functools import cache, lru_cache, partial
from itertools import combinations
from typing import TYPE_CHECKING

from minimesa.truth_tables import cofactor, full, merged, project, projection, support

MOST_INPUTS = 8
"""With more inputs it would take too long."""

FEW = 3
"""Functions of so many inputs are known from all circuits of a few gates."""

TRIED = {True: 3, False: 4}
"""So many gates are tried, with exclusive ors and without. With them, 4 gates are always enough."""

Tables = tuple[int, ...]

if TYPE_CHECKING:
    from collections.abc import Callable

    Judge = Callable[[Tables, int, int], bool]


@lru_cache(maxsize=1 << 16)
def may_suffice(tables: Tables, n: int, gates: int, *, xor: bool) -> bool:
    """Tell whether so many gates may compute functions of ``n`` inputs; False is certain.

    Args:
        tables: the functions.
        n: the number of inputs.
        gates: the number of gates.
        xor: whether a gate may be an exclusive or.

    """
    return allows(tables, n, gates, partial(may_suffice, xor=xor), xor=xor)


def allows(tables: Tables, n: int, gates: int, smaller: Judge, *, xor: bool) -> bool:
    """Tell whether a circuit of so many gates may have a first gate.

    Args:
        tables: the functions of its outputs.
        n: the number of inputs.
        gates: the number of gates.
        smaller: tells the same as `may_suffice`, of functions of fewer inputs and of fewer gates.
        xor: whether a gate may be an exclusive or.

    """
    wanted = nontrivial(tables, n)
    inputs = inputs_of(wanted, n)
    # The gates are a forest whose trees read every input.
    if gates < max(len(wanted), len(inputs) - len(wanted)):
        return False
    if any(gates < _few(table, n, xor=xor) for table in wanted):
        return False
    if len(inputs) <= 2 or (len(wanted) == 1 and len(inputs) <= FEW):
        return True
    for i, j in combinations(inputs, 2):
        one_less = merged(wanted, i, j, n)
        if one_less is None or (not xor and _seen_as_xor(wanted, i, j, n)):
            continue
        if smaller(one_less, n, gates - 1):
            return True
    outputs = {support(table, n) for table in wanted}

    def left(spared: int, i: int, value: int) -> bool:
        fixed = tuple(cofactor(table, i, value, n) for table in wanted)
        return smaller(fixed, n, gates - spared)

    def put_for(i: int, j: int, value: int) -> bool:
        replaced = tuple(_replaced(table, i, j, n, value) for table in wanted)
        return smaller(replaced, n, gates - 2)

    def read_twice(i: int) -> bool:
        """Tell whether input i may be read by the first gate and by another gate."""
        if not (left(2, i, 0) and left(2, i, 1)):
            return False
        others = [j for j in inputs if j != i]
        if any((min(i, j), max(i, j)) in outputs for j in others):
            return True
        if (left(3, i, 0) or left(3, i, 1)) and any(
            left(2, j, value) and left(1, j, 1 - value) for j in others for value in (0, 1)
        ):
            return True
        return xor and any(
            left(1, j, 0) and left(1, j, 1) and put_for(i, j, 0) and put_for(i, j, 1)
            for j in others
        )

    return any(read_twice(i) for i in inputs)


def _replaced(table: int, i: int, j: int, n: int, value: int) -> int:
    """Return a function with input j, complemented if ``value`` is 1, in the place of input i."""
    where = projection(j, n)
    same, other = cofactor(table, i, 1 - value, n), cofactor(table, i, value, n)
    return same & where | other & ~where & full(n)


def inputs_of(tables: Tables, n: int) -> list[int]:
    """Return the inputs that some of the functions depend on, ascending."""
    return sorted({i for table in tables for i in support(table, n)})


def nontrivial(tables: Tables, n: int) -> Tables:
    """Return the functions that need a gate, each once, up to complement."""
    ones = full(n)
    normal = {table ^ ones if table & 1 else table for table in tables}
    return tuple(sorted(normal - {0, *(projection(i, n) for i in range(n))}))


def _seen_as_xor(tables: Tables, i: int, j: int, n: int) -> bool:
    """Tell whether functions that see one bit of inputs i and j see the exclusive or."""
    fixed = [[tuple(_both(t, i, a, j, b, n) for t in tables) for b in (0, 1)] for a in (0, 1)]
    return fixed[0][0] == fixed[1][1] and fixed[0][1] == fixed[1][0]


def _both(table: int, i: int, a: int, j: int, b: int, n: int) -> int:
    return cofactor(cofactor(table, i, a, n), j, b, n)


def _few(table: int, n: int, *, xor: bool) -> int:
    """Return a number of gates that a normal function needs, if it has few inputs; else 0."""
    inputs = support(table, n)
    if len(inputs) > FEW:
        return 0
    table = project(table, inputs, n)
    for i in range(len(inputs), FEW):
        table |= table << (1 << i)
    return _sizes(xor=xor).get(table, TRIED[xor] + 1)


@cache
def _sizes(*, xor: bool) -> dict[int, int]:
    """Return the least size of each normal function of `FEW` inputs that a few gates compute."""
    inputs = [projection(i, FEW) for i in range(FEW)]
    sizes: dict[int, int] = {}
    sets = {frozenset[int]()}
    for gates in range(1, TRIED[xor] + 1):
        larger = set()
        for functions in sets:
            wires = [*inputs, *functions]
            for a, b in combinations(wires, 2):
                for f in (a & b, a & ~b, ~a & b, a | b, *((a ^ b,) if xor else ())):
                    if f and f not in wires:
                        sizes.setdefault(f, gates)
                        larger.add(functions | {f})
        sets = larger
    return sizes
