"""Write the tables that a page shows to files, and run the examples of the page on them.

docs/conf.py runs docs/your_table.rst in this way whenever the pages are built, and the tests do
the same, so that the page is never out of date. To do it alone: ``python docs/your_table.py``.
"""

import doctest
import os
import re
import sys
import tempfile
import textwrap
import warnings
from io import StringIO
from pathlib import Path

import pandas as pd

PAGE = Path(__file__).with_suffix(".rst")
TABLE = re.compile(
    r"^\.\. code-block:: text\n   :caption: (\S+)\n\n((?:   .*\n|\n)+)", re.MULTILINE
)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def write_tables(page, folder):
    """Write each block of a page that has the name of a file as its caption to that file.

    Parameters
    ----------
    page : str
        Text of the page.
    folder : path-like
        Where to write.
    """
    for name, block in TABLE.findall(page):
        text = textwrap.dedent(block).strip("\n") + "\n"
        if name.endswith(".xlsx"):
            # Columns of a sheet are shown with at least two spaces between them.
            sheet = pd.read_csv(StringIO(text), sep=r"\s{2,}", engine="python")
            sheet.to_excel(Path(folder) / name, index=False)
        else:
            (Path(folder) / name).write_text(text, encoding="utf-8")


def run(page=PAGE):
    """Run the examples of a page in a folder with its tables; return how many failed."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # Of tables with missing values or limits, which the page is about.
        warnings.simplefilter("ignore", UserWarning)
        write_tables(page.read_text(encoding="utf-8"), folder)
        os.chdir(folder)
        try:
            return doctest.testfile(str(page), module_relative=False, optionflags=FLAGS).failed
        finally:
            os.chdir(before)


if __name__ == "__main__":
    sys.exit(run() > 0)
