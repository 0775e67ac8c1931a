"""Prices of random small utilities against a walk over all sets of gate functions.

What is declared speaks of functions only, so a circuit of least size has no two equal gates, and
the sets of functions that some gates compute decide the least size. They are walked by size, over
the operators of `b2`, from scratch.
"""

import random
from collections import Counter
from functools import cache
from itertools import combinations

import pytest

from minimesa import basis
from minimesa.pricing.price import price
from minimesa.pricing.requirement import requirement
from minimesa.problems.problem import Problem, Utility
from minimesa.relations import Relation
from minimesa.synthesis.options import Options
from oracles.local import LocalEngine

N = 3
ROWS = range(1 << N)
INPUTS = [sum((t >> i & 1) << t for t in ROWS) for i in range(N)]
FREE = {0, *INPUTS}
ONES = (1 << len(ROWS)) - 1
MOST = 4


@cache
def sets_of_functions():
    """Return, by number of gates, the sets of functions (0 at row 0) that so many compute."""
    levels = [{frozenset()}]
    for _ in range(MOST):
        longer = set()
        for functions in levels[-1]:
            wires = [*INPUTS, *functions]
            for a, b in combinations(wires, 2):
                for new in (a & b, a & ~b, ~a & b, a ^ b, a | b):
                    if new and new not in wires:
                        longer.add(functions | {new})
        levels.append(longer)
    return levels


def random_problem(rng):
    """Return a problem of two or three actions with few utilities, and the utilities."""
    actions = rng.choice((2, 2, 3))
    m = 1 if actions == 2 else 2
    most = rng.choice((1, 1, 2))
    simple = [*INPUTS, *(f ^ flip for (f,) in sets_of_functions()[1] for flip in (0, ONES))]
    chosen = [rng.choice(simple) if rng.random() < 0.8 else rng.randrange(256) for _ in range(6)]
    values = [
        [sum(chosen[2 * w + j] >> t & 1 for j in range(most)) for w in range(actions)] for t in ROWS
    ]
    maximize = rng.random() < 0.5
    pick = max if maximize else min
    allowed = tuple(sum(1 << w for w in range(actions) if row[w] == pick(row)) for row in values)
    relation = Relation(("a", "b", "c"), ("y", "z")[:m], allowed, ONES)
    padded = tuple((*row, *[None] * ((1 << m) - actions)) for row in values)
    utility = Utility(((1 << actions) - 1,) * len(ROWS), padded, maximize)
    return Problem("random", "", relation, utility), values, pick


def said(bits, wires):
    """Tell whether some wire is a list of bits by row, up to complement."""
    table = sum(bit << t for t, bit in enumerate(bits))
    return table in wires or table ^ ONES in wires


def ranks(values):
    order = sorted({value for row in values for value in row})
    width = (len(order) - 1).bit_length()
    return [
        [[order.index(row[w]) >> j & 1 for row in values] for j in range(width)]
        for w in range(len(values[0]))
    ]


def compared(values, pick, left, right):
    """Return [the best of ``left`` is better than the best of ``right``], by row."""
    sign = 1 if pick is max else -1
    return [
        int(sign * (pick(row[w] for w in left) - pick(row[w] for w in right)) > 0) for row in values
    ]


def tournament(values, pick, players, wires):
    """Tell whether the matches of some knock-out tournament are on wires."""
    if len(players) == 1:
        return True
    first, *others = players
    for size in range(len(others)):
        for team in combinations(others, size):
            left = (first, *team)
            right = tuple(w for w in others if w not in team)
            match = said(compared(values, pick, left, right), wires) or said(
                compared(values, pick, right, left), wires
            )
            if (
                match
                and tournament(values, pick, left, wires)
                and tournament(values, pick, right, wires)
            ):
                return True
    return False


def satisfies(name, values, pick, wires):
    """Tell whether wires (tables) satisfy a definition, gates or not."""
    scores = [all(said(bits, wires) for bits in score) for score in ranks(values)]
    if name == "declared-all":
        return all(scores)
    if name == "declared-lean":
        explicit = [not all(said(bits, FREE) for bits in score) for score in ranks(values)]
        return any(
            all(scores[:omitted] + scores[omitted + 1 :])
            and any(explicit[:omitted] + explicit[omitted + 1 :])
            for omitted in range(len(scores))
        )
    actions = range(len(values[0]))
    pairs = all(
        said(compared(values, pick, (a,), (b,)), wires)
        or said(compared(values, pick, (b,), (a,)), wires)
        for a, b in combinations(actions, 2)
    )
    return pairs or tournament(values, pick, tuple(actions), wires)


def solves(relation, wires):
    """Tell whether outputs on wires, up to complement, give an acceptable word on every row."""
    tables = [table ^ flip for table in wires for flip in (0, ONES)]
    if len(relation.outputs) == 1:
        return any(
            all(relation.allowed[t] >> (table >> t & 1) & 1 for t in ROWS) for table in tables
        )
    # Output by output: the rows on which each low bit leaves a choice.
    for low in tables:
        zero = sum(bool(relation.allowed[t] >> (low >> t & 1) & 1) << t for t in ROWS)
        one = sum(bool(relation.allowed[t] >> (low >> t & 1 | 2) & 1) << t for t in ROWS)
        if zero | one == ONES and any(not (high & ~one | ~high & ONES & ~zero) for high in tables):
            return True
    return False


def least(relation, wanted):
    """Return the least number of gates of a set that solves the relation and is as wanted."""
    for size, level in enumerate(sets_of_functions()):
        for functions in level:
            wires = [0, *INPUTS, *functions]
            if wanted(set(wires)) and solves(relation, wires):
                return size
    return None


@pytest.mark.parametrize("name", ["declared-all", "declared-lean", "comparisons"])
def test_random_utilities(name):
    rng = random.Random(name)
    outcomes = Counter()
    for _ in range(20 if name == "declared-all" else 60):
        problem, values, pick = random_problem(rng)
        found = price(problem, Options(basis.get("b2")), requirement(name), LocalEngine())
        plain = least(problem.relation, lambda _wires: True)
        if plain is None:
            continue
        assert found.plain.size == plain
        if found.verdict == "vacuous":
            scores = [all(said(bits, FREE) for bits in score) for score in ranks(values)]
            explicit = scores.count(False)
            if name == "declared-all":
                assert explicit < 2
            elif name == "declared-lean":
                assert not explicit
            else:
                assert satisfies(name, values, pick, FREE)
            outcomes["vacuous"] += 1
            continue
        if name == "comparisons" and satisfies(name, values, pick, FREE):
            continue  # a tournament of inputs alone is none
        searching = least(
            problem.relation,
            lambda wires, values=values, pick=pick: satisfies(name, values, pick, wires),
        )
        if searching is None:
            assert found.searching.solution.size > MOST
            outcomes["beyond"] += 1
            continue
        assert found.searching.solution.size == searching, (values, pick)
        outcomes["upheld" if searching > plain else "refuted"] += 1
    assert outcomes["upheld"]
    # With all scores on wires a zero is rare; `test_prices_worked_out_by_hand` has one.
    assert outcomes["refuted"] or name == "declared-all"
