"""Isomorphic fan-in cones as clauses: the same wiring of the same operators on renamed inputs.

A variable for every two gates says that the first stands for the second. Then both have the same
operator, up to an order of the fan-ins, and in that order each fan-in of the first stands for one
of the second: an input for the one it is renamed to, a constant for itself, a gate for a gate. So
the cones are compared from their roots down, as `minimesa.analysis.isomorphism` does.
"""

from __future__ import annotations

from itertools import permutations, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from minimesa.encoding.ssv import Layout

Places = list[dict[int, list[dict[int, int]]]]
"""For each gate, by arity and position, for each wire the variable "that fan-in is this wire"."""

Stands = dict[tuple[int, int], int]
"""For two gates or two inputs, by wire, the variable "the first stands for the second"."""


def isomorphic_cones(
    layout: Layout,
    roots: Sequence[tuple[Sequence[int], Sequence[int]]],
    renamings: Mapping[tuple[int, ...], int],
) -> None:
    """State that the cones of some roots are isomorphic to those of others.

    Args:
        layout: the formula.
        roots: pairs of variables by gate, "this gate is the root" of the first and second cone.
        renamings: for each permutation p of the inputs the variable "input i stands for p[i]".

    """
    cnf, n = layout.cnf, len(layout.query.relation.inputs)
    gates = range(len(layout.select))
    stands = {(n + i, n + j): cnf.new() for i, j in product(gates, gates)}
    for i in gates:
        cnf.at_most_one([stands[n + i, n + j] for j in gates])
        cnf.at_most_one([stands[n + j, n + i] for j in gates])
    for (root, image), i, j in product(roots, gates, gates):
        cnf.add(-root[i], -image[j], stands[n + i, n + j])
    for a, c in product(range(n), range(n)):
        stands[a, c] = cnf.new()
        cnf.extend([-on, -stands[a, c]] for p, on in renamings.items() if p[a] != c)
    places = _places(layout)
    for i, j in product(gates, gates):
        alike = []
        for arity in layout.query.basis.arities:
            others = [
                selected
                for gate in {i, j}
                for fanin, selected in layout.select[gate].items()
                if len(fanin) != arity
            ]
            for order in permutations(range(arity)):
                case = cnf.new()
                alike.append(case)
                cnf.extend([-case, -selected] for selected in others)
                _same_operator(layout, (i, j), order, case)
                for position, place in enumerate(order):
                    first, second = places[i][arity][position], places[j][arity][place]
                    _same_fanin(layout, first, second, stands, case)
        cnf.add(-stands[n + i, n + j], *alike)


def _places(layout: Layout) -> Places:
    """Return variables for what each gate reads; the selections imply them."""
    cnf = layout.cnf
    found: Places = []
    for choices in layout.select:
        places: dict[int, list[dict[int, int]]] = {
            arity: [{} for _ in range(arity)] for arity in layout.query.basis.arities
        }
        for fanin, selected in choices.items():
            for wires, wire in zip(places[len(fanin)], fanin, strict=True):
                if wire not in wires:
                    wires[wire] = cnf.new()
                cnf.add(-selected, wires[wire])
        found.append(places)
    return found


def _same_operator(
    layout: Layout, gates: tuple[int, int], order: tuple[int, ...], case: int
) -> None:
    """In this case the second gate reads as its fan-in ``order[i]`` what is the first's i-th."""
    first, second = (layout.operator[gate][len(order)] for gate in gates)
    for x, b in enumerate(second):
        a = first[sum((x >> place & 1) << i for i, place in enumerate(order))]
        # Row 0 of normal operators is 0 in both; a gate may stand for itself.
        if a is not None and b is not None and a != b:
            layout.cnf.add(-case, -a, b)
            layout.cnf.add(-case, a, -b)


def _same_fanin(
    layout: Layout, first: dict[int, int], second: dict[int, int], stands: Stands, case: int
) -> None:
    """In this case what one fan-in of a gate reads stands for what one of another reads."""
    for (wire, on), (image, there) in product(first.items(), second.items()):
        condition = [-case, *sorted({-on, -there})]
        if (wire, image) in stands:
            layout.cnf.add(*condition, stands[wire, image])
        elif wire != image or wire >= 0:  # constants stand for themselves, and for nothing else
            layout.cnf.add(*condition)
