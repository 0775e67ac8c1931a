"""What a problem is once read: a relation, and for an optimisation problem its utility."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from minimesa.relations import Relation

_LONGEST_NAME = 60


@dataclass(frozen=True)
class Utility:
    """The declared objective u(x, a) of an optimisation problem.

    Attributes:
        legal: for each row an integer whose bit w says that output word w names an action there.
        values: for each row, by word, the utility of each legal word; None where w is not legal,
            and an empty tuple on rows outside the care set.
        maximize: whether larger utilities are better.
        tolerance: how far below the best an action may be and still be acceptable.

    """

    legal: tuple[int, ...]
    values: tuple[tuple[int | Fraction | None, ...], ...]
    maximize: bool
    tolerance: int | Fraction = 0


@dataclass(frozen=True)
class Known:
    """A known optimum: basis, objective, value, and where it is from.

    Attributes:
        basis: name of a built-in basis.
        objective: ``size`` or ``depth``.
        value: the optimum.
        source: a citation, or the command that reproduces it.
        parameters: the member of the family it belongs to; others may differ.

    """

    basis: str
    objective: str
    value: int
    source: str
    parameters: tuple[tuple[str, int | str], ...] = ()


@dataclass(frozen=True)
class Problem:
    """A problem, read and checked.

    Attributes:
        name: how the command line names it, parameters included: ``argmax:words=2,bits=2``.
        title: a line for people.
        relation: what a circuit must satisfy.
        utility: the declared objective, for problems solved by maximize or minimize.
        input_words: the input words as ``(name, bits)``, in the order of the relation's inputs.
        output_words: likewise for outputs.
        parameters: the parameters it was instantiated with, as ``(name, value)``.
        description: what it is and where it comes from.
        known: optima that hold for exactly this instance.

    """

    name: str
    title: str
    relation: Relation
    utility: Utility | None = None
    input_words: tuple[tuple[str, int], ...] = ()
    output_words: tuple[tuple[str, int], ...] = ()
    parameters: tuple[tuple[str, int | str], ...] = ()
    description: str = ""
    known: tuple[Known, ...] = field(default=())

    def __repr__(self) -> str:
        relation = self.relation
        kind = "function" if relation.is_function() else "relation"
        name = self.name if len(self.name) <= _LONGEST_NAME else f"{self.name[:57]}..."
        return (
            f"<Problem {name}: {len(relation.inputs)} inputs, {len(relation.outputs)} outputs, "
            f"{kind}>"
        )
