"""The circuits that definitions are calibrated on: searches by construction, and other things."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import TYPE_CHECKING

from minimesa.analysis.evaluators import least_size_b2
from minimesa.controls import negatives
from minimesa.controls.reference import STRUCTURES, reference
from minimesa.controls.rewrite import rewrite
from minimesa.errors import InputError
from minimesa.improvement.resubstitution import reduce
from minimesa.problems.problem import Problem, Utility
from minimesa.relations import Relation
from minimesa.truth_tables import support, to_hex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from minimesa.basis import Basis
    from minimesa.circuit import Circuit

POSITIVE = ("plain", "rewritten", "minimised")
"""Reference searches; rewritten at random; minimised with the scores kept on wires."""
OPEN = ("minimised-freely",)
"""Reference searches minimised for the problem alone: whether they still search is the question."""
NEGATIVE = (
    "minterm",
    "decision-tree",
    "bdd",
    "multiplexer-tree",
    "parity",
    "adder",
    "sorting",
    "random",
)


@dataclass(frozen=True)
class Control:
    """A circuit of which it is known by construction what it is.

    Attributes:
        kind: one of `POSITIVE`, `OPEN` and `NEGATIVE`.
        origin: library (a given problem), planted (see `planted_problem`) or computing.
        source: the problem it was made from, or its size.
        circuit: the circuit.
        problem: the problem whose inputs and outputs it has, where there is one.
        actions: how many candidates a search for that problem has; 0 without a problem.
        evaluator_gates: least size over `b2` of its evaluator, where it was planted.
        seed: what decided its random choices; None where nothing was random.

    """

    kind: str
    origin: str
    source: str
    circuit: Circuit
    problem: Problem | None = None
    actions: int = 0
    evaluator_gates: int | None = None
    seed: int | None = None


@dataclass(frozen=True)
class Plan:
    """How many controls to make.

    Attributes:
        most_inputs: problems and circuits of more inputs are left out.
        most_gates: circuits of more gates are left out, and counted.
        rewrites: rewritten versions of each reference circuit.
        moves: rewrites in each.
        randoms: random circuits matched with each plain or freely minimised control.
        seed: of all random choices.
        planted: problems with a planted evaluator of three inputs, for each of its sizes, beside
            those with one of two inputs; 0 for none of either.

    """

    most_inputs: int = 6
    most_gates: int = 40
    rewrites: int = 2
    moves: int = 5
    randoms: int = 2
    seed: int = 1
    planted: int = 4


def population(
    problems: Sequence[Problem], basis: Basis, plan: Plan
) -> tuple[list[Control], list[str]]:
    """Return the controls for the problems that fit, and what was left out and why.

    Problems without a utility are passed over. Equal circuits of one kind and problem count once.
    """
    controls: list[Control] = []
    omitted: list[str] = []
    made = chain(
        *(
            _of_problem(_Source(problem, "library"), basis, plan, omitted)
            for problem in problems
            if problem.utility is not None
        ),
        *(_of_problem(source, basis, plan, omitted) for source in _planted(plan)),
        _computing(basis, plan.most_inputs),
    )
    seen: set[tuple[str, str, Circuit]] = set()
    for control in made:
        key = control.kind, control.source, control.circuit
        if key in seen:
            continue
        seen.add(key)
        if control.circuit.size > plan.most_gates:
            omitted.append(f"{control.kind} of {control.source}: {control.circuit.size} gates")
        elif control.circuit.size:
            controls.append(control)
    return controls, omitted


@dataclass(frozen=True)
class _Source:
    """A problem to make controls from."""

    problem: Problem
    origin: str
    evaluator_gates: int | None = None


def _of_problem(source: _Source, basis: Basis, plan: Plan, omitted: list[str]) -> Iterator[Control]:
    problem = source.problem
    n, name = len(problem.relation.inputs), problem.name
    if n > plan.most_inputs:
        omitted.append(f"{name}: {n} inputs")
        return
    seeds = count(1000 * plan.seed + 1)

    def control(kind: str, circuit: Circuit, seed: int | None = None) -> Control:
        return Control(
            kind, source.origin, name, circuit, problem, actions, source.evaluator_gates, seed
        )

    for structure in STRUCTURES:
        made = reference(problem, basis, structure)
        actions = len(made.actions)
        if made.circuit.size > plan.most_gates:
            omitted.append(f"{structure} reference of {name}: {made.circuit.size} gates")
            continue
        yield control("plain", made.circuit)
        scores = [bit for score in made.scores for bit in score]
        yield control("minimised", reduce(made.circuit, problem.relation, basis, keep=scores))
        freely = reduce(made.circuit, problem.relation, basis)
        yield control("minimised-freely", freely)
        for seed in islice(seeds, plan.rewrites):
            yield control("rewritten", rewrite(made.circuit, basis, plan.moves, seed), seed)
        for model in (made.circuit, freely):
            for seed in islice(seeds, plan.randoms):
                try:
                    drawn = negatives.matched_random_circuit(model, seed)
                except InputError as error:
                    omitted.append(f"random like {name}: {error}")
                else:
                    yield control("random", drawn, seed)
    tables = made.circuit.output_tables()
    yield control("minterm", negatives.minterm_circuit(tables, n, basis))
    yield control("decision-tree", negatives.decision_tree_circuit(tables, n, basis))
    yield control("bdd", negatives.bdd_circuit(tables, n, basis))


def planted_problem(evaluator: int, arity: int, candidates: int) -> Problem:
    """Return the problem to name a candidate on which an evaluator is 1, if there is one.

    Args:
        evaluator: truth table on ``arity`` inputs.
        arity: inputs that each candidate has to itself.
        candidates: number of candidates.

    """
    bits = (candidates - 1).bit_length()
    legal = _ones(candidates)
    values, allowed = [], []
    for t in range(1 << (arity * candidates)):
        scores = [evaluator >> (t >> arity * i & _ones(arity)) & 1 for i in range(candidates)]
        best = max(scores)
        values.append((*scores, *[None] * ((1 << bits) - candidates)))
        allowed.append(sum(1 << i for i, score in enumerate(scores) if score == best))
    rows = len(values)
    relation = Relation(
        tuple(f"x{i}" for i in range(arity * candidates)),
        tuple(f"y{o}" for o in range(bits)),
        tuple(allowed),
        _ones(rows),
    )
    name = f"planted:evaluator={to_hex(evaluator, arity)},candidates={candidates}"
    utility = Utility((legal,) * rows, tuple(values), maximize=True)
    return Problem(name, "the best of candidates with inputs of their own", relation, utility)


def _ones(bits: int) -> int:
    """Return the integer of ``bits`` ones."""
    return (1 << bits) - 1


def _planted(plan: Plan) -> Iterator[_Source]:
    """Yield planted problems: all evaluators of two inputs up to renaming, some of three."""
    if not plan.planted:
        return
    rng = random.Random(plan.seed)  # noqa: S311 - reproducible choices, no secrets
    for evaluator in (0x1, 0x2, 0x6, 0x7, 0x8, 0x9, 0xB, 0xE):
        for candidates in (2, 3):
            yield _Source(planted_problem(evaluator, 2, candidates), "planted", 1)
    for gates in (2, 3, 4):
        alike = [t for t in range(256) if least_size_b2(t, 3)[0] == gates and _full(t)]
        for evaluator in rng.sample(alike, min(plan.planted, len(alike))):
            yield _Source(planted_problem(evaluator, 3, 2), "planted", gates)


def _full(table: int) -> bool:
    return len(support(table, 3)) == 3


def _computing(basis: Basis, most_inputs: int) -> Iterator[Control]:
    """Yield circuits that compute something other than a best choice."""
    for n in range(3, most_inputs + 1):
        yield Control("parity", "computing", f"{n} bits, tree", negatives.parity_circuit(n, basis))
        chained = negatives.parity_circuit(n, basis, chain=True)
        yield Control("parity", "computing", f"{n} bits, chain", chained)
        yield Control("sorting", "computing", f"{n} bits", negatives.sorting_circuit(n, basis))
    for bits in range(2, most_inputs // 2 + 1):
        yield Control("adder", "computing", f"{bits} bits", negatives.adder_circuit(bits, basis))
    for selectors in (1, 2):
        for payload in (1, 2, 3):
            if selectors + payload * (1 << selectors) <= most_inputs:
                routed = negatives.multiplexer_tree(selectors, payload, basis)
                source = f"{1 << selectors} products of {payload}"
                yield Control("multiplexer-tree", "computing", source, routed)
