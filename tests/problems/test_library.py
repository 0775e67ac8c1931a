import json

import pytest

from minimesa.circuit import Circuit, Gate, Output, to_json
from minimesa.errors import InputError
from minimesa.problems.library import (
    find_problem,
    find_problems,
    library_directory,
    list_problems,
)
from minimesa.relations import from_tables


def test_truth_tables():
    found = find_problem("0x16e9")
    assert found.name == "0x16e9"
    assert found.relation == from_tables([0x16E9], 4)
    found = find_problem(" 0x96, 0xE8 ")
    assert found.name == "0x96,0xe8"
    assert found.relation == from_tables([0x96, 0xE8], 3)
    assert (found.input_words, found.output_words) == ((("x", 3),), (("y", 2),))


def test_inputs_override_the_digits():
    assert find_problem("0x8", 3).name == "0x08"
    assert find_problem("0x2", 1).relation == from_tables([2], 1)
    assert find_problem("0x1", 0).relation == from_tables([1], 0)


@pytest.mark.parametrize(
    ("argument", "inputs", "message"),
    [
        ("0x96,0xe", None, "'0xe' has 2 inputs, but '0x96' has 3"),
        ("0x", None, "no hex truth table"),
        ("0x12g4", None, "no hex truth table"),
        ("0x96,", None, "no hex truth table"),
        ("0x123", None, "3 hex digits"),
        ("0x16e9", 3, "does not fit 3 inputs"),
        ("argmax", 3, "--inputs is for truth tables"),
        ("argmx", None, "no problem is called 'argmx' (did you mean 'argmax'?)"),
        ("../problems/argmax", None, "no problem is called"),
        ("", None, "no problem is called ''"),
        ("missing.toml", None, "missing.toml: there is no such file"),
        ("missing.toml:n=3", None, "missing.toml: there is no such file"),
        ("pyproject.md", None, "no problem is called"),
        ("argmax:", None, "'' in 'argmax:' is no parameter"),
        ("argmax:words", None, "'words' in 'argmax:words' is no parameter"),
        ("argmax:=3", None, "is no parameter"),
        ("argmax:words=2,words=3", None, "'words' is given twice"),
        ("argmax:wrds=2", None, "unknown parameter 'wrds' (did you mean 'words'?)"),
        ("argmax:words=two", None, "an integer is needed, not 'two'"),
        ("argmax:words=4..2", None, "from the smaller to the larger end"),
        ("argmax:words=1..999999999", None, "over at most 1000 values"),
        ("argmax:words=1..900,bits=1..900", None, "names 810000 problems"),
        ("argmax:words=2..99", None, "must be 2 to 4, not 5"),
    ],
)
def test_what_names_nothing(argument, inputs, message):
    with pytest.raises(InputError) as caught:
        find_problems(argument, inputs)
    assert message in str(caught.value)


def test_parameters_and_ranges():
    assert find_problem("argmax:bits=1").name == "argmax:words=2,bits=1"
    names = [problem.name for problem in find_problems("argmax:bits=1..2,words=2..3")]
    assert names == [
        "argmax:words=2,bits=1",
        "argmax:words=3,bits=1",
        "argmax:words=2,bits=2",
        "argmax:words=3,bits=2",
    ]
    with pytest.raises(InputError, match="names 3 problems where one is needed"):
        find_problem("best-pair:pairs=2..4")


def test_the_name_of_a_problem_finds_it_again():
    for problem in find_problems("best-pair:pairs=2..3"):
        assert find_problem(problem.name) == problem


def test_toml_file_with_parameters(tmp_path, monkeypatch):
    text = "[parameters]\nn=2\n[inputs]\nx='n'\n[outputs]\ny=1\n[solve]\ndefine.y='x == n'"
    (tmp_path / "mine.toml").write_text(text)
    monkeypatch.chdir(tmp_path)
    assert find_problem("mine.toml").name == "mine:n=2"
    assert find_problem(f"{tmp_path}/mine.toml:n=3").name == "mine:n=3"
    assert [p.name for p in find_problems("./mine.toml:n=2..3")] == ["mine:n=2", "mine:n=3"]


def test_other_files(tmp_path):
    path = tmp_path / "0xand.pla"
    path.write_text(".i 2\n.o 1\n11 1\n.e\n")
    assert find_problem(str(path)).relation.allowed == (1, 1, 1, 2)
    assert find_problem(str(path)).name == "0xand"
    with pytest.raises(InputError, match="only a problem in TOML has parameters"):
        find_problem(f"{path}:n=3")
    other = tmp_path / "and.doc"
    other.touch()
    with pytest.raises(InputError, match=r"and\.doc: the suffix is not one of \.toml"):
        find_problem(str(other))


def test_circuit_file_gives_its_function(tmp_path):
    circuit = Circuit(("a", "b"), (Gate(0x6, (0, 1)),), (Output("s", 2, inverted=True),))
    path = tmp_path / "half.json"
    path.write_text(json.dumps(to_json(circuit)))
    assert find_problem(str(path)).relation == from_tables([0x9], 2, inputs="ab", outputs="s")


def test_library_is_found_from_any_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_problem("parity:bits=3").relation == from_tables(
        [0x96], 3, inputs=["x0", "x1", "x2"], outputs=["odd0"]
    )


def test_every_problem_of_the_library():
    outlines = list_problems()
    assert {outline.name for outline in outlines} >= {"argmax", "best-pair", "parity"}
    assert len(outlines) == len(list(library_directory().glob("*.toml")))
    for outline in outlines:
        assert outline.name == outline.source.file.rsplit("/", 1)[-1].removesuffix(".toml")
        assert outline.title != outline.name
        assert outline.description
        problem = find_problem(outline.name)
        assert problem.relation.infeasible_row() is None
