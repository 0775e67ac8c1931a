"""The power of the base search: how rare circuits that solve a problem are among all of a size.

The third of three measures of optimisation power, beside those of `minimesa.analysis.power`: -log2
of the share of circuits of a size that solve the problem, estimated by sampling. A circuit is drawn
gate by gate, fan-ins and operators uniformly; for its outputs no wires are drawn, but the share of
all choices of wires and polarities that solve the problem is counted, which is the same in
expectation and varies less.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING, Any

from minimesa.circuit import ONE, ZERO
from minimesa.controls.intervals import wilson
from minimesa.encoding.ssv import fanin_tuples
from minimesa.errors import InputError
from minimesa.truth_tables import compose, full, projection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.basis import Basis
    from minimesa.relations import Relation


@dataclass(frozen=True)
class BaseSearch:
    """An estimate of the power that a search over circuits of a size exerts.

    Attributes:
        gates: the size.
        samples: circuits drawn.
        solving: how many of them solve the problem on some choice of outputs.
        bits: -log2 of the estimated share; None where no sample solves it.
        at_least: a lower end at 95 %: -log2 of the upper end of a Wilson interval for the share
            of samples that solve the problem with some outputs.

    """

    gates: int
    samples: int
    solving: int
    bits: float | None
    at_least: float

    def to_json(self) -> dict[str, Any]:
        """Return the estimate as JSON."""
        return {
            "gates": self.gates,
            "samples": self.samples,
            "solving": self.solving,
            "bits": None if self.bits is None else round(self.bits, 4),
            "at_least": round(self.at_least, 4),
        }


def base_search(
    relation: Relation, basis: Basis, gates: int, *, samples: int, seed: int
) -> BaseSearch:
    """Estimate the share of circuits with so many gates that solve a relation.

    Raises:
        InputError: no samples, or a number of gates that no circuit has.

    """
    if samples < 1 or gates < 0:
        raise InputError(f"{samples} samples of {gates} gates: at least 1 and 0 are needed")
    n = len(relation.inputs)
    choices = [fanin_tuples(basis, n, i) for i in range(gates)]
    if not all(choices):
        raise InputError(f"no gate of basis {basis.name} fits {n} inputs")
    operators = {arity: tuple(tables) for arity, tables in basis.tables.items()}
    rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
    ones = full(n)
    solving, total = 0, 0.0
    for _ in range(samples):
        tables = {ZERO: 0, ONE: ones} | {i: projection(i, n) for i in range(n)}
        for i, tuples in enumerate(choices):
            fanin = tuples[int(rng.random() * len(tuples))]
            allowed = operators[len(fanin)]
            operator = allowed[int(rng.random() * len(allowed))]
            tables[n + i] = compose(operator, [tables[w] for w in fanin], ones)
        if not basis.free_not:
            words = list(tables.values())
        else:
            del tables[ONE]
            words = [table ^ flip for table in tables.values() for flip in (0, ones)]
        share = _share(relation, words)
        solving += share > 0
        total += share
    low_end = wilson(solving, samples)[1]
    return BaseSearch(
        gates, samples, solving, -log2(total / samples) if total else None, -log2(low_end)
    )


def _share(relation: Relation, words: Sequence[int]) -> float:
    """Return the share of the ways to put every output on one of ``words`` that solve it."""
    m = len(relation.outputs)

    def count(o: int, allowed: dict[int, int]) -> int:
        if o == m:
            return 1
        ones = projection(o, m)
        found = 0
        for table in words:
            remaining = {}
            for t, acceptable in allowed.items():
                kept = acceptable & (ones if table >> t & 1 else ~ones)
                if not kept:
                    break
                remaining[t] = kept
            else:
                found += count(o + 1, remaining)
        return found

    ways = count(0, {t: relation.allowed[t] for t in relation.rows})
    return ways / float(len(words) ** m)
