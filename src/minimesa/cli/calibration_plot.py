"""Detection rates as a drawing: for each definition what it finds, rightly and wrongly."""

from __future__ import annotations

import importlib.util
from io import BytesIO
from typing import TYPE_CHECKING

from minimesa.controls.population import NEGATIVE, POSITIVE
from minimesa.errors import InputError
from minimesa.formats.output import emit

if TYPE_CHECKING:
    from pathlib import Path

    from minimesa.controls.calibration import CalibrationReport, Setting

SUFFIXES = (".pdf", ".png", ".svg")
_SERIES = (
    ("searches (true positives)", POSITIVE, "#0072b2", "o", -0.15),
    ("other circuits (false positives)", NEGATIVE, "#d55e00", "s", 0.15),
)


def check(path: Path) -> None:
    """Check before anything is computed that a drawing can be made.

    Raises:
        InputError: an unknown suffix, or matplotlib is not installed.

    """
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(
            f"a plot has one of the suffixes {' '.join(SUFFIXES)}, not {path.suffix!r}",
            file=str(path),
        )
    if importlib.util.find_spec("matplotlib") is None:
        raise InputError("plots need matplotlib: pip install 'minimesa[report]'")


def draw(report: CalibrationReport, path: Path) -> None:
    """Draw the rates with their 95 % intervals, a line for each definition and threshold.

    Raises:
        InputError: the file cannot be written.

    """
    from matplotlib.figure import Figure  # noqa: PLC0415 - optional, and slow

    figure = Figure(figsize=(8, 1.2 + 0.32 * len(report.settings)), layout="constrained")
    axes = figure.add_subplot()
    for title, kinds, colour, marker, offset in _SERIES:
        rates = [report.rate(setting, kinds) for setting in report.settings]
        known = [(i, r, r.share) for i, r in enumerate(rates) if r.share is not None]
        axes.errorbar(
            [share for _, _, share in known],
            [i + offset for i, _, _ in known],
            xerr=(
                [share - rate.interval[0] for _, rate, share in known],
                [rate.interval[1] - share for _, rate, share in known],
            ),
            fmt=marker,
            color=colour,
            capsize=2,
            markersize=4,
            label=title,
        )
    axes.set_yticks(range(len(report.settings)), [_name(s) for s in report.settings])
    axes.invert_yaxis()
    axes.set_xlim(-0.02, 1.02)
    axes.set_xlabel("share of circuits in which it is found, with 95 % intervals")
    axes.grid(axis="x", alpha=0.3)
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    drawing = BytesIO()
    figure.savefig(drawing, format=path.suffix.lower()[1:], dpi=150)
    emit(drawing.getvalue(), path)


def _name(setting: Setting) -> str:
    if not setting.candidates:
        return setting.definition
    return (
        f"{setting.definition} ({setting.label})  k={setting.candidates} "
        f"m={setting.evaluator_gates} b={setting.score_bits}"
    )
