"""Search-like structure as clauses: the definitions of `minimesa.encoding.demand` over SSV.

The solver chooses gates E = (e_1, ..., e_k), one renaming of the inputs for each but the first (a
permutation: an injective renaming of an evaluator's arguments extends to one), and for ``np`` the
complemented inputs. For every score vector s there is a copy of all values, computed with E forced
so that the scores are s. The conditions are then clauses between copies. Where scores have several
bits an e_i is a tuple of gates, most significant bit first, all renamed alike.

Scores are oriented alike: score i is e_i or its complement, bit by bit, so that score i at row t is
score 1 at the renamed row. Where NOT is free and inputs are taken as they are, no complement is
needed for that, since no renaming moves row 0, where every gate is 0; how the lower bits of a
number are read is then one choice for all scores.
"""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

from minimesa.circuit import ONE
from minimesa.encoding import ssv
from minimesa.encoding.demand_limits import check
from minimesa.encoding.evaluators import bits_of, choose, differs, equal_xor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from minimesa.encoding.cnf import Cnf
    from minimesa.encoding.demand import Demand
    from minimesa.encoding.evaluators import Evaluators, Scores
    from minimesa.encoding.ssv import Layout


def require(layout: Layout, demand: Demand) -> None:
    """Add the clauses of a demand to a formula whose gates are encoded on all rows.

    Raises:
        InputError: the demand cannot be stated (`check`).

    """
    query = layout.query
    check(demand, query.basis, len(query.relation.inputs))
    gates = len(layout.select)
    if gates < demand.candidates * demand.score_bits:
        layout.cnf.add()
        return
    evaluators = choose(layout, demand)
    if demand.definition != "replicated":
        _selecting(layout, demand, evaluators)


def _selecting(layout: Layout, demand: Demand, evaluators: Evaluators) -> None:
    """One choice function explains the outputs under every forcing, and the scores matter."""
    cnf, relation = layout.cnf, layout.query.relation
    k = demand.candidates
    numbers = range(1 << demand.score_bits)
    copies = {s: _copy(layout, evaluators, s) for s in product(numbers, repeat=k)}
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
        forced = [row[i] for bundle in evaluators.chosen for row in bundle]
        select, operator = layout.select[i], layout.operator[i]
        cnf.extend(
            ssv.gate_values(len(relation.inputs), select, operator, values[: i + 1], rows, forced)
        )
        inverters = [flip for flips in evaluators.inverted for flip in flips]
        bits = [bit for score in scores for bit in bits_of(score, len(evaluators.chosen[0]))]
        for here, inverted, bit in zip(forced, inverters, bits, strict=True):
            for t in rows:
                equal_xor(cnf, [-here], values[i][t], bit, inverted)
    words = []
    for output in layout.outputs:
        word = dict(zip(rows, cnf.new_block(len(rows)), strict=True))
        for wire, on in output.wires.items():
            for t in rows:
                equal_xor(
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


def _choice(
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
    top = (1 << demand.score_bits) - 1
    good, worst = (top, 0) if maximised else (0, top)
    alone = [copies[tuple(good if j == i else worst for j in range(k))] for i in range(k)]
    for s, words in copies.items():
        if demand.default and s == (worst,) * k:
            continue
        choices = []
        for i in _best(s, maximised=maximised):
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
                cnf.add(occurs, *evaluators.differ(s, t))
            choices.append(-occurs)
        cnf.add(*unless, *choices)
    differ: list[int] = []
    for other_words in alone[1:]:
        differ.extend(_difference(cnf, alone[0], other_words, included))
    cnf.add(*unless, *differ)
    if demand.default:
        for pair in combinations(range(k), 2):
            _tied(layout, evaluators, pair, unless, maximised=maximised)


def _best(scores: Scores, *, maximised: bool) -> list[int]:
    """Return the candidates whose score is best."""
    most = max(scores) if maximised else min(scores)
    return [i for i, score in enumerate(scores) if score == most]


def _tied(
    layout: Layout,
    evaluators: Evaluators,
    pair: tuple[int, int],
    unless: list[int],
    *,
    maximised: bool,
) -> None:
    """State that two scores are both best, and not all scores worst, at some row of K."""
    cnf, rows = layout.cnf, layout.query.relation.rows
    ties = []
    ascending = list(range(1 << len(evaluators.score[0])))
    worst_first = ascending if maximised else ascending[::-1]
    for place, number in enumerate(worst_first[1:], start=1):
        block = cnf.new_block(len(rows))
        ties += block
        for tie, t in zip(block, rows, strict=True):
            for j, bits in enumerate(evaluators.score):
                if j in pair:
                    cnf.extend([*unless, -tie, -other] for other in differs(bits, number, t))
                else:
                    cnf.extend(
                        [*unless, -tie, *differs(bits, better, t)]
                        for better in worst_first[place + 1 :]
                    )
    cnf.add(*unless, *ties)


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
            # A word that changes at all changes between two neighbouring scores.
            for low in range((1 << len(evaluators.score[i])) - 1):
                changes = cnf.new()
                witnesses.append(changes)
                cnf.add(-changes, takes_part)
                for s, words in copies.items():
                    if s[i] != low:
                        continue
                    raised = copies[(*s[:i], low + 1, *s[i + 1 :])][o][t]
                    others = [
                        literal
                        for j, bits in enumerate(evaluators.score)
                        if j != i
                        for literal in differs(bits, s[j], t)
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
    for bits in evaluators.score:
        for value, (i, read), t in product(bits, enumerate(reads), range(1 << n)):
            if not t >> i & 1:
                cnf.add(read, -value[t], value[t | 1 << i])
                cnf.add(read, value[t], -value[t | 1 << i])
    everywhere = relation.care == (1 << (1 << n)) - 1
    for s, words in copies.items():
        excuse = []
        if demand.reachable:
            occurs = cnf.new()
            excuse = [-occurs]
            for t in relation.rows:
                cnf.add(occurs, *evaluators.differ(s, t))
        for t, u in combinations(relation.rows, 2):
            changed = [i for i in range(n) if (t ^ u) >> i & 1]
            # With every row in K single changes carry over to all.
            if everywhere and len(changed) > 1:
                continue
            unread = [-reads[i] for i in changed]
            for takes_part, word in zip(included, words, strict=True):
                cnf.add(*excuse, *unread, -takes_part, -word[t], word[u])
                cnf.add(*excuse, *unread, -takes_part, word[t], -word[u])
