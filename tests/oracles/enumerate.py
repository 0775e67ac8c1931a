"""Every circuit of a small relation with a given number of gates, each once, by brute force.

Two circuits are the same when renaming gates, reordering fan-ins and (where NOT is free) pushing
inverters makes them identical. `canonical` maps a circuit in normal form to a value that is equal
exactly for the same circuits: the sorted *expressions* of its gates, an expression being a gate's
cone written out as a tree (``"(6 x0 (8 x0 x1))"``), and the expression and polarity of each output.

Two gates with the same operator and the same fan-ins ("copies") never occur in a circuit of least
size, but they do with slack. They are two gates: the gates form a multiset. A tree does not tell
which copy a gate reads, so where copies occur the canonical form numbers them and takes the least
result over all numberings.

The walk goes from each set of gates to the sets of one more gate, and meets each set once. A set
is dropped when it has more unread gates than outputs and further gates can take up.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import permutations, product
from pathlib import Path

from oracles.operators import BASES, ONE, ZERO, OracleBasis, apply, choices, input_tables, normal

GOLDEN = Path(__file__).with_name("three_inputs_all.json")
COUNTED = {"b2": 4, "aig": 5, "mig": 4, "nand": 7}
"""Bases whose minimal circuits are counted for all three-input functions, up to so many gates."""
FULL_ADDER_CIRCUITS = 180
"""Minimal `b2` circuits (5 gates) of parity and majority of three inputs; a slow test recounts."""


@cache
def _reorder(operator: int, order: tuple[int, ...]) -> int:
    """Return the operator whose j-th fan-in is fan-in ``order[j]`` of ``operator``."""
    k = len(order)
    return sum(
        (operator >> sum((t >> j & 1) << order[j] for j in range(k)) & 1) << t
        for t in range(1 << k)
    )


def _sorted_gate(operator: int, labels: tuple) -> tuple[int, tuple]:
    """Return the gate with ascending fan-in labels; among equal labels the least operator."""
    ordered = tuple(sorted(labels))
    return min(
        (_reorder(operator, order), ordered)
        for order in permutations(range(len(labels)))
        if tuple(labels[i] for i in order) == ordered
    )


def canonical(n: int, gates, outputs) -> tuple:
    """Return the canonical form of a circuit (already in normal form where NOT is free).

    Args:
        n: number of inputs (wires 0..n-1; gate j is wire n + j).
        gates: ``(operator, fan-in wires)`` in topological order.
        outputs: ``(wire, inverted)`` for each output, in order.

    """
    trees = {ZERO: "0", ONE: "1"} | {i: f"x{i}" for i in range(n)}
    for j, (operator, fanin) in enumerate(gates):
        table, labels = _sorted_gate(operator, tuple(trees[w] for w in fanin))
        trees[n + j] = f"({table:x} {' '.join(labels)})"
    groups: dict[str, list[int]] = {}
    for j in range(len(gates)):
        groups.setdefault(trees[n + j], []).append(n + j)
    if len(groups) == len(gates):
        return tuple(sorted(groups)), tuple((trees[w], bool(inv)) for w, inv in outputs)
    return min(
        _numbered(n, gates, outputs, trees, numbering)
        for numbering in product(*(permutations(wires) for wires in groups.values()))
    )


def canonical_circuit(circuit) -> tuple:
    """Return the canonical form of an object with ``inputs``, ``gates`` and ``outputs``."""
    return canonical(
        len(circuit.inputs),
        [(gate.operator, gate.fanin) for gate in circuit.gates],
        [(output.wire, output.inverted) for output in circuit.outputs],
    )


def _numbered(n, gates, outputs, trees, numbering) -> tuple:
    """Return the form in which copies carry the given numbers."""
    label = {wire: (trees[wire], 0) for wire in trees}
    for wires in numbering:
        label |= {wire: (trees[wire], number) for number, wire in enumerate(wires)}
    rows = [
        (label[n + j], *_sorted_gate(operator, tuple(label[w] for w in fanin)))
        for j, (operator, fanin) in enumerate(gates)
    ]
    return tuple(sorted(rows)), tuple((label[w], bool(inv)) for w, inv in outputs)


@dataclass
class _Walk:
    """The gates met so far. A node is an input or a gate over nodes; ``copy`` tells copies apart.

    Attributes:
        node: number of each ``(operator, fan-in nodes, copy)``.
        table: truth table of each node.
        content: what ``node`` maps from, None for an input.
        values: truth table of each ``(operator, truth tables of the fan-ins)``.

    """

    n: int
    basis: OracleBasis
    copies: bool
    node: dict[tuple, int] = field(default_factory=dict)
    table: list[int] = field(default_factory=list)
    content: list[tuple | None] = field(default_factory=list)
    values: dict[tuple, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ones = (1 << (1 << self.n)) - 1
        self.polarities = (0, self.ones) if self.basis.free_not else (0,)
        self.table.extend(input_tables(self.n))
        self.content.extend([None] * self.n)

    def add(self, operator: int, fanin: tuple[int, ...], copy: int) -> int:
        """Return the node of a gate, made where it is new. Fan-in nodes ascend."""
        content = (operator, fanin, copy)
        if content not in self.node:
            self.node[content] = len(self.table)
            self.table.append(self.value(operator, fanin))
            self.content.append(content)
        return self.node[content]

    def value(self, operator: int, fanin: tuple[int, ...]) -> int:
        """Return the truth table of a gate over nodes."""
        tables = tuple([self.table[w] if w != ZERO else 0 for w in fanin])
        key = (operator, tables)
        if key not in self.values:
            value = apply(operator, tables, self.ones)
            self.values[key] = normal(value, self.ones) if self.basis.free_not else value
        return self.values[key]

    def sets(
        self, gates: int, outputs: int, useful: Callable[[int], bool] = lambda _: True
    ) -> Iterator[tuple[frozenset[int], frozenset[int]]]:
        """Yield every set of ``gates`` gates with at most ``outputs`` unread ones, and those.

        With copies a set may come up in several numberings. The last gate must have a ``useful``
        truth table: no gate reads it, so it is an output.
        """
        level = {frozenset(): frozenset()}
        for r in range(gates):
            last = r == gates - 1
            room = outputs + (gates - r - 1) * (self.basis.arity - 1)
            options = list(choices(self.basis, self.n + r))
            following: dict[frozenset[int], frozenset[int]] = {}
            for chosen, unread in level.items():
                wires = [*range(self.n), *sorted(chosen)]
                for operator, places in options:
                    fanin = tuple(ZERO if p == ZERO else wires[p] for p in places)
                    if last and not useful(self.value(operator, fanin)):
                        continue
                    left = unread.difference(fanin)
                    if len(left) >= room:
                        continue
                    new = self._fresh(operator, fanin, chosen)
                    if new is not None:
                        following[chosen | {new}] = left | {new}
            level = following
        yield from level.items()

    def _fresh(self, operator: int, fanin: tuple[int, ...], chosen: frozenset[int]) -> int | None:
        """Return the first copy of a gate that is not chosen, or None where copies are barred."""
        copy = 0
        while (new := self.add(operator, fanin, copy)) in chosen:
            if not self.copies:
                return None
            copy += 1
        return new

    def canonical(self, chosen: frozenset[int], outputs) -> tuple:
        """Return the canonical form of a set of gates; outputs name nodes or constants."""
        place = {ZERO: ZERO, ONE: ONE} | {i: i for i in range(self.n)}
        gates = []
        for node in sorted(chosen):  # a node is made after those it reads
            operator, fanin, _ = self.content[node]
            gates.append((operator, tuple(place[w] for w in fanin)))
            place[node] = self.n + len(gates) - 1
        return canonical(self.n, gates, [(place[w], inv) for w, inv in outputs])


def _acceptable(relation, o: int) -> tuple[int, int]:
    """Return the rows at which output ``o`` may be 0, and those at which it may be 1."""
    rows = [0, 0]
    for t, words in enumerate(relation.allowed):
        for word in range(1 << len(relation.outputs)):
            if words >> word & 1:
                rows[word >> o & 1] |= 1 << t
    return rows[0], rows[1]


def _fits(table: int, rows: tuple[int, int], ones: int) -> bool:
    """Tell whether an output with these `_acceptable` rows may, on its own, be ``table``."""
    can_be_0, can_be_1 = rows
    return not table & ~can_be_1 and not (table ^ ones) & ~can_be_0


def _assignments(walk: _Walk, chosen, unread, relation, rows) -> Iterator[tuple]:
    """Yield every way to put the outputs on wires that solves the relation and uses all gates."""
    wires = {w: walk.table[w] for w in unread}
    if len(unread) < len(rows):  # otherwise every output must take up an unread gate
        wires |= {ZERO: 0} | {w: walk.table[w] for w in (*range(walk.n), *chosen)}
        if not walk.basis.free_not:
            wires[ONE] = walk.ones
    candidates = [
        [
            (wire, table ^ mask, bool(mask))
            for wire, table in wires.items()
            for mask in walk.polarities
            if _fits(table ^ mask, acceptable, walk.ones)
        ]
        for acceptable in rows
    ]
    for picks in product(*candidates):
        if unread <= {wire for wire, _, _ in picks} and all(
            words >> sum((table >> t & 1) << o for o, (_, table, _) in enumerate(picks)) & 1
            for t, words in enumerate(relation.allowed)
        ):
            yield tuple((wire, inverted) for wire, _, inverted in picks)


def circuits(relation, basis: OracleBasis, gates: int, *, copies: bool = False) -> set[tuple]:
    """Return every circuit of exactly ``gates`` gates that solves ``relation``, canonically.

    Every gate reaches an output. ``copies`` says whether two gates may be the same; without it
    the answer is complete for the least size only.
    """
    walk = _Walk(len(relation.inputs), basis, copies)
    rows = [_acceptable(relation, o) for o in range(len(relation.outputs))]

    @cache
    def useful(table: int) -> bool:
        return any(
            _fits(table ^ mask, acceptable, walk.ones)
            for mask, acceptable in product(walk.polarities, rows)
        )

    return {
        walk.canonical(chosen, outputs)
        for chosen, unread in walk.sets(gates, len(rows), useful)
        for outputs in _assignments(walk, chosen, unread, relation, rows)
    }


def minimal(
    relation, basis: OracleBasis, *, slack: int = 0, most: int = 8
) -> tuple[int, set[tuple]]:
    """Return the least size and every circuit with up to ``slack`` more gates, canonically.

    Raises:
        ValueError: there is none of ``most`` gates.

    """
    for size in range(most + 1):
        found = circuits(relation, basis, size)
        if found:
            for more in range(1, slack + 1):
                found |= circuits(relation, basis, size + more, copies=True)
            return size, found
    raise ValueError(f"no circuit of at most {most} gates over {basis.name}")


def counts(basis: OracleBasis, most: int, n: int = 3) -> list[tuple[int, int] | None]:
    """Return, by truth table, the least size and the number of circuits of that size.

    None stands for functions of more than ``most`` gates.
    """
    ones = (1 << (1 << n)) - 1
    found: list[tuple[int, int] | None] = [None] * (ones + 1)
    walk = _Walk(n, basis, copies=False)
    for table in (0, *input_tables(n)):
        found[table] = (0, 1)
        if basis.free_not or table == 0:
            found[table ^ ones] = (0, 1)
    for size in range(1, most + 1):
        tally = Counter(walk.table[w] for _, unread in walk.sets(size, 1) for w in unread)
        for table, count in tally.items():
            for polarity in (table, table ^ ones) if basis.free_not else (table,):
                if found[polarity] is None:
                    found[polarity] = (size, count)
    return found


def main() -> None:
    """Recount everything and write the golden table (minutes)."""
    table = {}
    for name, most in COUNTED.items():
        start = time.process_time()
        table[name] = [pair and pair[1] for pair in counts(BASES[name], most)]
        print(f"{name}: {time.process_time() - start:.1f} s", file=sys.stderr)
    GOLDEN.write_text(
        "{\n"
        + ",\n".join(f' "{name}": {json.dumps(row)}' for name, row in table.items())
        + "\n}\n",
        encoding="utf-8",
    )


@cache
def golden() -> dict[str, list[int | None]]:
    """Return the stored numbers of minimal circuits: ``golden()[basis][truth table]``."""
    return json.loads(GOLDEN.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
