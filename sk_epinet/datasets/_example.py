"""Write a table such as a laboratory has it, to try the package on."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from .._utils import check_path, require_writable, written_whole

# On a trait that the assay shows through a sigmoid, as binding or folding is seen.
_EFFECTS = {
    "A12V": -0.8,
    "A12G": 0.5,
    "K45R": 0.9,
    "K45E": -1.2,
    "L67F": -0.4,
    "D80N": 0.8,
    "S101T": 0.3,
    "S101A": -0.6,
    "G120D": -1.5,
    "Y133F": 0.2,
}
# Either of the two helps, and both together are no better than one.
_INTERACTION = frozenset({"K45R", "D80N"}), -1.4
_N_DOUBLES, _N_TRIPLES = 28, 30
_NOISE = 0.05  # standard deviation of a replicate


def write_example_table(path: str | Path) -> None:
    """Write a small table of measurements, as a laboratory would send it.

    It has a column of mutations ("WT", "A12V", "A12V:K45R") and one for each of two replicates:
    the wild type, ten single mutants, 28 of the 42 double mutants, and 30 triple mutants. The
    numbers are made up. Mutations act on a trait, most of them by themselves; only K45R and D80N,
    which are both good, are together hardly better than one of them. The assay shows the trait
    through a sigmoid from 0 to 2, and a replicate has an error with a standard deviation of 0.05.

    Parameters
    ----------
    path : str or Path
        Where to write: a file ending in ``.xlsx``, which needs openpyxl, or in ``.csv``.

    Raises
    ------
    ValueError
        If the name ends in neither, or there is no such folder.
    OSError
        If the file system does not let the file be written.

    See Also
    --------
    load_landscape : Read this table, or your own.

    Examples
    --------
    >>> import tempfile
    >>> from sk_epinet.datasets import load_landscape, write_example_table
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_example_table(f"{folder}/example.csv")
    ...     landscape = load_landscape(f"{folder}/example.csv")
    >>> landscape.data.shape
    (69, 7)
    """
    check_path("path", path)
    ending = Path(path).suffix
    if ending not in (".csv", ".xlsx"):
        raise ValueError(f"path must end in .xlsx or .csv; got {str(path)!r}.")
    require_writable(path)
    table = _make_table()
    with written_whole(path) as temporary, open(temporary, "wb") as file:
        if ending == ".csv":
            table.to_csv(file, index=False)
        else:
            table.to_excel(file, index=False)


def _make_table():
    rng = np.random.RandomState(1)
    doubles, triples = (_list_mutants(order) for order in (2, 3))
    chosen = [doubles[i] for i in sorted(rng.permutation(len(doubles))[:_N_DOUBLES])]
    chosen += [triples[i] for i in sorted(rng.permutation(len(triples))[:_N_TRIPLES])]
    mutants = [(), *_list_mutants(1), *chosen]
    values = np.array([_measure(own) for own in mutants])
    table = pd.DataFrame({"mutations": [":".join(own) or "WT" for own in mutants]})
    for number in (1, 2):
        noise = _NOISE * rng.randn(len(values))
        table[f"replicate {number}"] = (values + noise).round(3)
    return table


def _list_mutants(order):
    """Return all sets of so many mutations at different positions."""
    return [
        own
        for own in combinations(_EFFECTS, order)
        if len({mutation[1:-1] for mutation in own}) == order
    ]


def _measure(mutations):
    """Return what the assay shows of a genotype, without noise."""
    trait = sum(_EFFECTS[mutation] for mutation in mutations)
    both, value = _INTERACTION
    if both <= set(mutations):
        trait += value
    return 2 / (1 + np.exp(-trait))
