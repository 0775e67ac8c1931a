"""Least size and least depth of all 256 three-input functions in each basis, by brute force.

In a circuit of least size all gates are different functions (else one could stand for the other),
so it is enough to walk over *sets* of gate functions: from each reachable set of r functions,
every gate over it and the inputs leads to a set of r + 1. A function's size is the least r such
that it is in a reachable set of r. Sets are bytes packed into 64 bits (r <= 8), one kept for each
class under permuted inputs; the last two gates are looked up without storing sets. Depth is a
closure: the functions of depth <= d + 1 are the operators on those of depth <= d.

Outputs on inputs and constants are free, and complements where NOT is free.

Rewrite the golden table with ``python -m oracles.sizes`` from ``tests/`` (seconds).
"""

import json
import sys
import time
from collections.abc import Iterator
from functools import cache
from itertools import permutations
from pathlib import Path

import numpy as np

from oracles.operators import BASES, ZERO, OracleBasis, apply, choices, input_tables, normal

N = 3
ONES = np.uint8(0xFF)
GOLDEN = Path(__file__).with_name("three_inputs.json")
UNKNOWN = -1
CHUNK = 1 << 16
MAX_STORED = 8
"""Functions in the largest sets that are stored (eight bytes in a 64-bit word)."""


def _permuted(table: int, order: tuple[int, ...]) -> int:
    """Return ``table`` with input i read from ``order[i]``."""
    return sum(
        (table >> sum((t >> order[i] & 1) << i for i in range(N)) & 1) << t for t in range(1 << N)
    )


@cache
def _symmetries() -> tuple[np.ndarray, ...]:
    """Return, for each permutation of the inputs but the identity, the map of tables."""
    identity, *others = permutations(range(N))
    assert identity == tuple(range(N))
    return tuple(
        np.array([_permuted(f, order) for f in range(256)], dtype=np.uint8) for order in others
    )


def _column(wires: np.ndarray, basis: OracleBasis, operator: int, fanin: tuple[int, ...]):
    """Return the function of one gate for each row of ``wires`` (sets x wires, bytes)."""
    zero = np.zeros(1, dtype=np.uint8)
    tables = [zero if wire == ZERO else wires[:, wire] for wire in fanin]
    column = apply(operator, tables, ONES)
    return normal(column, ONES) if basis.free_not else column


def _with_inputs(sets: np.ndarray) -> np.ndarray:
    inputs = np.array(input_tables(N), dtype=np.uint8)
    return np.hstack([np.broadcast_to(inputs, (len(sets), N)), sets])


def _pack(sets: np.ndarray) -> np.ndarray:
    """Return each row of at most eight bytes, sorted, as one 64-bit number."""
    ordered = np.sort(sets, axis=1)
    padded = np.zeros((len(sets), MAX_STORED), dtype=np.uint8)
    padded[:, MAX_STORED - sets.shape[1] :] = ordered
    return padded.view(">u8").ravel().astype(np.uint64)


def _unpack(packed: np.ndarray, r: int) -> np.ndarray:
    return packed.astype(">u8").view(np.uint8).reshape(-1, MAX_STORED)[:, MAX_STORED - r :]


def _canonical(packed: np.ndarray, r: int) -> np.ndarray:
    """Return the least image of each set under permuted inputs, without repetition."""
    sets = _unpack(packed, r)
    least = packed
    for image in _symmetries():
        least = np.minimum(least, _pack(image[sets]))
    return np.unique(least)


def _extend(sets: np.ndarray, basis: OracleBasis) -> Iterator[np.ndarray]:
    """Yield the sets of one more function that a gate over ``sets`` leads to (in chunks)."""
    for start in range(0, len(sets), CHUNK):
        part = sets[start : start + CHUNK]
        wires = _with_inputs(part)
        found = []
        for operator, fanin in choices(basis, wires.shape[1]):
            column = _column(wires, basis, operator, fanin)
            new = (wires != column[:, None]).all(axis=1)
            found.append(_pack(np.hstack([part[new], column[new, None]])))
        yield _canonical(np.unique(np.concatenate(found)), part.shape[1] + 1)


def _last_functions(sets: np.ndarray, basis: OracleBasis) -> np.ndarray:
    """Return a mask over all 256 tables: those that one gate over some set computes."""
    seen = np.zeros(256, dtype=bool)
    for start in range(0, len(sets), CHUNK):
        wires = _with_inputs(sets[start : start + CHUNK])
        for operator, fanin in choices(basis, wires.shape[1]):
            seen[_column(wires, basis, operator, fanin)] = True
    return seen


def _last_two(sets: np.ndarray, basis: OracleBasis) -> np.ndarray:
    """Return the mask of tables that a gate over some set and one more gate computes."""
    seen = np.zeros(256, dtype=bool)
    for start in range(0, len(sets), CHUNK):
        wires = _with_inputs(sets[start : start + CHUNK])
        last = [c for c in choices(basis, wires.shape[1] + 1) if wires.shape[1] in c[1]]
        for operator, fanin in choices(basis, wires.shape[1]):
            longer = np.hstack([wires, _column(wires, basis, operator, fanin)[:, None]])
            for last_operator, last_fanin in last:
                seen[_column(longer, basis, last_operator, last_fanin)] = True
    return seen


def _closed(seen: np.ndarray, basis: OracleBasis) -> np.ndarray:
    """Return ``seen`` closed under permuted inputs (and the complement, where NOT is free)."""
    closed = seen.copy()
    for image in _symmetries():
        closed[image[seen]] = True
    return closed | closed[::-1] if basis.free_not else closed


def _free(basis: OracleBasis) -> list[int]:
    tables = [0, 255, *input_tables(N)]
    return tables + [255 ^ t for t in tables if basis.free_not]


def sizes(basis: OracleBasis, bound: int | None = None) -> list[int]:
    """Return the least size of each three-input function, by truth table.

    Those above ``bound`` gates (default: none) are `UNKNOWN`.
    """
    size = np.full(256, UNKNOWN)
    size[_free(basis)] = 0
    sets = np.zeros((1, 0), dtype=np.uint8)
    for r in range(1, MAX_STORED + 3 if bound is None else bound + 1):
        if r <= MAX_STORED + 1:
            seen = _last_functions(sets, basis)
        elif r == MAX_STORED + 2:
            seen = _last_two(sets, basis)
        else:
            raise ValueError(f"at most {MAX_STORED + 2} gates can be explored, not {bound}")
        size[_closed(seen, basis) & (size == UNKNOWN)] = r
        if (size != UNKNOWN).all():
            break
        if r <= MAX_STORED and r != bound:
            sets = _unpack(np.unique(np.concatenate(list(_extend(sets, basis)))), r)
    return [int(s) for s in size]


def depths(basis: OracleBasis) -> list[int]:
    """Return the least depth of each three-input function, by truth table."""
    depth = dict.fromkeys(_free(basis), 0)
    reached = list(input_tables(N))
    level = 0
    while len(depth) < 256:
        level += 1
        new = []
        for operator, fanin in choices(basis, len(reached)):
            table = apply(operator, [0 if w == ZERO else reached[w] for w in fanin], 255)
            table = normal(table, 255) if basis.free_not else table
            if table not in depth:
                new.append(table)
                depth[table] = level
                if basis.free_not:
                    depth[255 ^ table] = level
        reached += new
    return [depth[table] for table in range(256)]


def main() -> None:
    """Recompute everything and write the golden table."""
    table = {}
    for name, basis in BASES.items():
        start = time.process_time()
        table[name] = {"size": sizes(basis), "depth": depths(basis)}
        print(f"{name}: {time.process_time() - start:.1f} s", file=sys.stderr)
    GOLDEN.write_text(
        "{\n"
        + ",\n".join(f' "{name}": {json.dumps(values)}' for name, values in table.items())
        + "\n}\n",
        encoding="utf-8",
    )


@cache
def golden() -> dict[str, dict[str, list[int]]]:
    """Return the stored table: ``golden()[basis]["size" or "depth"][truth table]``."""
    return json.loads(GOLDEN.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
