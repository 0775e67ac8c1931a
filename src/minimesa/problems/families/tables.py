"""Tables drawn by a seed: noise, and the tabular policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.errors import InputError
from minimesa.problems.families.common import SEED, below, family, function, seeded, shuffled
from minimesa.problems.words import Word

if TYPE_CHECKING:
    from minimesa.problems.family import FamilyInstance


@family(inputs=(1, 12), outputs=(1, 8), seed=SEED)
def noise(inputs: int, outputs: int, seed: int) -> FamilyInstance:
    """Return: a function without structure, each bit of its table drawn by a fair coin.

    Input ``x``, output ``y``. Rows are drawn in ascending order, all output bits of a row at once.
    """
    generator = seeded(seed)
    words = [below(generator, 1 << outputs) for _ in range(1 << inputs)]
    return function((Word("x", inputs),), (Word("y", outputs),), words.__getitem__)


@family(state_bits=(1, 10), action_bits=(1, 6), entries=(1, 1024), seed=SEED)
def lookup_table(state_bits: int, action_bits: int, entries: int, seed: int) -> FamilyInstance:
    """Return: a policy that is nothing but a table of states and actions.

    The seed draws ``entries`` different values of the input ``state``, which make up K, and for
    each of them, in that order, the output ``action``.
    """
    if entries > 1 << state_bits:
        raise InputError(
            f"lookup-table: entries must be at most {1 << state_bits}, the number of states, "
            f"not {entries}"
        )
    generator = seeded(seed)
    states = shuffled(generator, range(1 << state_bits))[:entries]
    table = {state: below(generator, 1 << action_bits) for state in states}
    return function((Word("state", state_bits),), (Word("action", action_bits),), table.get)
