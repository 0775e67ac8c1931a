"""When is one function another with its inputs renamed (P-equivalence), also for bundles of both.

Two bundles ``(f_1..f_b)`` and ``(g_1..g_b)`` match when one permutation p of the inputs makes
``g_j(x) = f_j(z)`` with ``z[i] = x[p[i]]`` for every j. The search assigns inputs one at a time
and compares the weights of all cofactors of the inputs assigned so far, so that a wrong choice
is seen early and the last step is equality itself.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING

from minimesa.census.orbits import images
from minimesa.truth_tables import full, projection, support

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Bundle = tuple[int, ...]
"""Truth tables of the bits of a score, most significant first."""

_MOST_CLASSES = 200_000
_MOST_BLOCKS = 1 << 12


@lru_cache(maxsize=1 << 16)
def joint_support(tables: Bundle, n: int) -> tuple[int, ...]:
    """Return the inputs that some table depends on, ascending."""
    union: set[int] = set()
    for table in tables:
        union |= set(support(table, n))
    return tuple(sorted(union))


def signature(tables: Bundle, i: int, n: int) -> tuple[int, ...]:
    """Return the weight of each table where input ``i`` is 1: kept by renaming."""
    mask = projection(i, n)
    return tuple((table & mask).bit_count() for table in tables)


def find_renaming(a: Bundle, b: Bundle, n: int) -> tuple[int, ...] | None:
    """Return for each input in the support of ``a``, ascending, the input of ``b`` it stands for.

    None where there is no such renaming. Complete for any ``n``; fast where the functions are not
    nearly alike.
    """
    if [t.bit_count() for t in a] != [t.bit_count() for t in b]:
        return None
    sources, targets = joint_support(a, n), joint_support(b, n)
    if len(sources) != len(targets):
        return None
    marks = {i: signature(a, i, n) for i in sources}
    images: dict[tuple[int, ...], list[int]] = {}
    for i in targets:
        images.setdefault(signature(b, i, n), []).append(i)
    if sorted(marks.values()) != sorted(m for m, where in images.items() for _ in where):
        return None
    order = sorted(sources, key=lambda i: (len(images[marks[i]]), i))
    options = [images[marks[i]] for i in order]
    for found in _assign(order, options, list(a), list(b), n):
        image = dict(zip(order, found, strict=True))
        if all(rename(f, image, n) == g for f, g in zip(a, b, strict=True)):
            return tuple(image[i] for i in sources)
    return None


def _assign(
    order: Sequence[int],
    options: Sequence[Sequence[int]],
    left: list[int],
    right: list[int],
    n: int,
    taken: tuple[int, ...] = (),
) -> Iterator[tuple[int, ...]]:
    """Yield images of the inputs in ``order``; ``left`` and ``right`` are matched blocks."""
    depth = len(taken)
    if depth == len(order):
        yield taken
        return
    mask = projection(order[depth], n)
    split = len(left) <= _MOST_BLOCKS
    inside = [block & mask for block in left] if split else []
    weights = [block.bit_count() for block in inside]
    for target in options[depth]:
        if target in taken:
            continue
        if not split:
            yield from _assign(order, options, left, right, n, (*taken, target))
            continue
        other = projection(target, n)
        image = [block & other for block in right]
        if [block.bit_count() for block in image] != weights:
            continue
        pairs = [
            pair
            for whole, part, whole_image, part_image in zip(left, inside, right, image, strict=True)
            for pair in ((part, part_image), (whole ^ part, whole_image ^ part_image))
            if pair[0]
        ]
        yield from _assign(
            order, options, [p[0] for p in pairs], [p[1] for p in pairs], n, (*taken, target)
        )


def rename(table: int, image: dict[int, int], n: int) -> int:
    """Return ``table`` with each input i of its support read from input ``image[i]`` instead.

    ``image`` is injective and covers the support. Bit-parallel: a sequence of swaps of inputs.
    """
    holder = list(range(n))  # holder[q] = the original input that now stands at position q
    place = list(range(n))
    for i, target in image.items():
        here = place[i]
        if here == target:
            continue
        table = swap_inputs(table, here, target, n)
        other = holder[target]
        holder[here], holder[target] = other, i
        place[i], place[other] = target, here
    return table


def swap_inputs(table: int, i: int, j: int, n: int) -> int:
    """Return ``table`` with inputs ``i`` and ``j`` exchanged."""
    if i > j:
        i, j = j, i
    shift = (1 << j) - (1 << i)
    low = projection(i, n) & ~projection(j, n)
    moved = (table ^ (table >> shift)) & low
    return table ^ moved ^ (moved << shift)


def compress(table: int, inputs: Sequence[int], n: int) -> int:
    """Return ``table`` as a function of ``inputs`` alone, in that order; they hold its support."""
    moved = rename(table, {i: position for position, i in enumerate(inputs)}, n)
    return moved & full(len(inputs))


@lru_cache(maxsize=1 << 16)
def polar_classes(table: int, n: int) -> tuple[int, ...]:
    """Return, for every way to complement inputs, what tables share that match when oriented.

    Entry p belongs to the table once the inputs in p are complemented, and once its output is if
    that is 1 where all inputs are 0: the least table that renaming inputs makes of it.

    Raises:
        InputError: more than five inputs.

    """
    moved = images(table, n).reshape(-1, 1 << n)  # by permutation and complemented inputs
    least, most = moved.min(axis=0).tolist(), moved.max(axis=0).tolist()
    return tuple(full(n) ^ most[p] if table >> p & 1 else least[p] for p in range(1 << n))


_known: dict[tuple[int, Bundle], int] = {}
_representatives: dict[tuple[object, ...], list[tuple[Bundle, int]]] = {}


def renaming_class(tables: Bundle, n: int) -> int:
    """Return a number that two bundles on ``n`` inputs share exactly when they match.

    Numbers are given in order of appearance, within one process; nothing may be stored by them.
    """
    key = (n, tables)
    found = _known.get(key)
    if found is not None:
        return found
    inputs = joint_support(tables, n)
    mark = (
        n,
        tuple(t.bit_count() for t in tables),
        tuple(sorted(signature(tables, i, n) for i in inputs)),
    )
    alike = _representatives.setdefault(mark, [])
    number = next((c for other, c in alike if find_renaming(other, tables, n) is not None), None)
    if number is None:
        number = next(_numbers)
        alike.append((tables, number))
    if len(_known) < _MOST_CLASSES:
        _known[key] = number
    return number


_numbers = count()
