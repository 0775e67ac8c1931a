"""Verifying certificates and results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from minimesa.api.arguments import to_basis, to_problem
from minimesa.errors import InputError
from minimesa.pricing import verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.api.arguments import BasisLike, File, ProblemLike
    from minimesa.pricing.verdict import Verdict


def verify(
    path: File,
    problem: ProblemLike | None = None,
    *,
    basis: BasisLike | None = None,
    progress: Callable[[str], None] = lambda _text: None,
) -> list[Verdict]:
    """Check certificates and results from scratch; return a verdict each.

    Of a certificate everything is checked: the circuits are evaluated, the formulas made anew, and
    every proof goes through an independent checker (``pip install 'minimesa[certify]'``). A result
    has no proofs; its circuits are evaluated, and nothing is said of minimality. What does not hold
    is said in the verdict, not raised.

    Args:
        path: a folder that ``solve(certify=...)`` wrote, a folder of such folders, or a file of
            ``minimesa solve --json``.
        problem: what it must be about; by default the problem of that name, found anew.
        basis: the basis of a result, where it is not built in.
        progress: called with what is being checked, for people.

    Raises:
        InputError: there is no certificate or result, it is malformed, or there is no proof
            checker.

    Examples:
        >>> import minimesa, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = minimesa.solve("0x16", certify=folder)
        ...     (verdict,) = minimesa.verify(folder)
        >>> verdict.ok, verdict.claim["status"], verdict.claim["lower_bound"]
        (True, 'optimal', 4)

    """
    place = Path(path)
    if not place.exists():
        raise InputError("there is no such file or folder", file=str(place))
    found = []
    for each in verdict.verdicts(
        verdict.certificates(place) if place.is_dir() else [],
        [] if place.is_dir() else [place],
        None if problem is None else to_problem(problem),
        None if basis is None else to_basis(basis),
        progress,
    ):
        if isinstance(each, InputError):
            raise each
        found.append(each)
    return found
