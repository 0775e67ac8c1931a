"""A small study for the tests of reports: real results, and names that no page should believe."""

from dataclasses import replace
from functools import cache

from minimesa.basis import get
from minimesa.problems.library import find_problem
from minimesa.solvers import profiles
from minimesa.study.execute import execute
from minimesa.study.store import Attempt, Store
from minimesa.study.task import Limits, Question, Task

EVIL_NAME = '<script>alert(1)</script>"&|`*_'
EVIL_TITLE = "</title><img src=x onerror='alert(2)'> [a](javascript:alert(3))\u202e\x07"
QUESTIONS = (
    *(
        Question(name, "p", 2, m)
        for name in ("replicated", "selecting", "mediated")
        for m in (1, 2)
    ),
    Question("declared-all"),
    Question("declared-lean"),
)
LIMITS = Limits(60, None, 1000)
ATTEMPT = Attempt(LIMITS, "default", "host", {"minimesa": "1.2.3", "revision": "abc"})

DEFAULT = profiles.get("default")


def tasks():
    """Return the tasks: lists without and with spare gates, and prices."""
    basis = get("b2")
    evil = replace(find_problem("second-pair-better"), name=EVIL_NAME, title=EVIL_TITLE)
    path, reply = find_problem("open-path"), find_problem("reply-min")
    nand = find_problem("0x7", 2)
    found = [
        Task(problem, basis, "size", slack, QUESTIONS)
        for problem, slack in ((evil, 0), (path, 0), (path, 1), (reply, 0), (reply, 1))
    ]
    found.append(Task(nand, basis, "size", 0, QUESTIONS[:6]))
    found += [Task(evil, basis, "size", requirement=name) for name in ("declared-all",)]
    found += [Task(path, basis, "size", requirement=n) for n in ("declared-all", "declared-lean")]
    return found


@cache
def _records():
    return [(task, execute(task, LIMITS, DEFAULT)) for task in tasks()]


def fill(path):
    """Make the store of the study, with a task that failed besides."""
    failed = Task(find_problem("full-adder"), get("aig"), "size", 0, QUESTIONS[:6])
    reason = "<b>solver</b> crashed"
    with Store(path) as store:
        for task, record in _records():
            assert record["outcome"] == "done", record
            store.save(task, record, ATTEMPT)
        store.save(failed, {"outcome": "failed", "reason": reason, "seconds": 0.5}, ATTEMPT)
    return path
