import json

import pytest

from minimesa.analysis import registry


def test_every_definition_says_what_it_is_where_it_is_from_and_what_it_does_not_see(minimesa):
    result = minimesa("definitions")
    assert (result.status, result.err) == (0, "")
    text = " ".join(result.out.split())
    for definition in registry.DEFINITIONS:
        assert definition.summary in text
        assert definition.formula in text
        assert definition.source in text
        assert "; ".join(definition.limits) in text
        assert definition.limits


def test_options_are_those_of_inspect(minimesa):
    help_text = minimesa("inspect", "--help").out
    for definition in registry.DEFINITIONS:
        shown = minimesa("definitions", definition.name).out
        for parameter in definition.parameters:
            option = f"--{parameter.replace('_', '-')}"
            assert option in shown
            assert option in help_text


def test_json_is_an_object_a_line(minimesa):
    shown = [json.loads(line) for line in minimesa("definitions", "--json").out.splitlines()]
    assert [entry["name"] for entry in shown] == [d.name for d in registry.DEFINITIONS]
    assert set(shown[0]) == {
        "name", "summary", "formula", "source", "parameters", "limits", "needs_utility",
    }  # fmt: skip


def test_some(minimesa):
    shown = minimesa("definitions", "mediated", "selecting,mediated", "--json").out.splitlines()
    assert [json.loads(line)["name"] for line in shown] == ["mediated", "selecting"]


@pytest.mark.parametrize("name", ["searching", "selecting,", ""])
def test_an_unknown_name_is_one_line(minimesa, name):
    result = minimesa("definitions", name)
    assert (result.status, result.out, result.err.count("\n")) == (2, "", 1)
    assert "choose replicated, selecting" in result.err
