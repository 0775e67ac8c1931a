"""Bounds on depth and on summed cost for the selection-variable encoding."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minimesa.encoding.ssv import Layout


def bound_depth(layout: Layout, depth: int) -> None:
    """Bound the level of every output.

    Level variable (i, l), for l = 1 to depth + 1, says that gate i has level l or more; the last
    one means "too deep". A gate that no output needs may be too deep.
    """
    cnf = layout.cnf
    n = len(layout.query.relation.inputs)
    reaches = [cnf.new_block(depth + 1) for _ in layout.select]
    for i, choices in enumerate(layout.select):
        cnf.add(reaches[i][0])
        cnf.extend([-high, low] for low, high in zip(reaches[i], reaches[i][1:], strict=False))
        for fanin, selected in choices.items():
            for wire in fanin:
                if wire >= n:
                    below = reaches[wire - n]
                    cnf.extend(
                        [-selected, -b, own] for b, own in zip(below, reaches[i][1:], strict=False)
                    )
                    cnf.add(-selected, -below[-1], reaches[i][-1])
    for output in layout.outputs:
        for wire, on in output.wires.items():
            if wire >= n:
                cnf.add(-on, -reaches[wire - n][-1])


def bound_cost(layout: Layout, cost: int) -> None:
    """Bound the summed cost of the gates by ``cost``.

    Every gate costs at least the cheapest operator; for each dearer price there is a variable that
    an operator of that price implies.
    """
    cnf, basis = layout.cnf, layout.query.basis
    least = basis.least_cost
    prices = sorted({p for costs in basis.tables.values() for p in costs.values()} - {least})
    slack = cost - least * len(layout.select)
    if slack < 0:
        cnf.add()
        return
    terms: list[tuple[int, int]] = []
    for choices, bits_by_arity in zip(layout.select, layout.operator, strict=True):
        charged = dict(zip(prices, cnf.new_block(len(prices)), strict=True))
        terms.extend((variable, price - least) for price, variable in charged.items())
        for arity, costs in basis.tables.items():
            used = cnf.new()
            cnf.extend(
                [-selected, used] for fanin, selected in choices.items() if len(fanin) == arity
            )
            for table, price in costs.items():
                if price > least:
                    differs = [
                        -bit if table >> p & 1 else bit
                        for p, bit in enumerate(bits_by_arity[arity])
                        if bit is not None
                    ]
                    cnf.add(-used, *differs, charged[price])
    cnf.at_most_weight(terms, slack)
