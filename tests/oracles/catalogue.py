"""All circuits of a few gates, as the pairs of functions they compute with their cost and depth.

The walk goes over sets of ``(function, level)`` pairs, one for each gate, from each set to the sets
of one more gate. Gates of equal function are never useful in the bases this is used for (in which
a gate that reads a merged wire reduces), so they do not occur. For every pair of wires or constants
(and their complements where NOT is free) the catalogue keeps the non-dominated triples of gates,
cost and depth. A problem of one or two outputs is then answered by looking at every pair.
"""

from itertools import product

import numpy as np

from oracles.operators import apply, choices, input_tables, normal


class Catalogue:
    """Pairs of functions of ``n`` inputs by what a circuit of at most ``gates`` gates takes.

    Args:
        basis: an `OracleBasis`; its operators may map tables to costs, else each costs 1.
        n: number of inputs.
        gates: most gates of a circuit.

    """

    def __init__(self, basis, n, gates):
        self.basis, self.n, self.gates = basis, n, gates
        self.ones = (1 << (1 << n)) - 1
        self.inputs = input_tables(n)
        best: dict[tuple[int, int], set[tuple[int, int, int]]] = {}
        level = {frozenset(): 0}
        for r in range(gates + 1):
            for state, cost in level.items():
                self._enter(best, state, r, cost)
            if r < gates:
                level = self._extend(level)
        entries = [(*pair, *price) for pair, prices in best.items() for price in prices]
        self.first, self.second, self.size, self.cost, self.depth = np.array(entries).T

    def _price(self, operator, arity):
        costs = self.basis.operators[arity]
        return costs[operator] if isinstance(costs, dict) else 1

    def _extend(self, level):
        following = {}
        for state, cost in level.items():
            wires = [*((t, 0) for t in self.inputs), *sorted(state)]
            known = {t for t, _ in wires}
            for operator, fanin in choices(self.basis, len(wires)):
                tables = [0 if w < 0 else wires[w][0] for w in fanin]
                table = apply(operator, tables, self.ones)
                table = normal(table, self.ones) if self.basis.free_not else table
                if table not in known:
                    height = 1 + max((wires[w][1] for w in fanin if w >= 0), default=0)
                    new = state | {(table, height)}
                    price = cost + self._price(operator, len(fanin))
                    following[new] = min(price, following.get(new, price))
        return following

    def _enter(self, best, state, size, cost):
        literals = {0: 0, self.ones: 0} | dict.fromkeys(self.inputs, 0)
        literals |= {table: height for table, height in state if table not in literals}
        if self.basis.free_not:
            literals |= {self.ones ^ table: height for table, height in literals.items()}
        for (f, high), (g, low) in product(literals.items(), repeat=2):
            price = (size, cost, max(high, low))
            prices = best.setdefault((f, g), set())
            if not any(all(a <= b for a, b in zip(p, price, strict=True)) for p in prices):
                prices -= {p for p in prices if all(a >= b for a, b in zip(p, price, strict=True))}
                prices.add(price)

    def right(self, relation):
        """Return for each entry the weight of the care rows on which it is right."""
        weight = np.zeros(len(self.first), dtype=np.int64)
        for t in relation.rows:
            word = self.first >> t & 1
            if len(relation.outputs) == 2:
                word = word | (self.second >> t & 1) << 1
            weight += (relation.allowed[t] >> word & 1) * relation.weight(t)
        return weight

    def solving(self, relation, accuracy=None):
        """Return ``(size, cost, depth)`` of the entries that solve the relation, as rows."""
        if accuracy is None:
            good = np.ones(len(self.first), dtype=bool)
            for t in relation.rows:
                word = self.first >> t & 1
                if len(relation.outputs) == 2:
                    word = word | (self.second >> t & 1) << 1
                good &= (relation.allowed[t] >> word & 1).astype(bool)
        else:
            total = sum(relation.weight(t) for t in relation.rows)
            good = self.right(relation) * accuracy.denominator >= accuracy.numerator * total
        return np.stack([self.size, self.cost, self.depth], axis=1)[good]

    def front(self, relation, accuracy=None):
        """Return the non-dominated ``(size, depth)`` among circuits of at most ``gates`` gates."""
        points = {(int(s), int(d)) for s, _, d in self.solving(relation, accuracy)}
        return sorted(
            p for p in points if not any(q != p and q[0] <= p[0] and q[1] <= p[1] for q in points)
        )


def depths(basis, n):
    """Return the least depth of every function of ``n`` inputs that the basis computes."""
    ones = (1 << (1 << n)) - 1
    found = dict.fromkeys((0, ones, *input_tables(n)), 0)
    if basis.free_not:
        found |= {ones ^ table: 0 for table in found}
    wires, level, grown = list(input_tables(n)), 0, True
    while grown:
        level, grown, new = level + 1, False, set()
        for operator, fanin in choices(basis, len(wires)):
            table = apply(operator, [0 if w < 0 else wires[w] for w in fanin], ones)
            table = normal(table, ones) if basis.free_not else table
            if table not in found:
                new.add(table)
        for table in sorted(new):
            found[table] = level
            if basis.free_not:
                found[ones ^ table] = level
        wires += sorted(new)
        grown = bool(new)
    return found
