"""Boolean relations: which output words are acceptable at each row of a care set."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from minimesa.errors import InputError
from minimesa.truth_tables import MAX_INPUTS, full, projection

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_BITS = 24
"""Largest number of inputs plus outputs: the relation is stored explicitly."""


@dataclass(frozen=True)
class Relation:
    """A Boolean relation R(x, y) on a care set K, with optional weights.

    Attributes:
        inputs: input names; input i has bit ``(t >> i) & 1`` at row t.
        outputs: output names; output o is bit o of the output word.
        allowed: for each of the ``2**n`` rows an integer whose bit w says that output word w is
            acceptable. On rows outside K every word is.
        care: the care set K as a truth table.
        weights: for each row a non-negative integer, or None where every row of K counts 1.
            Only an accuracy below 1 looks at them; a row outside K always counts 0.

    Raises:
        InputError: sizes that do not fit each other, or are too large to store.

    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    allowed: tuple[int, ...]
    care: int
    weights: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        n, m = len(self.inputs), len(self.outputs)
        check_dimensions(n, m)
        if len(self.allowed) != 1 << n:
            raise InputError(f"{n} inputs have {1 << n} rows, but {len(self.allowed)} were given")
        if not 0 <= self.care <= full(n):
            raise InputError(f"the care set has rows beyond the {1 << n} of {n} inputs")
        every = full(m)
        for t, words in enumerate(self.allowed):
            if not 0 <= words <= every:
                raise InputError(f"row {t} accepts words of more than {m} bits")
            if not self.care >> t & 1 and words != every:
                raise InputError(f"row {t} is outside the care set but does not accept every word")
        if self.weights is not None and (
            len(self.weights) != 1 << n or any(weight < 0 for weight in self.weights)
        ):
            raise InputError("weights must be one non-negative integer a row")

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows of K, ascending."""
        return tuple(t for t in range(1 << len(self.inputs)) if self.care >> t & 1)

    def weight(self, t: int) -> int:
        """Return how much row ``t`` counts: 0 outside K."""
        if not self.care >> t & 1:
            return 0
        return 1 if self.weights is None else self.weights[t]

    def infeasible_row(self) -> int | None:
        """Return the first row of K that accepts no word, or None."""
        return next((t for t in self.rows if not self.allowed[t]), None)

    def output_bits(self, o: int) -> tuple[int, int]:
        """Return tables ``(can_be_0, can_be_1)`` of output ``o``: which values occur in a word."""
        return self._output_bits[o]

    @cached_property
    def _output_bits(self) -> tuple[tuple[int, int], ...]:
        m = len(self.outputs)
        bits = []
        for o in range(m):
            ones = projection(o, m)
            zeros = full(m) ^ ones
            can_be_0 = sum(1 << t for t, words in enumerate(self.allowed) if words & zeros)
            can_be_1 = sum(1 << t for t, words in enumerate(self.allowed) if words & ones)
            bits.append((can_be_0, can_be_1))
        return tuple(bits)

    def is_function(self) -> bool:
        """Tell whether exactly one word is acceptable at every row of K."""
        return all(self.allowed[t].bit_count() == 1 for t in self.rows)

    def tables(self) -> tuple[int, ...] | None:
        """Return the truth table of each output; None unless every row has one acceptable word."""
        if self.care != full(len(self.inputs)) or not self.is_function():
            return None
        return tuple(can_be_1 for _, can_be_1 in self._output_bits)

    def independent_outputs(self) -> bool:
        """Tell whether each row accepts a product set: every output is fixed or free on its own."""
        bits = [self.output_bits(o) for o in range(len(self.outputs))]
        for t in self.rows:
            size = 1
            for can_be_0, can_be_1 in bits:
                size *= (can_be_0 >> t & 1) + (can_be_1 >> t & 1)
            if size != self.allowed[t].bit_count():
                return False
        return True


def check_dimensions(n: int, m: int) -> None:
    """Raise InputError where a relation of ``n`` inputs and ``m`` outputs is too large to store."""
    if m < 1:
        raise InputError("a problem needs at least one output")
    if n > MAX_INPUTS:
        raise InputError(f"{n} inputs; at most {MAX_INPUTS} are supported")
    if n + m > MAX_BITS:
        raise InputError(f"{n} inputs and {m} outputs; together at most {MAX_BITS} are supported")


def from_tables(
    tables: Sequence[int],
    n: int,
    *,
    care: Sequence[int] | None = None,
    inputs: Sequence[str] | None = None,
    outputs: Sequence[str] | None = None,
) -> Relation:
    """Return the relation of functions given by truth tables, each with its own care set.

    Args:
        tables: one truth table an output, on ``n`` inputs.
        n: number of inputs.
        care: per output the rows on which it matters (default: all). K is their union.
        inputs: names, default x0, x1, ...
        outputs: names, default y0, y1, ...

    """
    m = len(tables)
    check_dimensions(n, m)
    masks = list(care) if care is not None else [full(n)] * m
    every = full(m)
    allowed = []
    for t in range(1 << n):
        words = every
        for o, (table, mask) in enumerate(zip(tables, masks, strict=True)):
            if mask >> t & 1:
                ones = projection(o, m)
                words &= ones if table >> t & 1 else every ^ ones
        allowed.append(words)
    union = 0
    for mask in masks:
        union |= mask
    return Relation(
        inputs=tuple(inputs) if inputs is not None else tuple(f"x{i}" for i in range(n)),
        outputs=tuple(outputs) if outputs is not None else tuple(f"y{o}" for o in range(m)),
        allowed=tuple(allowed),
        care=union,
    )
