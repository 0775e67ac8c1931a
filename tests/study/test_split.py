"""Tasks that are shared by all workers: the same verdicts, whatever becomes of the workers."""

import multiprocessing
import os
import re
import signal
from collections import Counter
from contextlib import suppress

import pytest

from minimesa.analysis import registry
from minimesa.errors import InputError
from minimesa.solvers import profiles
from minimesa.study import sharing, split
from minimesa.study.answers import ruled_out, weakest_first
from minimesa.study.execute import execute
from minimesa.study.results import outcomes
from minimesa.study.split import run_split
from minimesa.study.store import Store
from minimesa.study.task import Limits, Question

DEFAULT = profiles.get("default")
STRUCTURE = tuple(
    Question(name, variant, 2, m)
    for name in ("replicated", "selecting", "mediated")
    for variant in ("p", "np")
    for m in (1, 2)
)
VARIANTS = (
    Question("replicated", "structural", 2, 1),
    Question("selecting", "p", 2, 1, default=True),
    Question("selecting", "p", 2, 1, reachable=True),
    Question("replicated", "p", 3, 1),
)
DECLARED = (Question("declared-all"), Question("declared-lean"), Question("comparisons"))


@pytest.fixture
def always_split(monkeypatch):
    """Leave no time to answer a question whole."""
    monkeypatch.setattr(sharing, "WHOLE_SECONDS", 0.0)


@pytest.fixture
def do_split(tmp_path):
    """Return a function that does tasks by `run_split`: their records, and what was reported."""

    def run_all(tasks, limits=None, *, watch=lambda _progress: None, file="split.sqlite"):
        records, details = [], []

        def report(progress, _task, record):
            if record is not None:
                records.append(record)
            elif progress.detail is not None:
                details.append(progress.detail)
            watch(progress)

        with Store(tmp_path / file) as store:
            run_split(
                tasks, store, limits or Limits(), DEFAULT,
                workers=2, total=len(tasks), report=report,
            )  # fmt: skip
            return records, details, outcomes(tasks, store)

    return run_all


def parts(details):
    """Return how many cases the questions had, of those that had several."""
    found = (int(re.search(r"of ([0-9]+) cases? refuted", detail)[1]) for detail in details)
    return [number for number in found if number > 1]


def judged(record):
    return {tuple(row[:-3]): row[-3] for row in record["verdicts"]}


def few(*, utility):
    return (*STRUCTURE, *VARIANTS, *(DECLARED if utility else ()))


@pytest.mark.slow
def test_verdicts_prices_and_optima_are_those_of_the_list(task, do_split, always_split):
    tasks = [
        task("0xf888", questions=few(utility=False)),
        task("0x6,0x8", questions=few(utility=False)),
        task("0x7888", questions=STRUCTURE, objective="depth,size"),
        task("0x16e9", questions=STRUCTURE),
        task("reply-min", questions=few(utility=True)),
        task("open-path", questions=few(utility=True)),
        task("0xe8", questions=STRUCTURE, basis="mig"),
        task("0x6", questions=STRUCTURE, basis="nand"),
        task("reply-min", requirement="declared-all"),
        task("open-path", requirement="declared-lean"),
        task("0x7888", requirement="selecting"),
        task("0x96", slack=1),
    ]
    records, details, known = do_split(tasks)
    assert len(parts(details)) > 20
    seen = Counter()
    for asked, outcome in zip(tasks, known, strict=True):
        ordinary = execute(asked, Limits(), DEFAULT)
        assert (outcome.status, outcome.size) == (ordinary["status"], ordinary["size"])
        if asked.requirement:
            assert outcome.price is not None
            price = [outcome.price.lower, outcome.price.upper, outcome.price.verdict]
            assert price == ordinary["price"][1:]
            continue
        verdicts = {tuple(v.question.to_json()): v.verdict for v in outcome.verdicts}
        assert verdicts == judged(ordinary)
        seen.update(verdicts.values())
        for verdict in outcome.verdicts:
            assert (verdict.witness is not None) == (verdict.verdict == "refuted")
            if verdict.witness is not None:
                assert verdict.witness.finding["verified"]
    assert set(seen) == {"refuted", "upheld", "vacuous"}
    assert {record["outcome"] for record in records} == {"done"}
