"""`mediated`: selecting, and the scores screen off the inputs that they read."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from minimesa.analysis import selecting
from minimesa.analysis.checker import check_mediated
from minimesa.analysis.finding import Definition
from minimesa.truth_tables import cofactor

if TYPE_CHECKING:
    from minimesa.analysis.finding import Findings, Options
    from minimesa.analysis.forcing import Intervened
    from minimesa.analysis.subject import Subject


def screened(intervened: Intervened, options: Options) -> int:
    """Return the outputs (bit o) that, under every forcing, depend on no input that E reads.

    On a care set: rows of K that agree on all other inputs give the output one value.
    """
    subject = intervened.subject
    wires = [w for bundle in intervened.wires for w in bundle]
    read = sorted(set().union(*(subject.supports[w] for w in wires)))
    vectors = intervened.occurring() if options.reachable else product((0, 1), repeat=len(wires))
    allowed = (1 << len(subject.circuit.outputs)) - 1
    for values in vectors:
        for o, table in enumerate(intervened.words(values)):
            if allowed >> o & 1:
                zeros = _smeared(subject.care & ~table, read, subject.n)
                if zeros & _smeared(table, read, subject.n):
                    allowed ^= 1 << o
        if not allowed:
            break
    return allowed


def _smeared(table: int, inputs: list[int], n: int) -> int:
    """Return the rows from which changing some of ``inputs`` leads into ``table``."""
    for i in inputs:
        table = cofactor(table, i, 0, n) | cofactor(table, i, 1, n)
    return table


def find(subject: Subject, options: Options) -> Findings:
    """Return the sets of gates that are mediated, each once."""
    return selecting.search(subject, options, NAME, screened)


NAME = "mediated"

DEFINITION = Definition(
    name=NAME,
    summary="selecting, and the evaluators act on the outputs through the scores alone",
    formula=(
        "selecting, and for every score vector s, C[E<-s](x) on those outputs does not depend on "
        "any input in the union of the supports of E: rows of K that agree on all other inputs "
        "give the same word"
    ),
    source="screening off: Pearl, Causality (2009), sections 1.2 and 3.3 (mediation)",
    parameters=selecting.DEFINITION.parameters,
    limits=selecting.DEFINITION.limits,
    find=find,
    check=check_mediated,
)
