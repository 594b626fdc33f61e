"""Write files whole or not at all, and find out before long work whether that is possible."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from ._memory import require_memory

_ANOTHER_PLACE = "Name a file in a folder that you may write to."
_REMEDIES = {
    errno.ENOSPC: "Make room on the disk, or name a file on another one.",
    errno.EDQUOT: "Your share of the disk is used up: make room, or name a file elsewhere.",
    errno.EFBIG: "Files of this size are not allowed here: name a file elsewhere.",
    errno.ENAMETOOLONG: "Give it a shorter name.",
    errno.EROFS: _ANOTHER_PLACE,
    errno.EACCES: _ANOTHER_PLACE,
    errno.EPERM: _ANOTHER_PLACE,
    errno.ELOOP: "It is a symbolic link that leads to itself: name another file.",
}
_CANNOT = " cannot be written: "


def read_whole(path: Path) -> bytes:
    """Return the content of a file, or raise an error before it fills the memory.

    Parameters
    ----------
    path : Path
        A file, or a pipe.

    Raises
    ------
    ValueError
        If it is a device other than a terminal, which may have no end, or does not fit in memory.
    OSError
        If it cannot be read.
    """
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        kind = status.st_mode
        if stat.S_ISBLK(kind) or (stat.S_ISCHR(kind) and not file.isatty()):
            raise ValueError(f"{path} is a device, and not a file.")
        # As much again for the text that it becomes.
        require_memory(2 * status.st_size, f"Reading {path}", "Give a part of it.")
        return file.read()


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
    with naming_errors(path):
        target = _target(path)
    probe = _beside(target)
    with naming_errors(path, probe):
        _check_place(path, target, [_checked(source) for source in sources if source is not None])
        if _is_special(target):
            return
        try:
            probe.write_bytes(
                b"\0"
            )  # a full disk has room for the name of a file, but not for this
        finally:
            probe.unlink(missing_ok=True)


def _checked(path: str | os.PathLike[str]) -> Path:
    """Return a path whose name the system can take, or raise an error."""
    try:
        if b"\0" in os.fsencode(path):
            raise ValueError(f"{os.fspath(path)!r} is no name of a file: it has a character 0.")
    except UnicodeEncodeError:
        raise ValueError(
            f"{os.fspath(path)!r} is no name of a file here: this system cannot encode it."
        ) from None
    return Path(path)


def _target(path: Path) -> Path:
    """Return where symbolic links lead to, or raise an error if they lead in a circle."""
    # What is not there yet will be written, or what is missing is said later.
    with suppress(FileNotFoundError, NotADirectoryError):
        path.stat()
    return Path(os.path.realpath(path))


def _check_place(path: Path, target: Path, sources: Sequence[Path]) -> None:
    """Raise an error if what is at a path, or the lack of its folder, forbids a file there."""
    if target.is_dir():
        raise ValueError(f"{path} is a folder: name a file in it.")
    for folder in (path.parent, target.parent):
        if not folder.is_dir():
            raise ValueError(f"{path}{_CANNOT}there is no folder {folder}.")
    if not target.exists():
        return
    if target.is_socket():
        raise ValueError(f"{path} is a socket, to which no file can be written.")
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "the file is protected", str(path))
    if not (_is_special(target) or _may_be_replaced(target)):
        raise PermissionError(errno.EPERM, "only its owner may replace it there", str(path))
    for source in sources:
        if source.exists() and target.samefile(source):
            raise ValueError(f"{path} is read by the same command: name another file to write.")


def _may_be_replaced(path: Path) -> bool:
    """Return whether this user may rename another file to this one, in a folder that is writable.

    In folders like /tmp, files of others may be written, but neither removed nor replaced.
    """
    folder = path.parent.stat()
    if not (folder.st_mode & stat.S_ISVTX and hasattr(os, "geteuid")):
        return True
    return os.geteuid() in (0, folder.st_uid, path.stat().st_uid)


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
    with naming_errors(path):
        target = _target(path)  # a symbolic link goes on pointing to the file
    temporary = _beside(target)
    try:
        with naming_errors(path, temporary):
            mode = _make_private(temporary, target)
            yield temporary
            _finish(temporary, target, mode)
    finally:
        temporary.unlink(missing_ok=True)


def _make_private(temporary: Path, target: Path) -> int:
    """Make a file that only its owner may read and write, and return the mode that it will have.

    This is the mode of the file that it replaces, or of any new file.
    """
    temporary.touch(exist_ok=False)
    mode = stat.S_IMODE((target if target.exists() else temporary).stat().st_mode)
    _set_mode(temporary, stat.S_IRUSR | stat.S_IWUSR)
    return mode


def _set_mode(path: Path, mode: int) -> None:
    with suppress(OSError):  # file systems without permissions refuse, such as that of a USB stick
        path.chmod(mode)


def _finish(temporary: Path, target: Path, mode: int) -> None:
    """Move a file that is complete to its place."""
    with open(temporary, "rb+") as file:
        # Otherwise, after a power failure, the new name could stand for an empty file.
        os.fsync(file.fileno())
    _set_mode(temporary, mode)
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
