"""Least depth, formula size and size of all four-input functions (two-input operators, NOT free).

None of this uses a solver. Functions are normal (0 at row 0), so there are 2**15, and the five
normal operators are taken on pairs of them (Knuth, TAOCP 4A, section 7.1.2):

- depth: functions of depth <= d + 1 are the operators on pairs of depth <= d;
- formula size: L(f op g) = 1 + L(f) + L(g), so a function of size r splits into two of sizes that
  sum to r - 1, and an exhaustive search by increasing r finds every L(f). A formula is a circuit,
  so L(f) bounds the least size from above;
- size: in a circuit of least size all gates differ as functions, so the walk goes over *sets* of
  gate functions, one kept for each class under permuted and complemented inputs, to sets of four
  functions and two gates more. What needs more than six gates turns out to have a formula of
  seven, so its least size is seven.

Rewrite the golden table of the 222 NPN classes with ``python -m oracles.four_inputs`` from
``tests/`` (seconds).
"""

import json
from collections.abc import Iterator
from functools import cache
from itertools import combinations, permutations, product
from pathlib import Path

import numpy as np

from oracles.operators import input_tables

GOLDEN = Path(__file__).with_name("four_inputs.json")
N = 4
ROWS = 1 << N
ONES = (1 << ROWS) - 1
UNKNOWN = -1
STORED = 4
"""Gates in the largest sets of functions that are stored."""
_PAIRS = (  # the normal operators, two of them being mirror images
    lambda f, g: f & g,
    lambda f, g: f & ~g,
    lambda f, g: ~f & g,
    lambda f, g: f | g,
    lambda f, g: f ^ g,
)


def _start() -> np.ndarray:
    """Return the measure of every normal function (index: its table), known for no gates."""
    measure = np.full(1 << ROWS, UNKNOWN, dtype=np.int8)
    measure[[0, *input_tables(N)]] = 0
    return measure


def _combine(measure: np.ndarray, left: np.ndarray, right: np.ndarray, value: int) -> None:
    """Set the measure of unknown operators on ``left`` x ``right`` to ``value``."""
    for f in left:
        if (measure[::2] != UNKNOWN).all():
            return
        for operator in _PAIRS:
            tables = operator(f, right)
            measure[tables[measure[tables] == UNKNOWN]] = value


def _complete(measure: np.ndarray) -> np.ndarray:
    """Return the measure by any table: a function costs what its complement costs."""
    every = np.arange(1 << ROWS)
    return measure[np.where(every & 1, every ^ ONES, every)]


def depths() -> np.ndarray:
    """Return the least depth of each of the 65,536 functions, by truth table."""
    measure = _start()
    level = 0
    while (measure[::2] == UNKNOWN).any():
        reached = np.flatnonzero(measure != UNKNOWN)
        level += 1
        _combine(measure, reached, reached, level)
    return _complete(measure)


def formula_sizes() -> np.ndarray:
    """Return the least formula size of each of the 65,536 functions, by truth table."""
    measure = _start()
    size = 0
    while (measure[::2] == UNKNOWN).any():
        size += 1
        for left in range((size + 1) // 2):
            _combine(
                measure,
                np.flatnonzero(measure == left),
                np.flatnonzero(measure == size - 1 - left),
                size,
            )
    return _complete(measure)


@cache
def _symmetries() -> np.ndarray:
    """Return the maps of normal functions under permuted and complemented inputs (384 x 65,536).

    The identity is the first. Complements are taken back to normal functions.
    """
    bits = (np.arange(1 << ROWS)[:, None] >> np.arange(ROWS) & 1).astype(np.float64)
    images = []
    for order, mask in product(permutations(range(N)), range(ROWS)):
        source = [sum((t >> order[i] & 1) << i for i in range(N)) ^ mask for t in range(ROWS)]
        moved = (bits[:, source] @ 2.0 ** np.arange(ROWS)).astype(np.uint16)
        images.append(np.where(moved & 1, moved ^ ONES, moved))
    return np.array(images, dtype=np.uint16)


def _pack(sets: np.ndarray) -> np.ndarray:
    """Return each set of at most four functions (a row), sorted, as one 64-bit number."""
    padded = np.zeros((len(sets), STORED), dtype=">u2")
    padded[:, STORED - sets.shape[1] :] = np.sort(sets, axis=1)
    return padded.view(">u8").ravel().astype(np.uint64)


def _unpack(packed: np.ndarray, r: int) -> np.ndarray:
    words = packed.astype(">u8").view(">u2").reshape(-1, STORED)
    return words[:, STORED - r :].astype(np.uint16)


def _one_more(wires: np.ndarray) -> Iterator[np.ndarray]:
    """Yield the function of each gate that can be put on the wires (sets x wires)."""
    for a, b in combinations(range(wires.shape[1]), 2):
        for operator in _PAIRS:
            yield operator(wires[:, a], wires[:, b])


def _with_inputs(sets: np.ndarray) -> np.ndarray:
    inputs = np.array(input_tables(N), dtype=np.uint16)
    return np.hstack([np.broadcast_to(inputs, (len(sets), N)), sets])


def _extend(sets: np.ndarray) -> np.ndarray:
    """Return the sets of one more function, one for each class under the symmetries."""
    wires, r = _with_inputs(sets), sets.shape[1] + 1
    found = []
    for column in _one_more(wires):
        new = (wires != column[:, None]).all(axis=1) & (column != 0)
        found.append(_pack(np.hstack([sets[new], column[new, None]])))
    packed = np.unique(np.concatenate(found))
    grown, least = _unpack(packed, r), packed
    for image in _symmetries():
        least = np.minimum(least, _pack(image[grown]))
    return _unpack(np.unique(least), r)


def sizes() -> np.ndarray:
    """Return the least size of each of the 65,536 functions, by truth table.

    Raises:
        RuntimeError: a function of more than six gates has no formula of seven (none has).

    """
    measure = _start()
    sets = np.zeros((1, 0), dtype=np.uint16)
    for size in range(1, STORED + 3):
        seen = np.zeros(1 << ROWS, dtype=bool)
        wires = _with_inputs(sets)
        for column in _one_more(wires):
            if size <= STORED + 1:
                seen[column] = True
            else:  # sets of four, any fifth gate, and a sixth
                for last in _one_more(np.hstack([wires, column[:, None]])):
                    seen[last] = True
        for image in _symmetries():
            tables = image[seen]
            measure[tables[measure[tables] == UNKNOWN]] = size
        if size <= STORED:
            sets = _extend(sets)
    measure = _complete(measure)
    formula = formula_sizes()
    unknown = measure == UNKNOWN
    if (formula[unknown] != STORED + 3).any():
        raise RuntimeError("a function of more than six gates has no formula of seven")
    return np.where(unknown, formula, measure)


def representatives() -> np.ndarray:
    """Return the least table in the NPN class of each of the 65,536 functions."""
    least = _symmetries().min(axis=0)
    greatest = _symmetries().max(axis=0)  # its complement is the least complement
    return _complete(np.minimum(least, greatest ^ ONES))


def main() -> None:
    """Recompute everything and write the golden table."""
    measures = {"size": sizes(), "formula": formula_sizes(), "depth": depths()}
    rows = [
        f' "0x{table:04x}": '
        + json.dumps({name: int(measure[table]) for name, measure in measures.items()})
        for table in np.unique(representatives())
    ]
    GOLDEN.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


@cache
def golden() -> dict[int, dict[str, int]]:
    """Return the stored table: ``golden()[representative]["size", "formula" or "depth"]``."""
    return {int(key, 16): row for key, row in json.loads(GOLDEN.read_text("utf-8")).items()}


if __name__ == "__main__":
    main()
