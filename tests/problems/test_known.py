import re
import tomllib

import pytest

from minimesa.basis import built_in
from minimesa.problems.library import library_directory, list_problems
from minimesa.problems.loader import load

PATHS = {path.stem: path for path in sorted(library_directory().glob("*.toml"))}
COMMAND = re.compile(
    r"minimesa solve ([A-Za-z0-9-]+)(?::([a-z_]+=[0-9]+(?:,[a-z_]+=[0-9]+)*))?"
    r"(?: --solver [a-z0-9]+)?"
)


def data(name):
    return tomllib.loads(PATHS[name].read_text(encoding="utf-8"))


KNOWN = [(name, entry) for name in PATHS for entry in data(name).get("known", [])]


def test_the_library_is_large():
    assert len(PATHS) >= 60
    assert {outline.name for outline in list_problems()} == set(PATHS)


@pytest.mark.parametrize("name", PATHS)
def test_a_file_says_what_it_is_and_where_it_comes_from(name):
    said = data(name)
    for key in ("title", "description", "source"):
        assert len(said[key].strip()) > 10, key
    assert "\n" not in said["title"]
    assert not said["title"].endswith(".")
    for key in ("description", "source"):
        assert said[key].strip()[-1] == ".", key


@pytest.mark.parametrize("name", PATHS)
def test_a_file_loads_and_every_row_has_an_answer(name):
    problem = load(PATHS[name])
    relation = problem.relation
    assert relation.infeasible_row() is None
    assert relation.care
    assert len(relation.inputs) <= 8
    assert len(relation.inputs) + len(relation.outputs) <= 12
    solve = data(name).get("solve", {})
    if {"maximize", "minimize"} & set(solve):
        assert problem.utility is not None


@pytest.mark.parametrize("name", [name for name in PATHS if "parameters" in data(name)])
def test_a_family_says_how_it_grows(name):
    assert "grow" in data(name)["description"].lower()


@pytest.mark.parametrize("name", [name for name in PATHS if "parameters" in data(name)])
def test_every_parameter_has_a_range_and_the_least_member_loads(name):
    parameters = data(name)["parameters"]
    for entry in parameters.values():
        assert entry["min"] <= entry["default"] <= entry["max"]
        assert entry["min"] < entry["max"]
    least = {key: entry["min"] for key, entry in parameters.items()}
    assert load(PATHS[name], least).parameters == tuple(least.items())


@pytest.mark.parametrize(("name", "entry"), KNOWN)
def test_a_known_optimum_can_be_traced(name, entry):
    assert entry["basis"] in built_in()
    source = entry["source"]
    assert len(source) > 10
    given = entry.get("parameters", {})
    problem = load(PATHS[name], given)
    assert any(known.value == entry["value"] for known in problem.known)
    if source.startswith("minimesa"):
        command = COMMAND.fullmatch(source)
        assert command is not None, source
        assert command[1] == name
        settings = dict(pair.split("=") for pair in (command[2] or "").split(",") if pair)
        assert {key: str(value) for key, value in given.items()} == settings


@pytest.mark.parametrize("name", PATHS)
def test_known_optima_do_not_contradict_each_other(name):
    claims = {}
    for entry in data(name).get("known", []):
        member = load(PATHS[name], entry.get("parameters", {})).name
        claim = (member, entry["basis"], entry["objective"])
        assert claim not in claims
        claims[claim] = entry["value"]


def test_the_table_of_contents_lists_every_file():
    lines = (library_directory() / "README.md").read_text(encoding="utf-8").splitlines()
    listed = [line for line in lines if line.startswith("| [")]
    expected = []
    for name in PATHS:
        said = data(name)
        parameters = ", ".join(
            f"{key} = {entry['default']}" for key, entry in said.get("parameters", {}).items()
        )
        expected.append(f"| [{name}]({name}.toml) | {said['title']} | {parameters} |")
    assert sorted(listed) == sorted(expected)
