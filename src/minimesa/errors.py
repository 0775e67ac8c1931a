"""The errors that minimesa raises: one root, few subclasses, each message with its values."""

from __future__ import annotations


class MinimesaError(Exception):
    """Root of every error that minimesa raises on purpose."""


class InputError(MinimesaError):
    """Something the user gave is wrong: a file, an expression, a table, an option.

    Args:
        message: what is wrong, with the offending value, and what would be right.
        file: the file it stands in, if any.
        line: its line, counted from 1, if known.

    """

    def __init__(self, message: str, *, file: str | None = None, line: int | None = None) -> None:
        self.message = message
        self.file = file
        self.line = line
        place = "" if file is None else f"{file}: " if line is None else f"{file}:{line}: "
        super().__init__(place + message)


class SolverError(MinimesaError):
    """A solver is missing, crashed, or said something that cannot be."""


class RefereeError(MinimesaError):
    """A circuit does not do what was claimed of it."""
