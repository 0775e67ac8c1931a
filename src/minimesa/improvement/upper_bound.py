"""A better circuit for a search that has come to large sizes, where finding one takes long."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from minimesa.improvement.local_search import Settings, improve
from minimesa.synthesis.options import Interrupted

if TYPE_CHECKING:
    from minimesa.circuit import Circuit
    from minimesa.synthesis.state import State

SECONDS = 3.0
"""So long at most a search is held up by the first attempt, and twice as long by each that follows:
until the lower bound is reached there is always something to try, and most comes soon.
"""
SHARE = 1 / 3
"""Of the time that is left, at most."""
WINDOW_GATES = 4
RESTARTS = 2


def improved(state: State, enough: int, attempt: int) -> Circuit:
    """Return a circuit for the problem of a search, by local improvement.

    Args:
        state: the search.
        enough: a size that will do: a lower bound.
        attempt: 0, 1, ...; every one decides what is random in another way.

    Raises:
        Interrupted: Ctrl-C; carries the best circuit so far.

    """
    left = math.inf if state.deadline is None else state.deadline - time.monotonic()
    settings = Settings(
        state.options.basis,
        window_gates=WINDOW_GATES,
        restarts=RESTARTS,
        seed=attempt,
        time_limit=max(0.0, min(SECONDS * 2**attempt, left * SHARE)),
        enough=enough,
        tables=state.options.tables,
    )
    result = improve(state.problem, settings, state.engine)
    if result.interrupted:
        raise Interrupted(result.solution)
    (best,) = result.solution.circuits
    return best
