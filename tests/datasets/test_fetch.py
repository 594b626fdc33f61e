"""Downloads from a server on this machine that answers well, wrongly, or not at all."""

import hashlib
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pandas as pd
import pytest

from sk_epinet.datasets import fetch_landscape, list_landscapes
from sk_epinet.datasets._fetch import _download
from sk_epinet.datasets._registry import PublishedLandscape
from tests.conftest import LANDSCAPES

CONTENT = b"sequences,pos1,pos2,fitness\n00,0,0,1.5\n01,0,1,2.5\n10,1,0,-1\n11,1,1,7\n"
SMALLEST = "Weinreich2006"
N_BYTES = 943


class Handler(BaseHTTPRequestHandler):
    """Answer as the path says, and keep silent about it."""

    def do_GET(self):
        kind = self.path.split("/")[1]
        if kind == "missing":
            self.send_error(404)
            return
        if kind == "moved":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
            return
        if kind == "silent":
            self.server.released.wait(10)
            return
        body, length = self.server.bodies[kind]
        self.send_response(200)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server(monkeypatch):
    """Give a server; it sends its ``bodies``, to which may be added."""
    pytest.importorskip("pooch", reason="downloads need the extra 'data'")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.released = threading.Event()
    server.bodies = {
        "right": (CONTENT, len(CONTENT)),
        "other": (b"x" * N_BYTES, N_BYTES),
        "short": (b"x" * 100, 100),
        "hangs_up": (b"x" * 100, N_BYTES),
        "endless": (b"x" * 10 * N_BYTES, None),
    }
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    server.address = f"http://127.0.0.1:{server.server_address[1]}"
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()
    thread.join()


def published(content=CONTENT):
    return PublishedLandscape(
        name="small",
        sites=2,
        alleles=2,
        genotypes=4,
        measured="nothing",
        reference="none",
        n_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def test_right_file_is_kept_and_not_asked_for_again(server, tmp_path):
    url = f"{server.address}/right/small.csv"
    file = _download(published(), tmp_path, url, 10)
    assert file.read_bytes() == CONTENT
    assert [path.name for path in tmp_path.iterdir()] == ["small.csv"]
    server.bodies.clear()
    assert _download(published(), tmp_path, url, 10) == file


def test_damaged_file_in_the_cache_is_replaced(server, tmp_path):
    (tmp_path / "small.csv").write_bytes(CONTENT[:-5])
    file = _download(published(), tmp_path, f"{server.address}/right/small.csv", 10)
    assert file.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("other", "are not the published Weinreich2006: their SHA256 is another one"),
        ("short", "sent only 100 of the 943 bytes"),
        ("hangs_up", "could not be downloaded from http.*IncompleteRead"),
        ("endless", "sent more than the 943 bytes"),
        ("missing", "the server answered 404 Not Found.* give it as path="),
        ("moved", "could not be downloaded from http.*InvalidSchema"),
    ],
)
def test_what_fails_leaves_the_cache_as_it_was(server, tmp_path, kind, message):
    kept = tmp_path / "another.csv"
    kept.write_text("mine")
    with pytest.raises(OSError, match=message):
        fetch_landscape(SMALLEST, data_home=tmp_path, base_url=f"{server.address}/{kind}")
    assert list(tmp_path.iterdir()) == [kept]


def test_silent_server_is_given_up(server, tmp_path):
    with pytest.raises(OSError, match="there was no answer in time"):
        fetch_landscape(
            SMALLEST, data_home=tmp_path, base_url=f"{server.address}/silent", timeout=0.2
        )
    assert list(tmp_path.iterdir()) == []


def test_offline(server, tmp_path):
    server.shutdown()
    server.server_close()
    with pytest.raises(OSError, match=r"ConnectionError.*put the file Weinreich2006.csv into"):
        fetch_landscape(SMALLEST, data_home=tmp_path, base_url=server.address)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("base_url", ["file:///etc", "ftp://host/x", "/tmp", b"http://x", 3])
def test_other_schemes_are_refused(tmp_path, base_url):
    with pytest.raises(ValueError, match="base_url must begin with https:// or http://"):
        fetch_landscape(SMALLEST, data_home=tmp_path, base_url=base_url)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "Weinreich2006/..", "", 3])
def test_names_are_those_of_the_list(tmp_path, name):
    with pytest.raises(ValueError, match=r"name must be one of Poelwijk2019, .*got "):
        fetch_landscape(name, data_home=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_the_cache_leads_nowhere(server, tmp_path):
    """A file that the name in the cache leads to is not overwritten."""
    mine, cache = tmp_path / "mine.txt", tmp_path / "cache"
    mine.write_text("mine")
    cache.mkdir()
    (cache / "small.csv").symlink_to(mine)
    file = _download(published(), cache, f"{server.address}/right/small.csv", 10)
    assert file.read_bytes() == CONTENT
    assert mine.read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_named(server, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        _download(published(), tmp_path / "file", f"{server.address}/right/small.csv", 10)


def test_a_full_disk_is_named(server, tmp_path, monkeypatch):
    def fail(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sk_epinet.datasets._fetch._bar", fail)
    with pytest.raises(OSError, match=r"small\.csv cannot be written: No space left.*Make room"):
        _download(published(), tmp_path, f"{server.address}/right/small.csv", 10)
    assert list(tmp_path.iterdir()) == []


def test_similar_name_is_proposed():
    with pytest.raises(ValueError, match="Did you mean 'Poelwijk2019'"):
        fetch_landscape("Poelwijk")


def test_folder_without_the_file(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"path: there is no file .*Weinreich2006\.csv"):
        fetch_landscape(SMALLEST, path=tmp_path)
    (tmp_path / "Weinreich2006.csv").write_bytes(CONTENT)
    with pytest.raises(OSError, match=f"is not the published file: it has {len(CONTENT)} bytes"):
        fetch_landscape(SMALLEST, path=tmp_path)


def test_two_sources_exclude_each_other(tmp_path):
    with pytest.raises(ValueError, match="path and base_url exclude each other"):
        fetch_landscape(SMALLEST, path=tmp_path, base_url="https://host")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [({"timeout": 0}, "timeout must be"), ({"return_X_y": 1}, "return_X_y must be True or False")],
)
def test_parameters_are_checked(parameters, message):
    with pytest.raises(ValueError, match=message):
        fetch_landscape(SMALLEST, **parameters)


def test_pooch_is_named_where_it_is_missing(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pooch", None)
    with pytest.raises(ImportError, match=r"needs pooch: .*'sk_epinet\[data\]'.* path="):
        fetch_landscape(SMALLEST, data_home=tmp_path)


def test_mirror_and_cache(server, tmp_path, measured_landscape, monkeypatch):
    content = measured_landscape(SMALLEST).read_bytes()
    server.bodies["mirror"] = (content, len(content))
    monkeypatch.setenv("SK_EPINET_DATA", str(tmp_path))
    X, y = fetch_landscape(SMALLEST, base_url=f"{server.address}/mirror/", return_X_y=True)
    assert (tmp_path / "Weinreich2006.csv").read_bytes() == content
    again = fetch_landscape(SMALLEST, path=tmp_path)
    pd.testing.assert_frame_equal(again.data, X)
    np.testing.assert_array_equal(again.target, y)
    assert "Science 312" in again.reference


@pytest.mark.parametrize("name", list_landscapes().index)
@pytest.mark.filterwarnings("ignore:.*have no measured")
def test_the_list_says_what_the_files_hold(name, measured_landscape):
    file = measured_landscape(name)
    row = list_landscapes().loc[name]
    assert row.n_bytes == file.stat().st_size
    assert row.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    landscape = fetch_landscape(name, path=LANDSCAPES)
    assert landscape.data.shape == (row.genotypes, row.sites)
    assert {len(own) for own in landscape.alleles} == {row.alleles}


def test_the_list_is_whole():
    table = list_landscapes()
    assert table.index.is_unique
    assert table.notna().all(axis=None)
    assert table.url.str.match(r"https://[^ ]*/[0-9a-f]{40}/[^ ]*\.csv$").all()
    assert table.sha256.str.fullmatch("[0-9a-f]{64}").all()
