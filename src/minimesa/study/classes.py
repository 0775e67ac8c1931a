"""Entries of a plan that stand for classes of functions: ``npn:4``, ``npn:5:size<=6``.

After the number of inputs may follow, each once and after a colon, ``size=R`` or ``size<=R`` (only
classes of that least size over ``b2``, as the census has it), ``sample=N`` (so many of them, drawn
uniformly without replacement, or all if there are no more) and ``seed=K`` (of the draw, 1 if it is
not given).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from minimesa.census.table import shipped
from minimesa.errors import InputError
from minimesa.problems import library
from minimesa.truth_tables import npn_representatives, to_hex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minimesa.problems.problem import Problem

PREFIX = "npn:"
_ENTRY = re.compile(
    r"npn:(?P<inputs>[1-5])(:size(?P<relation><?=)(?P<size>\d{1,2}))?"
    r"(:sample=(?P<sample>\d{1,6}))?(:seed=(?P<seed>\d{1,9}))?"
)


def problems(entry: str) -> Iterator[Problem]:
    """Yield the least function of each class that an entry stands for, ascending.

    Raises:
        InputError: the entry is malformed, or needs the census where that is left out.

    """
    inputs, tables = chosen(entry)
    for table in tables:
        yield library.find_problem(to_hex(table, inputs), inputs)


def chosen(entry: str) -> tuple[int, list[int]]:
    """Return the number of inputs of an entry, and the least tables of its classes, ascending.

    Raises:
        InputError: as for `problems`.

    """
    match = _ENTRY.fullmatch(entry)
    if match is None or (match["seed"] and not match["sample"]):
        raise InputError(
            f"{entry!r}: classes are those of 1 to 5 inputs, as npn:4, npn:5:size<=6 or "
            "npn:5:size=8:sample=100:seed=1"
        )
    inputs = int(match["inputs"])
    tables, sizes = _classes(inputs, with_sizes=match["size"] is not None)
    if match["size"] is not None:
        size = int(match["size"])
        tables = tables[sizes <= size if match["relation"] == "<=" else sizes == size]
    if match["sample"] and int(match["sample"]) < len(tables):
        draw = np.random.default_rng(int(match["seed"] or 1))
        tables = np.sort(draw.choice(tables, int(match["sample"]), replace=False))
    return inputs, tables.tolist()


def _classes(inputs: int, *, with_sizes: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return the least tables of all classes, and their least sizes if those are asked for."""
    census = shipped()
    if census is None and (inputs > 4 or with_sizes):
        raise InputError("the census of five inputs is not installed; it knows classes by size")
    if census is not None and inputs == census.inputs:
        return census.tables, census.sizes
    tables = npn_representatives(inputs)
    sizes = [census.look_up(t, inputs).size for t in tables] if census and with_sizes else []
    return np.array(tables), np.array(sizes)
