"""Run scikit-learn's checks on every public estimator, with the default settings, and time them.

    python docs/reliability/contract.py

Times are those of an idle machine. The tests of the package run the same checks with smaller
networks.
"""

import csv
import time
import warnings
from collections import Counter
from pathlib import Path

import torch
from sklearn.utils.estimator_checks import check_estimator

from sk_epinet import EpistaticNetRegressor, EpistaticNetRegressorCV, WalshFeatures
from sk_epinet.genotypes import GenotypeEncoder
from sk_epinet.kernels import ConnectednessGaussianProcess

TABLE = Path(__file__).with_name("contract.csv")
TITLES = ("Estimator", "Passed", "Skipped", "Failed", "Seconds", "Seconds of a processor")
ESTIMATORS = (
    WalshFeatures,
    GenotypeEncoder,
    ConnectednessGaussianProcess,
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
)


def main():
    """Check all estimators, and write the table."""
    # Most checks use continuous columns, about which the estimators warn.
    warnings.simplefilter("ignore")
    print(f"torch has {torch.get_num_threads()} threads", flush=True)
    rows = []
    for estimator in ESTIMATORS:
        rows.append(check(estimator()))
        print(*rows[-1], flush=True)
    with TABLE.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([TITLES, *rows])


def check(estimator):
    """Return the row of an estimator."""
    start, start_of_processor = time.perf_counter(), time.process_time()
    results = check_estimator(estimator, on_fail=None)
    seconds, of_processor = (
        time.perf_counter() - start,
        time.process_time() - start_of_processor,
    )
    for result in results:
        if result["status"] in ("failed", "xfail"):
            print(result["check_name"], repr(result["exception"]), flush=True)
    n = Counter(result["status"] for result in results)
    counts = n["passed"], n["skipped"], n["failed"] + n["xfail"]
    return type(estimator).__name__, *counts, f"{seconds:.1f}", f"{of_processor:.1f}"


if __name__ == "__main__":
    main()
