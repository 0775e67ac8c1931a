"""Windows of circuits and what may replace them, by definition: sets, paths, single rows."""

from itertools import combinations, product

from minimesa import referee
from minimesa.circuit import Circuit, Gate, Output


def readers(circuit):
    """Map each gate (as a wire) to the gates that read it."""
    n = len(circuit.inputs)
    found = {n + j: set() for j in range(circuit.size)}
    for j, gate in enumerate(circuit.gates):
        for wire in set(gate.fanin):
            if wire >= n:
                found[wire].add(n + j)
    return found


def is_window(circuit, gates):
    """Tell whether a set of gates is connected, and no path leaves it and comes back."""
    reads = readers(circuit)
    n = len(circuit.inputs)
    reached, todo = set(), [min(gates)]
    while todo:
        wire = todo.pop()
        if wire in gates and wire not in reached:
            reached.add(wire)
            todo.extend(reads[wire])
            todo.extend(w for w in circuit.gates[wire - n].fanin if w >= n)
    if reached != set(gates):
        return False
    outside = {w for gate in gates for w in reads[gate]} - set(gates)
    while outside:
        wire = outside.pop()
        if wire in gates:
            return False
        outside |= reads[wire]
    return True


def windows(circuit, size):
    """Return every window of so many gates, as sorted tuples of wires."""
    n = len(circuit.inputs)
    wires = range(n, n + circuit.size)
    return [gates for gates in combinations(wires, size) if is_window(circuit, set(gates))]


def forced_word(circuit, row, forced):
    """Return the output word at a row when wires are forced to bits."""
    n = len(circuit.inputs)
    values = {-1: 0, -2: 1} | {i: row >> i & 1 for i in range(n)}
    for j, gate in enumerate(circuit.gates):
        index = sum(values[w] << p for p, w in enumerate(gate.fanin))
        values[n + j] = forced.get(n + j, gate.operator >> index & 1)
    return sum((values[o.wire] ^ o.inverted) << i for i, o in enumerate(circuit.outputs)), values


def solves(circuit, relation):
    """Tell whether the referee accepts a circuit."""
    try:
        referee.check_solves(circuit, relation)
    except referee.RefereeError:
        return False
    return True


def improvable_over_b2(circuit, relation, gates):
    """Tell whether a window of at most two gates may give way to nothing, or to one gate.

    Every wire that the window reads, a constant, and every operator of two of these is tried for
    each of its outputs, by the referee.
    """
    n = len(circuit.inputs)
    read = {w for g in gates for w in circuit.gates[g - n].fanin} - set(gates)
    reads = readers(circuit)
    ends = {o.wire for o in circuit.outputs}
    outputs = [g for g in gates if reads[g] - set(gates) or g in ends]
    singles = [None]
    if len(gates) > 1:
        singles += [(t, a, b) for a, b in combinations(sorted(read), 2) for t in range(1, 15)]
    for single in singles:
        sources = [-1, *sorted(read), *(["new"] if single else [])]
        for choice in product(product(sources, (False, True)), repeat=len(outputs)):
            if solves(_replaced(circuit, gates, dict(zip(outputs, choice, strict=True)), single),
                      relation):  # fmt: skip
                return True
    return False


def _replaced(circuit, gates, choice, single):
    """Return a circuit of any size with the outputs of a window on wires or on one new gate."""
    n = len(circuit.inputs)
    place = {-1: -1, -2: -2} | {i: i for i in range(n)}
    made = []

    def add(operator, fanin):
        made.append(Gate(operator, tuple(fanin)))
        return n + len(made) - 1

    def old(wire):
        if wire not in place:
            if wire in choice:
                source, inverted = choice[wire]
                if source == "new":
                    operator, a, b = single
                    source = add(operator, (old(a), old(b)))
                else:
                    source = old(source)
                place[wire] = add(0b01, (source,)) if inverted else source
            else:
                gate = circuit.gates[wire - n]
                place[wire] = add(gate.operator, [old(w) for w in gate.fanin])
        return place[wire]

    outputs = tuple(Output(o.name, old(o.wire), o.inverted) for o in circuit.outputs)
    assert not set(gates) & set(place) - set(choice)
    return Circuit(circuit.inputs, tuple(made), outputs)
