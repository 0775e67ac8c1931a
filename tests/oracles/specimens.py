"""Circuits to look inside: by hand, random, and random with copies of one evaluator planted."""

from minimesa.circuit import Circuit, Gate, Output, normal_form
from minimesa.truth_tables import flip, full

AND, OR, XOR, NAND, XNOR, A_NOT_B, B_NOT_A = 0x8, 0xE, 0x6, 0x7, 0x9, 0x2, 0x4
PAIRS = (0x1, 0x2, 0x4, 0x6, 0x7, 0x8, 0x9, 0xB, 0xD, 0xE)


def circuit(inputs, gates, outputs):
    """Build a circuit from ``(operator, a, b)`` and ``wire`` or ``~wire``; inputs by number."""
    return Circuit(
        tuple(f"x{i}" for i in range(inputs)),
        tuple(Gate(operator, tuple(fanin)) for operator, *fanin in gates),
        tuple(Output(f"y{o}", w if w >= 0 else ~w, w < 0) for o, w in enumerate(outputs)),
    )


def random_circuit(rng, n, gates, outputs):
    """Return a random circuit with outputs on its last gates."""
    listed = [(rng.choice(PAIRS), *rng.sample(range(n + j), 2)) for j in range(gates)]
    last = range(max(n, n + gates - 4), n + gates)
    ends = [rng.choice(last) for _ in range(outputs)]
    return circuit(n, listed, [w if rng.random() < 0.5 else ~w for w in ends])


def planted_circuit(rng, n, k, bits, outputs):
    """Return k copies of a random evaluator, now and then with an error, under random gates."""
    gates = []

    def add(operator, a, b):
        gates.append((operator, a, b))
        return n + len(gates) - 1

    arity = rng.choice([2, 2, 3]) if n > 2 else 2
    plan = [
        (rng.choice(PAIRS), *rng.sample(range(arity + j), 2))
        for j in range(rng.randrange(1, 3) if bits == 1 else bits)
    ]
    scores = []
    for _ in range(k):
        wires = rng.sample(range(n), arity)
        for operator, a, b in plan:
            wrong = rng.random() < 0.1
            wires.append(add(rng.choice(PAIRS) if wrong else operator, wires[a], wires[b]))
        scores.extend(wires[-bits:])
    tops = []
    for _ in range(rng.randrange(1, 4)):
        sources = rng.choice([scores, scores + tops, scores + tops + list(range(n))])
        a, b = rng.sample(sources, 2)
        if a != b:
            tops.append(add(rng.choice(PAIRS), a, b))
    ends = [rng.choice(scores + tops * 3) for _ in range(outputs)]
    return circuit(n, gates, [w if rng.random() < 0.5 else ~w for w in ends])


def argmax_circuit(rng, n, k):
    """Return k copies of a gate and the index of the first best, or a payload, perhaps flawed."""
    gates = []

    def add(operator, a, b):
        gates.append((operator, a, b))
        return n + len(gates) - 1

    operator = rng.choice(PAIRS)
    scores = [add(operator, *rng.sample(range(n), 2)) for _ in range(k)]
    ends, before = [], scores[0]
    for score in scores[1:]:
        ends.append(add(A_NOT_B, score, before))
        before = add(OR, score, before)
    if rng.random() < 0.5:
        j = rng.randrange(len(gates))
        gates[j] = (rng.choice(PAIRS), *gates[j][1:])
    if rng.random() < 0.5:
        ends.append(before)
    if rng.random() < 0.5:  # what the winner of the first two pays
        a, b = rng.sample(range(n), 2)
        ends = [add(XOR, add(AND, ends[0], add(XOR, a, b)), a)]
    return circuit(n, gates, ends)


def reordered(subject, rng):
    """Return the circuit with its gates in another topological order, and where each wire went."""
    n = len(subject.inputs)
    place = {i: i for i in range(n)} | {-1: -1, -2: -2}
    left = list(range(n, n + len(subject.gates)))
    gates = []
    while left:
        ready = [w for w in left if all(s in place for s in subject.gates[w - n].fanin)]
        wire = rng.choice(ready)
        left.remove(wire)
        gate = subject.gates[wire - n]
        place[wire] = n + len(gates)
        gates.append(Gate(gate.operator, tuple(place[s] for s in gate.fanin)))
    outputs = tuple(Output(o.name, place[o.wire], o.inverted) for o in subject.outputs)
    return Circuit(subject.inputs, tuple(gates), outputs), place


def inverters_pushed(subject, rng):
    """Return the circuit with random gates complemented, and what reads them compensated."""
    n = len(subject.inputs)
    inverted = {w: rng.random() < 0.5 for w in range(n, n + len(subject.gates))}
    gates = []
    for j, gate in enumerate(subject.gates):
        operator = gate.operator
        for position, wire in enumerate(gate.fanin):
            if inverted.get(wire):
                operator = flip(operator, position, len(gate.fanin))
        gates.append(Gate(operator ^ (full(len(gate.fanin)) if inverted[n + j] else 0), gate.fanin))
    outputs = tuple(
        Output(o.name, o.wire, o.inverted != inverted.get(o.wire, False)) for o in subject.outputs
    )
    return Circuit(subject.inputs, tuple(gates), outputs)


def inputs_permuted(subject, permutation):
    """Return the circuit with input i read from input ``permutation[i]``."""
    n = len(subject.inputs)
    gates = tuple(
        Gate(g.operator, tuple(permutation[w] if 0 <= w < n else w for w in g.fanin))
        for g in subject.gates
    )
    outputs = tuple(
        Output(o.name, permutation[o.wire] if 0 <= o.wire < n else o.wire, o.inverted)
        for o in subject.outputs
    )
    return Circuit(subject.inputs, gates, outputs)


def complemented(subject, inputs, outputs):
    """Return the circuit with the inputs and outputs in two sets of bits complemented."""
    n = len(subject.inputs)
    gates = []
    for gate in subject.gates:
        operator = gate.operator
        for position, wire in enumerate(gate.fanin):
            if 0 <= wire < n and inputs >> wire & 1:
                operator = flip(operator, position, len(gate.fanin))
        gates.append(Gate(operator, gate.fanin))
    ends = tuple(
        Output(
            o.name,
            o.wire,
            o.inverted ^ bool(outputs >> p & 1) ^ bool(0 <= o.wire < n and inputs >> o.wire & 1),
        )
        for p, o in enumerate(subject.outputs)
    )
    return normal_form(Circuit(subject.inputs, tuple(gates), ends))


def table_permuted(table, permutation, n):
    """Return the rows of ``table`` after input i's value has moved to ``permutation[i]``."""
    moved = 0
    for t in range(1 << n):
        if table >> t & 1:
            moved |= 1 << sum((t >> i & 1) << permutation[i] for i in range(n))
    return moved
