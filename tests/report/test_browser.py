"""The page in a real browser: real clicks and keys, no request, no complaint, dark and narrow."""

import re
import struct
import zlib

import pytest

from minimesa.report.render import render
from oracles.browser import browser, needs_browser

pytestmark = [needs_browser, pytest.mark.slow]
MAP = "#map table"
PLACE = """
return [...document.querySelectorAll(arguments[0] + " th")]
  .findIndex(head => head.textContent === arguments[1])
"""
COLUMN = """
return [...document.querySelectorAll(arguments[0] + " tbody tr")]
  .map(row => row.cells[arguments[1]].textContent)
"""


@pytest.fixture(scope="module")
def page(filled, phrases, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(render(filled, phrases, ["html"])["report.html"], encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def window():
    with browser() as found:
        yield found


def test_nothing_is_requested_and_nothing_complains(window, page):
    window.show(page)
    assert window.requests(page) == [page.as_uri()]
    assert window.console() == []
    assert window.run("return document.querySelectorAll('svg.circuit').length") >= 3
    boxes = window.run(
        "return [...document.querySelectorAll('svg')].map(s => s.getBoundingClientRect())"
        ".filter(r => r.width < 10 || r.height < 10).length"
    )
    assert boxes == 0


def test_what_is_smuggled_in_does_not_run_and_is_noticed(window, page, tmp_path):
    """The checks above can fail: the policy stops a script that got past the escaping."""
    text = page.read_text(encoding="utf-8")
    bad = tmp_path / "bad.html"
    smuggled = '<script>document.title = "run"</script><img src="http://127.0.0.1:9/x">'
    bad.write_text(text.replace("<main>", f"<main>{smuggled}"), encoding="utf-8")
    window.show(bad)
    assert window.run("return document.title") == "Study small"
    assert len(window.console()) >= 2
    open_ = tmp_path / "open.html"
    open_.write_text(re.sub("<meta http-equiv[^>]*>", "", bad.read_text(encoding="utf-8")))
    window.show(open_)
    assert window.run("return document.title") == "run"
    assert window.requests(open_) == [open_.as_uri(), "http://127.0.0.1:9/x"]
    window.console()


def test_clicks_sort_and_sort_back(window, page):
    window.show(page)
    column = window.run(PLACE, MAP, "refuted")
    before = window.run(COLUMN, MAP, column)
    assert len(set(before)) > 1
    button = f"{MAP} th:nth-child({column + 1}) button"
    window.click(button)
    assert window.run(COLUMN, MAP, column) == sorted(before, key=int)
    window.click(button)
    assert window.run(COLUMN, MAP, column) == sorted(before, key=int, reverse=True)
    assert window.run(
        f"return document.querySelector('{MAP} th:nth-child({column + 1})').ariaSort"
    ) == "descending"  # fmt: skip
    window.click(f"{MAP} th:nth-child(1) button")
    names = window.run(COLUMN, MAP, 0)
    assert names == sorted(names)
    assert "selecting" in names
    assert window.run(f"return document.querySelectorAll('{MAP} [aria-sort]').length") == 1
    assert window.console() == []


def test_the_keyboard_sorts(window, page):
    window.show(page)
    column = window.run(PLACE, MAP, "upheld")
    button = f"{MAP} th:nth-child({column + 1}) button"
    before = window.run(COLUMN, MAP, column)
    window.type(button, "\ue007")
    assert window.run(COLUMN, MAP, column) == sorted(before, key=int)
    window.type(button, " ")
    assert window.run(COLUMN, MAP, column) == sorted(before, key=int, reverse=True)


def test_unknown_values_come_last_whichever_way(window, page):
    window.show(page)
    table, column = "#problems table", 10
    for _ in range(2):
        window.click(f"{table} th:nth-child({column + 1}) button")
        found = window.run(COLUMN, table, column)
        known = [value for value in found if value]
        assert 0 < len(known) < len(found)
        assert found[: len(known)] == known


@pytest.mark.parametrize("dark", [False, True])
def test_text_stands_out(window, page, dark):
    """Text and ground differ by the contrast that WCAG 2 asks for (AA, 4.5 to 1)."""
    window.show(page, dark=dark)
    light = _luminance(window.run("return getComputedStyle(document.body).backgroundColor"))
    assert (light < 0.1) is dark
    for selector in ("p", "caption", "a", "td.refuted", "td.upheld", "td.vacuous", "dt", "th"):
        style = window.run(
            "const e = document.querySelector(arguments[0]);"
            "return [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]",
            selector,
        )
        ground = light if "rgba(0, 0, 0, 0)" in style[1] else _luminance(style[1])
        high, low = sorted((_luminance(style[0]), ground), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, selector


def _luminance(color):
    parts = [float(p) / 255 for p in color[color.index("(") + 1 : -1].split(",")[:3]]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("dark", [False, True])
def test_a_phone_scrolls_tables_and_not_the_page(window, page, dark):
    window.show(page, width=390, height=800, dark=dark)
    assert window.run("return document.documentElement.scrollWidth") <= 390
    assert window.run(
        "return [...document.querySelectorAll('.scroll')].some(e => e.scrollWidth > e.clientWidth)"
    )
    small = window.run(
        "return [...document.querySelectorAll('p, td, dd')]"
        ".some(e => parseFloat(getComputedStyle(e).fontSize) < 12)"
    )
    assert not small
    assert len(_colors(window.screenshot())) > 2


def _colors(png):
    """Return the distinct first bytes of filtered rows: a blank picture has one or two."""
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    return set(zlib.decompress(data))
