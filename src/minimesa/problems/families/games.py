"""Games in general: the game tree, the hash game, the best response to a modelled opponent."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from minimesa.errors import InputError
from minimesa.problems.families.common import (
    SEED,
    array,
    below,
    family,
    fields,
    index_bits,
    optimisation,
    seeded,
    shuffled,
)
from minimesa.problems.words import Word

if TYPE_CHECKING:
    from minimesa.problems.family import FamilyInstance

MAX_STRING = 12
"""Most bits of the hash game's final string: its permutations are stored."""


@family(depth=(1, 4), branching=(2, 4), bits=(1, 4))
def game_tree(depth: int, branching: int, bits: int) -> FamilyInstance:
    """Return: a best first move in a full game tree whose leaves are given.

    Inputs are the ``branching ** depth`` leaves, numbers of ``bits`` bits; the moves that lead to
    a leaf are the digits of its number, the first move most significant. The first player moves
    first and maximises, the second minimises, in turn. Output ``move``; its utility is the value
    of the game after it.
    """
    leaves = branching**depth

    def value(scores: tuple[int, ...], *, maximise: bool) -> int:
        if len(scores) == 1:
            return scores[0]
        part = len(scores) // branching
        values = [
            value(scores[i : i + part], maximise=not maximise) for i in range(0, len(scores), part)
        ]
        return max(values) if maximise else min(values)

    def utilities(t: int) -> dict[int, int]:
        scores = fields(t, leaves, bits)
        part = leaves // branching
        return {
            move: value(scores[move * part : (move + 1) * part], maximise=False)
            for move in range(branching)
        }

    return optimisation(
        (array("leaf", leaves, bits),), (Word("move", index_bits(branching)),), utilities
    )


@family(players=(1, 2), length=(1, 8), letter_bits=(1, 2), turns=(1, 4), seed=SEED)
def hash_game(players: int, length: int, letter_bits: int, turns: int, seed: int) -> FamilyInstance:
    """Return: a best first letter in the hash game.

    Input is a ``string`` of ``length`` bits. In each turn a player appends a letter of
    ``letter_bits`` bits (above the others), and a permutation of all strings of that length,
    fixed by the seed, scrambles the result. After ``turns`` turns the first player wins when the
    lowest bit is 1. One player appends every letter, two take turns. Output ``letter``: the first
    one; its utility is 1 when the first player wins after it by perfect play, else 0.
    """
    if length + turns * letter_bits > MAX_STRING:
        raise InputError(
            f"hash-game: length + turns * letter_bits must be at most {MAX_STRING}, "
            f"not {length + turns * letter_bits}"
        )
    generator = seeded(seed)
    scrambles = [
        shuffled(generator, range(1 << length + turn * letter_bits)) for turn in range(1, turns + 1)
    ]

    def append(string: int, letter: int, turn: int) -> int:
        return scrambles[turn][string | letter << length + turn * letter_bits]

    @cache
    def value(string: int, turn: int) -> int:
        if turn == turns:
            return string & 1
        outcomes = [
            value(append(string, letter, turn), turn + 1) for letter in range(1 << letter_bits)
        ]
        return min(outcomes) if players == 2 and turn % 2 else max(outcomes)

    def utilities(t: int) -> dict[int, int]:
        return {letter: value(append(t, letter, 0), 1) for letter in range(1 << letter_bits)}

    return optimisation((Word("string", length),), (Word("letter", letter_bits),), utilities)


@family(actions=(2, 8), replies=(2, 4), payoffs=(2, 8), seed=SEED)
def best_response(actions: int, replies: int, payoffs: int, seed: int) -> FamilyInstance:
    """Return: a best action against an opponent whose policy is given.

    Input: the opponent's policy, for each action the reply that would follow it (``reply`` bits,
    or words reply_a, reply_b, ... where there are more than two replies; K holds the policies
    whose replies exist). The seed draws the payoff of each action and reply from
    ``0 .. payoffs - 1``. Output ``action``; its utility is the payoff under that policy.
    """
    generator = seeded(seed)
    payoff = [[below(generator, payoffs) for _ in range(replies)] for _ in range(actions)]
    bits = index_bits(replies)

    def utilities(t: int) -> dict[int, int] | None:
        policy = fields(t, actions, bits)
        if max(policy) >= replies:
            return None
        return {action: payoff[action][reply] for action, reply in enumerate(policy)}

    return optimisation(
        (array("reply", actions, bits),), (Word("action", index_bits(actions)),), utilities
    )
