"""Ask for smaller circuits, or other ones, that may take a window's place."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from minimesa.encoding.query import Verdict
from minimesa.improvement.acceptance import Acceptance
from minimesa.improvement.flexibility import window_relation
from minimesa.improvement.replacement import Relabelling, replace_window
from minimesa.problems.problem import Problem
from minimesa.synthesis import search
from minimesa.synthesis.options import Options

if TYPE_CHECKING:
    import random

    from minimesa.basis import Basis
    from minimesa.circuit import Circuit
    from minimesa.improvement.windows import Window
    from minimesa.relations import Relation
    from minimesa.solvers.engine import Oracle
    from minimesa.synthesis.result import Solution

MOST_INPUTS = 12
"""Wider windows are left undecided: a relation lists its rows."""


class OutOfTimeError(Exception):
    """The time limit was reached."""


class Exchange:
    """Exact synthesis for windows. What was refuted, or left open, is not asked again.

    Args:
        relation: what the whole circuit must solve.
        basis: what gates may compute.
        engine: who answers.
        deadline: when to stop (of the monotonic clock), or None.
        window_limit: seconds for one question, or None.

    """

    def __init__(
        self,
        relation: Relation,
        basis: Basis,
        engine: Oracle,
        *,
        deadline: float | None = None,
        window_limit: float | None = None,
    ) -> None:
        self._relation = relation
        self._options = Options(basis)
        self._engine = engine
        self._deadline = deadline
        self._window_limit = window_limit
        self._acceptance = Acceptance(relation)
        self._least: dict[bytes, int] = {}
        self._left_open: set[bytes] = set()
        self.questions = 0

    def smaller(self, circuit: Circuit, window: Window) -> tuple[Verdict, Circuit | None]:
        """Tell whether something cheaper may take a window's place; if so, return the circuit.

        The cost of the whole circuit falls. Unknown where a limit was reached, where the window is
        too wide, and where what is saved in the window is spent by the gates that read it (which
        some bases of users can bring about).

        Raises:
            OutOfTimeError: the deadline has passed.

        """
        self._check_time()
        if len(window.inputs) > MOST_INPUTS:
            return Verdict.UNKNOWN, None
        basis = self._options.basis
        cost = _cost(circuit, window, basis)
        relation = self._window_relation(circuit, window)
        key = _digest(relation)
        floor = self._least.get(key, 0)
        if floor >= cost:
            return Verdict.REFUTED, None
        if key in self._left_open:
            return Verdict.UNKNOWN, None
        solution = self._solve(relation, floor, cost - 1)
        if isinstance(solution.lower_bound, int):
            self._least[key] = solution.lower_bound
            if solution.lower_bound >= cost:
                return Verdict.REFUTED, None
        if solution.size is None or solution.size >= cost:
            self._left_open.add(key)
            return Verdict.UNKNOWN, None
        changed = replace_window(circuit, basis, window, solution.circuits[0])
        if changed.cost(basis) >= circuit.cost(basis):
            return Verdict.UNKNOWN, None
        return Verdict.FOUND, changed

    def other(self, circuit: Circuit, window: Window, rng: random.Random) -> Circuit | None:
        """Return the circuit with a window replaced by a random one of the same cost, or None.

        It may be the same circuit again. Where something cheaper would do, the solver may find
        nothing: its symmetry breaks rely on the least cost.

        Raises:
            OutOfTimeError: the deadline has passed.

        """
        self._check_time()
        if len(window.inputs) > MOST_INPUTS:
            return None
        basis = self._options.basis
        cost = _cost(circuit, window, basis)
        relation = self._window_relation(circuit, window)
        relabelled = Relabelling(relation, rng, complement=basis.free_not)
        solution = self._solve(relabelled.relation, cost, cost)
        if solution.size is None or solution.size > cost:
            return None
        inside = relabelled.undo(solution.circuits[0])
        changed = replace_window(circuit, basis, window, inside)
        return changed if changed.cost(basis) <= circuit.cost(basis) else None

    def _window_relation(self, circuit: Circuit, window: Window) -> Relation:
        return window_relation(circuit, window, self._acceptance, self._relation.care)

    def _solve(self, relation: Relation, least: int, most: int) -> Solution:
        """Search between two costs; everything below the first is refuted."""
        self.questions += 1
        limits = [self._window_limit] if self._window_limit is not None else []
        if self._deadline is not None:
            limits.append(max(0.0, self._deadline - time.monotonic()))
        options = replace(
            self._options, least=least, most=most, time_limit=min(limits, default=None)
        )
        return search.solve(Problem("window", "", relation), options, self._engine)

    def _check_time(self) -> None:
        if self._deadline is not None and time.monotonic() >= self._deadline:
            raise OutOfTimeError


def _digest(relation: Relation) -> bytes:
    """Return a short key of a relation: a long run meets more of them than fit into memory."""
    preimage = (len(relation.outputs), relation.care, relation.allowed)
    return hashlib.sha256(repr(preimage).encode()).digest()


def _cost(circuit: Circuit, window: Window, basis: Basis) -> int:
    """Return the summed cost of the gates of a window."""
    n = len(circuit.inputs)
    gates = tuple(circuit.gates[wire - n] for wire in window.gates)
    costs = [basis.cost(gate.operator, len(gate.fanin)) for gate in gates]
    return sum(cost for cost in costs if cost is not None)
