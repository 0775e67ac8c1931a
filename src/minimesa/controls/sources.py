"""Reference search circuits as something to look into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.controls.reference import reference_circuit
from minimesa.problems.circuit_files import Source, check_size
from minimesa.wording import label

if TYPE_CHECKING:
    from minimesa.basis import Basis
    from minimesa.controls.reference import Structure
    from minimesa.problems.problem import Problem


def reference_source(
    problem: Problem, basis: Basis, structure: Structure = "scan", moves: int = 0, seed: int = 0
) -> Source:
    """Return the reference search circuit of a problem, after ``moves`` random rewrites.

    Raises:
        InputError: the problem has no utility, or its circuit is too large.

    """
    circuit = reference_circuit(problem, basis, structure)
    name = f"{label(problem.name)}, reference search circuit ({structure})"
    if moves:
        from minimesa.controls.rewrite import rewrite  # noqa: PLC0415 - rarely needed

        circuit = rewrite(circuit, basis, moves, seed)
        name += f", {moves} rewrites, seed {seed}"
    check_size(circuit, name)
    return Source(name, circuit, basis, problem)
