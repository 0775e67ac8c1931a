"""From the pools of a census in the making to its table: one circuit a class, of its least table.

Among the circuits of least known size the first of least depth is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from minimesa.census import depths, orbits
from minimesa.census.circuits import apply
from minimesa.census.compiled import compiled
from minimesa.census.state import LEAST, UNKNOWN, State
from minimesa.census.table import Records, ascending, make_records
from minimesa.circuit import Gate
from minimesa.errors import InputError
from minimesa.truth_tables import flip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from minimesa.census.classes import Numbers

_REPORTED = 1 << 16
_LEFT = tuple(flip(operator, 0, 2) for operator in range(16))
"""Each operator with its left fan-in complemented."""
_RIGHT = tuple(flip(operator, 1, 2) for operator in range(16))
"""Each operator with its right fan-in complemented."""


def assemble(state: State, representatives: Numbers, n: int, say: Callable[[str], None]) -> Records:
    """Return the table of what is known.

    Raises:
        InputError: there are classes of which no circuit is known.

    """
    unknown = int(np.count_nonzero(state.sizes == UNKNOWN))
    if unknown:
        raise InputError(f"no circuit is known of {unknown} classes: let the making come to an end")
    levels = depths.least_depths(representatives, n, say)
    slots = np.zeros(len(representatives), dtype=np.int64)
    _shallowest(state.sizes, state.first, state.filled, state.gates, n, slots)
    inputs = state.inputs.tolist()
    circuits = []
    for number, (slot, size) in enumerate(zip(slots.tolist(), state.sizes.tolist(), strict=True)):
        circuits.append(_of_representative(state.gates[slot, :size].tolist(), inputs))
        if (number + 1) % _REPORTED == 0:
            say(f"circuits: {number + 1} of {len(representatives)} classes")
    return make_records(representatives, state.sizes, levels, circuits)


@compiled
def _shallowest(
    sizes: npt.NDArray[np.uint8],
    first: npt.NDArray[np.int32],
    filled: npt.NDArray[np.int32],
    gates: npt.NDArray[np.uint16],
    n: int,
    slots: npt.NDArray[np.int64],
) -> None:
    """Find the first slot with a circuit of least depth for every class that has gates."""
    levels = np.zeros(32, dtype=np.int64)
    for number in range(len(sizes)):
        size = int(sizes[number])
        least = 99
        for slot in range(first[LEAST, number], first[LEAST, number] + filled[LEAST, number]):
            for j in range(size):
                code = int(gates[slot, j])
                levels[n + j] = 1 + max(levels[(code >> 4) & 31], levels[(code >> 9) & 31])
            if size and levels[n + size - 1] < least:
                least = levels[n + size - 1]
                slots[number] = slot


def _of_representative(codes: Sequence[int], inputs: Sequence[int]) -> tuple[Gate, ...]:
    """Return the gates of a circuit, changed to compute the least table of its class.

    Args:
        codes: its gates, as they are kept in pools.
        inputs: the words of the inputs.

    """
    n = len(inputs)
    values = list(inputs)
    for code in codes:
        values.append(apply(code & 15, values[code >> 4 & 31], values[code >> 9 & 31]))
    _, transform = orbits.canonical(values[-1], n)
    place = [*transform.permutation, *range(n, n + len(codes))]
    inverted = [bool(transform.flips >> i & 1) for i in range(n)]
    gates = []
    for code in codes:
        operator, left, right = code & 15, code >> 4 & 31, code >> 9 & 31
        if inverted[left]:
            operator = _LEFT[operator]
        if inverted[right]:
            operator = _RIGHT[operator]
        inverted.append(bool(operator & 1))
        if operator & 1:
            operator ^= 15
        gates.append(ascending(Gate(operator, (place[left], place[right]))))
    return tuple(gates)
