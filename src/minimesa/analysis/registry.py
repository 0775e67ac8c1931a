"""The definitions of search-like structure, and the only way to search for them.

A new definition is a file with a `Definition`, added to `DEFINITIONS` here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from minimesa.analysis import declared, mediated, replicated, selecting
from minimesa.errors import InputError

if TYPE_CHECKING:
    from minimesa.analysis.finding import Definition, Finding, Findings, Options
    from minimesa.analysis.subject import Subject
    from minimesa.circuit import Circuit
    from minimesa.problems.problem import Problem

DEFINITIONS: tuple[Definition, ...] = (
    replicated.DEFINITION,
    selecting.DEFINITION,
    mediated.DEFINITION,
    declared.ALL,
    declared.LEAN,
    declared.COMPARISONS,
)


def get(name: str) -> Definition:
    """Return the definition called ``name``.

    Raises:
        InputError: there is none.

    """
    for definition in DEFINITIONS:
        if definition.name == name:
            return definition
    known = ", ".join(definition.name for definition in DEFINITIONS)
    raise InputError(f"unknown definition {name!r}; choose {known}")


def verify(
    circuit: Circuit, care: int, finding: Finding, problem: Problem | None = None
) -> Finding:
    """Return the finding as verified, after the checker has accepted its witness.

    Args:
        circuit: the circuit in the form in which it was analysed (normal where NOT is free).
        care: the care set.
        finding: what was claimed.
        problem: the problem, where the definition speaks of its utility.

    Raises:
        RefereeError: the witness does not hold.

    """
    get(finding.definition).check(circuit, care, problem, finding)
    return replace(finding, verified=True)


def search(name: str, subject: Subject, options: Options) -> Findings:
    """Return what the definition finds in a circuit, every finding verified.

    Raises:
        InputError: an unknown definition, a threshold out of range, or a missing utility.
        RefereeError: a decision procedure claimed what the checker refutes (a defect here).

    """
    definition = get(name)
    if options.candidates < 2 or options.score_bits < 1 or options.evaluator_gates < 0:
        raise InputError(
            f"{options.candidates} candidates, {options.evaluator_gates} evaluator gates, "
            f"{options.score_bits} score bits: at least 2, 0 and 1 are needed"
        )
    found = definition.find(subject, options)
    return replace(
        found,
        findings=tuple(
            verify(subject.circuit, subject.care, finding, subject.problem)
            for finding in found.findings
        ),
    )
