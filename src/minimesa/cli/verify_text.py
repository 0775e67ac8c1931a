"""What ``verify`` prints for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from minimesa.wording import label, plain

if TYPE_CHECKING:
    from minimesa.pricing.verdict import Verdict


def describe(verdict: Verdict) -> list[Text]:
    """Return the lines of one certificate or result: the claim, each check, and what follows."""
    claim = verdict.claim
    head = Text(plain(verdict.path), style="bold")
    head.append(f"  {label(str(claim['problem']))}", style="not bold")
    lines = [head, Text("  claims ").append(_claim(claim))]
    width = max((len(label(check.subject)) for check in verdict.checks), default=0)
    for check in verdict.checks:
        line = Text("  ")
        line.append("ok    " if check.ok else "FAILED", style="green" if check.ok else "bold red")
        line.append(f"  {label(check.subject).ljust(width)}  {plain(check.detail)}")
        if check.seconds:
            line.append(f" in {check.seconds:.2f} s", style="dim")
        lines.append(line)
    return [*lines, _conclusion(verdict)]


def _claim(claim: dict[str, Any]) -> str:
    text = f"{claim['status']}: {claim['objective']} over {plain(str(claim['basis']))}"
    if "require" in claim:
        text += f", {claim['require']['definition']},"
        text += " connected," if claim["connected"] else ""
    lower, upper = claim["lower_bound"], claim["upper_bound"]
    if lower is None:
        return text.rstrip(",")
    if lower == upper:
        return f"{text} is {_bound(lower)}"
    text = f"{text} is at least {_bound(lower)}"
    return text if upper is None else f"{text}, known {_bound(upper)}"


def _bound(bound: Any) -> str:  # noqa: ANN401 - untyped JSON of a result
    if isinstance(bound, list | tuple):
        return "(" + ", ".join(_bound(part) for part in bound) + ")"
    return "open" if bound is None else plain(str(bound))[:40]


def _conclusion(verdict: Verdict) -> Text:
    failed = sum(not check.ok for check in verdict.checks)
    if failed:
        failure = f"not verified: {failed} of {len(verdict.checks)} checks failed"
        return Text("  ").append(failure, style="bold red")
    text = Text("  ")
    text.append("verified" if verdict.certified else "circuits verified", style="bold green")
    if not verdict.certified:
        text.append("; a result holds no proof that no circuit is smaller")
    return text.append(f" in {verdict.seconds:.2f} s", style="dim")
