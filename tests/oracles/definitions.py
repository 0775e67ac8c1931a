"""Search-like structure by brute force, straight from the definitions.

All permutations of the inputs, all complementings, all subsets of the outputs and all choice
functions are tried one by one. Shares no code with the package; circuits are read as plain data
(``inputs``, ``gates`` with ``operator`` and ``fanin``, ``outputs`` with ``wire`` and
``inverted``).
"""

from functools import cache, lru_cache
from itertools import chain, combinations, permutations, product

import numpy as np


def run(circuit, forced=None):
    """Return an array (wires, rows) of values; the last two rows are constants 1 and 0."""
    n = len(circuit.inputs)
    rows = np.arange(1 << n)
    forced = forced or {}
    values = np.zeros((n + len(circuit.gates) + 2, 1 << n), dtype=np.uint8)
    values[-2] = 1
    for i in range(n):
        values[i] = rows >> i & 1
    for j, gate in enumerate(circuit.gates):
        index = sum((values[w].astype(int) << p for p, w in enumerate(gate.fanin)), 0)
        values[n + j] = gate.operator >> index & 1
        if n + j in forced:
            values[n + j] = forced[n + j]
    return values


def words(circuit, forced=None):
    """Return an array (outputs, rows)."""
    return _words(circuit, frozenset((forced or {}).items()))


@lru_cache(maxsize=5000)
def _words(circuit, forced):
    values = run(circuit, dict(forced))
    return np.array([values[o.wire] ^ o.inverted for o in circuit.outputs])


def cone(circuit, wire):
    n = len(circuit.inputs)
    if wire < n:
        return {wire} if wire >= 0 else set()
    return {wire}.union(*(cone(circuit, w) for w in circuit.gates[wire - n].fanin))


@cache
def renamed_rows(n):
    """For every permutation of the inputs, the row that each row is read as."""
    rows = np.arange(1 << n)
    return [
        sum((rows >> p & 1) << i for i, p in enumerate(perm)) for perm in permutations(range(n))
    ]


def is_renamed(u, e, n):
    """Tell whether bundle ``e`` (bits, rows) is ``u`` after some permutation of the inputs."""
    return e.astype(np.uint8).tobytes() in all_renamed(u.astype(np.uint8).tobytes(), n)


@lru_cache(maxsize=5000)
def all_renamed(u, n):
    table = np.frombuffer(u, dtype=np.uint8).reshape(-1, 1 << n)
    return {table[:, rows].tobytes() for rows in renamed_rows(n)}


def bundles_of(circuit, bits):
    n = len(circuit.inputs)
    return list(permutations(range(n, n + len(circuit.gates)), bits))


def same_up_to_complement(a, b):
    return all((x == y).all() or (x != y).all() for x, y in zip(a, b, strict=True))


@lru_cache(maxsize=8)
def replicated(circuit, k, variant="p", bits=1):
    """Map each set of k scores to the orientations (which bits are complemented) of its scores."""
    n = len(circuit.inputs)
    values = run(circuit)
    found = {}
    rows = np.arange(1 << n)
    cones = {w: cone(circuit, w) for w in range(n + len(circuit.gates))}
    # A score whose own bits are the same wire twice over is no number of that many bits.
    scores = [
        e
        for e in bundles_of(circuit, bits)
        if not any(same_up_to_complement(values[[a]], values[[b]]) for a, b in combinations(e, 2))
    ]
    polarities = range(1 << n) if variant == "np" else [0]
    for chosen in combinations(scores, k):
        if any(w in cones[v] for a, b in permutations(chosen, 2) for w in a for v in b) or any(
            same_up_to_complement(values[list(a)], values[list(b)])
            for a, b in combinations(chosen, 2)
        ):
            continue
        if variant == "structural" and not all(
            isomorphic(circuit, chosen[0], other) for other in chosen[1:]
        ):
            continue
        for c in polarities:
            read = [values[list(e)][:, rows ^ c] for e in chosen]
            for signs in product((0, 1), repeat=bits):
                u = read[0] ^ np.array(signs, dtype=np.uint8)[:, None]
                flips = [np.array(f, dtype=np.uint8) for f in product((0, 1), repeat=bits)]
                fits = [[signs]] + [
                    [tuple(f) for f in flips if is_renamed(u, e ^ f[:, None], n)] for e in read[1:]
                ]
                for orientation in product(*fits):
                    found.setdefault(chosen, set()).add(orientation)
    return found


def isomorphic(circuit, roots, images):
    """Try every way of laying the cones of ``roots`` over those of ``images``."""
    n = len(circuit.inputs)

    def extend(todo, mapping):
        if not todo:
            return True
        (a, b), *rest = todo
        if a < 0 or b < 0:
            return a == b and extend(rest, mapping)
        if a in mapping or b in mapping.values():
            return mapping.get(a) == b and extend(rest, mapping)
        if (a < n) != (b < n):
            return False
        if a < n:
            return extend(rest, {**mapping, a: b})
        f, g = circuit.gates[a - n], circuit.gates[b - n]
        if len(f.fanin) != len(g.fanin):
            return False
        for order in permutations(range(len(f.fanin))):
            alike = all(
                f.operator >> sum(v << i for i, v in enumerate(bits)) & 1
                == g.operator >> sum(v << order[i] for i, v in enumerate(bits)) & 1
                for bits in product((0, 1), repeat=len(order))
            )
            below = [(f.fanin[i], g.fanin[p]) for i, p in enumerate(order)]
            if alike and extend(below + rest, {**mapping, a: b}):
                return True
        return False

    return extend(list(zip(roots, images, strict=True)), {})


def selecting(
    circuit, k, variant="p", bits=1, care=None, *, default=False, reachable=False, screened=False
):
    """Map each set of k scores that selects to the sets of outputs on which it does."""
    n = len(circuit.inputs)
    care_rows = [t for t in range(1 << n) if care is None or care >> t & 1]
    values = run(circuit)
    found = {}
    for chosen, orientations in replicated(circuit, k, variant, bits).items():
        good = set()
        for orientation, largest in product(sorted(orientations), (True, False)):
            good |= _choosing(
                circuit,
                chosen,
                orientation,
                largest,
                care_rows,
                values,
                default,
                reachable,
                screened,
            )
        if good:
            found[chosen] = good
    return found


def _choosing(
    circuit, chosen, orientation, largest, care_rows, values, default, reachable, screened
):
    k, bits = len(chosen), len(chosen[0])
    top = 2**bits - 1
    worst, best = (0, top) if largest else (top, 0)

    def forced(i, score):
        return {
            w: (score >> (bits - 1 - j) & 1) ^ orientation[i][j] for j, w in enumerate(chosen[i])
        }

    def under(scores):
        forcing = {}
        for i, score in enumerate(scores):
            forcing |= forced(i, score)
        return words(circuit, forcing)[:, care_rows]

    def leaders(scores):
        lead = max(scores) if largest else min(scores)
        return [i for i, s in enumerate(scores) if s == lead]

    natural = {
        tuple(
            sum(
                int(values[w][t] ^ orientation[i][j]) << (bits - 1 - j)
                for j, w in enumerate(chosen[i])
            )
            for i in range(k)
        )
        for t in care_rows
    }
    asked = [s for s in product(range(top + 1), repeat=k) if not reachable or s in natural]
    if default:
        asked = [s for s in asked if s != (worst,) * k]
        for i, j in combinations(range(k), 2):
            if not any({i, j} <= set(leaders(s)) for s in natural if s != (worst,) * k):
                return set()
    word = {s: under(s) for s in product(range(top + 1), repeat=k)}
    alone = [word[tuple(best if j == i else worst for j in range(k))] for i in range(k)]
    plain = words(circuit)[:, care_rows]
    effects = [
        [words(circuit, forced(i, s))[:, care_rows] != plain for s in range(top + 1)]
        for i in range(k)
    ]
    read = {
        i
        for e in chosen
        for w in e
        for i in range(len(circuit.inputs))
        if any(values[w][t] != values[w][t ^ 1 << i] for t in range(values.shape[1]))
    }
    kept = sum(1 << i for i in range(len(circuit.inputs)) if i not in read)
    good = set()
    outputs = range(len(circuit.outputs))
    for subset in chain.from_iterable(combinations(outputs, r) for r in outputs_up(outputs)):
        o = list(subset)
        if not all(any(effect[o].any() for effect in by_value) for by_value in effects):
            continue
        if all((a[o] == alone[0][o]).all() for a in alone):
            continue
        if not any(
            all((word[s][o] == alone[i][o]).all() for s, i in zip(asked, w, strict=True))
            for w in product(*(leaders(s) for s in asked))
        ):
            continue
        if screened:
            vectors = [s for s in word if not reachable or s in natural]
            if not all(
                (word[s][o][:, a] == word[s][o][:, b]).all()
                for s in vectors
                for a, b in combinations(range(len(care_rows)), 2)
                if care_rows[a] & kept == care_rows[b] & kept
            ):
                continue
        good.add(subset)
    return good


def outputs_up(outputs):
    return range(1, len(outputs) + 1)


def nesting(circuit, chosen, signs=(0,)):
    """Levels of the game tree that ends in these single-bit scores, inputs as they are."""
    values = run(circuit)
    every = {}
    for k in (2, 3, 4):
        every |= replicated(circuit, k)

    def levels(wires):
        return 1 + max(below(w) for w in wires)

    def below(wire):
        own = values[wire] ^ values[wire][0]
        inside = cone(circuit, wire) - {wire}
        deepest = 0
        for other in every:
            flat = [w for (w,) in other]
            if inside >= set(flat):
                scores = [values[w] ^ values[w][0] for w in flat]
                if (np.min(scores, 0) == own).all() or (np.max(scores, 0) == own).all():
                    deepest = max(deepest, levels(flat))
        return deepest

    assert signs == (0,)
    return levels([w for (w,) in chosen])


def declared(circuit, problem):
    """Return for each action whether every bit of its rank is a wire up to complement."""
    utility, relation = problem.utility, problem.relation
    n = len(relation.inputs)
    legal = {
        (t, w): utility.values[t][w]
        for t in range(1 << n)
        if relation.care >> t & 1
        for w in range(1 << len(relation.outputs))
        if utility.legal[t] >> w & 1
    }
    order = sorted(set(legal.values()))
    bits = max(len(order) - 1, 0).bit_length()
    values = run(circuit)
    answer = {}
    for action in sorted({w for _, w in legal}):
        rows = [t for t in range(1 << n) if (t, action) in legal]
        on_wires, needs_gate = [], []
        for j in range(bits):
            bit = np.array([order.index(legal[t, action]) >> j & 1 for t in rows])
            hits = [w for w in range(len(values)) if len(set(values[w][rows] ^ bit)) == 1]
            on_wires.append(bool(hits))
            needs_gate.append(not any(w < n or w >= len(values) - 2 for w in hits))
        answer[action] = all(on_wires), any(needs_gate)
    return answer
