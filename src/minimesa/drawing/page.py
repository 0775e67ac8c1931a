"""The inspector: circuits on one HTML page that needs nothing else, to be set, forced and stepped.

Every text is escaped, the data is JSON in which no markup can begin, and the policy in the head
lets the browser run only the one script that is written here, by its hash.
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from html import escape as escape_html
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any

from minimesa.drawing.measure import printable
from minimesa.drawing.svg import draw_live, room_beside, stylesheet
from minimesa.truth_tables import full

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.circuit import Circuit
    from minimesa.drawing.marks import Marks


@dataclass(frozen=True)
class WireText:
    """What is said of a wire.

    Attributes:
        definition: what it computes of its fan-ins; empty for an input.
        formula: its function of the inputs, in words or as a table.
        table: its truth table over all inputs, as hex; shortened where it is long.
        support: the names of the inputs it depends on.
        level: most gates on a path that ends in it.

    """

    definition: str
    formula: str
    table: str
    support: tuple[str, ...]
    level: int


@dataclass(frozen=True)
class Shown:
    """A finding: a heading, what it says, and its marks."""

    title: str
    text: str
    marks: Marks


@dataclass(frozen=True)
class Panel:
    """A circuit on the page.

    Attributes:
        title: what it is called.
        facts: sentences below the title.
        circuit: the circuit.
        care: the rows that matter, as a bit mask.
        allowed: for each row the output words that its problem accepts, as a bit mask; empty
            where that is not known.
        wires: what is said of its inputs and gates.
        findings: what was found in it.

    """

    title: str
    facts: tuple[str, ...]
    circuit: Circuit
    care: int
    allowed: tuple[int, ...]
    wires: tuple[WireText, ...]
    findings: tuple[Shown, ...]


_PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title</title>
<style>$style</style>
</head>
<body>
<header>
<h1>$title</h1>
<details><summary>How to use this page</summary>
<p>Click an input to change it, and watch the values flow: a wire that is 1 is drawn thick and says
so. Point at a gate or a wire to see what it computes and from what; click it to keep it in view,
and force it to 0 or 1 to see what becomes of the outputs.</p>
<p>With the keyboard: Tab enters a drawing, the arrow keys move in it. Space or Enter changes an
input, or forces a gate to 0, to 1, and frees it again; 0 and 1 set or force, f frees. n and p step
through the findings, r goes to the next row, Escape forgets the selection.</p>
</details>
</header>
<main>
$panels</main>
<script type="application/json" id="model">$model</script>
<script>$script</script>
</body>
</html>
""")
_PANEL = Template("""<section class="panel" data-panel="$number" aria-labelledby="title-$number">
<h2 id="title-$number">$title</h2>
$facts
<div class="tools" role="toolbar" aria-label="Row and interventions">
<button type="button" data-do="previous-row" aria-label="Previous row">&larr;</button>
<output class="row"></output>
<button type="button" data-do="next-row" aria-label="Next row">&rarr;</button>
<button type="button" data-do="free-all">Free all wires</button>
</div>
<div class="scroll" tabindex="-1">$svg</div>
<div class="said" aria-live="polite"></div>
<div class="columns">
<section class="wire-box" aria-label="Wire"><h3>Wire</h3>
<p class="none">Point at a gate or a wire, or move to it.</p>
<dl class="details"></dl>
<div class="force" role="group" aria-label="Force the wire">
<button type="button" data-do="free">free</button>
<button type="button" data-do="force-0">force to 0</button>
<button type="button" data-do="force-1">force to 1</button>
</div></section>
<section aria-label="Outputs"><h3>Outputs</h3>
<table class="outputs"><thead><tr><th scope="col">output</th><th scope="col">value</th>
<th scope="col">unforced</th><th scope="col">rows changed</th></tr></thead>
<tbody></tbody></table>
<p class="verdict"></p>
</section>
<section class="findings" aria-label="Findings"><h3>Findings</h3>
<div role="toolbar" aria-label="Findings">
<button type="button" data-do="previous-finding" aria-label="Previous finding">&larr;</button>
<output class="which"></output>
<button type="button" data-do="next-finding" aria-label="Next finding">&rarr;</button>
</div>
<div class="finding" aria-live="polite"></div></section>
</div>
</section>
""")


def to_page(title: str, panels: Sequence[Panel]) -> str:
    """Return the page.

    Args:
        title: its title.
        panels: the circuits, side by side; inputs of one name are set together.

    Raises:
        InputError: a circuit is too large to be drawn.

    """
    style = stylesheet() + _asset("inspector.css")
    script = _asset("circuit.js") + _asset("inspector.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return _PAGE.substitute(
        policy=policy,
        title=_escape(title),
        style=style,
        script=script,
        panels="".join(_panel(number, panel) for number, panel in enumerate(panels)),
        model=_json({"panels": [_model(panel) for panel in panels]}),
    )


def _panel(number: int, panel: Panel) -> str:
    beside = max((room_beside(panel.circuit, shown.marks) for shown in panel.findings), default=0.0)
    return _PANEL.substitute(
        number=number,
        title=_escape(panel.title),
        facts="".join(f"<p>{_escape(fact)}</p>" for fact in panel.facts),
        svg=draw_live(panel.circuit, beside),
    )


def _model(panel: Panel) -> dict[str, Any]:
    circuit = panel.circuit
    n = len(circuit.inputs)
    rows = 1 << n
    wires = range(n + circuit.size)
    return {
        "inputs": [printable(name) for name in circuit.inputs],
        "gates": [
            # A digit a row of the operator's table, the first row first.
            {"operator": f"{gate.operator:0{1 << len(gate.fanin)}b}"[::-1], "fanin": gate.fanin}
            for gate in circuit.gates
        ],
        "outputs": [
            {"name": printable(o.name), "wire": o.wire, "inverted": o.inverted}
            for o in circuit.outputs
        ],
        "care": "" if panel.care == full(n) else f"{panel.care:0{rows}b}"[::-1],
        "allowed": [f"{words:#x}" for words in panel.allowed],
        "wires": [
            {
                "name": printable(circuit.wire_name(wire)),
                "definition": printable(said.definition),
                "formula": printable(said.formula),
                "table": said.table,
                "support": [printable(name) for name in said.support],
                "level": said.level,
                "cone": sorted(circuit.cone(wire)),
            }
            for wire, said in zip(wires, panel.wires, strict=True)
        ],
        "findings": [
            {
                "title": printable(shown.title),
                "text": printable(shown.text),
                "roles": {str(wire): role for wire, role in shown.marks.roles.items()},
                "badges": {str(wire): badge for wire, badge in shown.marks.badges.items()},
                "legend": shown.marks.legend,
            }
            for shown in panel.findings
        ],
    }


def _json(value: dict[str, Any]) -> str:
    """Return JSON in which nothing can end the element that it stands in."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _asset(name: str) -> str:
    return files("minimesa.drawing").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _escape(text: str) -> str:
    return escape_html(printable(text), quote=True)
