"""Groups of choices by which a random part of all circuits can be cut out, all equally likely.

Each circuit makes exactly one choice of each group: the fan-in tuple of a gate, the operator of a
gate. When every choice is kept with probability p, independently of the others, every circuit is
kept with the same probability, p to the number of groups, however the circuits are distributed.
Unlike parity constraints over many variables such restrictions make the formula easier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

    from minimesa.encoding.ssv import Layout

MOST_OPERATORS = 200
"""Operators are a group of choices where there are at most so many of an arity."""


def choice_groups(layout: Layout) -> list[list[int]]:
    """Add what is needed to the formula; return groups of variables, one of each holds.

    The operator of an arity that a gate does not have is fixed, so that a numbered circuit settles
    every choice. The formula must allow one selection a gate.
    """
    cnf, basis = layout.cnf, layout.query.basis
    groups: list[list[int]] = []
    for choices, operators in zip(layout.select, layout.operator, strict=True):
        groups.append(list(choices.values()))
        for arity, bits in operators.items():
            tables = basis.tables[arity]
            if len(operators) > 1:
                used = [variable for fanin, variable in choices.items() if len(fanin) == arity]
                idle = min(tables)
                for p, bit in enumerate(bits):
                    if bit is not None:
                        cnf.add(*used, bit if idle >> p & 1 else -bit)
            if 1 < len(tables) <= MOST_OPERATORS:
                group = cnf.new_block(len(tables))
                for table, chosen in zip(tables, group, strict=True):
                    literals = [
                        bit if table >> p & 1 else -bit
                        for p, bit in enumerate(bits)
                        if bit is not None
                    ]
                    cnf.extend([-chosen, literal] for literal in literals)
                    cnf.add(chosen, *(-literal for literal in literals))
                groups.append(group)
    return groups


def random_restriction(
    groups: list[list[int]], probability: float, random: Random
) -> list[int] | None:
    """Return literals that cut out a random part, or None for an empty part.

    Args:
        groups: of choices.
        probability: with which each circuit is to be kept, above 0.
        random: the source of random numbers.

    """
    if not groups:
        return [] if random.random() < probability else None
    each = probability ** (1 / len(groups))
    literals: list[int] = []
    for group in groups:
        dropped = [-choice for choice in group if random.random() >= each]
        if len(dropped) == len(group):
            return None
        literals += dropped
    return literals
