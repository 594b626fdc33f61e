"""Read a sheet of an Excel file as text."""

import datetime
import io
import re
import zipfile

import numpy as np
import pandas as pd

from ._column import Column
from ._header import find_header
from ._table import make_table

_SAMPLE = 100
# A formula whose value is an empty text has t="str".
_UNCOMPUTED = re.compile(
    rb'<c r="([A-Z]+\d+)"(?![^>]*t="str")[^>]*><f[^>]*>[^<]*</f>(?:<v ?/>|<v></v>)?</c>'
)


def is_excel(data):
    """Return whether a file is an Excel file, new or old, or another spreadsheet."""
    if data.startswith(b"PK\x03\x04"):
        return True
    return data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def read_excel(name, data, sheet=None):
    """Return the table of a sheet.

    Parameters
    ----------
    name : str
        What messages call the file.
    data : bytes
    sheet : str or int, default=None
        Name or position of the sheet; may be left out if only one sheet holds something.

    Raises
    ------
    ImportError
        If openpyxl is not installed.
    ValueError
        If there is no such sheet, or several and none is named.
    """
    _check_format(name, data)
    try:
        sheets = pd.read_excel(
            io.BytesIO(data),
            sheet_name=None,
            header=None,
            dtype=object,
            keep_default_na=False,
            na_filter=False,
            engine="openpyxl",
        )
    except ImportError:
        raise ImportError(
            "Reading Excel files needs openpyxl: pip install openpyxl (or pip install "
            "'sk_epinet[io]')."
        ) from None
    except Exception as error:  # openpyxl raises errors of many kinds for damaged files
        raise ValueError(f"{name} is a damaged Excel file: {str(error)[:200]}") from None
    title = _choose_sheet(name, sheets, sheet)
    named, cells = f"{name}, sheet '{title}'", sheets[title]
    has_merged, uncomputed = _find_specials(data)
    if not (has_merged or uncomputed):
        return _read_sheet(named, cells, [])
    import openpyxl  # an extra, which pandas has just used

    sheet = openpyxl.load_workbook(io.BytesIO(data))[title]
    _require_values(named, cells, sheet, uncomputed)
    return _read_sheet(named, cells, _merged_cells(sheet))


def _find_specials(data):
    """Return whether any sheet has merged cells, and where sheets have formulas without values."""
    has_merged, uncomputed = False, set()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            if part.startswith("xl/worksheets/"):
                content = archive.read(part)
                has_merged |= b"<mergeCell " in content
                uncomputed |= {place.decode() for place in _UNCOMPUTED.findall(content)}
    return has_merged, uncomputed


def _require_values(name, cells, sheet, uncomputed):
    """Raise an error if a formula has no value, because no spreadsheet has computed it yet."""
    n_rows, n_columns = cells.shape
    for cell in (own for row in sheet.iter_rows() for own in row if own.data_type == "f"):
        i, j = cell.row - 1, cell.column - 1
        is_empty = i >= n_rows or j >= n_columns or cells.iat[i, j] in ("", None)
        if is_empty and cell.coordinate in uncomputed:
            raise ValueError(
                f"{name} has a formula without a value in {cell.coordinate}: open the file in "
                "Excel or LibreOffice and save it, which computes its formulas."
            )


def _merged_cells(sheet):
    """Return the merged cells of one column: its position, and the first and last row."""
    return [
        (cells.min_col - 1, cells.min_row - 1, cells.max_row - 1)
        for cells in sheet.merged_cells.ranges
        if cells.min_col == cells.max_col
    ]


def _check_format(name, data):
    """Raise an error unless this is an .xlsx file."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValueError(
            f"{name} is an old Excel file (.xls), or has a password: save it as .xlsx without one."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        raise ValueError(f"{name} is a damaged Excel file.") from None
    if "xl/workbook.xml" not in names:
        raise ValueError(
            f"{name} is not an Excel file (.xlsx): save the table as .xlsx, or as text with "
            "commas (.csv)."
        )


def _choose_sheet(name, sheets, sheet):
    titles = list(sheets)
    filled = [title for title in titles if sheets[title].size]
    listed = ", ".join(f"'{title}'" for title in titles)
    if isinstance(sheet, str) and sheet in sheets:
        return sheet
    if isinstance(sheet, int) and not isinstance(sheet, bool) and 0 <= sheet < len(titles):
        return titles[sheet]
    if sheet is not None:
        raise ValueError(f"{name} has no sheet {sheet!r}; its sheets are {listed}.")
    if not filled:
        raise ValueError(f"{name} is empty: no sheet holds a table.")
    tables = [title for title in filled if min(sheets[title].shape) > 1]
    if len(tables) == 1:
        return tables[0]  # beside sheets of one column or row, which are notes
    if len(filled) > 1:
        shapes = ", ".join(
            f"'{title}' ({len(sheets[title])} rows, {sheets[title].shape[1]} columns)"
            for title in filled
        )
        raise ValueError(
            f"{name} has {len(filled)} sheets with something in them: {shapes}. Add "
            f"sheet='{max(filled, key=lambda title: sheets[title].size)}' or another."
        )
    return filled[0]


def _read_sheet(name, cells, merged):
    """Return the table of the cells of a sheet; a merged cell holds for each of its rows."""
    filled_columns = [j for j in cells if any(value not in ("", None) for value in cells[j])]
    cells = cells[filled_columns]
    filled = (cells != "").any(axis=1).to_numpy()
    rows = np.flatnonzero(filled)
    if not rows.size:
        raise ValueError(f"{name} is empty: it holds no table.")
    cells = cells.iloc[rows]
    records = [[_cell_text(v) for v in record] for record in cells.head(_SAMPLE).to_numpy()]
    header = find_header(name, records, cells.shape[1], lambda record: f"row {rows[record] + 1}")
    body = cells.iloc[header.first :].copy()
    for column, first, last in merged:
        if column in body and first in body.index:
            body.loc[first:last, column] = body.loc[first, column]
    columns = [
        Column.from_values("", [_cell_text(value) for value in body.iloc[:, j]])
        for j in range(body.shape[1])
    ]
    return make_table(
        name, header.names, columns, places=rows[header.first :] + 1, notes=header.notes
    )


def _cell_text(value):
    """Return a cell as text; a date, into which Excel turns "MAR1", as a date."""
    if value is None:
        return ""
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
