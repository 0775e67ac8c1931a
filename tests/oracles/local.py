"""Answer queries in this process, one python-sat solver a query, circuits seen by the referee."""

from pysat.solvers import Solver

from minimesa import referee
from minimesa.encoding.breaks import DEFAULT_BREAKS
from minimesa.encoding.formula import encode
from minimesa.encoding.query import Answer, Query, Verdict
from minimesa.solvers.profiles import Profile


def find(query, solver="minisat22"):
    """Return a circuit for the query, refereed and held against its bounds, or None."""
    formula = encode(query)
    with Solver(name=solver, bootstrap_with=formula.cnf.clauses) as oracle:
        if not oracle.solve():
            return None
        circuit = formula.decode(frozenset(v for v in oracle.get_model() if v > 0))
    referee.check_solves(circuit, query.relation, query.accuracy)
    cost = referee.check_basis(circuit, query.basis)
    assert query.gates is None or circuit.size == query.gates
    assert query.depth is None or circuit.depth <= query.depth
    assert query.cost is None or cost <= query.cost
    return circuit


def least_size(relation, basis, *, start=0, most=12, depth=None, breaks=DEFAULT_BREAKS):
    """Return the least number of gates and a circuit, by raising it from ``start``."""
    for gates in range(start, most + 1):
        circuit = find(Query(relation, basis, gates=gates, depth=depth, breaks=breaks))
        if circuit is not None:
            return gates, circuit
    raise AssertionError(f"no circuit of at most {most} gates")


def least_depth(relation, basis, *, most=6):
    """Return the least depth and a circuit, by raising it from 0."""
    for depth in range(most + 1):
        circuit = find(Query(relation, basis, depth=depth))
        if circuit is not None:
            return depth, circuit
    raise AssertionError(f"no circuit of depth at most {most}")


class LocalEngine:
    """Stands in for the engine of worker processes, with no limits and no processes."""

    profile = Profile("local", "pysat", solver="minisat22")

    def __init__(self):
        self.queries = []

    def ask(self, query, **_limits):
        """Answer a query."""
        self.queries.append(query)
        circuit = find(query)
        verdict = Verdict.REFUTED if circuit is None else Verdict.FOUND
        return Answer(verdict, "local", 0.0, circuit=circuit)
