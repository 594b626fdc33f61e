"""Write files whole or not at all, and find out before long work whether they can be written."""

import os
import secrets
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

_FORMULA = ("=", "+", "-", "@")
_SEPARATORS = {".csv": ",", "": ",", ".tsv": "\t", ".txt": "\t"}


def require_writable(path, source=None):
    """Raise an error unless a file can be written to this path.

    Parameters
    ----------
    path : path-like
        An existing file will be replaced.
    source : path-like, default=None
        A file that is read, which may not be replaced.

    Raises
    ------
    ValueError
        If the folder does not exist, the path is a folder or the source, or the file system does
        not allow it; the message names the path.
    """
    path = Path(path)
    try:
        _check_place(path, source)
        if not _is_special(path):
            probe = _beside(path)
            probe.touch(exist_ok=False)
            probe.unlink()
    except OSError as error:
        raise ValueError(f"{path} cannot be written: {error.strerror}.") from error


def _check_place(path, source):
    """Raise an error if what is at a path, or the lack of its folder, forbids a file there."""
    if path.is_dir():
        raise ValueError(f"{path} is a folder: name a file in it.")
    if not path.parent.is_dir():
        raise ValueError(f"{path} cannot be written: there is no folder {path.parent}.")
    if path.exists() and not os.access(path, os.W_OK):
        raise ValueError(f"{path} cannot be written: the file is protected.")
    if path.exists() and source is not None and path.samefile(source):
        raise ValueError(f"{path} is the table itself: name another file with -o.")


def require_text_file(path, source=None):
    """Raise an error unless a table can be written to this path; None is the terminal."""
    if path is None:
        return
    if path.suffix.lower() not in _SEPARATORS:
        raise ValueError(f"{path} cannot be written as {path.suffix}: name it .csv or .tsv.")
    require_writable(path, source)


@contextmanager
def open_text(path):
    """Open a file of text that is written whole or not at all; None is the terminal."""
    if path is None:
        yield sys.stdout
        return
    with written_whole(path) as temporary, open(temporary, "w", encoding="utf-8", newline="") as f:
        yield f


def write_rows(frame, file, path, header=True):
    """Write a DataFrame to an open file, separated as the ending of its path says."""
    frame.to_csv(
        file,
        sep="," if path is None else _SEPARATORS[path.suffix.lower()],
        index=False,
        header=header,
        float_format="%.10g",  # further digits are rounding
        lineterminator="\n",
    )


@contextmanager
def written_whole(path):
    """Give a path to write to, and move what was written there to `path` if all went well.

    After an error `path` is as it was before.

    Parameters
    ----------
    path : path-like
        An existing file is replaced.
    """
    path = Path(path)
    if _is_special(path):  # nothing can be moved to a pipe or to /dev/stdout
        yield path
        return
    path = path.resolve()  # a symbolic link goes on pointing to the file
    temporary = _beside(path)
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def written_together(folder, names):
    """Give a new folder to write files to, and move them to `folder` if all went well.

    After an error `folder` is as it was before. A file that was not written is not moved, and one
    of that name from an earlier time is removed, so that what `folder` has belongs together.

    Parameters
    ----------
    folder : Path
        An existing folder.
    names : sequence of str
        Names of the files.
    """
    temporary = _beside(Path(folder) / "files")
    temporary.mkdir()
    try:
        yield temporary
        for name in names:
            if (temporary / name).exists():
                os.replace(temporary / name, folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def without_formulas(frame):
    """Return a DataFrame whose texts no spreadsheet takes for a formula.

    Parameters
    ----------
    frame : DataFrame
        Its columns of numbers, and texts that are numbers, stay as they are.

    Returns
    -------
    frame : DataFrame
        Other texts that begin with = + - or @ have an apostrophe before them, as has a name of a
        column. :func:`load_landscape` reads them without it.
    """
    guarded = frame.rename(columns=_guard)
    for place, kind in enumerate(guarded.dtypes):
        if not pd.api.types.is_numeric_dtype(kind):
            guarded.isetitem(place, guarded.iloc[:, place].map(_guard))
    return guarded


def _guard(text):
    if not isinstance(text, str) or not text.lstrip().startswith(_FORMULA):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def _is_special(path):
    return path.exists() and not path.is_file()


def _beside(path):
    """Return the path of a new file in the same folder, so that it can be renamed to `path`."""
    return path.with_name(f".sk-epinet-{secrets.token_hex(4)}")
