"""Measure time and memory for a large table of mutations: 50,000 rows, 233 mutated positions.

The table is made here, in the shape of the scan of the green fluorescent protein avGFP: a wild
type of 237 residues and lists of 1 to 15 mutations, to any other amino acid, at 233 of its
positions. Each step is measured in a process of its own, which has read the table if the step
does not read it: the processor time of the step, and the peak memory of the whole process, of
which the libraries alone are more than a third. Half a minute on one core.

    python docs/benchmarks/table_size/table_size.py
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd
from common import Study, describe_machine, write_table
from common.timing import Stopwatch

from sk_epinet.datasets import load_landscape
from sk_epinet.genotypes import GenotypeEncoder, learn_coding

STUDY = Study(
    __file__, __doc__, ("step", "repeat", "n_rows", "seconds", "megabytes", "machine"), n_keys=2
)
N_ROWS, N_RESIDUES, N_POSITIONS, MOST_MUTATIONS = 50_000, 237, 233, 15
AMINO_ACIDS = np.array(list("ACDEFGHIKLMNPQRSTVWY"))
REPEATS = range(3)
STEPS = {
    "read": "load_landscape",
    "one-hot": "GenotypeEncoder(encoding='onehot')",
    "mutations": "GenotypeEncoder(encoding='mutations')",
    "regressor": "inputs of the regressors",
}
# Seconds that each step may take, and megabytes of the process.
PROMISED = {"read": 5, "one-hot": 1, "mutations": 1, "regressor": 1}
PROMISED_MEGABYTES = 1000


def list_tasks(options):
    return [(step, repeat) for repeat in REPEATS[: 1 if options.smoke else None] for step in STEPS]


def write_mutants(path, n_rows):
    """Write a table of lists of mutations with values."""
    rng = np.random.RandomState(0)
    wild_type = rng.randint(len(AMINO_ACIDS), size=N_RESIDUES)
    mutable = rng.choice(N_RESIDUES, N_POSITIONS, replace=False)
    lists = []
    for n_mutations in rng.randint(1, MOST_MUTATIONS + 1, n_rows):
        places = np.sort(rng.choice(mutable, n_mutations, replace=False))
        new = (wild_type[places] + rng.randint(1, len(AMINO_ACIDS), n_mutations)) % len(
            AMINO_ACIDS
        )
        letters = zip(AMINO_ACIDS[wild_type[places]], places + 1, AMINO_ACIDS[new], strict=True)
        lists.append(":".join(f"{old}{place}{letter}" for old, place, letter in letters))
    pd.DataFrame({"mutations": lists, "fitness": rng.randn(n_rows)}).to_csv(path, index=False)


def do(step, path):
    """Return the processor seconds of a step."""
    if step == "read":
        return time(lambda: load_landscape(path))
    landscape = load_landscape(path)
    if step == "regressor":
        data = landscape.data
        return time(lambda: learn_coding(data, "auto", list(data.columns)).inputs(data))
    encoder = GenotypeEncoder(encoding="onehot" if step == "one-hot" else "mutations")
    return time(lambda: encoder.fit_transform(landscape.genotypes))


def time(function):
    start = process_time()
    function()
    return process_time() - start


def measure(options, step, repeat):
    n_rows = 200 if options.smoke else N_ROWS
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mutants.csv"
        write_mutants(path, n_rows)
        _, peak, seconds = Stopwatch(options.smoke).measure_memory(do, step, path)
    return [(n_rows, f"{seconds:.3f}", f"{peak:.0f}", describe_machine())]


def report(rows, folder):
    lines = []
    for step, title in STEPS.items():
        own = [row for row in rows if row["step"] == step]
        seconds = [float(row["seconds"]) for row in own]
        peak = max(float(row["megabytes"]) for row in own)
        lines.append(
            [
                *(title, f"{int(own[0]['n_rows']):,}"),
                *(f"{np.median(seconds):.2f}", f"{max(seconds):.2f}", PROMISED[step]),
                *(f"{peak:.0f}", PROMISED_MEGABYTES),
            ]
        )
    headers = ["step", "rows", "median seconds", "most seconds", "promised seconds"]
    headers += ["peak memory of the process (MB)", "promised memory (MB)"]
    write_table(folder / "table.csv", headers, lines)
    (folder / "machine.txt").write_text(rows[0]["machine"] + "\n")


if __name__ == "__main__":
    STUDY.main(list_tasks, measure, report)
