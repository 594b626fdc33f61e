"""No text of a user is markup in the report, wherever it stands."""

# pytest finds fixtures by their names in this file.
# ruff: noqa: F401, F811

import re
from html.parser import HTMLParser

import pytest

from sk_epinet.comparison import _html
from tests.comparison.small_experiment import run, write_landscape

pytest.importorskip("skops")
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;"
PARTS = {
    "title": lambda: _html.page(HOSTILE, []),
    "heading": lambda: _html.heading(HOSTILE),
    "verdict": lambda: _html.verdict([(HOSTILE, HOSTILE)]),
    "failure": lambda: _html.failure(HOSTILE),
    "paragraph": lambda: _html.paragraph(HOSTILE),
    "table": lambda: _html.table([HOSTILE], [[HOSTILE], [(HOSTILE, HOSTILE)]]),
    "names and values": lambda: _html.names_and_values([(HOSTILE, HOSTILE)]),
}


class Reader(HTMLParser):
    """Collect the tags and the text of a page, as a browser sees them."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text = set(), set(), ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("part", PARTS)
def test_parts_of_a_page(part):
    read = Reader(PARTS[part]())
    assert not {"script", "img"} & read.tags
    assert "onerror" not in read.attributes
    assert HOSTILE in read.text


def test_the_whole_report(write_landscape, tmp_path):
    """The file, the columns, the target, a picture's caption and the command are a user's."""
    tags = ["<script>a</script>", "<img src=x onerror=b>", '"><b>', "&lt;", "a'>", "<!--"]
    path, _ = write_landscape(tags, target="<svg onload=c>")
    path = path.rename(path.with_name('"><script>mine.csv'))
    report = tmp_path / "report"
    few = ["--n-train", "30", "--repeats", "1", "--jobs", "1"]
    assert run("compare", path, *few, "--target", "<svg onload=c>", "--report", report) == 0
    page = (report / "report.html").read_text(encoding="utf-8")
    read = Reader(page)
    assert not {"script", "svg", "b"} & read.tags
    assert not {"onerror", "onload"} & read.attributes
    assert all(name in read.text for name in tags)
    assert not re.search(r"<(script|svg|b)\b", page)
