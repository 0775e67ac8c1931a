"""Findings in words, on circuits made for each phrase."""

import pytest

from minimesa.analysis.finding import Options
from minimesa.analysis.inspect import inspect
from minimesa.cli.finding_words import describe, grouped, listed
from oracles.specimens import A_NOT_B, AND, B_NOT_A, OR, XOR, circuit


def found(specimen, definition, **options):
    """Return the findings of a definition in words."""
    settings = Options(evaluator_gates=1, **options)
    seen = inspect(specimen, definitions=[definition], options=settings)
    return [describe(finding, seen.subject.circuit) for finding in seen.searches[0][1].findings]


def test_candidates_are_named_in_the_order_of_their_words():
    (text,) = found(circuit(4, [(OR, 0, 1), (OR, 2, 3), (A_NOT_B, 4, 5)], [6]), "selecting")
    assert text.startswith("g1 and g0 both compute a | b on (x2, x3) and (x0, x1);")
    assert "the output is the index of a larger one, g1 at ties." in text


def test_the_first_of_three_that_is_zero():
    gates = [(OR, 0, 1), (OR, 2, 3), (OR, 4, 5)]
    gates += [(A_NOT_B, 6, 7), (AND, 6, 7), (A_NOT_B, 10, 8)]
    (text,) = found(circuit(6, gates, [9, 11]), "selecting", candidates=3)
    assert (
        "g0, g1 and g2 all compute a | b on (x0, x1), (x2, x3) and (x4, x5) respectively; "
        "whatever values they are forced to, the outputs are the index of a smallest one, at ties "
        "the first of g0, g1, g2." in text
    )


def test_what_the_winner_pays():
    # A multiplexer steered by one score: x4 if g1 wins, x5 otherwise.
    gates = [(AND, 0, 1), (AND, 2, 3), (B_NOT_A, 6, 7), (XOR, 4, 5), (AND, 8, 9), (XOR, 10, 5)]
    (text,) = found(circuit(6, gates, [11]), "selecting")
    assert "the output is what a larger one gives (x5 for g0; x4 for g1), g0 at ties" in text


def test_words_that_are_no_index():
    gates = [(AND, 0, 1), (AND, 2, 3), (B_NOT_A, 4, 5), (A_NOT_B, 4, 5)]
    texts = found(circuit(4, gates, [~6, 6]), "selecting")
    assert any(
        "the outputs are the word of a larger one (01 for g0, 10 for g1)" in t for t in texts
    )


def test_outputs_that_do_not_choose_are_not_named():
    gates = [(AND, 0, 1), (AND, 2, 3), (B_NOT_A, 4, 5), (XOR, 4, 5)]
    (text,) = found(circuit(4, gates, [6, 7]), "selecting")
    assert "the output y0 is the index of a larger one" in text
    assert "3 of 4 gates belong to it" in text


@pytest.mark.parametrize(
    ("options", "phrase"),
    [
        ({"default": True}, "save all lowest (then any word will do)"),
        ({"reachable": True}, "for all values that they take together"),
        ({"variant": "structural"}, "both compute a & b, drawn alike, on"),
    ],
)
def test_variants(options, phrase):
    specimen = circuit(4, [(AND, 0, 1), (AND, 2, 3), (B_NOT_A, 4, 5)], [6])
    assert phrase in found(specimen, "selecting", **options)[0]


def test_complemented_inputs():
    specimen = circuit(4, [(AND, 0, 1), (A_NOT_B, 2, 3), (B_NOT_A, 4, 5)], [6])
    assert found(specimen, "replicated") == []
    (text,) = found(specimen, "replicated", variant="np")
    assert "~" in text.partition(" on ")[2]


def test_what_implies_is_said_once():
    specimen = circuit(4, [(AND, 0, 1), (AND, 2, 3), (B_NOT_A, 4, 5)], [6])
    seen = inspect(specimen, options=Options(evaluator_gates=1))
    ((names, finding),) = grouped([searched for _, searched in seen.searches])
    assert names == ["replicated", "selecting", "mediated"]
    assert finding.definition == "mediated"


def test_lists():
    assert [listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "a",
        "a and b",
        "a, b and c",
    ]
