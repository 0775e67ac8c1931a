"""Processes that end with the one that started them, even if that is killed."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
"""The option of Linux' prctl(2) that names the signal sent when the parent dies."""


def die_with_parent(parent: int) -> None:
    """Ask Linux to kill this process when its parent dies.

    Elsewhere a worker ends at the closed pipe, and an external solver when it is done.

    Args:
        parent: process id of the parent; where another process is the parent by now, it has died
            already. (Process 1 may well be the parent: the first process of a container.)

    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
