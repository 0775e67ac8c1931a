"""Small charts of rates, as SVG."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from minimesa.report.words import question_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from minimesa.report.depletion import Pool

MOST_PANELS = 24
WIDTH, HEIGHT = 250, 170
LEFT, RIGHT, TOP, BOTTOM = 40, 14, 12, 34


def panels(pools: Sequence[Pool]) -> Iterator[tuple[str, str]]:
    """Yield a chart and its caption for each question, at most `MOST_PANELS`, in their order."""

    def key(pool: Pool) -> tuple[object, ...]:
        return pool.basis, pool.objective, pool.question

    for number, (_, group) in enumerate(groupby(pools, key)):
        members = list(group)
        if number == MOST_PANELS:
            return
        first = members[0]
        caption = f"{question_text(first.question)}; {first.basis}, {first.objective}"
        yield _panel(members, caption), caption


def _panel(pools: Sequence[Pool], caption: str) -> str:
    """Return rates with intervals by spare gates (dots), and the expected ones (diamonds)."""
    top = max(
        [pool.share.interval[1] for pool in pools]
        + [pool.expected[2] for pool in pools if pool.expected is not None]
    )
    most = max(pool.excess for pool in pools)
    inner = WIDTH - LEFT - RIGHT

    def x(excess: int) -> float:
        return LEFT + inner * (excess + 0.5) / (most + 1)

    def y(rate: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - rate / top)

    parts = [
        f'<line class="axis" x1="{LEFT}" y1="{y(0):.1f}" x2="{WIDTH - RIGHT}" y2="{y(0):.1f}"/>',
        f'<line class="axis" x1="{LEFT}" y1="{TOP}" x2="{LEFT}" y2="{y(0):.1f}"/>',
        f'<text class="end" x="{LEFT - 4}" y="{y(0) + 4:.1f}">0</text>',
        f'<text class="end" x="{LEFT - 4}" y="{TOP + 8}">{100 * top:.2g}%</text>',
        f'<text class="mid" x="{LEFT + inner / 2:.1f}" y="{HEIGHT - 4}">spare gates</text>',
    ]
    said = []
    for pool in pools:
        centre, rate = x(pool.excess), pool.share.rate or 0
        low, high = pool.share.interval
        parts += [
            f'<text class="mid" x="{centre:.1f}" y="{HEIGHT - BOTTOM + 16}">{pool.excess}</text>',
            (
                f'<line class="rate" x1="{centre:.1f}" y1="{y(low):.1f}" x2="{centre:.1f}" '
                f'y2="{y(high):.1f}"/>'
            ),
            f'<circle class="rate" cx="{centre:.1f}" cy="{y(rate):.1f}" r="4"/>',
        ]
        said.append(f"{pool.excess} spare: {100 * rate:.1f}%")
        if pool.expected is not None:
            mean, low, high = pool.expected
            height, side = y(mean), centre + 16
            parts += [
                (
                    f'<line class="expected" x1="{side:.1f}" y1="{y(low):.1f}" x2="{side:.1f}" '
                    f'y2="{y(high):.1f}"/>'
                ),
                f'<path class="expected" d="M{side:.1f} {height - 5:.1f}l5 5l-5 5l-5 -5z"/>',
            ]
            said[-1] += f", expected {100 * mean:.1f}%"
    label = escape(f"{caption}. {'; '.join(said)}", quote=True)
    return (
        f'<svg class="chart" role="img" aria-label="{label}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}">{"".join(parts)}</svg>'
    )
