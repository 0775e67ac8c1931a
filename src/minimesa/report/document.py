"""A report as blocks, whatever it is then written as: HTML, Markdown."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Bar:
    """A bar of parts in proportion, each with the name of its tone."""

    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Link:
    """A text that leads to an anchor of the document."""

    text: str
    target: str


@dataclass(frozen=True)
class Rate:
    """A text that is sorted by a number."""

    text: str
    rate: float


Value = str | int | float | None | Bar | Link | Rate
"""What stands in a table: None is unknown, a float is a share."""


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        caption: what it shows.
        columns: the heads.
        rows: the rows, as wide as the heads. A column of bars is for pages that can draw.

    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


SETTINGS = ("basis", "objective", "variant", "bits", "flags")
"""Columns that say how something was asked."""
_UNSAID = {"bits": {None, 1}}
"""What goes without saying where a column holds nothing else."""


def compact(table: Table) -> Table:
    """Return a table whose caption says what is the same in all rows, and saves the columns."""
    if not table.rows:
        return table
    said, dropped = [], set()
    for i, name in enumerate(table.columns):
        if name not in SETTINGS:
            continue
        values = {row[i] for row in table.rows}
        if values <= _UNSAID.get(name, set()):
            dropped.add(i)
        elif len(values) == 1:
            dropped.add(i)
            said += [f"{name} {value}" for value in values if value]
    kept = [i for i in range(len(table.columns)) if i not in dropped]
    return Table(
        f"{table.caption} ({', '.join(said)})" if said else table.caption,
        tuple(table.columns[i] for i in kept),
        tuple(tuple(row[i] for i in kept) for row in table.rows),
    )


@dataclass(frozen=True)
class Paragraph:
    """Sentences."""

    text: str


@dataclass(frozen=True)
class Terms:
    """Terms, each with what it means."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """Lines to be shown as they are."""

    text: str


@dataclass(frozen=True)
class Figure:
    """A drawing as SVG, of our own making and safe, with a caption."""

    svg: str
    caption: str


Block = Table | Paragraph | Terms | Bullets | Code | Figure


@dataclass(frozen=True)
class Section:
    """A part of the document.

    Attributes:
        title: its heading.
        anchor: what links name.
        blocks: what it says.
        parts: sections within.

    """

    title: str
    anchor: str
    blocks: tuple[Block, ...]
    parts: tuple[Section, ...] = field(default=())


@dataclass(frozen=True)
class Document:
    """A report."""

    title: str
    sections: tuple[Section, ...]


def printable(text: str) -> str:
    """Return a text with what does not print escaped; names come from files."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
