"""Reading files that nobody vouches for: size, encoding and the bounds that all formats share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 16 << 20
"""Largest file read, in bytes."""
MAX_GATES = 100_000
"""Most gates of a circuit, and most cubes of a cover, that a file may hold."""
MAX_FANIN = 10
"""Most fan-ins of a gate in a file (an operator of 1,024 rows)."""


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        InputError: it cannot be read, or is larger than `MAX_BYTES`.

    """
    file = str(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", file=file) from None
    except ValueError as error:  # a NUL in the path
        raise InputError(f"cannot be read: {error}", file=repr(file)) from None
    if len(data) > MAX_BYTES:
        raise InputError(f"is larger than {MAX_BYTES >> 20} MiB, the most that is read", file=file)
    return data


def decode(data: bytes, file: str) -> str:
    r"""Return UTF-8 text with ``\n`` line ends.

    Raises:
        InputError: the bytes are not UTF-8, or hold a NUL.

    """
    if (nul := data.find(b"\0")) >= 0:
        raise InputError(
            "holds a NUL byte; it is no text file", file=file, line=data.count(b"\n", 0, nul) + 1
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"is not UTF-8 ({error.reason})", file=file, line=line) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(path: Path) -> str:
    """Return the text of a file; errors are those of `read_bytes` and `decode`."""
    return decode(read_bytes(path), str(path))


def quote(text: str) -> str:
    """Return ``text`` as it may stand in a message: quoted, escaped and not too long."""
    return repr(text) if len(text) <= 60 else repr(text[:57]) + "..."


def parse_count(text: str, what: str, *, file: str, line: int, most: int) -> int:
    """Return a decimal number from 0 to ``most``.

    Raises:
        InputError: it is none.

    """
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) > most:
        raise InputError(
            f"{what} must be a number from 0 to {most}, not {quote(text)}", file=file, line=line
        )
    return int(text)


def check_distinct(names: list[str], what: str, *, file: str, line: int | None) -> list[str]:
    """Return the names, or raise InputError where one occurs twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise InputError(f"{what} {quote(name)} is declared twice", file=file, line=line)
        seen.add(name)
    return names
