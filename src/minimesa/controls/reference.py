"""Reference search circuits: evaluate every candidate, compare, select.

The scores are the declared ones (ranks of the utility, see `minimesa.analysis.objective`); where
an action is not legal on every row of the care set, a bit that says so stands before its rank, so
that an illegal action scores below every legal one. Comparisons are strict and ties go to the
earlier action. Evaluators are built once for each function and renamed, so that candidates that
are scored alike have identical sub-circuits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations
from typing import TYPE_CHECKING, Literal

from minimesa.analysis.objective import Target, objective
from minimesa.analysis.renamings import find_renaming, joint_support, rename
from minimesa.circuit import Circuit, Output, without_junk
from minimesa.controls.formulas import emit, small_formula
from minimesa.errors import InputError
from minimesa.synthesis.builder import AND, NOT_A, OR, Builder
from minimesa.truth_tables import cofactor, full

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.analysis.objective import Objective
    from minimesa.basis import Basis
    from minimesa.controls.formulas import Formula
    from minimesa.problems.problem import Problem
    from minimesa.synthesis.builder import Literal as Wire

Structure = Literal["scan", "tournament", "pairs"]
STRUCTURES: tuple[Structure, ...] = ("scan", "tournament", "pairs")
"""How candidates are compared: each with the best so far, by knock-out, or every two."""

A_AND_NOT_B, NOT_A_AND_B, XNOR = 0x2, 0x4, 0x9
_MOST_PERMUTED = 6
"""Renamings of functions with don't-cares are tried one by one up to this many inputs."""


@dataclass(frozen=True)
class Reference:
    """A reference search circuit.

    Attributes:
        circuit: the circuit; its inputs and outputs stand in the order of the problem's.
        actions: the output words that it chooses between, ascending.
        scores: for each action the bits of its score, most significant first, as wire and whether
            it is complemented. A bit may be a constant or an input.

    """

    circuit: Circuit
    actions: tuple[int, ...]
    scores: tuple[tuple[Wire, ...], ...]


_Evaluator = tuple[tuple[int, ...], list["Formula"]]
"""The bits of a score as tables, and as formulas."""


@dataclass(frozen=True)
class _Player:
    """A candidate, or the winner of some: its score (most significant bit first) and its word."""

    score: tuple[Wire, ...]
    word: tuple[Wire, ...]


def reference_circuit(problem: Problem, basis: Basis, structure: Structure = "scan") -> Circuit:
    """Return the circuit of `reference`.

    Raises:
        InputError: see `reference`.

    """
    return reference(problem, basis, structure).circuit


def reference(problem: Problem, basis: Basis, structure: Structure = "scan") -> Reference:
    """Return a circuit that solves an optimisation problem by searching through its actions.

    Args:
        problem: a problem with a utility.
        basis: what gates may compute.
        structure: how candidates are compared.

    Raises:
        InputError: the problem has no utility, a row of its care set has no legal action, or the
            basis cannot express AND, OR, XOR and NOT.

    """
    goal = objective(problem)
    relation, utility = problem.relation, problem.utility
    assert utility is not None
    row = relation.infeasible_row()
    if row is not None:
        raise InputError(f"{problem.name} has no legal action at row {row}: nothing to search")
    n, m = len(relation.inputs), len(relation.outputs)
    builder = Builder(basis, n)
    scores = _evaluators(goal, relation.care, n, builder)
    ranked = len(scores[0]) - goal.bits
    orders = [True] * ranked + [utility.maximize] * goal.bits
    players = [
        _Player(score, tuple(builder.constant(bool(action >> o & 1)) for o in range(m)))
        for score, action in zip(scores, goal.actions, strict=True)
    ]
    word = _Arena(builder, orders).play(players, structure)
    outputs = [Output(name, *bit) for name, bit in zip(relation.outputs, word, strict=True)]
    # The scores ride along as outputs so that their wires are known once junk is gone.
    extra = [Output("", *bit) for score in scores for bit in score[ranked:]]
    whole = without_junk(Circuit(relation.inputs, tuple(builder.gates), (*outputs, *extra)))
    wires = iter((o.wire, o.inverted) for o in whole.outputs[m:])
    return Reference(
        replace(whole, outputs=whole.outputs[:m]),
        goal.actions,
        tuple(tuple(next(wires) for _ in range(goal.bits)) for _ in goal.actions),
    )


def _evaluators(goal: Objective, care: int, n: int, builder: Builder) -> list[tuple[Wire, ...]]:
    """Return the score of each action, with its legality first where some action may be illegal."""
    made: list[_Evaluator] = []
    scores = []
    for bits, legal in zip(goal.scores, goal.legal, strict=True):
        targets = list(bits)
        if any(rows != care for rows in goal.legal):
            targets.insert(0, Target(legal, care))
        formulas, image = _evaluator(targets, made, n)
        leaves = [(image.get(i, i), False) for i in range(n)]
        scores.append(tuple(emit(formula, leaves, builder) for formula in formulas))
    return scores


def _evaluator(
    targets: Sequence[Target], made: list[_Evaluator], n: int
) -> tuple[list[Formula], dict[int, int]]:
    """Return formulas for a score and what to rename in them: one of ``made``, or a new one."""
    for tables, formulas in made:
        image = _renaming(tables, targets, n)
        if image is not None:
            return formulas, image
    tables = tuple(_completion(target, n) for target in targets)
    formulas = [small_formula(table, n)[1] for table in tables]
    made.append((tables, formulas))
    return formulas, {}


def _renaming(tables: tuple[int, ...], targets: Sequence[Target], n: int) -> dict[int, int] | None:
    """Return the input that each input of an evaluator must become for it to fit the targets."""
    sources = joint_support(tables, n)
    if all(target.rows == full(n) for target in targets):
        images = find_renaming(tables, tuple(target.table for target in targets), n)
        return None if images is None else dict(zip(sources, images, strict=True))
    if n > _MOST_PERMUTED:
        return None
    for images in permutations(range(n), len(sources)):
        image = dict(zip(sources, images, strict=True))
        if all(
            (rename(table, image, n) ^ target.table) & target.rows == 0
            for table, target in zip(tables, targets, strict=True)
        ):
            return image
    return None


def _completion(target: Target, n: int) -> int:
    """Return a function of few inputs, and a small formula, that is ``target`` where it matters."""
    ones, zeros = target.table & target.rows, target.rows & ~target.table
    for i in reversed(range(n)):
        wider = [cofactor(t, i, 0, n) | cofactor(t, i, 1, n) for t in (ones, zeros)]
        if wider[0] & wider[1] == 0:
            ones, zeros = wider
    return min((ones, full(n) ^ zeros), key=lambda table: small_formula(table, n)[0])


class _Arena:
    """Comparisons and selections under construction.

    Args:
        builder: where gates go.
        orders: for each bit of a score whether 1 is better.

    """

    def __init__(self, builder: Builder, orders: Sequence[bool]) -> None:
        self._builder = builder
        self._orders = orders

    def play(self, players: Sequence[_Player], structure: Structure) -> tuple[Wire, ...]:
        """Return the word of the best player, the earliest among equals."""
        if structure == "pairs":
            return self._champion(players)
        if structure == "tournament":
            return self._knock_out(players, final=True).word
        holder = players[0]
        for i, challenger in enumerate(players[1:], 2):
            holder = self._match(holder, challenger, final=i == len(players))
        return holder.word

    def _knock_out(self, players: Sequence[_Player], *, final: bool) -> _Player:
        if len(players) == 1:
            return players[0]
        middle = (len(players) + 1) // 2
        first = self._knock_out(players[:middle], final=False)
        second = self._knock_out(players[middle:], final=False)
        return self._match(first, second, final=final)

    def _match(self, holder: _Player, challenger: _Player, *, final: bool) -> _Player:
        """Return the challenger where it is strictly better, else the holder."""
        better = self._better(challenger, holder)
        word = self._choose(holder.word, challenger.word, better)
        if final:
            return _Player((), word)
        if len(self._orders) == 1:
            operator = OR if self._orders[0] else AND
            pair = holder.score[0], challenger.score[0]
            return _Player((self._builder.function(operator, pair),), word)
        return _Player(self._choose(holder.score, challenger.score, better), word)

    def _choose(self, low: Sequence[Wire], high: Sequence[Wire], select: Wire) -> tuple[Wire, ...]:
        pairs = zip(low, high, strict=True)
        return tuple(self._builder.multiplexer(a, b, select) for a, b in pairs)

    def _better(self, a: _Player, b: _Player) -> Wire:
        """Return whether the score of ``a`` is strictly better than that of ``b``."""
        build = self._builder.function
        result = self._builder.constant(False)
        for x, y, more in reversed(list(zip(a.score, b.score, self._orders, strict=True))):
            strictly = build(A_AND_NOT_B if more else NOT_A_AND_B, (x, y))
            result = build(OR, (strictly, build(AND, (build(XNOR, (x, y)), result))))
        return result

    def _champion(self, players: Sequence[_Player]) -> tuple[Wire, ...]:
        """Return the word of the player that beats all earlier and is beaten by no later one."""
        build = self._builder.function
        wins = [self._builder.constant(True) for _ in players]
        for j, later in enumerate(players):
            for i, earlier in enumerate(players[:j]):
                better = self._better(later, earlier)
                wins[j] = build(AND, (wins[j], better))
                wins[i] = build(AND, (wins[i], build(NOT_A, (better, better))))
        word = []
        for o in range(len(players[0].word)):
            bit = self._builder.constant(False)
            for win, player in zip(wins, players, strict=True):
                bit = build(OR, (bit, build(AND, (win, player.word[o]))))
            word.append(bit)
        return tuple(word)
