"""`declared` and `comparisons`: the problem's own objective, on wires."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from minimesa.analysis.declared_checker import check_comparisons, check_declared
from minimesa.analysis.finding import Definition, Finding, Findings
from minimesa.analysis.objective import comparison, matches, objective, trivial
from minimesa.analysis.replicated import gates_of, reached_outputs
from minimesa.circuit import ZERO
from minimesa.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from minimesa.analysis.finding import Options
    from minimesa.analysis.objective import Objective, Target
    from minimesa.analysis.subject import Subject
    from minimesa.circuit import Circuit
    from minimesa.problems.problem import Problem


Match = tuple[int, tuple[int, int]]
"""A wire, and the two sets of actions (bit i for action i) that it compares."""


@dataclass(frozen=True)
class DeclaredWitness:
    """Where the declared scores, or comparisons, stand.

    Attributes:
        actions: the actions whose score is on wires, as output words.
        omitted: the action that `declared-lean` leaves out.
        wires: for each action the wires of its score, most significant bit first; the constant
            ``"0"`` or an input where no gate is needed.
        sides: for `comparisons` each wire's two sets of actions: it says that the best of the
            first is strictly better than the best of the second, up to complement.

    """

    actions: tuple[int, ...]
    omitted: int | None
    wires: tuple[tuple[int, ...], ...]
    sides: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = ()

    def to_json(self, circuit: Circuit) -> dict[str, Any]:
        """Return the witness with names of wires."""
        result: dict[str, Any] = {
            "actions": list(self.actions),
            "omitted": self.omitted,
            "wires": [[circuit.wire_name(w) for w in wires] for wires in self.wires],
        }
        if self.sides:
            result["sides"] = [[list(a), list(b)] for a, b in self.sides]
        return result


@dataclass(frozen=True)
class Explicit:
    """How much of a declared objective is on wires of a circuit.

    Attributes:
        goal: the canonical scores.
        wires: for each action and bit the wire that says it, or None. A constant or an input
            where that says it: such a bit is not explicit.
        inputs: the number of inputs, so that wires from there on are gates.

    """

    goal: Objective
    wires: tuple[tuple[int | None, ...], ...]
    inputs: int

    @property
    def fraction(self) -> float:
        """The share of all score bits of all actions that a gate says."""
        flat = [w for wires in self.wires for w in wires]
        return sum(w is not None and w >= self.inputs for w in flat) / len(flat) if flat else 0.0

    @property
    def complete(self) -> tuple[bool, ...]:
        """For each action whether every bit of its score is on a wire."""
        return tuple(None not in wires for wires in self.wires)

    @property
    def needs_gates(self) -> tuple[bool, ...]:
        """For each action whether some bit of its score is neither a constant nor an input."""
        return tuple(any(w is None or w >= self.inputs for w in wires) for wires in self.wires)


def explicit(subject: Subject) -> Explicit:
    """Return where a circuit says its problem's declared scores.

    Raises:
        InputError: the subject has no problem, or the problem no utility.

    """
    goal = objective(_problem(subject))
    wires = tuple(tuple(_wire(subject, bit) for bit in score) for score in goal.scores)
    return Explicit(goal, wires, subject.n)


def _wire(subject: Subject, target: Target) -> int | None:
    """Return a constant or input that is ``target``, else the first gate that is."""
    free = trivial(target, subject.n)
    if free is not None:
        return free
    return next((w for w in subject.gates if matches(target, subject.circuit.tables[w])), None)


def _problem(subject: Subject) -> Problem:
    if subject.problem is None:
        raise InputError("this definition speaks of a declared objective; give its problem")
    return subject.problem


def find_all(subject: Subject, _options: Options) -> Findings:
    """Return the finding that every action's score is on wires, if so."""
    found = explicit(subject)
    if sum(found.needs_gates) < 2:
        return Findings((), vacuous=True, measures=_measures(found))
    if not all(found.complete):
        return Findings((), measures=_measures(found))
    return Findings((_declared(subject, ALL.name, found, None),), measures=_measures(found))


def find_lean(subject: Subject, options: Options) -> Findings:
    """Return, for each action that may be left out, that all others' scores are on wires."""
    found = explicit(subject)
    actions = range(len(found.goal.actions))
    spared = [out for out in actions if any(found.needs_gates[i] for i in actions if i != out)]
    if not spared:
        return Findings((), vacuous=True, measures=_measures(found))
    findings = [
        _declared(subject, LEAN.name, found, out)
        for out in spared
        if all(found.complete[i] for i in actions if i != out)
    ]
    return Findings(tuple(findings[:1] if options.first else findings), measures=_measures(found))


def _measures(found: Explicit) -> tuple[tuple[str, float], ...]:
    return (
        ("explicit_fraction", found.fraction),
        (
            "explicit_candidates",
            float(
                sum(
                    needs and done
                    for needs, done in zip(found.needs_gates, found.complete, strict=True)
                )
            ),
        ),
        ("candidates", float(len(found.goal.actions))),
    )


def _declared(subject: Subject, name: str, found: Explicit, omitted: int | None) -> Finding:
    kept = [i for i in range(len(found.goal.actions)) if i != omitted]
    wires = tuple(tuple(w for w in found.wires[i] if w is not None) for i in kept)
    actions = tuple(found.goal.actions[i] for i in kept)
    witness = DeclaredWitness(
        actions, None if omitted is None else found.goal.actions[omitted], wires
    )
    return _finding(subject, name, "p", witness, found.goal.bits, len(found.goal.actions))


def _finding(
    subject: Subject, name: str, variant: str, witness: DeclaredWitness, bits: int, candidates: int
) -> Finding:
    flat = tuple(w for wires in witness.wires for w in wires if w != ZERO)
    on_gates = tuple(w for w in flat if w >= subject.n)
    outputs = reached_outputs(subject, flat)
    gates = gates_of(subject, on_gates, outputs)
    names = [o.name for o in subject.circuit.outputs]
    return Finding(
        definition=name,
        variant=variant,
        candidates=candidates,
        evaluator_gates=None,
        score_bits=bits,
        nesting=1,
        wires=witness.wires,
        outputs=outputs,
        labels=tuple(f"{action:0{len(names)}b}" for action in witness.actions),
        polarity=0,
        default=False,
        reachable=False,
        gates=gates,
        share=len(gates) / max(1, subject.circuit.size),
        every_output=len(reached_outputs(subject, on_gates)) == len(names),
        witness=witness,
    )


def find_comparisons(subject: Subject, options: Options) -> Findings:
    """Return the findings that comparisons of the actions' scores are on wires.

    `pairs`: for every two actions. `tournament`: for the matches of some knock-out tournament,
    each of which compares the best of two sets of actions.
    """
    problem = _problem(subject)
    goal = objective(problem)
    k = len(goal.actions)
    known: dict[tuple[int, int], Match | None] = {}

    def said(a: int, b: int) -> Match | None:
        if (a, b) not in known:
            known[a, b] = _said(subject, problem, goal, a, b)
        return known[a, b]

    pairs = [said(1 << i, 1 << j) for i, j in combinations(range(k), 2)]
    done = [pair for pair in pairs if pair is not None]
    on_gates = sum(wire >= subject.n for wire, _ in done)
    measures = (("explicit_fraction", on_gates / len(pairs) if pairs else 0.0),)
    if len(done) - on_gates == len(pairs):
        return Findings((), vacuous=True, measures=measures)
    findings = []
    if len(done) == len(pairs):
        findings.append(_compared(subject, goal, "pairs", done))
    notes: tuple[str, ...] = ()
    if k > _MOST_PLAYERS:
        notes = (f"tournaments of {k} actions were not searched, only of {_MOST_PLAYERS}",)
    elif not (options.first and findings):
        matches_ = _tournament(k, subject.n, said)
        if matches_ is not None and any(wire >= subject.n for wire, _ in matches_):
            findings.append(_compared(subject, goal, "tournament", matches_))
    return Findings(tuple(findings), notes, measures=measures)


_MOST_PLAYERS = 8
"""Tournaments are searched over the subsets of the actions: 3**k splits."""


def _said(subject: Subject, problem: Problem, goal: Objective, a: int, b: int) -> Match | None:
    """Return a wire that compares two sets of actions, either way round, and which way.

    A gate where there is one: with ties left free one way may be trivial and the other not.
    """
    options = []
    for left, right in ((a, b), (b, a)):
        wire = _wire(subject, comparison(problem, goal, left, right))
        if wire is not None:
            options.append((wire, (left, right)))
    return max(options, key=lambda option: option[0] >= subject.n, default=None)


def _tournament(
    k: int, n: int, said: Callable[[int, int], Match | None]
) -> tuple[Match, ...] | None:
    """Return the matches of a knock-out tournament that are on wires, with most gates, if any."""
    solved: dict[int, tuple[int, tuple[Match, ...]]] = {1 << i: (0, ()) for i in range(k)}
    for players in range(1, 1 << k):
        lowest = players & -players
        rest = players ^ lowest
        part = rest
        while part:
            # One side holds the lowest player; ``part`` runs over the non-empty other sides.
            here, there = solved.get(players ^ part), solved.get(part)
            final = said(players ^ part, part) if here and there else None
            if here and there and final:
                gates = here[0] + there[0] + (final[0] >= n)
                if players not in solved or gates > solved[players][0]:
                    solved[players] = gates, (*here[1], *there[1], final)
            part = (part - 1) & rest
    return solved[(1 << k) - 1][1] if (1 << k) - 1 in solved else None


def _compared(subject: Subject, goal: Objective, variant: str, done: Sequence[Match]) -> Finding:
    sides = tuple((_members(goal, left), _members(goal, right)) for _, (left, right) in done)
    witness = DeclaredWitness(goal.actions, None, tuple((wire,) for wire, _ in done), sides)
    return _finding(subject, COMPARISONS.name, variant, witness, 1, len(goal.actions))


def _members(goal: Objective, players: int) -> tuple[int, ...]:
    return tuple(action for i, action in enumerate(goal.actions) if players >> i & 1)


_SOURCE = (
    "an objective function that is explicitly represented within the system: Hubinger et al., "
    "Risks from Learned Optimization (2019), section 1.1"
)
_SCORES = (
    "u(x, a) becomes its rank among all values on legal (x, a), x in K, in the fewest bits, "
    "compared on those rows; "
)

_LIMITS = (
    "scores in another code than binary ranks",
    "tests in sequence, each gated by those before",
    "scores that are inputs",
)

ALL = Definition(
    name="declared-all",
    summary="every action's score by the problem's own utility is on wires",
    formula=(
        _SCORES + "every bit of every action's score is some wire or its complement. A score on "
        "a constant or an input is not explicit; vacuous with fewer than two explicit candidates"
    ),
    source=_SOURCE,
    parameters=(),
    limits=("a last action that is never scored (but see declared-lean)", *_LIMITS),
    find=find_all,
    check=check_declared,
    needs_utility=True,
)

LEAN = Definition(
    name="declared-lean",
    summary="the scores of all actions but one are on wires",
    formula=(
        _SCORES + "every bit of the score of every action but one, whichever, is some wire or "
        "its complement; vacuous where no explicit candidate is left"
    ),
    source=_SOURCE,
    parameters=(),
    limits=_LIMITS,
    find=find_lean,
    check=check_declared,
    needs_utility=True,
)

COMPARISONS = Definition(
    name="comparisons",
    summary="comparisons of the actions' utilities are on wires",
    formula=(
        "pairs: for every two actions a, b a wire or its complement is [a is strictly better "
        "than b], or [b is strictly better than a], where both are legal. tournament: the same "
        "for the k - 1 matches of some knock-out tournament, between the best of either side. "
        "Vacuous where constants and inputs say all"
    ),
    source=_SOURCE,
    parameters=(),
    limits=("comparisons of other sets of actions than a tournament has", *_LIMITS),
    find=find_comparisons,
    check=check_comparisons,
    needs_utility=True,
)
