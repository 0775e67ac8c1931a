"""A search under way: questions put to the engine, circuits past the referee, evidence kept."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from minimesa import referee
from minimesa.circuit import normal_form
from minimesa.encoding.query import Answer, Query, Verdict
from minimesa.errors import RefereeError, SolverError
from minimesa.synthesis.result import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.circuit import Circuit
    from minimesa.problems.problem import Problem
    from minimesa.relations import Relation
    from minimesa.solvers.engine import Oracle
    from minimesa.synthesis.options import Options
    from minimesa.synthesis.result import Bound


@dataclass
class Best:
    """Least value found for one objective, with its bounds and whether they met."""

    lower: int
    value: int | None = None
    circuit: Circuit | None = None
    closed: bool = False


@dataclass
class State:
    """One search under way.

    Attributes:
        problem: the problem.
        options: what is minimised, and the limits.
        engine: who answers.
        report: called with each bound before it is tried (evidence None) and after.
        deadline: when to end, of the monotonic clock, or None.
        improve: finds a good circuit where a least one is out of reach, or None.
        evidence: what was asked so far, and the answers.

    """

    problem: Problem
    options: Options
    engine: Oracle
    report: Callable[[Bound, Evidence | None], None]
    deadline: float | None
    improve: Improver | None = None
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def relation(self) -> Relation:
        """The relation of the problem."""
        return self.problem.relation

    def ask(
        self,
        bound: Bound,
        *,
        gates: int | None = None,
        depth: int | None = None,
        cost: int | None = None,
    ) -> Answer:
        """Put one question to the engine, have the referee see the circuit, keep the evidence."""
        options = self.options
        query = Query(
            self.relation,
            options.basis,
            gates,
            depth,
            cost,
            options.accuracy,
            options.breaks,
            None if gates is None else options.demand,
            None if gates is None else options.connected,
        )
        self.report(bound, None)
        left = None if self.deadline is None else self.deadline - time.monotonic()
        if left is not None and left <= 0:
            answer = Answer(Verdict.UNKNOWN, self.engine.profile.name, 0.0, reason="time limit")
        else:
            place = None if options.certify is None else str(options.certify / query.label)
            answer = self.engine.ask(query, seconds=left, certificate=place)
        if answer.circuit is not None:
            answer = replace(answer, circuit=accepted(answer.circuit, self.relation, options))
            assert answer.circuit is not None
            check_bounds(answer.circuit, query)
        self.note(
            Evidence(
                bound, answer.verdict.value, answer.solver, answer.seconds, answer.proof,
                answer.reason,
            )
        )  # fmt: skip
        return answer

    def note(self, item: Evidence) -> None:
        """Keep a piece of evidence and report it."""
        self.evidence.append(item)
        self.report(item.bound, item)


class Improver(Protocol):
    """What finds a good circuit; see `minimesa.improvement.upper_bound`."""

    def __call__(self, state: State, enough: int, attempt: int) -> Circuit:
        """Return a circuit, well before the deadline of the search."""


def accepted(circuit: Circuit, relation: Relation, options: Options) -> Circuit:
    """Return the circuit, in normal form where NOT is free, once the referee has passed it.

    Raises:
        SolverError: the referee rejects it, which means a fault in encoder or solver.

    """
    if options.basis.free_not:
        circuit = normal_form(circuit)
    try:
        referee.check_solves(circuit, relation, options.accuracy)
        referee.check_basis(circuit, options.basis)
    except RefereeError as error:
        raise SolverError(f"the referee rejects the circuit of a solver: {error}") from error
    return circuit


def check_bounds(circuit: Circuit, query: Query) -> None:
    """Hold a circuit against the bounds it was asked for, and against what must be connected.

    Raises:
        SolverError: it is beyond them, which means a fault in encoder or solver.

    """
    if (
        (query.gates is not None and circuit.size != query.gates)
        or (query.depth is not None and circuit.depth > query.depth)
        or (query.cost is not None and circuit.cost(query.basis) > query.cost)
    ):
        raise SolverError("a solver returned a circuit beyond the bounds it was given")
    if query.connected is not None:
        try:
            referee.check_connected(circuit, query.connected)
        except RefereeError as error:
            raise SolverError(f"the referee rejects the circuit of a solver: {error}") from error
