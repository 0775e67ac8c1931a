"""What a last gate may read: a walk skips the sets that lead to nothing that is looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from minimesa.tables.symmetries import FUNCTIONS, ONES, ROWS

if TYPE_CHECKING:
    import numpy.typing as npt

    from minimesa.tables.kernel import Words

    Functions = npt.NDArray[np.uint16]
    Marks = npt.NDArray[np.bool_]


def readable(one: Words, two: Words, wanted: Functions) -> Marks:
    """Tell for each function whether a gate that reads it may compute one of the wanted.

    Gates of three fan-ins are not considered.

    Args:
        one: operators of one fan-in, as in `minimesa.tables.kernel.Space`.
        two: operators of two fan-ins.
        wanted: functions, normal where NOT is free.

    """
    found = np.zeros(FUNCTIONS, dtype=np.bool_)
    for constant, first in one.astype(np.uint16):
        found[(wanted ^ constant) & first] = True
    for constant, first, second, both in two.astype(np.uint16):
        found |= _read_first(wanted, constant, first, second, both)
        found |= _read_first(wanted, constant, second, first, both)
    return found


def _read_first(
    wanted: Functions, constant: np.uint16, first: np.uint16, second: np.uint16, both: np.uint16
) -> Marks:
    """Tell for each function whether an operator that reads it first may give one of the wanted.

    Where the function is 0 the operator is ``constant`` plus ``second`` times the other fan-in, and
    where it is 1 ``first`` and ``both`` are added. So without ``second`` the wanted function is
    ``constant`` unless this one is 1, and where ``second`` and ``both`` cancel it is ``constant``
    plus ``first`` unless this one is 0. Else it can be any function.
    """
    found = np.zeros(FUNCTIONS, dtype=np.bool_)
    if second and second != both:
        found[:] = len(wanted) > 0
        return found
    kept, other = (1, 0) if not second else (0, 1)
    found[wanted ^ constant if not second else wanted ^ constant ^ first ^ ONES] = True
    for row in range(ROWS):  # a function that takes the value at more rows will do as well
        pairs = found.reshape(-1, 2, 1 << row)
        pairs[:, kept] |= pairs[:, other]
    return found
