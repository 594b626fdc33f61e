"""Provoke the faults of files that the page beside this script speaks of, and write what happened.

``python docs/reliability/files.py`` runs the command ``sk-epinet`` in processes of their own, on
a small table, and writes ``files.csv``: each fault, the exit status, what the command said last,
and whether the file that was there before is whole. It takes a minute or two.
"""

import csv
import gzip
import os
import pickle
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from sk_epinet import EpistaticNetRegressor
from sk_epinet._utils import written_whole
from sk_epinet.comparison import save_model
from sk_epinet.datasets import load_landscape

RESULT = Path(__file__).with_suffix(".csv")
COMMAND = [sys.executable, "-m", "sk_epinet"]
OLD = "the file of yesterday\n"


class Harmful:
    """Make a folder when it is unpickled, where it could do anything."""

    def __reduce__(self):
        return os.mkdir, ("harmed",)


def make_inputs(folder):
    """Write a table, a model of a part of it, and damaged files."""
    rng = np.random.RandomState(0)
    X = np.unpackbits(np.arange(64, dtype=np.uint8)[:, None], axis=1)[:, 2:]
    table = pd.DataFrame(X, columns=list("ABCDEF"))
    table["growth"] = np.round(X[:, 0] - 2 * X[:, 1] * X[:, 2] + 0.1 * rng.randn(64), 4)
    table.to_csv(folder / "mine.csv", index=False)
    landscape = load_landscape(table[:40].astype({"growth": float}))
    model = EpistaticNetRegressor(max_iter=20, n_members=1, random_state=0)
    save_model(folder / "model.skops", model.fit(landscape.data, landscape.target), landscape)
    text = (folder / "mine.csv").read_bytes()
    (folder / "cut.csv.gz").write_bytes(gzip.compress(text)[:-20])
    (folder / "other.csv.gz").write_bytes(gzip.compress(text)[:20] + b"\xff" * 9)
    (folder / "long.csv").write_text("A,B,y\n0,1," + "9" * 200_000 + "\n1,0,2\n")
    (folder / "bad.json").write_text('[{"A": 1, ')
    (folder / "pickle.skops").write_bytes(pickle.dumps(Harmful()))
    lines = "A,B,y\n\n\n0,1,x1\n0,0,2\n1,1,3\n1,0,4\n"
    (folder / "lines.csv").write_text(lines)


def no_file_grows():
    """Let no file of this process become larger than 500 bytes, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))


PREDICT = ["predict", "model.skops", "mine.csv", "-o", "out.csv"]
FIT = ["fit", "mine.csv", "-o", "out.csv", "--jobs", "1"]
# What is done, the arguments, and how the process is started.
FAULTS = [
    ("a file may not grow while predictions are written", PREDICT, {"preexec_fn": no_file_grows}),
    ("the disk of the predictions is full", [*PREDICT[:-1], "full.csv"], {}),
    ("the folder does not exist", [*PREDICT[:-1], "none/out.csv"], {}),
    ("the name is that of a folder", [*FIT[:3], "folder"], {}),
    ("the output is the table", [*PREDICT[:-1], "mine.csv"], {}),
    ("the name is longer than names may be", [*FIT[:3], "n" * 300], {}),
    ("a gzip file lacks its end", ["inspect", "cut.csv.gz"], {}),
    ("a gzip file is damaged", ["inspect", "other.csv.gz"], {}),
    ("a cell has 200,000 characters", ["inspect", "long.csv"], {}),
    ("a JSON file lacks its end", ["inspect", "bad.json"], {}),
    ("a value in line 4, below empty lines, is no number", ["inspect", "lines.csv"], {}),
    ("a model file is a pickle that would run code", ["predict", "pickle.skops", "mine.csv"], {}),
    ("the standard output is full", ["inspect", "mine.csv"], {"stdout": "/dev/full"}),
    ("nobody reads the standard output", ["inspect", "mine.csv"], {"stdout": "closed pipe"}),
    ("the terminal knows ASCII only", ["spectrum", "model.skops"], {"ascii": True}),
    ("SIGTERM while a model is trained", FIT, {"signal": signal.SIGTERM}),
    ("Ctrl-C while a model is trained", FIT, {"signal": signal.SIGINT}),
    ("kill −9 while a model is trained", FIT, {"signal": signal.SIGKILL}),
]


def run(folder, arguments, *, stdout=None, ascii=False, preexec_fn=None, signal=None):
    """Run the command, and return its exit status and the last line that it said."""
    output = subprocess.PIPE
    if stdout == "/dev/full":
        output = os.open(stdout, os.O_WRONLY)
    elif stdout == "closed pipe":
        reader, output = os.pipe()
        os.close(reader)
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    if ascii:
        environment |= {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment,
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=preexec_fn,
    )
    if signal is not None:
        for line in process.stderr:  # until the table is described, and the training begins
            if "wild type" in line:
                break
        time.sleep(1)
        process.send_signal(signal)
    _, said = process.communicate(timeout=100)
    lines = said.strip().splitlines()
    return process.returncode, lines[-1] if lines and "sk-epinet: " in lines[-1] else ""


def provoke(folder):
    """Yield a row of the table for each fault."""
    (folder / "folder").mkdir()
    (folder / "full.csv").symlink_to("/dev/full")
    for fault, arguments, how in FAULTS:
        (folder / "out.csv").write_text(OLD)
        before = {own.name for own in folder.iterdir()}
        status, said = run(folder, arguments, **how)
        whole = (folder / "out.csv").read_text() == OLD and not (folder / "harmed").exists()
        left = {own.name for own in folder.iterdir()} - before
        said = said.replace("n" * 300, "nnn...").replace(f"{folder}/", "")
        outcome = "as it was" if whole else "changed"
        yield fault, arguments[0], status, said.removeprefix("sk-epinet: "), outcome, len(left)


def main():
    """Provoke all faults, and write the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_inputs(folder)
        rows = list(provoke(folder))
    titles = ["fault", "command", "exit status", "the last line", "the old file", "files left"]
    with written_whole(RESULT) as temporary, open(temporary, "w", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([titles, *rows])


if __name__ == "__main__":
    main()
