"""What speed cost in accuracy: the study's cells of two landscapes, as stored and as they are now.

The default is fitted again on the training sets of generalisation.py and scored on its test sets;
"before" are the rows of version 6e8f0d9, made before steps took batches, candidates raced and the
stack's chain rule was written out. One row a fit is appended to ``speed_accuracy.csv``; a run that
was stopped goes on.

    python docs/benchmarks/speed_accuracy.py             # ten minutes
    python docs/benchmarks/speed_accuracy.py --summary   # the table of speed_accuracy.txt
"""

import argparse
import sys
from pathlib import Path

import generalisation as study
import numpy as np
from rows import Rows
from tabulate import tabulate
from tqdm import tqdm

LANDSCAPES = ("Poelwijk2019", "Moulana2022_ACE2")
SEEDS = (0, 1, 2)
FIELDS = ("version", "landscape", "n_train", "seed", "r2", "seconds")
ROWS = Rows(Path(__file__).parent / "speed_accuracy.csv", FIELDS)


def main():
    finished = ROWS.keys(*FIELDS[:4])
    todo = [
        cell
        for cell in study.cells()
        if cell[0] in LANDSCAPES and cell[2] in SEEDS and ("now", *map(str, cell)) not in finished
    ]
    for cell in tqdm(todo, file=sys.stderr):
        *_, r2, _, _, seconds = study.run(*cell, "net")
        ROWS.append(("now", *cell, r2, seconds))


def summary():
    rows = ROWS.read()
    lines = []
    for landscape in LANDSCAPES:
        for n_train in study.SIZES:
            r2, seconds = (
                {
                    version: np.array(
                        [
                            float(row[field])
                            for row in rows
                            if row["version"] == version
                            and row["landscape"] == landscape
                            and row["n_train"] == str(n_train)
                        ]
                    )
                    for version in ("before", "now")
                }
                for field in ("r2", "seconds")
            )
            difference = (r2["now"] - r2["before"]).mean()
            line = [landscape, n_train, len(r2["now"])]
            line += [f"{r2[version].mean():.4f}" for version in ("before", "now")]
            line += [f"{difference:+.4f}", f"{np.median(seconds['now']):.1f}"]
            lines.append(line)
    headers = ["", "genotypes", "training sets", "R² before", "now", "difference", "s, now"]
    print(tabulate(lines, headers, disable_numparse=True))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--summary", action="store_true")
    summary() if parser.parse_args().summary else main()
