"""How circuits and findings are put into words: chosen by whoever prints the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.analysis.finding import Finding
    from minimesa.circuit import Circuit


@dataclass(frozen=True)
class Phrases:
    """Wordings.

    Attributes:
        equations: the name and expression of every gate and output of a circuit.
        finding: a finding in a circuit, as sentences.

    """

    equations: Callable[[Circuit], list[tuple[str, str]]]
    finding: Callable[[Finding, Circuit], str]
