"""A TOML file with the line of each key, so that an error can say where it stands."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from minimesa.errors import InputError
from minimesa.problems.expressions import Place, suggest
from minimesa.problems.values import EvaluationError, exact_decimal

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

MAX_BYTES: Final = 1_000_000
"""Largest TOML file that is read."""

_KEY_PART = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')"
_KEY = rf"{_KEY_PART}(?:\s*\.\s*{_KEY_PART})*"
_HEADER: Final = re.compile(rf"\s*(\[\[?)\s*({_KEY})\s*\]")
_ASSIGNMENT: Final = re.compile(rf"\s*({_KEY})\s*=")


@dataclass(frozen=True)
class Source:
    """A parsed TOML file.

    Attributes:
        file: its path, for messages.
        data: its content; decimals are exact fractions.
        lines: the line of each key, by path; an array of tables counts ``"0"``, ``"1"``, ...

    """

    file: str
    data: dict[str, Any]
    lines: dict[tuple[str, ...], int]

    def place(self, *path: str) -> Place:
        """Return where the key at ``path`` stands, or the nearest key around it."""
        known = next(
            (path[:end] for end in range(len(path), 0, -1) if path[:end] in self.lines), None
        )
        return Place(self.file, self.lines[known] if known else None, ".".join(path) or "the file")

    def table(self, *path: str, keys: Collection[str] | None = None) -> dict[str, Any]:
        """Return the table at ``path``, empty where there is none.

        Args:
            path: its keys.
            keys: the keys it may have; any without.

        Raises:
            InputError: it is no table, or has another key.

        """
        found: Any = self.data
        for key in path:
            found = found[int(key)] if isinstance(found, list) else found.get(key, {})
        if not isinstance(found, dict):
            raise self.place(*path).error("a table of keys and values is needed")
        for key in found:
            if keys is not None and key not in keys:
                raise self.place(*path, key).error(
                    f"unknown key {key!r}{suggest(key, keys)}; known are {', '.join(sorted(keys))}"
                )
        return found


def read_source(path: Path) -> Source:
    """Read a TOML file.

    Raises:
        InputError: it is missing, unreadable, too large or no TOML.

    """
    file = str(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
        text = raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot read the problem: {reason}", file=file) from None
    if len(raw) > MAX_BYTES:
        raise InputError(f"more than {MAX_BYTES:,} bytes are no problem file", file=file)
    try:
        data = tomllib.loads(text, parse_float=exact_decimal)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))  # else it is at the end
        line = int(found[1]) if found else max(1, len(text.splitlines()))
        raise InputError(f"this is no TOML: {error}", file=file, line=line) from None
    except EvaluationError as error:
        raise InputError(error.message, file=file) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"this TOML cannot be read: {error}", file=file) from None
    return Source(file, data, _key_lines(text))


def _key_lines(text: str) -> dict[tuple[str, ...], int]:
    """Return the line of each key that starts a line; keys inside inline tables have none."""
    lines: dict[tuple[str, ...], int] = {}
    header: tuple[str, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    closing = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if closing:
            closing = "" if line.count(closing) % 2 else closing
            continue
        closing = next((q for q in ('"""', "'''") if line.count(q) % 2), "")
        if match := _HEADER.match(line):
            header = _keys(match[2])
            if match[1] == "[[":
                counts[header] = counts.get(header, -1) + 1
                lines.setdefault(header, number)
                header = (*header, str(counts[header]))
            lines.setdefault(header, number)
        elif match := _ASSIGNMENT.match(line):
            path = (*header, *_keys(match[1]))
            for end in range(len(header) + 1, len(path) + 1):
                lines.setdefault(path[:end], number)
    return lines


def _keys(text: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_KEY_PART, text))
