"""The evaluators of a demand, as clauses: which gates score, renamed how, and how large.

The definitions of `minimesa.encoding.demand` have them in common: gates that are not in each
other's cones, different functions, and one evaluator applied to renamed inputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise, permutations, product
from typing import TYPE_CHECKING

from minimesa.encoding.cone_isomorphism import isomorphic_cones
from minimesa.encoding.demand import smaller_bundles
from minimesa.encoding.demand_limits import polarities

if TYPE_CHECKING:
    from minimesa.encoding.cnf import Cnf
    from minimesa.encoding.demand import Demand
    from minimesa.encoding.ssv import Layout

Scores = tuple[int, ...]
"""A score vector: a number for each candidate."""


@dataclass(frozen=True)
class Evaluators:
    """Variables of the chosen evaluators.

    Attributes:
        chosen: for each candidate, bit and gate, "this gate is the evaluator".
        inverted: for each candidate and bit, "it is the complement of the gate", or a fixed value.
        score: for each candidate and bit, by row of all inputs, its natural value.

    """

    chosen: tuple[tuple[tuple[int, ...], ...], ...]
    inverted: tuple[tuple[int | bool, ...], ...]
    score: tuple[tuple[dict[int, int], ...], ...]

    def differ(self, scores: Scores, t: int) -> list[int]:
        """Return the literals of "the natural scores at row t are not these"."""
        return [
            literal
            for bits, score in zip(self.score, scores, strict=True)
            for literal in differs(bits, score, t)
        ]


def differs(bits: tuple[dict[int, int], ...], score: int, t: int) -> list[int]:
    """Return the literals of "the number in these bits at row t is not this one"."""
    values = bits_of(score, len(bits))
    return [-v[t] if bit else v[t] for v, bit in zip(bits, values, strict=True)]


def bits_of(score: int, width: int) -> list[bool]:
    """Return the bits of a number, most significant first."""
    return [bool(score >> place & 1) for place in reversed(range(width))]


def choose(layout: Layout, demand: Demand) -> Evaluators:
    """Add the clauses of `replicated`; return the variables of the evaluators."""
    evaluators = _evaluators(layout, demand)
    _not_in_cones(layout, evaluators)
    _renamed(layout, demand, evaluators)
    _not_smaller(layout, demand, evaluators)
    return evaluators


def _evaluators(layout: Layout, demand: Demand) -> Evaluators:
    """Choose the evaluators, in the order of the gates: their numbering is free."""
    cnf = layout.cnf
    n, gates = len(layout.query.relation.inputs), len(layout.select)
    candidates, bits = range(demand.candidates), range(demand.score_bits)
    chosen = tuple(tuple(tuple(cnf.new_block(gates)) for _ in bits) for _ in candidates)
    for bundle in chosen:
        for row in bundle:
            cnf.exactly_one(row)
        for one, other in combinations(bundle, 2):
            cnf.extend([-a, -b] for a, b in zip(one, other, strict=True))
    for (first, *_), (second, *_) in pairwise(chosen):
        for i in range(gates):
            cnf.add(-second[i], *first[:i])
    inverted = _inverters(layout, demand)
    score = tuple(
        tuple(dict(zip(range(1 << n), cnf.new_block(1 << n), strict=True)) for _ in bits)
        for _ in candidates
    )
    for j, b in product(candidates, bits):
        for i, here in enumerate(chosen[j][b]):
            for t, value in score[j][b].items():
                # Where NOT is free, row 0 is not encoded: every gate is 0 there.
                gate = layout.value[i].get(t, False)
                equal_xor(cnf, [-here], value, gate, inverted[j][b])
    for first_score, second_score in combinations(score, 2):
        _somewhere_different(cnf, list(zip(first_score, second_score, strict=True)))
    for high, low in combinations(score[0], 2):
        # Bits are neither equal nor complements; what holds of one score holds of all.
        _somewhere_different(cnf, [(high, low)])
        _somewhere_different(cnf, [(high, {t: -value for t, value in low.items()})])
    return Evaluators(chosen, inverted, score)


def _inverters(layout: Layout, demand: Demand) -> tuple[tuple[int | bool, ...], ...]:
    """Return what complements the bits of the scores.

    The first bit of the first score stays as it is: complementing all bits of all scores turns
    the largest into the smallest, and both are tried as the best.
    """
    cnf = layout.cnf
    upright = layout.query.basis.free_not and demand.variant != "np"
    inverted: list[tuple[int | bool, ...]] = [(False, *cnf.new_block(demand.score_bits - 1))]
    for _ in range(demand.candidates - 1):
        inverted.append(inverted[0] if upright else tuple(cnf.new_block(demand.score_bits)))
    return tuple(inverted)


def _somewhere_different(cnf: Cnf, pairs: list[tuple[dict[int, int], dict[int, int]]]) -> None:
    """State that the values of some pair differ at some row."""
    values = [(one[t], other[t]) for one, other in pairs for t in one]
    differ = cnf.new_block(len(values))
    cnf.add(*differ)
    for at, (a, b) in zip(differ, values, strict=True):
        cnf.add(-at, a, b)
        cnf.add(-at, -a, -b)


def equal_xor(
    cnf: Cnf, condition: list[int], target: int, source: int | bool, flip: int | bool
) -> None:
    """Say that target = source xor flip unless ``condition`` holds."""
    for s in (False, True) if not isinstance(source, bool) else (source,):
        for f in (False, True) if not isinstance(flip, bool) else (flip,):
            clause = list(condition)
            if not isinstance(source, bool):
                clause.append(-source if s else source)
            if not isinstance(flip, bool):
                clause.append(-flip if f else flip)
            cnf.add(*clause, target if s != f else -target)


def _not_in_cones(layout: Layout, evaluators: Evaluators) -> None:
    """No evaluator lies in the fan-in cone of another.

    Scores of one bit ascend, so that looking one way is enough.
    """
    cnf = layout.cnf
    n = len(layout.query.relation.inputs)
    pairs = combinations if len(evaluators.chosen[0]) == 1 else permutations
    for below, other in pairs(evaluators.chosen, 2):
        above = cnf.new_block(len(layout.select))
        for i, choices in enumerate(layout.select):
            cnf.extend([-row[i], above[i]] for row in below)
            cnf.extend([-row[i], -above[i]] for row in other)
            cnf.extend(
                [-selected, -above[wire - n], above[i]]
                for fanin, selected in choices.items()
                for wire in fanin
                if wire >= n
            )


def _renamed(layout: Layout, demand: Demand, evaluators: Evaluators) -> None:
    """Each score but the first is the first one at renamed inputs."""
    cnf = layout.cnf
    n = len(layout.query.relation.inputs)
    orders = list(permutations(range(n)))
    complements = polarities(demand, n)
    complemented = cnf.new_block(len(complements))
    cnf.exactly_one(complemented)
    first = evaluators.score[0]
    for j, score in enumerate(evaluators.score[1:], start=1):
        renaming = cnf.new_block(len(orders))
        cnf.exactly_one(renaming)
        for order, here in zip(orders, renaming, strict=True):
            for polarity, flipped in zip(complements, complemented, strict=True):
                for t in range(1 << n):
                    moved = sum(((t ^ polarity) >> order[i] & 1) << i for i in range(n)) ^ polarity
                    condition = [-here] if len(complements) == 1 else [-here, -flipped]
                    for one, other in zip(first, score, strict=True):
                        cnf.add(*condition, -other[t], one[moved])
                        cnf.add(*condition, other[t], -one[moved])
        if demand.variant == "structural":
            roots = list(zip(evaluators.chosen[0], evaluators.chosen[j], strict=True))
            isomorphic_cones(layout, roots, dict(zip(orders, renaming, strict=True)))


def _not_smaller(layout: Layout, demand: Demand, evaluators: Evaluators) -> None:
    """Keep the first score, and so every one, from being a function of fewer gates."""
    n, bits = len(layout.query.relation.inputs), demand.score_bits
    score = evaluators.score[0]
    for bundle in sorted(smaller_bundles(layout.query.basis, n, demand.evaluator_gates, bits)):
        for polarity in product((0, 1), repeat=bits):
            layout.cnf.add(
                *(
                    -v if (table >> t & 1) ^ flip else v
                    for values, table, flip in zip(score, bundle, polarity, strict=True)
                    for t, v in values.items()
                )
            )
