"""What may be required of a circuit, and what it takes to look for such circuits."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from itertools import combinations, product
from math import prod
from typing import TYPE_CHECKING, Any

from minimesa.analysis.objective import Objective, Target, comparison, matches, objective, trivial
from minimesa.encoding.demand import DEFINITIONS, Demand
from minimesa.errors import InputError
from minimesa.relations import Relation, check_dimensions
from minimesa.synthesis.builder import expresses_all
from minimesa.synthesis.expressible import inexpressible
from minimesa.truth_tables import full, projection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minimesa.basis import Basis
    from minimesa.problems.problem import Problem

DECLARED = ("declared-all", "declared-lean", "comparisons")
REQUIREMENTS = (*DECLARED, *DEFINITIONS)
MOST_ALTERNATIVES = 64
"""Sets of wanted wires of which any one will do; each is a synthesis of its own."""
MOST_COMPARISONS = 1 << 10
"""Tournaments, with either side of each match first, that are looked at to find those sets."""

Wanted = tuple[tuple[str, Target], ...]
"""Functions that must be on wires, up to complement, each with a name."""


@dataclass(frozen=True)
class Case:
    """One way to meet a declared requirement.

    Attributes:
        wanted: the functions that must be on wires.
        problem: the problem with those that no other one says as further outputs.

    """

    wanted: Wanted
    problem: Problem


@dataclass(frozen=True)
class Requirement:
    """A definition of search that a circuit must satisfy.

    Attributes:
        name: one of `REQUIREMENTS`.
        demand: for the structural definitions, how they are stated as clauses.

    """

    name: str
    demand: Demand | None = None

    @property
    def label(self) -> str:
        """The requirement in one word."""
        return self.name if self.demand is None else self.demand.label

    def to_json(self) -> dict[str, Any]:
        """Return the requirement as a JSON object."""
        structure = {} if self.demand is None else asdict(self.demand)
        structure.pop("definition", None)
        return {"definition": self.name, **structure}


def requirement(
    name: str,
    *,
    variant: str = "p",
    candidates: int = 2,
    evaluator_gates: int = 1,
    default: bool = False,
    reachable: bool = False,
    score_bits: int = 1,
) -> Requirement:
    """Return a requirement by name; the other arguments speak of the structural definitions.

    Raises:
        InputError: an unknown name, or a value that cannot be required.

    """
    if name in DECLARED:
        given = (variant, candidates, evaluator_gates, default, reachable, score_bits)
        if given != ("p", 2, 1, False, False, 1):
            raise InputError(f"thresholds speak of structure; {name} has none")
        return Requirement(name)
    if name not in DEFINITIONS:
        raise InputError(f"{name!r} cannot be required; choose {', '.join(REQUIREMENTS)}")
    demand = Demand(name, variant, candidates, evaluator_gates, default, reachable, score_bits)
    return Requirement(name, demand)


def cases(problem: Problem, name: str, basis: Basis) -> list[Case]:
    """Return the ways to meet a declared requirement over a basis; empty where it is vacuous.

    A circuit meets the requirement if and only if its gates solve the problem of some case.

    Raises:
        InputError: there are none or too many, or one is too large; or NOT is not free.

    """
    if not basis.free_not:
        raise InputError(
            f"{name} takes scores up to complement, which needs a basis where NOT is free, "
            f"not {basis.name}"
        )
    choices = alternatives(problem, name)
    found = [Case(wanted, extended(problem, independent(wanted))) for wanted in choices]
    kept = [
        case
        for case in found
        if expresses_all(basis) or not inexpressible(case.problem.relation, basis)
    ]
    if found and not kept:
        raise InputError(f"no circuit over {basis.name} has what {name} asks for")
    return kept


def alternatives(problem: Problem, name: str) -> list[Wanted]:
    """Return the sets of functions of which one must be on wires; empty where that is vacuous.

    A score that a constant or an input says needs no wire; it is not explicit. `declared-all`
    with fewer than two explicit candidates, and the others with none, are vacuous.

    Raises:
        InputError: the problem has no utility, or there are too many alternatives.

    """
    goal = objective(problem)
    n = len(problem.relation.inputs)
    scores = [_explicit(goal, i, n) for i in range(len(goal.actions))]
    explicit = sum(bool(score) for score in scores)
    if name == "declared-all":
        return [tuple(bit for score in scores for bit in score)] if explicit >= 2 else []
    if name == "declared-lean":
        found = [
            tuple(bit for i, score in enumerate(scores) if i != omitted for bit in score)
            for omitted in range(len(scores))
        ]
        return _minimal([wanted for wanted in found if wanted])
    return _minimal([wanted for wanted in _comparisons(problem, goal) if wanted])


def _explicit(goal: Objective, action: int, n: int) -> Wanted:
    bits = goal.scores[action]
    return tuple(
        (f"score_{goal.actions[action]}_{len(bits) - 1 - j}", bit)
        for j, bit in enumerate(bits)
        if trivial(bit, n) is None
    )


def _comparisons(problem: Problem, goal: Objective) -> Iterator[Wanted]:
    """Yield the comparisons of all pairs, and of the matches of every knock-out tournament.

    Nothing where constants and inputs can compare every pair.
    """
    k = len(goal.actions)
    n = len(problem.relation.inputs)
    if all(
        any(
            trivial(comparison(problem, goal, *sides), n) is not None
            for sides in ((1 << a, 1 << b), (1 << b, 1 << a))
        )
        for a, b in combinations(range(k), 2)
    ):
        return
    pairs = k * (k - 1) // 2
    # Trees with k leaves, unordered: (2k - 3)!!, each with a match for every inner node.
    trees = prod(range(2 * k - 3, 0, -2))
    if (1 << pairs) + (trees << (k - 1)) > MOST_COMPARISONS:
        raise InputError(f"comparisons of {k} actions: too many tournaments to try each")
    every = tuple((1 << a, 1 << b) for a, b in combinations(range(k), 2))
    schedules = {every, *_tournaments((1 << k) - 1)}
    for schedule in sorted(schedules):
        for turned in product((False, True), repeat=len(schedule)):
            wanted = []
            for (left, right), turn in zip(schedule, turned, strict=True):
                sides = (right, left) if turn else (left, right)
                target = comparison(problem, goal, *sides)
                if trivial(target, n) is None:
                    wanted.append((f"better_{sides[0]}_{sides[1]}", target))
            yield tuple(wanted)


def _tournaments(players: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield the matches of every knock-out tournament among a set of players (bit i for i)."""
    if players.bit_count() == 1:
        yield ()
        return
    lowest = players & -players
    part = rest = players ^ lowest
    while part:
        here = players ^ part
        for first in _tournaments(here):
            for second in _tournaments(part):
                yield (*first, *second, (here, part))
        part = (part - 1) & rest


def _minimal(found: list[Wanted]) -> list[Wanted]:
    """Drop alternatives that want all that another one wants.

    Raises:
        InputError: too many are left.

    """
    sets = {frozenset(target for _, target in wanted): wanted for wanted in found}
    kept = [wanted for want, wanted in sets.items() if not any(other < want for other in sets)]
    if len(kept) > MOST_ALTERNATIVES:
        raise InputError(f"{len(kept)} alternatives; at most {MOST_ALTERNATIVES} are tried")
    return kept


def independent(wanted: Wanted) -> Wanted:
    """Drop functions that another one says: a wire for that one, up to complement, is theirs."""
    kept: list[tuple[str, Target]] = []
    for name, target in sorted(wanted, key=lambda item: -item[1].rows.bit_count()):
        if not any(_says(other, target) for _, other in kept):
            kept.append((name, target))
    return tuple(kept)


def _says(a: Target, b: Target) -> bool:
    """Tell whether every function that is ``a`` on its rows is ``b``, or its complement, on b's."""
    return not b.rows & ~a.rows and matches(b, a.table)


def extended(problem: Problem, wanted: Wanted) -> Problem:
    """Return the problem with each wanted function as a further output, and named for that.

    On rows where it does not matter the output is free. Where NOT is free a wire up to complement
    and an output are the same thing.

    Raises:
        InputError: the relation grows too large to store.

    """
    relation = problem.relation
    m = len(relation.outputs)
    try:
        check_dimensions(len(relation.inputs), m + len(wanted))
    except InputError as error:
        raise InputError(f"{problem.name} with its scores as outputs: {error.message}") from error
    names = [*relation.outputs, *(name for name, _ in wanted)]
    width = len(names)
    # The words of the problem's own outputs, under every word of the scores.
    spread = sum(1 << (s << m) for s in range(1 << len(wanted)))
    allowed = []
    for t, words in enumerate(relation.allowed):
        if not relation.care >> t & 1:
            allowed.append(full(width))
            continue
        mask = words * spread
        for o, (_, target) in enumerate(wanted, start=m):
            if target.rows >> t & 1:
                ones = projection(o, width)
                mask &= ones if target.table >> t & 1 else ~ones
        allowed.append(mask)
    return replace(
        problem,
        name=f"{problem.name} with {', '.join(name for name, _ in wanted)}",
        relation=Relation(
            relation.inputs, tuple(names), tuple(allowed), relation.care, relation.weights
        ),
    )
