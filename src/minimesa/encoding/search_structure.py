"""Search-like structure as clauses: the definitions of `minimesa.encoding.demand` over SSV.

The solver chooses gates E = (e_1, ..., e_k), one renaming of the inputs for each but the first (a
permutation: an injective renaming of an evaluator's arguments extends to one), and for ``np`` the
complemented inputs. For every score vector s there is a copy of all values, computed with E forced
so that the scores are s. The conditions are then clauses between copies.

Scores are oriented alike: score i is e_i or its complement, so that score i at row t is score 1 at
the renamed row. Where NOT is free and inputs are taken as they are, no complement is needed, since
no renaming moves row 0, where every gate is 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise, permutations, product
from typing import TYPE_CHECKING

from minimesa.circuit import ONE
from minimesa.encoding import ssv
from minimesa.encoding.demand import smaller_functions
from minimesa.encoding.demand_limits import check, polarities

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from minimesa.encoding.cnf import Cnf
    from minimesa.encoding.demand import Demand
    from minimesa.encoding.ssv import Layout

Scores = tuple[int, ...]


@dataclass(frozen=True)
class Evaluators:
    """Variables of the chosen evaluators.

    Attributes:
        chosen: for each candidate and gate, "this gate is the evaluator".
        inverted: for each candidate, "the score is the complement of the gate", or a fixed bit.
        score: for each candidate, by row of all inputs, the natural score.

    """

    chosen: tuple[tuple[int, ...], ...]
    inverted: tuple[int | bool, ...]
    score: tuple[dict[int, int], ...]


def require(layout: Layout, demand: Demand) -> None:
    """Add the clauses of a demand to a formula whose gates are encoded on all rows.

    Raises:
        InputError: the demand cannot be stated (`check`).

    """
    query = layout.query
    check(demand, query.basis, len(query.relation.inputs))
    gates = len(layout.select)
    if gates < demand.candidates:
        layout.cnf.add()
        return
    evaluators = _evaluators(layout, demand)
    _not_in_cones(layout, evaluators)
    _renamed(layout, demand, evaluators)
    _not_smaller(layout, demand, evaluators)
    if demand.definition != "replicated":
        _selecting(layout, demand, evaluators)


def _evaluators(layout: Layout, demand: Demand) -> Evaluators:
    """Choose the evaluators, in the order of the gates: their numbering is free."""
    cnf = layout.cnf
    n, gates = len(layout.query.relation.inputs), len(layout.select)
    chosen = tuple(tuple(cnf.new_block(gates)) for _ in range(demand.candidates))
    for row in chosen:
        cnf.exactly_one(row)
    for first, second in pairwise(chosen):
        for i in range(gates):
            cnf.add(-second[i], *first[:i])
    upright = layout.query.basis.free_not and demand.variant == "p"
    inverted = tuple(False if upright or j == 0 else cnf.new() for j in range(demand.candidates))
    score = tuple(dict(zip(range(1 << n), cnf.new_block(1 << n), strict=True)) for _ in chosen)
    for j, row in enumerate(chosen):
        for i, here in enumerate(row):
            for t, value in score[j].items():
                # Where NOT is free, row 0 is not encoded: every gate is 0 there.
                gate = layout.value[i].get(t, False)
                _equal_xor(cnf, [-here], value, gate, inverted[j])
    for a, b in combinations(range(demand.candidates), 2):
        differ = cnf.new_block(1 << n)
        cnf.add(*differ)
        for t, at in enumerate(differ):
            cnf.add(-at, score[a][t], score[b][t])
            cnf.add(-at, -score[a][t], -score[b][t])
    return Evaluators(chosen, inverted, score)


def _equal_xor(
    cnf: Cnf, condition: list[int], target: int, source: int | bool, flip: int | bool
) -> None:
    """Say that target = source xor flip unless ``condition`` holds."""
    for s in (False, True) if not isinstance(source, bool) else (source,):
        for f in (False, True) if not isinstance(flip, bool) else (flip,):
            clause = list(condition)
            if not isinstance(source, bool):
                clause.append(-source if s else source)
            if not isinstance(flip, bool):
                clause.append(-flip if f else flip)
            cnf.add(*clause, target if s != f else -target)


def _not_in_cones(layout: Layout, evaluators: Evaluators) -> None:
    """No evaluator lies in the fan-in cone of another; candidates ascend, so look one way."""
    cnf = layout.cnf
    n = len(layout.query.relation.inputs)
    for a, b in combinations(range(len(evaluators.chosen)), 2):
        below = cnf.new_block(len(layout.select))
        for i, choices in enumerate(layout.select):
            cnf.add(-evaluators.chosen[a][i], below[i])
            cnf.add(-evaluators.chosen[b][i], -below[i])
            cnf.extend(
                [-selected, -below[wire - n], below[i]]
                for fanin, selected in choices.items()
                for wire in fanin
                if wire >= n
            )


def _renamed(layout: Layout, demand: Demand, evaluators: Evaluators) -> None:
    """Each score but the first is the first one at renamed inputs."""
    cnf = layout.cnf
    n = len(layout.query.relation.inputs)
    orders = list(permutations(range(n)))
    complements = polarities(demand, n)
    complemented = cnf.new_block(len(complements))
    cnf.exactly_one(complemented)
    first = evaluators.score[0]
    for score in evaluators.score[1:]:
        renaming = cnf.new_block(len(orders))
        cnf.exactly_one(renaming)
        for order, here in zip(orders, renaming, strict=True):
            for polarity, flipped in zip(complements, complemented, strict=True):
                for t in range(1 << n):
                    moved = sum(((t ^ polarity) >> order[i] & 1) << i for i in range(n)) ^ polarity
                    condition = [-here] if len(complements) == 1 else [-here, -flipped]
                    cnf.add(*condition, -score[t], first[moved])
                    cnf.add(*condition, score[t], -first[moved])


def _not_smaller(layout: Layout, demand: Demand, evaluators: Evaluators) -> None:
    """Keep the first score, and so every one, from being a function of fewer gates."""
    n = len(layout.query.relation.inputs)
    score = evaluators.score[0]
    for table in smaller_functions(layout.query.basis, n, demand.evaluator_gates):
        for polarity in (0, 1):
            layout.cnf.add(*(-v if (table >> t & 1) ^ polarity else v for t, v in score.items()))


def _selecting(layout: Layout, demand: Demand, evaluators: Evaluators) -> None:
    """One choice function explains the outputs under every forcing, and the scores matter."""
    cnf, relation = layout.cnf, layout.query.relation
    k = demand.candidates
    copies = {s: _copy(layout, evaluators, s) for s in product((0, 1), repeat=k)}
    # With two candidates the smallest is best as much as the largest: swap the candidates.
    symmetric = k == 2 and not demand.default
    largest: int | bool = True if symmetric else cnf.new()
    included = cnf.new_block(len(relation.outputs))
    cnf.add(*included)
    for maximised in (True,) if symmetric else (True, False):
        unless = [] if isinstance(largest, bool) else [-largest if maximised else largest]
        _choice(layout, demand, evaluators, copies, included, unless, maximised=maximised)
    for i in range(k):
        _matters(layout, evaluators, copies, included, i)
    if demand.definition == "mediated":
        _mediated(layout, demand, evaluators, copies, included)


def _copy(layout: Layout, evaluators: Evaluators, scores: Scores) -> list[dict[int, int]]:
    """Return for each output, by care row, its value when the scores are forced."""
    cnf, relation = layout.cnf, layout.query.relation
    rows = relation.rows
    values = tuple(dict(zip(rows, cnf.new_block(len(rows)), strict=True)) for _ in layout.select)
    for i in range(len(layout.select)):
        chosen = [row[i] for row in evaluators.chosen]
        ssv.gate_values(layout, i, values, rows, chosen)
        for here, inverted, score in zip(chosen, evaluators.inverted, scores, strict=True):
            for t in rows:
                _equal_xor(cnf, [-here], values[i][t], bool(score), inverted)
    words = []
    for output in layout.outputs:
        word = dict(zip(rows, cnf.new_block(len(rows)), strict=True))
        for wire, on in output.wires.items():
            for t in rows:
                _equal_xor(
                    cnf, [-on], word[t], _wire_value(layout, values, wire, t), output.inverter
                )
        words.append(word)
    return words


def _wire_value(
    layout: Layout, values: tuple[dict[int, int], ...], wire: int, t: int
) -> int | bool:
    n = len(layout.query.relation.inputs)
    if wire >= n:
        return values[wire - n][t]
    return wire == ONE or (wire >= 0 and bool(t >> wire & 1))


def _choice(  # noqa: PLR0912 - one branch a condition of the definition
    layout: Layout,
    demand: Demand,
    evaluators: Evaluators,
    copies: Mapping[Scores, list[dict[int, int]]],
    included: list[int],
    unless: list[int],
    *,
    maximised: bool,
) -> None:
    """Every score vector that counts gives the word of one best candidate; the words differ."""
    cnf = layout.cnf
    k = demand.candidates
    good, worst = (1, 0) if maximised else (0, 1)
    alone = [copies[tuple(good if j == i else worst for j in range(k))] for i in range(k)]
    for s, words in copies.items():
        if demand.default and s == (worst,) * k:
            continue
        choices = []
        for i in range(k):
            if s[i] != good and good in s:
                continue
            chosen = cnf.new()
            choices.append(chosen)
            for o, takes_part in enumerate(included):
                for t, value in words[o].items():
                    other = alone[i][o][t]
                    if other == value:  # candidate i wins alone: a clause would say nothing
                        continue
                    cnf.add(*unless, -chosen, -takes_part, -value, other)
                    cnf.add(*unless, -chosen, -takes_part, value, -other)
        if demand.reachable:
            occurs = cnf.new()
            for t in layout.query.relation.rows:
                cnf.add(occurs, *_scores_differ(evaluators, s, t))
            choices.append(-occurs)
        cnf.add(*unless, *choices)
    differ: list[int] = []
    for other_words in alone[1:]:
        differ.extend(_difference(cnf, alone[0], other_words, included))
    cnf.add(*unless, *differ)
    if demand.default:
        for a, b in combinations(range(k), 2):
            ties = cnf.new_block(len(layout.query.relation.rows))
            cnf.add(*unless, *ties)
            for tie, t in zip(ties, layout.query.relation.rows, strict=True):
                for j in (a, b):
                    value = evaluators.score[j][t]
                    cnf.add(*unless, -tie, value if good else -value)


def _scores_differ(evaluators: Evaluators, scores: Scores, t: int) -> list[int]:
    """Return the literals of "the natural scores at row t are not these"."""
    return [-v[t] if s else v[t] for v, s in zip(evaluators.score, scores, strict=True)]


def _difference(
    cnf: Cnf, first: list[dict[int, int]], second: list[dict[int, int]], included: list[int]
) -> Iterator[int]:
    """Yield a literal for each included output and row that implies that two words differ."""
    for a, b, takes_part in zip(first, second, included, strict=True):
        for t, value in a.items():
            differs = cnf.new()
            cnf.add(-differs, takes_part)
            cnf.add(-differs, value, b[t])
            cnf.add(-differs, -value, -b[t])
            yield differs


def _matters(
    layout: Layout,
    evaluators: Evaluators,
    copies: Mapping[Scores, list[dict[int, int]]],
    included: list[int],
    i: int,
) -> None:
    """State that forcing score i, and nothing else, changes an output at some row of K.

    No evaluator reads another, so the other scores keep their natural values: the word is that of
    the copy in which they are forced to these.
    """
    cnf = layout.cnf
    witnesses = []
    for o, takes_part in enumerate(included):
        for t in layout.query.relation.rows:
            changes = cnf.new()
            witnesses.append(changes)
            cnf.add(-changes, takes_part)
            for s, words in copies.items():
                if s[i]:
                    continue
                raised = copies[(*s[:i], 1, *s[i + 1 :])][o][t]
                others = [
                    literal for j, literal in enumerate(_scores_differ(evaluators, s, t)) if j != i
                ]
                cnf.add(-changes, *others, words[o][t], raised)
                cnf.add(-changes, *others, -words[o][t], -raised)
    cnf.add(*witnesses)


def _mediated(
    layout: Layout,
    demand: Demand,
    evaluators: Evaluators,
    copies: Mapping[Scores, list[dict[int, int]]],
    included: list[int],
) -> None:
    """Under every forcing that counts, no output depends on an input that an evaluator reads."""
    cnf, relation = layout.cnf, layout.query.relation
    n = len(relation.inputs)
    reads = cnf.new_block(n)
    for score in evaluators.score:
        for i, read in enumerate(reads):
            for t in range(1 << n):
                if not t >> i & 1:
                    cnf.add(read, -score[t], score[t | 1 << i])
                    cnf.add(read, score[t], -score[t | 1 << i])
    everywhere = relation.care == (1 << (1 << n)) - 1
    for s, words in copies.items():
        excuse = []
        if demand.reachable:
            occurs = cnf.new()
            excuse = [-occurs]
            for t in relation.rows:
                cnf.add(occurs, *_scores_differ(evaluators, s, t))
        for t, u in combinations(relation.rows, 2):
            changed = [i for i in range(n) if (t ^ u) >> i & 1]
            # With every row in K single changes carry over to all.
            if everywhere and len(changed) > 1:
                continue
            unread = [-reads[i] for i in changed]
            for takes_part, word in zip(included, words, strict=True):
                cnf.add(*excuse, *unread, -takes_part, -word[t], word[u])
                cnf.add(*excuse, *unread, -takes_part, word[t], -word[u])
