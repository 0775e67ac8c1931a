"""The group of commands: each module is imported when its command is used, errors become lines."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import sys
from typing import TYPE_CHECKING

import click

from minimesa.cli.statuses import CHECK_FAILED, DONE, INTERRUPTED, WRONG_USE
from minimesa.errors import MinimesaError, SolverError
from minimesa.wording import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "problems": "List the problem library, or show one problem.",
    "solve": "Find a minimal circuit and refute every smaller bound.",
    "improve": "Make a circuit smaller where a proof is out of reach.",
    "check": "Check whether minimal circuits are searches, for many problems.",
    "report": "Write what a study found: Markdown, HTML, CSV.",
    "price": "Say what it costs that a circuit is a search.",
    "verify": "Check certificates and results from scratch.",
    "inspect": "Look inside circuits for search, with witnesses.",
    "definitions": "List the definitions of search-like structure.",
    "calibrate": "Measure how often definitions fire on known circuits.",
    "census": "Show, check or make the table of all five-input functions.",
    "convert": "Convert a circuit or a table from one format to another.",
}
"""Every command with the line that the overall help has on it; ``minimesa.cli.NAME`` holds it."""


_COMPLETION = "_MINIMESA_COMPLETE"
"""The variable by which a shell asks for completions (click's convention)."""
_OUTPUT_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


class Application(click.Group):
    """The commands, and what becomes of their errors.

    A command returns its exit status, None for `DONE`.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands in the order of the help."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,
        cmd_name: str,
    ) -> click.Command | None:
        """Return a command; this imports its module. Names that are close come with the error."""
        if cmd_name not in COMMANDS:
            if ctx.resilient_parsing:
                return None
            from minimesa.problems.expressions import suggest  # noqa: PLC0415 - rarely needed

            near = suggest(cmd_name, COMMANDS)
            ctx.fail(f"no command is called {cmd_name!r}{near}; `minimesa --help` lists them")
        module = importlib.import_module(f"minimesa.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def run(self, args: Sequence[str], prog_name: str = "minimesa") -> int:
        """Run and return the exit status; an expected error is a line on stderr.

        Click's own ``main`` would give a closed pipe the status of a failed check.
        """
        if _COMPLETION in os.environ:
            self.main(args, prog_name)  # answers the shell and exits
        try:
            return _run(self, args, prog_name)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            return WRONG_USE
        except click.ClickException as error:
            return _fail(error.format_message(), WRONG_USE)
        except (click.Abort, KeyboardInterrupt):
            return _fail("interrupted", INTERRUPTED)
        except SolverError as error:
            return _fail(str(error), CHECK_FAILED)
        except MinimesaError as error:
            return _fail(str(error), WRONG_USE)
        except OSError as error:
            return _fail(_unwritable(error), WRONG_USE)
        except MemoryError:
            return _fail("out of memory; make the problem smaller", WRONG_USE)


def _run(group: click.Group, args: Sequence[str], prog_name: str) -> int:
    try:
        with group.make_context(prog_name, list(args)) as context:
            status = group.invoke(context)
    except click.exceptions.Exit as ended:  # after --help or --version
        status = ended.exit_code
    sys.stdout.flush()
    return status if isinstance(status, int) else DONE


def warn(message: str) -> None:
    """Write one line to stderr."""
    line = " ".join(part.strip() for part in message.splitlines())
    with contextlib.suppress(OSError):
        click.echo(f"minimesa: {plain(line)}", err=True)


def _fail(message: str, status: int) -> int:
    warn(message)
    return status


def _unwritable(error: OSError) -> str:
    """Return what to say of an output that failed, and leave nothing to be flushed into it."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno == errno.EPIPE:
        return "the output was closed before everything was written"
    if error.errno in _OUTPUT_ERRORS and error.filename is None:
        return f"the output: {error.strerror}"
    return str(error)


def _show_versions(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    """Print all versions and exit; click completes a command line without calling this."""
    if value and not ctx.resilient_parsing:
        from minimesa import versions  # noqa: PLC0415 - only for who asks

        click.echo(versions.report())
        ctx.exit()


@click.command(
    cls=Application,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 done, 1 a check failed, 2 wrong use or bad input, 3 undecided within "
    "the limits, 130 interrupted.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_versions,
    help="Show the versions of this program and of all solvers, for bug reports.",
)
def application() -> None:
    """Find minimal Boolean circuits, prove that they are minimal, and read them."""
