"""One thing that was checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True)
class Check:
    """One thing that was checked.

    Attributes:
        subject: what: a file, a circuit, the bounds.
        ok: whether it holds.
        detail: what is wrong, or what was seen.
        seconds: time of the proof checker, 0 for other checks.

    """

    subject: str
    ok: bool
    detail: str
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the check as ``verify --json`` prints it."""
        return {
            "subject": self.subject,
            "ok": self.ok,
            "detail": self.detail,
            "seconds": round(self.seconds, 4),
        }


def collected(checks: Iterable[Check], report: Callable[[Check], None]) -> list[Check]:
    """Return checks as a list; ``report`` is called with each as it is made."""
    found = []
    for check in checks:
        found.append(check)
        report(check)
    return found
