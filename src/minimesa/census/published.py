"""How many NPN classes need how many gates or levels, as published.

Knuth, The Art of Computer Programming 4A, section 7.1.2 (all two-input operators; the figures for
four and five inputs, by size and by depth). Those for three inputs are counted by the tests.
"""

from __future__ import annotations

SIZES = {
    4: (2, 2, 5, 20, 34, 75, 72, 12),
    5: (2, 2, 5, 20, 93, 389, 1988, 11382, 60713, 221541, 293455, 26535, 1),
}
"""For each number of inputs: classes of least size 0, 1, ..."""
DEPTHS = {
    4: (2, 2, 17, 179, 22),
    5: (2, 2, 17, 1789, 614316),
}
"""For each number of inputs: classes of least depth 0, 1, ..."""


def classes(n: int) -> int:
    """Return how many NPN classes of functions of ``n`` inputs there are."""
    return sum(SIZES[n])
