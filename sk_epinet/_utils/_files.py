"""Write files whole or not at all, and find out before long work whether they can be written."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_ANOTHER_PLACE = "Name a file in a folder that you may write to."
_REMEDIES = {
    errno.ENOSPC: "Make room on the disk, or name a file on another one.",
    errno.EDQUOT: "Your share of the disk is used up: make room, or name a file elsewhere.",
    errno.EFBIG: "Files of this size are not allowed here: name a file elsewhere.",
    errno.ENAMETOOLONG: "Give it a shorter name.",
    errno.EROFS: _ANOTHER_PLACE,
    errno.EACCES: _ANOTHER_PLACE,
    errno.EPERM: _ANOTHER_PLACE,
}
_CANNOT = " cannot be written: "


def require_writable(
    path: str | os.PathLike[str], *sources: str | os.PathLike[str] | None
) -> None:
    """Raise an error unless a file can be written to this path.

    Parameters
    ----------
    path : path-like
        An existing file will be replaced.
    *sources : path-like or None
        Files that are read, which may not be replaced.

    Raises
    ------
    ValueError
        If the folder does not exist, or the path is a folder or one of the sources, or no name.
    OSError
        If the file system does not allow it; the message names the path and a remedy.
    """
    path = _checked(path)
    probe = _beside(path)
    with naming_errors(path, probe):
        _check_place(path, [_checked(source) for source in sources if source is not None])
        if _is_special(path):
            return
        try:
            probe.write_bytes(
                b"\0"
            )  # a full disk has room for the name of a file, but not for this
        finally:
            probe.unlink(missing_ok=True)


def check_path(name: str, path: Any) -> None:
    """Raise an error if an argument is not the name of a file."""
    if not isinstance(path, (str, os.PathLike)) or isinstance(os.fspath(path), bytes):
        raise TypeError(
            f"{name} must be the name of a file (str or pathlib.Path), got {path!r} of type "
            f"{type(path).__name__}."
        )
    if not os.fspath(path):
        raise ValueError(f"{name} is empty: it must be the name of a file.")


def _checked(path: str | os.PathLike[str]) -> Path:
    """Return a path whose name the system can take, or raise an error."""
    check_path("path", path)
    try:
        if b"\0" in os.fsencode(path):
            raise ValueError(f"{os.fspath(path)!r} is no name of a file: it has a character 0.")
    except UnicodeEncodeError:
        raise ValueError(
            f"{os.fspath(path)!r} is no name of a file here: this system cannot encode it."
        ) from None
    return Path(path)


def _check_place(path: Path, sources: Sequence[Path]) -> None:
    """Raise an error if what is at a path, or the lack of its folder, forbids a file there."""
    if path.is_dir():
        raise ValueError(f"{path} is a folder: name a file in it.")
    if not path.parent.is_dir():
        raise ValueError(f"{path}{_CANNOT}there is no folder {path.parent}.")
    if not path.exists():
        return
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "the file is protected", str(path))
    for source in sources:
        if source.exists() and path.samefile(source):
            raise ValueError(f"{path} is read by the same command: name another file to write.")


@contextmanager
def written_whole(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a path to write to, and move what was written there to `path` if all went well.

    After an error `path` is as it was before.

    Parameters
    ----------
    path : path-like
        An existing file is replaced. The new one has its permissions.

    Raises
    ------
    OSError
        If the file cannot be written; the message names `path` and a remedy.
    """
    path = _checked(path)
    if _is_special(path):  # nothing can be moved to a pipe or to /dev/stdout
        with naming_errors(path, path):
            yield path
        return
    target = path.resolve()  # a symbolic link goes on pointing to the file
    temporary = _beside(target)
    try:
        with naming_errors(path, temporary):
            yield temporary
            _finish(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _finish(temporary: Path, target: Path) -> None:
    """Move a file that is complete to its place."""
    if target.exists():
        shutil.copymode(target, temporary)
    with open(temporary, "rb+") as file:
        # Otherwise, after a power failure, the new name could stand for an empty file.
        os.fsync(file.fileno())
    os.replace(temporary, target)


@contextmanager
def written_together(folder: Path, names: Sequence[str]) -> Iterator[Path]:
    """Give a new folder to write files to, and move them to `folder` if all went well.

    After an error `folder` is as it was before. A file that was not written is not moved, and one
    of that name from an earlier time is removed, so that what `folder` has belongs together.

    Parameters
    ----------
    folder : Path
        An existing folder.
    names : sequence of str
        Names of the files.

    Raises
    ------
    OSError
        If a file cannot be written; the message names it and a remedy.
    """
    temporary = _beside(Path(folder) / "files")
    try:
        with naming_errors(folder, temporary):
            temporary.mkdir()
            yield temporary
            for name in names:
                if (temporary / name).exists():
                    os.replace(temporary / name, folder / name)
                else:
                    (folder / name).unlink(missing_ok=True)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


@contextmanager
def naming_errors(path: Path, hidden: Path | None = None) -> Iterator[None]:
    """Let errors of the file system name a path, and not the hidden one that is written to.

    Parameters
    ----------
    path : Path
        The file or folder that a user knows.
    hidden : Path, default=None
        What is written to until all is complete. Errors of other files stay as they are.
    """
    try:
        yield
    except BrokenPipeError:
        raise  # whoever reads has gone away, which is no fault of the path
    except OSError as error:
        explained = _explained(error, path, hidden or path)
        if explained is error:
            raise
        raise explained from error


def _explained(error: OSError, path: Path, hidden: Path) -> OSError:
    """Return an error that names a path and a remedy; one that names another file, as it is."""
    reason, named = error.strerror, path
    if error.errno is None or reason is None:
        return error
    if _CANNOT in reason:  # the error of a file in a hidden folder
        return OSError(error.errno, reason.replace(str(hidden), str(path)))
    if isinstance(error.filename, (str, bytes)):
        named = Path(os.fsdecode(error.filename))
    if hidden in (named, *named.parents):
        named = path / named.relative_to(hidden)
    elif named != path:
        return error
    remedy = _REMEDIES.get(error.errno, "")
    return OSError(error.errno, f"{named}{_CANNOT}{reason}.{' ' * bool(remedy)}{remedy}")


def _is_special(path: Path) -> bool:
    return path.exists() and not path.is_file()


def _beside(path: Path) -> Path:
    """Return the path of a new file in the same folder, so that it can be renamed to `path`."""
    return path.with_name(f".sk-epinet-{secrets.token_hex(4)}")
