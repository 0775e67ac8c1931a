"""One small study for all tests of reports."""

import sqlite3
from contextlib import closing

import pytest

from minimesa.circuit import equations
from minimesa.cli.finding_words import describe
from minimesa.report.phrases import Phrases
from oracles.studies import fill


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """Return a store that no test writes to."""
    return fill(tmp_path_factory.mktemp("study") / "minimesa-small.sqlite")


@pytest.fixture(scope="session")
def phrases():
    """Return the wordings of the command line."""
    return Phrases(equations, describe)


@pytest.fixture
def sql(filled):
    """Return a function that asks the store directly."""
    with closing(sqlite3.connect(filled)) as db:
        yield lambda query: db.execute(query).fetchall()
