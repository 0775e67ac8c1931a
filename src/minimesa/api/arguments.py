"""What the functions of the API take: names, files and values alike."""

from __future__ import annotations

import math
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

from minimesa import basis as bases
from minimesa.basis import Basis
from minimesa.errors import InputError
from minimesa.problems import library
from minimesa.problems.problem import Problem
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.solvers.profiles import Profile
from minimesa.synthesis.options import read_share

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

File = str | PathLike[str]
"""The path of a file."""
ProblemLike = Problem | str | PathLike[str]
"""A problem, or what `minimesa.problem` makes one of."""
BasisLike = Basis | str | PathLike[str]
"""A basis, the name of a built-in one, or a TOML file."""
SolverLike = Profile | str | PathLike[str]
"""A solver profile, the name of a shipped one, or a TOML file."""


def to_problem(problem: ProblemLike, inputs: int | None = None) -> Problem:
    """Return a problem; see `minimesa.problem`."""
    if isinstance(problem, Problem):
        return problem
    return library.find_problem(fspath(problem), inputs)


def to_problems(problems: ProblemLike | Sequence[ProblemLike]) -> list[Problem]:
    """Return the problems of one argument or several; a range in a name gives several."""
    if isinstance(problems, (Problem, str, PathLike)):
        problems = [problems]
    found = []
    for problem in problems:
        if isinstance(problem, Problem):
            found.append(problem)
        else:
            found.extend(library.find_problems(fspath(problem)))
    return found


def to_basis(basis: BasisLike) -> Basis:
    """Return a basis.

    Raises:
        InputError: an unknown name, or a file that is no basis.

    """
    if isinstance(basis, Basis):
        return basis
    text = fspath(basis)
    return bases.load(Path(text)) if text.endswith(".toml") else bases.get(text)


def to_bases(bases: BasisLike | Sequence[BasisLike]) -> list[Basis]:
    """Return the bases of one argument or several."""
    if isinstance(bases, (Basis, str, PathLike)):
        return [to_basis(bases)]
    return [to_basis(basis) for basis in bases]


def to_profile(solver: SolverLike) -> Profile:
    """Return a solver profile.

    Raises:
        InputError: an unknown name, or a file that is no profile.

    """
    return solver if isinstance(solver, Profile) else profiles.get(fspath(solver))


def to_share(accuracy: Fraction | float | str | None) -> Fraction | None:
    """Return a share in (0, 1], exact: 0.9 is nine tenths.

    Raises:
        InputError: it is no such share.

    """
    return None if accuracy is None else read_share(str(accuracy))


def check_choice(name: str, value: str, known: Sequence[str]) -> None:
    """Check that a word is one of those that are known.

    Raises:
        InputError: it is not.

    """
    if value not in known:
        raise InputError(f"{name} {value!r} is not one of {', '.join(known)}")


def check_seconds(name: str, seconds: float | None) -> None:
    """Check a time limit.

    Raises:
        InputError: it is no positive number.

    """
    if seconds is not None and not 0 < seconds < math.inf:
        raise InputError(f"{name} {seconds!r} is no positive number of seconds")


def words(values: str | Sequence[str]) -> list[str]:
    """Return a word, or several, as a list."""
    return [values] if isinstance(values, str) else list(values)


def numbers(values: int | Sequence[int]) -> list[int]:
    """Return a number, or several, as a list."""
    return [values] if isinstance(values, int) else list(values)


def new_engine(solver: SolverLike, memory_limit: int | None, threads: int | None) -> Engine:
    """Return what answers questions, to be used with ``with``.

    Raises:
        InputError: an unknown solver, or threads of one that has none.

    """
    profile = to_profile(solver)
    return Engine(
        profile, memory_limit=memory_limit, threads=profiles.check_threads(profile, threads)
    )
