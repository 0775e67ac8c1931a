"""The referee: plain evaluation of circuits, row by row, sharing no code with encoders or solvers.

Deliberately slow and simple. It imports the value types only, and evaluates gates itself instead
of calling the bit-parallel simulation, so that an error there would be seen here.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import permutations, product
from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO
from minimesa.errors import RefereeError

if TYPE_CHECKING:
    from fractions import Fraction

    from minimesa.basis import Basis
    from minimesa.circuit import Circuit, Gate
    from minimesa.relations import Relation


def evaluate(circuit: Circuit, row: int) -> int:
    """Return the output word (output o is bit o) of ``circuit`` at input row ``row``."""
    values = {ZERO: 0, ONE: 1}
    n = len(circuit.inputs)
    for i in range(n):
        values[i] = (row >> i) & 1
    for j, gate in enumerate(circuit.gates):
        index = sum(values[wire] << position for position, wire in enumerate(gate.fanin))
        values[n + j] = (gate.operator >> index) & 1
    word = 0
    for o, output in enumerate(circuit.outputs):
        word |= (values[output.wire] ^ int(output.inverted)) << o
    return word


def check_solves(circuit: Circuit, relation: Relation, accuracy: Fraction | None = None) -> None:
    """Check that the circuit solves the relation on every row of its care set.

    Args:
        circuit: the circuit; its inputs and outputs stand in the order of the relation's.
        relation: what it must satisfy.
        accuracy: the share of the weight on K that must be right; None means every row.

    Raises:
        RefereeError: it does not; the message names the first wrong row.

    """
    if len(circuit.inputs) != len(relation.inputs) or len(circuit.outputs) != len(relation.outputs):
        raise RefereeError(
            f"the circuit has {len(circuit.inputs)} inputs and {len(circuit.outputs)} outputs, "
            f"the problem {len(relation.inputs)} and {len(relation.outputs)}"
        )
    right = total = 0
    for row in relation.rows:
        word = evaluate(circuit, row)
        acceptable = bool((relation.allowed[row] >> word) & 1)
        total += relation.weight(row)
        right += relation.weight(row) if acceptable else 0
        if not acceptable and accuracy is None:
            raise RefereeError(f"at row {row} the circuit says {word}, which is not acceptable")
    if accuracy is not None and right < accuracy * total:
        raise RefereeError(
            f"the circuit is right on weight {right} of {total}, less than {accuracy} asks for"
        )


def check_basis(circuit: Circuit, basis: Basis) -> int:
    """Check that every gate belongs to the basis; return the summed cost.

    Raises:
        RefereeError: a gate does not, or an output is inverted where NOT is not free.

    """
    cost = 0
    for j, gate in enumerate(circuit.gates):
        cheapest = _cost(gate, basis)
        if cheapest is None:
            raise RefereeError(
                f"gate {j} with operator {gate.operator:#x} on {gate.fanin} is not in {basis.name}"
            )
        cost += cheapest
    for output in circuit.outputs:
        if output.inverted and not basis.free_not:
            raise RefereeError(f"output {output.name!r} is inverted, but NOT is not free")
    return cost


def check_connected(circuit: Circuit, outputs: int) -> None:
    """Check that every gate reaches one of the first ``outputs`` outputs.

    Raises:
        RefereeError: a gate does not.

    """
    n = len(circuit.inputs)
    reaching = {output.wire for output in circuit.outputs[:outputs]}
    for j in reversed(range(len(circuit.gates))):
        if n + j not in reaching:
            names = ", ".join(output.name for output in circuit.outputs[:outputs])
            raise RefereeError(f"gate {j} reaches none of the outputs {names}")
        reaching.update(circuit.gates[j].fanin)


def _cost(gate: Gate, basis: Basis) -> int | None:
    """Return the least cost of an operator of the basis that ``gate`` is, up to what is free."""
    arity = len(gate.fanin)
    constants = sum(wire < 0 for wire in gate.fanin)
    if constants > (1 if basis.constants else 0):
        return None
    distinct = len(set(gate.fanin))
    if distinct < arity and not (basis.repeats and distinct == 1):
        return None
    # Permuting and inverting can be undone, so the gate's variants are asked for, not the basis's.
    variants = _variants(gate.operator, arity, basis.free_not)
    costs = [o.cost for o in basis.operators if o.arity == arity and o.table in variants]
    return min(costs, default=None)


@lru_cache(maxsize=1 << 12)
def _variants(operator: int, arity: int, free_not: bool) -> frozenset[int]:
    """Return what permuting fan-ins, and where NOT is free inverting, makes of an operator."""
    return frozenset(
        sum(
            ((operator >> _index(row, order, signs)) & 1 ^ signs[-1]) << row
            for row in range(1 << arity)
        )
        for order in permutations(range(arity))
        for signs in (product((0, 1), repeat=arity + 1) if free_not else [(0,) * (arity + 1)])
    )


def _index(row: int, order: tuple[int, ...], signs: tuple[int, ...]) -> int:
    """Return the row of the operator that reads fan-in ``order[i]``, inverted by ``signs[i]``."""
    return sum((((row >> p) & 1) ^ signs[i]) << i for i, p in enumerate(order))
