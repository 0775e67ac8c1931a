import pytest

from minimesa import basis as bases
from minimesa.analysis import registry
from minimesa.analysis.finding import Options
from minimesa.analysis.objective import objective
from minimesa.analysis.subject import subject
from minimesa.basis import Basis, Operator
from minimesa.circuit import without_junk
from minimesa.controls.reference import STRUCTURES, reference, reference_circuit
from minimesa.errors import InputError
from minimesa.problems.library import find_problem, list_problems
from minimesa.referee import check_basis, check_solves
from minimesa.truth_tables import full, projection

B2 = bases.get("b2")
SEARCHES = {
    problem.name: problem
    for problem in (find_problem(outline.name) for outline in list_problems())
    if problem.utility is not None
    and len(problem.relation.inputs) <= 6
    and problem.relation.infeasible_row() is None
}
SMALL = {name: p for name, p in SEARCHES.items() if len(objective(p).actions) <= 8}


def test_the_library_has_searches():
    assert len(SMALL) > 15


@pytest.mark.parametrize("name", SEARCHES)
def test_references_solve_the_library_in_b2(name):
    problem = SEARCHES[name]
    made = reference(problem, B2)
    check_solves(made.circuit, problem.relation)
    check_basis(made.circuit, B2)
    assert without_junk(made.circuit).size == made.circuit.size


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("basis", [name for name in bases.NAMES if name != "xaig"])
def test_references_solve_the_library_in_every_basis(basis, structure):
    chosen = bases.get(basis)
    for problem in SMALL.values():
        circuit = reference_circuit(problem, chosen, structure)
        check_solves(circuit, problem.relation)
        check_basis(circuit, chosen)


@pytest.mark.parametrize("basis", ["b2", "aig", "nand", "and-or-not", "lut3"])
def test_scores_stand_on_the_wires_that_are_named(basis):
    chosen = bases.get(basis)
    for problem in SMALL.values():
        goal = objective(problem)
        made = reference(problem, chosen)
        assert made.actions == goal.actions
        n = len(problem.relation.inputs)
        for wires, targets in zip(made.scores, goal.scores, strict=True):
            for (wire, inverted), target in zip(wires, targets, strict=True):
                table = {-1: 0, -2: full(n)}.get(wire, made.circuit.tables[wire])
                table ^= full(n) if inverted else 0
                assert (table ^ target.table) & target.rows == 0


@pytest.mark.parametrize("structure", STRUCTURES)
def test_declared_all_fires_unless_vacuous(structure):
    fired = 0
    for problem in SMALL.values():
        circuit = reference_circuit(problem, B2, structure)
        found = registry.search("declared-all", subject(circuit, problem=problem), Options())
        assert bool(found.findings) != found.vacuous
        fired += bool(found.findings)
    assert fired > 10


@pytest.mark.parametrize("structure", STRUCTURES)
def test_comparisons_fire(structure):
    problem = SEARCHES["best-pair:pairs=3"]
    circuit = reference_circuit(problem, B2, structure)
    found = registry.search("comparisons", subject(circuit, problem=problem), Options())
    wanted = "pairs" if structure == "pairs" else "tournament"
    assert wanted in {finding.variant for finding in found.findings}


@pytest.mark.parametrize(
    ("name", "candidates"),
    [("best-pair:pairs=3", 3), ("reply-min", 2), ("second-pair-better", 2)],
)
@pytest.mark.parametrize("structure", STRUCTURES)
def test_searches_among_like_candidates_are_mediated(name, candidates, structure):
    circuit = reference_circuit(SEARCHES[name], B2, structure)
    options = Options(candidates=candidates, evaluator_gates=1)
    for definition in ("replicated", "selecting", "mediated"):
        found = registry.search(definition, subject(circuit), options)
        assert found.findings, definition


def test_like_candidates_have_isomorphic_evaluators():
    made = reference(SEARCHES["assignment:bits=1"], B2)
    options = Options(candidates=2, evaluator_gates=1, score_bits=2, variant="structural")
    found = registry.search("selecting", subject(made.circuit), options).findings
    scores = {tuple(wire for wire, _ in score) for score in made.scores}
    assert scores in [set(finding.wires) for finding in found]


def test_a_pair_is_scored_by_one_gate():
    made = reference(find_problem("best-pair:pairs=3"), B2)
    tables = [made.circuit.tables[wire] for ((wire, _),) in made.scores]
    assert tables == [projection(2 * i, 6) & projection(2 * i + 1, 6) for i in range(3)]
    assert made.circuit.levels[:3] == (1, 1, 1)


def test_ties_go_to_the_earlier_action():
    problem = find_problem("best-pair:pairs=3")
    for structure in STRUCTURES:
        low, high = reference_circuit(problem, B2, structure).output_tables()
        for t in range(64):
            full_pairs = [i for i in range(3) if t >> 2 * i & 3 == 3]
            assert (low >> t & 1) + 2 * (high >> t & 1) == (full_pairs[0] if full_pairs else 0)


def test_refusals():
    with pytest.raises(InputError, match="no objective"):
        reference(find_problem("full-adder"), B2)
    monotone = Basis("monotone", (Operator("and", 0x8, 2), Operator("or", 0xE, 2)), free_not=False)
    with pytest.raises(InputError, match="cannot express"):
        reference(find_problem("best-pair"), monotone)
