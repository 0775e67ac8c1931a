"""Random local rewrites that keep a circuit's function, for controls that look less hand-drawn.

The moves, each at a random gate g:

- *resynthesise*: the function of g on a random cut of at most four wires is drawn anew, by
  multiplexers, as an exclusive sum of products, as a sum of minterms or product of maxterms (up to
  three wires), or as a small formula;
- *re-associate*: g on a cut of three wires becomes ``p(a, q(b, c))`` (also factors out);
- *distribute*: g on a cut of three wires becomes ``p(q(a, b), r(a, c))``;
- *expand*: g on a cut of two wires becomes ``p(q(a, b), r(a, b))``: XOR as an OR of products, OR as
  an XOR, and back;
- *pad*: g becomes ``p(g, q(g, b))`` or ``p(q(g, b), b)``, equal to g by absorption or cancellation,
  for a wire b that does not depend on g;
- *De Morgan*: g(a, b) becomes the complement of its dual on complemented fan-ins. Only where NOT
  is a gate: elsewhere this pushes inverters, which the normal form undoes;
- *duplicate*: g is copied, and what reads it is split between the two at random;
- *merge*: g is replaced by another wire with the same function, or its complement.

In the end the gates are put in a random topological order.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from itertools import permutations, product
from typing import TYPE_CHECKING

from minimesa.circuit import Circuit, Gate, Output
from minimesa.controls.formulas import (
    NOT,
    davio_formula,
    maxterm_formula,
    minterm_formula,
    shannon_formula,
    small_formula,
)
from minimesa.controls.surgery import substitute
from minimesa.errors import RefereeError
from minimesa.referee import check_basis
from minimesa.truth_tables import compose, flip, full, projection, support

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.basis import Basis
    from minimesa.controls.formulas import Formula

Replacement = tuple["Formula", tuple[int, ...]]
"""The formula that takes a gate's place, and the wires that are its leaves."""
Move = Callable[[Circuit, int, random.Random], Replacement | None]
"""Proposes a replacement for a gate."""

_OPERATORS = tuple(table for table in range(16) if len(support(table, 2)) == 2)
_MOST_LEAVES = 4
_ATTEMPTS = 40


def rewrite(circuit: Circuit, basis: Basis, moves: int, seed: int) -> Circuit:
    """Return the circuit after random local rewrites that keep its function on every row.

    Args:
        circuit: a circuit over the basis.
        basis: what gates may compute, before and after.
        moves: how many rewrites; fewer where none can be found (a circuit without gates).
        seed: decides everything that is random.

    Raises:
        RefereeError: the circuit is not over the basis, or a move changed its function (a defect).
        InputError: the basis cannot express AND, OR, XOR and NOT.

    """
    check_basis(circuit, basis)
    rng = random.Random(seed)  # noqa: S311 - reproducible choices, no secrets
    tables = circuit.output_tables()
    proposals: list[Move | None] = [*_MOVES, *([] if basis.free_not else [_de_morgan])]
    done = attempts = 0
    while done < moves and attempts < _ATTEMPTS * moves and circuit.gates:
        attempts += 1
        propose = rng.choice([*proposals, None])
        wire = rng.randrange(len(circuit.inputs), len(circuit.inputs) + circuit.size)
        changed = None
        if propose is None:
            changed = _duplicate(circuit, wire, rng)
        elif plan := propose(circuit, wire, rng):
            changed = substitute(circuit, basis, wire, *plan, share=False)
        if changed is not None and changed != circuit:
            if changed.output_tables() != tables:
                raise RefereeError(f"a rewrite of gate {wire} changed the function")
            circuit = changed
            done += 1
    circuit = _reordered(circuit, rng)
    check_basis(circuit, basis)
    if circuit.output_tables() != tables:
        raise RefereeError("putting the gates in another order changed the function")
    return circuit


def _cut(circuit: Circuit, wire: int, most: int, rng: random.Random) -> tuple[list[int], int]:
    """Return the leaves of a random cut of a gate, and its function of them."""
    n = len(circuit.inputs)
    leaves = {w for w in circuit.gates[wire - n].fanin if w >= 0}
    for _ in range(rng.randrange(most)):
        gates = [w for w in sorted(leaves) if w >= n]
        if not gates:
            break
        opened = rng.choice(gates)
        wider = leaves - {opened} | {w for w in circuit.gates[opened - n].fanin if w >= 0}
        if 0 < len(wider) <= most:
            leaves = wider
    order = sorted(leaves)
    k = len(order)
    ones = full(k)
    known = {leaf: projection(i, k) for i, leaf in enumerate(order)} | {-1: 0, -2: ones}

    def table(w: int) -> int:
        if w not in known:
            gate = circuit.gates[w - n]
            known[w] = compose(gate.operator, [table(s) for s in gate.fanin], ones)
        return known[w]

    return order, table(wire)


def _resynthesise(circuit: Circuit, wire: int, rng: random.Random) -> Replacement | None:
    leaves, table = _cut(circuit, wire, _MOST_LEAVES, rng)
    k = len(leaves)
    order = rng.sample(range(k), k)
    styles: list[Callable[[], Formula]] = [
        lambda: shannon_formula(table, order, k),
        lambda: davio_formula(table, order, k),
        lambda: small_formula(table, k)[1],
    ]
    if k < _MOST_LEAVES:
        styles += [lambda: minterm_formula(table, k), lambda: maxterm_formula(table, k)]
    return rng.choice(styles)(), tuple(leaves)


@cache
def _nested() -> dict[int, list[Formula]]:
    """Map functions of three inputs to formulas ``p(a, q(b, c))``."""
    return _listed([(a, (b, c)) for a, b, c in permutations(range(3)) if b < c])


@cache
def _shared() -> dict[int, list[Formula]]:
    """Map functions of three inputs to formulas ``p(q(a, b), r(a, c))``."""
    return _listed([((a, b), (a, c)) for a, b, c in permutations(range(3)) if b < c])


@cache
def _doubled() -> dict[int, list[Formula]]:
    """Map functions of two inputs (as of three) to formulas ``p(q(a, b), r(a, b))``."""
    return _listed([((0, 1), (0, 1))])


@cache
def _padded() -> list[Formula]:
    """Return the formulas ``p(g, q(g, b))`` and ``p(q(g, b), b)`` that equal g (leaf 0)."""
    return _listed([(0, (0, 1)), ((0, 1), 1)])[projection(0, 3)]


def _listed(
    shapes: Sequence[tuple[int | tuple[int, int], int | tuple[int, int]]],
) -> dict[int, list[Formula]]:
    """Map tables on three inputs to the formulas of these shapes, over all operators."""
    found: dict[int, list[Formula]] = {}
    for shape in shapes:
        sides: list[list[tuple[Formula, int]]] = []
        for side in shape:
            if isinstance(side, int):
                sides.append([(side, projection(side, 3))])
            else:
                fanin = [projection(i, 3) for i in side]
                sides.append([((q, side), compose(q, fanin, full(3))) for q in _OPERATORS])
        for p, (left, a), (right, b) in product(_OPERATORS, sides[0], sides[1]):
            found.setdefault(compose(p, (a, b), full(3)), []).append((p, (left, right)))
    return found


def _drawn(
    circuit: Circuit, wire: int, rng: random.Random, width: int, forms: dict[int, list[Formula]]
) -> Replacement | None:
    """Return a random form of a gate on a random cut of exactly ``width`` wires."""
    leaves, table = _cut(circuit, wire, width, rng)
    if len(leaves) != width:
        return None
    if width == 2:
        table |= table << 4
    options = forms.get(table)
    return (rng.choice(options), tuple(leaves)) if options else None


def _reassociate(circuit: Circuit, wire: int, rng: random.Random) -> Replacement | None:
    return _drawn(circuit, wire, rng, 3, _nested())


def _distribute(circuit: Circuit, wire: int, rng: random.Random) -> Replacement | None:
    return _drawn(circuit, wire, rng, 3, _shared())


def _expand(circuit: Circuit, wire: int, rng: random.Random) -> Replacement | None:
    return _drawn(circuit, wire, rng, 2, _doubled())


def _pad(circuit: Circuit, wire: int, rng: random.Random) -> Replacement | None:
    n = len(circuit.inputs)
    free = [
        w for w in range(n + circuit.size) if w < n or (w != wire and wire not in circuit.cone(w))
    ]
    return rng.choice(_padded()), (wire, rng.choice(free))


def _de_morgan(circuit: Circuit, wire: int, _rng: random.Random) -> Replacement | None:
    gate = circuit.gates[wire - len(circuit.inputs)]
    leaves = sorted(set(gate.fanin))
    if len(leaves) != 2 or len(gate.fanin) != 2 or leaves[0] < 0:
        return None
    dual = flip(flip(gate.operator, 0, 2), 1, 2) ^ full(2)
    return (NOT, ((dual, ((NOT, (0,)), (NOT, (1,)))),)), gate.fanin


def _merge(circuit: Circuit, wire: int, rng: random.Random) -> Replacement | None:
    ones = full(len(circuit.inputs))
    table = circuit.tables[wire]
    options = [
        w
        for w, other in enumerate(circuit.tables)
        if w != wire and other in (table, table ^ ones) and wire not in circuit.cone(w)
    ]
    if not options:
        return None
    other = rng.choice(options)
    formula: Formula = 0 if circuit.tables[other] == table else (NOT, (0,))
    return formula, (other,)


_MOVES = (_resynthesise, _reassociate, _distribute, _expand, _pad, _merge)


def _duplicate(circuit: Circuit, wire: int, rng: random.Random) -> Circuit | None:
    """Return the circuit with a copy of a gate that takes over some of its readers."""
    n, copy = len(circuit.inputs), wire + 1
    readers = [j for j, gate in enumerate(circuit.gates) if wire in gate.fanin]
    ends = [~o for o, output in enumerate(circuit.outputs) if output.wire == wire]
    if len(readers) + len(ends) < 2:
        return None
    moved = rng.sample([*readers, *ends], rng.randrange(1, len(readers) + len(ends)))

    def shifted(w: int, reader: int) -> int:
        return copy if w == wire and reader in moved else w + (w > wire)

    gates = [
        Gate(gate.operator, tuple(shifted(w, j) for w in gate.fanin))
        for j, gate in enumerate(circuit.gates)
    ]
    gates.insert(copy - n, circuit.gates[wire - n])
    outputs = tuple(
        Output(output.name, shifted(output.wire, ~o), output.inverted)
        for o, output in enumerate(circuit.outputs)
    )
    return Circuit(circuit.inputs, tuple(gates), outputs)


def _reordered(circuit: Circuit, rng: random.Random) -> Circuit:
    """Return the circuit with its gates in a random topological order."""
    n = len(circuit.inputs)
    place = {w: w for w in range(-2, n)}
    left = list(range(n, n + circuit.size))
    gates: list[Gate] = []
    while left:
        ready = [w for w in left if all(s in place for s in circuit.gates[w - n].fanin)]
        wire = rng.choice(ready)
        left.remove(wire)
        gate = circuit.gates[wire - n]
        place[wire] = n + len(gates)
        gates.append(Gate(gate.operator, tuple(place[s] for s in gate.fanin)))
    outputs = tuple(Output(o.name, place[o.wire], o.inverted) for o in circuit.outputs)
    return Circuit(circuit.inputs, tuple(gates), outputs)
