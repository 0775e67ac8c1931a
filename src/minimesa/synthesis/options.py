"""What a search minimises, within which limits, and how Ctrl-C ends it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from minimesa.encoding.breaks import DEFAULT_BREAKS
from minimesa.errors import InputError, MinimesaError

if TYPE_CHECKING:
    from pathlib import Path

    from minimesa.basis import Basis
    from minimesa.encoding.demand import Demand
    from minimesa.synthesis.result import Objective, Solution


@dataclass(frozen=True)
class Options:
    """What to minimise and within which limits.

    Attributes:
        basis: the operators.
        objective: what is minimised.
        time_limit: seconds for the whole problem, or None.
        accuracy: the share of the weight on K that must be right, or None for all of it.
        breaks: the symmetry breaks to use.
        certify: an existing directory for the formula and proof of every refuted bound, or None.
            Nothing is then left to counting.
        demand: search-like structure that the circuit must have as well; for a size, alone or at
            least depth.
        connected: every gate must reach one of so many first outputs; None for any output.
        least: sizes below this are known to be refuted.
        most: no larger sizes are tried; None for no limit.
        tables: whether tables of optimal circuits may answer, or bound from below.

    """

    basis: Basis
    objective: Objective = "size"
    time_limit: float | None = None
    accuracy: Fraction | None = None
    breaks: frozenset[str] = DEFAULT_BREAKS
    certify: Path | None = None
    demand: Demand | None = None
    connected: int | None = None
    least: int = 0
    most: int | None = None
    tables: bool = False

    @property
    def counts(self) -> bool:
        """Whether bounds may hold by counting: not below full accuracy, not under proof."""
        return self.accuracy is None and self.certify is None

    @property
    def looks_up(self) -> bool:
        """Whether tables may be used: where counting may, and no structure is demanded."""
        return self.tables and self.counts and self.demand is None and self.connected is None


def read_share(text: str) -> Fraction:
    """Return a share in (0, 1], exact: ``0.9``, ``9/10`` and ``90%`` are the same.

    Raises:
        InputError: the text is no such share.

    """
    text = text.strip()
    share = Fraction(0)
    digits = text.removesuffix("%")
    if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,12}|/0*[1-9][0-9]{,11})?", digits):
        share = Fraction(digits) / (100 if text.endswith("%") else 1)
    if not 0 < share <= 1:
        raise InputError(f"{text!r} is no share above 0 and at most 1; write 0.9, 9/10 or 90%")
    return share


class Interrupted(MinimesaError):  # noqa: N818 - not an error of the program
    """Ctrl-C: carries what was known by then."""

    def __init__(self, solution: Solution) -> None:
        super().__init__("interrupted")
        self.solution = solution
