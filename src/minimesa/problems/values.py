"""The values of the expression language and what may be done with them, every step bounded.

A value is an exact number (``int`` or ``Fraction``; ``True`` is 1), a text or a tuple of values.
Whatever could take long or grow large is checked before it is computed.
"""

from __future__ import annotations

import ast
import operator
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from minimesa.errors import MinimesaError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MAX_BITS: Final = 4096
"""Most bits of an integer, or of the parts of a fraction."""
MAX_LENGTH: Final = 1024
"""Most elements of a tuple or of a range."""
MAX_STEPS: Final = 1_000_000
"""Most steps (nodes visited) of one evaluation."""
MAX_TOTAL_STEPS: Final = 50_000_000
"""Most steps of all the evaluations that one problem needs."""

TOO_MANY_STEPS: Final = (
    f"the rows together take more than {MAX_TOTAL_STEPS:,} steps; make the problem smaller"
)

Value = Any
"""int, Fraction, str or tuple of values; checked at run time where it matters."""


class EvaluationError(MinimesaError):
    """An evaluation was refused; the expression adds its place and the row to the message.

    Args:
        message: what is wrong.
        node: the innermost part of the expression that failed, once known.

    """

    def __init__(self, message: str, node: ast.AST | None = None) -> None:
        self.message = message
        self.node = node
        super().__init__(message)


class Budget:
    """Counts steps down, for one evaluation and for all of a problem."""

    def __init__(self, total: int = MAX_TOTAL_STEPS) -> None:
        self.total = total
        self.left = MAX_STEPS

    def start(self, steps: int) -> None:
        """Begin an evaluation that visits at least ``steps`` nodes."""
        self.left = MAX_STEPS
        self.charge(steps)

    def charge(self, steps: int) -> None:
        """Spend ``steps``.

        Raises:
            EvaluationError: more than what is left.

        """
        self.left -= steps
        self.total -= steps
        if self.left < 0:
            raise EvaluationError(f"this takes more than {MAX_STEPS:,} steps")
        if self.total < 0:
            raise EvaluationError(TOO_MANY_STEPS)


def describe(value: Value) -> str:
    """Return ``value`` for a message, shortened."""
    if type(value) is bool:
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() > 128:
        return f"an integer of {value.bit_length()} bits"
    if isinstance(value, tuple):
        return f"a tuple of {len(value)}"
    return f"the text {value[:40]!r}" if isinstance(value, str) else str(value)[:80]


def exact_decimal(text: str) -> Fraction:
    """Return a decimal literal such as ``0.1`` or ``1e-3`` as the fraction that it spells.

    Raises:
        EvaluationError: it is no finite number, or has too many digits.

    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise EvaluationError(f"{text[:40]!r} is no decimal number") from None
    if not number.is_finite() or abs(number.adjusted()) > 1000 or len(text) > 1000:
        raise EvaluationError(f"{text[:40]!r} is too large, too small or not finite")
    return Fraction(number)


def number(value: Value) -> int | Fraction:
    """Return ``value`` if it is a number.

    Raises:
        EvaluationError: it is a text or a tuple.

    """
    if isinstance(value, (int, Fraction)):
        return value
    raise EvaluationError(f"a number is needed here, not {describe(value)}")


def integer(value: Value) -> int:
    """Return ``value`` if it is an integer.

    Raises:
        EvaluationError: it is anything else.

    """
    if isinstance(value, int):
        return value
    raise EvaluationError(f"an integer is needed here, not {describe(value)}")


def items(value: Value) -> tuple[Value, ...]:
    """Return ``value`` if it is a tuple.

    Raises:
        EvaluationError: it is anything else.

    """
    if isinstance(value, tuple):
        return value
    raise EvaluationError(f"a tuple or a range is needed here, not {describe(value)}")


def truth(value: Value) -> bool:
    """Return whether a number is not zero.

    Raises:
        EvaluationError: it is no number.

    """
    if isinstance(value, (int, Fraction)):
        return value != 0
    raise EvaluationError(f"{describe(value)} is neither true nor false")


def verdict(value: Value) -> bool:
    """Return the answer to a yes-or-no question: true, false, 1 or 0.

    Raises:
        EvaluationError: it is anything else; a count where a comparison was meant, say.

    """
    if isinstance(value, int) and 0 <= value <= 1:
        return value == 1
    raise EvaluationError(f"the result must be true or false, not {describe(value)}")


def bounded(value: int | Fraction) -> int | Fraction:
    """Return a number, whole fractions as integers.

    Raises:
        EvaluationError: it has more than `MAX_BITS` bits.

    """
    if isinstance(value, Fraction):
        if value.denominator == 1:
            value = value.numerator
        elif value.denominator.bit_length() > MAX_BITS:
            raise EvaluationError(f"a denominator of more than {MAX_BITS} bits")
    top = value if isinstance(value, int) else value.numerator
    if top.bit_length() > MAX_BITS:
        raise EvaluationError(f"a number of more than {MAX_BITS} bits")
    return value


def sequence(elements: Iterable[Value]) -> tuple[Value, ...]:
    """Return a tuple of ``elements``.

    Raises:
        EvaluationError: there are more than `MAX_LENGTH`.

    """
    collected = []
    for element in elements:
        collected.append(element)
        if len(collected) > MAX_LENGTH:
            raise EvaluationError(f"a tuple of more than {MAX_LENGTH} elements")
    return tuple(collected)


def weigh(budget: Budget, value: Value) -> None:
    """Charge for comparing ``value``; nested tuples may share parts, so each way in counts."""
    if isinstance(value, tuple):
        budget.charge(len(value))
        for element in value:
            weigh(budget, element)


def _add(a: Value, b: Value) -> Value:
    if isinstance(a, tuple) and isinstance(b, tuple):
        if len(a) + len(b) > MAX_LENGTH:
            raise EvaluationError(f"a tuple of more than {MAX_LENGTH} elements")
        return a + b
    return bounded(number(a) + number(b))


def _divisor(b: Value) -> int | Fraction:
    if number(b) == 0:
        raise EvaluationError("division by zero")
    return number(b)


def _power(a: Value, b: Value) -> Value:
    base, exponent = number(a), integer(b)
    parts = Fraction(base)
    bits = max(parts.numerator.bit_length(), parts.denominator.bit_length())
    if abs(exponent) > MAX_BITS or bits * abs(exponent) > 2 * MAX_BITS:
        raise EvaluationError(f"a power of more than {MAX_BITS} bits")
    if exponent < 0:
        return bounded(Fraction(1) / Fraction(_divisor(base)) ** -exponent)
    return bounded(base**exponent)


def _shift_count(b: Value) -> int:
    count = integer(b)
    if count < 0:
        raise EvaluationError(f"a shift by a negative count, {describe(count)}")
    return min(count, MAX_BITS + 1)


def _shift_left(a: Value, b: Value) -> Value:
    return bounded(integer(a) << _shift_count(b))


BINARY: Final[dict[type[ast.operator], Callable[[Value, Value], Value]]] = {
    ast.Add: _add,
    ast.Sub: lambda a, b: bounded(number(a) - number(b)),
    ast.Mult: lambda a, b: bounded(number(a) * number(b)),
    ast.Div: lambda a, b: bounded(Fraction(number(a)) / _divisor(b)),
    ast.FloorDiv: lambda a, b: bounded(number(a) // _divisor(b)),
    ast.Mod: lambda a, b: bounded(number(a) % _divisor(b)),
    ast.Pow: _power,
    ast.LShift: _shift_left,
    ast.RShift: lambda a, b: integer(a) >> _shift_count(b),
    ast.BitAnd: lambda a, b: integer(a) & integer(b),
    ast.BitOr: lambda a, b: integer(a) | integer(b),
    ast.BitXor: lambda a, b: integer(a) ^ integer(b),
}

UNARY: Final[dict[type[ast.unaryop], Callable[[Value], Value]]] = {
    ast.UAdd: lambda a: +number(a),
    ast.USub: lambda a: -number(a),
    ast.Invert: lambda a: ~int(integer(a)),
    ast.Not: lambda a: not truth(a),
}

COMPARISONS: Final[dict[type[ast.cmpop], Callable[[Value, Value], bool]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda a, b: a in items(b),
    ast.NotIn: lambda a, b: a not in items(b),
}


def compare(budget: Budget, comparison: type[ast.cmpop], a: Value, b: Value) -> bool:
    """Return ``a comparison b``.

    Raises:
        EvaluationError: the two cannot be put in order, or the budget is spent.

    """
    weigh(budget, a)
    weigh(budget, b)
    try:
        return COMPARISONS[comparison](a, b)
    except TypeError:
        raise EvaluationError(f"{describe(a)} and {describe(b)} have no order") from None


def element(value: Value, index: Value, bits: int | None) -> Value:
    """Return ``value[index]``: an element of a tuple, or a bit of a word (0 is the least).

    Args:
        value: a tuple or a non-negative integer.
        index: the position; negative counts from the end of a tuple.
        bits: the width of the word, where the expression tells it.

    Raises:
        EvaluationError: there is no such element or bit.

    """
    position = integer(index)
    if isinstance(value, tuple):
        if not -len(value) <= position < len(value):
            raise EvaluationError(f"index {describe(position)} in a tuple of {len(value)}")
        return value[position]
    if isinstance(value, int):
        if value < 0:
            raise EvaluationError("a bit of a negative number")
        if not 0 <= position < (bits or MAX_BITS):
            raise EvaluationError(f"bit {describe(position)} of a word of {bits or MAX_BITS} bits")
        return value >> position & 1
    raise EvaluationError(f"{describe(value)} has no elements")


def part(value: Value, start: Value, stop: Value) -> tuple[Value, ...]:
    """Return ``value[start:stop]`` of a tuple; None leaves an end open.

    Raises:
        EvaluationError: no tuple, or an end that is no integer.

    """
    ends = (None if end is None else integer(end) for end in (start, stop))
    return items(value)[slice(*ends)]
