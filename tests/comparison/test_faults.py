"""Whatever is wrong with a file, an option or the machine, a command ends in one sentence."""

import contextlib
import gzip
import hashlib
import io
import os
import pickle
import re
import signal
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from sk_epinet.comparison import _cli, _pictures
from sk_epinet.comparison._parser import make_parser
from sk_epinet.comparison._table_options import Once
from sk_epinet.plotting import ComparisonDisplay
from tests.comparison.small_experiment import run, small_model, write_six_sites

pytest.importorskip("skops")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a folder with a table, and a model of half of it."""
    folder = tmp_path_factory.mktemp("made")
    path, _ = write_six_sites(folder)
    lines = path.read_text().splitlines()
    (folder / "half.csv").write_text("\n".join([*lines[:1], *lines[1:40]]) + "\n")
    assert run("fit", folder / "half.csv", "-o", folder / "model.skops") == 0
    return folder


@pytest.fixture
def folder(made, monkeypatch):
    monkeypatch.chdir(made)
    before = sorted(made.iterdir())
    yield made
    assert sorted(made.iterdir()) == before  # nothing is left, whole or half


def end(capsys, *arguments, **options):
    """Run a command, and return its status and the sentence that it ends with."""
    try:
        status = run(*arguments, **options)
    except SystemExit as stopped:
        status = stopped.code
    err = capsys.readouterr().err
    assert "Traceback" not in err
    assert "fault of sk-epinet" not in err
    return status, err.strip().splitlines()[-1] if err.strip() else ""


# Files


def xlsx():
    stream = io.BytesIO()
    pd.DataFrame({"a": [0, 1], "y": [1.0, 2.0]}).to_excel(stream, index=False)
    return stream.getvalue()


def parquet():
    stream = io.BytesIO()
    pd.DataFrame({"a": [0, 1], "y": [1.0, 2.0]}).to_parquet(stream)
    return stream.getvalue()


def zipped(text):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("table.csv", text)
    return stream.getvalue()


TEXT = b"A,B,y\n" + b"0,1,0.25\n1,0,3.5\n0,0,1.75\n1,1,0.125\n" * 50


def damaged():
    """Yield the names and contents of files that no command can read."""
    yield "cell.csv", b"A,B,y\n0,1," + b"9" * 200_000 + b"\n1,0,2\n"
    yield "quoted.csv", b'A,B,y\n0,1,"' + b"x" * 200_000 + b'"\n1,0,2\n'
    yield "cut.csv.gz", gzip.compress(TEXT)[:-20]
    yield "head.csv.gz", gzip.compress(TEXT)[:12]
    yield "other.csv.gz", gzip.compress(TEXT)[:14] + b"\xff" * 12 + gzip.compress(TEXT)[26:]
    yield "sum.csv.gz", gzip.compress(TEXT)[:-8] + bytes(8)
    yield "head.zip", b"PK\x03\x04" + b"x" * 99
    yield "other.zip", zipped(TEXT)[:50] + b"\xff" * 12 + zipped(TEXT)[62:]
    yield "not.json", b'[{"A": 1, '
    yield "deep.json", b"[" * 100_000
    yield "zeros.csv", bytes(500)
    yield "empty.csv", b""
    yield "mark.csv", b"\xef\xbb\xbf"
    yield "open.csv", b'A,B,y\n0,1,"2\n1,0,3\n'
    yield "model.pkl", pickle.dumps({"a": 1})
    with contextlib.suppress(ImportError):
        whole = xlsx()
        yield "cut.xlsx", whole[: len(whole) // 2]
        yield "other.xlsx", whole.replace(b"xl/worksheets", b"xl/workshoots")
    with contextlib.suppress(ImportError):
        yield "cut.parquet", parquet()[:-40] + b"PAR1"


@pytest.fixture(scope="module")
def bad_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bad")
    for name, content in damaged():
        (folder / name).write_bytes(content)
    return sorted(folder.iterdir())


READERS = {
    "inspect": ["inspect", "BAD"],
    "compare": ["compare", "BAD"],
    "fit": ["fit", "BAD", "-o", "new.skops"],
    "predict": ["predict", "model.skops", "BAD"],
    "a model to predict": ["predict", "BAD", "mine.csv"],
    "suggest": ["suggest", "BAD"],
    "excluded": ["suggest", "model.skops", "--exclude", "BAD"],
    "spectrum": ["spectrum", "BAD"],
}


@pytest.mark.parametrize("reader", READERS)
def test_a_damaged_file_is_named(reader, bad_files, folder, capsys):
    for path in bad_files:
        status, line = end(capsys, *[path if a == "BAD" else a for a in READERS[reader]])
        assert status == 2, path.name
        assert path.name in line or "'y'" in line, path.name


@pytest.mark.parametrize("reader", READERS)
def test_models_in_the_place_of_tables(reader, folder, capsys):
    if reader in ("a model to predict", "suggest", "spectrum"):
        return
    status, line = end(
        capsys, *["model.skops" if a == "BAD" else a for a in READERS[reader]], estimators=IDLE
    )
    assert status == 2
    assert "model.skops is a model file, as sk-epinet fit writes them, and not a table" in line


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.parametrize("arguments", [["spectrum", "PIPE"], ["predict", "PIPE", "mine.csv"]])
def test_a_model_is_not_read_from_a_pipe(arguments, folder, tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe")
    status, line = end(capsys, *[tmp_path / "pipe" if a == "PIPE" else a for a in arguments])
    assert status == 2
    assert "pipe is a folder, a pipe or a device, where a model file is needed" in line


@pytest.mark.skipif(sys.platform == "win32", reason="names have no such characters there")
@pytest.mark.parametrize("name", ["a\nb.csv", "\x1b[31mred.csv", "\udcff.csv", "\u202e.csv"])
def test_names_that_could_command_the_terminal(name, folder, tmp_path, capsys):
    path, report = tmp_path / name, tmp_path / "report"
    try:
        path.write_bytes((folder / "mine.csv").read_bytes())
    except OSError:
        pytest.skip("this file system has no such names")
    assert run("inspect", path) == 0
    assert run("predict", "model.skops", "mine.csv", "-o", path.with_name(f"new {name}")) == 0
    assert run("inspect", path.with_name(f"no {name}")) == 2
    assert run("compare", path, *FEW, "--report", report) == 0
    said = "".join(capsys.readouterr())
    assert not re.search("[\x1b\x9b\u202e]", said)
    name_in_page = re.search(
        "<dt>file</dt><dd>(.*?), SHA-256", (report / "report.html").read_text()
    )
    assert name_in_page is None or "\udcff" not in name_in_page[0]


def test_a_folder_that_was_removed(folder, tmp_path, capsys, monkeypatch):
    place = tmp_path / "gone"
    place.mkdir()
    monkeypatch.chdir(place)
    place.rmdir()
    status, line = end(capsys, "spectrum", folder / "model.skops")
    assert status == 2
    assert "The folder in which the command was given was removed" in line


@pytest.mark.parametrize("reader", READERS)
def test_folders_and_files_that_are_not_there(reader, folder, tmp_path, capsys):
    for place, message in [
        (tmp_path, "folder"),
        (tmp_path / "none.csv", "There is no file"),
        ("", "is empty"),
        ("-", "write ./- for one of the name -"),
    ]:
        status, line = end(capsys, *[place if a == "BAD" else a for a in READERS[reader]])
        assert status == 2
        # What is no file is no model either.
        assert message in line or "There is no file" in line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A,B,y\n\n\n0,1,x1\n0,0,2\n1,1,3\n1,0,4\n", 4),
        ('A,B,note,y\n0,1,"a\n\nb",1\n0,0,q,2\n1,1,r,oops\n1,0,s,4\n', 6),
        ('A,B,note,y\r\n\r\n0,1,"a\r\n\r\nb",1\r\n0,0,q,2,3\r\n1,1,r,5\r\n1,0,s,4\r\n', 6),
    ],
)
def test_lines_are_numbered_as_in_an_editor(text, line, tmp_path, capsys):
    path = tmp_path / "lines.csv"
    path.write_bytes(text.encode())
    status, sentence = end(capsys, "inspect", path)
    assert status == 2
    assert f"line {line}" in sentence


# Options

SOURCES = {
    "inspect": ["mine.csv"],
    "compare": ["mine.csv"],
    "fit": ["mine.csv", "-o", "new.skops"],
    "predict": ["model.skops", "mine.csv"],
    "suggest": ["model.skops"],
    "spectrum": ["model.skops"],
}
PARSERS = make_parser()._subparsers._group_actions[0].choices
OPTIONS = [
    (command, max(action.option_strings, key=len), action)
    for command, parser in PARSERS.items()
    for action in parser._actions
    if action.option_strings and action.nargs != 0
]
NUMBERS = [
    (command, flag)
    for command, flag, action in OPTIONS
    if getattr(action.type, "__qualname__", "").startswith("whole.")
]


@pytest.mark.parametrize(("command", "flag"), NUMBERS)
def test_numbers_have_a_range(command, flag, folder, capsys):
    wrong = ["", "abc", "nan", "1.5", "1e3", "9" * 5000, str(2**64)]
    wrong += [] if flag == "--first-position" else ["-1"]
    for text in wrong:
        status, line = end(capsys, command, *SOURCES[command], f"{flag}={text}")
        assert status == 2
        assert f"argument {flag}: must be a whole number from" in line


TEXTS = [(command, flag) for command, flag, a in OPTIONS if (command, flag) not in NUMBERS]


@pytest.mark.parametrize(("command", "flag"), TEXTS)
def test_texts_that_name_nothing(command, flag, folder, capsys):
    arguments = SOURCES[command] if flag != "--output" else SOURCES[command][:1]
    for text in ["", " ", ",", "no such thing", "a\nb", '"', "\0", "é" * 70_000]:
        if flag in ("--output", "--plot", "--report") and text.strip():
            text = f"no such folder/{text}.csv"
            if flag == "--report":
                text = "mine.csv/below"
        status, line = end(capsys, command, *arguments, f"{flag}={text}")
        assert status == 2, (command, flag, text[:20])
        assert len(line) > 20


@pytest.mark.parametrize(
    ("command", "flag"), [(c, f) for c, f, a in OPTIONS if isinstance(a, Once)]
)
def test_columns_and_files_are_named_once(command, flag, folder, capsys):
    value = "1" if flag == "--first-position" else "x.csv"
    arguments = SOURCES[command] if flag != "--output" else SOURCES[command][:1]
    status, line = end(capsys, command, *arguments, flag, value, flag, value)
    assert status == 2
    assert line.endswith(f"{flag}: is given more than once")


def test_a_column_of_genotypes_where_each_site_has_one(folder, capsys):
    status, line = end(capsys, "predict", "model.skops", "mine.csv", "--genotype", "growth")
    assert status == 2
    assert "--genotype names a column of whole genotypes, but the coding has a column" in line


def test_larger_orders_than_there_are_sites(folder, capsys):
    assert run("spectrum", "model.skops", "--max-order", 10**9, "--top", 10**9) == 0
    assert "63 largest of 63" in capsys.readouterr().out


# Outputs

WRITERS = {
    "fit": ["fit", "mine.csv", "-o", "OUT"],
    "plot": ["compare", "mine.csv", "--plot", "OUT"],
    "report": ["compare", "mine.csv", "--report", "OUT"],
    "predict": ["predict", "model.skops", "mine.csv", "-o", "OUT"],
    "suggest": ["suggest", "model.skops", "-o", "OUT"],
    "spectrum": ["spectrum", "model.skops", "-o", "OUT"],
}
ENDINGS = {"fit": ".skops", "plot": ".svg", "report": ""}


def no_work(*arguments):
    raise AssertionError("the work began")


IDLE = _cli.Estimators(model=no_work, landscape=no_work, toys=no_work)


@pytest.mark.parametrize("writer", WRITERS)
def test_outputs_are_checked_before_the_work(writer, folder, tmp_path, capsys):
    ending = ENDINGS.get(writer, ".csv")
    taken = tmp_path / f"taken{ending}"
    taken.touch() if writer == "report" else taken.mkdir()
    for place, message in [
        (taken, "needs a folder" if writer == "report" else "is a folder: name a file in it"),
        (tmp_path / ("n" * 300 + ending), "name too long"),
        (f"{tmp_path}/x\ud800{ending}", "cannot encode"),
        *[("mine.csv", "")] * (writer in ("fit", "predict")),
        *[(tmp_path / "none" / f"x{ending}", "there is no folder")] * (writer != "report"),
    ]:
        arguments = [place if a == "OUT" else a for a in WRITERS[writer]]
        status, line = end(capsys, *arguments, estimators=IDLE)
        assert status == 2
        assert message in line.replace("File name", "name")
    assert sorted(own.name for own in tmp_path.iterdir()) == [taken.name]


@pytest.mark.parametrize("writer", WRITERS)
def test_a_file_to_write_is_no_folder(writer, folder, tmp_path, capsys):
    if writer == "report":
        return
    arguments = [f"{tmp_path}/new/" if a == "OUT" else a for a in WRITERS[writer]]
    status, line = end(capsys, *arguments, estimators=IDLE)
    assert status == 2
    assert f"names a folder: name a file in {tmp_path}/new/" in line


def test_the_picture_is_not_the_folder_of_the_report(folder, tmp_path, capsys):
    place = tmp_path / "both.svg"
    arguments = ["compare", "mine.csv", "--report", place, "--plot", place]
    status, line = end(capsys, *arguments, estimators=IDLE)
    assert status == 2
    assert f"{place} is a folder: name a file in it" in line


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
@pytest.mark.parametrize("writer", ["predict", "suggest", "spectrum"])
def test_a_full_disk_is_named(writer, folder, tmp_path, capsys):
    full = tmp_path / "full.csv"
    full.symlink_to("/dev/full")
    arguments = [full if a == "OUT" else a for a in WRITERS[writer]]
    status, line = end(capsys, *arguments, *["--n", 2] * (writer == "suggest"))
    assert status == 2
    assert f"{full} cannot be written: No space left on device. Make room" in line


@pytest.mark.parametrize("writer", ["predict", "suggest", "spectrum"])
def test_a_dash_is_the_terminal(writer, folder, capsys):
    arguments = ["-" if a == "OUT" else a for a in WRITERS[writer]]
    assert run(*arguments, *["--n", 2] * (writer == "suggest")) == 0
    assert capsys.readouterr().out


FEW = ["--n-train", "30", "--repeats", "1", "--jobs", "1"]


class LostOutput(io.StringIO):
    """A standard output that nobody reads, or that is on a full disk."""

    def __init__(self, error):
        super().__init__()
        self.error = error

    def write(self, text):
        raise self.error

    def fileno(self):
        return os.open(os.devnull, os.O_WRONLY)


@pytest.mark.parametrize(
    ("error", "status"),
    [(BrokenPipeError(32, "Broken pipe"), 1), (OSError(28, "No space left on device"), 2)],
)
def test_files_are_written_when_the_output_is_lost(
    error, status, folder, tmp_path, capsys, monkeypatch
):
    plot = tmp_path / "plot.svg"
    monkeypatch.setattr(sys, "stdout", LostOutput(error))
    assert run("compare", "mine.csv", *FEW, "--plot", plot) == status
    assert "</svg>" in plot.read_text()
    said = capsys.readouterr().err.splitlines()[-1]
    lost = "sk-epinet: error: The output cannot be written: No space left on device."
    assert (said == lost) == (status == 2)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["fit", "--help"]])
def test_a_help_that_cannot_be_written(arguments, capsys, monkeypatch):
    for error, status in [
        (BrokenPipeError(32, "Broken pipe"), 1),
        (OSError(28, "No space left on device"), 2),
    ]:
        monkeypatch.setattr(sys, "stdout", LostOutput(error))
        said = end(capsys, *arguments)
        assert said[0] == status
        assert ("cannot be written: No space" in said[1]) == (status == 2)


def test_messages_that_nobody_can_read_stop_no_work(folder, tmp_path, monkeypatch):
    out = tmp_path / "out.csv"
    monkeypatch.setattr(sys, "stderr", LostOutput(OSError(28, "No space left on device")))
    assert run("predict", "model.skops", "mine.csv", "-o", out) == 0
    assert len(out.read_text().splitlines()) == 65
    assert run("predict", "model.skops", "none.csv", "-o", out) == 2


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        (["inspect", "mine.csv"], ""),
        (["compare", "mine.csv"], ""),
        (["predict", "model.skops", "mine.csv"], ": name a file with -o"),
        (["spectrum", "model.skops"], ": name a file with -o"),
    ],
)
def test_results_for_a_closed_output_are_not_computed(
    arguments, remedy, folder, capsys, monkeypatch
):
    monkeypatch.setattr(sys, "stdout", None)
    status, line = end(capsys, *arguments, estimators=IDLE)
    sys.stdout.close()  # what the command has put in its place
    assert (status, line) == (2, f"sk-epinet: error: The standard output is closed{remedy}.")


def test_the_report_is_written_whatever_fails(folder, tmp_path, capsys, monkeypatch):
    """The picture of --plot fails, nobody reads the output, and the table is changed."""
    table, report, plot = (tmp_path / name for name in ("mine.csv", "report", "plot.svg"))
    content = (folder / "mine.csv").read_bytes()
    table.write_bytes(content)

    def fail(self, **options):
        table.write_text("changed")
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(ComparisonDisplay, "_draw", fail)
    monkeypatch.setattr(sys, "stdout", LostOutput(OSError(28, "No space left on device")))
    arguments = ["compare", table, *FEW, "--report", report, "--plot", plot]
    status, _ = end(capsys, *arguments)
    assert status == 2
    page = (report / "report.html").read_text()
    assert page.count("<img ") == len(_pictures.PICTURES) - 1
    assert not plot.exists()
    # The report is of the table that was read.
    digest = hashlib.sha256(content).hexdigest()
    assert digest in page
    assert digest in (report / "reproduce.py").read_text()


def test_a_picture_that_fails_is_named(folder, tmp_path, capsys, monkeypatch):
    def fail(self, **options):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(ComparisonDisplay, "_draw", fail)
    status, line = end(capsys, "compare", "--jobs", "1", "--plot", tmp_path / "plot.svg")
    assert status == 2
    assert (
        f"The picture {tmp_path / 'plot.svg'} could not be drawn (ZeroDivisionError: oh)" in line
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_report_needs_a_table_that_can_be_read_again(folder, tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe.csv")
    arguments = ["compare", tmp_path / "pipe.csv", "--report", tmp_path / "report"]
    status, line = end(capsys, *arguments)
    assert status == 2
    assert "is a pipe or a device: save it to a file" in line


# Signals


def signalled(number):
    """Return estimators during whose work a signal comes."""

    def send(*arguments):
        os.kill(os.getpid(), number)
        return small_model(0, 1)

    return _cli.Estimators(model=send, landscape=send, toys=send, toy_seeds=[0])


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (signal.SIGINT, "sk-epinet: interrupted"),
        (signal.SIGTERM, "sk-epinet: stopped by SIGTERM"),
        (getattr(signal, "SIGHUP", None), "sk-epinet: stopped by SIGHUP"),
    ],
)
@pytest.mark.parametrize(
    "arguments",
    [
        ["compare", "--jobs", "1"],
        ["compare", "mine.csv", *FEW],
        ["compare", "mine.csv", *FEW, "--report", "DIR"],
        ["fit", "mine.csv", "-o", "new.skops"],
        ["suggest", "half.csv", "--n", "2", "-o", "next.csv"],
    ],
)
def test_signals_end_the_work(number, sentence, arguments, folder, tmp_path, capsys):
    given = [tmp_path if a == "DIR" else a for a in arguments]
    status, line = end(capsys, *given, estimators=signalled(number))
    assert status == 128 + number
    assert line == sentence
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("writer", ["predict", "suggest", "spectrum"])
def test_signals_while_a_file_is_written(writer, folder, tmp_path, capsys, monkeypatch):
    out = tmp_path / "out.csv"
    out.write_text("old")

    def send(frame, file, *arguments, **options):
        file.write("half of a line")
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(f"sk_epinet.comparison._{writer}_command.write_rows", send)
    arguments = [out if a == "OUT" else a for a in WRITERS[writer]]
    status, line = end(capsys, *arguments, *["--n", 2] * (writer == "suggest"))
    assert (status, line) == (143, "sk-epinet: stopped by SIGTERM")
    assert {own.name: own.read_text() for own in tmp_path.iterdir()} == {"out.csv": "old"}


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_does_not_disturb_the_first(number, folder, tmp_path, capsys, monkeypatch):
    """It comes while the hidden file is removed, and again while the message is written."""
    out = tmp_path / "out.csv"
    out.write_text("old")
    unlink, sent = Path.unlink, []

    def send(*arguments, **options):
        sent.append(number)
        os.kill(os.getpid(), number)

    def unlink_late(path, **options):
        if sent:
            send()
        unlink(path, **options)

    monkeypatch.setattr("sk_epinet.comparison._predict_command.write_rows", send)
    monkeypatch.setattr(Path, "unlink", unlink_late)
    monkeypatch.setattr(_cli, "_describe", lambda error, own=_cli._describe: send() or own(error))
    status, line = end(capsys, "predict", "model.skops", "mine.csv", "-o", out)
    assert status == 128 + number
    assert line == f"sk-epinet: {'interrupted' if number == 2 else 'stopped by SIGTERM'}"
    assert len(sent) == 3
    assert {own.name: own.read_text() for own in tmp_path.iterdir()} == {"out.csv": "old"}


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="there is no SIGHUP")
def test_nohup_is_heeded(folder, tmp_path, capsys):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        model = tmp_path / "m.skops"
        estimators = signalled(signal.SIGHUP)
        assert run("fit", "mine.csv", "-o", model, estimators=estimators) == 0
    finally:
        signal.signal(signal.SIGHUP, before)
