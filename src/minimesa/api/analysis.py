"""Looking inside circuits."""

from __future__ import annotations

from os import fspath
from pathlib import Path
from typing import TYPE_CHECKING

from minimesa.analysis import inspect as analysis
from minimesa.analysis.finding import VARIANTS, Options
from minimesa.api.arguments import check_choice, to_basis, to_problem, words
from minimesa.circuit import Circuit
from minimesa.controls.sources import reference_source
from minimesa.errors import InputError
from minimesa.formats import READERS
from minimesa.formats.json_format import Entry
from minimesa.problems.circuit_files import read_sources, source
from minimesa.problems.problem import Problem
from minimesa.synthesis.result import Solution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.analysis.finding import Variant
    from minimesa.analysis.inspect import Inspection
    from minimesa.api.arguments import BasisLike, File, ProblemLike
    from minimesa.basis import Basis
    from minimesa.problems.circuit_files import Source


def inspect(
    circuit: Circuit | Solution | ProblemLike | File,
    problem: ProblemLike | None = None,
    *,
    basis: BasisLike | None = None,
    definitions: str | Sequence[str] | None = None,
    candidates: int = 2,
    evaluator_gates: int = 2,
    score_bits: int = 1,
    variant: Variant = "p",
    default: bool = False,
    reachable: bool = False,
) -> Inspection:
    """Look inside a circuit for search; return every gate, motif, finding and power by level.

    Everything found has a witness that a separate checker has confirmed by simulating the circuit.

    Args:
        circuit: a `Circuit`; a `Solution`, of which the first circuit is meant; a circuit's file
            (of a result of ``solve --json`` the first circuit); or else a problem with a utility,
            of which the reference search circuit is meant: it scores every candidate and picks a
            best one.
        problem: what the circuit is for: adds correctness, what it achieves, and the definitions
            that speak of a utility. A solution or result knows it where it has a name in the
            library or is a truth table.
        basis: of the circuit: whether NOT is free, and what evaluators cost; default what a
            solution or result says, else ``b2``.
        definitions: what to search for; default all definitions that apply.
        candidates: how many candidates are scored.
        evaluator_gates: least size of the evaluator.
        score_bits: bits of a score.
        variant: how candidates may differ: ``p``, ``np`` or ``structural``.
        default: if all scores are worst, any word will do.
        reachable: ask only about scores that occur together.

    Raises:
        InputError: circuit, problem and options do not fit each other, or something is malformed.
        RefereeError: a finding did not pass its check (a defect here).

    Examples:
        >>> import minimesa
        >>> seen = minimesa.inspect(minimesa.solve("best-pair"))
        >>> seen.correct, [finding.definition for finding in seen.findings]
        (True, ['declared-lean'])
        >>> seen = minimesa.inspect("best-pair", definitions="selecting", evaluator_gates=1)
        >>> len(seen.findings) > 0, all(finding.verified for finding in seen.findings)
        (True, True)

    """
    check_choice("variant", variant, VARIANTS)
    asked = Options(
        candidates=candidates,
        evaluator_gates=evaluator_gates,
        score_bits=score_bits,
        variant=variant,
        default=default,
        reachable=reachable,
    )
    seen = _source(
        circuit,
        None if problem is None else to_problem(problem),
        None if basis is None else to_basis(basis),
    )
    options, _ = analysis.settled(seen.circuit, seen.basis, asked)
    return analysis.inspect(
        seen.circuit,
        problem=seen.problem,
        definitions=None if definitions is None else words(definitions),
        options=options,
        free_not=seen.basis.free_not,
    )


def _source(
    circuit: Circuit | Solution | ProblemLike | File, problem: Problem | None, basis: Basis | None
) -> Source:
    """Return the circuit that is meant, with its basis and problem."""
    if isinstance(circuit, Circuit):
        return source("the circuit", Entry(circuit), basis, problem)
    if isinstance(circuit, Solution):
        if circuit.circuit is None:
            raise InputError(f"the solution of {circuit.problem[:60]} has no circuit")
        entry = Entry(circuit.circuit, circuit.problem, circuit.basis)
        return source("the solution", entry, basis, problem)
    if not isinstance(circuit, Problem):
        path = fspath(circuit)
        if Path(path).suffix.lower() in (*READERS, ".json"):
            return read_sources([path], basis, problem)[0]
    if problem is not None:
        raise InputError("a reference search circuit is for its own problem; give no other")
    return reference_source(to_problem(circuit), basis or to_basis("b2"))
