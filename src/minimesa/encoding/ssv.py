"""The selection-variable encoding (SSV): is there a circuit with exactly r gates?

For each gate one variable a fan-in tuple ("selection"), one variable a row of the operator table,
and one variable a row of the care set for its value (Kojevnikov, Kulikov, Yaroslavtsev 2009; Knuth,
TAOCP 7.2.2.2, exercise 477; Haaswijk et al. 2020). Where NOT is free, circuits are in normal form:
every wire is 0 at row 0, so row 0 of operators and values is dropped and outputs carry inverters.
Values of inputs and constants are folded into the clauses.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO, Circuit, Gate, Output
from minimesa.encoding import bounds, halves, operators, search_structure, symmetry
from minimesa.encoding.breaks import USE_ALL
from minimesa.encoding.cnf import Cnf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from minimesa.basis import Basis
    from minimesa.encoding.query import Query
    from minimesa.relations import Relation

Tuple = tuple[int, ...]

MOST_KEPT = 32
"""Gates whose variables and clauses are kept for the next formula."""
MOST_ROWS_KEPT = 32
"""With more rows than these the clauses of a gate are too many to keep."""


@dataclass(frozen=True)
class GateLayout:
    """Variables of one gate.

    Attributes:
        select: by fan-in tuple (co-lexicographic order) its selection variable.
        operator: by arity, for each row of the operator table its variable; None at row 0 where
            NOT is free.
        value: by encoded row its value variable.
        last: the highest variable so far: gates are numbered first, one after the other.

    """

    select: dict[Tuple, int]
    operator: dict[int, list[int | None]]
    value: dict[int, int]
    last: int


@dataclass(frozen=True)
class OutputLayout:
    """Variables of one output.

    Attributes:
        wires: for each wire it may be on, the variable that says so.
        inverter: the variable that says it is complemented, or a fixed value.
        values: its value at each encoded row: a variable, or a fixed bit.

    """

    wires: dict[int, int]
    inverter: int | bool
    values: dict[int, int | bool]


@dataclass(frozen=True)
class Layout:
    """The numbering of variables, and what it was made from.

    Attributes:
        query: the query.
        cnf: the formula.
        rows: the encoded rows: the care set, or all rows under a demand, less row 0 where NOT is
            free.
        select: for each gate, by fan-in tuple (co-lexicographic order), its selection variable.
        operator: for each gate, by arity, for each row of the operator table its variable; None
            at row 0 where NOT is free.
        value: for each gate, by encoded row, its value variable.
        outputs: the outputs.

    """

    query: Query
    cnf: Cnf
    rows: tuple[int, ...]
    select: tuple[dict[Tuple, int], ...]
    operator: tuple[dict[int, list[int | None]], ...]
    value: tuple[dict[int, int], ...]
    outputs: tuple[OutputLayout, ...]


def encode(query: Query) -> Layout:
    """Return the formula of a query with a number of gates."""
    assert query.gates is not None
    relation, basis = query.relation, query.basis
    cnf = Cnf()
    wanted = relation.rows if query.demand is None else range(1 << len(relation.inputs))
    rows = tuple(t for t in wanted if t or not basis.free_not)
    cared = tuple(t for t in rows if relation.care >> t & 1)
    gates = tuple(_gate(basis, len(relation.inputs), rows, i) for i in range(query.gates))
    cnf.variables = gates[-1].last if gates else 0
    wires = _output_wires(query)
    outputs = tuple(
        output_layout(cnf, query, cared, o, wires) for o in range(len(relation.outputs))
    )
    layout = Layout(
        query,
        cnf,
        rows,
        tuple(gate.select for gate in gates),
        tuple(gate.operator for gate in gates),
        tuple(gate.value for gate in gates),
        outputs,
    )
    acceptable_words(cnf, query, outputs)
    for i, gate in enumerate(gates):
        cnf.add(*gate.select.values())
        for arity, bits in gate.operator.items():
            operators.restrict(cnf, bits, frozenset(basis.tables[arity]))
        kept = len(rows) <= MOST_ROWS_KEPT
        natural_values = _natural_values if kept else _natural_values.__wrapped__
        cnf.extend(natural_values(basis, len(relation.inputs), rows, i))
    for output in outputs:
        _output_values(layout, output)
    if query.depth is not None:
        bounds.bound_depth(layout, query.depth)
    if query.cost is not None:
        bounds.bound_cost(layout, query.cost)
    if query.demand is not None:
        search_structure.require(layout, query.demand)
    symmetry.apply(layout)
    for split, wire in query.case:
        others = (on for fanin, on in layout.select[split].items() if deciding(fanin) != wire)
        cnf.extend([-selected] for selected in others)
    if query.half is not None:
        halves.choose(layout, query.half)
    return layout


def fanin_tuples(basis: Basis, n: int, gate: int) -> list[Tuple]:
    """Return the fan-in tuples open to a gate, each ascending, in co-lexicographic order."""
    wires = range(n + gate)
    constants = ([ZERO] if basis.free_not else [ONE, ZERO]) if basis.constants else []
    found: list[Tuple] = []
    for arity in basis.arities:
        found.extend(combinations(wires, arity))
        if arity > 1:
            found.extend((c, *rest) for c in constants for rest in combinations(wires, arity - 1))
            if basis.repeats:
                found.extend((wire,) * arity for wire in wires)
    return sorted(found, key=colex)


def colex(fanin: Tuple) -> Tuple:
    """Return the sort key of co-lexicographic order."""
    return fanin[::-1]


def deciding(fanin: Tuple) -> int:
    """Return the fan-in that tells to which case a tuple belongs (`minimesa.encoding.cases`)."""
    return fanin[-2:][0]


@lru_cache(maxsize=MOST_KEPT)
def _gate(basis: Basis, n: int, rows: Tuple, i: int) -> GateLayout:
    """Return the variables of gate i: they depend on nothing else."""
    cnf = Cnf()
    cnf.variables = _gate(basis, n, rows, i - 1).last if i else 0
    tuples = fanin_tuples(basis, n, i)
    select = dict(zip(tuples, cnf.new_block(len(tuples)), strict=True))
    operator = {arity: _operator_bits(cnf, arity, basis) for arity in basis.arities}
    value = dict(zip(rows, cnf.new_block(len(rows)), strict=True))
    return GateLayout(select, operator, value, cnf.variables)


def _operator_bits(cnf: Cnf, arity: int, basis: Basis) -> list[int | None]:
    bits: list[int | None] = list(cnf.new_block((1 << arity) - int(basis.free_not)))
    return [None, *bits] if basis.free_not else bits


@lru_cache(maxsize=MOST_KEPT)
def _natural_values(basis: Basis, n: int, rows: Tuple, i: int) -> tuple[list[int], ...]:
    """Return the clauses of what gate i computes: the same ones in each formula of its kind."""
    gates = [_gate(basis, n, rows, j) for j in range(i + 1)]
    own, values = gates[-1], [gate.value for gate in gates]
    return tuple(gate_values(n, own.select, own.operator, values, rows))


def gate_values(
    n: int,
    select: Mapping[Tuple, int],
    operator: Mapping[int, Sequence[int | None]],
    values: Sequence[Mapping[int, int]],
    rows: Sequence[int],
    excuses: Sequence[int] = (),
) -> Iterator[list[int]]:
    """Yield what a gate computes under each selection, on a copy of the values.

    Args:
        n: the number of inputs.
        select: the selection variables of the gate, by fan-in tuple.
        operator: the variables of its operators, by arity.
        values: for each gate up to this one, by row, its value variable in this copy.
        rows: the rows of the copy.
        excuses: literals under which the gate computes nothing (it is forced).

    """
    own = values[-1]
    for fanin, selected in select.items():
        bits = operator[len(fanin)]
        # A gate that is read twice has one value: else clauses would be tautologies.
        gates = [
            (wire - n, sum(1 << p for p, other in enumerate(fanin) if other == wire))
            for wire in dict.fromkeys(fanin)
            if wire >= n
        ]
        patterns = list(product((0, 1), repeat=len(gates)))
        for t in rows:
            fixed = 0
            for position, wire in enumerate(fanin):
                if wire < n and (wire == ONE or (wire >= 0 and t >> wire & 1)):
                    fixed |= 1 << position
            for pattern in patterns:
                index = fixed
                condition = [-selected, *excuses]
                for (gate, positions), bit in zip(gates, pattern, strict=True):
                    index |= positions if bit else 0
                    wire_value = values[gate][t]
                    condition.append(-wire_value if bit else wire_value)
                operator_bit = bits[index]
                if operator_bit is None:
                    yield [*condition, -own[t]]
                else:
                    yield [*condition, -own[t], operator_bit]
                    yield [*condition, own[t], -operator_bit]


def output_layout(
    cnf: Cnf, query: Query, rows: Tuple, o: int, wires: Iterable[int]
) -> OutputLayout:
    """Return variables for output ``o`` on one of ``wires``, less what the relation fixes."""
    can_be_0, can_be_1 = query.relation.output_bits(o)
    exact = query.accuracy is None
    inverter: int | bool = False
    if query.basis.free_not:
        # Every wire is 0 at row 0, so the word there is the word of inverters.
        free = not exact or (can_be_0 & can_be_1 & 1)
        inverter = cnf.new() if free else bool(can_be_1 & 1)
    values: dict[int, int | bool] = {}
    for t in rows:
        free = not exact or (can_be_0 >> t & 1 and can_be_1 >> t & 1)
        values[t] = cnf.new() if free else bool(can_be_1 >> t & 1)
    return OutputLayout({wire: cnf.new() for wire in wires}, inverter, values)


def _output_wires(query: Query) -> list[int]:
    """Return the wires that an output may be on."""
    n = len(query.relation.inputs)
    assert query.gates is not None
    if len(query.relation.outputs) == 1 and query.gates and USE_ALL in query.breaks:
        # No gate reads the last one, so with every gate read it is the output.
        return [n + query.gates - 1]
    return [ZERO, *([] if query.basis.free_not else [ONE]), *range(n + query.gates)]


def _output_values(layout: Layout, output: OutputLayout) -> None:
    """Say that an output has the value of the wire it is on, complemented by its inverter."""
    layout.cnf.exactly_one(list(output.wires.values()))
    for wire, on in output.wires.items():
        for t in output.values:
            for bit in (0, 1):
                source = _wire_literal(layout, wire, t, bit)
                if source is not None:
                    carry(layout.cnf, output, t, [-on, *source], bit)


def carry(cnf: Cnf, output: OutputLayout, t: int, condition: list[int], bit: int) -> None:
    """Say that the output has value ``bit``, less its inverter, at row t unless ``condition``."""
    if isinstance(output.inverter, bool):
        cases = [(condition, bool(bit) != output.inverter)]
    else:
        cases = [
            ([*condition, output.inverter], bool(bit)),
            ([*condition, -output.inverter], not bit),
        ]
    target = output.values[t]
    for literals, value in cases:
        if isinstance(target, bool):
            if target != value:
                cnf.add(*literals)
        else:
            cnf.add(*literals, target if value else -target)


def _wire_literal(layout: Layout, wire: int, t: int, value: int) -> list[int] | None:
    """Return the literals of "wire is not ``value`` at row t"; None where it never is."""
    n = len(layout.query.relation.inputs)
    if wire >= n:
        variable = layout.value[wire - n][t]
        return [-variable if value else variable]
    constant = 1 if wire == ONE else 0 if wire == ZERO else t >> wire & 1
    return [] if constant == value else None


def acceptable_words(cnf: Cnf, query: Query, outputs: Sequence[OutputLayout]) -> None:
    """Confine the output word of each care row to the acceptable ones, up to the accuracy."""
    relation = query.relation
    errors: list[tuple[int, int]] = []
    for t in relation.rows:
        literals = [o.values.get(t, o.inverter) for o in outputs]
        excuse = []
        if query.accuracy is not None:
            wrong = cnf.new()
            excuse = [wrong]
            if relation.weight(t):
                errors.append((wrong, relation.weight(t)))
        for cube in _forbidden(relation, t):
            clause: list[int] | None = list(excuse)
            for o, bit in cube:
                literal = literals[o]
                if clause is None:
                    continue
                if isinstance(literal, bool):
                    clause = clause if literal == bool(bit) else None
                else:
                    clause.append(-literal if bit else literal)
            if clause is not None:
                cnf.clauses.append(clause)
    if query.accuracy is not None:
        cnf.at_most_weight(errors, query.allowed_error)


def _forbidden(relation: Relation, t: int) -> list[list[tuple[int, int]]]:
    """Return cubes of output bits ``(output, value)`` that cover the words not acceptable at t."""
    m = len(relation.outputs)
    words = relation.allowed[t]
    bits = [[bool(table >> t & 1) for table in relation.output_bits(o)] for o in range(m)]
    if words.bit_count() == math.prod(can_be_0 + can_be_1 for can_be_0, can_be_1 in bits):
        # A product set: each output is fixed or free on its own.
        return [
            [(o, value)] for o, can_be in enumerate(bits) for value in (0, 1) if not can_be[value]
        ]
    allowed = frozenset(w for w in range(1 << m) if words >> w & 1)
    return [
        [(o, value >> o & 1) for o in range(m) if care >> o & 1]
        for care, value in operators.forbidden_cubes(allowed, m)
    ]


def decode(layout: Layout, model: frozenset[int]) -> Circuit:
    """Return the circuit that a model stands for."""
    query = layout.query
    gates = []
    for choices, bits_by_arity in zip(layout.select, layout.operator, strict=True):
        fanin = next(fanin for fanin, selected in choices.items() if selected in model)
        bits = bits_by_arity[len(fanin)]
        table = sum(1 << p for p, bit in enumerate(bits) if bit is not None and bit in model)
        gates.append(Gate(table, fanin))
    outputs = []
    for name, output in zip(query.relation.outputs, layout.outputs, strict=True):
        wire = next(wire for wire, on in output.wires.items() if on in model)
        inverter = output.inverter
        inverted = inverter if isinstance(inverter, bool) else inverter in model
        outputs.append(Output(name, wire, inverted))
    return Circuit(query.relation.inputs, tuple(gates), tuple(outputs))


def exclude(layout: Layout, model: frozenset[int]) -> list[int]:
    """Return a clause that excludes the circuit of a model, in its present numbering.

    It names the selected fan-ins, the operator of that arity, and the outputs, and nothing that a
    circuit does not tell.
    """
    clause = []
    for choices, bits_by_arity in zip(layout.select, layout.operator, strict=True):
        fanin = next(fanin for fanin, selected in choices.items() if selected in model)
        clause.append(-choices[fanin])
        clause.extend(
            -bit if bit in model else bit for bit in bits_by_arity[len(fanin)] if bit is not None
        )
    for output in layout.outputs:
        clause.append(-next(on for on in output.wires.values() if on in model))
        if not isinstance(output.inverter, bool):
            clause.append(-output.inverter if output.inverter in model else output.inverter)
    return clause
