"""Small TOML files that a user writes: bases, solver profiles, plans."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from minimesa.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path, what: str) -> dict[str, Any]:
    """Return the content of a TOML file.

    Args:
        path: the file.
        what: what it is meant to be, for messages: ``the basis``.

    Raises:
        InputError: it cannot be read, or is no TOML.

    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"this is no TOML: {error}", file=str(path)) from error
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot read {what}: {reason}", file=str(path)) from error
