"""The problem of a claim, found anew by its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from minimesa.errors import InputError
from minimesa.problems.library import find_problem

if TYPE_CHECKING:
    from minimesa.problems.problem import Problem

_TABLES = re.compile(r"0x[0-9a-f]+(,0x[0-9a-f]+)*")
_LIBRARY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(:[A-Za-z0-9_=,.-]*)?")


def find(name: str, inputs: int) -> Problem:
    """Return the problem that truth tables or a name of the library name.

    Files are not looked for: the name of a problem does not tell where its file is, and one that
    nobody vouches for shall not make anything be read.

    Args:
        name: what a claim calls its problem.
        inputs: how many inputs it has.

    Raises:
        InputError: it is neither, or there is none of that name.

    """
    if _TABLES.fullmatch(name):
        return find_problem(name, inputs)
    if not _LIBRARY.fullmatch(name):
        raise InputError("it is neither of the library nor a truth table")
    return find_problem(name)
