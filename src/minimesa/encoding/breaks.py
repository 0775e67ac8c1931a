"""The symmetry breaks and lemmas of the gate encodings: their names, and why each is sound.

All of them keep at least one circuit where there is a circuit at all, provided that no circuit
with fewer gates meets the same demands (the search refutes those first). They may be used
together: compare circuits of the least size gate by gate, at the first gate that differs by its
fan-in tuple in co-lexicographic order and then by its operator, and take the least circuit. Each
break below forbids only circuits that some other circuit precedes in that order.
"""

from __future__ import annotations

from typing import Final

USE_ALL: Final = "use-all"
"""Every gate is read by a later gate or an output: else it could be dropped (Knuth 7.2.2.2)."""

NO_REAPPLY: Final = "no-reapply"
"""If gate i reads (j, k), no gate reads (j, i) or (k, i): reading (j, k) at once gives the same
function when every two-input operator is a gate of equal cost (Knuth 7.2.2.2, ex. 477). Nor does a
gate read two gates that both read (j, k), for the same reason. Used only for
`Basis.all_two_input`."""

ASSOCIATIVE: Final = "associative"
"""If gate l joins gate i and a wire m, gate i joins (j, k), nothing else reads gate i, and the two
together are a conjunction or disjunction of three literals or an exclusive or, then m is above j
and k: else gate i could join the lower two and l the third. That changes what a gate computes, so
sets of gate functions are listed without it. Used where every conjunction of two literals is a
gate, all at equal cost, and no depth is asked for."""

COLEX: Final = "colex"
"""Consecutive gates stand in co-lexicographic order of fan-ins unless the later one reads the
earlier: two such gates can be exchanged (Knuth 7.2.2.2; Kojevnikov et al. 2009)."""

OPERATOR_ORDER: Final = "operator-order"
"""Consecutive gates on equal fan-ins have ascending operators: they can be exchanged. No two are
equal: they could be merged. That second half is used only for bases in which a gate that reads a
merged wire twice is again a wire or a gate of no higher cost (`encoding.reduction`): in a basis of
only the complemented majority, the majority needs two copies of one gate."""

SYMMETRIC_INPUTS: Final = "symmetric-inputs"
"""Where exchanging inputs p < q preserves the relation, the first gate that tells them apart reads
p and not q, or reads both with an operator no greater than its exchange: exchanging them gives a
circuit that precedes (after Knuth 7.2.2.2; Haaswijk et al. 2020). The exchange must preserve the
whole relation, with all its outputs, and the weights."""

COMPLEMENTED_INPUTS: Final = "complemented-inputs"
"""Where NOT is free, complementing inputs keeps all fan-ins of a circuit in normal form, and
changes the operators of gates that see them. Where it preserves the relation up to complemented
outputs, gate 0 has the least operator it can be given so. And where exchanging p < q and
complementing none, one or both of them preserves the relation so, no gate reads q before some gate
reads p: gates that see neither of them stay as they are. Not used under a demand."""

RENAMED_INPUTS: Final = "renamed-inputs"
"""Where renaming several inputs at once preserves the relation (where NOT is free, also with some
of them and of the outputs complemented), gate 0 reads the least of the pairs that renamings turn
into each other: renaming gives a circuit that precedes. Sets of gate functions are listed without
it. Not used under a demand."""

AT_MOST_ONE: Final = "at-most-one"
"""At most one fan-in tuple a gate is selected. A circuit is a model with exactly one; a model with
more still yields a circuit, by any one of its selections."""

INPUTS_USED: Final = "inputs-used"
"""Every input on which all acceptable functions depend is read by some gate or output. Not used
below full accuracy."""

READ_ELSEWHERE: Final = "read-elsewhere"
"""Unless functions see inputs i and j through one gate (the four ways to fix both leave at most
two, of all outputs at once), a gate that reads both is not the only reader of both: another gate or
an output reads one of them. That holds of every circuit for them. Used for functions, right on all
rows."""

ELIMINATED: Final = "eliminated"
"""Fixing an input to a value eliminates the gates that read it, and those that read a gate which
becomes constant; the others compute the cofactors. So at most as many are eliminated as these can
spare by `minimesa.encoding.first_gate`. That holds of every circuit. Used for functions, right on
all rows, over gates of at most two fan-ins, and where only few can be spared."""

BREAKS: Final = (
    USE_ALL,
    NO_REAPPLY,
    ASSOCIATIVE,
    COLEX,
    OPERATOR_ORDER,
    SYMMETRIC_INPUTS,
    COMPLEMENTED_INPUTS,
    RENAMED_INPUTS,
    AT_MOST_ONE,
    INPUTS_USED,
    READ_ELSEWHERE,
    ELIMINATED,
)
"""Every break, in the order of the documentation."""

DEFAULT_BREAKS: Final = frozenset(BREAKS)

KEEP_STRUCTURE: Final = frozenset(
    {USE_ALL, COLEX, SYMMETRIC_INPUTS, AT_MOST_ONE, INPUTS_USED, READ_ELSEWHERE, ELIMINATED}
)
"""The breaks that stay sound under a demand for search-like structure, with more gates than needed.

Renumbering gates keeps any structure. The definitions speak of no input by name, so exchanging
symmetric inputs keeps them too. A gate that reaches no output can be dropped: evaluators that
matter reach one (not so for `replicated`, whose evaluators need not matter: without use-all).
Re-application changes what an intervention does, and equal gates may differ in who is forced.
"""


def connecting(breaks: frozenset[str]) -> frozenset[str]:
    """Return those of the breaks that keep a circuit all of whose gates reach an output.

    `USE_ALL` is then no break but what says so. Renumbering gates and exchanging symmetric inputs
    keep it; re-application and merging equal gates need not.
    """
    return breaks & KEEP_STRUCTURE | {USE_ALL}
