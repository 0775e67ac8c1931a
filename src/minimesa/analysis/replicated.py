"""`replicated`: one evaluator, applied to different candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minimesa.analysis.candidates import Coverage, candidate_sets, oriented_tables
from minimesa.analysis.checker import check_replicated
from minimesa.analysis.finding import Definition, Finding, Findings
from minimesa.analysis.isomorphism import find_isomorphism
from minimesa.analysis.nesting import nesting
from minimesa.analysis.renamings import compress, find_renaming, joint_support
from minimesa.truth_tables import full, to_hex

if TYPE_CHECKING:
    from minimesa.analysis.candidates import CandidateSet
    from minimesa.analysis.finding import Options
    from minimesa.analysis.subject import Subject
    from minimesa.circuit import Circuit


@dataclass(frozen=True)
class ReplicatedWitness:
    """One evaluator and where its candidates are read.

    Attributes:
        evaluator: for each bit of the score, most significant first, the evaluator's table over
            its own arguments.
        renamings: for each candidate the inputs that the arguments stand for.
        inverted: for each candidate and bit whether the score is the complement of the gate.
        isomorphisms: for each candidate but the first, for `structural`, pairs of a wire in the
            first cone and its image.

    """

    evaluator: tuple[int, ...]
    renamings: tuple[tuple[int, ...], ...]
    inverted: tuple[tuple[bool, ...], ...]
    isomorphisms: tuple[tuple[tuple[int, int], ...], ...] = ()

    def to_json(self, circuit: Circuit) -> dict[str, Any]:
        """Return the witness with names of inputs and wires."""
        arity = len(self.renamings[0])
        result: dict[str, Any] = {
            "evaluator": [to_hex(table, arity) for table in self.evaluator],
            "renamings": [[circuit.inputs[i] for i in renaming] for renaming in self.renamings],
            "inverted": [list(bits) for bits in self.inverted],
        }
        if self.isomorphisms:
            result["isomorphisms"] = [
                {circuit.wire_name(a): circuit.wire_name(b) for a, b in pairs}
                for pairs in self.isomorphisms
            ]
        return result


def replicated_witness(
    subject: Subject, found: CandidateSet, options: Options, flips: tuple[bool, ...]
) -> ReplicatedWitness:
    """Return the evaluator of a candidate set, its bits complemented by ``flips``, and renamings.

    For `structural` the renamings are those of the isomorphisms.
    """
    n = subject.n
    tables = oriented_tables(subject, found.polarity)
    bundles = [tuple(tables[w] for w in wires) for wires in found.wires]
    arguments = joint_support(bundles[0], n)
    ones = full(len(arguments))
    evaluator = tuple(
        compress(table, arguments, n) ^ (ones if flip else 0)
        for table, flip in zip(bundles[0], flips, strict=True)
    )
    renamings, isomorphisms = [arguments], []
    for wires, bundle in zip(found.wires[1:], bundles[1:], strict=True):
        renaming: tuple[int, ...] | None
        if options.variant == "structural":
            pairs = find_isomorphism(subject.circuit, found.wires[0], wires)
            assert pairs is not None
            isomorphisms.append(pairs)
            renaming = tuple(dict(pairs)[i] for i in arguments)
        else:
            renaming = find_renaming(bundles[0], bundle, n)
            assert renaming is not None
        renamings.append(renaming)
    inverted = tuple(
        tuple(bit != flip for bit, flip in zip(bits, flips, strict=True)) for bits in found.inverted
    )
    return ReplicatedWitness(evaluator, tuple(renamings), inverted, tuple(isomorphisms))


def gates_of(subject: Subject, wires: tuple[int, ...], outputs: tuple[int, ...]) -> tuple[int, ...]:
    """Return the gates of a finding: the cones of its scores and all from there to ``outputs``."""
    carried = 0
    for wire in wires:
        carried |= subject.fanouts[wire]
    reached = subject.cone_of(tuple(subject.circuit.outputs[o].wire for o in outputs))
    mask = (subject.cone_of(wires) | (carried & reached)) & subject.gate_mask
    return tuple(w for w in subject.gates if mask >> w & 1)


def reached_outputs(subject: Subject, wires: tuple[int, ...]) -> tuple[int, ...]:
    """Return the positions of the outputs that have one of ``wires`` in their fan-in cone."""
    carried = 0
    for wire in wires:
        carried |= subject.fanouts[wire]
    return tuple(
        o
        for o, output in enumerate(subject.circuit.outputs)
        if output.wire >= 0 and carried >> output.wire & 1
    )


def find(subject: Subject, options: Options) -> Findings:
    """Return the sets of gates that are replicated, each once."""
    coverage = Coverage()
    found: dict[tuple[tuple[int, ...], ...], Finding] = {}
    upright = (False,) * options.score_bits
    for candidate in candidate_sets(subject, options, coverage):
        least = min(candidate.wires, key=min)
        # Reordering the bits of all scores alike gives the same scores again.
        if candidate.wires in found or list(least) != sorted(least):
            continue
        flat = tuple(w for wires in candidate.wires for w in wires)
        outputs = reached_outputs(subject, flat)
        gates = gates_of(subject, flat, outputs)
        found[candidate.wires] = Finding(
            definition=NAME,
            variant=options.variant,
            candidates=options.candidates,
            evaluator_gates=candidate.size,
            score_bits=options.score_bits,
            nesting=nesting(subject, candidate.wires, candidate.polarity, upright),
            wires=candidate.wires,
            outputs=outputs,
            labels=(),
            polarity=candidate.polarity,
            default=False,
            reachable=False,
            gates=gates,
            share=len(gates) / subject.circuit.size,
            every_output=len(outputs) == len(subject.circuit.outputs),
            witness=replicated_witness(subject, candidate, options, upright),
        )
        if options.first:
            break
        if len(found) == options.most_findings:
            coverage.note(f"stopped after {options.most_findings} findings")
            break
    return Findings(tuple(found.values()), tuple(coverage.notes))


NAME = "replicated"

LIMITS = (
    "evaluators that are unlike each other",
    "tests in sequence, each gated by those before",
    "a last candidate that is never scored",
    "scores that are inputs",
)
"""What candidates found by their likeness leave out."""

DEFINITION = Definition(
    name=NAME,
    summary="k gates compute one function u, each of another candidate",
    formula=(
        "e_1..e_k: none in another's fan-in cone, different functions, and e_i or its complement "
        "is u(sigma_i(x)) for injective renamings sigma_i of the inputs (on all rows); "
        "least size of u >= m. np: for some complementing of the circuit's inputs, chosen once. "
        "structural: the fan-in cones are isomorphic as labelled graphs"
    ),
    source=(
        "a search applies one objective to many candidates: Hubinger et al., Risks from Learned "
        "Optimization (2019), section 1.1; matching under permuted and complemented inputs: "
        "Knuth, TAOCP 4A, 7.1.2"
    ),
    parameters=("candidates", "evaluator_gates", "score_bits", "variant"),
    limits=LIMITS,
    find=find,
    check=check_replicated,
)
