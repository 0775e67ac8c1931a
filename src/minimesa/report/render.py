"""A store as the files of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.report.gather import gather
from minimesa.report.html import to_html
from minimesa.report.markdown import to_markdown
from minimesa.report.sections import build
from minimesa.report.source import read
from minimesa.report.tables import tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from minimesa.report.calibration import Calibration
    from minimesa.report.phrases import Phrases
    from minimesa.report.source import Query

FORMATS = ("md", "html", "csv")


def render(
    store: Path,
    phrases: Phrases,
    formats: Sequence[str] = FORMATS,
    calibration: Calibration | None = None,
) -> dict[str, str]:
    """Return the files of a report by name; all speak of the same moment of the store.

    Args:
        store: the file of the store; it is only read.
        phrases: how circuits and findings are put into words.
        formats: which of `FORMATS`.
        calibration: detection rates to be shown beside the verdicts.

    Raises:
        InputError: the file is no store, or is damaged.

    """

    def files(query: Query) -> dict[str, str]:
        document = build(gather(store.stem.removeprefix("minimesa-"), query), phrases, calibration)
        found: dict[str, str] = {}
        if "md" in formats:
            found["report.md"] = to_markdown(document)
        if "html" in formats:
            found["report.html"] = to_html(document)
        if "csv" in formats:
            found |= tables(query)
        return found

    return read(store, files)
