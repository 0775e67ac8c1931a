"""Reading files of a certificate that nobody vouches for: bounded, regular, in their directory."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import stat
from typing import TYPE_CHECKING, Any, TypeVar

from minimesa.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

T = TypeVar("T")

CHUNK = 1 << 20


@contextlib.contextmanager
def opened(path: Path, largest: int) -> Iterator[BinaryIO]:
    """Open a regular file of at most ``largest`` bytes; a symbolic link is not followed.

    A link could lead out of the directory, and a pipe or a device might never end.

    Raises:
        InputError: it is missing, something else than a file, too large, or cannot be read.

    """
    file = str(path)
    try:
        # O_NONBLOCK: opening a pipe must not wait for a writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        reason = "a symbolic link" if error.errno == errno.ELOOP else error.strerror
        raise InputError(f"cannot read it: {reason}", file=file) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise InputError("cannot read it: no regular file", file=file)
        if status.st_size > largest:
            raise InputError(f"cannot read it: more than {largest} bytes", file=file)
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            yield stream
    finally:
        os.close(descriptor)


def read(path: Path, largest: int) -> bytes:
    """Return the bytes of a file; see `opened` for errors."""
    with opened(path, largest) as stream:
        return stream.read(largest)


def digest(path: Path, largest: int, copy: Path | None = None) -> str:
    """Return the SHA-256 hash of a file in hex; see `opened` for errors.

    Args:
        path: the file.
        largest: most bytes that are read.
        copy: where to leave what was read, so that what was hashed is what is used later.

    """
    found = hashlib.sha256()
    with contextlib.ExitStack() as stack:
        source = stack.enter_context(opened(path, largest))
        target = None if copy is None else stack.enter_context(copy.open("wb"))
        left = largest
        while left and (chunk := source.read(min(CHUNK, left))):
            left -= len(chunk)
            found.update(chunk)
            if target is not None:
                target.write(chunk)
    return found.hexdigest()


def read_json(path: Path, largest: int, parse: Callable[[Any], T]) -> T:
    """Return what ``parse`` makes of a JSON file of at most ``largest`` bytes.

    Raises:
        InputError: it cannot be read, is no JSON, or ``parse`` finds it malformed.

    """
    try:
        data = json.loads(read(path, largest))
    except RecursionError:
        raise InputError("it is nested too deeply", file=str(path)) from None
    except ValueError as error:
        raise InputError(f"this is no JSON: {error}", file=str(path)) from None
    try:
        return parse(data)
    except InputError as error:
        raise InputError(f"malformed: {error.message}", file=str(path)) from None
