"""What local improvement ends with: a result of ``solve`` and what holds of its windows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from minimesa.synthesis.result import Solution


@dataclass(frozen=True)
class Windows:
    """The windows of a circuit, all looked at, none improved.

    Attributes:
        count: how many there are.
        undecided: for how many of them nothing smaller was found, but not refuted either.

    """

    count: int
    undecided: int


@dataclass(frozen=True)
class Improvement:
    """The result of local improvement for one problem.

    Attributes:
        solution: the best circuit with its bounds, as a result of ``solve``.
        start: the size (or summed cost) of the circuit that it began with; None for infeasible.
        windows: the windows of the circuit; None where not all of them were looked at.
        window_gates: windows of up to so many gates were tried.
        questions: how often exact synthesis was asked, over all circuits on the way.
        seed: what decided everything random.
        interrupted: whether Ctrl-C ended it.

    """

    solution: Solution
    start: int | None
    windows: Windows | None
    window_gates: int
    questions: int
    seed: int
    interrupted: bool = False

    @property
    def locally_optimal(self) -> bool:
        """Whether for every window it was refuted that anything smaller could take its place."""
        return self.windows is not None and not self.windows.undecided

    def to_json(self) -> dict[str, Any]:
        """Return the object that ``solve --json`` prints, with one more key, ``improvement``."""
        windows = self.windows
        return self.solution.to_json() | {
            "improvement": {
                "start": self.start,
                "window_gates": self.window_gates,
                "locally_optimal": self.locally_optimal,
                "windows": None if windows is None else windows.count,
                "undecided": None if windows is None else windows.undecided,
                "questions": self.questions,
                "seed": self.seed,
            }
        }
