"""Read a table from a path, an open file or a DataFrame. All cells come as text."""

import io
import os
import re
from pathlib import Path

import numpy as np
import pandas as pd

from .._utils import missing_file, read_whole
from ._candidates import canonical_allele
from ._column import Column
from ._decode import to_utf8, unpack
from ._excel import is_excel, read_excel
from ._header import find_header
from ._json import is_json, read_json
from ._layout import find_layout
from ._table import make_table, set_decimal_marks
from ._text import clean_name


def read_table(source, sheet=None, decimal=None):
    """Read a table from wherever the user has it.

    Parameters
    ----------
    source : str, path-like, open file, or DataFrame
    sheet : str or int, default=None
        Sheet of an Excel file.
    decimal : {".", ","}, default=None
        Decimal mark.

    Returns
    -------
    table : Table

    Raises
    ------
    OSError
        If there is no such file, or it cannot be read.
    ValueError
        If it holds no table.
    """
    if hasattr(source, "columns") or hasattr(source, "__dataframe__"):
        table = _read_frame(source)
        set_decimal_marks(table, decimal)
        return table
    name, data = _open(source)
    data = unpack(name, data) if isinstance(data, bytes) else data.encode()
    if sheet is not None and not is_excel(data):
        raise ValueError(f"{name} is not an Excel file and has no sheets: leave out sheet=.")
    if is_excel(data):
        table = read_excel(name, data, sheet)
    elif data.startswith(b"PAR1"):
        table = _read_parquet(name, data)
    else:
        return _read_text(name, data, decimal)
    set_decimal_marks(table, decimal)
    return table


def _open(source):
    """Return what messages call a file, and its content."""
    if hasattr(source, "read"):
        name = getattr(source, "name", None)
        name = Path(name).name if isinstance(name, str) else "the open file"
        try:
            return name, source.read()
        except UnicodeDecodeError:
            raise ValueError(
                f"{name} was opened as text in another encoding than it has: open it with 'rb'."
            ) from None
    if not isinstance(source, (str, os.PathLike)):
        raise TypeError(
            "The table must be a path, an open file or a DataFrame with named columns, got "
            f"{type(source).__name__}.{' ' * bool(_remedy(source))}{_remedy(source)}"
        )
    text = os.fspath(source)
    is_file = os.path.isfile(text)
    if isinstance(text, str) and ("\n" in text or "\0" in text) and not is_file:
        raise ValueError(
            "The table must be the path of a file, and there is none of this name, which has "
            "several lines. If it is the text of a table, pass io.StringIO(text)."
        )
    if isinstance(text, str) and re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+://", text) and not is_file:
        raise ValueError(
            f"{text[:80]} is a web address: download the file and name it, or pass "
            "urllib.request.urlopen(address)."
        )
    path = Path(os.fsdecode(text))
    try:
        return clean_name(path.name), read_whole(path)
    except FileNotFoundError:
        raise missing_file(path) from None
    except IsADirectoryError:
        raise IsADirectoryError(f"{path} is a folder: name the file in it.") from None
    except PermissionError:
        hint = " is a folder: name the file in it." if path.is_dir() else " may not be read."
        raise PermissionError(f"{path}{hint}") from None
    except OSError as error:
        raise OSError(f"{str(path)[:80]} cannot be read: {error.strerror}.") from None


def _remedy(source):
    """Return how an object that is no table becomes one, where that is known."""
    if isinstance(source, (list, dict)) or getattr(getattr(source, "dtype", None), "names", None):
        return "Pass pandas.DataFrame(...) of it."
    if isinstance(source, tuple):
        return "Pass pandas.DataFrame(X, columns=[...]).assign(y=y) of X and y."
    if hasattr(source, "to_frame"):
        return "Pass a DataFrame that has the genotypes too."
    return "Pass pandas.DataFrame(..., columns=[...]) of it." if hasattr(source, "shape") else ""


def _read_text(name, data, decimal):
    data, encoding = to_utf8(name, data)
    if is_json(name, data):
        table = read_json(name, data)
        set_decimal_marks(table, decimal or ".")
        return table
    layout = find_layout(name, data)
    data = None
    header = find_header(
        name, layout.records, layout.n_columns, lambda record: f"line {layout.lines[record]}"
    )
    names, n_columns = header.names, layout.n_columns
    while len(names) > n_columns and not names[-1]:
        names = names[:-1]
    _check_ragged(name, layout, header.first, names)
    body = layout.body[layout.starts[header.first] :] if header.first < len(layout.starts) else b""
    if not body:
        raise ValueError(f"{name} holds no table: rows are needed below the header.")
    places = layout.lines[header.first :]
    frame = _parse(name, body, layout.separator, n_columns)
    notes = [*layout.notes, *header.notes]
    if encoding != "utf-8":
        notes.insert(0, f"encoding: {encoding}")
    columns = []
    for position in range(n_columns):
        codes, texts = pd.factorize(frame.iloc[:, position].to_numpy(dtype=object))
        columns.append(Column.from_categories("", codes, texts.tolist()))
    table = make_table(name, names, columns, places=places, numbering="line", notes=notes)
    set_decimal_marks(table, decimal, semicolons=layout.separator == ";")
    return table


def _check_ragged(name, layout, first, names):
    """Raise an error if the header or a record has another number of fields than the others."""
    wrong = np.flatnonzero(layout.n_fields[first:] != layout.n_columns)
    if wrong.size:
        record = first + wrong[0]
        raise ValueError(
            f"{name} has {layout.n_fields[record]} fields in line {layout.lines[record]}, but "
            f"{layout.n_columns} in most lines ({wrong.size} such "
            f"line{'s' * (wrong.size > 1)}). Mend the file, or put quotation marks around values "
            "with separators in them."
        )
    if len(names) != layout.n_columns:
        raise ValueError(
            f"{name} has {len(names)} fields in line {layout.lines[first - 1]}, its header, but "
            f"{layout.n_columns} in the lines below."
        )


def _parse(name, body, separator, n_columns):
    """Return the columns of a text file, all as text; equal texts of a column are one object."""
    try:
        return pd.read_csv(
            io.BytesIO(body),
            sep=separator or "\x1f",
            header=None,
            names=range(n_columns),
            index_col=False,
            dtype=object,
            na_filter=False,
            skip_blank_lines=False,
            skipinitialspace=separator != " ",
            low_memory=False,
            encoding="utf-8",
        )
    except (pd.errors.ParserError, ValueError, OverflowError) as error:
        reason = " ".join(str(error)[:200].split())
        raise ValueError(f"{name} cannot be read as a table: {reason}") from None


def _read_parquet(name, data):
    try:
        frame = pd.read_parquet(io.BytesIO(data))
    except ImportError:
        raise ImportError(
            "Reading Parquet files needs pyarrow: pip install pyarrow (or pip install "
            "'sk_epinet[io]')."
        ) from None
    except Exception as error:  # pyarrow's own errors have no common base beside this
        raise ValueError(f"{name} is a damaged Parquet file: {str(error)[:200]}") from None
    return _from_pandas(name, frame)


def _read_frame(source):
    """Return the table of a DataFrame of pandas, or of a library that pandas can take it from."""
    if not isinstance(source, pd.DataFrame):
        try:
            source = pd.api.interchange.from_dataframe(source)
        except ImportError:
            raise ImportError(
                f"Reading a {type(source).__name__} of {type(source).__module__.split('.')[0]} "
                "needs pyarrow: pip install pyarrow (or pip install 'sk_epinet[io]')."
            ) from None
        except Exception:
            if not hasattr(source, "to_pandas"):
                raise TypeError(
                    f"The table must be a path, an open file or a DataFrame with named columns, "
                    f"got {type(source).__name__}."
                ) from None
            source = source.to_pandas()
    return _from_pandas("the DataFrame", source)


def _from_pandas(name, frame):
    frame = _with_index_as_column(frame)
    names, columns, orders = [], [], {}
    for position, label in enumerate(frame.columns):
        label = " ".join(map(str, label)) if isinstance(label, tuple) else str(label)
        names.append(clean_name(label))
        values = frame.iloc[:, position]
        columns.append(Column.from_values("", values.to_numpy(dtype=object)))
        if isinstance(values.dtype, pd.CategoricalDtype) and values.cat.ordered:
            own = Column.from_values("", values.cat.categories.to_numpy(dtype=object))
            orders[names[-1]] = [canonical_allele(text) for text in own.texts]
    if not columns:
        raise ValueError(f"{name} has no columns.")
    table = make_table(name, names, columns, index=frame.index)
    table.orders = orders
    return table


def _with_index_as_column(frame):
    """Return a frame whose index, if it has a name or holds text, is its first column."""
    index = frame.index
    if isinstance(index, pd.MultiIndex):
        return frame.reset_index()
    if index.name is None and (index.dtype.kind in "iu" or not len(index)):
        return frame
    label = "index" if index.name is None else index.name
    if label in frame.columns:
        return frame
    copy = frame.copy(deep=False)
    copy.insert(0, label, index)
    return copy
