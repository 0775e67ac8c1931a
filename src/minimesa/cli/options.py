"""Arguments and options that several commands share, with their completion in the shell."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from minimesa import basis
from minimesa.errors import InputError
from minimesa.problems import library
from minimesa.solvers import profiles
from minimesa.synthesis.options import read_share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from minimesa.basis import Basis
    from minimesa.problems.problem import Problem
    from minimesa.solvers.profiles import Profile

    Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

DEFAULT_BASIS = "b2"


def _complete(names: Iterable[tuple[str, str]], incomplete: str) -> list[CompletionItem]:
    """Return the names that begin as typed, and files."""
    found = [
        CompletionItem(name, help=title) for name, title in names if name.startswith(incomplete)
    ]
    return [*found, CompletionItem(incomplete, type="file")]


class ProblemType(click.ParamType[str]):
    """A PROBLEM: it is looked up when the options that it needs are known."""

    name = "problem"

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        param: click.Parameter,  # noqa: ARG002 - click's signature
        incomplete: str,
    ) -> list[CompletionItem]:
        """Complete the names of the library, and the parameters of a family."""
        try:
            outlines = library.list_problems()
        except InputError:
            return []
        name, colon, settings = incomplete.partition(":")
        if not colon:
            return _complete(((o.name, o.title) for o in outlines), incomplete)
        before = settings.rpartition(",")[0]
        prefix = f"{name}:{before}," if before else f"{name}:"
        return [
            CompletionItem(f"{prefix}{parameter.name}={parameter.default}")
            for outline in outlines
            if outline.name == name
            for parameter in outline.parameters.values()
            if f"{prefix}{parameter.name}=".startswith(incomplete)
        ]


class BasisType(click.ParamType["Basis"]):
    """A basis: a built-in name or a TOML file."""

    name = "basis"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's signature
        param: click.Parameter | None,  # noqa: ARG002 - click's signature
        ctx: click.Context | None,  # noqa: ARG002 - click's signature
    ) -> Basis:
        """Read the basis; what is wrong with a file is an InputError."""
        text = str(value)
        return basis.load(Path(text)) if text.endswith(".toml") else basis.get(text)

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        param: click.Parameter,  # noqa: ARG002 - click's signature
        incomplete: str,
    ) -> list[CompletionItem]:
        """Complete built-in names and files."""
        return _complete(((name, "") for name in basis.NAMES), incomplete)


class SolverType(click.ParamType["Profile"]):
    """A solver profile: a shipped name or a TOML file."""

    name = "solver"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's signature
        param: click.Parameter | None,  # noqa: ARG002 - click's signature
        ctx: click.Context | None,  # noqa: ARG002 - click's signature
    ) -> Profile:
        """Read the profile; what is wrong with a file is an InputError."""
        return profiles.get(str(value))

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        param: click.Parameter,  # noqa: ARG002 - click's signature
        incomplete: str,
    ) -> list[CompletionItem]:
        """Complete the shipped profiles, with their titles, and files."""
        shipped = ((name, profiles.get(name).title) for name in profiles.names())
        return _complete(shipped, incomplete)


class Share(click.ParamType[Fraction]):
    """A share in (0, 1], exact: ``0.9``, ``9/10`` and ``90%`` are the same."""

    name = "share"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Fraction:
        """Return the share as a fraction."""
        try:
            return read_share(str(value))
        except InputError as error:
            self.fail(error.message, param, ctx)


class Seconds(click.ParamType[float]):
    """A positive, finite number of seconds."""

    name = "seconds"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        """Return the number."""
        try:
            seconds = float(value)
        except ValueError:
            seconds = math.nan
        if not 0 < seconds < math.inf:
            self.fail(f"{value!r} is no positive number of seconds", param, ctx)
        return seconds


def problems_argument(*, required: bool) -> Decorator:
    """Take any number of PROBLEM arguments."""
    return click.argument(
        "arguments", metavar="PROBLEM...", nargs=-1, required=required, type=ProblemType()
    )


inputs_option = click.option(
    "--inputs",
    type=click.IntRange(0, 16),
    metavar="N",
    help="Inputs of a truth table whose digits do not tell, such as a single one.",
)

basis_option = click.option(
    "--basis",
    "-b",
    "basis",
    type=BasisType(),
    default=DEFAULT_BASIS,
    show_default=True,
    metavar="NAME|FILE",
    help="What a gate may be: b2, aig, xaig, mig, lut3, lut4, nand, nor, and-or-not, or a "
    "TOML file with operators and costs.",
)

json_option = click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print JSON, an object a line (indented on a terminal).",
)

tables_option = click.option(
    "--no-tables",
    "tables",
    is_flag=True,
    flag_value=False,
    default=True,
    help="Leave everything to the solver: by default tables of optimal circuits answer for "
    "functions of up to five inputs, and bound others from below.",
)


certify_option = click.option(
    "--certify",
    "certify",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write a formula and a proof of every refuted bound into a new folder, for `verify`; of "
    "the solver's members the last one that writes proofs is used.",
)


def solver_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Take the solver and its limits: ``solver``, ``time_limit``, ``memory_limit``, ``threads``."""
    for option in (
        click.option(
            "--threads",
            type=click.IntRange(1, 256),
            metavar="N",
            help="Threads of CP-SAT; other solvers have one.",
        ),
        click.option(
            "--memory-limit",
            type=click.IntRange(1, 1 << 24),
            metavar="MIB",
            help="Memory of each solver call in MiB; beyond it the question stays open.",
        ),
        click.option(
            "--time-limit",
            "-t",
            type=Seconds(),
            metavar="SECONDS",
            help="Wall-clock time for each problem.",
        ),
        click.option(
            "--solver",
            "-s",
            type=SolverType(),
            default=profiles.DEFAULT_PROFILE,
            show_default=True,
            metavar="NAME|FILE",
            help=f"A solver profile: {', '.join(profiles.names())}, or a TOML file.",
        ),
    ):
        function = option(function)
    return function


def read_problems(arguments: Iterable[str], inputs: int | None) -> list[Problem]:
    """Return the problems that arguments name, all of them read before any is worked on.

    Raises:
        InputError: one of them is wrong.

    """
    return [problem for text in arguments for problem in library.find_problems(text, inputs)]
