"""The parts that a finding gives to the wires of a circuit: evaluators, scores, selection."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from minimesa.analysis.declared import DeclaredWitness

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from minimesa.analysis.finding import Finding
    from minimesa.circuit import Circuit

SCORE, EVALUATOR, SELECTION = "score", "evaluator", "selection"
ROLES = (EVALUATOR, SCORE, SELECTION)
"""The parts, from the inputs on; they are also classes of the drawing."""
_LONGEST = 8


@dataclass(frozen=True)
class Marks:
    """What a drawing shows of a finding.

    Attributes:
        roles: the part of each wire that has one.
        badges: by wire what is written on it; says the part without colour.
        legend: what each part that occurs means, in words, with a badge as an example.

    """

    roles: Mapping[int, str] = field(default_factory=dict)
    badges: Mapping[int, str] = field(default_factory=dict)
    legend: tuple[tuple[str, str, str], ...] = ()


NOTHING = Marks()
"""The marks of a circuit by itself."""


def marks_of(finding: Finding, circuit: Circuit) -> Marks:
    """Return the parts of a finding: scores, what computes them, and what they act through."""
    roles: dict[int, str] = {}
    badges: dict[int, list[str]] = {}
    owners: dict[int, list[int]] = {}
    for number, bundle in enumerate(finding.wires, 1):
        for place, wire in enumerate(bundle):
            if wire < 0:
                continue
            bit = f".{len(bundle) - 1 - place}" if len(bundle) > 1 else ""
            badges.setdefault(wire, []).append(_name(finding, number) + bit)
            roles[wire] = SCORE
            for gate in circuit.cone(wire):
                owners.setdefault(gate, []).append(number)
    for wire, numbers in owners.items():
        if wire not in roles:
            roles[wire] = EVALUATOR
            badges[wire] = ["e" + ",".join(map(str, dict.fromkeys(numbers)))]
    for wire in finding.gates:
        if wire not in roles:
            roles[wire] = SELECTION
            badges[wire] = ["sel"]
    texts = {wire: _short(names) for wire, names in sorted(badges.items())}
    return Marks(dict(sorted(roles.items())), texts, _legend(finding, roles, texts))


def _name(finding: Finding, number: int) -> str:
    """Return how a score is called on its wire."""
    witness = finding.witness
    if isinstance(witness, DeclaredWitness) and number <= len(witness.sides):
        left, right = witness.sides[number - 1]
        return f"{_actions(left)}>{_actions(right)}"
    if isinstance(witness, DeclaredWitness) and number <= len(witness.actions):
        return f"U{witness.actions[number - 1]}"
    return f"S{number}"


def _actions(side: Sequence[int]) -> str:
    return ",".join(map(str, side))


def _short(names: Sequence[str]) -> str:
    text = " ".join(names)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"


def _legend(
    finding: Finding, roles: Mapping[int, str], badges: Mapping[int, str]
) -> tuple[tuple[str, str, str], ...]:
    """Return part, badge and meaning of each part that occurs."""
    witness = finding.witness
    declared = isinstance(witness, DeclaredWitness)
    compares = isinstance(witness, DeclaredWitness) and bool(witness.sides)
    score = "score of a candidate, by its number"
    if declared:
        score = "comparison of actions" if compares else "utility of an action, by its number"
    words = {
        EVALUATOR: "computes a comparison" if compares else "computes a score",
        SCORE: score,
        SELECTION: "carries scores to the outputs",
    }
    return tuple(
        (role, next(badges[w] for w, r in sorted(roles.items()) if r == role), words[role])
        for role in ROLES
        if role in roles.values()
    )
