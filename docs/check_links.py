"""Check that every link within the built pages leads to a page and to a place on it.

Links to other sites are not followed; ``sphinx-build -b linkcheck`` does that.

    python docs/check_links.py docs/_build/html
"""

import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# The search page and the index of modules are made by scripts in the browser.
LEFT_OUT = ("genindex.html", "search.html", "py-modindex.html")


class Page(HTMLParser):
    """Collect the links of a page, and the names of the places that can be linked to."""

    def __init__(self):
        super().__init__()
        self.links, self.places = [], set()

    def handle_starttag(self, tag, attrs):
        """Note what a tag links to, and what it is called."""
        values = dict(attrs)
        self.places |= {values[key] for key in ("id", "name") if values.get(key)}
        self.links += [values[key] for key in ("href", "src") if values.get(key)]


@cache
def read_page(path):
    """Return the links and places of a file."""
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def find_broken(root):
    """Return a sentence for each link of the pages below a folder that leads nowhere."""
    broken = []
    for path in sorted(root.rglob("*.html")):
        if path.name in LEFT_OUT or "_static" in path.parts:
            continue
        for link in sorted(set(read_page(path).links)):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists():
                broken.append(f"{path.relative_to(root)}: there is no {link}")
            elif (
                parts.fragment
                and target.suffix == ".html"
                and unquote(parts.fragment) not in read_page(target).places
            ):
                broken.append(f"{path.relative_to(root)}: there is no place {link}")
    return broken


if __name__ == "__main__":
    found = find_broken(Path(sys.argv[1]).resolve())
    raise SystemExit("\n".join(found) or None)
