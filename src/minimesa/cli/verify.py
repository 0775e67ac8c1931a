"""``minimesa verify``."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from minimesa.certificates import manifest as manifests
from minimesa.certificates import results
from minimesa.certificates.proofs import Checker
from minimesa.certificates.verify import verify
from minimesa.cli import options
from minimesa.cli.application import warn
from minimesa.cli.progress import Progress
from minimesa.cli.statuses import CHECK_FAILED, DONE, WRONG_USE
from minimesa.errors import InputError
from minimesa.price import certificate, verification
from minimesa.price.folders import CLAIM
from minimesa.problems.library import find_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minimesa.basis import Basis
    from minimesa.certificates.check import Check
    from minimesa.problems.problem import Problem

EXAMPLES = """\b
Examples:
  minimesa verify proofs
  minimesa verify proofs --problem mine.toml
  minimesa verify adder.json --json
"""


@dataclass(frozen=True)
class Verdict:
    """What became of one certificate or result.

    Attributes:
        path: where it stands.
        claim: what it claims: problem, basis, objective, requirement, status and bounds.
        certified: whether it is a certificate, which proves bounds.
        checks: what was checked.
        seconds: how long that took.

    """

    path: str
    claim: dict[str, Any]
    certified: bool
    checks: list[Check]
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether every check holds."""
        return all(check.ok for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        """Return the object that ``verify --json`` prints."""
        return {
            "path": self.path,
            **self.claim,
            "certified": self.certified and self.ok,
            "verified": self.ok,
            "checks": [check.to_json() for check in self.checks],
            "seconds": round(self.seconds, 4),
        }


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
    results_in = [path for path in paths if not path.is_dir()]
    if problem is not None and len(folders) + len(results_in) > 1:
        raise click.UsageError("--problem is for one certificate or file of results at a time")
    with Progress(len(folders) + len(results_in)) as progress:
        for verdict in _verdicts(folders, results_in, given, basis, progress):
            progress.advance()
            with progress.aside():
                if isinstance(verdict, InputError):
                    warn(str(verdict))
                    status = max(status, WRONG_USE)
                    continue
                _print(verdict, as_json=as_json)
            status = max(status, DONE if verdict.ok else CHECK_FAILED)
    return status


def certificates(path: Path) -> list[Path]:
    """Return the folder itself, or the folders in it where it has no manifest.

    Raises:
        InputError: it has neither.

    """
    if (path / manifests.MANIFEST).exists() or (path / CLAIM).exists():
        return [path]
    folders = sorted(e for e in path.iterdir() if e.is_dir() and not e.is_symlink())
    if not folders:
        raise InputError(
            f"there is no {manifests.MANIFEST}: no certificate, or of a run that did not end",
            file=str(path),
        )
    return folders


def _verdicts(
    folders: list[Path],
    files: list[Path],
    given: Problem | None,
    basis: Basis | None,
    progress: Progress,
) -> Iterator[Verdict | InputError]:
    """Yield what becomes of each certificate and result, or why it cannot be read."""
    if folders:
        with Checker() as checker:
            for folder in folders:
                progress.say(str(folder))
                try:
                    yield _certificate(folder, checker, given, progress)
                except InputError as error:
                    yield error
    for file in files:
        progress.say(str(file))
        try:
            entries = results.read(file)
        except InputError as error:
            yield error
            continue
        for entry in entries:
            yield _result(file, entry, given, basis)


def _certificate(
    folder: Path, checker: Checker, given: Problem | None, progress: Progress
) -> Verdict:
    begin = time.monotonic()

    def report(check: Check) -> None:
        progress.say(f"{folder}: {check.subject}")

    if (folder / CLAIM).exists():
        said = certificate.read(folder)
        checks = verification.verify(said, folder, checker, given, report)
        claim = {
            "problem": said.problem,
            "basis": said.basis.name,
            "objective": said.objective,
            "require": said.requirement.to_json(),
            "status": said.status,
            "lower_bound": said.lower_bound,
            "upper_bound": said.upper_bound,
        }
        return Verdict(str(folder), claim, True, checks, time.monotonic() - begin)
    manifest = manifests.read(folder)
    relation = None if given is None else given.relation
    checks = verify(manifest, folder, checker, relation, report)
    claim = {
        "problem": manifest.problem,
        "basis": manifest.basis.name,
        "objective": manifest.claim.objective,
        "status": manifest.claim.status,
        "lower_bound": manifest.claim.lower_bound,
        "upper_bound": manifest.upper_bound,
    }
    return Verdict(str(folder), claim, True, checks, time.monotonic() - begin)


def _result(
    file: Path, entry: dict[str, Any], given: Problem | None, basis: Basis | None
) -> Verdict | InputError:
    begin = time.monotonic()
    try:
        relation = None if given is None else given.relation
        checks = results.verify_result(entry, relation, basis)
    except InputError as error:
        return InputError(error.message, file=str(file))
    keys = ("problem", "basis", "objective", "status", "lower_bound", "upper_bound")
    claim = {key: entry.get(key) for key in keys}
    return Verdict(str(file), claim, False, checks, time.monotonic() - begin)


def _print(verdict: Verdict, *, as_json: bool) -> None:
    if as_json:
        indent = 2 if sys.stdout.isatty() else None
        click.echo(json.dumps(verdict.to_json(), indent=indent))
    else:
        from minimesa.cli import render, verify_text  # noqa: PLC0415 - rich is slow to import

        render.show(verify_text.describe(verdict))
    sys.stdout.flush()
