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
        self._drat_trim: str | None = None
        if importlib.util.find_spec("dratify") is not None:
            self._process = subprocess.Popen(
                # -P: a module in the user's directory must not stand in for one of ours.
                [sys.executable, "-P", "-m", "minimesa.certificates.checker", str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
            )
            return
        self._drat_trim = shutil.which("drat-trim")
        if self._drat_trim is None:
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
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):
                    cast("IO[str]", stream).close()

    def check(self, formula: Path, proof: Path) -> ProofCheck:
        """Check that the proof refutes the formula (DIMACS and text DRAT files)."""
        begin = time.monotonic()
        if self._process is None:
            command = [cast("str", self._drat_trim), str(formula), str(proof)]
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            ok = "s VERIFIED" in run.stdout.splitlines()
            last = run.stdout.strip().splitlines()[-1:]
            return ProofCheck(
                ok, "drat-trim", time.monotonic() - begin, "" if ok else " ".join(last)
            )
        try:
            stdin, stdout = (
                cast("IO[str]", self._process.stdin),
                cast("IO[str]", self._process.stdout),
            )
            stdin.write(json.dumps([str(formula), str(proof)]) + "\n")
            stdin.flush()
            line = stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            return ProofCheck(False, "dratify", time.monotonic() - begin, "the checker crashed")
        ok, checker, detail = json.loads(line)
        assert isinstance(ok, bool)
        return ProofCheck(ok, checker, time.monotonic() - begin, detail)
