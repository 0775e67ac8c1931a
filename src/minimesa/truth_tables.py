"""Truth tables as Python integers: bit t is the value at row t, input i has bit ``(t >> i) & 1``.

Functions take the number of inputs ``n`` where the integer alone does not tell it. Hex strings are
those that ABC and kitty print.
"""

from __future__ import annotations

from functools import cache
from itertools import permutations, product
from typing import TYPE_CHECKING

from minimesa.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_INPUTS = 16
"""Largest number of inputs accepted anywhere (a table of 65,536 rows)."""


def full(n: int) -> int:
    """Return the table of constant 1 on ``n`` inputs (all ``2**n`` bits set)."""
    return (1 << (1 << n)) - 1


@cache
def projection(i: int, n: int) -> int:
    """Return the table of input ``i`` among ``n``: 0xa, 0xc for ``n = 2``."""
    block = ((1 << (1 << i)) - 1) << (1 << i)
    table = 0
    for start in range(0, 1 << n, 2 << i):
        table |= block << start
    return table


def from_hex(text: str, inputs: int | None = None) -> tuple[int, int]:
    """Read a hex truth table such as ``0x16e9``; return ``(table, n)``.

    Without ``inputs`` the number of digits decides (1 digit: 2 inputs, 2: 3, 4: 4, 8: 5, ...).
    With it the table must fit; leading zeros may be missing or superfluous.

    Raises:
        InputError: no hex number, a number of digits that is no table, or a table too wide.

    """
    shown = repr(text if len(text) <= 40 else f"{text[:37]}...")
    digits = text.strip().lower().removeprefix("0x")
    if not digits or any(c not in "0123456789abcdef" for c in digits):
        raise InputError(f"{shown} is no hex truth table; write for example 0x8 or 0x16e9")
    if inputs is None:
        n = (4 * len(digits)).bit_length() - 1
        if 1 << n != 4 * len(digits):
            raise InputError(
                f"{shown} has {len(digits)} hex digits; a table of n >= 2 inputs has 2**n / 4 "
                f"(1, 2, 4, 8, ...); give the number of inputs with --inputs otherwise"
            )
    else:
        n = inputs
    if n > MAX_INPUTS:
        raise InputError(f"{shown} has {n} inputs; at most {MAX_INPUTS} are supported")
    table = int(digits, 16)
    if table > full(n):
        raise InputError(f"{shown} does not fit {n} inputs ({1 << n} rows)")
    return table, n


def to_hex(table: int, n: int) -> str:
    """Return ``table`` on ``n`` inputs as ``0x`` and at least one hex digit."""
    return f"0x{table:0{max(1, (1 << n) // 4)}x}"


def cofactor(table: int, i: int, value: int, n: int) -> int:
    """Return ``table`` with input ``i`` fixed to ``value``, still as a table on ``n`` inputs."""
    shift = 1 << i
    mask = projection(i, n)
    if value:
        high = table & mask
        return high | high >> shift
    low = table & ~mask & full(n)
    return low | low << shift


def support(table: int, n: int) -> tuple[int, ...]:
    """Return the inputs that ``table`` depends on, ascending."""
    return tuple(i for i in range(n) if cofactor(table, i, 0, n) != cofactor(table, i, 1, n))


def project(table: int, inputs: Sequence[int], n: int) -> int:
    """Return a table that depends on ``inputs`` (ascending) only, as one on these alone."""
    for i in reversed(range(n)):
        if i not in inputs:
            block = 1 << i
            n -= 1
            table = sum(
                (table >> 2 * block * number & (1 << block) - 1) << block * number
                for number in range(1 << n - i)
            )
    return table


def merged(tables: Sequence[int], i: int, j: int, n: int) -> tuple[int, ...] | None:
    """Return functions with one input, i, in place of what they see of i and j.

    None unless that is one bit: unless the four ways to fix both leave at most two functions (of
    all tables at once). Which value of that bit is 1 is arbitrary, so it may be complemented.
    """
    left = {
        tuple(cofactor(cofactor(t, i, a, n), j, b, n) for t in tables)
        for a, b in product((0, 1), repeat=2)
    }
    if len(left) > 2:
        return None
    mask = projection(i, n)
    pairs = zip(min(left), max(left), strict=True)
    return tuple(zero & ~mask | one & mask for zero, one in pairs)


def permute(table: int, permutation: Sequence[int], n: int) -> int:
    """Return g with ``g(x) = f(z)``, ``z[i] = x[permutation[i]]``: f reads input p[i] as its i-th.

    Only the first ``len(permutation) == n`` inputs exist.
    """
    result = 0
    for t in range(1 << n):
        z = 0
        for i in range(n):
            z |= ((t >> permutation[i]) & 1) << i
        result |= ((table >> z) & 1) << t
    return result


def flip(table: int, i: int, n: int) -> int:
    """Return ``table`` with input ``i`` complemented."""
    shift = 1 << i
    mask = projection(i, n)
    return (table & mask) >> shift | (table & ~mask & full(n)) << shift


def compose(operator: int, fanin: Sequence[int], ones: int) -> int:
    """Return the table of ``operator`` applied to wires with tables ``fanin``.

    ``operator`` has row index ``a + 2b + ...`` over the fan-ins; ``ones`` is the table of
    constant 1, i.e. the rows of interest. Bit-parallel over all rows.
    """
    result = 0
    for pattern in range(1 << len(fanin)):
        if operator >> pattern & 1:
            term = ones
            for j, table in enumerate(fanin):
                term &= table if pattern >> j & 1 else ~table
            result |= term
    return result & ones


@cache
def npn_representatives(n: int) -> tuple[int, ...]:
    """Return the least table of every NPN class of ``n`` inputs, ascending (222 for 4).

    Two functions are in one class when complementing and permuting inputs and complementing the
    output turns one into the other. Found by walking each orbit; meant for ``n <= 4``.

    Raises:
        InputError: ``n > 4``.

    """
    if n > 4:
        raise InputError(f"NPN classes are listed for at most 4 inputs, not {n}")
    seen = bytearray(1 << (1 << n))
    found = []
    for table in range(1 << (1 << n)):
        if not seen[table]:
            found.append(table)
            for other in npn_orbit(table, n):
                seen[other] = 1
    return tuple(found)


def npn_orbit(table: int, n: int) -> Iterator[int]:
    """Yield every table in the NPN class of ``table``, possibly more than once."""
    for permutation in permutations(range(n)):
        permuted = permute(table, permutation, n)
        for gray in range(1 << n):
            yield permuted
            yield permuted ^ full(n)
            flipped = (gray + 1) & -(gray + 1)
            if flipped < 1 << n:
                permuted = flip(permuted, flipped.bit_length() - 1, n)
