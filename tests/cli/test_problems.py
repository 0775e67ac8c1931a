import json

from minimesa.problems.library import list_problems


def test_the_listing_has_every_problem_once(minimesa):
    result = minimesa("problems")
    assert result.status == 0
    names = [line.split()[0] for line in result.out.splitlines()]
    assert names == [outline.name for outline in list_problems()]
    assert len(names) >= 30


def test_the_listing_as_json(minimesa):
    entries = {
        entry["name"]: entry
        for entry in map(json.loads, minimesa("problems", "--json").out.splitlines())
    }
    assert entries["best-pair"]["parameters"] == [
        {"name": "pairs", "default": 3, "min": 2, "max": 6}
    ]
    assert all(entry["title"] and entry["description"] for entry in entries.values())


def test_one_problem_for_people(minimesa):
    out = minimesa("problems", "best-pair").out
    assert "pairs = 3 (2 to 6)" in out
    assert "p[2] (2 bits)" in out
    assert "64 of 64 matter" in out
    assert "size 3 over b2" in out
    assert "maximize" in out


def test_one_problem_as_json(minimesa):
    entry = json.loads(minimesa("problems", "full-adder", "--json").out)
    assert entry["inputs"] == ["a0", "b0", "carry_in0"]
    assert (entry["kind"], entry["utility"], entry["care_rows"]) == ("function", None, 8)
    assert {"basis": "b2", "objective": "size", "value": 5}.items() <= entry["known"][0].items()


def test_a_table_and_an_infeasible_problem(minimesa, tmp_path):
    path = tmp_path / "none.toml"
    path.write_text("[inputs]\np = 1\n[outputs]\ny = 1\n[solve]\naccept = 'p == 0'\n")
    out = minimesa("problems", "0xe8", path).out
    assert "truth table of 3 inputs" in out
    assert "row 1 accepts no output" in out


def test_an_unknown_problem(minimesa):
    result = minimesa("problems", "no-such")
    assert (result.status, result.out, result.err.count("\n")) == (2, "", 1)
