"""The inspector in a real browser: real clicks and keys, no request, dark and narrow."""

import json
import re
from pathlib import Path

import pytest

from minimesa.circuit import Circuit, Gate, Output, simulate
from minimesa.cli.application import application
from minimesa.drawing.page import Panel, WireText, to_page
from oracles.browser import ELEMENT, browser, needs_browser
from oracles.drawings import published

pytestmark = [needs_browser, pytest.mark.slow]
SECOND = "[data-panel='1'] "
FIRST = "[data-panel='0'] "
KEYS = {"left": "\ue012", "up": "\ue013", "right": "\ue014", "down": "\ue015", "enter": "\ue007"}
ESCAPE = "\ue00c"
VALUES = """
return [...document.querySelectorAll(arguments[0] + "[data-" + arguments[1] + "] .value")]
  .map(e => [Number(e.parentNode.dataset[arguments[1]]), e.textContent])
  .sort((a, b) => a[0] - b[0]).map(e => e[1])
"""
OVERLAPS = """
const texts = [...document.querySelectorAll("svg text")].filter(t => t.textContent.trim());
const boxes = texts.map(t => [t, t.getBoundingClientRect(), t.closest("svg")]);
const found = [];
for (const [t, box, svg] of boxes) {
  const page = svg.getBoundingClientRect();
  if (box.left < page.left || box.right > page.right
      || box.top < page.top || box.bottom > page.bottom)
    found.push("clipped: " + t.textContent);
}
boxes.forEach(([t, a, svg], i) => boxes.slice(0, i).forEach(([u, b, other]) => {
  if (svg === other && a.left < b.right - 1 && b.left < a.right - 1
      && a.top < b.bottom - 4 && b.top < a.bottom - 4)
    found.push(t.textContent + " over " + u.textContent);
}));
return found
"""


def inspect(*arguments):
    assert application.run(["inspect", *map(str, arguments)]) == 0


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Return the page of a minimal circuit beside the search that it replaces."""
    folder = tmp_path_factory.mktemp("page")
    circuit = {
        "inputs": ["p0_0", "p0_1", "p1_0", "p1_1", "p2_0", "p2_1"],
        "gates": [
            {"name": "g0", "op": "0x8", "fanin": ["p0_0", "p0_1"]},
            {"name": "g1", "op": "0x8", "fanin": ["p2_0", "p2_1"]},
            {"name": "g2", "op": "0xe", "fanin": ["g0", "g1"]},
        ],
        "outputs": [
            {"name": "choice0", "wire": "g2", "inverted": True},
            {"name": "choice1", "wire": "g1", "inverted": False},
        ],
    }
    (folder / "least.json").write_text(json.dumps(circuit))
    path = folder / "page.html"
    inspect(
        folder / "least.json", "--problem", "best-pair", "--with-reference", "-m", 1, "-k", 3,
        "--html", path,
    )  # fmt: skip
    return path


@pytest.fixture(scope="module")
def window():
    with browser() as found:
        yield found


def values(window, panel, kind="wire"):
    return window.run(VALUES, panel, kind)


def text(window, selector):
    return window.run("return document.querySelector(arguments[0]).textContent", selector)


def hover(window, selector):
    move = {"type": "pointerMove", "duration": 0, "x": 0, "y": 0}
    origin = {ELEMENT: window.find(selector)}
    pointer = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}}
    window.call(
        "POST", "/actions", {"actions": [{**pointer, "actions": [move | {"origin": origin}]}]}
    )


def press(window, *keys):
    """Press keys wherever the focus is."""
    actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
    window.call(
        "POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]}
    )


def focused(window):
    return window.run("return document.activeElement.getAttribute('aria-label')")


def test_nothing_is_requested_and_nothing_complains(window, page):
    window.show(page)
    assert window.requests(page) == [page.as_uri()]
    assert window.console() == []
    assert window.run("return document.querySelectorAll('svg.circuit .gate').length") == 10


def test_clicking_inputs_makes_values_flow_in_both_circuits(window, page):
    window.show(page)
    assert values(window, FIRST) == ["0"] * 9
    window.click(f"{FIRST}.terminal[data-wire='4']")
    window.click(f"{FIRST}.terminal[data-wire='5']")
    assert values(window, FIRST) == ["0", "0", "0", "0", "1", "1", "0", "1", "1"]
    assert values(window, SECOND)[4:9] == ["1", "1", "0", "0", "1"]
    assert values(window, FIRST, "output") == values(window, SECOND, "output") == ["0", "1"]
    assert text(window, f"{SECOND}.row").startswith("row 48 ")
    width = "return parseFloat(getComputedStyle(document.querySelector(arguments[0])).strokeWidth)"
    thick, thin = (window.run(width, f"{FIRST}.net[data-wire='{w}'] .wire") for w in (5, 0))
    assert thick > thin
    window.click(f"{FIRST}.terminal[data-wire='4']")
    assert values(window, FIRST, "output") == ["1", "0"]


def test_the_values_are_those_of_the_circuit(window, page):
    circuit = Circuit(
        tuple("abcdef"),
        (Gate(0x8, (0, 1)), Gate(0x8, (4, 5)), Gate(0xE, (6, 7))),
        (Output("y", 8, inverted=True), Output("z", 7)),
    )
    tables = simulate(circuit)
    window.show(page)
    for row in range(64):
        assert values(window, FIRST) == [str(table >> row & 1) for table in tables]
        press(window, "r")
    assert text(window, f"{FIRST}.row").startswith("row 0 ")
    window.click(f"{FIRST}[data-do='previous-row']")
    assert text(window, f"{FIRST}.row").startswith("row 63 ")


def test_pointing_at_a_wire_tells_what_it_is(window, page):
    window.show(page)
    hover(window, f"{FIRST}.gate[data-wire='8'] .body")
    details = text(window, f"{FIRST}.details")
    for said in ("g2", "g0 | g1", "0xf", "p0_0 p0_1 p2_0 p2_1", "gates in its cone3"):
        assert said in details
    shown = window.run(
        "return [...document.querySelectorAll(arguments[0])].map(e => e.dataset.wire)",
        f"{FIRST}.terminal.cone[data-wire]",
    )
    assert sorted(shown) == ["0", "1", "4", "5"]
    hover(window, f"{FIRST}.gate[data-wire='6'] .body")
    assert "p0_0 & p0_1" in text(window, f"{FIRST}.details")
    hover(window, "h1")
    assert text(window, f"{FIRST}.details") == ""


def test_an_intervention_changes_the_outputs(window, page):
    window.show(page)
    assert window.run("return document.querySelector(\"[data-do='force-1']\").disabled")
    window.click(f"{FIRST}.gate[data-wire='8'] .body")
    window.click(f"{FIRST}[data-do='force-1']")
    assert values(window, FIRST) == ["0"] * 8 + ["=1"]
    assert values(window, FIRST, "output") == ["0", "0"]
    rows = window.run(
        "return [...document.querySelectorAll(arguments[0])]"
        ".map(row => [...row.cells].map(cell => cell.textContent))",
        f"{FIRST}.outputs tbody tr",
    )
    # choice0 = ~(p0_0 & p0_1 | p2_0 & p2_1) is 1 on 9/16 of the rows.
    assert rows == [["choice0", "0", "1", "36 of 64"], ["choice1", "0", "0", "0 of 64"]]
    # No pair is good on row 0: any candidate will do.
    assert text(window, f"{FIRST}.verdict") == "The problem accepts them."
    assert "Forced: g2 = 1" in text(window, f"{FIRST}.said")
    window.click(f"{FIRST}[data-do='free']")
    assert values(window, FIRST) == ["0"] * 9
    window.click(f"{FIRST}[data-do='force-1']")
    window.click(f"{FIRST}[data-do='free-all']")
    assert values(window, FIRST) == ["0"] * 9


def test_stepping_through_findings(window, page):
    window.show(page)
    assert text(window, f"{SECOND}.which") == "1 of 3"
    assert text(window, f"{SECOND}.finding strong") == "replicated, selecting, mediated"
    badges = "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent).sort()"
    marked = f"{SECOND}.gate.score .badge"
    assert window.run(badges, marked) == ["S1", "S2", "S3"]
    window.click(f"{SECOND}[data-do='next-finding']")
    assert text(window, f"{SECOND}.which") == "2 of 3"
    assert window.run(badges, marked) == ["U0", "U1", "U2"]
    window.click(f"{SECOND}[data-do='previous-finding']")
    window.click(f"{SECOND}[data-do='previous-finding']")
    assert text(window, f"{SECOND}.which") == "none of 3 shown"
    assert window.run(badges, marked) == []
    assert text(window, f"{FIRST}.which") == "1 of 1"


def test_the_keyboard_does_everything(window, page):
    window.show(page)
    press(window, "\ue004", "\ue004", "\ue004", "\ue004")  # Tab: help, two rows, the drawing
    assert focused(window) == "input p0_0, value 0"
    press(window, " ")
    assert focused(window) == "input p0_0, value 1"
    press(window, KEYS["down"], KEYS["enter"])
    assert focused(window) == "input p0_1, value 1"
    press(window, KEYS["right"])
    assert focused(window) == "gate g0 = p0_0 & p0_1, value 1, U0"
    press(window, KEYS["enter"])
    assert focused(window) == "gate g0 = p0_0 & p0_1, forced to 0, U0"
    assert values(window, FIRST, "output") == ["1", "0"]
    press(window, KEYS["enter"])
    assert focused(window).startswith("gate g0 = p0_0 & p0_1, forced to 1")
    press(window, "f")
    assert focused(window) == "gate g0 = p0_0 & p0_1, value 1, U0"
    press(window, KEYS["right"], KEYS["right"])
    assert focused(window) == "output choice0, value 0"
    press(window, KEYS["left"], KEYS["left"], KEYS["left"], "0", KEYS["down"], KEYS["up"])
    assert "input" in focused(window)
    press(window, "n")
    assert text(window, f"{FIRST}.which") == "none of 1 shown"
    assert text(window, f"{SECOND}.which") == "1 of 3"
    press(window, "p", ESCAPE)
    assert text(window, f"{FIRST}.which") == "1 of 1"
    assert window.run("return document.querySelector('.chosen')") is None
    outline = window.run(
        "return getComputedStyle(document.activeElement.querySelector('.body')).strokeWidth"
    )
    assert outline == "4px"


def test_names_are_only_text(window, tmp_path):
    """What looks like markup is shown, and a script that got past the escaping would be stopped."""
    name = "</script><script>document.title = 'run'</script>"
    circuit = Circuit((name, "b"), (Gate(0x8, (0, 1)),), (Output("<img src=x>", 2),))
    wires = tuple(WireText("", name, "0x8", (name,), 0) for _ in range(3))
    path = tmp_path / "bad.html"
    path.write_text(
        to_page(name, [Panel(name, (name,), circuit, 15, (), wires, ())]), encoding="utf-8"
    )
    window.show(path)
    assert window.run("return document.title") == name
    assert window.console() == []
    assert window.requests(path) == [path.as_uri()]
    hover(window, ".terminal[data-wire='0'] .body")
    assert name in text(window, ".details")
    smuggled = path.read_text(encoding="utf-8").replace("<main>", f"<main>{name[9:]}")
    path.write_text(smuggled, encoding="utf-8")
    window.show(path)
    assert window.run("return document.title") == name
    assert window.console()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1300])
def test_letters_do_not_overlap_and_the_page_is_not_scrolled_sideways(window, page, dark, width):
    window.show(page, width=width, dark=dark)
    assert window.run("return document.documentElement.scrollWidth") <= width
    assert window.run(OVERLAPS) == []
    lightness = window.run("return getComputedStyle(document.body).backgroundColor")
    assert (int(re.findall(r"\d+", lightness)[0]) < 60) is dark


def test_letters_of_large_circuits_do_not_overlap(window, tmp_path):
    """The browser's own measures agree with those by which the drawing makes room."""
    large = sorted(published(), key=lambda circuit: circuit.size)[-40::8]
    for i, circuit in enumerate(large):
        wires = tuple(
            WireText("", "", "", (), 0) for _ in range(len(circuit.inputs) + circuit.size)
        )
        path = Path(tmp_path / f"{i}.html")
        panel = Panel("large", (), circuit, 1, (), wires, ())
        path.write_text(to_page("large", [panel]), encoding="utf-8")
        window.show(path)
        assert window.run(OVERLAPS) == []
        assert window.console() == []
