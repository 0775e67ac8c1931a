"""What becomes of certificates and results that are verified, one value each."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minimesa.certificates import manifest as manifests
from minimesa.certificates import results
from minimesa.certificates.proofs import Checker
from minimesa.certificates.verify import verify
from minimesa.errors import InputError
from minimesa.pricing import certificate, verification
from minimesa.pricing.folders import CLAIM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from minimesa.basis import Basis
    from minimesa.certificates.check import Check
    from minimesa.problems.problem import Problem


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

    def __repr__(self) -> str:
        failed = sum(not check.ok for check in self.checks)
        held = f"{failed} of {len(self.checks)} checks failed" if failed else "verified"
        return f"<Verdict {self.path}: {held}>"

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


def verdicts(
    folders: list[Path],
    files: list[Path],
    given: Problem | None = None,
    basis: Basis | None = None,
    say: Callable[[str], None] = lambda _text: None,
) -> Iterator[Verdict | InputError]:
    """Yield what becomes of each certificate and result, or why it cannot be read.

    Args:
        folders: certificates; see `certificates`.
        files: what ``solve --json`` printed.
        given: what they must be about; by default the problem of that name, found anew.
        basis: the basis of a result, where it is not built in.
        say: called with what is being checked.

    Raises:
        InputError: there are certificates, and no proof checker.

    """
    if folders:
        with Checker() as checker:
            for folder in folders:
                say(str(folder))
                try:
                    yield _certificate(folder, checker, given, say)
                except InputError as error:
                    yield error
    for file in files:
        say(str(file))
        try:
            entries = results.read(file)
        except InputError as error:
            yield error
            continue
        for entry in entries:
            yield _result(file, entry, given, basis)


def _certificate(
    folder: Path, checker: Checker, given: Problem | None, say: Callable[[str], None]
) -> Verdict:
    begin = time.monotonic()

    def report(check: Check) -> None:
        say(f"{folder}: {check.subject}")

    if (folder / CLAIM).exists():
        said = certificate.read(folder)
        checks = verification.verify(said, folder, checker, given, report)
        claim = {
            "problem": said.problem,
            "basis": said.basis.name,
            "objective": said.objective,
            "require": said.requirement.to_json(),
            "connected": said.connected,
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
    relation = None if given is None else given.relation
    try:
        checks = results.verify_result(entry, relation, basis)
    except InputError as error:
        return InputError(error.message, file=str(file))
    keys = ("problem", "basis", "objective", "status", "lower_bound", "upper_bound")
    claim = {key: entry.get(key) for key in keys}
    return Verdict(str(file), claim, False, checks, time.monotonic() - begin)
