"""What questions and verdicts mean, in words."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

from minimesa.analysis import registry
from minimesa.circuit import to_json
from minimesa.report.document import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from minimesa.report.gather import Counterexample
    from minimesa.study.task import Question

VERDICTS = (
    (
        "refuted",
        (
            "A circuit that is proven minimal has the structure, and a separate checker has "
            "confirmed the witness by simulating the circuit: a counterexample to the conjecture "
            "under this definition, at this threshold."
        ),
    ),
    (
        "upheld",
        (
            "Every minimal circuit of the problem is known and none has the structure; or, for a "
            "price of search or a task that was shared, the formula that asks for one is refuted."
        ),
    ),
    (
        "open",
        "A limit was reached before either was shown. It says nothing in either direction.",
    ),
    (
        "vacuous",
        (
            "The definition, at this threshold, does not even see the search in the problem's own"
            " reference circuit, which evaluates every candidate, compares and selects; so that "
            "it sees none in the minimal circuits says nothing."
        ),
    ),
)

THRESHOLDS = (
    ("k", "How many candidates are scored."),
    ("m", "The evaluator needs at least so many gates of the basis, however it is built."),
    ("bits", "How many bits a score has; such scores are compared as numbers."),
    (
        "variant",
        (
            "p: candidates differ by a renaming of the inputs. np: for some complementing of the "
            "circuit's inputs, chosen once for the whole circuit. structural: the evaluators are "
            "also drawn alike, gate by gate."
        ),
    ),
    (
        "default",
        (
            "Where every score is the worst, any word will do. It fires more often, and so is "
            "counted apart."
        ),
    ),
    ("reachable", "Only scores that some input really produces together are asked about."),
    (
        "objective",
        (
            "What the circuits are minimal in. size: gates, or their summed cost. depth,size: "
            "size among the circuits of least depth; refuted there refutes the conjecture for "
            "depth, upheld there does not uphold it."
        ),
    ),
)

LIMITS = (
    (
        "Evaluators that are unlike each other: a search that judges every candidate by a "
        "circuit of its own is not seen by replicated, selecting and mediated."
    ),
    (
        "Tests in sequence, each gated by those before: candidates after the first success "
        "have no score of their own."
    ),
    (
        "A last candidate that is never scored, because it is taken when all others fail; "
        "declared-lean and the flag default look for such searches."
    ),
    "Scores that are inputs: what is given needs no gate, so that nothing is left to find.",
)


def thresholds(questions: Iterable[Question]) -> tuple[tuple[str, str], ...]:
    """Return what the thresholds mean; of bits only where scores of several are asked about."""
    several = any(question.score_bits > 1 for question in questions)
    return tuple(term for term in THRESHOLDS if several or term[0] != "bits")


def price_text(price: int | str | None) -> int | str | None:
    """Return a price as the number of gates it is, or as text with its levels and its gates."""
    if not isinstance(price, str):
        return price
    parts = [part for part in json.loads(price) if part is not None]
    units = ("level", "gate")
    return ", ".join(
        f"{part} {unit}{'' if part == 1 else 's'}" for part, unit in zip(parts, units, strict=False)
    )


def limits_text(limits: Mapping[str, Any]) -> str:
    """Return limits in words."""
    units = {"seconds": "s", "memory": "MiB a solver call", "circuits": "circuits listed"}
    said = [
        f"{value:g} {units.get(key, key)}" for key, value in limits.items() if value is not None
    ]
    return ", ".join(said) or "none"


def flags(question: Question) -> str:
    """Return what is relaxed in a question: ``default``, ``reachable``, both, or nothing."""
    return ", ".join(
        name
        for name, on in (("default", question.default), ("reachable", question.reachable))
        if on
    )


def columns(question: Question) -> tuple[str, str, int | None, int | None, int | None, str]:
    """Return a question as cells: definition, variant, k, m, bits, flags."""
    chosen = question.candidates > 0
    return (
        question.definition,
        question.variant if chosen else "",
        question.candidates if chosen else None,
        question.evaluator_gates if chosen else None,
        question.score_bits if chosen else None,
        flags(question),
    )


def question_text(question: Question) -> str:
    """Return a question in a line."""
    if not question.candidates:
        return question.definition
    text = (
        f"{question.definition} ({question.variant}, k = {question.candidates}, "
        f"m = {question.evaluator_gates}"
    )
    if question.score_bits > 1:
        text += f", {question.score_bits} bits"
    return text + (f", {flags(question)})" if flags(question) else ")")


def definitions(names: set[str]) -> tuple[tuple[str, str], ...]:
    """Return the definitions of these names with what they say."""
    return tuple(
        (d.name, f"{d.summary}. Exactly: {d.formula}.")
        for d in registry.DEFINITIONS
        if d.name in names
    )


def reproduction(found: Counterexample, questions: Iterable[Question]) -> str:
    """Return shell commands that prove the optimum anew, and find structures in this circuit.

    Args:
        found: the circuit; it is given on standard input, so that no file is needed.
        questions: the definitions and thresholds to ask.

    """
    name = shlex.quote(printable(found.problem))
    if found.problem.startswith("-"):
        name = f"-- {name}"
    inputs = ""
    digits = found.problem.split(",")[0].removeprefix("0x")
    if found.problem.startswith("0x") and 4 * len(digits) != 1 << found.inputs:
        inputs = f" --inputs {found.inputs}"
    solve = f"minimesa solve --basis {shlex.quote(found.basis)} --objective {found.objective}"
    lines = [f"{solve}{inputs} {name}"]
    lines.append(f"circuit={shlex.quote(json.dumps(to_json(found.circuit)))}")
    problem = f" --problem={shlex.quote(printable(found.problem))}{inputs}"
    for question in questions:
        options = f" --definition {question.definition}"
        if question.candidates:
            options += (
                f" --candidates {question.candidates} --evaluator-gates {question.evaluator_gates}"
                f" --variant {question.variant}"
            )
            if question.score_bits > 1:
                options += f" --score-bits {question.score_bits}"
            options += " --default" * question.default + " --reachable" * question.reachable
        lines.append(
            f"printf '%s' \"$circuit\" | minimesa inspect - --basis {shlex.quote(found.basis)}"
            f"{problem}{options}"
        )
    return "\n".join(lines)
