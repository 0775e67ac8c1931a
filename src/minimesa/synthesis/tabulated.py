"""What tables of optimal circuits say of a relation: a circuit that is optimal, or a lower bound.

The tables are those of up to four inputs (`minimesa.tables`) and the census of five
(`minimesa.census`). Larger functions have lower bounds by gate elimination: fixing an input of a
circuit to a constant never makes it larger, and makes a gate of two inputs that reads it needless
(Wegener, The Complexity of Boolean Functions, chapter 5).
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from minimesa.circuit import ONE, ZERO, Circuit, Gate, Output, without_junk
from minimesa.synthesis.elimination import one_more
from minimesa.truth_tables import cofactor, full, permute, project, support

if TYPE_CHECKING:
    from minimesa.basis import Basis
    from minimesa.census.table import Entry
    from minimesa.relations import Relation
    from minimesa.tables.lookup import Objective as Quantity

TABLES, CENSUS, RESTRICTION = "tables", "census", "restriction"
"""The "solvers" of what follows from tables: by name, what the evidence says."""

SMALL = 4
"""Functions of so many inputs have tables."""
MOST_INPUTS = 7
"""Restrictions of functions of more inputs are not followed."""
MOST_FREE_ROWS = 4
"""With more don't-cares a function of five inputs has too many completions to look up."""


class LowerBound(NamedTuple):
    """A size or depth that no circuit is below, and where it comes from."""

    value: int
    source: str


class Optimum(NamedTuple):
    """A circuit of least size or depth for a relation, and the table that it comes from."""

    circuit: Circuit
    source: str


class _Bits(NamedTuple):
    """One output on n inputs: the rows at which it can be 0, and can be 1."""

    zeros: int
    ones: int
    n: int

    @property
    def complete(self) -> bool:
        return not self.zeros & self.ones


def load() -> None:
    """Import what look-ups need, so that a memory limit set after it speaks of the search."""
    for name in ("minimesa.tables.lookup", "minimesa.census.table"):
        import_module(name)


def lower_bound(relation: Relation, basis: Basis, quantity: Quantity) -> LowerBound | None:
    """Return a bound on the least size or depth of circuits for a relation, or None.

    A circuit computes each of its outputs. Outputs that are different functions are at different
    gates: if each of m of them needs v gates, the last of their gates has v - 1 + m - 1 before it.

    Args:
        relation: a relation in which every row accepts something.
        basis: the operators.
        quantity: what is bounded.

    """
    single: dict[_Bits, LowerBound] = {}
    for o in range(len(relation.outputs)):
        bits = _Bits(*relation.output_bits(o), len(relation.inputs))
        bound = _least(bits, basis, quantity)
        if bound is None:
            continue
        if quantity == "size" and bound.source == RESTRICTION and bits.complete:
            bound = _eliminated(bits, basis, bound)
        # Outputs that may be the same function are counted once.
        key = bits if bits.complete else _Bits(0, 0, 0)
        if bits.complete and basis.free_not and bits.ones & 1:
            key = _Bits(bits.ones, bits.zeros, bits.n)
        if key not in single or single[key].value < bound.value:
            single[key] = bound
    if not single:
        return None
    ordered = sorted(single.values(), key=lambda bound: -bound.value)
    if quantity == "depth":
        return ordered[0]
    whole = [b for key, b in single.items() if key.n and b.value > 0]
    whole.sort(key=lambda bound: -bound.value)
    together = [LowerBound(b.value + m, b.source) for m, b in enumerate(whole)]
    return max([ordered[0], *together], key=lambda bound: bound.value)


def optimum(relation: Relation, basis: Basis, quantity: Quantity) -> Optimum | None:
    """Return a circuit of least size or depth for a relation, or None where no table has one.

    A relation of several outputs that do not bind each other has a circuit of least depth in
    which each output has gates of its own.

    Args:
        relation: a relation in which every row accepts something.
        basis: the operators.
        quantity: what is least.

    """
    n, m = len(relation.inputs), len(relation.outputs)
    if m > 1 and (quantity == "size" or not relation.independent_outputs()):
        return None
    found = []
    for o in range(m):
        one = _optimum(_Bits(*relation.output_bits(o), n), basis, quantity)
        if one is None:
            return None
        found.append(one)
    gates: dict[Gate, int] = {}
    outputs = []
    for name, (circuit, _) in zip(relation.outputs, found, strict=True):
        place = {wire: wire for wire in (ZERO, ONE, *range(n))}
        for j, gate in enumerate(circuit.gates):
            moved = Gate(gate.operator, tuple(place[w] for w in gate.fanin))
            place[n + j] = gates.setdefault(moved, n + len(gates))
        (output,) = circuit.outputs
        outputs.append(Output(name, place[output.wire], output.inverted))
    merged = without_junk(Circuit(relation.inputs, tuple(gates), tuple(outputs)))
    return Optimum(merged, found[0].source)


def _optimum(bits: _Bits, basis: Basis, quantity: Quantity) -> Optimum | None:
    """Return an optimal circuit on as many inputs, for one output."""
    from minimesa.tables import lookup  # noqa: PLC0415 - numpy is slow to import

    if not bits.complete:
        if bits.n <= SMALL:
            completion = lookup.least_over_completions(
                basis, bits.zeros, bits.ones, bits.n, quantity
            )
            tables = [] if completion is None else [completion.table]
        else:
            tables = _completions(bits)
        known = [_optimum(_function(table, bits.n), basis, quantity) for table in tables]
        circuits = [one for one in known if one is not None]
        if not circuits or len(circuits) < len(known):
            return None
        return min(circuits, key=lambda one: getattr(one.circuit, quantity))
    inputs = support(bits.ones, bits.n)
    table, k = project(bits.ones, inputs, bits.n), len(inputs)
    circuit, source = None, TABLES
    if k <= SMALL:
        circuit = lookup.optimal_circuit(basis, table, k, quantity)
    elif (entry := _census(table, k, basis)) is not None and entry.optimal:
        source = CENSUS
        if quantity == "size" or entry.circuit.depth == entry.depth:
            circuit = entry.circuit
    return None if circuit is None else Optimum(_widened(circuit, inputs, bits.n), source)


@lru_cache(maxsize=1 << 16)
def _least(bits: _Bits, basis: Basis, quantity: Quantity) -> LowerBound | None:
    """Return a lower bound for one output."""
    from minimesa.tables import lookup  # noqa: PLC0415 - numpy is slow to import

    if bits.complete:
        inputs = support(bits.ones, bits.n)
        if len(inputs) < bits.n:
            table = project(bits.ones, inputs, bits.n)
            return _least(_function(table, len(inputs)), basis, quantity)
    if bits.n <= SMALL:
        known = lookup.least_over_completions(basis, bits.zeros, bits.ones, bits.n, quantity)
        return None if known is None else LowerBound(known.value, TABLES)
    if bits.n > MOST_INPUTS or lookup.least_values(basis, quantity) is None:
        return None
    if (value := _in_census(bits, basis, quantity)) is not None:
        return LowerBound(value, CENSUS)
    # An input that a function depends on is read by a gate, unless the function is the input.
    gone = int(bits.complete and quantity == "size" and basis.shrinks)
    best: LowerBound | None = None
    for i, value in product(range(bits.n), (0, 1)):
        bound = _least(_restricted(bits, i, value), basis, quantity)
        if bound is not None and (best is None or bound.value + gone > best.value):
            best = LowerBound(bound.value + gone, RESTRICTION)
    return best


def _eliminated(bits: _Bits, basis: Basis, bound: LowerBound) -> LowerBound:
    """Return a bound that is one better, if eliminating two gates at once shows it."""
    inputs = support(bits.ones, bits.n)
    n = len(inputs)

    def least(table: int) -> int:
        found = _least(_function(table, n), basis, "size")
        return 0 if found is None else found.value

    if basis.all_two_input and one_more(project(bits.ones, inputs, bits.n), n, bound.value, least):
        return LowerBound(bound.value + 1, RESTRICTION)
    return bound


def _in_census(bits: _Bits, basis: Basis, quantity: Quantity) -> int | None:
    """Return the least size or depth of an output of five inputs, where the census tells."""
    tables = _completions(bits)
    entries = [_census(table, bits.n, basis) for table in tables]
    if not entries:
        return None
    values = []
    for entry in entries:
        if entry is None or (quantity == "size" and not entry.optimal):
            return None
        values.append(entry.size if quantity == "size" else entry.depth)
    return min(values)


def _census(table: int, n: int, basis: Basis) -> Entry | None:
    """Return what the census knows of a function over ``b2``."""
    if not basis.all_two_input:
        return None
    from minimesa.census.table import shipped  # noqa: PLC0415 - numpy is slow to import

    census = shipped()
    return None if census is None or n > census.inputs else census.look_up(table, n)


def _completions(bits: _Bits) -> list[int]:
    """Return the functions that agree with an output where it is fixed; none if too many."""
    free = bits.zeros & bits.ones
    if free.bit_count() > MOST_FREE_ROWS:
        return []
    found = [bits.ones & ~free]
    for row in range(1 << bits.n):
        if free >> row & 1:
            found += [table | 1 << row for table in found]
    return found


def _function(table: int, n: int) -> _Bits:
    return _Bits(full(n) ^ table, table, n)


def _restricted(bits: _Bits, i: int, value: int) -> _Bits:
    """Return an output on the other inputs, input ``i`` fixed."""
    others = tuple(j for j in range(bits.n) if j != i)
    zeros, ones = (
        project(cofactor(table, i, value, bits.n), others, bits.n)
        for table in (bits.zeros, bits.ones)
    )
    return _Bits(zeros, ones, bits.n - 1)


def _widened(circuit: Circuit, inputs: tuple[int, ...], n: int) -> Circuit:
    """Return a circuit over ``inputs`` as one on ``n`` inputs, fan-ins ascending."""
    k = len(inputs)
    place = {wire: wire for wire in (ZERO, ONE)} | dict(enumerate(inputs))
    place |= {k + j: n + j for j in range(circuit.size)}
    gates = []
    for gate in circuit.gates:
        fanin = [place[wire] for wire in gate.fanin]
        ascending = sorted(range(len(fanin)), key=fanin.__getitem__)
        position = [ascending.index(i) for i in range(len(fanin))]
        operator = permute(gate.operator, position, len(fanin))
        gates.append(Gate(operator, tuple(fanin[i] for i in ascending)))
    (output,) = circuit.outputs
    names = tuple(f"x{i}" for i in range(n))
    return Circuit(names, tuple(gates), (Output("y0", place[output.wire], output.inverted),))
