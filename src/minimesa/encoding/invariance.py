"""Renamings and complementings of inputs that leave a relation as it is."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from minimesa.truth_tables import projection

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.relations import Relation

MOST_COMPLEMENTED = 8
"""With more inputs, complementings are not looked for: there are ``2**n``."""

MOST_OUTPUTS = 4
"""With more outputs, complementings of outputs are not looked for: there are ``2**m``."""

MOST_KEPT = 16
"""Relations whose symmetries are kept: every bound asks for them again."""

MOST_RENAMED = 6
"""With more inputs, renamings of several at once are not looked for: there are ``n!``."""


@lru_cache(maxsize=MOST_KEPT)
def exchangeable_inputs(relation: Relation) -> tuple[tuple[int, int], ...]:
    """Return the pairs p < q of inputs whose exchange preserves the relation and its weights."""
    return tuple(
        (p, q)
        for p, q in combinations(range(len(relation.inputs)), 2)
        if _preserves(relation, exchanged(p, q), relation.allowed)
    )


@lru_cache(maxsize=MOST_KEPT)
def complemented_exchanges(relation: Relation) -> tuple[tuple[int, int, int], ...]:
    """Return pairs p < q of inputs whose exchange preserves the relation after complementing.

    Triples ``(p, q, mask)``: the inputs of the mask, among p and q, are complemented after the
    exchange, and any of the outputs may be. Of several masks for a pair the least is returned.
    """
    images = _complemented_outputs(relation)
    found = []
    for p, q in combinations(range(len(relation.inputs)), 2):
        for mask in (0, 1 << p, 1 << q, 1 << p | 1 << q):
            if any(_preserves(relation, exchanged(p, q, mask), image) for image in images):
                found.append((p, q, mask))
                break
    return tuple(found)


@lru_cache(maxsize=MOST_KEPT)
def complementable_inputs(relation: Relation) -> tuple[int, ...]:
    """Return the masks of inputs whose complementing preserves the relation, up to its outputs'.

    A mask is a non-zero integer whose bit i says that input i is complemented.
    """
    n = len(relation.inputs)
    if n > MOST_COMPLEMENTED:
        return ()
    images = _complemented_outputs(relation)
    return tuple(
        mask
        for mask in range(1, 1 << n)
        if any(_preserves(relation, mask.__xor__, image) for image in images)
    )


@lru_cache(maxsize=MOST_KEPT)
def renamings(relation: Relation, *, complementing: bool) -> tuple[tuple[int, ...], ...]:
    """Return the renamings of inputs that preserve the relation, the identity first.

    Args:
        relation: the relation.
        complementing: whether inputs may be complemented after the renaming, and outputs too.

    Returns:
        Tuples of a new input for each.

    """
    n = len(relation.inputs)
    if n > MOST_RENAMED:
        return (tuple(range(n)),)
    rows = range(1 << n)
    # How often an input makes a difference is the same for its image.
    changes = [
        sum(relation.allowed[t] != relation.allowed[t ^ 1 << i] for t in rows) for i in range(n)
    ]
    images = _complemented_outputs(relation) if complementing else [relation.allowed]
    masks = range(1 << n) if complementing else range(1)
    found = []
    for renaming in permutations(range(n)):
        if any(changes[new] != changes[i] for i, new in enumerate(renaming)):
            continue
        renamed = [sum((t >> i & 1) << new for i, new in enumerate(renaming)) for t in rows]
        if any(
            _preserves(relation, lambda t, renamed=renamed, mask=mask: renamed[t] ^ mask, image)  # type: ignore[misc]
            for mask in masks
            for image in images
        ):
            found.append(renaming)
    return tuple(found)


def _preserves(relation: Relation, row: Callable[[int], int], allowed: tuple[int, ...]) -> bool:
    """Tell whether a permutation of the rows takes ``allowed`` to the relation's own."""
    return all(words == allowed[row(t)] for t, words in enumerate(relation.allowed)) and all(
        relation.care >> t & 1 == relation.care >> row(t) & 1
        and relation.weight(t) == relation.weight(row(t))
        for t in range(len(allowed))
    )


def exchanged(p: int, q: int, mask: int = 0) -> Callable[[int], int]:
    """Return what exchanging inputs p and q, and then complementing a mask, does to rows."""
    both = 1 << p | 1 << q

    def row(t: int) -> int:
        return (t if (t >> p ^ t >> q) & 1 == 0 else t ^ both) ^ mask

    return row


def _complemented_outputs(relation: Relation) -> list[tuple[int, ...]]:
    """Return the acceptable words of each row under each complementing of outputs, none first."""
    m = len(relation.outputs)
    if m > MOST_OUTPUTS:
        return [relation.allowed]
    images = [relation.allowed]
    for o in range(m):
        ones, shift = projection(o, m), 1 << o
        images += [
            tuple((words & ones) >> shift | (words & ~ones) << shift for words in image)
            for image in images
        ]
    return images
