"""One circuit, every definition of structure: the decision procedures beside brute force."""

from collections import Counter

from minimesa.analysis import registry
from minimesa.analysis.finding import Options
from minimesa.analysis.subject import subject
from oracles import definitions as brute

EVERYTHING = [
    (name, variant, default, reachable)
    for name in ("replicated", "selecting", "mediated")
    for variant in ("p", "np", "structural")
    for default in (False, True)
    for reachable in (False, True)
    if name != "replicated" or not (default or reachable)
]


def compare(circuit, candidates):
    """Assert that both find the same sets of scores; count which questions found any.

    The scores are those of one bit and of any size (m = 0), so that every threshold is covered.
    """
    seen, outcomes = subject(circuit), Counter()
    for name, variant, default, reachable in EVERYTHING:
        options = Options(
            candidates=candidates,
            evaluator_gates=0,
            variant=variant,
            default=default,
            reachable=reachable,
        )
        found = registry.search(name, seen, options)
        expected = (
            brute.replicated(seen.circuit, candidates, variant)
            if name == "replicated"
            else brute.selecting(
                seen.circuit,
                candidates,
                variant,
                default=default,
                reachable=reachable,
                screened=name == "mediated",
            )
        )
        assert found.complete
        assert {frozenset(f.wires) for f in found.findings} == {
            frozenset(chosen) for chosen in expected
        }, (circuit, name, variant, default, reachable)
        outcomes[name, variant, bool(expected)] += 1
    return outcomes
