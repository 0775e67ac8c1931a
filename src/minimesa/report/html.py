"""A report as one HTML page that needs nothing else: no network, no other file.

Every text is escaped, and the policy in the head lets the browser run only the one script that is
written here, by its hash.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape as escape_html
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from minimesa.drawing.svg import stylesheet
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
from minimesa.report.markdown import cell_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minimesa.report.document import Block, Document, Section, Value

BAR_WIDTH = 120
LONGEST_LINE = 36
"""Longest text of a cell, in letters, that is not broken."""

_PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title</title>
<style>$style</style>
</head>
<body>
<header><h1>$title</h1>
<nav aria-label="Contents"><ul>$contents</ul></nav></header>
<main>
$main</main>
<script>$script</script>
</body>
</html>
""")


def to_html(document: Document) -> str:
    """Return a report as HTML."""
    style, script = (
        files("minimesa.report").joinpath(name).read_text(encoding="utf-8")
        for name in ("page.css", "page.js")
    )
    style += stylesheet()
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return _PAGE.substitute(
        policy=policy,
        title=escape(document.title),
        style=style,
        script=script,
        contents="".join(
            f'<li><a href="#{escape(s.anchor)}">{escape(s.title)}</a></li>'
            for s in document.sections
        ),
        main="".join(f"{line}\n" for s in document.sections for line in _section(s, 2)),
    )


def escape(text: str) -> str:
    """Return a text as HTML that shows it, in elements and in quoted attributes."""
    return escape_html(printable(text), quote=True)


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _section(section: Section, level: int) -> Iterator[str]:
    yield f'<section id="{escape(section.anchor)}">'
    yield f"<h{level}>{escape(section.title)}</h{level}>"
    figures = [block for block in section.blocks if isinstance(block, Figure)]
    for block in section.blocks:
        if len(figures) > 1 and block is figures[0]:
            yield f'<div class="figures">{"".join(map(_figure, figures))}</div>'
        elif len(figures) <= 1 or not isinstance(block, Figure):
            yield from _block(block)
    for part in section.parts:
        yield from _section(part, min(level + 1, 6))
    yield "</section>"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield f"<p>{escape(block.text)}</p>"
    elif isinstance(block, Bullets):
        yield f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in block.items)}</ul>"
    elif isinstance(block, Terms):
        items = (f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in block.items)
        yield f"<dl>{''.join(items)}</dl>"
    elif isinstance(block, Code):
        lines = "\n".join(escape(line) for line in block.text.split("\n"))
        yield f'<pre tabindex="0">{lines}</pre>'
    elif isinstance(block, Figure):
        yield _figure(block)
    else:
        yield from _table(block)


def _figure(figure: Figure) -> str:
    return (
        f'<figure><div class="scroll">{figure.svg}</div>'
        f"<figcaption>{escape(figure.caption)}</figcaption></figure>"
    )


def _table(table: Table) -> Iterator[str]:
    columns = range(len(table.columns))
    numbers = [all(isinstance(row[i], int | float | None) for row in table.rows) for i in columns]
    bars = [any(isinstance(row[i], Bar) for row in table.rows) for i in columns]
    yield f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(table.caption)}">'
    yield f"<table><caption>{escape(table.caption)}</caption>"
    heads = (
        f'<th scope="col"{_classes(number, name)}{" data-plain" if bar else ""}>{escape(name)}</th>'
        for name, number, bar in zip(table.columns, numbers, bars, strict=True)
    )
    yield f"<thead><tr>{''.join(heads)}</tr></thead><tbody>"
    for row in table.rows:
        cells = (
            _cell(value, number, name)
            for value, number, name in zip(row, numbers, table.columns, strict=True)
        )
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"


def _classes(number: bool, tone: str, *more: str) -> str:
    names = [*(["n"] if number else []), *([tone] if tone in TONES else []), *more]
    return f' class="{" ".join(names)}"' if names else ""


TONES = ("refuted", "upheld", "open", "vacuous")
"""Verdicts, which have a colour; each is also said in words."""


def _cell(value: Value, number: bool, column: str) -> str:
    if isinstance(value, Bar):
        return f"<td>{_bar(value)}</td>"
    if isinstance(value, Link):
        target = escape(value.target)
        return f'<td><a href="#{target}">{escape(value.text)}</a></td>'
    text = escape(cell_text(value))
    tone = column if number and value else str(value)
    # Shares are sorted by what they are, not by what is left of them after rounding.
    exact = value.rate if isinstance(value, Rate) else value
    key = f' data-key="{exact!r}"' if isinstance(exact, float) else ""
    wide = ["wide"] if len(text) > LONGEST_LINE else []
    return f"<td{_classes(number, tone, *wide)}{key}>{text}</td>"


def _bar(bar: Bar) -> str:
    total = sum(number for _, number in bar.parts) or 1
    parts, x = [], 0.0
    for tone, number in bar.parts:
        width = BAR_WIDTH * number / total
        if number:
            parts.append(
                f'<rect class="{escape(tone)}" x="{x:.1f}" width="{width:.1f}" height="12">'
                f"<title>{escape(tone)}: {number}</title></rect>"
            )
        x += width
    label = ", ".join(f"{number} {tone}" for tone, number in bar.parts if number)
    return (
        f'<svg class="bar" role="img" aria-label="{escape(label)}" width="{BAR_WIDTH}" '
        f'height="12" viewBox="0 0 {BAR_WIDTH} 12">{"".join(parts)}</svg>'
    )
