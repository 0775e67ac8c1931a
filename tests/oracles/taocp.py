"""Published optima and counts over all two-input operators (NOT free), with their sources.

Classes are those under permuted and complemented inputs and complemented output (NPN). The
four-input columns are recomputed by `oracles.four_inputs`; the five-input ones are data only.
"""

from collections.abc import Callable
from dataclasses import dataclass

KNUTH = "D. E. Knuth, The Art of Computer Programming, volume 4A (2011), section 7.1.2"
SCHROEPPEL = "R. C. Schroeppel, OEIS A057241"
PERCY = (
    "found, and one gate fewer refuted, by the program percy of W. Haaswijk, M. Soeken, "
    "A. Mishchenko, G. De Micheli, SAT-based exact synthesis, IEEE TCAD 39 (2020)"
)

CLASSES = {3: 14, 4: 222, 5: 616126}
"""Numbers of NPN classes of n inputs (`KNUTH`; OEIS A000370)."""

SIZE_CLASSES = {
    4: (2, 2, 5, 20, 34, 75, 72, 12),
    5: (2, 2, 5, 20, 93, 389, 1988, 11382, 60713, 221541, 293455, 26535, 1),
}
"""NPN classes of n inputs by least size 0, 1, 2, ... (`KNUTH`)."""

FORMULA_CLASSES = {4: (2, 2, 5, 20, 34, 75, 68, 16)}
"""NPN classes of n inputs by least formula size 0, 1, 2, ... (`KNUTH`)."""

DEPTH_CLASSES = {4: (2, 2, 17, 179, 22), 5: (2, 2, 17, 1789, 614316)}
"""NPN classes of n inputs by least depth 0, 1, 2, ... (`KNUTH`)."""

SIZE_FUNCTIONS = {4: (10, 60, 456, 2474, 10624, 24184, 25008, 2720)}
"""Functions of n inputs by least size 0, 1, 2, ... (`KNUTH`)."""

HARDEST_AIG = {0: 0, 1: 0, 2: 3, 3: 6, 4: 10}
"""Most gates that a function of n inputs needs in `aig` (`SCHROEPPEL`)."""


@dataclass(frozen=True)
class Known:
    """A least size over all two-input operators: truth tables, one an output, and the source."""

    inputs: int
    tables: tuple[int, ...]
    size: int
    source: str


def _counting(n: int, *accept: Callable[[int], bool]) -> tuple[int, ...]:
    """Return the symmetric functions that look at the number of ones among ``n`` inputs."""
    return tuple(sum(1 << t for t in range(1 << n) if test(t.bit_count())) for test in accept)


def _bit(i: int) -> Callable[[int], bool]:
    return lambda count: bool(count >> i & 1)


KNOWN = {
    "full adder": Known(3, _counting(3, _bit(0), _bit(1)), 5, KNUTH),
    "sum of 4 bits": Known(4, _counting(4, _bit(0), _bit(1), _bit(2)), 9, PERCY),
    "parity of 5": Known(5, _counting(5, _bit(0)), 4, KNUTH),
    "exactly 2 of 5": Known(5, _counting(5, lambda count: count == 2), 9, PERCY),
    "majority of 5": Known(5, _counting(5, lambda count: count > 2), 9, PERCY),
}
"""Optima that no class table holds."""
