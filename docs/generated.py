"""A Sphinx extension: parts of pages that are written by the code that they describe.

A line ``<!-- generated: NAME -->`` in a page becomes the Markdown that the function of that name
returns. Besides, a link to a folder leads to its README.md, as it does where people browse
repositories, and the tables beside the reports in results/ get a title and no place in the menu.
"""

from __future__ import annotations

import re
import sqlite3
from base64 import b64encode
from inspect import cleandoc
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pygments.lexers.special import TextLexer

import minimesa
from minimesa.analysis import registry
from minimesa.cli.application import COMMANDS, application
from minimesa.drawing.marks import marks_of
from minimesa.drawing.svg import to_svg
from minimesa.problems.library import find_problem, list_problems
from minimesa.study import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

LINK = re.compile(r"\[([^\[\]]+)\]\(([^()#:\s]+)\)")
MARK = re.compile(r"^<!-- generated: (\w+) -->$", re.MULTILINE)


MODULES = (
    "errors", "truth_tables", "relations", "circuit", "canonical", "basis", "problems.problem",
    "problems.library", "solvers.profiles", "solvers.engine", "synthesis.options",
    "synthesis.search", "synthesis.result", "improvement.result", "analysis.subject",
    "analysis.finding", "analysis.registry", "analysis.inspect", "pricing.requirement",
    "pricing.price", "pricing.verdict", "study.results", "drawing.marks", "drawing.svg", "census",
)  # fmt: skip
"""The modules of which the reference shows what is public, from the bottom up."""


def commands() -> Iterator[str]:
    """Yield a section for each command: what its help says, with its examples."""
    with application.make_context("minimesa", ["problems"], resilient_parsing=True) as above:
        for name in COMMANDS:
            command = application.get_command(above, name)
            assert command is not None
            with command.make_context(name, [], parent=above, resilient_parsing=True) as context:
                yield f"## minimesa {name}\n"
                yield f"```text\nminimesa {name} {' '.join(command.collect_usage_pieces(context))}"
                yield "```\n"
                yield from (
                    f"{_escape(text)}\n" for text in cleandoc(command.help or "").split("\n\n")
                )
                examples = cleandoc((command.epilog or "").partition("Examples:")[2])
                yield f"```sh\n{examples}\n```\n"
                for parameter in command.get_params(context):
                    record = parameter.get_help_record(context)
                    if record and record[1]:
                        yield f"`{record[0]}`\n: {_escape(record[1])}\n"


def api_values() -> Iterator[str]:
    """Yield the classes of the Python API with the first line of what each says of itself."""
    yield "| class | what it is | defined in |\n| --- | --- | --- |"
    for name in minimesa.__all__:
        value = getattr(minimesa, name)
        if isinstance(value, type):
            first = cleandoc(value.__doc__ or "").partition("\n")[0]
            yield f"| {{py:class}}`~{value.__module__}.{name}` | {first} | `{value.__module__}` |"
    yield ""


def modules() -> Iterator[str]:
    """Yield a section for each module."""
    for name in MODULES:
        yield f"## minimesa.{name}\n\n```{{eval-rst}}\n.. automodule:: minimesa.{name}"
        yield "   :members:\n```\n"


def definitions() -> Iterator[str]:
    """Yield what counts as search: a section for each definition."""
    for definition in registry.DEFINITIONS:
        options = ", ".join(f"`--{name.replace('_', '-')}`" for name in definition.parameters)
        needs = "a problem with a utility" if definition.needs_utility else "any circuit"
        yield f"## {definition.name}\n"
        yield from _field("In short", definition.summary)
        yield from _field("Exactly", definition.formula)
        yield from _field("Source", definition.source)
        yield from _field("Speaks of", needs)
        yield f"Options\n: {options or 'none'}\n"
        yield from _field("Not seen, by choice", "; ".join(definition.limits))


def library() -> Iterator[str]:
    """Yield a section for each problem of the library, at its default parameters."""
    for outline in list_problems():
        problem = find_problem(outline.name)
        relation = problem.relation
        kind = "function" if relation.is_function() else "relation: some rows accept several words"
        if problem.utility is not None:
            kind += f", from a utility to {'maximize' if problem.utility.maximize else 'minimize'}"
        yield f"## {outline.name}\n\n{_escape(_sentence(problem.title))}\n"
        yield from (f"{_escape(text)}\n" for text in problem.description.splitlines() if text)
        parameters = ", ".join(f"`{p.name}={p.default}`" for p in outline.parameters.values())
        if parameters:
            yield f"Parameters\n: {parameters}\n"
        yield from _field("Inputs", _words(problem.input_words))
        yield from _field("Outputs", _words(problem.output_words))
        yield from _field("Kind", kind)
        rows = f"{len(relation.rows)} of {1 << len(relation.inputs)} matter"
        yield from _field("Rows", rows + (", weighted" if relation.weights is not None else ""))
        for known in problem.known:
            what = f"{known.objective} {known.value} over {known.basis}: {known.source}"
            yield from _field("Known optimum", what)


def store() -> Iterator[str]:
    """Yield the tables and views of a store with their columns, from the SQL that makes them."""
    db = sqlite3.connect(":memory:")
    schema.migrate(db)
    made = re.findall(
        r"((?:^-- .*\n)+)CREATE (TABLE|VIEW) (\w+)", "\n".join(schema.MIGRATIONS), re.MULTILINE
    )
    # What is made anew later is said by what makes it then.
    for comment, kind, name in {name: (text, kind, name) for text, kind, name in made}.values():
        words = " ".join(line.removeprefix("-- ") for line in comment.splitlines())
        yield f"## {name}\n\nA {kind.lower()}. {_escape(words)}\n"
        yield "| column | type | |\n| --- | --- | --- |"
        links = {
            row[3]: f"refers to `{row[2]}`"
            for row in db.execute(f"PRAGMA foreign_key_list({name})")
        }
        for _, column, type_, not_null, _, key in db.execute(f"PRAGMA table_info({name})"):
            notes = ["key"] if key else []
            notes += [links[column]] if column in links else []
            if kind == "TABLE" and not not_null and not key:
                notes.append("may be null")
            yield f"| `{column}` | {type_} | {', '.join(notes)} |"
        yield ""


def _field(name: str, text: str) -> Iterator[str]:
    yield f"{name}\n: {_escape(text)}\n"


def _words(words: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{name} ({width} bit{'s' * (width > 1)})" for name, width in words)


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")


def _escape(text: str) -> str:
    """Return a text as Markdown that shows it; what stands in backquotes is code."""
    return re.sub(r"([\\*_{}\[\]<>#|~^$])", r"\\\1", text)


def tutorial_drawing() -> Iterator[str]:
    """Yield a picture of the circuit that the tutorial ends with."""
    page = (Path(__file__).parent / "tutorial.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"^```toml file=dispatch.toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "dispatch.toml"
        file.write_text(text, encoding="utf-8")
        found = minimesa.price(file, "mediated")
    assert found.searching.solution is not None
    assert found.searching.finding is not None
    (circuit,) = found.searching.solution.circuits
    svg = to_svg(circuit, marks_of(found.searching.finding, circuit))
    data = b64encode(svg.encode()).decode()
    yield f'<img alt="The circuit, its scores marked" src="data:image/svg+xml;base64,{data}">'


PARTS = {
    part.__name__: part
    for part in (api_values, commands, definitions, library, modules, store, tutorial_drawing)
}


def _prepare(app: Sphinx, docname: str, source: list[str]) -> None:
    folder = (Path(app.srcdir) / docname).parent

    def link(match: re.Match[str]) -> str:
        """Send a link to a folder to its README.md; without one it is just text."""
        text, target = match.groups()
        if not (folder / target).is_dir():
            return match[0]
        readme = f"{target.rstrip('/')}/README.md"
        return f"[{text}]({readme})" if (folder / readme).is_file() else text

    text = LINK.sub(link, source[0])
    if docname.startswith("results/") and not docname.endswith("README"):
        title = "" if text.startswith("# ") else f"# {docname.removeprefix('results/')}\n\n"
        text = f"---\norphan: true\n---\n\n{title}{text}"
    source[0] = MARK.sub(lambda match: "\n".join(PARTS[match[1]]()), text)


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the parts, the links, and the language of a code block that Pygments does not know."""
    app.connect("source-read", _prepare)
    app.add_lexer("blif", TextLexer)
    return {"parallel_read_safe": True}
