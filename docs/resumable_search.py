"""Search parameters, and keep the scores of each candidate in a folder as soon as they are there.

The same command goes on where an earlier one was ended: what was done is read from the folder.
Delete the folder when the search is done.

python docs/resumable_search.py scores
"""

import argparse
from importlib.metadata import version

import pandas as pd
from joblib import Memory, Parallel, delayed
from sklearn.base import clone
from sklearn.model_selection import ParameterGrid, cross_validate

from sk_epinet import EpistaticNetRegressor
from sk_epinet.cross_validation import GenotypeKFold
from sk_epinet.datasets import make_walsh_landscape


def judge(candidate, X, y, cv, scoring, versions):
    """Return the scores of a candidate; with other versions of the libraries, it is done anew."""
    return cross_validate(candidate, X, y, cv=cv, scoring=scoring, error_score="raise")[
        "test_score"
    ]


def search(model, grid, X, y, folder, *, cv, scoring=None, n_jobs=None):
    """Return a table of the candidates of a grid, with their scores, the best one first.

    Parameters
    ----------
    model : estimator
        With an integer as random_state.
    grid : dict of lists
        As in GridSearchCV.
    X, y : arrays
        All data.
    folder : str or Path
        Where scores are kept.
    cv : splitter or int
        With an integer as random_state, if it shuffles.
    scoring : str, default=None
        As in GridSearchCV.
    n_jobs : int, default=None
        Candidates at a time.
    """
    remembered = Memory(folder, verbose=0).cache(judge)
    versions = [version(name) for name in ("sk_epinet", "torch", "numpy", "scikit-learn")]
    tasks = [
        delayed(remembered)(clone(model).set_params(**params), X, y, cv, scoring, versions)
        for params in ParameterGrid(grid)
    ]
    scores = Parallel(n_jobs=n_jobs)(tasks)
    table = pd.DataFrame({"params": list(ParameterGrid(grid)), "test_scores": scores})
    table["mean_test_score"] = [own.mean() for own in scores]
    return table.sort_values("mean_test_score", ascending=False, kind="stable")


def main():
    """Run the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder")
    folder = parser.parse_args().folder
    X, y, _ = make_walsh_landscape(n_sites=8, n_interactions=6, noise=0.3, random_state=0)
    grid = {"wh_weight": [0.003, 0.01, 0.03, 0.1], "hidden_layer_sizes": [(32, 32), (64, 64)]}
    model = EpistaticNetRegressor(random_state=0)
    cv = GenotypeKFold(3, shuffle=True, random_state=0)
    table = search(model, grid, X, y, folder, cv=cv, scoring="r2", n_jobs=-1)
    print(table[["params", "mean_test_score"]].to_string(index=False))
    best = clone(model).set_params(**table["params"].iloc[0]).fit(X, y)
    print(best)


if __name__ == "__main__":
    main()
