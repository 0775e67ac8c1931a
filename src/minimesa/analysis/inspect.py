"""Everything there is to say about one circuit, in one value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from minimesa.analysis import registry
from minimesa.analysis.evaluators import least_size_in
from minimesa.analysis.finding import Findings, Options
from minimesa.analysis.motifs import find_motifs
from minimesa.analysis.power import achieved, output_entropy, power_by_level
from minimesa.analysis.subject import subject
from minimesa.circuit import to_json
from minimesa.errors import InputError, RefereeError
from minimesa.referee import check_basis, check_solves
from minimesa.truth_tables import to_hex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.analysis.finding import Finding
    from minimesa.analysis.motifs import Motif
    from minimesa.analysis.power import Achieved
    from minimesa.analysis.subject import Subject
    from minimesa.basis import Basis
    from minimesa.circuit import Circuit
    from minimesa.problems.problem import Problem


@dataclass(frozen=True)
class WireReport:
    """A gate, as it is shown.

    Attributes:
        wire: its number.
        name: its name.
        table: its function of the inputs.
        support: the inputs it depends on.
        level: most gates on a path that ends in it.
        cone: gates in its fan-in cone, itself included.

    """

    wire: int
    name: str
    table: int
    support: tuple[int, ...]
    level: int
    cone: int


@dataclass(frozen=True)
class Inspection:
    """What was seen in a circuit.

    Attributes:
        subject: the circuit in the form in which it was analysed, and its care set.
        gates: its gates, in topological order.
        motifs: the blocks that were recognised.
        searches: by definition what was found, with what was not covered.
        output_entropy: H(y) in bits.
        power: for each level the bits of H(y) that the gates up to it settle.
        achieved: the optimisation power achieved, for a problem with a utility.
        correct: whether it solves its problem; None without one.
        mistake: the referee's words where it does not.

    """

    subject: Subject
    gates: tuple[WireReport, ...]
    motifs: tuple[Motif, ...]
    searches: tuple[tuple[str, Findings], ...]
    output_entropy: float
    power: tuple[float, ...]
    achieved: Achieved | None = None
    correct: bool | None = None
    mistake: str | None = None

    def __repr__(self) -> str:
        circuit = self.subject.circuit
        found = ", ".join(f"{name} {len(found.findings)}" for name, found in self.searches)
        return f"<Inspection size {circuit.size}, depth {circuit.depth}; findings: {found}>"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, in the order of the definitions."""
        return tuple(finding for _, found in self.searches for finding in found.findings)

    def _repr_svg_(self) -> str | None:
        """Return the drawing of the circuit that a notebook shows."""
        return self.subject.circuit._repr_svg_()

    def to_json(self) -> dict[str, Any]:
        """Return the circuit's JSON object with everything that was seen added."""
        circuit = self.subject.circuit
        return {
            **to_json(circuit),
            "size": circuit.size,
            "depth": circuit.depth,
            "wires": [
                {
                    "name": gate.name,
                    "function": to_hex(gate.table, self.subject.n),
                    "support": [circuit.inputs[i] for i in gate.support],
                    "level": gate.level,
                    "cone": gate.cone,
                }
                for gate in self.gates
            ],
            "correct": self.correct,
            "mistake": self.mistake,
            "findings": [finding.to_json(circuit) for finding in self.findings],
            "searches": [
                {
                    "definition": name,
                    "found": len(found.findings),
                    "complete": found.complete,
                    "vacuous": found.vacuous,
                    "not_covered": list(found.notes),
                    **dict(found.measures),
                }
                for name, found in self.searches
            ],
            "motifs": [motif.to_json(circuit) for motif in self.motifs],
            "optimisation_power": {
                "output_entropy": round(self.output_entropy, 6),
                "levels": [round(bits, 6) for bits in self.power],
                "achieved": None if self.achieved is None else round(self.achieved.bits, 6),
                "illegal": None if self.achieved is None else round(self.achieved.illegal, 6),
            },
        }


def inspect(
    circuit: Circuit,
    *,
    problem: Problem | None = None,
    care: int | None = None,
    definitions: Sequence[str] | None = None,
    options: Options | None = None,
    free_not: bool = True,
) -> Inspection:
    """Look inside a circuit.

    Args:
        circuit: the circuit; its inputs and outputs stand in the order of the problem's.
        problem: what it is meant to solve.
        care: the care set; default the problem's, or all rows.
        definitions: names of the definitions to search for; default all that apply.
        options: thresholds and variants.
        free_not: whether NOT is free in the circuit's basis.

    Raises:
        InputError: the circuit does not fit the problem, an unknown definition, a definition that
            needs a utility where there is none, or a threshold out of range.

    """
    seen = subject(circuit, care=care, problem=problem, free_not=free_not)
    utility = None if problem is None else problem.utility
    if definitions is None:
        definitions = [
            d.name for d in registry.DEFINITIONS if utility is not None or not d.needs_utility
        ]
    for name in definitions:
        if registry.get(name).needs_utility and utility is None:
            raise InputError(f"{name} speaks of a declared objective: name a problem that has one")
    mistake = None
    if problem is not None:
        try:
            check_solves(circuit, problem.relation)
        except RefereeError as error:
            mistake = str(error)
    return Inspection(
        subject=seen,
        gates=_gates(seen),
        motifs=find_motifs(seen.circuit),
        searches=tuple(
            (name, registry.search(name, seen, options or Options())) for name in definitions
        ),
        output_entropy=output_entropy(seen),
        power=power_by_level(seen),
        achieved=None if problem is None or utility is None else achieved(seen, problem),
        correct=None if problem is None else mistake is None,
        mistake=mistake,
    )


def settled(circuit: Circuit, basis: Basis, options: Options) -> tuple[Options, str]:
    """Return options in which evaluators cost what they cost in a basis.

    The second value is what the reader should know of the circuit: empty, or that it has gates
    that are not in the basis.
    """
    note = ""
    unit_cost = basis.unit_cost
    try:
        check_basis(circuit, basis)
    except RefereeError as error:
        # Then the gates of a cone say nothing about the size of its function in the basis.
        unit_cost = False
        note = f"not a circuit over {basis.name}: {error}"
    return replace(options, least_size=least_size_in(basis), unit_cost=unit_cost), note


def _gates(seen: Subject) -> tuple[WireReport, ...]:
    circuit = seen.circuit
    return tuple(
        WireReport(
            wire=wire,
            name=circuit.wire_name(wire),
            table=circuit.tables[wire],
            support=tuple(sorted(seen.supports[wire])),
            level=circuit.levels[wire - seen.n],
            cone=(seen.cones[wire] & seen.gate_mask).bit_count(),
        )
        for wire in seen.gates
    )
