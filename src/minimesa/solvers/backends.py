"""The backends: a query and a profile in, a verdict and a circuit out, in this process."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minimesa import atomic
from minimesa.encoding import ssv
from minimesa.encoding.formula import Formula, encode
from minimesa.encoding.function_sets import Blocker, closable
from minimesa.encoding.query import Query, Verdict
from minimesa.errors import SolverError
from minimesa.solvers.lifetime import die_with_parent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minimesa.circuit import Circuit
    from minimesa.encoding.function_sets import FunctionSet
    from minimesa.solvers.profiles import Profile

SATISFIABLE, UNSATISFIABLE = 10, 20
"""Exit statuses of SAT solvers, by the convention of the SAT competitions."""

TAKES_PHASES = ("minisat22",)
"""Solvers that are told what to assume first. With gates at 1, MiniSat finds circuits in two thirds
of the time and refutes no slower (measured on the classes of four inputs)."""

LIBRARIES = {
    "pysat": ("pysat.solvers",),
    "cpsat": ("ortools.sat.python.cp_model", "minimesa.encoding.cpmodel"),
}
"""Modules that a backend imports late, since only some processes need them."""


def answer(
    query: Query,
    profile: Profile,
    *,
    threads: int = 1,
    certificate: str | None = None,
    conflicts: int | None = None,
) -> tuple[Verdict, Circuit | None]:
    """Answer a query by one backend.

    Args:
        query: the question.
        profile: a profile that is no portfolio.
        threads: for CP-SAT.
        certificate: where to write formula and proof of a refutation (``.cnf``, ``.drat`` are
            appended), or None.
        conflicts: for solvers that count conflicts, after how many to answer unknown, or None.

    Raises:
        SolverError: the solver is missing, crashed, or wrote nonsense.

    """
    if profile.backend == "cpsat":
        if certificate is not None:
            raise SolverError("CP-SAT writes no proofs; certify with a SAT solver")
        if query.demand is not None or query.connected is not None:
            raise SolverError("the constraint model knows no demands on structure")
        if query.case or query.half is not None:
            raise SolverError("the constraint model knows no cases and no halves")
        from minimesa.solvers import cpsat  # noqa: PLC0415 - OR-tools takes a second to import

        return cpsat.solve(
            query, seconds=None, threads=threads, parameters=dict(profile.parameters)
        )
    formula = encode(query)
    if profile.backend == "pysat":
        return _pysat(formula, profile, certificate, conflicts)
    return _dimacs(formula, profile, certificate)


def load(profile: Profile) -> None:
    """Import what a profile needs, so that a memory limit set after it speaks of the solver."""
    for name in LIBRARIES.get(profile.backend, ()):
        import_module(name)


def function_sets(query: Query, profile: Profile) -> Iterator[FunctionSet]:
    """Yield every set of gate functions of the minimal circuits of a query, each once.

    The query asks for the least size (or least size at its depth); of its breaks those are used
    that keep the sets.

    Raises:
        SolverError: the profile is not one of python-sat.

    """
    layout = ssv.encode(closable(query))
    blocker = Blocker(layout)
    found: set[FunctionSet] = set()
    with _solver(profile, layout.cnf.clauses) as solver:
        while solver.solve():
            functions = blocker.functions(_true_variables(solver))
            for image in sorted(blocker.images(functions) - found, key=sorted):
                found.add(image)
                for clause in blocker.exclude(image):
                    solver.add_clause(clause)
                yield image


def circuits(query: Query, profile: Profile) -> Iterator[Circuit]:
    """Yield circuits until none is left; equal ones may come in several numberings.

    For queries whose breaks keep a member of every class of equal circuits.

    Raises:
        SolverError: the profile is not one of python-sat.

    """
    layout = ssv.encode(query)
    with _solver(profile, layout.cnf.clauses) as solver:
        while solver.solve():
            model = _true_variables(solver)
            yield ssv.decode(layout, model)
            solver.add_clause(ssv.exclude(layout, model))


def _solver(profile: Profile, clauses: list[list[int]], *, proof: bool = False) -> Any:  # noqa: ANN401 - untyped library
    """Return a python-sat solver that holds the clauses."""
    from pysat.solvers import Solver, SolverNames  # noqa: PLC0415 - only workers need it

    families = [names for names in vars(SolverNames).values() if isinstance(names, tuple)]
    if profile.backend != "pysat" or not any(profile.solver in names for names in families):
        raise SolverError(f"profile {profile.name!r} names no solver of python-sat")
    return Solver(name=profile.solver, bootstrap_with=clauses, with_proof=proof)


def _true_variables(solver: Any) -> frozenset[int]:  # noqa: ANN401 - untyped library
    return frozenset(v for v in solver.get_model() if v > 0)


def _pysat(
    formula: Formula, profile: Profile, certificate: str | None, conflicts: int | None
) -> tuple[Verdict, Circuit | None]:
    with _solver(profile, formula.cnf.clauses, proof=certificate is not None) as solver:
        if formula.first and profile.solver in TAKES_PHASES:
            solver.set_phases(list(formula.first))
        if conflicts is None:
            satisfiable = solver.solve()
        else:
            solver.conf_budget(conflicts)
            satisfiable = solver.solve_limited()
        if satisfiable is None:
            return Verdict.UNKNOWN, None
        if satisfiable:
            return Verdict.FOUND, formula.decode(_true_variables(solver))
        if certificate is not None:
            proof = solver.get_proof()
            # A formula with an empty clause, or one that propagation refutes, may leave no step:
            # the empty clause alone is then the proof, and the checker judges it.
            _write(formula, certificate, "".join(f"{line}\n" for line in proof or ["0"]))
    return Verdict.REFUTED, None


def _dimacs(
    formula: Formula, profile: Profile, certificate: str | None
) -> tuple[Verdict, Circuit | None]:
    """Run an external solver on the formula, in a temporary directory of its own."""
    with tempfile.TemporaryDirectory(prefix="minimesa-") as directory:
        cnf, output, proof = (Path(directory) / name for name in ("cnf", "out", "drat"))
        cnf.write_text(formula.cnf.dimacs(), encoding="ascii")
        places = {"{formula}": str(cnf), "{output}": str(output), "{proof}": str(proof)}
        # The solver runs in another directory, so a relative path is resolved here.
        command = [str(Path(shutil.which(profile.command[0]) or profile.command[0]).absolute())]
        command += [_fill(word, places) for word in profile.command[1:]]
        try:
            run = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                cwd=directory,
                preexec_fn=partial(die_with_parent, os.getpid()),
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise SolverError(f"cannot run {command[0]!r}: {error}") from error
        text = run.stdout.decode("utf-8", "replace")
        if output.exists():
            text = output.read_text(encoding="utf-8", errors="replace")
        if run.returncode == UNSATISFIABLE:
            if certificate is not None:
                if not proof.exists():
                    raise SolverError(f"profile {profile.name!r} writes no proof: no {{proof}}")
                _write(formula, certificate, proof.read_text(encoding="ascii"))
            return Verdict.REFUTED, None
        if run.returncode == SATISFIABLE:
            model = _model(text, profile.name)
            if not all(_holds(clause, model) for clause in formula.cnf.clauses):
                raise SolverError(f"{profile.name} printed a model that violates the formula")
            return Verdict.FOUND, formula.decode(model)
        last = run.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise SolverError(
            f"{command[0]!r} exited with status {run.returncode}, neither {SATISFIABLE} "
            f"(satisfiable) nor {UNSATISFIABLE}: {' '.join(last) or 'no message'}"
        )


def _fill(word: str, places: dict[str, str]) -> str:
    for place, path in places.items():
        word = word.replace(place, path)
    return word


def _model(text: str, name: str) -> frozenset[int]:
    """Read the true variables from ``v`` lines, or from MiniSat's ``SAT`` file."""
    words: list[str] = []
    for line in text.splitlines():
        if line.startswith("v "):
            words.extend(line.split()[1:])
        elif line[:1] in "-0123456789" and line.strip():
            words.extend(line.split())
    try:
        literals = [int(word) for word in words]
    except ValueError:
        raise SolverError(f"{name} printed a model that is not numbers") from None
    if not literals:
        raise SolverError(f"{name} said satisfiable but printed no model")
    return frozenset(v for v in literals if v > 0)


def _holds(clause: list[int], model: frozenset[int]) -> bool:
    return any((abs(literal) in model) == (literal > 0) for literal in clause)


def _write(formula: Formula, certificate: str, proof: str) -> None:
    atomic.write_text(Path(certificate + ".cnf"), formula.cnf.dimacs())
    atomic.write_text(Path(certificate + ".drat"), proof)
