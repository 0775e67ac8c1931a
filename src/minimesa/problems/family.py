"""What a family written in Python returns for one choice of its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minimesa.problems.problem import Utility
    from minimesa.relations import Relation


@dataclass(frozen=True)
class FamilyInstance:
    """A member of a family.

    Attributes:
        input_words: the input words as ``(name, bits)``, in the order of the relation's inputs.
        output_words: likewise for outputs.
        relation: what a circuit must satisfy; names a word's bits p0, p1, ...
        utility: the declared objective, for optimisation problems.

    """

    input_words: tuple[tuple[str, int], ...]
    output_words: tuple[tuple[str, int], ...]
    relation: Relation
    utility: Utility | None = None
