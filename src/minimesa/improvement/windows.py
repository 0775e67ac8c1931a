"""Windows: connected, convex sets of gates, with the wires that they read and that are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from minimesa.circuit import Circuit


@dataclass(frozen=True)
class Window:
    """A window of a circuit; all three are wires, ascending.

    Attributes:
        gates: the gates in it.
        inputs: the wires outside it that they read, constants excepted.
        outputs: the gates in it that a gate outside it or an output of the circuit reads.

    """

    gates: tuple[int, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


class Neighbourhood:
    """Which gates of a circuit touch which, and which reach which.

    Sets of gates are integers: bit j is gate j.

    Args:
        circuit: the circuit.

    """

    def __init__(self, circuit: Circuit) -> None:
        n = len(circuit.inputs)
        self._circuit = circuit
        self._reads: list[int] = []
        self._above = [0] * circuit.size
        self._touches = [0] * circuit.size
        for gate in circuit.gates:
            self._reads.append(sum({1 << (w - n) for w in gate.fanin if w >= n}))
        read_by = [0] * circuit.size
        for j, reads in enumerate(self._reads):
            for i in members(reads):
                read_by[i] |= 1 << j
        for j in reversed(range(circuit.size)):
            for i in members(read_by[j]):
                self._above[j] |= 1 << i | self._above[i]
            self._touches[j] = self._reads[j] | read_by[j]
        self._read_by = read_by
        self._outputs = sum({1 << (o.wire - n) for o in circuit.outputs if o.wire >= n})

    def windows(self, size: int) -> Iterator[Window]:
        """Yield every window of so many gates, each once.

        Connected sets are listed from their least gate (Wernicke, Efficient Detection of Network
        Motifs, 2006); those that are not convex are left out.
        """
        for j in range(self._circuit.size):
            beyond = -1 << (j + 1)
            yield from self._grow(1 << j, self._touches[j] & beyond, self._touches[j], size, beyond)

    def _grow(
        self, chosen: int, frontier: int, seen: int, size: int, beyond: int
    ) -> Iterator[Window]:
        if chosen.bit_count() == size:
            if self.convex(chosen):
                yield self.window(chosen)
            return
        while frontier:
            bit = frontier & -frontier
            frontier ^= bit
            touches = self._touches[bit.bit_length() - 1]
            fresh = touches & ~seen & ~chosen & beyond
            yield from self._grow(chosen | bit, frontier | fresh, seen | touches, size, beyond)

    def convex(self, gates: int) -> bool:
        """Tell whether no path leaves the set and comes back."""
        left = 0
        for j in members(gates):
            left |= self._read_by[j] & ~gates
        return not any(self._above[i] & gates for i in members(left))

    def random_window(self, size: int, rng: random.Random) -> Window | None:
        """Return a window of at most ``size`` gates, grown at random; None without gates."""
        if not self._circuit.size:
            return None
        gates = 1 << rng.randrange(self._circuit.size)
        while gates.bit_count() < size:
            frontier = 0
            for j in members(gates):
                frontier |= self._touches[j]
            options = list(members(frontier & ~gates))
            rng.shuffle(options)
            wider = next((gates | 1 << i for i in options if self.convex(gates | 1 << i)), None)
            if wider is None:
                break
            gates = wider
        return self.window(gates)

    def window(self, gates: int) -> Window:
        """Return the window of a set of gates."""
        n = len(self._circuit.inputs)
        inside = [n + j for j in members(gates)]
        read = {w for wire in inside for w in self._circuit.gates[wire - n].fanin if w >= 0}
        outputs = [
            n + j for j in members(gates) if self._read_by[j] & ~gates or self._outputs >> j & 1
        ]
        return Window(tuple(inside), tuple(sorted(read.difference(inside))), tuple(outputs))


def members(gates: int) -> Iterator[int]:
    """Yield the members of a set of gates, ascending."""
    while gates:
        bit = gates & -gates
        yield bit.bit_length() - 1
        gates ^= bit
