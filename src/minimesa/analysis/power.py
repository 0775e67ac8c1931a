"""Optimisation power, in halvings of what is possible: by level of a circuit, and achieved.

The measure is that of Hubinger et al., *Risks from Learned Optimization* (2019), section 1.1
after Yudkowsky: how often the candidate space is cut in half.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING

import numpy as np

from minimesa.errors import InputError
from minimesa.referee import evaluate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from minimesa.analysis.subject import Subject
    from minimesa.problems.problem import Problem


@dataclass(frozen=True)
class Achieved:
    """How good the chosen actions are among the legal ones.

    Attributes:
        bits: the mean over K of -log2 of the share of legal actions at least as good as the
            chosen one. A word that is no legal action counts 0.
        illegal: the share of K where the word is no legal action.

    """

    bits: float
    illegal: float


def row_weights(subject: Subject) -> NDArray[np.float64]:
    """Return the probability of every row: the problem's weights on K, else uniform on K."""
    rows = range(1 << subject.n)
    relation = None if subject.problem is None else subject.problem.relation
    weights = np.array(
        [
            (1 if relation is None else relation.weight(t)) if subject.care >> t & 1 else 0
            for t in rows
        ],
        dtype=np.float64,
    )
    if not weights.sum():
        weights = np.array([subject.care >> t & 1 for t in rows], dtype=np.float64)
    probabilities: NDArray[np.float64] = weights / weights.sum()
    return probabilities


def power_by_level(subject: Subject) -> tuple[float, ...]:
    """Return for l = 1, 2, ... the bits H(y) - H(y | gates of levels 1..l).

    Entropies are under the rows' weights; inputs are not among the conditions (they determine y).
    The last entry falls short of H(y) only where an output stands on an input.
    """
    probability = row_weights(subject)
    circuit = subject.circuit
    word = _labels(circuit.output_tables(), subject.n)
    known = np.zeros(1 << subject.n, dtype=np.int64)
    total = _entropy(word, probability)
    powers = []
    for level in range(1, max(circuit.levels, default=0) + 1):
        tables = [
            circuit.tables[w]
            for w, at in zip(subject.gates, circuit.levels, strict=True)
            if at == level
        ]
        known = _join(known, _labels(tables, subject.n))
        conditional = _entropy(_join(known, word), probability) - _entropy(known, probability)
        powers.append(max(0.0, total - conditional))
    return tuple(powers)


def output_entropy(subject: Subject) -> float:
    """Return H(y) in bits."""
    return _entropy(_labels(subject.circuit.output_tables(), subject.n), row_weights(subject))


def _labels(tables: Sequence[int], n: int) -> NDArray[np.int64]:
    """Return by row a number that says which values the tables take there together."""
    labels = np.zeros(1 << n, dtype=np.int64)
    for table in tables:
        octets = np.frombuffer(table.to_bytes(max(1, (1 << n) // 8), "little"), dtype=np.uint8)
        bits = np.unpackbits(octets, bitorder="little")[: 1 << n].astype(np.int64)
        labels = _join(labels, bits)
    return labels


def _join(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return new labels, one for each pair of old ones."""
    joined = a * (int(b.max()) + 1) + b
    labels: NDArray[np.int64] = np.unique(joined, return_inverse=True)[1].astype(np.int64)
    return labels


def _entropy(labels: NDArray[np.int64], probability: NDArray[np.float64]) -> float:
    shares = np.bincount(labels, weights=probability)
    shares = shares[shares > 0]
    return float(-(shares * np.log2(shares)).sum())


def achieved(subject: Subject, problem: Problem) -> Achieved:
    """Return the optimisation power that a circuit achieves on a problem.

    Raises:
        InputError: the problem has no utility.

    """
    utility = problem.utility
    if utility is None:
        raise InputError(f"{problem.name} declares no objective to measure achievement by")
    bits = illegal = 0.0
    for t, weight in enumerate(row_weights(subject)):
        if not weight:
            continue
        word = evaluate(subject.circuit, t)
        scores = {
            w: value
            for w, value in enumerate(utility.values[t])
            if value is not None and utility.legal[t] >> w & 1
        }
        if word not in scores:
            illegal += float(weight)
            continue
        chosen = scores[word]
        as_good = sum(
            value >= chosen if utility.maximize else value <= chosen for value in scores.values()
        )
        bits -= float(weight) * log2(as_good / len(scores))
    return Achieved(bits + 0.0, illegal)
