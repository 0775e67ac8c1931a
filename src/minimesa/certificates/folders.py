"""Folders for the certificates of ``solve``: one a problem, never over anything that is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from minimesa.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_LONGEST = 60


def prepare(directory: Path, names: Sequence[str]) -> list[Path]:
    """Make ``directory``, and for several problems a folder in it for each; return the folders.

    Raises:
        InputError: it is there and not empty, or cannot be made.

    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if any(directory.iterdir()):
            raise InputError(
                "the folder for certificates must be new or empty", file=str(directory)
            )
        if len(names) == 1:
            return [directory]
        folders = [directory / name for name in distinct(names)]
        for folder in folders:
            folder.mkdir()
    except OSError as error:
        reason = f"cannot make the folder for certificates: {error.strerror}"
        raise InputError(reason, file=str(directory)) from None
    return folders


def distinct(names: Sequence[str]) -> list[str]:
    """Return a name of a folder for each name: letters, digits and ``._-``, no two the same."""
    taken: set[str] = set()
    found = []
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9._-]+", "_", name)[:_LONGEST].lstrip(".") or "_"
        folder, number = plain, 1
        while folder.lower() in taken:  # some file systems do not tell A from a
            number += 1
            folder = f"{plain}-{number}"
        taken.add(folder.lower())
        found.append(folder)
    return found
