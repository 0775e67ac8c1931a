"""The outlines of gate symbols, as SVG paths around (0, 0), the middle of their left edge.

Distinctive shapes as in IEEE Std 91-1984: AND with a flat back, OR with a hollow one, XOR with a
second back, a triangle for one fan-in; everything else is a box with its name.
"""

from __future__ import annotations

from minimesa.symbols import AND, BUF, NOT, OR, XOR

HOLLOW = 9.0
"""How deep the back of OR and XOR is."""
SECOND = 6.0
"""How far left of its body the second back of XOR stands."""


def outline(kind: str, width: float, half: float) -> str:
    """Return the path of a symbol.

    Args:
        kind: which symbol.
        width: its width, with the second back of XOR.
        half: half its height.

    """
    if kind == AND:
        nose = min(width * 0.55, half * 1.15)
        return f"M0 {-half:g}H{width - nose:g}A{nose:g} {half:g} 0 0 1 {width - nose:g} {half:g}H0Z"
    if kind in (OR, XOR):
        back = SECOND if kind == XOR else 0.0
        start = back + (width - back) * 0.3
        pull = back + (width - back) * 0.78
        return (
            f"M{back:g} {-half:g}H{start:g}Q{pull:g} {-half:g} {width:g} 0"
            f"Q{pull:g} {half:g} {start:g} {half:g}H{back:g}"
            f"Q{back + 2 * HOLLOW:g} 0 {back:g} {-half:g}Z"
        )
    if kind in (NOT, BUF):
        return f"M0 {-half:g}L{width:g} 0L0 {half:g}Z"
    return f"M0 {-half:g}H{width:g}V{half:g}H0Z"


def second_back(half: float) -> str:
    """Return the path of the second back of XOR."""
    return f"M0 {-half:g}Q{2 * HOLLOW:g} 0 0 {half:g}"


def back(kind: str, y: float, half: float) -> float:
    """Return how far right of the left edge a fan-in ends that comes in ``y`` below the middle."""
    return HOLLOW * (1 - (y / half) ** 2) if kind in (OR, XOR) else 0.0


def middle(kind: str) -> float:
    """Return where the name stands, as a share of the width."""
    return {OR: 0.54, XOR: 0.57, NOT: 0.36, BUF: 0.36, AND: 0.46}.get(kind, 0.5)
