"""Which queries must be refuted for a claim of minimality.

Derived from the claim alone, not from the log of the search. The symmetry breaks of a query assume
that fewer gates do not do, so a bound is refuted only together with all smaller ones: the lists
start at zero gates and depth zero.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from minimesa.encoding.breaks import connecting
from minimesa.encoding.cases import split
from minimesa.encoding.query import Query

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from fractions import Fraction

    from minimesa.basis import Basis
    from minimesa.encoding.demand import Demand
    from minimesa.relations import Relation
    from minimesa.synthesis.result import Bound, Objective


@dataclass(frozen=True)
class Claim:
    """What is claimed of a problem.

    Attributes:
        objective: what was minimised.
        status: ``optimal``, ``feasible``, ``infeasible`` or ``unknown``.
        lower_bound: the lower bound, in the order of the objective.
        front: for ``pareto``, its points ``(size, depth)`` by ascending size.
        demand: structure that no minimal circuit has; None where nothing is claimed of that.
        extra: nor does any circuit of up to so much more size have it.
        connected: what is said is said of circuits in which every gate reaches one of so many
            first outputs; of those with the structure alone where there is a demand. None for all
            circuits.

    """

    objective: Objective
    status: str
    lower_bound: Bound
    front: tuple[tuple[int, int], ...] = ()
    demand: Demand | None = None
    extra: int = 0
    connected: int | None = None


def obligations(
    claim: Claim,
    relation: Relation,
    basis: Basis,
    accuracy: Fraction | None,
    breaks: frozenset[str],
) -> Iterator[Query]:
    """Yield the queries whose refutation proves the lower bounds of a claim, each once.

    A lower bound ``(a, b)`` says that the first part is at least a, and the second at least b
    where the first is exactly a. An infeasible problem needs none: no row may lack a word.

    Lazily, since a claim that nobody vouches for may need very many. The front of an optimal
    ``pareto`` must have ascending sizes and descending depths. Where a demand is part of the claim,
    the objective must be ``size`` or ``depth,size``: that no circuit at the optimum meets it is one
    more query, whose symmetry breaks may assume that there is no smaller circuit at all, and each
    size beyond it another, which may assume those before.

    A claim of connected circuits has ``size`` or ``size,depth`` as its objective, or a demand: then
    the queries of the demand ask for such.
    """
    base = Query(relation, basis, accuracy=accuracy, breaks=breaks)
    lower = claim.lower_bound
    first, second = lower if isinstance(lower, tuple) else (lower, None)
    if first is None:
        return
    if claim.demand is not None:
        demanding = replace(
            base,
            demand=claim.demand,
            breaks=claim.demand.sound(breaks) if claim.connected is None else connecting(breaks),
            connected=claim.connected,
        )
        depth, size = (None, first) if second is None else (first, second)
        for larger in range(size, size + claim.extra + 1):
            yield from at_size(replace(demanding, depth=depth), larger)
    elif claim.connected is not None:
        base = replace(base, breaks=connecting(breaks), connected=claim.connected)
    if claim.objective in ("depth", "depth,size"):
        yield from (replace(base, depth=depth) for depth in range(first))
        if second is not None:
            yield from _sizes(replace(base, depth=first), second)
        return
    yield from _sizes(base, first)
    if claim.objective == "pareto" and claim.status == "optimal":
        yield from _front(base, claim.front)
    elif second is not None:
        yield from _depths_at(base, first, second)


def parts(query: Query, proved: Collection[str]) -> Iterator[Query]:
    """Yield a query, or in its place its cases where only such are among the labels proved.

    The cases are derived from the query (`minimesa.encoding.cases`), which makes them exhaustive.
    """
    start = f"{query.label}-gate-"
    if query.label in proved or not any(label.startswith(start) for label in proved):
        yield query
        return
    for case in split(query):
        yield from parts(case, proved)


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
