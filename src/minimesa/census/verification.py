"""Checking a census from scratch, with nothing that made it.

Every record stands for one class: the tables are least in their classes, no two are equal, and
there are as many as the Cauchy-Frobenius lemma says. Every circuit computes its table, as the
referee finds by evaluating it row by row. Sizes are then upper bounds; they are least if as many
classes as published have each size (see `minimesa.census.table.Table.least_beyond_doubt`). Depths
are computed anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from minimesa import basis, referee
from minimesa.census import depths, orbits, published
from minimesa.errors import RefereeError
from minimesa.relations import from_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from minimesa.census.table import Table

_REPORTED = 1 << 10


@dataclass(frozen=True)
class Verification:
    """What a check found.

    Attributes:
        inputs: the number of inputs.
        classes: how many records there are.
        evaluated: how many circuits the referee has evaluated.
        sizes: how many classes have a circuit of size 0, 1, ...
        depths: how many classes have depth 0, 1, ...
        least_up_to: circuits of at most so many gates are least for certain.
        problems: what is wrong, in words; empty if nothing is.
        exhausted: up to which size all circuits were gone through.

    """

    inputs: int
    classes: int
    evaluated: int
    sizes: tuple[int, ...]
    depths: tuple[int, ...]
    least_up_to: int
    problems: tuple[str, ...]
    exhausted: int | None = None

    @property
    def complete(self) -> bool:
        """Whether the counts are the published ones, so that every size and depth is least."""
        return self.sizes == published.SIZES[self.inputs] and (
            self.depths == published.DEPTHS[self.inputs]
        )

    def to_json(self) -> dict[str, Any]:
        """Return the object that ``census --json`` prints."""
        return {
            "inputs": self.inputs,
            "classes": self.classes,
            "evaluated": self.evaluated,
            "sizes": list(self.sizes),
            "published_sizes": list(published.SIZES[self.inputs]),
            "depths": list(self.depths),
            "published_depths": list(published.DEPTHS[self.inputs]),
            "least_up_to": self.least_up_to,
            "exhausted": self.exhausted,
            "complete": self.complete,
            "problems": list(self.problems),
        }


def summary(table: Table) -> Verification:
    """Count what a census claims, without checking it."""
    return _result(table, 0, ())


def verify(table: Table, chosen: Iterable[int], say: Callable[[str], None]) -> Verification:
    """Check a census.

    Args:
        table: the census.
        chosen: the classes, by place, whose circuits the referee evaluates.
        say: is told how far it is.

    """
    problems = list(_wrong_tables(table, say))
    if not problems:  # the depths are those of the classes that there are
        problems += _wrong_depths(table, say)
    evaluated = 0
    for index in chosen:
        problems += _wrong_circuit(table, index)
        evaluated += 1
        if evaluated % _REPORTED == 0:
            say(f"{evaluated} circuits evaluated")
    return _result(table, evaluated, problems)


def compared(
    result: Verification, table: Table, sizes: npt.NDArray[np.uint8], largest: int
) -> Verification:
    """Add to a check what sizes that were found by exhaustion say.

    Args:
        result: the check.
        table: the census that was checked.
        sizes: the least size of each class, if it is at most ``largest``.
        largest: the largest size that was gone through.

    """
    wrong = np.flatnonzero((sizes != table.sizes) & (np.minimum(sizes, table.sizes) <= largest))
    problems = [
        f"{len(wrong)} sizes differ from those found by exhaustion, the first that of "
        f"{int(table.tables[wrong[0]]):#x}"
        for _ in wrong[:1]
    ]
    return replace(result, exhausted=largest, problems=(*result.problems, *problems))


def sample(table: Table, count: int | None, seed: int) -> Iterable[int]:
    """Return the places of ``count`` random classes, ascending; of all without ``count``."""
    total = len(table.records)
    if count is None or count >= total:
        return range(total)
    chosen: list[int] = np.random.default_rng(seed).choice(total, count, replace=False).tolist()
    return sorted(chosen)


def _result(table: Table, evaluated: int, problems: Iterable[str]) -> Verification:
    return Verification(
        table.inputs,
        len(table.records),
        evaluated,
        tuple(np.bincount(table.sizes).tolist()),
        tuple(np.bincount(table.depths).tolist()),
        table.least_beyond_doubt,
        tuple(problems),
    )


def _wrong_tables(table: Table, say: Callable[[str], None]) -> Iterable[str]:
    """Yield what is wrong with the set of classes."""
    n = table.inputs
    expected = orbits.count_classes(n)
    if len(table.records) != expected:
        yield f"there are {len(table.records)} records for {expected} classes"
    if not (table.tables[1:] > table.tables[:-1]).all():
        yield "the tables do not ascend"
    for index, found in enumerate(table.tables.tolist()):
        if orbits.canonical(found, n)[0] != found:
            yield f"{found:#x} is not the least table of its class"
        if (index + 1) % (64 * _REPORTED) == 0:
            say(f"{index + 1} tables are least in their classes")


def _wrong_depths(table: Table, say: Callable[[str], None]) -> Iterable[str]:
    """Yield whether the depths are others than those computed anew."""
    found = depths.least_depths(table.tables, table.inputs, say)
    wrong = np.flatnonzero(found != table.depths)
    if len(wrong):
        yield f"{len(wrong)} depths are wrong, the first that of {int(table.tables[wrong[0]]):#x}"


def _wrong_circuit(table: Table, index: int) -> Iterable[str]:
    """Yield what is wrong with the circuit of a class."""
    function = int(table.tables[index])
    n = table.inputs
    try:
        circuit = table.look_up(function, n).circuit
        referee.check_solves(circuit, from_tables((function,), n))
        cost = referee.check_basis(circuit, basis.get("b2"))
    except RefereeError as error:
        yield f"the circuit of {function:#x}: {error}"
        return
    if cost != int(table.sizes[index]):
        yield f"the circuit of {function:#x} costs {cost}, not {int(table.sizes[index])}"
