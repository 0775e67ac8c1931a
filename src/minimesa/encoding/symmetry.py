"""The symmetry breaks of the selection-variable encoding, one function each.

What each one forbids, and why that is sound, stands with its name in `minimesa.encoding.breaks`.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from minimesa.encoding import breaks, eliminated
from minimesa.encoding.invariance import (
    complementable_inputs,
    complemented_exchanges,
    exchangeable_inputs,
    renamings,
)
from minimesa.encoding.reduction import reducible
from minimesa.truth_tables import merged

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.encoding.cnf import Cnf
    from minimesa.encoding.ssv import Layout
    from minimesa.relations import Relation


def apply(layout: Layout) -> None:
    """Add the clauses of every break that the query asks for and that applies to it."""
    functions: dict[str, Callable[[Layout], None]] = {
        breaks.USE_ALL: use_all,
        breaks.NO_REAPPLY: no_reapply,
        breaks.ASSOCIATIVE: associative,
        breaks.COLEX: colex_order,
        breaks.OPERATOR_ORDER: operator_order,
        breaks.SYMMETRIC_INPUTS: symmetric_inputs,
        breaks.COMPLEMENTED_INPUTS: complemented_inputs,
        breaks.RENAMED_INPUTS: renamed_inputs,
        breaks.AT_MOST_ONE: at_most_one,
        breaks.INPUTS_USED: inputs_used,
        breaks.READ_ELSEWHERE: read_elsewhere,
        breaks.ELIMINATED: eliminated.apply,
    }
    for name, function in functions.items():
        if name in layout.query.breaks:
            function(layout)


def use_all(layout: Layout) -> None:
    """Every gate is read by a later gate or an output."""
    n = len(layout.query.relation.inputs)
    for i in range(len(layout.select)):
        readers = [
            selected
            for choices in layout.select[i + 1 :]
            for fanin, selected in choices.items()
            if n + i in fanin
        ]
        outputs = layout.outputs[: layout.query.connected]
        readers.extend(o.wires[n + i] for o in outputs if n + i in o.wires)
        layout.cnf.add(*readers)


def no_reapply(layout: Layout) -> None:
    """No gate computes, from gates over one pair of wires, what it could from the pair itself."""
    if not layout.query.basis.all_two_input:
        return
    n = len(layout.query.relation.inputs)
    for i, choices in enumerate(layout.select):
        for later in layout.select[i + 1 :]:
            layout.cnf.extend(
                [-selected, -later[wire, n + i]]
                for fanin, selected in choices.items()
                for wire in fanin
            )
    for i, j in combinations(range(len(layout.select)), 2):
        for later in layout.select[j + 1 :]:
            layout.cnf.extend(
                [-later[n + i, n + j], -selected, -layout.select[j][fanin]]
                for fanin, selected in layout.select[i].items()
            )


def associative(layout: Layout) -> None:
    """Of three wires that two gates join, the inner gate joins the lower two."""
    query = layout.query
    basis = query.basis
    associates = basis.unit_cost and basis.free_not and basis.arities == (2,)
    if query.depth is not None or not associates or not set(basis.tables[2]) >= CONJUNCTIONS:
        return
    n, cnf = len(query.relation.inputs), layout.cnf
    above = [_above(cnf, choices, n + i - 1) for i, choices in enumerate(layout.select)]
    for i, choices in enumerate(layout.select):
        for j, later in enumerate(layout.select[i + 1 :], i + 1):
            joined = [(fanin[0], s) for fanin, s in later.items() if fanin[1] == n + i]
            if not choices or not joined:
                continue
            readers = [
                selected
                for k, others in enumerate(layout.select[i + 1 :], i + 1)
                for fanin, selected in others.items()
                if k != j and n + i in fanin
            ]
            readers += [o.wires[n + i] for o in layout.outputs if n + i in o.wires]
            shared, like = cnf.new(), _alike(layout, i, j)
            cnf.add(-shared, *readers)
            for wire, selected in joined:
                if wire in above[i]:
                    cnf.add(-selected, -above[i][wire], -like, shared)


CONJUNCTIONS = frozenset({0x2, 0x4, 0x8, 0xE})
"""The conjunctions of two literals, in normal form."""


def _above(cnf: Cnf, choices: dict[tuple[int, ...], int], highest: int) -> dict[int, int]:
    """Return for each wire a variable that holds if the greater of the fan-ins is above it."""
    found: dict[int, int] = {}
    for wire in reversed(range(highest)):
        found[wire] = cnf.new()
        if wire + 1 in found:
            cnf.add(-found[wire + 1], found[wire])
        cnf.extend([-s, found[wire]] for fanin, s in choices.items() if fanin[1] == wire + 1)
    return found


def _alike(layout: Layout, inner: int, outer: int) -> int:
    """Return a variable that holds if two gates associate, the inner one read second.

    That is so for two exclusive ors, and if the outer gate takes the inner one, which is a
    conjunction or the complement of one, into a conjunction with that polarity.
    """
    cnf, like = layout.cnf, layout.cnf.new()
    first, second, third = _operator(layout, inner)
    other, own, both = _operator(layout, outer)
    # Rows 1 and 2 both hold for an exclusive or and a disjunction alone.
    cnf.add(first, other, like)  # inner 2, 4, 8 or none; outer 4 or 8
    cnf.add(second, other, like)
    cnf.add(-first, -second, third, -other, -own, both, like)  # two exclusive ors
    cnf.add(-first, -second, -third, -other, -own, -both, like)  # two disjunctions
    cnf.add(-first, -second, -third, -other, own, like)  # the complement of one, and the other wire
    return like


def _operator(layout: Layout, gate: int) -> list[int]:
    """Return the variables of rows 1 to 3 of a gate of two inputs where NOT is free."""
    return [bit for bit in layout.operator[gate][2] if bit is not None]


def colex_order(layout: Layout) -> None:
    """Consecutive gates ascend unless the later reads the earlier."""
    n = len(layout.query.relation.inputs)
    cnf = layout.cnf
    for i, (first, second) in enumerate(pairwise(layout.select)):
        # prefix[c] holds when the first gate's tuple is the c-th or a later one.
        tuples = list(first)
        later = cnf.new_block(len(tuples))
        cnf.extend([-first[fanin], at] for fanin, at in zip(tuples, later, strict=True))
        cnf.extend([-high, low] for low, high in pairwise(later))
        # The tuples of the second gate that do not read the first are those of the first.
        for c, fanin in enumerate(tuples[:-1]):
            cnf.add(-second[fanin], -later[c + 1])
        assert all(n + i in fanin for fanin in second if fanin not in first)


def operator_order(layout: Layout) -> None:
    """Consecutive gates on equal fan-ins have ascending operators, strictly if equal ones merge."""
    cnf = layout.cnf
    strict = reducible(layout.query.basis, within_cost=True)
    for i, (first, second) in enumerate(pairwise(layout.select)):
        for arity, bits in layout.operator[i].items():
            equal = cnf.new()
            cnf.extend(
                [-selected, -second[fanin], equal]
                for fanin, selected in first.items()
                if len(fanin) == arity
            )
            # Lexicographic comparison from the highest row down; the prefix says "equal so far".
            prefix = equal
            pairs = zip(bits, layout.operator[i + 1][arity], strict=True)
            for low, high in reversed(list(pairs)):
                if low is None or high is None:
                    continue
                cnf.add(-prefix, -low, high)
                following = cnf.new()
                cnf.add(-prefix, low, high, following)
                cnf.add(-prefix, -low, -high, following)
                prefix = following
            if strict:
                cnf.add(-prefix)


def symmetric_inputs(layout: Layout) -> None:
    """Of two exchangeable inputs the first gate that tells them apart reads the smaller."""
    cnf = layout.cnf
    for p, q in exchangeable_inputs(layout.query.relation):
        earlier: list[int] = []
        for choices, operator in zip(layout.select, layout.operator, strict=True):
            reads_p = []
            for fanin, selected in choices.items():
                if p in fanin and q in fanin:
                    if len(fanin) == 2:  # a wider gate counts as one that tells
                        first, second = operator[2][1], operator[2][2]
                        assert first is not None
                        assert second is not None
                        cnf.add(-selected, first, -second, *earlier)
                        reads_p.append(_all(cnf, [selected, first, -second]))
                    else:
                        reads_p.append(selected)
                elif p in fanin:
                    reads_p.append(selected)
                elif q in fanin:
                    cnf.add(-selected, *earlier)
            earlier = earlier + reads_p


def _all(cnf: Cnf, literals: list[int]) -> int:
    """Return a new variable that implies all of the literals."""
    both = cnf.new()
    cnf.extend([-both, literal] for literal in literals)
    return both


def complemented_inputs(layout: Layout) -> None:
    """Break the symmetries that complement inputs: by gate 0, and by who is read first."""
    relation, basis = layout.query.relation, layout.query.basis
    if not basis.free_not or layout.query.demand is not None or layout.query.connected is not None:
        return
    plain = set(exchangeable_inputs(relation))
    for p, q, _ in complemented_exchanges(relation):
        if (p, q) in plain:
            continue
        earlier: list[int] = []
        for choices in layout.select:
            for fanin, selected in choices.items():
                if q in fanin and p not in fanin:
                    layout.cnf.add(-selected, *earlier)
            earlier = earlier + [s for fanin, s in choices.items() if p in fanin]
    _least_first_operator(layout)


def _least_first_operator(layout: Layout) -> None:
    """Gate 0 has the least of the operators that complementings of inputs turn into each other."""
    masks = complementable_inputs(layout.query.relation)
    for fanin, selected in layout.select[0].items() if layout.select else ():
        if min(fanin) < 0:  # a constant is not complemented
            continue
        flips = {sum((mask >> wire & 1) << p for p, wire in enumerate(fanin)) for mask in masks}
        bits = layout.operator[0][len(fanin)]
        for table in layout.query.basis.tables[len(fanin)]:
            if any(_flipped(table, flip, len(bits)) < table for flip in flips):
                layout.cnf.add(
                    -selected,
                    *(-b if table >> t & 1 else b for t, b in enumerate(bits) if b is not None),
                )


def _flipped(table: int, flip: int, rows: int) -> int:
    """Return an operator with some fan-ins complemented, in normal form."""
    image = sum((table >> (t ^ flip) & 1) << t for t in range(rows))
    return image ^ ((1 << rows) - 1) if image & 1 else image


def renamed_inputs(layout: Layout) -> None:
    """Gate 0 reads the least of the fan-in tuples that renamings turn into each other."""
    query = layout.query
    if query.demand is not None or query.connected is not None or not layout.select:
        return
    for fanin, selected in layout.select[0].items():
        for renaming in renamings(query.relation, complementing=query.basis.free_not):
            image = sorted(renaming[wire] if wire >= 0 else wire for wire in fanin)
            if image[::-1] < list(fanin[::-1]):
                layout.cnf.add(-selected)
                break


def at_most_one(layout: Layout) -> None:
    """Each gate has at most one fan-in tuple."""
    for choices in layout.select:
        layout.cnf.at_most_one(list(choices.values()))


def inputs_used(layout: Layout) -> None:
    """Each input that matters to every acceptable function is read."""
    if layout.query.accuracy is not None:
        return
    for i in essential_inputs(layout.query.relation):
        readers = [s for choices in layout.select for fanin, s in choices.items() if i in fanin]
        readers.extend(o.wires[i] for o in layout.outputs if i in o.wires)
        layout.cnf.add(*readers)


def read_elsewhere(layout: Layout) -> None:
    """Of two inputs that functions do not see through one gate, no gate is the only reader."""
    n, tables = len(layout.query.relation.inputs), layout.query.relation.tables()
    if tables is None or layout.query.accuracy is not None:
        return
    for pair in combinations(range(n), 2):
        if merged(tables, *pair, n) is not None:
            continue
        outputs = [o.wires[i] for o in layout.outputs for i in pair if i in o.wires]
        for choices in layout.select:
            if pair in choices:
                others = (
                    selected
                    for other in layout.select
                    if other is not choices
                    for fanin, selected in other.items()
                    if pair[0] in fanin or pair[1] in fanin
                )
                layout.cnf.add(-choices[pair], *outputs, *others)


def essential_inputs(relation: Relation) -> tuple[int, ...]:
    """Return the inputs on which every acceptable function depends.

    Input i is essential when two rows of K that differ in it alone share no acceptable word. (For
    functions without don't-cares that is the support; for relations it is a sufficient test.)
    """
    allowed = relation.allowed
    return tuple(
        i
        for i in range(len(relation.inputs))
        if any(not t >> i & 1 and not allowed[t] & allowed[t | 1 << i] for t in range(len(allowed)))
    )
