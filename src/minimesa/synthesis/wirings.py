"""From a set of gate functions to every circuit whose gates compute exactly these.

The reverse step of `minimesa.encoding.function_sets`: each function picks an operator and fan-ins
that yield it on the care set, so that no cycle arises; each output picks a wire, so that the word
is acceptable everywhere and every gate reaches an output. An operator is free on fan-in patterns
that no care row produces; each such choice is a circuit of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO, Circuit, Gate, Output
from minimesa.encoding.ssv import fanin_tuples
from minimesa.truth_tables import projection

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from minimesa.basis import Basis
    from minimesa.encoding.query import Query

Choice = tuple[int, tuple[int, ...]]
"""An operator and the wires it reads."""
Literal = tuple[int, bool]
"""A wire and whether it is complemented."""


def circuits(functions: frozenset[int], query: Query) -> Iterator[Circuit]:
    """Yield every circuit with exactly these gate functions that meets the bounds of the query.

    Args:
        functions: tables on the care rows (without row 0 where NOT is free), 0 elsewhere.
        query: relation, basis, number of gates, and bounds on depth and cost.

    """
    relation, basis = query.relation, query.basis
    n = len(relation.inputs)
    rows = relation.care & ~1 if basis.free_not else relation.care
    tables = {i: projection(i, n) & rows for i in range(n)} | {ZERO: 0, ONE: rows}
    ordered = sorted(functions)
    tables |= {n + j: f for j, f in enumerate(ordered)}
    options = _options(ordered, tables, rows, basis, n)
    words = list(_output_choices(query, tables))
    for gates in _acyclic(options, n):
        order = _topological(gates, n)
        place = {ZERO: ZERO, ONE: ONE} | {i: i for i in range(n)}
        place |= {wire: n + j for j, wire in enumerate(order)}
        placed = tuple(_placed(gates[wire - n], place) for wire in order)
        for outputs in words:
            circuit = Circuit(
                relation.inputs,
                placed,
                tuple(
                    Output(name, place[wire], inverted)
                    for name, (wire, inverted) in zip(relation.outputs, outputs, strict=True)
                ),
            )
            if _within(circuit, query):
                yield circuit


def _within(circuit: Circuit, query: Query) -> bool:
    """Tell whether every gate reaches an output and the bounds hold."""
    used = frozenset().union(*(circuit.cone(output.wire) for output in circuit.outputs))
    return (
        len(used) == circuit.size
        and (query.depth is None or circuit.depth <= query.depth)
        and (query.cost is None or circuit.cost(query.basis) <= query.cost)
    )


def _options(
    functions: Sequence[int], tables: Mapping[int, int], rows: int, basis: Basis, n: int
) -> list[list[Choice]]:
    """Return for each function the operators and fan-ins that yield it."""
    found: list[list[Choice]] = [[] for _ in functions]
    for fanin in fanin_tuples(basis, n + len(functions), 0):
        terms = _terms([tables[wire] for wire in fanin], rows)
        for j, target in enumerate(functions):
            if n + j in fanin:
                continue
            care = value = 0
            for pattern, term in enumerate(terms):
                ones = term & target
                if ones and ones != term:
                    break
                care |= bool(term) << pattern
                value |= bool(ones) << pattern
            else:
                operators = basis.tables[len(fanin)]
                found[j].extend((table, fanin) for table in operators if table & care == value)
    return found


def _terms(fanin: Sequence[int], rows: int) -> list[int]:
    """Return the rows on which the fan-ins show each pattern."""
    terms = [rows]
    for table in fanin:
        terms = [term & ~table for term in terms] + [term & table for term in terms]
    return terms


def _acyclic(options: list[list[Choice]], n: int) -> Iterator[list[Choice]]:
    """Yield one option a gate in every way that leaves no cycle."""
    count = len(options)
    # reach[j] has bit i when gate j reads gate i, at once or through others.
    chosen: list[Choice] = []

    def extend(reach: list[int]) -> Iterator[list[Choice]]:
        j = len(chosen)
        if j == count:
            yield list(chosen)
            return
        for option in options[j]:
            below = 0
            for wire in option[1]:
                if wire >= n:
                    below |= 1 << (wire - n) | reach[wire - n]
            if below >> j & 1:
                continue
            following = [r | below if r >> j & 1 else r for r in reach]
            following[j] = below
            chosen.append(option)
            yield from extend(following)
            chosen.pop()

    yield from extend([0] * count)


def _topological(gates: list[Choice], n: int) -> list[int]:
    """Return the gates, as wires, by level and then by number."""
    levels: dict[int, int] = {}

    def level(wire: int) -> int:
        if wire < n:
            return 0
        if wire not in levels:
            levels[wire] = 1 + max(level(w) for w in gates[wire - n][1])
        return levels[wire]

    return sorted(range(n, n + len(gates)), key=lambda wire: (level(wire), wire))


def _placed(choice: Choice, place: Mapping[int, int]) -> Gate:
    """Return a gate with its wires renumbered and its fan-ins ascending."""
    operator, fanin = choice
    order = sorted(range(len(fanin)), key=lambda position: place[fanin[position]])
    table = 0
    for row in range(1 << len(fanin)):
        index = sum((row >> i & 1) << position for i, position in enumerate(order))
        table |= (operator >> index & 1) << row
    return Gate(table, tuple(place[fanin[position]] for position in order))


def _output_choices(query: Query, tables: Mapping[int, int]) -> Iterator[tuple[Literal, ...]]:
    """Yield a wire and an inverter for each output such that enough care rows are acceptable."""
    relation, basis = query.relation, query.basis
    m = len(relation.outputs)
    constants = (ZERO,) if basis.free_not else (ZERO, ONE)
    wires = [*constants, *sorted(wire for wire in tables if wire >= 0)]
    polarities = (False, True) if basis.free_not else (False,)
    chosen: list[Literal] = []

    def extend(allowed: dict[int, int], errors: int) -> Iterator[tuple[Literal, ...]]:
        o = len(chosen)
        if o == m:
            yield tuple(chosen)
            return
        ones = projection(o, m)
        for wire in wires:
            for inverted in polarities:
                remaining, wrong = {}, errors
                for t, words in allowed.items():
                    bit = bool(tables[wire] >> t & 1) != inverted
                    kept = words & (ones if bit else ~ones)
                    if kept:
                        remaining[t] = kept
                    elif query.accuracy is None:
                        break
                    else:
                        wrong += relation.weight(t)
                else:
                    if wrong <= query.allowed_error:
                        chosen.append((wire, inverted))
                        yield from extend(remaining, wrong)
                        chosen.pop()

    yield from extend({t: relation.allowed[t] for t in relation.rows}, 0)
