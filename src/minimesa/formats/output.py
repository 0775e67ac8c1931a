"""Writing results: a file appears complete or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from minimesa.errors import InputError


def emit(data: str | bytes, target: Path | IO[Any]) -> None:
    """Write to a path or an open stream.

    A regular file is replaced only once the new one is complete. Text goes to text streams and
    bytes to binary ones; a text stream with a ``buffer``, such as standard output, takes both.

    Raises:
        InputError: it cannot be written.

    """
    if isinstance(target, Path):
        _replace(target, data.encode() if isinstance(data, str) else data)
        return
    try:
        if isinstance(data, str):
            try:
                target.write(data)
            except TypeError:
                target.write(data.encode())
        else:
            getattr(target, "buffer", target).write(data)
    except TypeError:
        raise InputError("the format is binary; write it to a file") from None


def _replace(path: Path, data: bytes) -> None:
    file = str(path)
    try:
        if path.exists() and not path.is_file():  # a device or a pipe
            path.write_bytes(data)
            return
        path = path.resolve()
        draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            draft.write_bytes(data)
            draft.replace(path)
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be written: {reason}", file=file) from None
