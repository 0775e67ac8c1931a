"""The compiler for the loops that make the table: numba, which only the making needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from minimesa.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

try:
    import numba
except ImportError as missing:  # pragma: no cover - the development environment has it
    raise InputError(
        "making a census needs numba; install it with: pip install 'minimesa[census]'"
    ) from missing

Function = TypeVar("Function", bound="Callable[..., object]")


def compiled(function: Function) -> Function:
    """Compile a function of arrays and numbers to machine code on its first call; keep the code."""
    return cast("Function", numba.njit(cache=True, nogil=True)(function))
