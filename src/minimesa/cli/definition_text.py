"""The definitions of search-like structure as text for people."""

from __future__ import annotations

import shutil
import textwrap
from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.analysis.finding import Definition


def describe(definitions: Sequence[Definition]) -> list[Text]:
    """Return what there is to say about each definition."""
    lines: list[Text] = []
    for definition in definitions:
        if lines:
            lines.append(Text(""))
        lines.append(Text(definition.name, style="bold"))
        lines += _field("in short", definition.summary)
        options = ", ".join(f"--{name.replace('_', '-')}" for name in definition.parameters)
        needs = "a problem with a utility" if definition.needs_utility else "any circuit"
        lines += _field("says", definition.formula)
        lines += _field("source", definition.source)
        lines += _field("speaks of", needs)
        lines += _field("options", options or "none")
        lines += _field("not seen", "; ".join(definition.limits))
    return lines


def _field(name: str, text: str) -> list[Text]:
    width = max(40, min(100, shutil.get_terminal_size().columns))
    parts = textwrap.wrap(text, width - 13, break_on_hyphens=False)
    lines = []
    for i, part in enumerate(parts):
        line = Text(f"  {name if i == 0 else '':<11}", style="cyan")
        line.append(part, style="default")
        lines.append(line)
    return lines
