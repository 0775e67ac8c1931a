"""Which queries must be refuted for a claim of minimality.

Derived from the claim alone, not from the log of the search. The symmetry breaks of a query assume
that fewer gates do not do, so a bound is refuted only together with all smaller ones: the lists
start at zero gates and depth zero.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from minimesa.encoding.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from minimesa.basis import Basis
    from minimesa.relations import Relation
    from minimesa.synthesis.result import Bound, Objective


@dataclass(frozen=True)
class Claim:
    """What is claimed of a problem.

    Attributes:
        objective: what was minimised.
        status: ``optimal``, ``feasible`` or ``unknown``.
        lower_bound: the lower bound, in the order of the objective.
        front: for an optimal ``pareto``, its points ``(size, depth)`` by ascending size.

    """

    objective: Objective
    status: str
    lower_bound: Bound
    front: tuple[tuple[int, int], ...] = ()


def obligations(
    claim: Claim,
    relation: Relation,
    basis: Basis,
    accuracy: Fraction | None,
    breaks: frozenset[str],
) -> list[Query]:
    """Return the queries whose refutation proves the lower bounds of a claim."""
    base = Query(relation, basis, accuracy=accuracy, breaks=breaks)
    lower = claim.lower_bound
    bounds = lower if isinstance(lower, tuple) else (lower,)
    first = bounds[0]
    second = bounds[1] if len(bounds) > 1 else None
    if first is None:
        return []
    if claim.objective in ("size", "size,depth", "pareto"):
        queries = list(_sizes(base, first))
        if claim.objective == "pareto" and claim.status == "optimal":
            queries.extend(_front(base, claim.front))
        elif claim.objective == "size,depth" and second is not None:
            queries.extend(_depths_at(base, first, second))
        return queries
    queries = [replace(base, depth=depth) for depth in range(first)]
    if second is not None:
        queries.extend(_sizes(replace(base, depth=first), second))
    return queries


def at_size(base: Query, size: int) -> Iterator[Query]:
    """Yield the queries that together ask for a circuit of at most this size (or cost)."""
    if base.basis.unit_cost:
        yield replace(base, gates=size)
        return
    for gates in range(size // base.basis.least_cost + 1):
        yield replace(base, gates=gates, cost=size)


def _sizes(base: Query, end: int) -> Iterator[Query]:
    for size in range(end):
        yield from at_size(base, size)


def _depths_at(base: Query, size: int, end: int) -> Iterator[Query]:
    for depth in range(end):
        yield from at_size(replace(base, depth=depth), size)


def _front(base: Query, front: tuple[tuple[int, int], ...]) -> Iterator[Query]:
    """Yield the queries that prove a front: its ends, its steps, and its points."""
    least_depth = front[-1][1]
    for depth in range(least_depth):
        yield replace(base, depth=depth)
    for position, (size, depth) in enumerate(front):
        # Less depth than the least was refuted for any size, except for the first point, whose
        # search came before.
        for level in range(least_depth if position else 0, depth):
            yield from at_size(replace(base, depth=level), size)
    for (size, depth), (following, _) in pairwise(front):
        for between in range(size + 1, following):
            yield from at_size(replace(base, depth=depth - 1), between)
