"""Scores and their forcing: what a circuit puts out when the scores of a set E are set by hand."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from minimesa.analysis.interventions import forced_outputs

if TYPE_CHECKING:
    from minimesa.analysis.subject import Subject

Scores = tuple[int, ...]
"""A score vector: a number for each candidate."""


def best(scores: Scores, maximised: bool) -> tuple[int, ...]:
    """Return the candidates whose score is best, ascending."""
    top = max(scores) if maximised else min(scores)
    return tuple(i for i, s in enumerate(scores) if s == top)


class Intervened:
    """The words of a circuit under every forcing of a set E, each simulated when it is asked for.

    Args:
        subject: the circuit.
        wires: for each candidate the gates of its score.

    """

    def __init__(self, subject: Subject, wires: tuple[tuple[int, ...], ...]) -> None:
        self.subject = subject
        self.wires = wires
        self._words: dict[tuple[int, ...], tuple[int, ...]] = {}

    def words(self, values: tuple[int, ...]) -> tuple[int, ...]:
        """Return the table of each output on K when gate j of E (candidate by candidate) is v_j."""
        known = self._words.get(values)
        if known is None:
            flat = [w for bundle in self.wires for w in bundle]
            ones, care = self.subject.ones, self.subject.care
            forced = {w: ones if v else 0 for w, v in zip(flat, values, strict=True)}
            known = tuple(t & care for t in forced_outputs(self.subject, forced))
            self._words[values] = known
        return known

    def matters(self, i: int) -> int:
        """Return the outputs (bit o) that forcing the score of candidate ``i`` alone changes."""
        return influenced(self.subject, self.wires[i])

    def occurring(self) -> set[tuple[int, ...]]:
        """Return the values of the gates of E that some row of K produces."""
        flat = [w for bundle in self.wires for w in bundle]
        blocks: list[tuple[tuple[int, ...], int]] = [((), self.subject.care)]
        for wire in flat:
            table = self.subject.circuit.tables[wire]
            blocks = [
                ((*values, v), part)
                for values, block in blocks
                for v, part in ((0, block & ~table), (1, block & table))
                if part
            ]
        return {values for values, _ in blocks}


def influenced(subject: Subject, wires: tuple[int, ...]) -> int:
    """Return the outputs (bit o) that some forcing of ``wires``, and nothing else, changes on K."""
    key = "influenced", wires
    if key not in subject.memo:
        natural = forced_outputs(subject, {})
        changed = 0
        for values in product((0, 1), repeat=len(wires)):
            forced = {w: subject.ones if v else 0 for w, v in zip(wires, values, strict=True)}
            for o, (a, b) in enumerate(zip(natural, forced_outputs(subject, forced), strict=True)):
                if (a ^ b) & subject.care:
                    changed |= 1 << o
        subject.memo[key] = changed
    outputs: int = subject.memo[key]
    return outputs


def encode(scores: Scores, inverted: tuple[tuple[bool, ...], ...]) -> tuple[int, ...]:
    """Return the values of the gates at which the scores are ``scores``."""
    bits = len(inverted[0])
    return tuple(
        (score >> (bits - 1 - j) & 1) ^ flip
        for score, flips in zip(scores, inverted, strict=True)
        for j, flip in enumerate(flips)
    )
