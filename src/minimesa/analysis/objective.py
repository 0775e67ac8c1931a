"""The declared objective of a problem as Boolean functions: ranks of utilities, comparisons.

A utility is replaced by its rank, from 0 upwards, among all values it takes on legal ``(x, a)``
with x in K, in the fewest bits. So an increasing rescaling of the utility changes nothing. (Ranks
follow the utility as it is written, for `minimize` too.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minimesa.errors import InputError
from minimesa.truth_tables import projection

if TYPE_CHECKING:
    from fractions import Fraction

    from minimesa.problems.problem import Problem


@dataclass(frozen=True)
class Target:
    """A Boolean function that matters on some rows only.

    Attributes:
        table: its truth table; 0 on rows that do not matter.
        rows: the rows that matter.

    """

    table: int
    rows: int


@dataclass(frozen=True)
class Objective:
    """The canonical scores of a problem.

    Attributes:
        actions: the output words that are legal on some row of K, ascending.
        bits: bits of a rank; 0 where the utility has one value only.
        legal: for each action the rows of K on which it is legal.
        ranks: for each action the rank by row; -1 where it is not legal.
        scores: for each action the bits of its rank, most significant first.

    """

    actions: tuple[int, ...]
    bits: int
    legal: tuple[int, ...]
    ranks: tuple[tuple[int, ...], ...]
    scores: tuple[tuple[Target, ...], ...]


def objective(problem: Problem) -> Objective:
    """Return the canonical scores of a problem.

    Raises:
        InputError: the problem has no utility.

    """
    utility, relation = problem.utility, problem.relation
    if utility is None:
        raise InputError(
            f"{problem.name} declares no objective; it needs maximize or minimize in [solve]"
        )
    rows = range(1 << len(relation.inputs))
    legal = [utility.legal[t] if relation.care >> t & 1 else 0 for t in rows]
    values: dict[tuple[int, int], int | Fraction] = {}
    for t in rows:
        for w, value in enumerate(utility.values[t] if legal[t] else ()):
            if value is not None and legal[t] >> w & 1:
                values[t, w] = value
    order = sorted(set(values.values()))
    rank = {value: position for position, value in enumerate(order)}
    bits = max(0, len(order) - 1).bit_length()
    actions = tuple(sorted({w for _, w in values}))
    ranks = tuple(
        tuple(rank[values[t, w]] if (t, w) in values else -1 for t in rows) for w in actions
    )
    where = tuple(sum(1 << t for t in rows if by_row[t] >= 0) for by_row in ranks)
    scores = tuple(
        tuple(
            Target(sum(1 << t for t in rows if by_row[t] >= 0 and by_row[t] >> j & 1), legal_rows)
            for j in reversed(range(bits))
        )
        for by_row, legal_rows in zip(ranks, where, strict=True)
    )
    return Objective(actions, bits, where, ranks, scores)


def trivial(target: Target, n: int) -> int | None:
    """Return the wire of a constant or input that equals ``target`` or its complement, if any.

    -1 stands for a constant. Such a score is not explicit: no gate says it.
    """
    if matches(target, 0):
        return -1
    return next((i for i in range(n) if matches(target, projection(i, n))), None)


def matches(target: Target, table: int) -> bool:
    """Tell whether ``table``, or its complement, is ``target`` on the rows that matter."""
    different = (target.table ^ table) & target.rows
    return different in (0, target.rows)


def comparison(problem: Problem, goal: Objective, left: int, right: int) -> Target:
    """Return [the best of ``left`` is strictly better than the best of ``right``].

    ``left`` and ``right`` are sets of actions, bit i for ``goal.actions[i]``. It matters on the
    rows where both have a legal action. For single actions a and b and `maximize` this is
    [u(x, a) > u(x, b)]; for `minimize` better means smaller.
    """
    assert problem.utility is not None
    pick, sign = (max, 1) if problem.utility.maximize else (min, -1)
    table = rows = 0
    for t in range(1 << len(problem.relation.inputs)):
        sides = [
            [r[t] for i, r in enumerate(goal.ranks) if side >> i & 1 and r[t] >= 0]
            for side in (left, right)
        ]
        if all(sides):
            rows |= 1 << t
            if sign * (pick(sides[0]) - pick(sides[1])) > 0:
                table |= 1 << t
    return Target(table, rows)
