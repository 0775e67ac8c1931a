"""How the price of search grows along a family, as a drawing."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from minimesa.cli.calibration_plot import check
from minimesa.cli.price_growth import last
from minimesa.formats.output import emit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from minimesa.pricing.price import Price
    from minimesa.problems.problem import Problem

__all__ = ["check", "draw"]

_PLAIN, _SEARCHING, _PRICE = "#0072b2", "#d55e00", "#009e73"


def draw(prices: Sequence[tuple[Problem, Price]], path: Path) -> None:
    """Draw the least size with and without search, and the price between them.

    Raises:
        InputError: the file cannot be written.

    """
    from matplotlib.figure import Figure  # noqa: PLC0415 - optional, and slow
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - likewise

    figure = Figure(figsize=(2.5 + 1.1 * len(prices), 4), layout="constrained")
    axes = figure.add_subplot()
    places = range(len(prices))
    series = (
        ("least circuit", _PLAIN, -0.2, [found.plain for _, found in prices]),
        ("least that searches", _SEARCHING, 0.2, [found.searching.solution for _, found in prices]),
    )
    for title, colour, offset, solutions in series:
        known = [
            (i, s, last(s.upper_bound))
            for i, s in zip(places, solutions, strict=True)
            if s is not None
        ]
        there = [(i, s, high) for i, s, high in known if high is not None]
        axes.bar(
            [i + offset for i, _, _ in there],
            [high for _, _, high in there],
            yerr=(
                [high - (last(s.lower_bound) or 0) for _, s, high in there],
                [0] * len(there),
            ),
            width=0.38,
            color=colour,
            capsize=3,
            label=title,
        )
    for i, (_, found) in zip(places, prices, strict=True):
        top = max((last(s.upper_bound) or 0) for s in (found.plain, found.searching.solution) if s)
        low, high = last(found.lower), last(found.upper)
        text = "" if low is None else f"+{high}" if low == high else f"≥ +{low}"
        axes.annotate(text, (i, top), (0, 4), textcoords="offset points", ha="center", color=_PRICE)
    axes.set_xticks(list(places), [found.problem.replace(":", "\n") for _, found in prices])
    objective = prices[0][1].plain.objective if prices else "size"
    axes.set_ylabel(f"{objective} over {prices[0][1].plain.basis}" if prices else objective)
    axes.margins(y=0.12)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    drawing = BytesIO()
    figure.savefig(drawing, format=path.suffix.lower()[1:], dpi=150)
    emit(drawing.getvalue(), path)
