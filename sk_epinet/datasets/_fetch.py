"""Download published landscapes, and check that they are what was published."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from .._utils import Bar, check_bool, check_number, naming_errors
from ._landscape import Landscape
from ._registry import PublishedLandscape, find_published
from ._tables import load_landscape

_CHUNK = 2**16  # bytes that are received at once


def fetch_landscape(
    name: str,
    *,
    data_home: str | os.PathLike[str] | None = None,
    path: str | os.PathLike[str] | None = None,
    base_url: str | None = None,
    timeout: float = 30.0,
    return_X_y: bool = False,
) -> Landscape | Any:  # a pair of data and target where return_X_y is true
    """Return a published landscape, which is downloaded when it is first asked for.

    Every file is compared with its published checksum before it is used, wherever it came from.

    Parameters
    ----------
    name : str
        Which landscape: see :func:`list_landscapes`.

    data_home : str or path-like, default=None
        Folder in which downloaded files are kept. None means that of the environment variable
        ``SK_EPINET_DATA``, and otherwise the system's folder for caches.

    path : str or path-like, default=None
        Folder that holds the file already, with the name ``NAME.csv``. Nothing is downloaded.

    base_url : str, default=None
        Address of a mirror: a folder of files with the names ``NAME.csv``. None means the
        address that :func:`list_landscapes` has.

    timeout : float, default=30.0
        Seconds without any answer after which the download is given up.

    return_X_y : bool, default=False
        Return ``(data, target)`` instead of the landscape.

    Returns
    -------
    landscape : Landscape
        What :func:`load_landscape` returns, and the attributes `reference` (the paper to cite),
        `licence` and `url`.

    Raises
    ------
    ValueError
        If there is no such landscape, or a parameter is not valid.
    ImportError
        If something is to be downloaded and the package pooch is not installed.
    OSError
        If the file cannot be downloaded or found, or is not the published one. Then nothing is
        kept of what was received, and a file that was in the cache before is still there.

    See Also
    --------
    list_landscapes : List what can be downloaded.
    load_landscape : Read a table of your own.

    Notes
    -----
    The largest file has 3.6 MB. A bar is shown on a terminal if a download takes longer than
    two seconds. Without the internet, put the file into a folder and give it as `path`.

    Examples
    --------
    >>> from sk_epinet.datasets import fetch_landscape
    >>> landscape = fetch_landscape("Weinreich2006")  # doctest: +SKIP
    >>> landscape.data.shape  # doctest: +SKIP
    (32, 5)
    """
    published = find_published(name)
    check_number("timeout", timeout, low=0, low_open=True)
    check_bool("return_X_y", return_X_y)
    if path is not None:
        if base_url is not None:
            raise ValueError("path and base_url exclude each other: give the one to read from.")
        file = _find_in_folder(published, Path(path))
    else:
        file = _download(published, data_home, _address(published, base_url), timeout)
    landscape = load_landscape(file, target="fitness", wild_type=published.wild_type)
    landscape.update(reference=published.reference, licence=published.licence, url=published.url)
    return (landscape.data, landscape.target) if return_X_y else landscape


def _address(published: PublishedLandscape, base_url: str | None) -> str:
    if base_url is None:
        return published.url
    if not isinstance(base_url, str) or not base_url.lower().startswith(("https://", "http://")):
        raise ValueError(
            f"base_url must begin with https:// or http://, got {base_url!r}. For a folder on "
            "this machine give path=."
        )
    return f"{base_url.rstrip('/')}/{published.file}"


def _find_in_folder(published: PublishedLandscape, folder: Path) -> Path:
    """Return the file of a landscape in a folder, if it is the published one."""
    file = folder / published.file
    if not file.is_file():
        raise FileNotFoundError(
            f"path: there is no file {file}. It is downloaded from {published.url}"
        )
    with file.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if found != published.sha256:
        raise OSError(
            f"{file} is not the published file: it has {file.stat().st_size} bytes and the SHA256 "
            f"{found}, and not {published.n_bytes} bytes and {published.sha256}. Download it "
            f"again from {published.url}"
        )
    return file


def _download(
    published: PublishedLandscape,
    data_home: str | os.PathLike[str] | None,
    url: str,
    timeout: float,
) -> Path:
    """Return the file in the cache, and download it if it is not there or is another one."""
    try:
        import pooch
        import requests
    except ImportError:
        raise ImportError(
            "Downloading landscapes needs pooch: pip install pooch (or pip install "
            "'sk_epinet[data]'). Or download the file from "
            f"{published.url} and give its folder as path=."
        ) from None

    def receive(url: str, output_file: str, _: Any) -> None:
        _receive(requests, published, url, output_file, timeout)

    folder = Path(data_home or os.environ.get("SK_EPINET_DATA") or pooch.os_cache("sk_epinet"))
    target = folder / published.file
    try:
        with naming_errors(target):
            file: str = pooch.retrieve(
                url, f"sha256:{published.sha256}", published.file, folder, downloader=receive
            )
    except requests.RequestException as error:
        raise OSError(
            f"{published.name} could not be downloaded from {url}: {_reason(error)}. Without the "
            f"internet, put the file {published.file} into a folder and give it as path=."
        ) from error
    except ValueError as error:  # pooch found another checksum
        raise OSError(
            f"{url} sent {published.n_bytes} bytes that are not the published {published.name}: "
            "their SHA256 is another one. Nothing was kept. Try again, or give another base_url=."
        ) from error
    return Path(file)


def _receive(requests, published, url, output_file, timeout):
    """Write what an address sends to a file, as long as it is not more than it should be."""
    headers = {"Accept-Encoding": "identity"}
    received = 0
    with requests.get(url, stream=True, timeout=timeout, headers=headers) as response:
        response.raise_for_status()
        with open(output_file, "wb") as file, _bar(published) as bar:
            for chunk in response.iter_content(_CHUNK):
                received += len(chunk)
                if received > published.n_bytes:
                    break
                file.write(chunk)
                bar.update(len(chunk))
    if received != published.n_bytes:
        compared = f"only {received} of" if received < published.n_bytes else "more than"
        raise OSError(
            f"{url} sent {compared} the {published.n_bytes} bytes that {published.name} has. "
            "Nothing was kept. Try again, or give another base_url=."
        )


def _bar(published):
    """Return a bar of the bytes that are still to come, which slow downloads show on terminals."""
    return Bar(
        total=published.n_bytes,
        desc=published.name,
        unit="B",
        unit_scale=True,
        delay=2,
        disable=None,
    )


def _reason(error: Exception) -> str:
    """Return in a few words why a request failed."""
    response = getattr(error, "response", None)
    if response is not None:
        return f"the server answered {response.status_code} {response.reason}"
    text = str(error)
    if "timed out" in text.lower():
        return "there was no answer in time"
    return f"{type(error).__name__} ({text[:200]})"
