"""Local minimisation: smaller circuits by resubstitution with don't-cares.

For a gate g, forcing it to 0 and to 1 tells at which rows it must be 1 and at which 0 for the
outputs to stay acceptable. Whatever wire, or single operator of two wires, agrees with that may
take its place (resubstitution with observability don't-cares; Mishchenko et al., Scalable
Don't-Care-Based Logic Optimization and Resynthesis, 2011). Done until nothing shrinks, so the
result is a local minimum of this neighbourhood only. Substitutes that cost as much lead from one
circuit to many others.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from minimesa.circuit import Output, normal_form
from minimesa.improvement.acceptance import Acceptance, free_tables, repeats
from minimesa.improvement.rebuild import NOT, rebuild
from minimesa.referee import check_basis, check_solves
from minimesa.relations import from_tables
from minimesa.truth_tables import full

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from minimesa.basis import Basis
    from minimesa.circuit import Circuit
    from minimesa.improvement.rebuild import Maker
    from minimesa.relations import Relation
    from minimesa.synthesis.builder import Literal

_SAME = 0b10
"""The operator of one wire that is that wire."""


def reduce(
    circuit: Circuit,
    relation: Relation | None,
    basis: Basis,
    keep: Sequence[Literal] = (),
    *,
    deadline: float | None = None,
) -> Circuit:
    """Return a circuit of at most the same cost that solves the relation.

    Args:
        circuit: a circuit over the basis that solves the relation.
        relation: what it must satisfy; None keeps its function on every row.
        basis: what gates may compute.
        keep: wires (with whether they are complemented) whose functions must stay on wires, on
            every row of the care set: the scores of a search. No gate need read them then.
        deadline: when to stop early (of the monotonic clock), or None.

    Raises:
        RefereeError: the circuit is not over the basis, or does not solve the relation.
        InputError: the basis cannot express AND, OR, XOR and NOT.

    """
    check_basis(circuit, basis)
    if relation is None:
        relation = from_tables(circuit.output_tables(), len(circuit.inputs))
    check_solves(circuit, relation)
    demand = _demand(circuit, relation, keep)
    extra = tuple(Output("", wire, inverted) for wire, inverted in keep)
    circuit = replace(circuit, outputs=circuit.outputs + extra)
    if basis.free_not:
        circuit = normal_form(circuit)
    shrunk = True
    while shrunk:
        shrunk = False
        wire = len(circuit.inputs) + circuit.size - 1
        while wire >= len(circuit.inputs):
            if deadline is not None and time.monotonic() >= deadline:
                shrunk = False
                break
            smaller = _smaller(circuit, wire, demand, basis)
            if smaller is not None:
                circuit, shrunk = smaller, True
            wire = min(wire, len(circuit.inputs) + circuit.size) - 1
    circuit = replace(circuit, outputs=circuit.outputs[: len(relation.outputs)])
    check_solves(circuit, relation)
    check_basis(circuit, basis)
    return circuit


def shuffle(
    circuit: Circuit, relation: Relation, basis: Basis, moves: int, rng: random.Random
) -> Circuit:
    """Return another circuit for the relation, of at most the same cost.

    A random gate at a time takes a random substitute that costs no more.

    Args:
        circuit: a circuit over the basis that solves the relation.
        relation: what it must satisfy.
        basis: what gates may compute.
        moves: how many gates are tried.
        rng: decides which gates and substitutes.

    """
    demand = _demand(circuit, relation, ())
    for _ in range(moves):
        if not circuit.size:
            break
        circuit = _moved(circuit, rng.randrange(circuit.size), demand, basis, rng)
    return circuit


def _moved(
    circuit: Circuit, gate: int, demand: _Demand, basis: Basis, rng: random.Random
) -> Circuit:
    """Return the circuit with a random substitute for a gate, if any costs no more."""
    wire = len(circuit.inputs) + gate
    options = list(_substitutes(circuit, wire, *_needed(circuit, wire, demand), spare=1))
    rng.shuffle(options)
    cost = circuit.cost(basis)
    for operator, leaves in options:
        if set(leaves) != set(circuit.gates[gate].fanin):
            changed = rebuild(circuit, basis, {wire: _gate(operator, leaves)}, share=True)
            if changed.cost(basis) <= cost:
                return changed
    return circuit


@dataclass(frozen=True)
class _Demand:
    """What the outputs of a circuit must do.

    Attributes:
        acceptance: what the first outputs must do.
        kept: the tables of the further outputs.
        care: the rows where those matter.

    """

    acceptance: Acceptance
    kept: tuple[int, ...]
    care: int


def _demand(circuit: Circuit, relation: Relation, keep: Sequence[Literal]) -> _Demand:
    extra = tuple(Output("", wire, inverted) for wire, inverted in keep)
    kept = replace(circuit, outputs=extra).output_tables()
    return _Demand(Acceptance(relation), kept, relation.care)


def _needed(circuit: Circuit, wire: int, demand: _Demand) -> tuple[int, int]:
    """Return the rows at which a gate must be 0, and those at which it must be 1."""
    n = len(circuit.inputs)
    ones, repeated = full(n + 1), repeats(n, 1)
    outputs = free_tables(circuit, (wire,))
    m = len(outputs) - len(demand.kept)
    right = demand.acceptance.rows(outputs[:m], ones, repeated)
    for table, wanted in zip(outputs[m:], demand.kept, strict=True):
        right &= ~((table ^ wanted * repeated) & demand.care * repeated)
    wrong = ones & ~right
    return wrong >> (1 << n), wrong & full(n)


def _smaller(circuit: Circuit, wire: int, demand: _Demand, basis: Basis) -> Circuit | None:
    """Return a cheaper circuit with gate ``wire`` replaced, if one is found."""
    must_be_0, must_be_1 = _needed(circuit, wire, demand)
    cost = circuit.cost(basis)
    for operator, leaves in _substitutes(circuit, wire, must_be_0, must_be_1):
        changed = rebuild(circuit, basis, {wire: _gate(operator, leaves)}, share=True)
        if changed.cost(basis) < cost:
            return changed
    return None


def _gate(operator: int, leaves: tuple[int, ...]) -> Maker:
    """Return what makes an operator of wires."""
    return lambda work: work.builder.function(operator, [work.visit(leaf) for leaf in leaves])


def _substitutes(
    circuit: Circuit, wire: int, must_be_0: int, must_be_1: int, *, spare: int = 0
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield constants, wires and operators of two wires that may replace a gate, simplest first.

    Each is an operator with the wires that it reads. It may save ``spare`` gates less than it must
    to make the circuit smaller.
    """
    for value, wrong in ((0, must_be_1), (1, must_be_0)):
        if not wrong:
            yield value, ()
    n = len(circuit.inputs)
    own = _own_cone(circuit, wire)
    others = [
        w for w in range(n + circuit.size) if w < n or (w != wire and wire not in circuit.cone(w))
    ]
    for w in others:
        table = circuit.tables[w]
        if not (table & must_be_0 or must_be_1 & ~table):
            yield _SAME, (w,)
        elif not (table & must_be_1 or must_be_0 & ~table):
            yield NOT, (w,)
    # An operator is a gate itself, so more than one gate must become needless.
    kept = {w: len(own & circuit.cone(w)) for w in others}
    for a, b in combinations(others, 2):
        if kept[a] + kept[b] + 1 < len(own) + spare:
            operator = _operator(circuit.tables[a], circuit.tables[b], must_be_0, must_be_1)
            if operator is not None:
                yield operator, (a, b)


def _operator(a: int, b: int, must_be_0: int, must_be_1: int) -> int | None:
    """Return an operator of two wires that is right wherever it matters, if any."""
    operator = 0
    for pattern, rows in enumerate((~(a | b), a & ~b, b & ~a, a & b)):
        if rows & must_be_1:
            if rows & must_be_0:
                return None
            operator |= 1 << pattern
    return operator


def _own_cone(circuit: Circuit, wire: int) -> frozenset[int]:
    """Return the gates that reach the outputs through ``wire`` only, itself included."""
    n = len(circuit.inputs)
    reached: set[int] = set()
    todo = [output.wire for output in circuit.outputs]
    while todo:
        current = todo.pop()
        if current >= n and current != wire and current not in reached:
            reached.add(current)
            todo.extend(circuit.gates[current - n].fanin)
    return circuit.cone(wire) - reached
