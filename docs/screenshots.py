"""Make pictures of all built pages as they are seen on a telephone and on a screen.

Each page is also asked how wide it is: one that is wider than the window would have to be scrolled
sideways, and is named. It needs Chromium.

    make docs
    python docs/screenshots.py docs/_build/html screenshots
    python docs/screenshots.py docs/_build/html screenshots index quickstart --dark
"""

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

WIDTHS = (390, 1280)
HEIGHT = 2400
# A window cannot be as narrow as a telephone, but a frame can. It says how wide its page is, or
# the article in it, which hides what does not fit.
FRAME = """<title>frame</title><iframe src="{address}" width="{width}" height="800" onload="
  const page = this.contentDocument, article = page.querySelector('.bd-article-container');
  const parts = [page.documentElement, article ?? page.documentElement];
  document.title = 'width ' + Math.max(...parts.map(part => part.scrollWidth))"></iframe>"""


def main():
    """Run the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("built", type=Path, help="folder of the built pages")
    parser.add_argument("output", type=Path, help="folder of the pictures")
    parser.add_argument("pages", nargs="*", help="names without .html [all]")
    parser.add_argument("--dark", action="store_true", help="as a browser with dark pages")
    options = parser.parse_args()
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        raise SystemExit("There is no chromium here to make pictures with.")
    options.output.mkdir(parents=True, exist_ok=True)
    pages = [path.relative_to(options.built) for path in options.built.rglob("*.html")]
    names = options.pages or sorted(
        page.with_suffix("").as_posix() for page in pages if page.parts[0][0] != "_"
    )
    for name in names:
        for width in WIDTHS:
            shown = photograph(browser, options, name, width)
            note = f"  is {shown} pixels wide in a window of {width}" if shown > width else ""
            print(f"{name} {width}{note}", flush=True)


def photograph(browser, options, name, width):
    """Make a picture of a page, and return how wide the page is."""
    page = options.built / f"{name}.html"
    picture = (options.output / f"{name.replace('/', '_')}_{width}.png").resolve()
    call = [browser, "--headless", "--no-sandbox", "--hide-scrollbars"]
    if options.dark:
        call.append("--blink-settings=preferredColorScheme=0")
    call.append(f"--window-size={width},{HEIGHT}")
    run([*call, f"--screenshot={picture}", page.resolve().as_uri()])
    frame = options.output / "frame.html"
    frame.write_text(FRAME.format(address=page.resolve().as_uri(), width=width), encoding="utf-8")
    measure = ["--allow-file-access-from-files", "--virtual-time-budget=3000", "--dump-dom"]
    shown = run([*call, *measure, frame.resolve().as_uri()])
    frame.unlink()
    return int(re.search(r"<title>width (\d+)", shown)[1])


def run(call):
    """Return what a command prints."""
    done = subprocess.run(call, capture_output=True, text=True, timeout=120)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


if __name__ == "__main__":
    main()
