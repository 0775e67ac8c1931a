"""The progress bar appears on a terminal only, after a second, and says what is being tried."""

import os
import pty
import signal


def test_a_long_run_on_a_terminal_shows_the_bound(start, hard):
    terminal, stderr = pty.openpty()
    process = start("solve", hard, "--json", stderr=stderr, env={"TERM": "xterm", "COLUMNS": "120"})
    os.close(stderr)
    seen = ""
    while "is there a circuit of" not in seen:
        seen += os.read(terminal, 4096).decode("utf-8", "replace")
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate()
    os.close(terminal)
    assert f"{hard}: is there a circuit of " in seen
    assert "gates?" in seen
    assert out.startswith("{")
    assert out.count("\n") == 1


def test_nothing_is_shown_elsewhere(minimesa, hard):
    result = minimesa("solve", hard, "--time-limit", "2", "--json")
    assert "is there a circuit" not in result.err
    assert result.err.count("\n") == 1
