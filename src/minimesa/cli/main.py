"""The entry point: signals are in place before anything that takes time is imported."""

from __future__ import annotations

import io
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from minimesa.cli.statuses import INTERRUPTED, WRONG_USE

if TYPE_CHECKING:
    from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def main() -> NoReturn:
    """Run ``minimesa`` with the arguments of the process, and exit with its status."""
    try:
        for number in _SIGNALS:
            signal.signal(number, _interrupt)
        if sys.stdout is None:
            sys.stderr.write("minimesa: standard output is closed\n")
            sys.exit(WRONG_USE)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # a name in a file may not fit the encoding
                stream.reconfigure(errors="backslashreplace")
        from minimesa.cli.application import application  # noqa: PLC0415 - see the module

        status = application.run(sys.argv[1:])
    except KeyboardInterrupt:
        status = INTERRUPTED
    for number in _SIGNALS:  # nothing is left to unwind while Python shuts down
        signal.signal(number, signal.SIG_DFL)
    sys.exit(status)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    """Unwind everything, worker processes included; a second signal ends the process at once."""
    signal.signal(number, signal.SIG_DFL)
    raise KeyboardInterrupt
