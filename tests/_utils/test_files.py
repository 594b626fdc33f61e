"""Files are written whole or not at all, and paths are checked before."""

import errno
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from sk_epinet._utils import read_whole, require_writable, written_together, written_whole
from sk_epinet.comparison._outputs import open_text

as_user = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere"
)


def test_what_was_there_stays_until_the_new_file_is_whole(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), open_text(path) as file:  # noqa: PT012
        file.write("half of the new")
        file.flush()
        assert path.read_text() == "old"
        raise KeyboardInterrupt
    assert path.read_text() == "old"
    with open_text(path) as file:
        file.write("β\n")
    assert path.read_bytes() == "β\n".encode()
    assert [own.name for own in tmp_path.iterdir()] == ["out.csv"]


def test_a_link_goes_on_pointing_to_its_file(tmp_path):
    path, link = tmp_path / "file", tmp_path / "link"
    path.write_text("old")
    link.symlink_to(path)
    with open_text(link) as file:
        file.write("new")
    assert link.is_symlink()
    assert path.read_text() == "new"


def test_links_that_lead_nowhere_are_refused_before_the_work(tmp_path):
    circle, lost = tmp_path / "circle", tmp_path / "lost"
    circle.symlink_to(circle)
    lost.symlink_to(tmp_path / "none" / "file")
    for path, error, message in [
        (circle, OSError, "circle cannot be written: .*it is a symbolic link that leads to"),
        (lost, ValueError, "lost cannot be written: there is no folder .*none"),
    ]:
        with pytest.raises(error, match=f"(?i){message}"):
            require_writable(path)
        with pytest.raises(OSError, match="cannot be written"), written_whole(path) as temporary:
            temporary.touch()
        assert path.is_symlink()


def test_a_link_to_a_file_that_is_not_there_yet(tmp_path):
    link = tmp_path / "link"
    link.symlink_to("file")
    require_writable(link)
    with open_text(link) as file:
        file.write("new")
    assert link.is_symlink()
    assert (tmp_path / "file").read_text() == "new"


def test_a_link_does_not_hide_a_file_that_is_read(tmp_path):
    table, link, other = (tmp_path / name for name in ("table", "link", "other"))
    table.touch()
    link.symlink_to(table)
    other.hardlink_to(table)
    for path in (link, other):
        with pytest.raises(ValueError, match="is read by the same command"):
            require_writable(path, table)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no sockets in folders")
def test_a_socket_is_refused_before_the_work(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # names of sockets are short
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind("here")
        with pytest.raises(ValueError, match="here is a socket"):
            require_writable("here")


def test_files_of_others_in_a_folder_like_tmp(tmp_path, monkeypatch):
    """They may be written, but not replaced; a new file may be written."""
    tmp_path.chmod(0o1777)
    path = tmp_path / "theirs"
    path.touch()
    monkeypatch.setattr(os, "geteuid", lambda: 12345, raising=False)
    with pytest.raises(PermissionError, match="theirs cannot be written: only its owner may"):
        require_writable(path)
    require_writable(tmp_path / "mine")
    tmp_path.chmod(0o777)
    require_writable(path)


def test_nobody_else_reads_a_private_file_while_it_is_written(tmp_path):
    path = tmp_path / "private"
    path.touch(0o600)
    with written_whole(path) as temporary:
        assert stat.S_IMODE(temporary.stat().st_mode) == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="there is no mode of users")
@pytest.mark.parametrize("mode", [0o200, 0o444, 0o000])
def test_a_mode_that_forbids_to_read_or_write_comes_last(mode, tmp_path):
    before = os.umask(0o777 & ~mode & ~0o111)
    try:
        with open_text(tmp_path / "file") as file:
            file.write("x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == mode


def test_a_file_that_does_not_fit_in_memory(tmp_path, monkeypatch):
    path = tmp_path / "huge"
    path.write_bytes(bytes(3000))
    for free, fits in ((6000, True), (5999, False)):
        memory = SimpleNamespace(available=free, total=2**30)
        monkeypatch.setattr(psutil, "virtual_memory", lambda memory=memory: memory)
        if fits:
            assert read_whole(path) == bytes(3000)
            continue
        with pytest.raises(ValueError, match="Reading .*huge would take 5.86 KiB"):
            read_whole(path)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="there is no /dev/zero")
def test_a_device_is_not_read():
    with pytest.raises(ValueError, match="/dev/zero is a device"):
        read_whole(Path("/dev/zero"))


def test_the_mode_of_a_new_file_is_that_of_any_other(tmp_path):
    (tmp_path / "other").touch()
    with written_whole(tmp_path / "new") as path:
        path.touch()
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="there is no /dev/null")
def test_devices_are_written_directly():
    before = os.stat("/dev/null")
    with open_text(Path("/dev/null")) as file:
        file.write("x")
    assert os.stat("/dev/null").st_rdev == before.st_rdev


def test_paths_that_cannot_be_written(tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("a,y")
    for path, message in [
        (tmp_path, "is a folder: name a file in it"),
        (tmp_path / "no" / "x.csv", "cannot be written: there is no folder .*no"),
        (table / "x.csv", "there is no folder"),
        (table, "is read by the same command"),
        ("a\0b", "is no name of a file: it has a character 0"),
        (tmp_path / "\ud800", "this system cannot encode it"),
    ]:
        with pytest.raises(ValueError, match=message):
            require_writable(path, None, table)
    require_writable(tmp_path / "new.csv", table)
    assert [own.name for own in tmp_path.iterdir()] == ["table.csv"]


def test_a_name_that_is_too_long(tmp_path):
    with pytest.raises(
        OSError, match="cannot be written: .*[Tt]oo long.* a shorter name"
    ) as found:
        require_writable(tmp_path / ("x" * 300))
    assert found.value.errno == errno.ENAMETOOLONG


@as_user
def test_protected_folders(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(PermissionError, match="x cannot be written: Permission denied.* you"):
            require_writable(tmp_path / "x")
        with (
            pytest.raises(PermissionError, match="x cannot be written"),
            open_text(tmp_path / "x"),
        ):
            pass
    finally:
        tmp_path.chmod(0o700)


def fail_with(number):
    def fail(*arguments, **options):
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "Make room on the disk"),
        (errno.EDQUOT, "Your share of the disk is used up"),
        (errno.EROFS, "Name a file in a folder"),
        (errno.EACCES, "Name a file in a folder"),
        (errno.EIO, ""),
    ],
)
def test_errors_name_the_file_and_a_remedy(number, remedy, tmp_path, monkeypatch):
    path = tmp_path / "model.skops"
    path.write_text("old")
    expected = f"{path} cannot be written: {os.strerror(number)}. {remedy}".strip()
    with pytest.raises(OSError) as found, written_whole(path):
        fail_with(number)()
    assert found.value.strerror.startswith(expected)
    assert type(found.value) is type(OSError(number, ""))
    # In a folder of files, each has its own name, and not that of the hidden folder.
    with (
        pytest.raises(OSError) as found,
        written_together(tmp_path, ["model.skops"]) as folder,
        written_whole(folder / "model.skops"),
    ):
        fail_with(number)()
    assert found.value.strerror.startswith(expected)
    # The same before the work.
    monkeypatch.setattr(Path, "write_bytes", fail_with(number))
    with pytest.raises(OSError) as found:
        require_writable(path)
    assert found.value.strerror.startswith(expected)
    assert {own.name: own.read_text() for own in tmp_path.iterdir()} == {path.name: "old"}


def test_errors_of_other_files_keep_their_names(tmp_path):
    with pytest.raises(FileNotFoundError) as found, written_whole(tmp_path / "new"):
        (tmp_path / "another").read_bytes()
    assert found.value.filename == str(tmp_path / "another")
    with pytest.raises(OSError, match="^no number$"), written_whole(tmp_path / "new"):
        raise OSError("no number")
    with pytest.raises(BrokenPipeError) as found, written_whole(tmp_path / "new"):
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")
    assert found.value.strerror == "Broken pipe"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_a_device_without_room():
    with pytest.raises(OSError, match="/dev/full cannot be written: No space"):  # noqa: SIM117
        with open_text(Path("/dev/full")) as file:
            file.write("x")


LIMITED = """
import resource, signal, sys
from pathlib import Path
from sk_epinet._utils import written_whole
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
with written_whole(Path(sys.argv[1])) as temporary, open(temporary, "wb") as file:
    file.write(b"x" * 5000)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits of files")
def test_a_file_that_cannot_grow_leaves_the_old_one(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("old")
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, path], capture_output=True, text=True, check=False
    )
    assert f"{path} cannot be written: File too large. Files of this size" in ended.stderr
    assert {own.name: own.read_text() for own in tmp_path.iterdir()} == {"out.csv": "old"}


def test_a_file_keeps_its_permissions(tmp_path):
    path = tmp_path / "private"
    path.touch(0o600)
    with open_text(path) as file:
        file.write("x")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_files_are_written_together_or_not_at_all(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).write_text("old")
    with (  # noqa: PT012
        pytest.raises(KeyboardInterrupt),
        written_together(tmp_path, ["a", "b"]) as folder,
    ):
        (folder / "a").write_text("new")
        raise KeyboardInterrupt
    assert {own.name: own.read_text() for own in tmp_path.iterdir()} == {"a": "old", "b": "old"}
    with written_together(tmp_path, ["a", "b"]) as folder:
        (folder / "a").write_text("new")
    # What is left of an earlier time would not belong to it.
    assert {own.name: own.read_text() for own in tmp_path.iterdir()} == {"a": "new"}
