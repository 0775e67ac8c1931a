"""Satisfiability: a model of a formula whose clauses are switched on by the inputs."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

from minimesa.errors import InputError
from minimesa.problems.families.common import SEED, family, optimisation, seeded, shuffled
from minimesa.problems.words import Word

if TYPE_CHECKING:
    from minimesa.problems.family import FamilyInstance

Clause = tuple[tuple[int, int], ...]
"""Literals as (variable, 1 for positive or 0 for negated), by ascending variable."""


@family(
    variables=(1, 6), clauses=(1, 12), shortest=(1, 6), longest=(1, 6), positive=(0, 6), seed=SEED
)
def cnf(
    variables: int, clauses: int, shortest: int, longest: int, positive: int, seed: int
) -> FamilyInstance:
    """Return: a model of a formula in conjunctive normal form.

    The seed picks ``clauses`` different clauses of ``shortest`` to ``longest`` literals, at most
    ``positive`` of which are positive (1 for Horn clauses), and keeps them in the order of length,
    variables and signs. Input ``clause`` has a bit for each: 1 where the formula contains it. K
    holds the formulas that have a model. Output ``assignment`` has a bit for each variable; its
    utility is 1 when it satisfies the formula, else 0.
    """
    possible = _clauses(variables, shortest, longest, positive)
    if clauses > len(possible):
        raise InputError(
            f"cnf: with these parameters there are only {len(possible)} such clauses, not {clauses}"
        )
    numbers = sorted(shuffled(seeded(seed), range(len(possible)))[:clauses])
    chosen = [possible[i] for i in numbers]
    violated = [
        sum(
            1 << i
            for i, clause in enumerate(chosen)
            if all(assignment >> variable & 1 != sign for variable, sign in clause)
        )
        for assignment in range(1 << variables)
    ]

    def utilities(t: int) -> dict[int, int] | None:
        satisfied = {a: int(not t & clauses_) for a, clauses_ in enumerate(violated)}
        return satisfied if any(satisfied.values()) else None

    return optimisation((Word("clause", clauses),), (Word("assignment", variables),), utilities)


def _clauses(variables: int, shortest: int, longest: int, positive: int) -> list[Clause]:
    """Return all such clauses by length, then variables, then signs."""
    return [
        tuple(zip(chosen, signs, strict=True))
        for length in range(shortest, min(longest, variables) + 1)
        for chosen in combinations(range(variables), length)
        for signs in product((0, 1), repeat=length)
        if sum(signs) <= positive
    ]
