"""Evaluate the expressions of a problem on all its rows: relation, weights, utility."""

from __future__ import annotations

from dataclasses import dataclass
from math import lcm
from typing import TYPE_CHECKING

from minimesa.problems.problem import Utility
from minimesa.problems.values import (
    MAX_BITS,
    TOO_MANY_STEPS,
    EvaluationError,
    Value,
    describe,
    integer,
    number,
    verdict,
)
from minimesa.problems.words import Word, bit_names, decode
from minimesa.relations import Relation
from minimesa.truth_tables import full

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from fractions import Fraction

    from minimesa.problems.evaluator import Frame
    from minimesa.problems.expressions import Expression, Scope


@dataclass(frozen=True)
class Rows:
    """The rows of a problem, with what is asked of each.

    Attributes:
        scope: the names of the expressions.
        inputs: the input words, first the one with input 0.
        outputs: the output words, likewise.
        care: tells the rows of K; None for all.
        weight: how much a row counts; None for equally.

    """

    scope: Scope
    inputs: tuple[Word, ...]
    outputs: tuple[Word, ...]
    care: Expression | None = None
    weight: Expression | None = None

    @property
    def count(self) -> int:
        """The number of rows."""
        return 1 << len(bit_names(self.inputs))

    @property
    def output_bits(self) -> int:
        """The number of output bits."""
        return len(bit_names(self.outputs))

    def frame(self, t: int) -> Frame:
        """Return a frame with the input words of row ``t``."""
        frame = self.scope.frame()
        for name, value in decode(self.inputs, t):
            self.scope.set(frame, name, value)
        return frame

    def set_output(self, frame: Frame, w: int) -> None:
        """Give the output words in ``frame`` the values of output word ``w``."""
        for name, value in decode(self.outputs, w):
            self.scope.set(frame, name, value)

    def care_table(self) -> int:
        """Return K as a truth table.

        Raises:
            InputError: the care expression fails on a row, or holds on none.

        """
        if self.care is None:
            return (1 << self.count) - 1
        care = self.care
        table = sum(1 << t for t in range(self.count) if care.evaluate(self.frame(t), verdict))
        if not table:
            raise care.place.error("no row is in the care set; every circuit would do")
        return table

    def weights(self, care: int) -> tuple[int, ...] | None:
        """Return the weight of each row, scaled to integers; 0 outside ``care``.

        Raises:
            InputError: a weight is negative, or all are 0.

        """
        if self.weight is None:
            return None
        found = [
            self.weight.evaluate(self.frame(t), _weight) if care >> t & 1 else 0
            for t in range(self.count)
        ]
        scale = 1
        for weight in found:
            scale = lcm(scale, weight.denominator)
            if scale.bit_length() > MAX_BITS:
                raise self.weight.place.error("the weights have no common denominator of use")
        if not any(found):
            raise self.weight.place.error("every row of the care set has weight 0")
        return tuple(int(weight * scale) for weight in found)

    def relation(
        self, accepted: Callable[[int], int], every_word: Expression | None = None
    ) -> Relation:
        """Return the relation in which row t of K accepts the words in the mask ``accepted(t)``.

        Args:
            accepted: the mask of a row, asked for on the rows of K only.
            every_word: what it evaluates on each word; refused at once where that takes too long.

        """
        care = self.care_table()
        if every_word is not None:
            steps = care.bit_count() * every_word.steps << self.output_bits
            if steps > self.scope.budget.total:
                raise every_word.place.error(TOO_MANY_STEPS)
        every = full(self.output_bits)
        return Relation(
            inputs=bit_names(self.inputs),
            outputs=bit_names(self.outputs),
            allowed=tuple(accepted(t) if care >> t & 1 else every for t in range(self.count)),
            care=care,
            weights=self.weights(care),
        )


def _weight(value: Value) -> int | Fraction:
    if number(value) < 0:
        raise EvaluationError(f"a weight must not be negative, but this is {describe(value)}")
    return number(value)


def define(rows: Rows, definitions: Mapping[str, Expression]) -> Relation:
    """Return the relation of a function: one expression for each output word.

    An array takes a tuple of as many words. Rows outside K are not evaluated.

    Raises:
        InputError: an expression fails on a row, or its value does not fit the output.

    """
    checks = [(word, definitions[word.name], _fits(word)) for word in rows.outputs]

    def accepted(t: int) -> int:
        frame = rows.frame(t)
        bits = shift = 0
        for word, expression, fits in checks:
            bits |= expression.evaluate(frame, fits) << shift
            shift += word.width
        return 1 << bits

    return rows.relation(accepted)


def _fits(word: Word) -> Callable[[Value], int]:
    """Return what turns the value of an output word into bits, or refuses it."""

    def single(value: Value) -> int:
        if not 0 <= integer(value) < 1 << word.bits:
            raise EvaluationError(
                f"{describe(value)} does not fit the {word.bits} bits of {word.name!r}"
            )
        return int(value)

    def several(value: Value) -> int:
        if not isinstance(value, tuple) or len(value) != word.count:
            raise EvaluationError(
                f"{word.name!r} needs a tuple of {word.count} words, not {describe(value)}"
            )
        return sum(single(part) << word.bits * k for k, part in enumerate(value))

    return single if word.count is None else several


def accept(rows: Rows, accepts: Expression) -> Relation:
    """Return the relation of the output words for which ``accepts`` holds.

    Raises:
        InputError: it fails on a row.

    """
    return rows.relation(lambda t: _words(rows, rows.frame(t), accepts), accepts)


def _words(rows: Rows, frame: Frame, holds: Expression) -> int:
    """Return the mask of the output words for which ``holds`` is true in the row of ``frame``."""
    mask = 0
    for w in range(1 << rows.output_bits):
        rows.set_output(frame, w)
        if holds.evaluate(frame, verdict):
            mask |= 1 << w
    return mask


def optimise(
    rows: Rows,
    utility: Expression,
    actions: Expression | None,
    *,
    maximize: bool,
    tolerance: int | Fraction,
) -> tuple[Relation, Utility]:
    """Return the relation and the utility of an optimisation problem.

    A word is acceptable when it is legal and no legal word is better by more than ``tolerance``.
    The utility is evaluated on the legal words of the rows of K only. A row without a legal word
    accepts nothing, which makes the problem infeasible.

    Raises:
        InputError: an expression fails on a row.

    """
    size = 1 << rows.output_bits
    legal = [0] * rows.count
    values: list[tuple[int | Fraction | None, ...]] = [()] * rows.count

    def accepted(t: int) -> int:
        frame = rows.frame(t)
        mask = full(rows.output_bits) if actions is None else _words(rows, frame, actions)
        scores: list[int | Fraction | None] = [None] * size
        for w in range(size):
            if mask >> w & 1:
                rows.set_output(frame, w)
                score = utility.evaluate(frame, number)
                scores[w] = int(score) if score.denominator == 1 else score
        legal[t], values[t] = mask, tuple(scores)
        return best_words(values[t], maximize=maximize, tolerance=tolerance)

    relation = rows.relation(accepted, actions or utility)
    return relation, Utility(tuple(legal), tuple(values), maximize, tolerance)


def best_words(
    scores: tuple[int | Fraction | None, ...], *, maximize: bool, tolerance: int | Fraction
) -> int:
    """Return the mask of the words whose score is within ``tolerance`` of the best.

    A score of None marks a word that is not legal.
    """
    sign = 1 if maximize else -1
    ranked = [(w, sign * score) for w, score in enumerate(scores) if score is not None]
    best = max((score for _, score in ranked), default=0)
    return sum(1 << w for w, score in ranked if score >= best - tolerance)
