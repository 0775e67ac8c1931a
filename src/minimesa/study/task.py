"""A task: one question of a study, and its identity.

The identity is a hash over an inspectable preimage: what is asked, of which relation and utility,
by which encoder and definitions. Limits, solvers and workers stay outside it, so that an open task
can be asked again with more time and still be the same task.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from minimesa.basis import Basis
    from minimesa.problems.problem import Problem
    from minimesa.synthesis.result import Objective

TASK_VERSION = 1
"""Raised when the same preimage would be answered differently."""

STRUCTURAL = ("replicated", "selecting", "mediated")
DECLARED = ("declared-all", "declared-lean", "comparisons")


@dataclass(frozen=True, order=True)
class Question:
    """A definition of search at a threshold.

    Attributes:
        definition: its name.
        variant: ``p``, ``np`` or ``structural``; ``-`` for definitions without variants.
        candidates: k; 0 where the problem gives it.
        evaluator_gates: m; 0 where it has none.
        default: see `minimesa.analysis.finding.Options`.
        reachable: likewise.
        score_bits: b; 1 also where the problem gives the scores.

    """

    definition: str
    variant: str = "-"
    candidates: int = 0
    evaluator_gates: int = 0
    default: bool = False
    reachable: bool = False
    score_bits: int = 1

    def to_json(self) -> list[Any]:
        """Return the question as a list, in the order of its fields."""
        return [
            self.definition,
            self.variant,
            self.candidates,
            self.evaluator_gates,
            self.default,
            self.reachable,
            self.score_bits,
        ]


@dataclass(frozen=True)
class Limits:
    """What a task may use. Not part of its identity.

    Attributes:
        seconds: wall-clock time, or None.
        memory: MiB for each solver call, or None.
        circuits: how many circuits are listed at most, or None.

    """

    seconds: float | None = None
    memory: int | None = None
    circuits: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the limits as JSON."""
        return {"seconds": self.seconds, "memory": self.memory, "circuits": self.circuits}

    def beyond(self, other: Limits) -> bool:
        """Tell whether some limit is larger than in ``other`` and none is smaller."""
        pairs = [
            (_number(self.seconds), _number(other.seconds)),
            (_number(self.memory), _number(other.memory)),
            (_number(self.circuits), _number(other.circuits)),
        ]
        return all(a >= b for a, b in pairs) and any(a > b for a, b in pairs)


def _number(limit: float | None) -> float:
    return float("inf") if limit is None else float(limit)


@dataclass(frozen=True)
class Task:
    """List all minimal circuits of a problem and look for search in each; or price it.

    Attributes:
        problem: the problem.
        basis: the operators.
        objective: ``size`` or ``depth,size``.
        slack: also circuits of so many gates more.
        questions: the definitions and thresholds to look for.
        requirement: for a price of search, the name of the definition; then there are no questions.

    """

    problem: Problem
    basis: Basis
    objective: Objective
    slack: int = 0
    questions: tuple[Question, ...] = ()
    requirement: str | None = None

    @cached_property
    def preimage(self) -> str:
        """What the identity is a hash of: JSON with sorted keys."""
        relation, utility = self.problem.relation, self.problem.utility
        content = {
            "version": TASK_VERSION,
            "inputs": len(relation.inputs),
            "outputs": len(relation.outputs),
            "relation": digest([f"{words:x}" for words in relation.allowed]),
            "care": f"{relation.care:x}",
            "utility": None
            if utility is None
            else digest(
                [
                    [f"{words:x}" for words in utility.legal],
                    [[str(value) for value in row] for row in utility.values],
                    utility.maximize,
                    str(utility.tolerance),
                ]
            ),
            "basis": sorted([o.table, o.arity, o.cost] for o in self.basis.operators),
            "basis_flags": [self.basis.free_not, self.basis.constants, self.basis.repeats],
            "objective": self.objective,
            "slack": self.slack,
            "questions": [_content(question) for question in sorted(self.questions)],
            "requirement": self.requirement,
        }
        return json.dumps(content, sort_keys=True)

    @cached_property
    def identity(self) -> str:
        """The first 32 hex digits of the SHA-256 hash of the preimage."""
        return hashlib.sha256(self.preimage.encode()).hexdigest()[:32]


def _content(question: Question) -> list[Any]:
    """Return a question for the preimage: scores of one bit go without saying.

    So tasks are the same as before there were others.
    """
    *rest, score_bits = question.to_json()
    return rest if score_bits == 1 else [*rest, score_bits]


def digest(value: Any) -> str:  # noqa: ANN401 - any JSON
    """Return a hash of a JSON value."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:32]
