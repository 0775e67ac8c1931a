"""Small cuts of a circuit and the functions they hide.

A cut of a gate is a set of wires (leaves) that every path from an input to the gate passes.
Enumerated bottom-up by merging the cuts of the fan-ins (Pan and Lin, 1998; Cong, Wu and Ding,
1999), without dominated ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from minimesa.truth_tables import compose, full, projection, support

if TYPE_CHECKING:
    from minimesa.circuit import Circuit


@dataclass(frozen=True)
class Cut:
    """A cut.

    Attributes:
        root: the gate.
        leaves: the wires it is computed from, ascending.
        gates: the gates between, root included, ascending.
        table: the root as a function of the leaves, leaf j as input j.

    """

    root: int
    leaves: tuple[int, ...]
    gates: tuple[int, ...]
    table: int


def enumerate_cuts(circuit: Circuit, most_leaves: int = 5, most_cuts: int = 60) -> list[Cut]:
    """Return the cuts of at most ``most_leaves`` leaves on all of which the root depends.

    Args:
        circuit: the circuit.
        most_leaves: leaves of a cut.
        most_cuts: cuts kept for a gate, those with fewest leaves first; beyond it some are missed.

    """
    n = len(circuit.inputs)
    sets: list[list[frozenset[int]]] = [[frozenset((i,))] for i in range(n)]
    cuts = []
    for j, gate in enumerate(circuit.gates):
        fanin = [sets[w] if w >= 0 else [frozenset[int]()] for w in gate.fanin]
        merged = {
            union
            for choice in product(*fanin)
            if len(union := frozenset().union(*choice)) <= most_leaves
        }
        minimal = [s for s in merged if not any(other < s for other in merged)]
        kept = sorted(minimal, key=lambda s: (len(s), sorted(s)))[:most_cuts]
        for leaves in kept:
            cut = _cut(circuit, n + j, tuple(sorted(leaves)))
            if len(support(cut.table, len(cut.leaves))) == len(cut.leaves) > 1:
                cuts.append(cut)
        sets.append([*kept, frozenset((n + j,))])
    return cuts


def _cut(circuit: Circuit, root: int, leaves: tuple[int, ...]) -> Cut:
    n, k = len(circuit.inputs), len(leaves)
    inside: set[int] = set()
    todo = [root]
    while todo:
        wire = todo.pop()
        if wire >= n and wire not in inside and wire not in leaves:
            inside.add(wire)
            todo.extend(circuit.gates[wire - n].fanin)
    values = {-1: 0, -2: full(k)} | {leaf: projection(p, k) for p, leaf in enumerate(leaves)}
    for wire in sorted(inside):
        gate = circuit.gates[wire - n]
        values[wire] = compose(gate.operator, [values[w] for w in gate.fanin], full(k))
    return Cut(root, leaves, tuple(sorted(inside)), values[root])
