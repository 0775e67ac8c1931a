"""Isomorphic fan-in cones: the same wiring of the same operators on other inputs."""

from __future__ import annotations

from functools import lru_cache
from itertools import permutations
from typing import TYPE_CHECKING

from minimesa.truth_tables import permute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from minimesa.circuit import Circuit

Mapping = tuple[tuple[int, int], ...]
"""Pairs ``(wire, image)`` over the gates and inputs of a cone."""


def find_isomorphism(
    circuit: Circuit, roots: tuple[int, ...], images: tuple[int, ...]
) -> Mapping | None:
    """Return an isomorphism of the cones of ``roots`` to those of ``images``, root by root.

    It maps gates to gates with the same operator, up to an order of the fan-ins, inputs to
    inputs, constants to themselves, and no two wires to one.
    """
    if len(roots) != len(images):
        return None
    hashes = _hashes(circuit)
    todo = tuple(zip(roots, images, strict=True))
    for mapping in _extend(circuit, hashes, todo, {}, {}):
        return tuple(sorted(mapping.items()))
    return None


def _extend(
    circuit: Circuit,
    hashes: tuple[int, ...],
    todo: tuple[tuple[int, int], ...],
    forward: dict[int, int],
    backward: dict[int, int],
) -> Iterator[dict[int, int]]:
    """Yield every extension of a partial isomorphism to the pairs in ``todo`` and below."""
    if not todo:
        yield forward
        return
    (a, b), rest = todo[0], todo[1:]
    if a < 0 or b < 0:
        if a == b:
            yield from _extend(circuit, hashes, rest, forward, backward)
        return
    if a in forward or b in backward:
        if forward.get(a) == b:
            yield from _extend(circuit, hashes, rest, forward, backward)
        return
    if hashes[a] != hashes[b]:
        return
    forward, backward = {**forward, a: b}, {**backward, b: a}
    n = len(circuit.inputs)
    if a < n:
        yield from _extend(circuit, hashes, rest, forward, backward)
        return
    gate, image = circuit.gates[a - n], circuit.gates[b - n]
    for order in _orders(gate.operator, image.operator, len(gate.fanin)):
        below = tuple((gate.fanin[i], image.fanin[p]) for i, p in enumerate(order))
        yield from _extend(circuit, hashes, below + rest, forward, backward)


@lru_cache(maxsize=1 << 14)
def _orders(operator: int, image: int, arity: int) -> tuple[tuple[int, ...], ...]:
    """Return the orders p for which ``image`` reads as its fan-in p[i] what is the other's i-th."""
    return tuple(p for p in permutations(range(arity)) if permute(operator, p, arity) == image)


@lru_cache(maxsize=64)
def _hashes(circuit: Circuit) -> tuple[int, ...]:
    """Return by wire a hash of its cone as a tree, kept by isomorphism."""
    n = len(circuit.inputs)
    hashes = [_INPUT] * n
    for gate in circuit.gates:
        below = [hashes[w] if w >= 0 else w for w in gate.fanin]
        arity = len(gate.fanin)
        hashes.append(
            hash(
                min(
                    (permute(gate.operator, p, arity), *_inverse_order(below, p))
                    for p in permutations(range(arity))
                )
            )
        )
    return tuple(hashes)


def _inverse_order(values: list[int], order: tuple[int, ...]) -> tuple[int, ...]:
    moved = [0] * len(values)
    for i, p in enumerate(order):
        moved[p] = values[i]
    return tuple(moved)


_INPUT = 1
"""The hash of an input: any input may stand for any other."""
