"""Phrases that results and progress share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minimesa.synthesis.result import Bound

_LONGEST = 80
_UNITS = {"size": "gates", "depth": "levels"}


def plain(text: str) -> str:
    """Return ``text`` with what is not printable escaped; names come from files."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def label(name: str) -> str:
    """Return the name of a problem for people: that of a table of 16 inputs has 16,386 letters."""
    return plain(name if len(name) <= _LONGEST else f"{name[: _LONGEST - 3]}...")


def question(bound: Bound, objective: str, *, unit_cost: bool) -> str:
    """Return what a bound means: ``4 gates``, or ``depth 2, 5 gates``."""
    names = ["size", "depth"] if objective == "pareto" else objective.split(",")
    values = bound if isinstance(bound, tuple) else (bound,)
    parts = []
    for name, value in zip(names, values, strict=False):
        unit = "cost" if name == "size" and not unit_cost else _UNITS[name]
        if value is not None:
            parts.append(f"cost {value}" if unit == "cost" else count(value, unit))
    return ", ".join(parts)


def count(number: int, unit: str) -> str:
    """Return a number with its unit, which is given in the plural."""
    return f"{number} {unit.removesuffix('s') if number == 1 else unit}"
