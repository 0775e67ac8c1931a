"""Detection rates as a table for people."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from rich.text import Text

from minimesa.controls.population import NEGATIVE, OPEN, POSITIVE
from minimesa.wording import count, plain

if TYPE_CHECKING:
    from minimesa.controls.calibration import CalibrationReport, Rate

_WIDTH = 80
_MOST_OMITTED = 3
_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("plain", ("plain",)),
    ("rewr.", ("rewritten",)),
    ("mini.", ("minimised",)),
    ("true pos. %", POSITIVE),
    ("free", OPEN),
    ("tables", ("minterm", "decision-tree", "bdd", "multiplexer-tree")),
    ("comp.", ("parity", "adder", "sorting")),
    ("random", ("random",)),
    ("false pos. %", NEGATIVE),
)
_SHARES = ("true pos. %", "false pos. %")
_LEGEND = (
    "Searches: reference circuits, plain, rewritten at random, and minimised with their scores "
    "kept; 'free' are minimised for the problem alone, so whether they search is open. Others: "
    "tables (minterms, decision trees, BDDs, multiplexer trees), computations (parity, adders, "
    "sorters) and random circuits. In brackets Wilson's 95 % interval; controls from one problem "
    "are alike, so it is somewhat too narrow. '-' where a definition does not apply."
)


def describe(report: CalibrationReport) -> list[Text]:
    """Return the table of a calibration, what its columns are, and what was left out."""
    sources = {(c.origin, c.source) for c in report.controls if c.kind in POSITIVE}
    planted = sum(origin == "planted" for origin, _ in sources)
    head = Text(f"{len(report.controls)} controls", style="bold")
    head.append(
        f"  over {plain(report.basis)}, from {count(len(sources), 'problems')} "
        f"({planted} with planted evaluators), seed {report.plan.seed}",
        style="dim not bold",
    )
    rows = []
    titles: list[str] = []
    for setting in report.settings:
        rates = [report.rate(setting, kinds) for _, kinds in _GROUPS]
        thresholds = (setting.candidates, setting.evaluator_gates, setting.score_bits)
        cells = [str(t or "-") for t in thresholds]
        cells += [
            _percent(rate) if title in _SHARES else _fraction(rate)
            for (title, _), rate in zip(_GROUPS, rates, strict=True)
        ]
        rows.append(cells)
        label = "" if not setting.candidates else f"  {setting.label}"
        titles.append(f"{setting.definition}{label}")
    names = ["k", "m", "b", *(title for title, _ in _GROUPS)]
    widths = [max(len(row[c]) for row in [names, *rows]) for c in range(len(names))]
    lines = [head, Text(f"  {_joined(names, widths)}", style="cyan")]
    previous = ""
    for title, cells in zip(titles, rows, strict=True):
        if title != previous:
            lines.append(Text(title, style="bold"))
            previous = title
        lines.append(Text(f"  {_joined(cells, widths)}"))
    lines.append(Text(""))
    lines += [Text(line, style="dim") for line in textwrap.wrap(_LEGEND, _WIDTH)]
    undecided = sum(
        report.rate(setting, (*POSITIVE, *OPEN, *NEGATIVE)).undecided for setting in report.settings
    )
    if undecided:
        lines.append(Text(f"{count(undecided, 'searches')} not complete, and not counted"))
    shown = report.omitted[:_MOST_OMITTED]
    lines += [Text(f"left out: {plain(reason)}", style="yellow") for reason in shown]
    if len(report.omitted) > len(shown):
        more = len(report.omitted) - len(shown)
        lines.append(Text(f"left out: {more} more (--json has all)", style="yellow"))
    return lines


def _joined(cells: list[str], widths: list[int]) -> str:
    return " ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))


def _fraction(rate: Rate) -> str:
    return f"{rate.fired}/{rate.decided}" if rate.decided else "-"


def _percent(rate: Rate) -> str:
    if rate.share is None:
        return "-"
    low, high = rate.interval
    return f"{100 * rate.share:.0f} [{100 * low:.0f},{100 * high:.0f}]"
