"""Motifs: familiar blocks, recognised by the function of small cuts and not by how they are drawn.

A cut is a motif when its function is that of a textbook block up to the order and complements of
its leaves and the complement of its root (NPN equivalence).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from minimesa.analysis.cuts import enumerate_cuts
from minimesa.analysis.renamings import renaming_class
from minimesa.truth_tables import full, npn_orbit, to_hex

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.analysis.cuts import Cut
    from minimesa.circuit import Circuit


@dataclass(frozen=True)
class Motif:
    """A block that was recognised.

    Attributes:
        kind: what it is.
        roots: the gates that put out its results.
        leaves: the wires that it reads; for repeated blocks those of the first copy.
        gates: all its gates.
        table: the function of the first root over the leaves in order, as hex.

    """

    kind: str
    roots: tuple[int, ...]
    leaves: tuple[int, ...]
    gates: tuple[int, ...]
    table: str

    def to_json(self, circuit: Circuit) -> dict[str, Any]:
        """Return the motif with names of wires."""
        return {
            "kind": self.kind,
            "roots": [circuit.wire_name(w) for w in self.roots],
            "leaves": [circuit.wire_name(w) for w in self.leaves],
            "gates": [circuit.wire_name(w) for w in self.gates],
            "table": self.table,
        }


def _table(leaves: int, function: Callable[..., object]) -> int:
    return sum(1 << t for t in range(1 << leaves) if function(*(t >> i & 1 for i in range(leaves))))


def _blocks() -> tuple[tuple[str, int, Callable[..., object]], ...]:
    """Return name, number of leaves and function of every block."""
    return (
        ("multiplexer", 3, lambda a, b, s: b if s else a),
        ("priority chain", 4, lambda a, b, s, t: a if s else (b and t)),
        ("priority chain", 5, lambda a, b, c, s, t: a if s else (b if t else c)),
        ("majority", 3, lambda *x: sum(x) >= 2),
        ("majority", 5, lambda *x: sum(x) >= 3),
        ("threshold 2 of 4", 4, lambda *x: sum(x) >= 2),
        ("threshold 2 of 5", 5, lambda *x: sum(x) >= 2),
        ("parity chain", 3, lambda *x: sum(x) % 2),
        ("parity chain", 4, lambda *x: sum(x) % 2),
        ("parity chain", 5, lambda *x: sum(x) % 2),
        ("comparator", 4, lambda a0, a1, b0, b1: 2 * a1 + a0 > 2 * b1 + b0),
        ("comparator", 5, lambda a0, a1, b0, b1, c: 4 * a1 + 2 * a0 + c > 4 * b1 + 2 * b0),
        ("equality", 4, lambda a0, a1, b0, b1: (a0, a1) == (b0, b1)),
        ("min/max", 4, lambda a0, a1, b0, b1: max(2 * a1 + a0, 2 * b1 + b0) % 2),
    )


@lru_cache(maxsize=1)
def _catalogue() -> dict[tuple[int, int], str]:
    """Map ``(leaves, table)`` to the name of the block, over whole NPN classes."""
    names: dict[tuple[int, int], str] = {}
    for name, leaves, function in _blocks():
        for table in npn_orbit(_table(leaves, function), leaves):
            names.setdefault((leaves, table), name)
    return names


def find_motifs(circuit: Circuit) -> tuple[Motif, ...]:
    """Return the motifs of a circuit, in the order of their roots, then repeated blocks."""
    cuts = enumerate_cuts(circuit)
    single = [
        _motif(name, (cut.root,), cut)
        for cut in cuts
        if (name := _catalogue().get((len(cut.leaves), cut.table)))
    ]
    single = [m for m in single if not _part_of_parity(m, single)]
    adders = _adders(cuts)
    return (*single, *adders, *_repeated(cuts))


def _motif(
    kind: str, roots: tuple[int, ...], cut: Cut, gates: frozenset[int] = frozenset()
) -> Motif:
    inside = tuple(sorted(gates | set(cut.gates)))
    return Motif(kind, roots, cut.leaves, inside, to_hex(cut.table, len(cut.leaves)))


def _part_of_parity(motif: Motif, others: list[Motif]) -> bool:
    """Tell whether a parity chain is a piece of a longer one."""
    return motif.kind == "parity chain" and any(
        other.kind == motif.kind and set(motif.gates) < set(other.gates) for other in others
    )


def _adders(cuts: list[Cut]) -> list[Motif]:
    """Return pairs of gates that are sum and carry of the same leaves."""
    by_leaves: dict[tuple[int, ...], list[Cut]] = {}
    for cut in cuts:
        by_leaves.setdefault(cut.leaves, []).append(cut)
    found: list[Motif] = []
    for size, kind in ((3, "full adder"), (2, "half adder")):
        parity = _table(size, lambda *x: sum(x) % 2)
        carries = set(npn_orbit(_table(size, lambda *x: sum(x) >= 2), size))
        for leaves, alike in by_leaves.items():
            if len(leaves) != size:
                continue
            sums = [c for c in alike if c.table in (parity, parity ^ full(size))]
            pairs = [(s, c) for s in sums for c in alike if c.table in carries]
            for total, carry in pairs:
                gates = frozenset(total.gates) | frozenset(carry.gates)
                if not any(gates <= set(known.gates) for known in found):
                    found.append(_motif(kind, (total.root, carry.root), total, gates))
    return found


def _repeated(cuts: list[Cut]) -> list[Motif]:
    """Return functions of 3 to 5 leaves that two or more gate-disjoint blocks compute."""
    classes: dict[tuple[int, int], list[Cut]] = {}
    for cut in cuts:
        size = len(cut.leaves)
        if size > 2 and len(cut.gates) > 1:
            table = cut.table ^ full(size) if cut.table & 1 else cut.table
            classes.setdefault((size, renaming_class((table,), size)), []).append(cut)
    found: list[Motif] = []
    covered: list[frozenset[int]] = []
    for alike in sorted(classes.values(), key=lambda c: -max(len(cut.gates) for cut in c)):
        copies: list[Cut] = []
        for cut in alike:
            if all(
                set(cut.gates).isdisjoint(other.gates) and cut.leaves != other.leaves
                for other in copies
            ):
                copies.append(cut)
        gates = frozenset(g for cut in copies for g in cut.gates)
        if len(copies) > 1 and not any(gates <= known for known in covered):
            covered.append(gates)
            roots = tuple(cut.root for cut in copies)
            found.append(_motif(f"repeated block x{len(copies)}", roots, copies[0], gates))
    return found
