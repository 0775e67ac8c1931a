"""Ask for search-like structure twice: by one formula, and by looking into every circuit."""

from dataclasses import replace

from minimesa.analysis import registry
from minimesa.analysis.finding import Options as Inspection
from minimesa.analysis.subject import subject
from minimesa.encoding.breaks import DEFAULT_BREAKS
from minimesa.encoding.query import Query
from minimesa.problems.problem import Problem
from minimesa.synthesis.listing import solve_all
from minimesa.synthesis.options import Options
from minimesa.truth_tables import support
from oracles import sizes


def least_size_by_table(basis_name):
    """Return exact least sizes, up to complement, of functions of at most three inputs."""
    golden = sizes.golden()[basis_name]["size"]

    def least_size(table, n):
        inputs = support(table, n)
        assert len(inputs) <= 3, "only functions of three inputs are in the table"
        small = sum(
            (table >> sum((t >> j & 1) << i for j, i in enumerate(inputs)) & 1) << t
            for t in range(8)
        )
        size = min(golden[small], golden[small ^ 0xFF])
        return size, size

    return least_size


def inspection(demand, least_size=None):
    """Return the options of the analyzer that ask for the same as a demand."""
    wanted = Inspection(
        candidates=demand.candidates,
        evaluator_gates=demand.evaluator_gates,
        score_bits=demand.score_bits,
        variant=demand.variant,
        default=demand.default,
        reachable=demand.reachable,
        first=True,
    )
    return wanted if least_size is None else replace(wanted, least_size=least_size, unit_cost=False)


def satisfies(circuit, demand, *, care, free_not=True, least_size=None):
    """Tell whether a circuit has the structure; the witness is checked."""
    seen = subject(circuit, care=care, free_not=free_not)
    found = registry.search(demand.definition, seen, inspection(demand, least_size))
    assert found.findings or found.complete
    return bool(found.findings)


def demanding(relation, basis, gates, demand, depth=None):
    """Return the query for a circuit with the structure."""
    kept = demand.sound(DEFAULT_BREAKS)
    return Query(relation, basis, gates=gates, depth=depth, breaks=kept, demand=demand)


def minimal_circuits(relation, basis, engine, *, slack=0, objective="size"):
    """Return the least size and every circuit of that size, or up to ``slack`` more."""
    problem = Problem("p", "", relation)
    solution = solve_all(problem, Options(basis, objective), engine, slack=slack)
    assert solution.complete
    least = solution.upper_bound[-1] if objective == "depth,size" else solution.upper_bound
    return least, solution.circuits
