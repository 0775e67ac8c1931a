"""A census in words and columns."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from minimesa.census import published

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.census.verification import Verification


def describe(result: Verification, *, verified: bool) -> str:
    """Return the counts next to the published ones, and what follows from them."""
    n = result.inputs
    lines = [
        f"{result.classes:,} classes of functions of {n} inputs, basis b2",
        "",
        *_columns("size", result.sizes, published.SIZES[n]),
        "",
        *_columns("depth", result.depths, published.DEPTHS[n]),
        "",
        _conclusion(result),
    ]
    if verified:
        lines.append(
            f"checked: every class, every depth, and {result.evaluated:,} circuits, evaluated "
            f"row by row; {len(result.problems) or 'no'} "
            f"{'error' if len(result.problems) == 1 else 'errors'}"
        )
    if result.exhausted is not None:
        lines.append(
            f"all circuits of at most {result.exhausted} gates were gone through: they give "
            "the same sizes"
            if not result.problems
            else f"all circuits of at most {result.exhausted} gates were gone through"
        )
    return "\n".join(lines)


def _columns(name: str, found: Sequence[int], expected: Sequence[int]) -> list[str]:
    lines = [f"{name:>5}  {'classes':>8}  {'published':>9}"]
    for value, (count, count_published) in enumerate(zip_longest(found, expected, fillvalue=0)):
        mark = "" if count == count_published else f"  {count - count_published:+,}"
        lines.append(f"{value:5}  {count:8,}  {count_published:9,}{mark}")
    return lines


def _conclusion(result: Verification) -> str:
    if result.complete:
        return "The counts are the published ones, so every size is least, and so is every depth."
    return (
        f"The counts differ from the published ones: circuits of at most {result.least_up_to} "
        "gates are least, larger ones may have gates too many."
    )
