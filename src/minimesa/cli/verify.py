"""``minimesa verify``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from minimesa.cli import options
from minimesa.cli.application import warn
from minimesa.cli.progress import Progress
from minimesa.cli.statuses import CHECK_FAILED, DONE, WRONG_USE
from minimesa.errors import InputError
from minimesa.pricing.verdict import certificates, verdicts
from minimesa.problems.library import find_problem

if TYPE_CHECKING:
    from minimesa.basis import Basis
    from minimesa.pricing.verdict import Verdict

EXAMPLES = """\b
Examples:
  minimesa verify proofs
  minimesa verify proofs --problem mine.toml
  minimesa verify adder.json --json
"""


@click.command("verify", epilog=EXAMPLES)
@click.argument(
    "paths",
    metavar="PATH...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "--problem",
    "problem",
    metavar="PROBLEM",
    type=options.ProblemType(),
    help="What it must be about; by default the problem of that name, found anew.",
)
@click.option(
    "--basis",
    "-b",
    "basis",
    type=options.BasisType(),
    metavar="FILE",
    help="The basis of a result, where it is not built in.",
)
@options.json_option
def command(
    paths: tuple[Path, ...], problem: str | None, basis: Basis | None, as_json: bool
) -> int:
    """Check certificates and results from scratch.

    A PATH is a folder that `--certify` wrote, a folder of such folders, or a file of
    `solve --json`. Of a certificate everything is checked: the circuits are evaluated, the
    formulas made anew, and every proof goes through an independent checker. A result has no
    proofs; its circuits are evaluated, and nothing is said of minimality.
    """
    given = None if problem is None else find_problem(problem)
    status = DONE
    folders = [folder for path in paths if path.is_dir() for folder in certificates(path)]
    files = [path for path in paths if not path.is_dir()]
    if problem is not None and len(folders) + len(files) > 1:
        raise click.UsageError("--problem is for one certificate or file of results at a time")
    with Progress(len(folders) + len(files)) as progress:
        for verdict in verdicts(folders, files, given, basis, progress.say):
            progress.advance()
            with progress.aside():
                if isinstance(verdict, InputError):
                    warn(str(verdict))
                    status = max(status, WRONG_USE)
                    continue
                _print(verdict, as_json=as_json)
            status = max(status, DONE if verdict.ok else CHECK_FAILED)
    return status


def _print(verdict: Verdict, *, as_json: bool) -> None:
    if as_json:
        indent = 2 if sys.stdout.isatty() else None
        click.echo(json.dumps(verdict.to_json(), indent=indent))
    else:
        from minimesa.cli import render, verify_text  # noqa: PLC0415 - rich is slow to import

        render.show(verify_text.describe(verdict))
    sys.stdout.flush()
