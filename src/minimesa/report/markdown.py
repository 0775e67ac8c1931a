"""A report as Markdown (CommonMark with tables)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from minimesa.report.document import (
    Bar,
    Bullets,
    Code,
    Figure,
    Link,
    Paragraph,
    Rate,
    Table,
    Terms,
    printable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minimesa.report.document import Block, Document, Section, Value

MOST_ROWS = 500
"""Rows of a table that are written; the CSV files have all."""
SHARE_DIGITS = 4


def to_markdown(document: Document) -> str:
    """Return a report as Markdown; drawings are left out, nothing in it is taken as markup."""
    lines = [f"# {escape(document.title)}", ""]
    for section in document.sections:
        lines += _section(section, 2)
    return "\n".join(lines).rstrip("\n") + "\n"


def escape(text: str) -> str:
    """Return a text that Markdown shows as it stands."""
    text = printable(text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"([\\`*_\[\]|~$])", r"\\\1", text)
    text = re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", text)
    text = re.sub(r"^([#+\-=:!])", r"\\\1", text)
    # A bare address would become a link.
    return re.sub(r"(?i)\b(https?|ftp|www)([:.])", r"\1\\\2", text)


def cell_text(value: Value) -> str:
    """Return what stands in a cell: shares with a fixed number of digits, nothing for None."""
    if value is None or isinstance(value, Bar):
        return ""
    if isinstance(value, float):
        return f"{value:.{SHARE_DIGITS}f}"
    return value.text if isinstance(value, Link | Rate) else str(value)


def _section(section: Section, level: int) -> Iterator[str]:
    yield f"{'#' * level} {escape(section.title)}"
    yield ""
    for block in section.blocks:
        yield from _block(block)
    for part in section.parts:
        yield from _section(part, level + 1)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Figure):
        return
    if isinstance(block, Paragraph):
        yield escape(block.text)
    elif isinstance(block, Bullets):
        yield from (f"- {escape(item)}" for item in block.items)
    elif isinstance(block, Terms):
        yield from (f"- **{escape(term)}**: {escape(text)}" for term, text in block.items)
    elif isinstance(block, Code):
        yield from _code(block.text)
    else:
        yield from _table(block)
    yield ""


def _code(text: str) -> Iterator[str]:
    lines = [printable(line) for line in text.split("\n")]
    runs = [len(run) for line in lines for run in re.findall(r"`+", line)]
    fence = "`" * max(3, max(runs, default=0) + 1)
    yield f"{fence}text"
    yield from lines
    yield fence


def _table(table: Table) -> Iterator[str]:
    shown = [
        i for i in range(len(table.columns)) if not any(isinstance(r[i], Bar) for r in table.rows)
    ]
    numbers = [all(isinstance(r[i], int | float | None) for r in table.rows) for i in shown]
    yield escape(table.caption if table.caption.endswith(".") else f"{table.caption}:")
    yield ""
    yield "| " + " | ".join(escape(table.columns[i]) for i in shown) + " |"
    yield "|" + "|".join("---:" if number else "---" for number in numbers) + "|"
    for row in table.rows[:MOST_ROWS]:
        yield "| " + " | ".join(_cell(row[i]) for i in shown) + " |"
    if len(table.rows) > MOST_ROWS:
        yield ""
        yield f"{len(table.rows) - MOST_ROWS} more rows are in the page and in the CSV files."


def _cell(value: Value) -> str:
    text = escape(cell_text(value))
    return f"[{text}](#{value.target})" if isinstance(value, Link) else text
