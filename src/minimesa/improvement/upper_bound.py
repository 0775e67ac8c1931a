"""A better circuit for a search that has come to large sizes, where finding one takes long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.improvement.local_search import Settings, improve

if TYPE_CHECKING:
    from minimesa.circuit import Circuit
    from minimesa.synthesis.state import State

SECONDS = 60.0
"""So long at most a search is held up."""
SHARE = 1 / 3
"""Of the time that is left, at most."""
WINDOW_GATES = 4
RESTARTS = 2


def improved(state: State, circuit: Circuit, enough: int, left: float | None) -> Circuit:
    """Return a circuit that is no larger, by local improvement.

    Args:
        state: the search.
        circuit: what it has so far.
        enough: a size that will do: a lower bound.
        left: seconds until the search must end, or None.

    Raises:
        KeyboardInterrupt: Ctrl-C.

    """
    settings = Settings(
        state.options.basis,
        window_gates=WINDOW_GATES,
        restarts=RESTARTS,
        time_limit=SECONDS if left is None else min(SECONDS, left * SHARE),
        enough=enough,
    )
    result = improve(state.problem, settings, state.engine, start=circuit)
    if result.interrupted:
        raise KeyboardInterrupt
    (best,) = result.solution.circuits
    return best
