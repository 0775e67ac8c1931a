"""``minimesa definitions``."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
from click.shell_completion import CompletionItem

from minimesa.analysis import registry
from minimesa.cli import options

EXAMPLES = """\b
Examples:
  minimesa definitions
  minimesa definitions selecting mediated
  minimesa definitions --json
"""


class DefinitionType(click.ParamType[str]):
    """The name of a definition, or names separated by commas."""

    name = "definition"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's signature
        param: click.Parameter | None,  # noqa: ARG002 - click's signature
        ctx: click.Context | None,  # noqa: ARG002 - click's signature
    ) -> str:
        """Return the text once all of its names are known; another is an InputError."""
        for name in names(str(value)):
            registry.get(name)
        return str(value)

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        param: click.Parameter,  # noqa: ARG002 - click's signature
        incomplete: str,
    ) -> list[CompletionItem]:
        """Complete the last name."""
        before, comma, last = incomplete.rpartition(",")
        return [
            CompletionItem(f"{before}{comma}{d.name}", help=d.summary)
            for d in registry.DEFINITIONS
            if d.name.startswith(last)
        ]


def names(*texts: str) -> list[str]:
    """Return the names in texts such as ``selecting,mediated``, each once."""
    return list(dict.fromkeys(part.strip() for text in texts for part in text.split(",")))


@click.command("definitions", epilog=EXAMPLES)
@click.argument("asked", metavar="[NAME...]", nargs=-1, type=DefinitionType())
@options.json_option
def command(asked: tuple[str, ...], as_json: bool) -> None:
    """Show the definitions of search-like structure, or those with a NAME.

    For each: what it says, exactly; where it is from; the options of `inspect` that it reads; and
    what it does not see, by choice.
    """
    found = [registry.get(name) for name in names(*asked)] or list(registry.DEFINITIONS)
    if as_json:
        indent = 2 if sys.stdout.isatty() else None
        for definition in found:
            click.echo(json.dumps(definition.to_json(), indent=indent))
        return
    from minimesa.cli import definition_text, render  # noqa: PLC0415 - rich is slow to import

    render.show(definition_text.describe(found))
