"""Findings in words: what the gates compute, on what, and what the outputs do with it."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from minimesa.analysis.declared import ALL, DeclaredWitness
from minimesa.analysis.replicated import ReplicatedWitness
from minimesa.analysis.selecting import SelectingWitness
from minimesa.circuit import ZERO
from minimesa.cli.formulas import arguments, formula_text
from minimesa.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from minimesa.analysis.finding import Finding, Findings
    from minimesa.circuit import Circuit

_MOST_RANKED = 5
"""Candidates whose order at ties is put into words."""


def describe(finding: Finding, circuit: Circuit) -> str:
    """Return a finding as sentences.

    Args:
        finding: a verified finding.
        circuit: the circuit in the form in which it was analysed.

    """
    witness = finding.witness
    if isinstance(witness, ReplicatedWitness):
        return f"{_evaluators(finding, witness, circuit)}. {_extent(finding, circuit)}."
    if isinstance(witness, SelectingWitness):
        return (
            f"{_evaluators(finding, witness.replicated, circuit)}; "
            f"{_choice(finding, witness, circuit)}. {_extent(finding, circuit)}."
        )
    assert isinstance(witness, DeclaredWitness)
    return f"{_declared(finding, witness, circuit)}. {_extent(finding, circuit)}."


def grouped(searches: Iterable[Findings]) -> list[tuple[list[str], Finding]]:
    """Return findings with the names of all definitions that found the same, the strongest last.

    The finding is that of the strongest. A declared objective that is whole is so without any one
    action, too: that is not said again.
    """
    groups: list[tuple[list[str], Finding]] = []
    for finding in (finding for found in searches for finding in found.findings):
        place = next((p for p, (_, other) in enumerate(groups) if _covers(finding, other)), None)
        if place is None:
            groups.append(([finding.definition], finding))
            continue
        names, other = groups[place]
        names = list(dict.fromkeys((*names, finding.definition)))
        declared = isinstance(finding.witness, DeclaredWitness)
        groups[place] = names, other if declared else finding
    return groups


def _covers(finding: Finding, other: Finding) -> bool:
    """Tell whether two findings, the later and the earlier one, need to be described but once."""
    here, there = finding.witness, other.witness
    if isinstance(here, DeclaredWitness):
        lean = here.omitted is not None and other.definition == ALL.name
        same = finding.definition == other.definition and finding.wires == other.wires
        return lean or (same and bool(here.sides))
    return finding.wires == other.wires and (
        isinstance(there, ReplicatedWitness) or other.outputs == finding.outputs
    )


def listed(items: Sequence[str], joint: str = "and") -> str:
    """Return ``a, b and c``."""
    *before, last = items
    return f"{', '.join(before)} {joint} {last}" if before else last


def _scores(finding: Finding, witness: ReplicatedWitness, circuit: Circuit) -> list[str]:
    """Return the score of each candidate: ``g3``, ``~g3``, or ``(g3, g5)`` for a number."""
    names = []
    for wires, inverted in zip(finding.wires, witness.inverted, strict=True):
        bits = [
            "~" * flip + circuit.wire_name(wire) for wire, flip in zip(wires, inverted, strict=True)
        ]
        names.append(bits[0] if len(bits) == 1 else f"({', '.join(bits)})")
    return names


def _order(finding: Finding) -> list[int]:
    """Return the candidates by what is put out for them, where that is an index of theirs."""
    labels = finding.labels
    if len(labels) == finding.candidates and all(set(label) <= set("01") for label in labels):
        return sorted(range(len(labels)), key=lambda i: int(labels[i], 2))
    return list(range(finding.candidates))


def _evaluators(finding: Finding, witness: ReplicatedWitness, circuit: Circuit) -> str:
    """Return what the gates compute and where they read it."""
    order = _order(finding)
    scores = _scores(finding, witness, circuit)
    letters = arguments(len(witness.renamings[0]), circuit.inputs)
    bits = [formula_text(table, letters) for table in witness.evaluator]
    what = bits[0] if len(bits) == 1 else f"the number ({', '.join(bits)})"
    where = [
        "(" + ", ".join(_input(i, finding.polarity, circuit) for i in witness.renamings[k]) + ")"
        for k in order
    ]
    alike = ", drawn alike," if finding.variant == "structural" else ""
    quantity = "both" if len(order) == 2 else "all"
    return (
        f"{listed([scores[k] for k in order])} {quantity} compute {what}{alike} on "
        f"{listed(where)}" + (" respectively" if len(order) > 2 else "")
    )


def _input(i: int, polarity: int, circuit: Circuit) -> str:
    return ("~" if polarity >> i & 1 else "") + circuit.inputs[i]


def _choice(finding: Finding, witness: SelectingWitness, circuit: Circuit) -> str:
    """Return how the outputs follow the scores."""
    order = _order(finding)
    many = finding.candidates > 2
    best = ("largest" if many else "larger") if witness.maximised else "smallest"
    if not witness.maximised and not many:
        best = "smaller"
    when = (
        "for all values that they take together"
        if finding.reachable
        else "whatever values they are forced to"
    )
    if finding.default:
        worst = "lowest" if witness.maximised else "highest"
        when += f", save all {worst} (then any word will do)"
    outputs = [circuit.outputs[o].name for o in finding.outputs]
    many_outputs = len(outputs) > 1
    subject, verb = ("the outputs", "are") if many_outputs else ("the output", "is")
    if len(outputs) < len(circuit.outputs):
        subject += f" {listed(outputs)}"
    scores = _scores(finding, witness.replicated, circuit)
    text = f"{when}, {subject} {verb} "
    labels = [finding.labels[k] for k in order]
    if all(set(label) <= set("01") for label in labels):
        if [int(label, 2) for label in labels] == list(range(len(labels))):
            text += f"the index of a {best} one"
        else:
            words = [f"{label} for {scores[k]}" for k, label in zip(order, labels, strict=True)]
            text += f"the word of a {best} one ({', '.join(words)})"
    else:
        words = [
            f"{_payload(label, circuit)} for {scores[k]}"
            for k, label in zip(order, labels, strict=True)
        ]
        text += f"what a {best} one gives ({'; '.join(words)})"
    text += _ties(finding, witness, scores)
    if finding.definition == "mediated":
        text += f"; with the scores forced, nothing that they read reaches {subject} any more"
    return text


def _payload(label: str, circuit: Circuit) -> str:
    """Return tables of outputs, separated by commas, as formulas of the inputs."""
    tables = [int(table, 16) for table in label.split(",")]
    bits = [formula_text(table, circuit.inputs) for table in tables]
    return bits[0] if len(bits) == 1 else f"({', '.join(bits)})"


def _ties(finding: Finding, witness: SelectingWitness, scores: Sequence[str]) -> str:
    """Return who wins where several are best."""
    tied = []
    for vector, winner in witness.choice:
        top = max(vector) if witness.maximised else min(vector)
        best = [k for k, value in enumerate(vector) if value == top]
        if len(best) > 1:
            tied.append((vector, best, winner))
    if not tied:
        return ""
    if finding.candidates <= _MOST_RANKED:
        for ranking in permutations(range(finding.candidates)):
            if all(min(best, key=ranking.index) == winner for _, best, winner in tied):
                first = [scores[k] for k in ranking]
                if len(first) == 2:
                    return f", {first[0]} at ties"
                return f", at ties the first of {', '.join(first)}"
    shown = [f"{scores[winner]} at {_vector(vector)}" for vector, _, winner in tied[:4]]
    return f"; at ties {', '.join(shown)}" + (", ..." if len(tied) > 4 else "")


def _vector(vector: Sequence[int]) -> str:
    return "(" + ", ".join(map(str, vector)) + ")"


def _declared(finding: Finding, witness: DeclaredWitness, circuit: Circuit) -> str:
    """Return where a problem's own scores, or comparisons of them, stand."""
    if witness.sides:
        kind = "every two actions" if finding.variant == "pairs" else "a tournament of the actions"
        said = [
            f"{_action(left)} against {_action(right)} on {circuit.wire_name(wires[0])}"
            for (left, right), wires in zip(witness.sides, witness.wires, strict=True)
        ]
        return f"wires compare {kind}: {', '.join(said)}"
    said = [
        f"of {action} on {_bundle(wires, circuit)}"
        for action, wires in zip(witness.actions, witness.wires, strict=True)
    ]
    every = "every action" if witness.omitted is None else f"every action but {witness.omitted}"
    return f"the utility of {every} is on wires: that {', '.join(said)}"


def _action(side: Sequence[int]) -> str:
    return str(side[0]) if len(side) == 1 else "{" + ", ".join(map(str, side)) + "}"


def _bundle(wires: Sequence[int], circuit: Circuit) -> str:
    names = ["a constant" if w == ZERO else circuit.wire_name(w) for w in wires]
    return names[0] if len(names) == 1 else f"({', '.join(names)})"


def _extent(finding: Finding, circuit: Circuit) -> str:
    """Return how large the evaluator is and how much of the circuit the finding makes up."""
    parts = []
    if finding.evaluator_gates is not None:
        parts.append(f"the evaluator needs at least {count(finding.evaluator_gates, 'gates')}")
    if finding.nesting > 1:
        parts.append(f"a game tree of {finding.nesting} levels")
    share = f"{len(finding.gates)} of {count(circuit.size, 'gates')} belong to it"
    every = (
        "every output depends on it" if finding.every_output else "not every output depends on it"
    )
    parts.append(f"{share}, {every}")
    text = "; ".join(parts)
    return text[0].upper() + text[1:]
