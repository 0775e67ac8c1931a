"""Markdown, HTML and CSV: complete, the same numbers, and nothing in them is believed."""

import csv
import io
import json
import re
from html.parser import HTMLParser

import pytest

from minimesa.basis import get
from minimesa.problems.library import find_problem
from minimesa.report.calibration import load
from minimesa.report.document import (
    Bar,
    Bullets,
    Code,
    Document,
    Link,
    Paragraph,
    Rate,
    Section,
    Table,
    Terms,
    compact,
)
from minimesa.report.html import to_html
from minimesa.report.markdown import MOST_ROWS, escape, to_markdown
from minimesa.report.render import render
from minimesa.study.execute import execute
from minimesa.study.store import Store
from minimesa.study.task import Limits, Question, Task
from oracles.studies import ATTEMPT, DEFAULT, EVIL_NAME, EVIL_TITLE

SECTIONS = (
    "What was asked", "How to read it", "Verdict map", "Counterexamples", "Price of search",
    "Depletion", "Problems", "Open tasks", "What was not covered",
)  # fmt: skip


@pytest.fixture(scope="module")
def files(filled, phrases):
    return render(filled, phrases)


class Page(HTMLParser):
    """The elements of a page, its text, and its tables as rows of cells."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.attributes, self.text = set(), set(), ""
        self.tables, self._open = {}, []
        self.headings, self.targets, self.ids = [], [], set()
        self._caption = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        values = dict(attrs)
        self.ids.add(values.get("id"))
        if tag == "a":
            self.targets.append(values["href"])
        self._open.append(tag)
        if tag == "tr" and self._caption is not None:
            self.tables[self._caption].append([])
        if tag in ("td", "th") and self._caption is not None:
            self.tables[self._caption][-1].append("")

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        where = self._open[-1] if self._open else ""
        if where not in ("script", "style"):
            self.text += data
        if where in ("h1", "h2", "h3"):
            self.headings.append(data)
        if where == "caption":
            self._caption = data
            self.tables[data] = []
        if where in ("td", "th", "a") and self.tables and self._open[-2:] != ["li", "a"]:
            rows = self.tables[self._caption]
            if rows and rows[-1]:
                rows[-1][-1] += data


def golden_document():
    table = Table(
        "Numbers",
        ("name", "n", "share", "bar"),
        (
            ("a|b", 1, 0.5, Bar((("refuted", 1),))),
            (Link("2", "x"), None, Rate("1/4", 0.25), Bar(())),
        ),
    )
    blocks = (
        Paragraph("1. <b> & *x*"),
        Terms((("k", "v"),)),
        Bullets(("# no",)),
        Code("a\n```\nb"),
        table,
    )
    return Document("T", (Section("S", "s", blocks, (Section("P", "x", ()),)),))


def test_markdown_of_every_block():
    assert to_markdown(golden_document()) == (
        "# T\n\n## S\n\n1\\. &lt;b&gt; &amp; \\*x\\*\n\n- **k**: v\n\n- \\# no\n\n"
        "````text\na\n```\nb\n````\n\nNumbers:\n\n| name | n | share |\n|---|---:|---|\n"
        "| a\\|b | 1 | 0.5000 |\n| [2](#x) |  | 1/4 |\n\n### P\n"
    )


def test_what_is_the_same_in_all_rows_is_said_once():
    rows = (("b2", "", "p", 1), ("b2", "", "np", 1))
    table = compact(Table("T", ("basis", "flags", "variant", "n"), rows))
    assert table == Table("T (basis b2)", ("variant", "n"), (("p", 1), ("np", 1)))
    assert compact(Table("T", ("basis",), ())) == Table("T", ("basis",), ())


def test_bits_are_said_where_some_score_has_more_than_one():
    def shown(*bits):
        table = compact(Table("T", ("bits", "n"), tuple((b, 1) for b in bits)))
        return table.caption, table.columns

    assert shown(1, None) == shown(1) == ("T", ("n",))
    assert shown(1, 2) == shown(None, 2) == ("T", ("bits", "n"))
    assert shown(2, 2) == ("T (bits 2)", ("n",))


def test_a_report_of_scores_of_several_bits(tmp_path, phrases, files):
    asked = tuple(Question("replicated", "p", 2, 1, score_bits=bits) for bits in (1, 2))
    sums = find_problem("0x6666,0x8888,0x0ff0,0xf000")
    with Store(tmp_path / "bits.sqlite") as store:
        for problem in (sums, find_problem("0xca")):
            task = Task(problem, get("b2"), "size", 0, asked)
            store.save(task, execute(task, Limits(), DEFAULT), ATTEMPT)
    several = render(tmp_path / "bits.sqlite", phrases)
    page = Page(several["report.html"])
    head, *rows = page.tables["Problems by verdict (basis b2, objective size, variant p)"]
    assert [row[head.index("bits")] for row in rows] == ["1", "2"]
    assert [row[head.index("refuted")] for row in rows] == ["1", "1"]
    assert "replicated (p, k = 2, m = 1, 2 bits)" in page.text
    assert " --score-bits 2 " in page.text.replace("\n", " \n")
    assert "scores of other than 1, 2 bits" in page.text
    assert "**bits**: How many bits" in several["report.md"]
    rows = list(csv.DictReader(io.StringIO(several["verdicts.csv"])))
    assert sorted(row["score_bits"] for row in rows) == ["1", "1", "2", "2"]
    assert (
        "bits"
        not in Page(files["report.html"]).tables["Problems by verdict (basis b2, objective size)"][
            0
        ]
    )
    assert "scores of more than one bit" in files["report.md"]
    assert "**bits**" not in files["report.md"]


def test_cells_are_sorted_by_what_they_are():
    page = to_html(golden_document())
    assert '<td data-key="0.5">0.5000</td>' in page
    assert '<td data-key="0.25">1/4</td>' in page


def test_long_tables_are_cut_in_markdown_only():
    rows = tuple((i,) for i in range(MOST_ROWS + 3))
    document = Document("T", (Section("S", "s", (Table("long", ("n",), rows),)),))
    assert "3 more rows" in to_markdown(document)
    assert f'<td class="n">{MOST_ROWS + 2}</td>' in to_html(document)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a_b*c`d~e$f", "a\\_b\\*c\\`d\\~e\\$f"),
        ("<i>&amp;", "&lt;i&gt;&amp;amp;"),
        ("[x](y)", "\\[x\\](y)"),
        ("12. twelve", "12\\. twelve"),
        ("0.5", "0.5"),
        ("- item", "\\- item"),
        ("a\nb\u202e", "a\\\\nb\\\\u202e"),
        ("see https://x.y", "see https\\://x.y"),
    ],
)
def test_markdown_escapes(text, shown):
    assert escape(text) == shown


def test_all_sections_stand_in_both(files):
    assert re.findall(r"^## (.*)$", files["report.md"], re.MULTILINE) == list(SECTIONS)
    page = Page(files["report.html"])
    assert [h for h in page.headings if h in SECTIONS] == list(SECTIONS)
    assert {t.removeprefix("#") for t in page.targets} <= page.ids


def test_names_from_files_are_text_in_the_page(files):
    text = files["report.html"]
    page = Page(text)
    assert EVIL_NAME in page.text
    assert EVIL_TITLE.replace("\u202e", "\\u202e").replace("\x07", "\\x07") in page.text
    assert "<b>solver</b> crashed" in page.text
    assert not page.elements & {"img", "b", "iframe", "object", "link", "base", "form"}
    assert text.count("<script") == 1
    assert not {name for name in page.attributes if name.startswith("on")}
    assert "style" not in page.attributes
    assert all(target.startswith("#") for target in page.targets)
    assert "src" not in page.attributes


def test_names_from_files_are_text_in_markdown(files):
    text = re.sub(r"^(`{3,})text\n.*?^\1$", "", files["report.md"], flags=re.DOTALL | re.MULTILINE)
    assert "<" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "](javascript" not in text.replace("\\](javascript", "")
    assert "\u202e" not in files["report.md"]


def test_the_policy_allows_the_one_script_and_nothing_else(files):
    import base64
    import hashlib

    text = files["report.html"]
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert policy.startswith("default-src 'none'; ")
    for tag in ("script", "style"):
        content = re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_the_map_has_the_numbers_of_sql_in_both(files, sql):
    expected = [
        tuple(map(str, row))
        for row in sql(
            "SELECT definition, refuted, upheld, open, vacuous, problems FROM verdict_map "
            "ORDER BY definition, evaluator_gates"
        )
    ]
    page = Page(files["report.html"])
    names = ("definition", "refuted", "upheld", "open", "vacuous", "problems")
    head, *rows = page.tables["Problems by verdict (basis b2, objective size)"]
    places = [head.index(name) for name in names]
    assert sorted(tuple(r[i] for i in places) for r in rows) == sorted(expected)
    section = files["report.md"].split("## Verdict map")[1].split("\n## ")[0]
    head, _, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("|")
    ]
    places = [head.index(name) for name in names]
    assert sorted(tuple(r[i] for i in places) for r in rows) == sorted(expected)


def test_prices_have_the_numbers_of_sql(files, sql):
    page = Page(files["report.html"])
    rows = page.tables["Price of search by problem (basis b2, objective size)"][1:]
    expected = sql("SELECT requirement, lower, upper, verdict FROM prices")
    assert sorted((r[1], *r[4:7]) for r in rows) == sorted(tuple(map(str, e)) for e in expected)


def test_every_counterexample_has_equations_a_drawing_words_and_commands(files):
    text = files["report.html"]
    parts = re.findall(r'<section id="counterexample-\d+">(.*?)</section>', text, re.DOTALL)
    assert len(parts) >= 3
    for part in parts:
        assert '<svg class="circuit"' in part
        assert '<text class="badge' in part
        assert re.search(r"g0 +=", part)
        assert "minimesa solve --basis b2 --objective size" in part
        assert "minimesa inspect - --basis b2" in part
    assert "both compute a &amp; b on" in text


def test_a_study_that_is_not_begun_has_a_report(tmp_path, phrases):
    with Store(tmp_path / "empty.sqlite"):
        pass
    files = render(tmp_path / "empty.sqlite", phrases)
    assert "There are no verdicts yet." in files["report.md"]
    assert files["verdicts.csv"].startswith("problem,basis,objective,definition")
    assert all(text.count("\n") == 1 for name, text in files.items() if name.endswith(".csv"))


def test_the_same_store_gives_the_same_files(filled, phrases, files):
    assert render(filled, phrases) == files


@pytest.mark.parametrize("name", ["verdicts", "prices", "rates", "counterexamples"])
def test_csv_files_hold_the_rows_of_sql(files, sql, name):
    rows = list(csv.DictReader(io.StringIO(files[f"{name}.csv"])))
    assert len(rows) == sql(f"SELECT count(*) FROM {name}")[0][0]
    column = {"verdicts": "fired", "prices": "upper", "rates": "searched"}.get(name, "size")
    stored = sql(f'SELECT task, "{column}" FROM {name}')
    assert sorted((r["task"], int(r[column])) for r in rows) == sorted(stored)
    assert EVIL_NAME in {row["problem"] for row in rows}


def test_csv_of_rates_has_the_intervals(files):
    from minimesa.controls.intervals import wilson

    for row in csv.DictReader(io.StringIO(files["rates.csv"])):
        low, high = wilson(int(row["fired"]), int(row["searched"]))
        assert (float(row["low"]), float(row["high"])) == pytest.approx((low, high), abs=1e-6)


def test_calibration_is_shown(filled, phrases, tmp_path):
    from minimesa.controls.calibration import Rate as Measured

    rate = {"definition": "selecting", "variant": "p", "candidates": 2, "evaluator_gates": 1,
            "score_bits": 1, "default": True, "reachable": False,
            "positive": {"library": {"plain": Measured(9, 10, 0, 0).to_json()}},
            "open": {}, "negative": {"random": Measured(0, 0, 3, 0).to_json()}}  # fmt: skip
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps({"basis": "b2", "rates": [rate]}))
    page = Page(render(filled, phrases, ["html"], load(path))["report.html"])
    head, row = page.tables["Detection rates on controls"]
    assert head[-2:] == ["positive: library: plain", "negative: random"]
    low, high = Measured(9, 10, 0, 0).interval
    assert row[-2:] == [f"9/10 [{low:.2f}, {high:.2f}]", ""]
    assert row[:6] == ["selecting", "p", "2", "1", "1", "default"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"basis": "b2", "rates": []}', "[" * 100_000])
def test_no_calibration_is_refused(tmp_path, text):
    from minimesa.errors import InputError

    path = tmp_path / "calibration.json"
    path.write_text(text)
    with pytest.raises(InputError, match=r"calibration\.json"):
        load(path)
