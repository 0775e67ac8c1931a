"""Where the data that ships with the package lies: the problem library, the solver profiles."""

from __future__ import annotations

from pathlib import Path

from minimesa.errors import InputError


def data_directory(kind: str) -> Path:
    """Return the folder of ``kind``: ``"problems"`` or ``"solvers"``.

    An installed package carries its data inside itself. In a checkout the folder stands beside
    ``pyproject.toml``, two levels above the package. The working directory plays no part.

    Raises:
        InputError: neither place has such a folder.

    """
    package = Path(__file__).resolve().parent
    installed = package / "_data" / kind
    if installed.is_dir():
        return installed
    checkout = package.parents[1]
    if (checkout / "pyproject.toml").is_file() and (checkout / kind).is_dir():
        return checkout / kind
    raise InputError(f"this installation has no {kind!r} folder; reinstall the package")
