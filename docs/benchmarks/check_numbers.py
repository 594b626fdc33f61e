"""Check that the numbers of the pages are those of the saved tables.

A comment above a paragraph, a list or a table names the files that its numbers are from:

    <!-- numbers from docs/benchmarks/measured/table_scores.csv -->      (in the README)
    .. numbers from measured/table_scores.csv                            (in the pages)

Each number with decimals, and each "23 of 31", has to be in one of these files, rounded to as many
decimals as are shown. In the README, every paragraph with such a number needs the comment.

    python docs/benchmarks/check_numbers.py
"""

import re
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
COMMENT = re.compile(r"(?:<!--|\.\.) numbers from ([^>\n]+?)(?: -->)?$")
# A share such as "23 of 31", or a number with decimals; neither within a word, a DOI or a version.
CLAIM = re.compile(r"(?<![\w./])(?<!Python )(\d+ of \d+|[-+−]?\d*\.\d+)(?![\w/]|\.\d)")
ANY_NUMBER = re.compile(r"[-+−]?\d*\.?\d+(?:e[-+]?\d+)?")
CODE = re.compile(r"```.*?```|`[^`]*`|\]\([^)]*\)", re.DOTALL)


def read_claims(text, is_readme=False):
    """Yield (paragraph, files) of the paragraphs whose numbers are to be checked.

    The comment holds for all that follows it up to the next blank line, and where only a heading
    of a table or the end of an introduction lies before the blank line, for the table after it.
    """
    files = None
    for paragraph in re.split(r"\n\s*\n", CODE.sub(" ", text)):
        first, _, rest = paragraph.partition("\n")
        comment = COMMENT.match(first.strip())
        if comment:
            files, paragraph = comment[1].split(), rest
        elif not paragraph.lstrip().startswith(("|", "*", ".. list-table", "   ")):
            files = None
        if CLAIM.search(paragraph) and (files or is_readme):
            yield paragraph, files


def find_wrong(text, folder, is_readme=False):
    """Return a sentence for each number that is in none of the files named for it."""
    wrong = []
    for paragraph, files in read_claims(text, is_readme):
        claims = CLAIM.findall(paragraph)
        if not files:
            wrong.append(f"No comment names the table of {', '.join(claims)}.")
            continue
        tables = " ".join((folder / name).read_text(encoding="utf-8") for name in files)
        known = [float(own.replace("−", "-")) for own in ANY_NUMBER.findall(tables)]
        wrong += [
            f"{claim} is not in {' or '.join(files)}."
            for claim in claims
            if not is_known(claim, tables, known)
        ]
    return wrong


def is_known(claim, tables, known):
    """Return whether a claim is in the text of the tables, or rounds one of their numbers."""
    if " of " in claim:
        return re.search(rf"(?<!\d){claim}(?!\d)", tables) is not None
    value = float(claim.replace("−", "-"))
    half = 0.5 * 10.0 ** -len(claim.partition(".")[2])
    return any(abs(abs(own) - abs(value)) <= half * (1 + 1e-9) for own in known)


def main():
    """Check the README and all pages."""
    wrong = []
    pages = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.rst"))]
    for page in pages:
        is_readme = page.suffix == ".md"
        folder = CHECKOUT if is_readme else CHECKOUT / "docs" / "benchmarks"
        text = page.read_text(encoding="utf-8")
        wrong += [f"{page.name}: {own}" for own in find_wrong(text, folder, is_readme)]
    raise SystemExit("\n".join(wrong) or None)


if __name__ == "__main__":
    main()
