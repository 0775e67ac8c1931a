"""`selecting`: the scores of replicated evaluators decide which candidate is put out.

For a set E, C[E<-s] is simulated for every score vector s. A choice function exists exactly when
for every s some best candidate i has C[E<-s] = c_i on K, since s may be settled one by one. On a
set of outputs this must hold jointly, so the sets of outputs on which it holds are the subsets of
the intersections, over s, of the outputs on which C[E<-s] agrees with one best c_i. The two other
conditions (scores matter, words differ) are kept by adding outputs: it is enough to look at the
largest such sets, and no enumeration of subsets of outputs is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from minimesa.analysis.candidates import Coverage, candidate_sets
from minimesa.analysis.checker import check_selecting
from minimesa.analysis.finding import Definition, Finding, Findings
from minimesa.analysis.forcing import Intervened, best, encode, influenced
from minimesa.analysis.nesting import nesting
from minimesa.analysis.replicated import (
    LIMITS,
    ReplicatedWitness,
    gates_of,
    reached_outputs,
    replicated_witness,
)
from minimesa.truth_tables import to_hex

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.analysis.candidates import CandidateSet
    from minimesa.analysis.finding import Options
    from minimesa.analysis.forcing import Scores
    from minimesa.analysis.subject import Subject
    from minimesa.circuit import Circuit


@dataclass(frozen=True)
class SelectingWitness:
    """Evaluators and the choice function.

    Attributes:
        replicated: the evaluator and its renamings.
        maximised: whether the largest score is best, else the smallest.
        choice: pairs of a score vector and the candidate that it selects, counted from 0.

    """

    replicated: ReplicatedWitness
    maximised: bool
    choice: tuple[tuple[Scores, int], ...]

    def to_json(self, circuit: Circuit) -> dict[str, Any]:
        """Return the witness with names of inputs and wires."""
        return {
            **self.replicated.to_json(circuit),
            "best": "max" if self.maximised else "min",
            "choice": [{"scores": list(s), "candidate": i} for s, i in self.choice],
        }


@dataclass(frozen=True)
class Choice:
    """Outputs that choose by score, and how."""

    outputs: int
    choice: tuple[tuple[Scores, int], ...]


def decide(
    intervened: Intervened,
    inverted: tuple[tuple[bool, ...], ...],
    maximised: bool,
    options: Options,
    allowed: int,
) -> Choice | None:
    """Return the largest set of outputs within ``allowed`` that chooses by these scores, if any.

    Outputs that the scores never move are left out of it.

    Args:
        intervened: the forced circuits.
        inverted: for each candidate and bit whether the score is the complement of the gate.
        maximised: whether the largest score is best.
        options: reads ``default`` and ``reachable``.
        allowed: outputs to choose from (bit o).

    """
    k, bits = len(inverted), len(inverted[0])
    top = (1 << bits) - 1
    worst, good = (0, top) if maximised else (top, 0)
    candidates = [
        intervened.words(encode(tuple(good if j == i else worst for j in range(k)), inverted))
        for i in range(k)
    ]
    vectors = [s for s in product(range(top + 1), repeat=k) if s != (worst,) * k]
    if not options.default:
        vectors.insert(0, (worst,) * k)
    if options.reachable:
        occurring = intervened.occurring()
        vectors = [s for s in vectors if encode(s, inverted) in occurring]
    masks = {allowed} if allowed else set()
    agreeing: dict[Scores, list[tuple[int, int]]] = {}
    for s in vectors:
        words = intervened.words(encode(s, inverted))
        agreeing[s] = [(i, _equal(words, candidates[i])) for i in best(s, maximised)]
        masks = {mask & agrees for mask in masks for _, agrees in agreeing[s]} - {0}
        if not masks:
            return None
    differ = 0
    for other in candidates[1:]:
        differ |= ~_equal(candidates[0], other)
    masks = {mask for mask in masks if mask & differ}
    if not masks:
        return None
    needed = [intervened.matters(i) for i in range(k)]
    masks = {mask for mask in masks if all(mask & need for need in needed)}
    if not masks or (options.default and not _ties_occur(intervened, inverted, maximised)):
        return None
    # An output that these scores never move agrees with everything; it chooses nothing.
    moved = differ
    for agrees in (agrees for pairs in agreeing.values() for _, agrees in pairs):
        moved |= ~agrees
    for need in needed:
        moved |= need
    mask = max((m & moved for m in masks), key=lambda m: (m.bit_count(), -m))
    choice = tuple(
        (s, next(i for i, agrees in options_ if mask & ~agrees == 0))
        for s, options_ in sorted(agreeing.items())
    )
    return Choice(mask, choice)


def _equal(a: tuple[int, ...], b: tuple[int, ...]) -> int:
    """Return the outputs (bit o) on which two words agree at every row of K."""
    return sum(1 << o for o, (x, y) in enumerate(zip(a, b, strict=True)) if x == y)


def _ties_occur(
    intervened: Intervened, inverted: tuple[tuple[bool, ...], ...], maximised: bool
) -> bool:
    """Tell whether every two scores are both best, and not all worst, at some row of K."""
    k, bits = len(inverted), len(inverted[0])
    worst = 0 if maximised else (1 << bits) - 1
    tied: set[tuple[int, int]] = set()
    occurring = intervened.occurring()
    for s in product(range(1 << bits), repeat=k):
        if s != (worst,) * k and encode(s, inverted) in occurring:
            tops = best(s, maximised)
            tied |= {(i, j) for i in tops for j in tops if i < j}
    return len(tied) == k * (k - 1) // 2


def search(
    subject: Subject,
    options: Options,
    name: str,
    allowed: Callable[[Intervened, Options], int],
) -> Findings:
    """Return the candidate sets that select, each once, with its largest set of outputs.

    Args:
        subject: the circuit.
        options: thresholds and variants.
        name: the definition that asks.
        allowed: maps the forced circuits of a set to the outputs (bit o) that it may select.

    """
    coverage = Coverage()
    found: dict[tuple[tuple[int, ...], ...], Finding] = {}
    known: dict[tuple[tuple[int, ...], ...], Intervened] = {}
    for candidate in candidate_sets(
        subject, options, coverage, lambda wires: influenced(subject, wires) != 0
    ):
        so_far = found.get(candidate.wires)
        if so_far is not None and len(so_far.outputs) == len(subject.circuit.outputs):
            continue
        if candidate.wires not in known:
            if len(known) > _MOST_KEPT:
                known.clear()
            known[candidate.wires] = Intervened(subject, candidate.wires)
        finding = _select(known[candidate.wires], candidate, options, name, allowed)
        if finding is not None and (so_far is None or len(finding.outputs) > len(so_far.outputs)):
            found[candidate.wires] = finding
            if options.first:
                break
            if len(found) == options.most_findings:
                coverage.note(f"stopped after {options.most_findings} findings")
                break
    return Findings(tuple(found.values()), tuple(coverage.notes))


_MOST_KEPT = 10_000


def _select(
    intervened: Intervened,
    candidate: CandidateSet,
    options: Options,
    name: str,
    allowed: Callable[[Intervened, Options], int],
) -> Finding | None:
    """Return the finding that a candidate set makes, trying every reading of its scores."""
    subject = intervened.subject
    every = (1 << len(subject.circuit.outputs)) - 1
    readings: list[tuple[Choice, tuple[bool, ...], bool]] = []
    # Complementing all bits exchanges max and min, so the first bit may stay as it is.
    for flips in product((False, True), repeat=options.score_bits - 1):
        upright = (False, *flips)
        inverted = tuple(
            tuple(bit != flip for bit, flip in zip(bits, upright, strict=True))
            for bits in candidate.inverted
        )
        for maximised in (True, False):
            choice = decide(intervened, inverted, maximised, options, every)
            # What all outputs cannot give, fewer cannot: most sets end here.
            if choice is not None and (fewer := allowed(intervened, options)) != every:
                choice = decide(intervened, inverted, maximised, options, fewer)
            if choice is not None:
                readings.append((choice, upright, maximised))
    if not readings:
        return None
    choice, upright, maximised = max(readings, key=lambda reading: reading[0].outputs.bit_count())
    return _finding(subject, candidate, options, name, upright, maximised, choice)


def _finding(
    subject: Subject,
    candidate: CandidateSet,
    options: Options,
    name: str,
    flips: tuple[bool, ...],
    maximised: bool,
    choice: Choice,
) -> Finding:
    outputs = tuple(o for o in range(len(subject.circuit.outputs)) if choice.outputs >> o & 1)
    flat = tuple(w for wires in candidate.wires for w in wires)
    gates = gates_of(subject, flat, outputs)
    witness = replicated_witness(subject, candidate, options, flips)
    return Finding(
        definition=name,
        variant=options.variant,
        candidates=options.candidates,
        evaluator_gates=candidate.size,
        score_bits=options.score_bits,
        nesting=nesting(subject, candidate.wires, candidate.polarity, flips),
        wires=candidate.wires,
        outputs=outputs,
        labels=_labels(subject, candidate, witness.inverted, maximised, outputs),
        polarity=candidate.polarity,
        default=options.default,
        reachable=options.reachable,
        gates=gates,
        share=len(gates) / subject.circuit.size,
        every_output=len(reached_outputs(subject, flat)) == len(subject.circuit.outputs),
        witness=SelectingWitness(witness, maximised, choice.choice),
    )


def _labels(
    subject: Subject,
    candidate: CandidateSet,
    inverted: tuple[tuple[bool, ...], ...],
    maximised: bool,
    outputs: tuple[int, ...],
) -> tuple[str, ...]:
    """Return in words what is put out when each candidate wins."""
    k, top = len(inverted), (1 << len(inverted[0])) - 1
    worst, good = (0, top) if maximised else (top, 0)
    intervened = Intervened(subject, candidate.wires)
    labels = []
    for i in range(k):
        scores = tuple(good if j == i else worst for j in range(k))
        words = intervened.words(encode(scores, inverted))
        tables = [words[o] for o in outputs]
        if all(table in (0, subject.care) for table in tables):
            labels.append("".join("1" if table else "0" for table in reversed(tables)))
        else:
            labels.append(",".join(to_hex(table, subject.n) for table in tables))
    return tuple(labels)


def find(subject: Subject, options: Options) -> Findings:
    """Return the sets of gates that are selecting, each once."""
    every = (1 << len(subject.circuit.outputs)) - 1
    return search(subject, options, NAME, lambda _intervened, _options: every)


NAME = "selecting"

DEFINITION = Definition(
    name=NAME,
    summary="whatever the scores are forced to, the outputs are those of a candidate that is best",
    formula=(
        "replicated, and for a non-empty set of outputs there is one choice function w with w(s) "
        "best in s such that C[E<-s](x) = c_w(s)(x) for every score vector s and every x in K, "
        "where c_i(x) is the word when score i alone is best and all others are worst; forcing "
        "score i alone changes an output on some x in K, for each i; the c_i are not all equal "
        "on K. All scores are maximised or all are minimised. default: the all-worst s may give "
        "any word, provided every two scores are both best (and not all worst) on some x in K. "
        "reachable: s ranges over the score vectors that some x in K produces"
    ),
    source=(
        "search through a space of candidates for those that score high: Hubinger et al., Risks "
        "from Learned Optimization (2019), section 1.1; interventions: Pearl, Causality (2009)"
    ),
    parameters=(
        "candidates",
        "evaluator_gates",
        "score_bits",
        "variant",
        "default",
        "reachable",
    ),
    limits=(*LIMITS[:2], f"{LIMITS[2]} (but see the variant default)", *LIMITS[3:]),
    find=find,
    check=check_selecting,
)
