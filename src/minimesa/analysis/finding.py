"""What a definition of search-like structure is, and what finding one looks like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from minimesa.analysis.evaluators import LeastSize, least_size_b2

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.analysis.subject import Subject
    from minimesa.circuit import Circuit
    from minimesa.problems.problem import Problem

Variant = Literal["p", "np", "structural"]
VARIANTS: tuple[Variant, ...] = ("p", "np", "structural")


class Witness(Protocol):
    """What makes a finding checkable: each definition has its own kind."""

    def to_json(self, circuit: Circuit) -> dict[str, Any]:
        """Return the witness as a JSON object, with the names of the circuit's wires."""
        ...


@dataclass(frozen=True)
class Finding:
    """An instance of a definition in a circuit.

    Attributes:
        definition: name of the definition.
        variant: which of its variants.
        candidates: how many candidates are scored (k).
        evaluator_gates: a proven lower bound on the least size of the evaluator, at least the m
            that was asked for; None for `declared`, whose scores are given by the problem.
        score_bits: bits of a score (b).
        nesting: levels of the game tree that ends in these scores; 1 where none of them is the
            min or max of further scores.
        wires: for each candidate the wires of its score, most significant first.
        outputs: the outputs that choose, as positions; for `replicated` all that it reaches.
        labels: what the circuit says when a candidate wins: its word over ``outputs`` (binary,
            first output last) where that is constant, else the hex table of each output.
        polarity: the inputs that are complemented (bit i for input i); 0 except for `np`.
        default: whether the all-worst score vector may give any word.
        reachable: whether only score vectors that occur were asked about.
        gates: the gates of the finding (evaluators, and what carries the scores to the outputs).
        share: their share of all gates.
        every_output: whether every output has a score in its fan-in cone.
        witness: the evidence, for the checker.
        verified: whether the checker has accepted it.

    """

    definition: str
    variant: str
    candidates: int
    evaluator_gates: int | None
    score_bits: int
    nesting: int
    wires: tuple[tuple[int, ...], ...]
    outputs: tuple[int, ...]
    labels: tuple[str, ...]
    polarity: int
    default: bool
    reachable: bool
    gates: tuple[int, ...]
    share: float
    every_output: bool
    witness: Witness
    verified: bool = False

    def to_json(self, circuit: Circuit) -> dict[str, Any]:
        """Return the finding as ``inspect --json`` prints it.

        ``wires`` holds ``candidates * score_bits`` names, candidate by candidate, most
        significant bit first.
        """
        return {
            "definition": self.definition,
            "variant": self.variant,
            "candidates": self.candidates,
            "evaluator_gates": self.evaluator_gates,
            "score_bits": self.score_bits,
            "nesting": self.nesting,
            "wires": [circuit.wire_name(w) for bundle in self.wires for w in bundle],
            "outputs": [circuit.outputs[o].name for o in self.outputs],
            "labels": list(self.labels),
            "polarity": [name for i, name in enumerate(circuit.inputs) if self.polarity >> i & 1],
            "default": self.default,
            "reachable": self.reachable,
            "gates": [circuit.wire_name(w) for w in self.gates],
            "share": round(self.share, 4),
            "every_output": self.every_output,
            "witness": self.witness.to_json(circuit),
            "verified": self.verified,
        }


@dataclass(frozen=True)
class Options:
    """What to look for.

    Attributes:
        candidates: number of candidates (k >= 2); `declared` takes it from the problem.
        evaluator_gates: least size of the evaluator (m).
        score_bits: bits of a score (b >= 1).
        variant: how candidates may be renamed.
        default: lets the all-worst score vector give any word.
        reachable: asks only about score vectors that occur.
        first: stop at the first finding.
        least_size: bounds on the least size of a function in the basis; default over ``b2``.
        unit_cost: whether every gate of the basis costs 1, so that the gates of a cone bound the
            least size of its function from above.
        most_sets: how many sets of gates to look at before giving up on completeness.
        most_findings: how many findings to list before stopping; there may be more.

    """

    candidates: int = 2
    evaluator_gates: int = 2
    score_bits: int = 1
    variant: Variant = "p"
    default: bool = False
    reachable: bool = False
    first: bool = False
    least_size: LeastSize = least_size_b2
    unit_cost: bool = True
    most_sets: int = 200_000
    most_findings: int = 500


@dataclass(frozen=True)
class Findings:
    """The answer of a decision procedure.

    Attributes:
        findings: what was found.
        notes: what was not covered; empty where the answer is exact.
        vacuous: whether the definition cannot say anything here (`declared`).
        measures: numbers that are reported whether or not anything was found.

    """

    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    vacuous: bool = False
    measures: tuple[tuple[str, float], ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing was left out."""
        return not self.notes


@dataclass(frozen=True)
class Definition:
    """A definition of search-like structure.

    Attributes:
        name: how the command line calls it.
        summary: a sentence for people.
        formula: what it says, exactly.
        source: where it is from.
        parameters: the options it reads, by name.
        limits: what it does not see, by choice; to be said wherever its verdicts are.
        find: the decision procedure.
        check: re-verifies the witness of a finding on circuit, care set and problem by plain
            simulation; raises RefereeError.
        needs_utility: whether it speaks of a declared objective.

    """

    name: str
    summary: str
    formula: str
    source: str
    parameters: tuple[str, ...]
    limits: tuple[str, ...]
    find: Callable[[Subject, Options], Findings]
    check: Callable[[Circuit, int, Problem | None, Finding], None]
    needs_utility: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return what ``minimesa definitions --json`` prints of it."""
        return {
            "name": self.name,
            "summary": self.summary,
            "formula": self.formula,
            "source": self.source,
            "parameters": list(self.parameters),
            "limits": list(self.limits),
            "needs_utility": self.needs_utility,
        }
