"""What a circuit may be required to be, beyond solving its problem: a search, by a definition.

The definitions are those of `minimesa.analysis`: replicated, selecting, mediated. Here they are
only named; `minimesa.encoding.search_structure` states them as clauses.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations, product
from typing import TYPE_CHECKING

from minimesa.encoding.breaks import KEEP_STRUCTURE, USE_ALL
from minimesa.errors import InputError
from minimesa.truth_tables import compose, full, projection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from minimesa.basis import Basis

DEFINITIONS = ("replicated", "selecting", "mediated")
VARIANTS = ("p", "np", "structural")
MOST_CANDIDATES = 4
MOST_EVALUATOR_GATES = 3
"""Evaluators are kept from being smaller by listing every function of fewer gates."""
MOST_SCORE_BITS = 3
MOST_FORCED = 6
"""Bits of all scores together: every value of them is a copy of the circuit."""


@dataclass(frozen=True)
class Demand:
    """A definition of search that the circuit must satisfy.

    Attributes:
        definition: ``replicated``, ``selecting`` or ``mediated``.
        variant: ``p``, ``np`` or ``structural``.
        candidates: how many, k >= 2.
        evaluator_gates: the least size of the evaluator, m >= 1.
        default: whether the all-worst scores may give any word.
        reachable: whether only score vectors that some row of K produces count.
        score_bits: bits of a score, b >= 1.

    Raises:
        InputError: a value that cannot be required.

    """

    definition: str
    variant: str = "p"
    candidates: int = 2
    evaluator_gates: int = 1
    default: bool = False
    reachable: bool = False
    score_bits: int = 1

    def __post_init__(self) -> None:
        if self.definition not in DEFINITIONS:
            raise InputError(
                f"{self.definition!r} cannot be required as structure; "
                f"choose {', '.join(DEFINITIONS)}"
            )
        if self.variant not in VARIANTS:
            raise InputError(
                f"variant {self.variant!r} cannot be required; choose {', '.join(VARIANTS)}"
            )
        if not 2 <= self.candidates <= MOST_CANDIDATES:
            raise InputError(f"from 2 to {MOST_CANDIDATES} candidates, not {self.candidates}")
        if not 1 <= self.evaluator_gates <= MOST_EVALUATOR_GATES:
            raise InputError(
                f"from 1 to {MOST_EVALUATOR_GATES} evaluator gates, not {self.evaluator_gates}"
            )
        if not 1 <= self.score_bits <= MOST_SCORE_BITS:
            raise InputError(f"scores from 1 to {MOST_SCORE_BITS} bits, not {self.score_bits}")
        if self.candidates * self.score_bits > MOST_FORCED:
            raise InputError(
                f"{self.candidates} scores of {self.score_bits} bits are more than "
                f"{MOST_FORCED} bits to force"
            )
        if self.definition == "replicated" and (self.default or self.reachable):
            raise InputError("default and reachable speak of selecting, not of replicated")

    def sound(self, breaks: frozenset[str]) -> frozenset[str]:
        """Return those of the symmetry breaks that keep a circuit with this structure."""
        kept = breaks & KEEP_STRUCTURE
        return kept - {USE_ALL} if self.definition == "replicated" else kept

    @property
    def label(self) -> str:
        """The demand as a part of a file name."""
        flags = [name for name in ("default", "reachable") if getattr(self, name)]
        parts = [self.definition, self.variant, f"k{self.candidates}", f"m{self.evaluator_gates}"]
        parts += [f"b{self.score_bits}"] if self.score_bits > 1 else []
        return "-".join([*parts, *flags])


def smaller_bundles(basis: Basis, n: int, gates: int, bits: int) -> frozenset[tuple[int, ...]]:
    """Return the tuples of ``bits`` functions that together need fewer than ``gates`` gates.

    Tables up to complement: where NOT is free they are normal, elsewhere both polarities are
    listed, since a score may be the complement of a gate. No two in a tuple are equal or
    complements.
    """
    ones = full(n)
    free = [projection(i, n) for i in range(n)]
    found: set[tuple[int, ...]] = set()

    def collect(wires: Iterable[int]) -> None:
        for bundle in permutations(dict.fromkeys(wires), bits):
            if len({table ^ ones if table & 1 else table for table in bundle}) == bits:
                polarities = (0,) if basis.free_not else (0, ones)
                found.update(
                    tuple(t ^ flip for t, flip in zip(bundle, flips, strict=True))
                    for flips in product(polarities, repeat=bits)
                )

    collect([0, *free])
    chains: set[tuple[int, ...]] = {()}
    for _ in range(gates - 1):
        longer: set[tuple[int, ...]] = set()
        for chain in chains:
            wires = [*free, *chain]
            # One function needs no gate that nothing reads; several may be computed apart.
            required = chain[-1] if chain and bits == 1 else None
            for table in _outputs(basis, wires, required, ones):
                longer.add((*chain, table))
        for chain in longer:
            collect(chain[-1:] if bits == 1 else [0, *free, *chain])
        chains = longer
    return frozenset(found)


def _outputs(basis: Basis, wires: list[int], required: int | None, ones: int) -> set[int]:
    """Return what one more gate can compute; it reads ``required`` where that is given."""
    constants = ([0] if basis.free_not else [0, ones]) if basis.constants else []
    found = set()
    for arity, tables in basis.tables.items():
        for fanin in product([*wires, *constants], repeat=arity):
            if required is not None and required not in fanin:
                continue
            found |= {compose(operator, fanin, ones) for operator in tables}
    return found
