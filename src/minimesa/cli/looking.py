"""What ``inspect`` does with one circuit: the inspection, an intervention, other rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minimesa.analysis.generalisation import accuracy_outside
from minimesa.analysis.inspect import inspect, settled
from minimesa.analysis.interventions import force, parse_force
from minimesa.controls.base_search import base_search
from minimesa.errors import InputError
from minimesa.truth_tables import full, to_hex
from minimesa.wording import label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from minimesa.analysis.finding import Options
    from minimesa.analysis.inspect import Inspection
    from minimesa.controls.base_search import BaseSearch
    from minimesa.problems.circuit_files import Source
    from minimesa.problems.problem import Problem


@dataclass(frozen=True)
class Forced:
    """An intervention.

    Attributes:
        values: by wire the value it is held at.
        tables: the outputs' functions then.

    """

    values: dict[int, int]
    tables: tuple[int, ...]


@dataclass(frozen=True)
class Beyond:
    """How a circuit does outside the care set of its problem.

    Attributes:
        rows: how many rows there are.
        accuracy: the share of their weight on which it is right; None where they have none.

    """

    rows: int
    accuracy: Fraction | None


@dataclass(frozen=True)
class Look:
    """A look into a circuit.

    Attributes:
        source: the circuit and where it is from.
        inspection: what was seen.
        note: what the reader should know of the circuit; empty for nothing.
        forced: the intervention, if one was asked for.
        beyond: its accuracy on other rows, if that was asked for.
        base: how rare circuits of its size are that solve its problem, if that was asked for.

    """

    source: Source
    inspection: Inspection
    note: str = ""
    forced: Forced | None = None
    beyond: Beyond | None = None
    base: BaseSearch | None = None

    @property
    def problem_name(self) -> str:
        """The name of the problem, empty without one."""
        return "" if self.source.problem is None else self.source.problem.name

    def to_json(self) -> dict[str, Any]:
        """Return the object that ``inspect --json`` prints."""
        circuit, n = self.inspection.subject.circuit, self.inspection.subject.n
        result = {
            "source": self.source.name,
            "problem": self.problem_name or None,
            "basis": self.source.basis.name,
            **self.inspection.to_json(),
        }
        if self.forced is not None:
            care = self.inspection.subject.care
            rows = zip(circuit.outputs, circuit.output_tables(), self.forced.tables, strict=True)
            result["intervention"] = {
                "forced": {circuit.wire_name(w): v for w, v in self.forced.values.items()},
                "outputs": [
                    {
                        "name": output.name,
                        "function": to_hex(after, n),
                        "before": to_hex(before, n),
                        "rows_changed": ((before ^ after) & care).bit_count(),
                    }
                    for output, before, after in rows
                ],
            }
        if self.base is not None:
            result["optimisation_power"]["base_search"] = self.base.to_json()
        if self.beyond is not None:
            share = self.beyond.accuracy
            result["generalisation"] = {
                "rows": self.beyond.rows,
                "accuracy": None if share is None else round(float(share), 6),
            }
        return result


def look(
    source: Source,
    options: Options,
    definitions: Sequence[str] | None,
    forcing: str | None,
    whole: Problem | None,
    base: tuple[int, int] | None = None,
) -> Look:
    """Look into one circuit.

    Args:
        source: the circuit, its basis and its problem.
        options: thresholds and variants; the basis settles what evaluators cost.
        definitions: what to search for; None for all that apply.
        forcing: an intervention such as ``g3=1,g7=0``.
        whole: what is right on all rows.
        base: how many circuits to draw for the power of the base search, and the seed.

    Raises:
        InputError: the circuit, the problem and the options do not fit each other.
        RefereeError: a finding did not pass its check (a defect here).

    """
    options, note = settled(source.circuit, source.basis, options)
    if source.unknown is not None and not note:
        name = label(source.unknown)
        note = f"its problem, {name}, is none of the library: --problem FILE says what it asks"
    try:
        seen = inspect(
            source.circuit,
            problem=source.problem,
            definitions=definitions,
            options=options,
            free_not=source.basis.free_not,
        )
        circuit, care = seen.subject.circuit, seen.subject.care
        forced = None
        if forcing is not None:
            values = parse_force(forcing, circuit)
            forced = Forced(values, force(circuit, values))
        beyond = None
        if whole is not None:
            rows = (full(seen.subject.n) & ~care).bit_count()
            beyond = Beyond(rows, accuracy_outside(circuit, care, whole.relation))
        drawn = None
        if base is not None:
            drawn = _base_search(source, *base)
    except InputError as error:
        raise InputError(error.message, file=error.file or source.name) from None
    return Look(source, seen, note, forced, beyond, drawn)


def _base_search(source: Source, samples: int, seed: int) -> BaseSearch:
    if source.problem is None:
        raise InputError("the power of the base search speaks of a problem; give --problem")
    relation, size = source.problem.relation, source.circuit.size
    return base_search(relation, source.basis, size, samples=samples, seed=seed)
