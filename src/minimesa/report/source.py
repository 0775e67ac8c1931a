"""Reading a store without writing anything: not to it, and not beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

from minimesa.errors import InputError
from minimesa.study.schema import APPLICATION_ID, MIGRATIONS

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")
BUSY_SECONDS = 60
Query = Callable[[str], list[sqlite3.Row]]


def read(path: Path, function: Callable[[Query], T]) -> T:
    """Return what ``function`` makes of a store, all of whose queries see the same moment.

    While a study writes, its journal is read too. Without a journal the file is opened as one that
    cannot change, since SQLite would otherwise leave files beside it; if a study begins meanwhile,
    everything is read again.

    Raises:
        InputError: the file is missing, no store, of another version, or damaged.

    """
    journal = path.with_name(f"{path.name}-wal")
    for _ in range(2):
        live = journal.exists()
        result = _read(path, function, "mode=ro" if live else "mode=ro&immutable=1")
        if live or not journal.exists():
            break
    return result


def _read(path: Path, function: Callable[[Query], T], options: str) -> T:
    file = str(path)
    try:
        with closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?{options}", uri=True, timeout=BUSY_SECONDS)
        ) as db:
            db.row_factory = sqlite3.Row
            db.execute("BEGIN")
            _check(db, file)
            return function(lambda query: db.execute(query).fetchall())
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise InputError(f"cannot read it as a store: {error}", file=file) from error
    except InputError as error:
        raise InputError(error.message, file=error.file or file) from error


def _check(db: sqlite3.Connection, file: str) -> None:
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise InputError("this SQLite file is no store of minimesa", file=file)
    version = db.execute("PRAGMA user_version").fetchone()[0]
    newest = len(MIGRATIONS)
    if version > newest:
        raise InputError(
            f"schema version {version} is newer than this program's {newest}", file=file
        )
    if version < newest:
        raise InputError(
            f"schema version {version} is older than this program's {newest}; run "
            "`minimesa check` on it, which brings it up to date",
            file=file,
        )
