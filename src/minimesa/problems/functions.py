"""The functions of the expression language, every step bounded."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from minimesa.problems.values import (
    MAX_LENGTH,
    Budget,
    EvaluationError,
    Value,
    bounded,
    compare,
    describe,
    integer,
    items,
    number,
    sequence,
    truth,
    weigh,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def _range(budget: Budget, *ends: Value) -> Value:
    bounds = [integer(end) for end in ends]
    start, stop, step = (0, *bounds, 1) if len(bounds) == 1 else (*bounds, 1)[:3]
    if step == 0:
        raise EvaluationError("a range with step 0")
    length = max(0, -((start - stop) // step))
    if length > MAX_LENGTH:
        raise EvaluationError(f"a range of more than {MAX_LENGTH} elements")
    budget.charge(length)
    return tuple(range(start, stop, step))


def _each(budget: Budget, values: Iterable[Value]) -> Iterator[Value]:
    """Yield the elements of a tuple, or of a generator, which charges for itself."""
    if isinstance(values, (int, Fraction, str)):
        items(values)
    if isinstance(values, tuple):
        budget.charge(len(values))
    yield from values


def _sum(budget: Budget, values: Value) -> Value:
    total: int | Fraction = 0
    for value in _each(budget, values):
        total = bounded(total + number(value))
    return total


def _extreme(comparison: type[ast.cmpop]) -> Callable[..., Value]:
    """Return min (``<``) or max (``>``): the first of several that are equally good."""

    def choose(budget: Budget, *values: Value) -> Value:
        candidates = _each(budget, values[0] if len(values) == 1 else values)
        try:
            best = next(candidates)
        except StopIteration:
            raise EvaluationError("the least or greatest of nothing") from None
        for value in candidates:
            if compare(budget, comparison, value, best):
                best = value
        return best

    return choose


def _sorted(budget: Budget, values: Value) -> Value:
    elements = sequence(_each(budget, values))
    for _ in range(len(elements).bit_length()):
        weigh(budget, elements)
    try:
        return tuple(sorted(elements))
    except TypeError:
        raise EvaluationError("elements that have no order") from None


def _natural(value: Value) -> int:
    if integer(value) < 0:
        raise EvaluationError(f"a number that is not negative is needed, not {describe(value)}")
    return integer(value)


FUNCTIONS: Final[dict[str, tuple[Callable[..., Value], int, int | None]]] = {
    "abs": (lambda _, a: abs(number(a)), 1, 1),
    "all": (lambda budget, a: all(truth(value) for value in _each(budget, a)), 1, 1),
    "any": (lambda budget, a: any(truth(value) for value in _each(budget, a)), 1, 1),
    "bit_length": (lambda _, a: _natural(a).bit_length(), 1, 1),
    "int": (lambda _, a: int(number(a)), 1, 1),
    "len": (lambda _, a: len(items(a)), 1, 1),
    "max": (_extreme(ast.Gt), 1, None),
    "min": (_extreme(ast.Lt), 1, None),
    "popcount": (lambda _, a: _natural(a).bit_count(), 1, 1),
    "range": (_range, 1, 3),
    "sorted": (_sorted, 1, 1),
    "sum": (_sum, 1, 1),
    "tuple": (lambda budget, a: sequence(_each(budget, a)), 1, 1),
}
"""Every function of the language: what computes it, fewest and most arguments (None: no bound)."""

LAZY: Final = frozenset({"all", "any", "max", "min", "sorted", "sum", "tuple"})
"""The functions whose one argument may be a generator expression."""
