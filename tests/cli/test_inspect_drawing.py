"""``minimesa inspect --draw --svg --html``: what is drawn, and what is refused."""

import json
import re
from xml.etree import ElementTree as ET

import pytest

from minimesa.circuit import Circuit, Gate, Output, to_json
from oracles.drawings import SVG, check

PAIRS = Circuit(
    ("p0", "p1", "q0", "q1"),
    (Gate(0x8, (0, 1)), Gate(0x8, (2, 3)), Gate(0x4, (4, 5))),
    (Output("better", 6),),
)
"""The second pair's bits are both set, the first's are not: a search by hand."""


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pairs.json").write_text(json.dumps(to_json(PAIRS)))
    (tmp_path / "plain.json").write_text(
        json.dumps(to_json(Circuit(("a", "b"), (Gate(0x6, (0, 1)),), (Output("y", 2),))))
    )
    return tmp_path


def test_a_schematic_with_the_strongest_finding(minimesa, files):
    result = minimesa("inspect", "pairs.json", "-m", 1, "--svg", "pairs.svg")
    assert (result.status, result.err) == (0, "")
    text = (files / "pairs.svg").read_text(encoding="utf-8")
    check(text, PAIRS)
    classes = [g.get("class") for g in ET.fromstring(text).iter(f"{SVG}g")]
    assert classes.count("gate score") == 2
    assert classes.count("gate selection") == 1


def test_without_findings_nothing_is_marked(minimesa, files):
    assert minimesa("inspect", "plain.json", "--svg", "plain.svg").status == 0
    text = (files / "plain.svg").read_text(encoding="utf-8")
    assert not {"badge", "score"} & set(re.findall(r'class="(\w+)', text))


@pytest.mark.usefixtures("files")
def test_letters(minimesa):
    result = minimesa("inspect", "pairs.json", "-m", 1, "-d", "mediated", "--draw")
    assert (
        """
    p0 ───┤AND│
          │g0 ├────o┤AND│
    p1 ───┤S1 │     │g2 ├─── better
                 ┌──┤sel│
                 │
    q0 ───┤AND│  │
          │g1 ├──┘
    q1 ───┤S2 │
    S1   score of a candidate, by its number
    sel  carries scores to the outputs
"""
        in result.out
    )


@pytest.mark.usefixtures("files")
def test_letters_of_ascii(start):
    process = start("inspect", "pairs.json", "--draw", env={"PYTHONIOENCODING": "ascii"})
    out, err = process.communicate()
    assert err == ""
    assert "p0 ---+AND|" in out


def test_a_page_of_two_circuits(minimesa, files):
    result = minimesa("inspect", "pairs.json", "plain.json", "-m", 1, "--html", "page.html")
    assert (result.status, result.err) == (0, "")
    text = (files / "page.html").read_text(encoding="utf-8")
    assert text.count('<section class="panel"') == 2
    assert "<title>pairs.json and plain.json</title>" in text


def test_a_minimal_circuit_beside_the_reference(minimesa, files):
    (files / "best.json").write_text(minimesa("solve", "best-pair", "--json").out)
    result = minimesa("inspect", "best.json", "--with-reference", "--html", "page.html", "--json")
    assert (result.status, result.err) == (0, "")
    first, second = (json.loads(line) for line in result.out.splitlines())
    assert (first["size"], second["size"]) == (3, 7)
    assert "reference search circuit (scan)</h2>" in (files / "page.html").read_text()


def test_drawing_leaves_json_alone(minimesa, files):
    plain = minimesa("inspect", "pairs.json", "--json")
    drawn = minimesa("inspect", "pairs.json", "--json", "--draw", "--svg", "a.svg")
    assert plain.out == drawn.out
    assert (files / "a.svg").exists()


def test_names_are_only_text(minimesa, files):
    name = "</script><script>alert(1)</script>"
    evil = Circuit((name, "b"), (Gate(0x8, (0, 1)),), (Output(name + "<img>", 2),))
    path = files / "<script>.json"
    path.write_text(json.dumps(to_json(evil)))
    result = minimesa("inspect", path.name, "--html", "page.html", "--svg", "a.svg")
    assert (result.status, result.err) == (0, "")
    text = (files / "page.html").read_text(encoding="utf-8")
    assert text.count("<script") == text.count("</script") == 2
    assert "<img" not in text
    assert "<title>&lt;script&gt;.json</title>" in text
    ET.parse(files / "a.svg")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pairs.json", "plain.json", "--svg", "a.svg"], "--svg draws one circuit; there are 2"),
        (["pairs.json"] * 3 + ["--html", "a.html"], "2 circuits side by side; there are 3"),
        (["pairs.json", "--with-reference"], "--with-reference needs a problem; give --problem"),
        (["best-pair", "--reference", "--with-reference"], "--with-reference is for circuit files"),
        (["pairs.json", "--svg", "none/a.svg"], "none/a.svg: cannot be written"),
    ],
)
def test_refusals(minimesa, arguments, message):
    result = minimesa("inspect", *arguments)
    assert result.status == 2
    assert message in result.err
