"""Sets of wires that one evaluator computes for different candidates: what `replicated` asks for.

A renaming sends the evaluator's inputs to different inputs of the circuit (it is injective), so
that scores are the same evaluator exactly when their functions agree up to a permutation of all
inputs. They are compared on all rows, also outside the care set: what a gate computes is a
property of the circuit. Two scores that are equal or complementary are one candidate.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import permutations
from math import perm
from typing import TYPE_CHECKING

from minimesa.analysis.evaluators import bundle_bounds
from minimesa.analysis.isomorphism import find_isomorphism
from minimesa.analysis.renamings import (
    Bundle,
    joint_support,
    polar_classes,
    renaming_class,
)
from minimesa.census.words import MOST_INPUTS
from minimesa.truth_tables import flip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from minimesa.analysis.finding import Options
    from minimesa.analysis.subject import Subject

_MOST_POLARITIES = 1 << 10

Wires = tuple[int, ...]
"""The gates of one score, most significant bit first."""

Group = list[tuple[Wires, Bundle]]
"""Scores that share an evaluator, each with its oriented tables."""


Orientation = tuple[tuple[Wires, ...], tuple[tuple[bool, ...], ...]]
"""Scores, and for each bit whether it is complemented relative to the first score's."""


@dataclass(frozen=True)
class CandidateSet:
    """Gates E that score different candidates with one evaluator.

    Attributes:
        wires: for each candidate the gates of its score.
        polarity: the inputs that are complemented, as a row.
        inverted: for each candidate and bit whether the evaluator is the complement of the gate.
            The evaluator is 0 where all its inputs are.
        size: a lower bound on the least size of the evaluator.

    """

    wires: tuple[Wires, ...]
    polarity: int
    inverted: tuple[tuple[bool, ...], ...]
    size: int


@dataclass
class Coverage:
    """What a search left out; owned by one call of a decision procedure."""

    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Add a note, once."""
        if text not in self.notes:
            self.notes.append(text)


def candidate_sets(
    subject: Subject,
    options: Options,
    coverage: Coverage,
    keep: Callable[[Wires], bool] = lambda _wires: True,
) -> Iterator[CandidateSet]:
    """Yield every candidate set, once for each way in which its scores can be oriented.

    Without complemented inputs there is one way: an evaluator and its complement differ where all
    inputs are 0, which no renaming moves. With them there may be several.

    Args:
        subject: the circuit.
        options: thresholds and variant.
        coverage: where to say what was left out.
        keep: tells of a score whether it may take part.

    """
    count, bits = len(subject.gates), options.score_bits
    if perm(count, bits) > options.most_sets:
        coverage.note(f"scores of {bits} bits among {count} gates are too many to look at")
        return
    seen: set[Orientation] = set()
    seen_groups: set[Orientation] = set()
    for polarity, whole in _distinct_groups(subject, options, coverage):
        group = [member for member in whole if keep(member[0])]
        if len(group) < options.candidates:
            continue
        key = _orientation(subject, tuple(wires for wires, _ in group), polarity)
        if key in seen_groups:
            continue
        seen_groups.add(key)
        size = _evaluator_size(subject, group, options, coverage)
        if size is None:
            continue
        for wires in _cliques(subject, group, options.candidates):
            oriented = _orientation(subject, wires, polarity)
            if oriented in seen:
                continue
            seen.add(oriented)
            if len(seen) > options.most_sets:
                coverage.note(f"stopped after {options.most_sets} sets of gates")
                return
            yield CandidateSet(wires, polarity, _inverted(subject, wires, polarity), size)


def _distinct_groups(
    subject: Subject, options: Options, coverage: Coverage
) -> list[tuple[int, Group]]:
    """Return the groups of scores under each polarity, those that are oriented alike once."""
    key = "distinct groups", options.score_bits, options.variant
    if key not in subject.memo:
        found: dict[Orientation, tuple[int, Group]] = {}
        left_out = Coverage()
        for polarity in _polarities(subject, options, left_out):
            for group in groups(subject, options.score_bits, polarity, options.variant):
                alike = _orientation(subject, tuple(wires for wires, _ in group), polarity)
                found.setdefault(alike, (polarity, group))
        subject.memo[key] = list(found.values()), left_out.notes
    known: tuple[list[tuple[int, Group]], list[str]] = subject.memo[key]
    for note in known[1]:
        coverage.note(note)
    return known[0]


def _inverted(
    subject: Subject, wires: tuple[Wires, ...], polarity: int
) -> tuple[tuple[bool, ...], ...]:
    """Return for each score and bit whether the gate is 1 at the row of ``polarity``."""
    tables = subject.circuit.tables
    return tuple(tuple(bool(tables[w] >> polarity & 1) for w in bundle) for bundle in wires)


def _orientation(subject: Subject, wires: tuple[Wires, ...], polarity: int) -> Orientation:
    """Return scores with their orientations relative to that of the first."""
    inverted = _inverted(subject, wires, polarity)
    return wires, tuple(
        tuple(bit != first for bit, first in zip(bits, inverted[0], strict=True))
        for bits in inverted
    )


def _polarities(subject: Subject, options: Options, coverage: Coverage) -> Iterator[int]:
    """Yield the complementings of inputs to try, each a row that becomes row 0."""
    if options.variant != "np":
        yield 0
        return
    used = sorted(set().union(*(subject.supports[w] for w in subject.gates)))
    free = used[: _MOST_POLARITIES.bit_length() - 1]
    if len(free) < len(used):
        coverage.note(f"only the first {len(free)} inputs in use were complemented")
    for code in range(1 << len(free)):
        yield sum((code >> position & 1) << i for position, i in enumerate(free))


def oriented_tables(subject: Subject, polarity: int) -> list[int]:
    """Return the table of every wire once inputs are complemented, as 0 where all inputs are 0."""
    ones = subject.ones
    return [t ^ ones if t & 1 else t for t in _complemented(subject, polarity)]


def _complemented(subject: Subject, polarity: int) -> tuple[int, ...]:
    """Return the table of every wire once the inputs in ``polarity`` are complemented."""
    if not polarity:
        return subject.circuit.tables
    key = "complemented", polarity
    if key not in subject.memo:
        before = _complemented(subject, polarity & (polarity - 1))
        i = (polarity & -polarity).bit_length() - 1
        subject.memo[key] = tuple(flip(table, i, subject.n) for table in before)
    tables: tuple[int, ...] = subject.memo[key]
    return tables


def groups(subject: Subject, bits: int, polarity: int, variant: str = "p") -> list[Group]:
    """Return the scores of ``bits`` gates each that share an evaluator, in groups of 2 or more.

    Each score comes with its oriented tables. The order of a score's bits counts.
    """
    key = "groups", bits, polarity, variant == "structural"
    if key not in subject.memo:
        subject.memo[key] = _groups(subject, bits, polarity, structural=key[-1])
    known: list[Group] = subject.memo[key]
    return known


def _groups(subject: Subject, bits: int, polarity: int, *, structural: bool) -> list[Group]:
    n = subject.n
    single = _score_classes(subject, polarity)
    if len(set(single.values())) == len(single):
        return []
    tables = oriented_tables(subject, polarity)
    coarse: dict[tuple[object, ...], list[Wires]] = {}
    for wires in permutations(subject.gates, bits):
        if bits > 1 and len({tables[w] for w in wires}) < bits:
            continue
        mark = tuple(single[w] for w in wires)
        coarse.setdefault(mark, []).append(wires)
    found: list[Group] = []
    for members in coarse.values():
        if len(members) < 2:
            continue
        classes: dict[int, list[tuple[Wires, Bundle]]] = {}
        for wires in members:
            bundle = tuple(tables[w] for w in wires)
            number = single[wires[0]] if bits == 1 else renaming_class(bundle, n)
            classes.setdefault(number, []).append((wires, bundle))
        for group in classes.values():
            parts = _isomorphic(subject, group) if structural else [group]
            found.extend(part for part in parts if len(part) > 1)
    return found


def _score_classes(subject: Subject, polarity: int) -> dict[int, int]:
    """Return for each gate what it shares with the gates that an evaluator of one bit matches."""
    n = subject.n
    if n <= MOST_INPUTS:
        tables = subject.circuit.tables
        return {w: polar_classes(tables[w], n)[polarity] for w in subject.gates}
    oriented = oriented_tables(subject, polarity)
    return {w: renaming_class((oriented[w],), n) for w in subject.gates}


def _isomorphic(subject: Subject, group: Group) -> list[Group]:
    """Split a group into parts with isomorphic cones."""
    parts: list[Group] = []
    for member in group:
        for part in parts:
            if find_isomorphism(subject.circuit, part[0][0], member[0]) is not None:
                part.append(member)
                break
        else:
            parts.append([member])
    return parts


def _evaluator_size(
    subject: Subject, group: Group, options: Options, coverage: Coverage
) -> int | None:
    """Return a lower bound of the evaluator's least size, or None where it is below the threshold.

    A cone that computes it bounds it from above.
    """
    lower, upper = bundle_bounds(group[0][1], subject.n, options.least_size)
    if options.unit_cost:
        drawn = min((subject.cone_of(wires) & subject.gate_mask).bit_count() for wires, _ in group)
        lower = min(lower, drawn)
        upper = drawn if upper is None else min(upper, drawn)
    if lower >= options.evaluator_gates:
        return lower
    if upper is None or upper >= options.evaluator_gates:
        coverage.note(
            f"an evaluator of {len(joint_support(group[0][1], subject.n))} inputs needs "
            f"{lower} gates or more; whether {options.evaluator_gates} is not settled"
        )
    return None


def _cliques(subject: Subject, group: Group, k: int) -> Iterator[tuple[Wires, ...]]:
    """Yield the sets of ``k`` scores of which none is in another's cone and no two are equal."""
    cones = [subject.cone_of(wires) for wires, _ in group]
    masks = [sum(1 << w for w in wires) for wires, _ in group]
    apart = [0] * len(group)
    for j in range(len(group)):
        for i in range(j):
            if not (masks[i] & cones[j] or masks[j] & cones[i]) and group[i][1] != group[j][1]:
                apart[i] |= 1 << j
    stack: list[tuple[tuple[int, ...], int]] = [
        ((i,), apart[i]) for i in reversed(range(len(group)))
    ]
    while stack:
        chosen, open_ = stack.pop()
        if len(chosen) == k:
            yield tuple(group[i][0] for i in chosen)
            continue
        further = []
        while open_:
            lowest = open_ & -open_
            open_ ^= lowest
            i = lowest.bit_length() - 1
            further.append(((*chosen, i), open_ & apart[i]))
        stack.extend(reversed(further))
