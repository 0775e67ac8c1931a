"""What a walk over gate sets has done so far, in a file: it takes hours for some bases."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from minimesa.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

Chain = tuple[int, ...]
"""The functions of the gates of a circuit, in topological order."""


class Notebook:
    """The jobs that are done, by size and number: a line each, written as they end.

    Args:
        path: the file; there may be none yet.
        basis: the name of the basis, which the file must be of.

    Raises:
        InputError: the file is of another basis, or no notebook.

    """

    def __init__(self, path: Path, basis: str) -> None:
        self._path, self._basis = path, basis
        self._done: dict[tuple[int, int], tuple[list[Chain], int]] = {}
        if path.exists():
            text = path.read_text(encoding="utf-8")
            whole = text[: text.rfind("\n") + 1]  # a line that was cut short is done again
            os.truncate(path, len(whole.encode("utf-8")))
            for number, line in enumerate(whole.splitlines(), 1):
                self._read(line, path, number)

    def _read(self, line: str, path: Path, number: int) -> None:
        try:
            entry = json.loads(line)
            basis, size, job = entry["basis"], int(entry["size"]), int(entry["job"])
            chains = [tuple(map(int, chain)) for chain in entry["chains"]]
            completed = int(entry["completed"])
        except (ValueError, TypeError, KeyError):
            raise InputError("no line of a notebook of jobs", file=str(path), line=number) from None
        if basis != self._basis:
            raise InputError(
                f"jobs of basis {basis!r}, not {self._basis!r}", file=str(path), line=number
            )
        self._done[size, job] = chains, completed

    def find(self, size: int, job: int) -> tuple[list[Chain], int] | None:
        """Return the circuits that a job found and how many sets it completed, if it is done."""
        return self._done.get((size, job))

    def add(self, size: int, job: int, chains: list[Chain], completed: int) -> None:
        """Write down that a job is done."""
        entry = {
            "basis": self._basis, "size": size, "job": job, "chains": chains,
            "completed": completed,
        }  # fmt: skip
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
