"""Solver profiles: which solver runs how, read from ``solvers/*.toml``."""

from __future__ import annotations

import math
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from minimesa import toml_files
from minimesa.data import data_directory
from minimesa.errors import InputError

KEYS = frozenset(
    {"title", "backend", "solver", "command", "members", "delays", "conflicts", "parameters"}
)
BACKENDS = ("pysat", "cpsat", "dimacs", "portfolio")
DEFAULT_PROFILE = "default"
PROOF_WRITERS = frozenset({"cadical153", "cadical195", "cadical300", "glucose4", "lingeling"})
"""The solvers of python-sat whose proofs were found complete; MiniSat writes none."""
CONFLICT_COUNTERS = frozenset({"glucose4", "minisat22"})
"""Solvers of python-sat that can give up after a number of conflicts."""


@dataclass(frozen=True)
class Profile:
    """How a question is put to a solver.

    Attributes:
        name: what ``--solver`` calls it.
        title: a line for people.
        backend: ``pysat`` (in a worker process), ``cpsat``, ``dimacs`` (an external executable),
            or ``portfolio`` (the first answer of several profiles counts).
        solver: for pysat, the name of the solver there.
        command: for dimacs, the command line; ``{formula}`` is the DIMACS file and ``{proof}``,
            where it occurs, the file for a DRAT proof. The solver prints ``s SATISFIABLE`` and
            ``v`` lines, or writes them to ``{output}`` where that occurs (MiniSat's format).
        members: for portfolio, the names of profiles.
        delays: for portfolio, after how many seconds without an answer each member starts.
        conflicts: for portfolio, after so many conflicts the other members give way to the last,
            which gets the two halves of the question; None where all members race. They race, too,
            where a question has no halves. Unlike seconds that does not depend on the machine.
        parameters: for cpsat, parameters of CP-SAT by name.

    """

    name: str
    backend: str
    title: str = ""
    solver: str = ""
    command: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    delays: tuple[float, ...] = ()
    conflicts: int | None = None
    parameters: tuple[tuple[str, Any], ...] = field(default=())

    @property
    def counts_conflicts(self) -> bool:
        """Whether it can give up after a number of conflicts."""
        return self.backend == "pysat" and self.solver in CONFLICT_COUNTERS

    @property
    def writes_proofs(self) -> bool:
        """Whether it can write a DRUP or DRAT proof of a refutation."""
        if self.backend == "dimacs":
            return any("{proof}" in word for word in self.command)
        return self.backend == "pysat" and self.solver in PROOF_WRITERS

    def available(self) -> bool:
        """Tell whether its executable is on the PATH; other backends always are."""
        return self.backend != "dimacs" or shutil.which(self.command[0]) is not None


def names() -> list[str]:
    """Return the names of the profiles that ship with minimesa, ascending."""
    return sorted(path.stem for path in data_directory("solvers").glob("*.toml"))


def get(name: str) -> Profile:
    """Return a profile by name, or from a ``.toml`` file.

    Raises:
        InputError: there is none, or its file is wrong.

    """
    if name.endswith(".toml"):
        return load(Path(name))
    if name not in names():
        raise InputError(f"unknown solver {name!r}; choose {', '.join(names())}, or a .toml file")
    return load(data_directory("solvers") / f"{name}.toml")


def check_threads(profile: Profile, threads: int | None) -> int:
    """Return the number of threads, 1 by default.

    Raises:
        InputError: threads were asked of a profile in which no solver has them.

    """
    if threads is None:
        return 1
    members = [get(name) for name in profile.members] or [profile]
    if all(member.backend != "cpsat" for member in members):
        raise InputError(
            f"--threads is for CP-SAT; the solver {profile.name!r} has one thread a process"
        )
    return threads


def load(path: Path) -> Profile:
    """Read a profile from TOML.

    Raises:
        InputError: the file is missing, is no TOML, or is no profile.

    """
    file = str(path)
    data = toml_files.read(path, "the solver profile")
    if unknown := sorted(set(data) - KEYS):
        raise InputError(f"unknown key {unknown[0]!r} in a solver profile", file=file)
    backend = data.get("backend")
    if backend not in BACKENDS:
        raise InputError(f"backend must be one of {', '.join(BACKENDS)}", file=file)
    needs = {"pysat": "solver", "dimacs": "command", "portfolio": "members"}.get(backend)
    if needs and not data.get(needs):
        raise InputError(f"backend {backend!r} needs {needs!r}", file=file)
    command = _texts(data, "command", file)
    if backend == "dimacs" and not any("{formula}" in word for word in command):
        raise InputError("command must contain {formula}", file=file)
    members = _texts(data, "members", file)
    delays = data.get("delays", [0] * len(members))
    if (
        not isinstance(delays, list)
        or len(delays) != len(members)
        or not all(type(d) in (int, float) and 0 <= d < math.inf for d in delays)
    ):
        raise InputError("delays must be one non-negative number of seconds a member", file=file)
    conflicts = data.get("conflicts")
    if conflicts is not None and (type(conflicts) is not int or conflicts < 1):
        raise InputError("conflicts must be a positive integer", file=file)
    parameters = data.get("parameters", {})
    if not isinstance(parameters, dict):
        raise InputError("parameters must be a table of names and values", file=file)
    return Profile(
        name=path.stem,
        backend=backend,
        title=str(data.get("title", "")),
        solver=str(data.get("solver", "")),
        command=command,
        members=members,
        delays=tuple(float(d) for d in delays),
        conflicts=conflicts,
        parameters=tuple(sorted(parameters.items())),
    )


def _texts(data: dict[str, Any], key: str, file: str) -> tuple[str, ...]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise InputError(f"{key} must be a list of texts", file=file)
    return tuple(value)
