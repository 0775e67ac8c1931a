"""What the families share: checked parameters, seeded choices, and the way to a relation.

Seeded choices use nothing but ``random.Random(seed).random()``, whose sequence Python promises to
keep, so that an instance is the same on every platform and in every version.
"""

from __future__ import annotations

import random
from functools import wraps
from typing import TYPE_CHECKING, Final, TypeVar

from minimesa.errors import InputError
from minimesa.problems.family import FamilyInstance
from minimesa.problems.problem import Utility
from minimesa.problems.tabulation import best_words
from minimesa.problems.words import Word, bit_names
from minimesa.relations import Relation, check_dimensions
from minimesa.truth_tables import full

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")

Words = tuple[Word, ...]
"""The input or output words of a family, the first one in the lowest bits."""

MAX_SEED: Final = 2**32 - 1
SEED: Final = (0, MAX_SEED)
"""The range of every seed."""
MAX_FAMILY_BITS: Final = 20
"""Most inputs and outputs together: every row is evaluated with every word in plain Python."""


def family(
    **ranges: tuple[int, int],
) -> Callable[[Callable[..., FamilyInstance]], Callable[..., FamilyInstance]]:
    """Decorate a family: its parameters are integers within these inclusive ranges, all needed.

    The decorated function raises InputError for a parameter that is unknown, missing, not an
    integer or out of range; the message has the range.
    """

    def decorate(build: Callable[..., FamilyInstance]) -> Callable[..., FamilyInstance]:
        name = build.__name__.replace("_", "-")

        @wraps(build)
        def checked(**parameters: int | str) -> FamilyInstance:
            for key, value in parameters.items():
                if key not in ranges:
                    raise InputError(f"{name} has no parameter {key!r}; it has {', '.join(ranges)}")
                low, high = ranges[key]
                if type(value) is not int or not low <= value <= high:
                    raise InputError(
                        f"{name}: {key} must be an integer from {low} to {high}, not {value!r}"
                    )
            missing = [key for key in ranges if key not in parameters]
            if missing:
                low, high = ranges[missing[0]]
                raise InputError(f"{name} needs the parameter {missing[0]!r}, from {low} to {high}")
            return build(**parameters)

        return checked

    return decorate


def seeded(seed: int) -> random.Random:
    """Return a generator of which only ``random()`` is to be used (see the module)."""
    return random.Random(seed)  # noqa: S311 - reproducible instances, no secrets


def below(generator: random.Random, bound: int) -> int:
    """Return a seeded integer from 0 to ``bound - 1``."""
    return int(generator.random() * bound)


def shuffled(generator: random.Random, items: Sequence[T]) -> list[T]:
    """Return the items in a seeded order (Fisher-Yates; Knuth, TAOCP 2, algorithm 3.4.2P)."""
    order = list(items)
    for last in range(len(order) - 1, 0, -1):
        other = below(generator, last + 1)
        order[last], order[other] = order[other], order[last]
    return order


def index_bits(count: int) -> int:
    """Return how many bits name one of ``count`` things."""
    return (count - 1).bit_length()


def array(name: str, count: int, bits: int) -> Word:
    """Return ``count`` fields of ``bits`` each: an array, or one word where they are bits."""
    return Word(name, count) if bits == 1 else Word(name, bits, count)


def fields(word: int, count: int, bits: int) -> tuple[int, ...]:
    """Return ``count`` fields of ``bits`` each of ``word``, the first one lowest."""
    return tuple(word >> i * bits & (1 << bits) - 1 for i in range(count))


def optimisation(
    inputs: Words,
    outputs: Words,
    utilities: Callable[[int], Mapping[int, int] | None],
    *,
    maximize: bool = True,
) -> FamilyInstance:
    """Return the instance in which an output word is acceptable when no legal one is better.

    Args:
        inputs: the input words.
        outputs: the output words.
        utilities: for a row the utility of each legal output word; None outside the care set.
        maximize: whether larger utilities are better.

    Raises:
        InputError: there are too many inputs or outputs.

    """
    n, m = _dimensions(inputs, outputs)
    allowed: list[int] = []
    legal: list[int] = []
    values: list[tuple[int | None, ...]] = []
    care = 0
    for t in range(1 << n):
        row = utilities(t)
        if row is None:
            allowed.append(full(m))
            legal.append(0)
            values.append(())
            continue
        care |= 1 << t
        scores = tuple(row.get(word) for word in range(1 << m))
        allowed.append(best_words(scores, maximize=maximize, tolerance=0))
        legal.append(sum(1 << word for word in row))
        values.append(scores)
    relation = Relation(bit_names(inputs), bit_names(outputs), tuple(allowed), care)
    return _instance(inputs, outputs, relation, Utility(tuple(legal), tuple(values), maximize))


def function(
    inputs: Words, outputs: Words, evaluate: Callable[[int], int | None]
) -> FamilyInstance:
    """Return the instance in which one output word is right at each row.

    Args:
        inputs: the input words.
        outputs: the output words.
        evaluate: the output word of a row; None outside the care set.

    Raises:
        InputError: there are too many inputs or outputs.

    """
    n, m = _dimensions(inputs, outputs)
    words = [evaluate(t) for t in range(1 << n)]
    relation = Relation(
        inputs=bit_names(inputs),
        outputs=bit_names(outputs),
        allowed=tuple(full(m) if word is None else 1 << word for word in words),
        care=sum(1 << t for t, word in enumerate(words) if word is not None),
    )
    return _instance(inputs, outputs, relation, None)


def _instance(
    inputs: Words, outputs: Words, relation: Relation, utility: Utility | None
) -> FamilyInstance:
    return FamilyInstance(
        input_words=tuple(part for word in inputs for part in word.parts),
        output_words=tuple(part for word in outputs for part in word.parts),
        relation=relation,
        utility=utility,
    )


def _dimensions(inputs: Words, outputs: Words) -> tuple[int, int]:
    n, m = (sum(word.width for word in words) for words in (inputs, outputs))
    check_dimensions(n, m)
    if n + m > MAX_FAMILY_BITS:
        raise InputError(
            f"{n} inputs and {m} outputs; a family may have {MAX_FAMILY_BITS} together; "
            "choose smaller parameters"
        )
    return n, m
