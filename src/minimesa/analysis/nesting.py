"""Game trees: scores that are the min or the max of further scores.

A score has a level below it when its bits are, row by row, the max (or the min) as a number of
two to four scores that lie in its fan-in cone, are not in each other's cones, differ, and are one
evaluator applied to different candidates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.analysis.candidates import groups, oriented_tables

if TYPE_CHECKING:
    from minimesa.analysis.candidates import Wires
    from minimesa.analysis.renamings import Bundle
    from minimesa.analysis.subject import Subject

MOST_BRANCHES = 4
"""Moves of one node of a game tree that are looked for."""


def nesting(
    subject: Subject, wires: tuple[Wires, ...], polarity: int, flips: tuple[bool, ...]
) -> int:
    """Return the levels of the game tree that ends in these scores: 1 where there is no deeper one.

    Args:
        subject: the circuit.
        wires: for each candidate the gates of its score, most significant bit first.
        polarity: the complemented inputs.
        flips: for each bit whether the score is the complement of the oriented bit (of the one
            that is 0 where all inputs are).

    """
    return 1 + max(_below(subject, bundle, polarity, flips) for bundle in wires)


def _below(subject: Subject, wires: Wires, polarity: int, flips: tuple[bool, ...]) -> int:
    """Return the levels below one score, 0 where it is neither a min nor a max."""
    key = "below", wires, polarity, flips
    if key not in subject.memo:
        subject.memo[key] = _search_below(subject, wires, polarity, flips)
    levels: int = subject.memo[key]
    return levels


def _search_below(subject: Subject, wires: Wires, polarity: int, flips: tuple[bool, ...]) -> int:
    cone = subject.cone_of(wires)
    own = set(wires)
    deepest = 0
    target: Bundle | None = None
    for group in groups(subject, len(wires), polarity):
        inside = [
            (member, bundle)
            for member, bundle in group
            if own.isdisjoint(member) and all(cone >> w & 1 for w in member)
        ]
        if len(inside) < 2:
            continue
        target = target or _numbers(subject, wires, polarity, flips)
        for branches in _branches(subject, inside, target, flips):
            deepest = max(deepest, nesting(subject, branches, polarity, flips))
    return deepest


def _numbers(subject: Subject, wires: Wires, polarity: int, flips: tuple[bool, ...]) -> Bundle:
    """Return the tables of a score's bits, oriented and flipped, its complemented inputs applied.

    Rows are those of the circuit with its inputs complemented, as in `groups`.
    """
    tables = oriented_tables(subject, polarity)
    return _flip(tuple(tables[w] for w in wires), flips, subject.ones)


def _flip(bundle: Bundle, flips: tuple[bool, ...], ones: int) -> Bundle:
    return tuple(t ^ ones if flip else t for t, flip in zip(bundle, flips, strict=True))


def _branches(
    subject: Subject,
    inside: list[tuple[Wires, Bundle]],
    target: Bundle,
    flips: tuple[bool, ...],
) -> list[tuple[Wires, ...]]:
    """Return the sets of 2 to `MOST_BRANCHES` scores whose max, or whose min, is ``target``."""
    ones = subject.ones
    numbers = {wires: _flip(bundle, flips, ones) for wires, bundle in inside}
    found = []
    for largest in (True, False):
        # What is above the max, or below the min, cannot be among its scores.
        useful = [
            w for w, value in numbers.items() if _extreme(value, target, largest, ones) == target
        ]
        stack: list[tuple[tuple[Wires, ...], Bundle]] = [((w,), numbers[w]) for w in useful]
        while stack:
            chosen, value = stack.pop()
            if len(chosen) > 1 and value == target:
                found.append(chosen)
                continue
            if len(chosen) == MOST_BRANCHES:
                continue
            start = useful.index(chosen[-1]) + 1
            stack.extend(
                ((*chosen, wires), _extreme(value, numbers[wires], largest, ones))
                for wires in useful[start:]
                if all(_apart(subject, wires, other) for other in chosen)
                and all(numbers[wires] != numbers[other] for other in chosen)
            )
    return found


def _apart(subject: Subject, a: Wires, b: Wires) -> bool:
    cone_a, cone_b = subject.cone_of(a), subject.cone_of(b)
    return not any(cone_a >> w & 1 for w in b) and not any(cone_b >> w & 1 for w in a)


def _extreme(a: Bundle, b: Bundle, largest: bool, ones: int) -> Bundle:
    """Return the row-wise max or min of two numbers, most significant bit first."""
    above, equal = 0, ones
    for bit_a, bit_b in zip(a, b, strict=True):
        above |= equal & bit_a & ~bit_b
        equal &= ~(bit_a ^ bit_b)
    take_a = above if largest else ones & ~above
    return tuple((bit_a & take_a) | (bit_b & ~take_a) for bit_a, bit_b in zip(a, b, strict=True))
