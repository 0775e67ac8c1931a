"""Finding a least circuit that solves a problem and is a search by a given definition.

For the declared objective the wanted functions become further outputs, which is one exact
synthesis for each alternative. For the structural definitions the definition itself is part of the
formula. Either way the analyzer then finds the structure again in the circuit, without the solver,
and its checker accepts the witness.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from minimesa import referee
from minimesa.analysis.finding import Options as Inspection
from minimesa.analysis.registry import search
from minimesa.analysis.subject import subject
from minimesa.circuit import Circuit
from minimesa.encoding.breaks import KEEP_STRUCTURE, NO_REAPPLY, SYMMETRIC_INPUTS, USE_ALL
from minimesa.encoding.demand import smaller_functions
from minimesa.errors import InputError, SolverError
from minimesa.price.requirement import alternatives, extended
from minimesa.synthesis.search import solve
from minimesa.truth_tables import full

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.analysis.evaluators import LeastSize
    from minimesa.analysis.finding import Finding
    from minimesa.basis import Basis
    from minimesa.price.requirement import Requirement, Wanted
    from minimesa.problems.problem import Problem
    from minimesa.solvers.engine import Engine
    from minimesa.synthesis.result import Bound, Evidence, Solution
    from minimesa.synthesis.search import Options


@dataclass(frozen=True)
class Searching:
    """The result of looking for a least searching circuit.

    Attributes:
        requirement: what was required.
        solution: bounds, evidence and the circuit, on the problem's own outputs.
        vacuous: whether the requirement says nothing on this problem.
        scores: where the wanted functions are, as ``(name, wire)``, for the declared objective.
        carriers: the gates that only carry scores: no output depends on them.
        finding: the structure as the analyzer found it again, verified.

    """

    requirement: Requirement
    solution: Solution | None
    vacuous: bool = False
    scores: tuple[tuple[str, int], ...] = ()
    carriers: tuple[int, ...] = ()
    finding: Finding | None = None

    def to_json(self) -> dict[str, Any] | None:
        """Return the solve object, with where the scores are and the finding."""
        if self.solution is None:
            return None
        result = self.solution.to_json()
        if self.solution.circuits:
            circuit = self.solution.circuits[0]
            result["scores"] = {name: circuit.wire_name(wire) for name, wire in self.scores}
            result["carriers"] = [circuit.wire_name(wire) for wire in self.carriers]
            result["findings"] = [] if self.finding is None else [self.finding.to_json(circuit)]
        return result


def solve_searching(
    problem: Problem,
    options: Options,
    required: Requirement,
    engine: Engine,
    report: Callable[[Bound, Evidence | None], None] = lambda _bound, _evidence: None,
    *,
    connected: bool = False,
) -> Searching:
    """Find a least circuit for a problem that satisfies a requirement.

    Args:
        problem: the problem.
        options: basis, objective and limits. Structural requirements need a size in the
            objective; a depth beside it is then that of the problem alone.
        required: the requirement.
        engine: who answers the questions.
        report: called with each bound before and after it is tried.
        connected: every score wire must reach an output.

    Raises:
        InputError: a combination that cannot be required.
        SolverError: the analyzer does not find the structure again.

    """
    if options.accuracy is not None:
        raise InputError("a requirement speaks of circuits that are right everywhere")
    if required.demand is not None:
        return _structural(problem, options, required, engine, report)
    if not options.basis.free_not:
        raise InputError(
            f"{required.name} takes scores up to complement, which needs a basis where NOT is "
            f"free, not {options.basis.name}"
        )
    choices = alternatives(problem, required.name)
    if not choices:
        return Searching(required, None, vacuous=True)
    if connected:
        # Merging and renumbering keep wires connected; re-application does not.
        own = len(problem.relation.outputs)
        kept = (options.breaks | {USE_ALL}) - {NO_REAPPLY, SYMMETRIC_INPUTS}
        options = replace(options, connected=own, breaks=kept)
    return _declared(problem, options, required, choices, engine, report)


def _structural(
    problem: Problem,
    options: Options,
    required: Requirement,
    engine: Engine,
    report: Callable[[Bound, Evidence | None], None],
) -> Searching:
    if options.objective not in ("size", "depth,size"):
        raise InputError(
            f"{required.name} can be required at objective size or depth,size, "
            f"not {options.objective}"
        )
    kept = options.breaks & KEEP_STRUCTURE
    if required.name == "replicated":
        kept -= {USE_ALL}
    demanding = replace(options, demand=required.demand, breaks=kept)
    solution = solve(problem, demanding, engine, report)
    if not solution.circuits or solution.upper_bound is None:
        return Searching(required, solution)
    finding = _found_again(problem, options, required, solution.circuits[0])
    return Searching(required, solution, finding=finding)


def _declared(
    problem: Problem,
    options: Options,
    required: Requirement,
    choices: list[Wanted],
    engine: Engine,
    report: Callable[[Bound, Evidence | None], None],
) -> Searching:
    """Solve every alternative and keep the best; the least lower bound is that of all."""
    begin = time.monotonic()
    solved: list[tuple[Solution, Wanted]] = []
    evidence: list[Evidence] = []
    for wanted in choices:
        left = None
        if options.time_limit is not None:
            left = max(0.001, options.time_limit - (time.monotonic() - begin))
        solution = solve(
            extended(problem, wanted), replace(options, time_limit=left), engine, report
        )
        evidence.extend(solution.evidence)
        solved.append((solution, wanted))
    lower = min((s.lower_bound for s, _ in solved), key=_comparable)
    complete = [(s, w) for s, w in solved if s.circuits]
    if not complete:
        solution = replace(
            solved[0][0], lower_bound=lower, evidence=tuple(evidence), problem=problem.name
        )
        return Searching(required, solution)
    best, wanted = min(complete, key=lambda pair: _comparable(pair[0].upper_bound))
    circuit, wires = _own_outputs(best.circuits[0], len(problem.relation.outputs))
    closed = _comparable(lower) >= _comparable(best.upper_bound)
    referee.check_solves(circuit, problem.relation)
    solution = replace(
        best,
        outputs=len(problem.relation.outputs),
        status="optimal" if closed else "feasible",
        lower_bound=best.upper_bound if closed else lower,
        circuits=(circuit,),
        evidence=tuple(evidence),
        seconds=time.monotonic() - begin,
    )
    reached = frozenset().union(*(circuit.cone(o.wire) for o in circuit.outputs))
    n = len(circuit.inputs)
    return Searching(
        required,
        solution,
        scores=tuple((name, wire) for (name, _), wire in zip(wanted, wires, strict=True)),
        carriers=tuple(w for w in range(n, n + circuit.size) if w not in reached),
        finding=_found_again(problem, options, required, circuit),
    )


def _comparable(bound: Bound) -> tuple[float, ...]:
    """Return a bound as something to compare; what is open is larger than any number."""
    parts = bound if isinstance(bound, tuple) else (bound,)
    return tuple(float("inf") if part is None else float(part) for part in parts)


def _own_outputs(circuit: Circuit, count: int) -> tuple[Circuit, tuple[int, ...]]:
    """Split off the outputs that only say where scores are; return the circuit and their wires."""
    wires = tuple(output.wire for output in circuit.outputs[count:])
    return Circuit(circuit.inputs, circuit.gates, circuit.outputs[:count]), wires


def _found_again(
    problem: Problem, options: Options, required: Requirement, circuit: Circuit
) -> Finding:
    """Return the structure as the analyzer finds it.

    Raises:
        SolverError: it does not, which means a fault in the encoding or in the analyzer.

    """
    demand = required.demand
    wanted = Inspection(first=True)
    if demand is not None:
        wanted = Inspection(
            candidates=demand.candidates,
            evaluator_gates=demand.evaluator_gates,
            variant="np" if demand.variant == "np" else "p",
            default=demand.default,
            reachable=demand.reachable,
            least_size=_at_least(options.basis, demand.evaluator_gates),
            first=True,
        )
    seen = subject(circuit, problem=problem, free_not=options.basis.free_not)
    found = search(required.name, seen, wanted).findings
    if not found:
        raise SolverError(
            f"the analyzer does not find {required.name} in a circuit made to have it"
        )
    return found[0]


def _at_least(basis: Basis, gates: int) -> LeastSize:
    """Return a lower bound on the least size over ``basis`` that tells "so many or more"."""

    def least_size(table: int, n: int) -> tuple[int, int | None]:
        if table & 1:
            table ^= full(n)
        small = next(m for m in range(1, gates + 2) if m > gates or table in _smaller(basis, n, m))
        return small - 1, None

    return least_size


@lru_cache(maxsize=64)
def _smaller(basis: Basis, n: int, gates: int) -> frozenset[int]:
    return smaller_functions(basis, n, gates)
