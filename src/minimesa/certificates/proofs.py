"""Independent proof checkers: dratify (extra ``certify``), or drat-trim where it is on the PATH."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Self, cast

from minimesa.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


@dataclass(frozen=True)
class ProofCheck:
    """What a checker said of one proof."""

    ok: bool
    checker: str
    seconds: float
    detail: str = ""


class Checker:
    """Checks proofs in a process of its own, which Ctrl-C ends; used with ``with``.

    Raises:
        InputError: neither dratify nor drat-trim is there.

    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._dratify = importlib.util.find_spec("dratify") is not None
        self._drat_trim = shutil.which("drat-trim")
        if not self._dratify and self._drat_trim is None:
            raise InputError(
                "verifying proofs needs a checker: pip install 'minimesa[certify]', "
                "or put drat-trim on the PATH"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def check(self, formula: Path, proof: Path) -> ProofCheck:
        """Check that the proof refutes the formula (DIMACS and text DRAT files)."""
        begin = time.monotonic()
        ask = self._ask_dratify if self._dratify else self._ask_drat_trim
        ok, checker, detail = ask(formula, proof)
        return ProofCheck(ok, checker, time.monotonic() - begin, detail)

    def _ask_dratify(self, formula: Path, proof: Path) -> tuple[bool, str, str]:
        if self._process is None:
            self._process = _start()
        line = ""
        with contextlib.suppress(BrokenPipeError):
            stdin = cast("IO[str]", self._process.stdin)
            stdin.write(json.dumps([str(formula), str(proof)]) + "\n")
            stdin.flush()
            line = cast("IO[str]", self._process.stdout).readline()
        if not line:
            self._end()  # the next proof gets a new process
            return False, "dratify", "the checker crashed, perhaps for want of memory"
        ok, checker, detail = json.loads(line)
        return ok is True, checker, detail

    def _ask_drat_trim(self, formula: Path, proof: Path) -> tuple[bool, str, str]:
        command = [cast("str", self._drat_trim), str(formula), str(proof)]
        run = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        lines = run.stdout.strip().splitlines()
        ok = "s VERIFIED" in lines
        return ok, "drat-trim", "" if ok else " ".join(lines[-1:]) or "it said nothing"

    def _end(self) -> None:
        if self._process is None:
            return
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                cast("IO[str]", stream).close()
        self._process = None


def _start() -> subprocess.Popen[str]:
    return subprocess.Popen(
        # -P: a module in the user's directory must not stand in for one of ours.
        [sys.executable, "-P", "-m", "minimesa.certificates.checker", str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
