"""Predict all genotypes of many sites in files, with the memory that one file needs.

Files that are there already are not made again, so that the same command goes on where an earlier
one was ended. The workers are two processes of this machine.

pip install distributed 'dask[dataframe]' pyarrow
python docs/predict_all.py --sites 22 predictions
"""

import argparse
import os
from pathlib import Path

import dask.dataframe as dd
import numpy as np
import pyarrow as pa
from dask.distributed import Client, LocalCluster, as_completed
from pyarrow import parquet

from sk_epinet import EpistaticNetRegressor
from sk_epinet.datasets import make_walsh_landscape

ROWS = 2**20  # genotypes of a file


def genotypes(numbers, n_sites):
    """Return genotypes by their numbers: site 0 is the first binary digit."""
    return (numbers[:, None] >> np.arange(n_sites - 1, -1, -1)) & 1


def write_file(model, n_sites, start, path):
    """Predict the genotypes from the number `start` on, and write them with their numbers."""
    numbers = np.arange(start, min(start + ROWS, 2**n_sites))
    values = model.predict(genotypes(numbers, n_sites).astype(np.float32))
    table = pa.table({"number": numbers, "prediction": values.astype(np.float32)})
    unfinished = path.with_suffix(f".{os.getpid()}.unfinished")
    parquet.write_table(table, unfinished)
    unfinished.rename(path)  # a file that has this name is whole


def predict_all(client, model, n_sites, folder):
    """Write what is missing in a folder, and return the number of files that were written."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {start: folder / f"from_{start:012d}.parquet" for start in range(0, 2**n_sites, ROWS)}
    missing = [start for start, path in paths.items() if not path.exists()]
    sent = client.scatter(model, broadcast=True)
    tasks = [client.submit(write_file, sent, n_sites, start, paths[start]) for start in missing]
    for task in as_completed(tasks):
        task.result()
        task.release()
    return len(missing)


def train(n_sites):
    """Return a model of a landscape of some sites, of which 2,000 genotypes were measured."""
    X, y, _ = make_walsh_landscape(
        n_sites, n_interactions=30, n_samples=2000, noise=0.1, random_state=0
    )
    return EpistaticNetRegressor(n_members=1, random_state=0).fit(X, y)


def main():
    """Run the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sites", type=int, default=22)
    options = parser.parse_args()
    model = train(options.sites)
    # On a real cluster: Client("scheduler-address:8786"), or dask_jobqueue.SLURMCluster(...).
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    with cluster, Client(cluster) as client:
        n_written = predict_all(client, model, options.sites, options.folder)
        print(f"{n_written} files were written.")
        predictions = dd.read_parquet(options.folder)
        print(predictions.nlargest(5, "prediction").compute().to_string(index=False))


if __name__ == "__main__":
    main()
