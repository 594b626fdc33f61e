"""Say of a file that is not there what may have been meant."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path


def missing_file(path: str | Path) -> FileNotFoundError:
    """Return an error that names a file that is not there, and what is there instead.

    Parameters
    ----------
    path : path-like
        Where the file was looked for.
    """
    path = Path(path)
    message = f"There is no file {path}."
    folder = path.absolute().parent
    if not folder.is_dir():
        return FileNotFoundError(f"{message} There is no folder {folder} either.")
    similar = get_close_matches(path.name, _names_in(folder), n=1)
    if similar:
        return FileNotFoundError(f"{message} Did you mean {str(path.parent / similar[0])!r}?")
    if not path.is_absolute():
        message += f" It was looked for in {Path.cwd()}."
    return FileNotFoundError(message)


def _names_in(folder):
    try:
        return [other.name for other in folder.iterdir()]
    except OSError:  # a folder that may not be listed
        return []
