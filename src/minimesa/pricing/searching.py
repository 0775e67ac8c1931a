"""Finding a least circuit that solves a problem and is a search by a given definition.

For the declared objective the wanted functions become further outputs, which is one exact
synthesis for each alternative. For the structural definitions the definition itself is part of the
formula. Either way the analyzer then finds the structure again in the circuit, without the solver,
and its checker accepts the witness.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from minimesa.analysis.finding import VARIANTS
from minimesa.analysis.finding import Options as Inspection
from minimesa.analysis.registry import search
from minimesa.analysis.subject import subject
from minimesa.encoding import demand_limits
from minimesa.encoding.breaks import connecting
from minimesa.encoding.demand import smaller_bundles
from minimesa.errors import InputError, SolverError
from minimesa.pricing.declared import solve_declared
from minimesa.pricing.requirement import cases
from minimesa.synthesis.search import solve
from minimesa.truth_tables import full

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.analysis.evaluators import LeastSize
    from minimesa.analysis.finding import Finding
    from minimesa.basis import Basis
    from minimesa.circuit import Circuit
    from minimesa.pricing.requirement import Case, Requirement
    from minimesa.problems.problem import Problem
    from minimesa.solvers.engine import Oracle
    from minimesa.synthesis.options import Options
    from minimesa.synthesis.result import Bound, Evidence, Solution


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
        cases: for the declared objective, what is known of each set of wanted functions.
        connected: whether every score had to reach an output.

    """

    requirement: Requirement
    solution: Solution | None
    vacuous: bool = False
    scores: tuple[tuple[str, int], ...] = ()
    carriers: tuple[int, ...] = ()
    finding: Finding | None = None
    cases: tuple[Solution | None, ...] = ()
    connected: bool = False

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
    engine: Oracle,
    report: Callable[[Bound, Evidence | None], None] = lambda _bound, _evidence: None,
    *,
    connected: bool = False,
    floor: Bound = None,
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
        floor: a lower bound on the objective that is known already, such as that of the problem
            alone.

    Raises:
        InputError: a combination that cannot be required.
        SolverError: the analyzer does not find the structure again.
        Interrupted: Ctrl-C; carries what was known.

    """
    if options.accuracy is not None:
        raise InputError("a requirement speaks of circuits that are right everywhere")
    if options.objective == "pareto":
        raise InputError(f"{required.name} is required at one optimum; pareto has several")
    if problem.relation.infeasible_row() is not None:
        return Searching(required, solve(problem, options, engine, report))
    if required.demand is not None:
        return _structural(problem, options, required, engine, report, connected=connected)
    choices = cases(problem, required.name, options.basis)
    if not choices:
        return Searching(required, None, vacuous=True, connected=connected)
    if connected:
        if options.objective.startswith("depth"):
            # At the least depth without this there may be no such circuit of any size.
            raise InputError(
                f"connected speaks of the gates at a least size; {options.objective} asks for a "
                "least depth first"
            )
        options = connecting_options(options, problem)
    return _declared(problem, options, required, choices, engine, report, floor)


def connecting_options(options: Options, problem: Problem) -> Options:
    """Return options by which every gate must reach one of the problem's own outputs.

    At a given size that is all that is needed for every score to reach one: a gate that does not
    reach an own output carries no such score, and could be dropped.
    """
    own = len(problem.relation.outputs)
    return replace(options, connected=own, breaks=connecting(options.breaks))


def _structural(
    problem: Problem,
    options: Options,
    required: Requirement,
    engine: Oracle,
    report: Callable[[Bound, Evidence | None], None],
    *,
    connected: bool,
) -> Searching:
    if options.objective not in ("size", "depth,size"):
        raise InputError(
            f"{required.name} can be required at objective size or depth,size, "
            f"not {options.objective}"
        )
    assert required.demand is not None
    demand_limits.check(required.demand, options.basis, len(problem.relation.inputs))
    if connected:
        options = connecting_options(options, problem)
    else:
        options = replace(options, breaks=required.demand.sound(options.breaks))
    solution = solve(problem, replace(options, demand=required.demand), engine, report)
    if not solution.circuits or solution.upper_bound is None:
        return Searching(required, solution, connected=connected)
    finding = _found_again(problem, options, required, solution.circuits[0])
    return Searching(required, solution, finding=finding, connected=connected)


def _declared(
    problem: Problem,
    options: Options,
    required: Requirement,
    choices: list[Case],
    engine: Oracle,
    report: Callable[[Bound, Evidence | None], None],
    floor: Bound,
) -> Searching:
    found = solve_declared(problem, options, choices, engine, report, floor)
    connected = options.connected is not None
    if not found.solution.circuits:
        return Searching(required, found.solution, cases=found.cases, connected=connected)
    return Searching(
        required,
        found.solution,
        cases=found.cases,
        scores=found.scores,
        carriers=found.carriers,
        finding=_found_again(problem, options, required, found.solution.circuits[0]),
        connected=connected,
    )


def _found_again(
    problem: Problem, options: Options, required: Requirement, circuit: Circuit
) -> Finding:
    """Return the structure as the analyzer finds it.

    Raises:
        SolverError: it does not, which means a fault in the encoding or in the analyzer.

    """
    found = find_structure(problem, options.basis, required, circuit)
    if found is None:
        raise SolverError(
            f"the analyzer does not find {required.name} in a circuit made to have it"
        )
    return found


def find_structure(
    problem: Problem, basis: Basis, required: Requirement, circuit: Circuit
) -> Finding | None:
    """Return what a requirement asks for where the analyzer, without a solver, finds it."""
    demand = required.demand
    wanted = Inspection(first=True)
    if demand is not None:
        one_bit = demand.score_bits == 1
        wanted = Inspection(
            candidates=demand.candidates,
            # The analyzer bounds what several bits need together from what each needs.
            evaluator_gates=demand.evaluator_gates if one_bit else min(demand.evaluator_gates, 2),
            variant=next(variant for variant in VARIANTS if variant == demand.variant),
            default=demand.default,
            reachable=demand.reachable,
            score_bits=demand.score_bits,
            least_size=_at_least(basis, demand.evaluator_gates),
            first=one_bit,
        )
    seen = subject(circuit, problem=problem, free_not=basis.free_not)
    findings = iter(search(required.name, seen, wanted).findings)
    if demand is None or demand.score_bits == 1:
        return next(findings, None)
    smaller = _smaller(basis, seen.n, demand.evaluator_gates, demand.score_bits)
    return next((f for f in findings if _oriented(circuit, f.wires[0]) not in smaller), None)


def _oriented(circuit: Circuit, wires: tuple[int, ...]) -> tuple[int, ...]:
    """Return the functions of wires, each 0 at row 0: a score may be a complement."""
    ones = full(len(circuit.inputs))
    return tuple(t ^ ones if t & 1 else t for t in (circuit.tables[w] for w in wires))


def _at_least(basis: Basis, gates: int) -> LeastSize:
    """Return a lower bound on the least size over ``basis`` that tells "so many or more"."""

    def least_size(table: int, n: int) -> tuple[int, int | None]:
        if table & 1:
            table ^= full(n)
        small = next(
            m for m in range(1, gates + 2) if m > gates or (table,) in _smaller(basis, n, m, 1)
        )
        return small - 1, None

    return least_size


@lru_cache(maxsize=64)
def _smaller(basis: Basis, n: int, gates: int, bits: int) -> frozenset[tuple[int, ...]]:
    return smaller_bundles(basis, n, gates, bits)
