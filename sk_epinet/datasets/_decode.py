"""Unpack a file and turn its text into UTF-8, whatever wrote it."""

import bz2
import codecs
import gzip
import io
import lzma
import re
import zipfile
import zlib
from pathlib import PurePath

from .._utils import require_memory

_PACKED = {
    b"\x1f\x8b": gzip.open,
    b"\xfd7zXZ\x00": lzma.open,
    b"BZh": bz2.open,
}
# Tables become five to thirty times smaller. What unpacks to far more was made to fill memory.
_MOST_UNPACKED, _MOST_TIMES_LARGER = 2**28, 200
_CHUNK = 2**24
_TABLES = frozenset([".csv", ".tsv", ".tab", ".xlsx", ".parquet"])  # beside which a text is a note
_OF_MODELS = {".json", ".npy"}  # what a file of skops consists of
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")
# What begins with these bytes is no table of text, and the name says what it is.
_OTHERS = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "a document of a word processor",
}
_OF_PROGRAMS = {
    b"\x80\x02": "a pickle",
    b"\x80\x03": "a pickle",
    b"\x80\x04\x95": "a pickle",
    b"\x80\x05\x95": "a pickle",
    b"\x93NUMPY": "an array of NumPy (numpy.load)",
    b"\x89HDF": "an HDF5 file (pandas.read_hdf)",
    b"ARROW1": "a Feather file (pandas.read_feather)",
    b"RDX2\n": "a data file of R",
    b"RDX3\n": "a data file of R",
    b"X\n\x00\x00": "a data file of R",
}


def unpack(source, data):
    """Return the content of a file packed as gzip, xz, bzip2 or zip, by what it begins with.

    Parameters
    ----------
    source : str
        What messages call the file.
    data : bytes

    Returns
    -------
    data : bytes
        As given, if the file is not packed.

    Raises
    ------
    ValueError
        If the packed file is damaged, unpacks to far more than a table does or than fits in
        memory, or a zip file holds several files.
    """
    try:
        for mark, open_packed in _PACKED.items():
            if data.startswith(mark):
                with open_packed(io.BytesIO(data)) as file:
                    return _read_all(source, file, len(data))
        if data.startswith(b"PK\x03\x04"):
            return _unzip(source, data)
    except (OSError, EOFError, lzma.LZMAError, zlib.error, zipfile.BadZipFile) as error:
        raise ValueError(f"{source} is damaged and cannot be unpacked: {error}.") from None
    return data


def _unzip(source, data):
    """Return the only file inside a zip file; an Excel file, which is a zip file, as it is."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        if "[Content_Types].xml" in names or "mimetype" in names:
            return data
        if "schema.json" in names and {PurePath(name).suffix for name in names} <= _OF_MODELS:
            raise ValueError(
                f"{source} is a model file, as sk-epinet fit writes them, and not a table."
            )
        names = [name for name in names if not PurePath(name).name.startswith((".", "__MACOSX"))]
        names = [name for name in names if not name.startswith("__MACOSX/")]
        tables = [name for name in names if PurePath(name).suffix.lower() in _TABLES]
        names = tables if len(tables) == 1 else names
        if not names:
            raise ValueError(f"{source} holds no file, or none that is a table.")
        if len(names) != 1:
            listed = ", ".join(names[:6]) + ", ..." * (len(names) > 6)
            one = (tables or names)[0]
            raise ValueError(
                f"{source} holds {len(names)} files ({listed}), and one is needed: unpack it and "
                f"name the file, or pass zipfile.ZipFile({source!r}).open({one!r})."
            )
        try:
            with archive.open(names[0]) as file:
                return _read_all(source, file, len(data))
        except (RuntimeError, NotImplementedError) as error:
            raise ValueError(f"{source} cannot be unpacked: {error}.") from None


def _read_all(source, file, n_packed):
    """Return what a packed file holds, unless that is far more than a table becomes smaller by."""
    most = max(_MOST_UNPACKED, _MOST_TIMES_LARGER * n_packed)
    parts, n_bytes = [], 0
    while part := file.read(_CHUNK):
        n_bytes += len(part)
        if n_bytes > most:
            raise ValueError(
                f"{source} has {n_packed:,} bytes and unpacks to more than {most:,}, as no table "
                "does. If it is one, unpack it first."
            )
        parts.append(part)
        # As much again to join the parts, and more for the next one.
        require_memory(n_bytes + _CHUNK, f"Unpacking {source}", "Give a part of the table.")
    return b"".join(parts)


def to_utf8(source, data):
    """Return a text in UTF-8 with line feeds at the ends of lines, and its encoding.

    The mark at its beginning tells UTF-8, UTF-16 and UTF-32; zeros in every other byte tell
    UTF-16 without a mark; a text that is not UTF-8 is taken as Windows-1252, the encoding of
    Western European Excel.

    Parameters
    ----------
    source : str
        What messages call the file.
    data : bytes

    Raises
    ------
    ValueError
        If the file is not a text.
    """
    for mark, kind in _OTHERS.items():
        if data.startswith(mark):
            raise ValueError(f"{source} is {kind}, and not a table.")
    for mark, kind in _OF_PROGRAMS.items():
        if data.startswith(mark):
            raise ValueError(
                f"{source} is {kind}: open it with the program that wrote it, and pass the "
                "DataFrame or save it as text (.csv)."
            )
    if data[257:262] == b"ustar":
        raise ValueError(f"{source} is an archive (.tar): unpack it and name the file.")
    if data.startswith(b">"):
        raise ValueError(
            f"{source} begins with '>', as a FASTA file of sequences does: a table with a column "
            "of sequences and one of measured values is needed."
        )
    encoding = _encoding(data)
    try:
        if encoding == "utf-8":
            data = data.removeprefix(codecs.BOM_UTF8)
            data.decode()
        else:
            data = data.decode(encoding).encode()
    except (UnicodeDecodeError, UnicodeEncodeError):
        raise ValueError(f"{source} is not a text table: it holds bytes of no encoding.") from None
    data = data.rstrip(b"\x1a\x00")
    if _CONTROLS.search(data):
        raise ValueError(f"{source} is not a text table: it holds bytes that stand for no text.")
    if data[:512].lstrip()[:15].lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise ValueError(f"{source} is a web page or an XML document, and not a table.")
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n"), encoding


def _encoding(data):
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    head = data[:1000]
    if len(head) > 3 and not any(head[1::2]):
        return "utf-16-le"
    if len(head) > 3 and not any(head[::2]):
        return "utf-16-be"
    try:
        data.decode()
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
