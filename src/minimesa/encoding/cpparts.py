"""The parts that both constraint models share: one gate's operator, and what the outputs owe.

Literals are OR-tools Boolean variables or their negations. A row is left out of a model where it
constrains nothing: rows outside the care set, rows of weight 0 under an accuracy, and, where NOT
is free, row 0 of every wire, since the normal form makes it 0 there.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, gcd
from typing import TYPE_CHECKING, Any

from minimesa.circuit import ONE, ZERO
from minimesa.errors import InputError
from minimesa.truth_tables import full

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ortools.sat.python.cp_model import CpModel

    from minimesa.basis import Basis
    from minimesa.encoding.query import Query

Literal = Any
"""A Boolean variable of OR-tools or its negation; its classes differ between versions."""

MAX_WEIGHT = 1 << 60
"""Largest sum of weights: OR-tools computes with 64-bit integers."""


@dataclass(frozen=True)
class Choice:
    """Which operator a gate has.

    Attributes:
        kinds: ``(arity, cost, literal)``: the operator has this arity and this cost. Exactly one
            holds where the gate exists, none where it does not.
        table: for each pattern of the most fan-ins a literal, the operator's value there. An
            operator of fewer fan-ins is 0 on patterns that set one that it does not have.

    """

    kinds: tuple[tuple[int, int, Literal], ...]
    table: tuple[Literal, ...]

    def arity(self, k: int) -> list[Literal]:
        """Return literals of which one holds exactly when the gate has ``k`` fan-ins."""
        return [literal for arity, _, literal in self.kinds if arity == k]

    def at_least(self, k: int) -> list[Literal]:
        """Return literals of which one holds exactly when the gate has ``k`` fan-ins or more."""
        return [literal for arity, _, literal in self.kinds if arity >= k]


def constants(basis: Basis) -> tuple[int, ...]:
    """Return the constant wires: 1 is 0 inverted where NOT is free."""
    return (ZERO,) if basis.free_not else (ONE, ZERO)


def wire_rows(query: Query) -> tuple[int, ...]:
    """Return the rows at which the value of a wire is a variable."""
    return tuple(t for t in output_rows(query) if t or not query.basis.free_not)


def output_rows(query: Query) -> tuple[int, ...]:
    """Return the rows at which the output word is constrained."""
    relation = query.relation
    if query.accuracy is None:
        return relation.rows
    return tuple(t for t in relation.rows if relation.weight(t))


def choose_operator(model: CpModel, basis: Basis, exists: Literal) -> Choice:
    """Add the choice of one operator of ``basis``, where ``exists`` holds."""
    most = max(basis.arities)
    table = tuple(model.new_bool_var("") for _ in range(1 << most))
    if basis.free_not:
        model.add_bool_and([~table[0]])
    groups: dict[tuple[int, int], list[int]] = {}
    for arity, costs in basis.tables.items():
        for operator, cost in costs.items():
            groups.setdefault((arity, cost), []).append(operator)
    kinds = []
    for (arity, cost), operators in sorted(groups.items()):
        kind = model.new_bool_var("")
        kinds.append((arity, cost, kind))
        model.add_bool_and([~bit for bit in table[1 << arity :]]).only_enforce_if(kind)
        _restrict(model, kind, table[: 1 << arity], operators, normal=basis.free_not)
    model.add(sum(kind for _, _, kind in kinds) == exists)
    return Choice(tuple(kinds), table)


def _restrict(
    model: CpModel, kind: Literal, bits: Sequence[Literal], operators: list[int], *, normal: bool
) -> None:
    """Ask that ``bits`` spell one of ``operators`` where ``kind`` holds, the shorter way."""
    step = 2 if normal else 1
    words = 1 << len(bits)
    if 2 * len(operators) * step <= words:
        one_of(model, kind, bits, operators)
    else:
        _none_of(model, kind, bits, set(range(0, words, step)) - set(operators))


def one_of(model: CpModel, condition: Literal, bits: Sequence[Literal], words: list[int]) -> None:
    """Ask that ``bits`` (least significant first) spell one of ``words`` under ``condition``."""
    picks = []
    for word in words:
        pick = model.new_bool_var("")
        picks.append(pick)
        model.add_bool_and(spell(bits, word)).only_enforce_if(pick)
    model.add(sum(picks) == condition)


def _none_of(
    model: CpModel, condition: Literal, bits: Sequence[Literal], words: Iterable[int]
) -> None:
    """Ask that ``bits`` spell none of ``words`` under ``condition``."""
    for word in sorted(words):
        model.add_bool_or([~condition, *(~bit for bit in spell(bits, word))])


def spell(bits: Sequence[Literal], word: int) -> list[Literal]:
    """Return the literals that hold together exactly when ``bits`` spell ``word``."""
    return [bit if word >> i & 1 else ~bit for i, bit in enumerate(bits)]


def apply_operator(
    model: CpModel, choice: Choice, fanin: Sequence[Mapping[int, Literal]], value: Mapping[int, Any]
) -> None:
    """Ask at each row that the gate's value is its operator's at the values of its fan-ins.

    Args:
        model: the model.
        choice: the operator.
        fanin: for each position the value at each row; 0 where the gate has no such fan-in.
        value: the gate's value at each row.

    """
    for t, result in value.items():
        columns = [position[t] for position in fanin]
        for pattern, operator in enumerate(choice.table):
            elsewhere = [~literal for literal in spell(columns, pattern)]
            model.add_bool_or([*elsewhere, ~operator, result])
            model.add_bool_or([*elsewhere, operator, ~result])


def invert(
    model: CpModel, query: Query, wires: Sequence[Mapping[int, Literal]]
) -> tuple[Sequence[Literal | None], dict[int, list[Literal]]]:
    """Return for each output whether it is inverted, and the output words by row.

    Args:
        model: the model.
        query: the question.
        wires: for each output the value of its wire at each row of `wire_rows`.

    Returns:
        For each output a literal (None where NOT is not free), and for each row of `output_rows`
        the literals of the output word, output 0 first.

    """
    if not query.basis.free_not:
        return [None] * len(wires), {t: [w[t] for w in wires] for t in output_rows(query)}
    inverters = [model.new_bool_var("") for _ in wires]
    words: dict[int, list[Literal]] = {}
    for t in output_rows(query):
        if t == 0:
            words[t] = list(inverters)
            continue
        words[t] = []
        for wire, inverter in zip(wires, inverters, strict=True):
            bit = model.new_bool_var("")
            model.add(bit == wire[t]).only_enforce_if(~inverter)
            model.add(bit != wire[t]).only_enforce_if(inverter)
            words[t].append(bit)
    return inverters, words


def satisfy(model: CpModel, query: Query, words: Mapping[int, list[Literal]]) -> None:
    """Ask that the output words are acceptable, on every row or on enough weight.

    Raises:
        InputError: the weights do not fit 64 bits.

    """
    relation = query.relation
    every = full(len(relation.outputs))
    always = model.new_constant(1)
    right = {}
    for t, bits in words.items():
        right[t] = always if query.accuracy is None else model.new_bool_var("")
        allowed = relation.allowed[t]
        if 2 * allowed.bit_count() <= every.bit_length():
            one_of(model, right[t], bits, _members(allowed))
        else:
            _none_of(model, right[t], bits, _members(every ^ allowed))
    if query.accuracy is None:
        return
    weights = {t: relation.weight(t) for t in words}
    shared = gcd(*weights.values()) or 1
    total = sum(weights.values())
    if total // shared > MAX_WEIGHT:
        raise InputError(f"the weights sum to {total // shared}; at most {MAX_WEIGHT} are counted")
    enough = ceil(query.accuracy * total / shared)
    model.add(sum(weights[t] // shared * literal for t, literal in right.items()) >= enough)


def _members(words: int) -> list[int]:
    """Return the positions of the set bits, ascending."""
    return [w for w in range(words.bit_length()) if words >> w & 1]
