"""Local improvement by exact synthesis of windows.

Every window of a circuit, the small ones first, is replaced by a smaller one that meets its
relation, until exact synthesis refutes that for each (Kulikov et al., SAT-based circuit local
improvement, 2022; with don't-cares: Reichl, Slivovsky, Szeider, Circuit minimization with QBF-based
exact synthesis, 2023). Where no window can be improved, random windows are replaced by others of
the same size, which leads out of many local minima.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from minimesa.encoding.query import Verdict
from minimesa.improvement.beginnings import adopted, constructed, constructed_anew
from minimesa.improvement.exchange import Exchange, OutOfTimeError
from minimesa.improvement.resubstitution import reduce, shuffle
from minimesa.improvement.result import Improvement, Windows
from minimesa.improvement.windows import Neighbourhood
from minimesa.synthesis import conclusion, search
from minimesa.synthesis.options import Interrupted, Options
from minimesa.synthesis.state import State, accepted

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.basis import Basis
    from minimesa.circuit import Circuit
    from minimesa.improvement.windows import Window
    from minimesa.problems.problem import Problem
    from minimesa.solvers.engine import Oracle
    from minimesa.synthesis.result import Status


_GATES_AT_ONCE = 10
"""How many gates are replaced at random between two random windows: windows take far longer."""

_QUICK_GATES = 4
"""In windows of up to so many gates a refutation takes little longer than an answer."""


@dataclass(frozen=True)
class Settings:
    """How to improve, and for how long.

    Attributes:
        basis: the operators.
        window_gates: windows have up to so many gates.
        patience: so many random replacements by equals in a row may lead nowhere.
        restarts: so many more times it begins, with a circuit made in another order of the inputs.
        seed: decides everything random.
        time_limit: seconds in all, or None.
        window_limit: seconds for one window, or None; a window that takes longer stays undecided.
        enough: with so few gates (or cost) it ends at once, or None.
        tables: whether tables of optimal circuits may tell that nothing is smaller.

    """

    basis: Basis
    window_gates: int = 5
    patience: int = 100
    restarts: int = 0
    seed: int = 0
    time_limit: float | None = None
    window_limit: float | None = None
    enough: int | None = None
    tables: bool = True


class _EnoughError(Exception):
    """The circuit is small enough."""


def improve(
    problem: Problem,
    settings: Settings,
    engine: Oracle,
    report: Callable[[str], None] = lambda _text: None,
    start: Circuit | None = None,
) -> Improvement:
    """Improve a circuit for a problem, by default one made by construction.

    Args:
        problem: the problem.
        settings: basis, windows and limits.
        engine: who answers the questions.
        report: called with what is being done, for people.
        start: a circuit for the problem to begin with; it is put into the basis first.

    Returns:
        What was found, also where the time was out or Ctrl-C came.

    Raises:
        InputError: the basis cannot express AND, OR, XOR and NOT, or the circuit to begin with
            does not solve the problem.
        SolverError: a solver returned a wrong circuit.

    """
    begin = time.monotonic()
    deadline = None if settings.time_limit is None else begin + settings.time_limit
    state = State(
        problem,
        Options(settings.basis, tables=settings.tables),
        engine,
        lambda _bound, _evidence: None,
        deadline,
    )
    row = problem.relation.infeasible_row()
    if row is not None:
        solution = conclusion.solution(
            state, begin, "infeasible", None, None, None, infeasible_row=row
        )
        return Improvement(solution, None, None, settings.window_gates, 0, settings.seed)
    relation, basis = problem.relation, settings.basis
    again: Callable[[random.Random], Circuit]
    if start is None:
        first, again = constructed(relation, basis), partial(constructed_anew, relation, basis)
    else:
        first = adopted(start, relation, basis)
        again = lambda _rng: first  # noqa: E731 - the other branch gives a function, too
    run = _Run(state, settings, report, first, again)
    interrupted = False
    try:
        run.descend()
    except (OutOfTimeError, _EnoughError):
        pass
    except (KeyboardInterrupt, Interrupted):
        interrupted = True
    return run.conclude(begin, interrupted=interrupted)


class _Run:
    """An improvement under way.

    Args:
        state: problem, options and engine.
        settings: windows and limits.
        report: called with what is being done.
        first: the circuit to begin with.
        again: gives a circuit to begin with again.

    """

    def __init__(
        self,
        state: State,
        settings: Settings,
        report: Callable[[str], None],
        first: Circuit,
        again: Callable[[random.Random], Circuit],
    ) -> None:
        self._state = state
        self._settings = settings
        self._basis = settings.basis
        self._report = report
        self._rng = random.Random(settings.seed)  # noqa: S311 - reproducible choices, no secrets
        self._exchange = Exchange(
            state.relation,
            settings.basis,
            state.engine,
            deadline=state.deadline,
            window_limit=settings.window_limit,
        )
        self._again = again
        self._floor = search.floor(state)
        self._circuit = self._best = accepted(first, state.relation, state.options)
        self._start = self._cost
        self._windows: Windows | None = None  # of the best circuit

    @property
    def _locally_optimal(self) -> bool:
        return self._windows is not None and not self._windows.undecided

    @property
    def _optimal(self) -> bool:
        return self._best.cost(self._basis) == self._floor

    @property
    def _cost(self) -> int:
        return self._circuit.cost(self._basis)

    def descend(self) -> None:
        """Improve until no window can be, and chance does not help either; as often as is asked."""
        self._improve()
        for _ in range(self._settings.restarts):
            if self._optimal:
                break
            self._take(self._again(self._rng))
            self._improve()

    def conclude(self, begin: float, *, interrupted: bool) -> Improvement:
        """Return the best circuit with what is known of it."""
        cost = self._best.cost(self._basis)
        status: Status = "optimal" if self._optimal else "feasible"
        return Improvement(
            conclusion.solution(self._state, begin, status, self._best, self._floor, cost),
            self._start,
            self._windows,
            self._settings.window_gates,
            self._exchange.questions,
            self._settings.seed,
            interrupted,
        )

    def _improve(self) -> None:
        self._sweep()
        while self._wander():
            self._sweep()

    def _take(self, circuit: Circuit) -> None:
        """Go on with a circuit once the referee has passed it."""
        self._circuit = accepted(circuit, self._state.relation, self._state.options)
        if self._cost < self._best.cost(self._basis):
            self._best, self._windows = self._circuit, None
            enough = self._settings.enough
            if enough is not None and self._cost <= enough:
                raise _EnoughError

    def _shrink(self, circuit: Circuit) -> None:
        """Go on with a circuit after resubstitution, which has the referee see it before, too."""
        state = self._state
        self._take(reduce(circuit, state.relation, self._basis, deadline=state.deadline))

    def _sweep(self) -> None:
        """Improve windows until every one was looked at in vain; keep the circuit as swept."""
        self._shrink(self._circuit)
        counts: list[Windows] = []
        while len(counts) < self._settings.window_gates:
            looked = self._sweep_size(len(counts) + 1)
            counts = [] if looked is None else [*counts, looked]
        total = Windows(sum(c.count for c in counts), sum(c.undecided for c in counts))
        if self._cost <= self._best.cost(self._basis) and not self._locally_optimal:
            self._best, self._windows = self._circuit, total

    def _sweep_size(self, size: int) -> Windows | None:
        """Look at every window of so many gates; None as soon as one was improved."""
        number = undecided = 0
        for window in Neighbourhood(self._circuit).windows(size):
            number += 1
            self._report(f"cost {self._cost}; window {number} of {size} gates")
            verdict, smaller = self._exchange.smaller(self._circuit, window)
            if smaller is not None:
                self._shrink(smaller)
                return None
            undecided += verdict is Verdict.UNKNOWN
        return Windows(number, undecided)

    def _wander(self) -> bool:
        """Replace gates and windows at random by equals; tell whether the circuit got smaller.

        That ends where no circuit is smaller.
        """
        best = self._cost
        stale = 0
        while stale < self._settings.patience and not self._optimal:
            stale += 1
            cost = self._cost
            self._report(f"cost {cost}; replacement {stale} of {self._settings.patience}")
            self._replace_gates()
            self._replace_window()
            self._look_at_windows()
            if self._cost < cost:
                self._shrink(self._circuit)
                stale = 0
        return self._cost < best

    def _replace_gates(self) -> None:
        """Replace random gates by substitutes that cost no more."""
        changed = shuffle(
            self._circuit, self._state.relation, self._basis, _GATES_AT_ONCE, self._rng
        )
        if changed != self._circuit:
            self._take(changed)

    def _replace_window(self) -> None:
        """Replace a random window by another of the same cost, if the solver finds one."""
        largest = self._settings.window_gates
        window = self._random_window(self._rng.randint(min(_QUICK_GATES, largest), largest))
        if window is not None:
            changed = self._exchange.other(self._circuit, window, self._rng)
            if changed is not None:
                self._take(changed)

    def _look_at_windows(self) -> None:
        """Improve a random window of a size that the solver decides quickly, if it can be."""
        for size in range(2, min(_QUICK_GATES, self._settings.window_gates) + 1):
            window = self._random_window(size)
            if window is not None:
                _, changed = self._exchange.smaller(self._circuit, window)
                if changed is not None:
                    self._take(changed)

    def _random_window(self, size: int) -> Window | None:
        return Neighbourhood(self._circuit).random_window(size, self._rng)
