"""Measured landscapes, and which of their genotypes a study may look at."""

import warnings
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from sk_epinet.datasets import load_landscape, make_walsh_landscape

# The folder ``shared`` lies beside the checkout.
LANDSCAPES = Path(__file__).resolve().parents[4] / "shared" / "landscapes"

# The defaults were chosen on genotypes of the first four landscapes; the study of generalisation
# scores none of these genotypes. The other landscapes took no part in any choice.
CHOOSING = ("Poelwijk2019", "Moulana2022_ACE2", "Schulz2025", "Phillips2021_CR6261_h9")
JUDGING = (
    "Phillips2021_CR9114_h3",
    "Hall2020_NfsA_ec50_2039",
    "Palmer2015",
    "Weinreich2006",
)
PLANTED = "planted"
_MAX_TEST = 5000
_MAX_DEVELOPMENT = 1500


def load(name, options, seed=0):
    """Return X and y of a landscape.

    Parameters
    ----------
    name : str
        A measured landscape, or "planted": 60 interactions of up to four of 13 sites, and noise.
    options : argparse.Namespace
        In a smoke run every landscape is a planted one of six sites.
    seed : int, default=0
        Of the planted landscape.
    """
    if options.smoke:
        return make_walsh_landscape(6, 8, 3, noise=0.1, random_state=seed)[:2]
    if name == PLANTED:
        return make_walsh_landscape(13, 60, 4, noise=0.3, random_state=seed)[:2]
    path = options.landscapes / f"{name}.csv"
    if not path.exists():
        raise SystemExit(
            f"There is no file {path}. Give the folder of the measured landscapes with "
            "--landscapes DIR."
        )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*have no measured")
        landscape = load_landscape(path)
    return landscape.codes, landscape.target


@lru_cache(maxsize=1)
def load_alleles(name, folder):
    """Return the genotypes of a landscape of many alleles, as categories, and its values.

    Parameters
    ----------
    name : str
        A table in ``alleles`` or ``scans``, or "made": a small one for smoke runs.
    folder : pathlib.Path
        The folder of the measured landscapes.
    """
    if name == "made":
        codes = np.stack(np.unravel_index(np.arange(3**5), (3,) * 5), axis=1)
        X = pd.DataFrame(np.array(list("ACD"))[codes]).astype("category")
        return X, codes @ np.arange(1.0, 6.0) + codes[:, 0] * codes[:, 1]
    paths = [folder / kind / f"{name}.csv.gz" for kind in ("alleles", "scans")]
    path = next((path for path in paths if path.exists()), None)
    if path is None:
        raise SystemExit(f"There is no file {paths[0]}. Give the folder with --landscapes DIR.")
    with warnings.catch_warnings():
        # Errors are not used, and some are missing.
        warnings.simplefilter("ignore", UserWarning)
        landscape = load_landscape(path)
    return landscape.data, landscape.target


def development_set(name, n_samples):
    """Return the rows of a landscape on which the defaults were chosen."""
    if name not in CHOOSING:
        return np.zeros(0, dtype=int)
    rows = np.random.RandomState(2026).permutation(n_samples)
    return rows[: min(_MAX_DEVELOPMENT, n_samples // 2)]


def split_landscape(name, n_samples, n_train, seed):
    """Return rows to train on, and at most 5,000 rows to score outside the development set."""
    rows = np.random.RandomState(seed).permutation(n_samples)
    train, rest = rows[:n_train], rows[n_train:]
    rest = rest[~np.isin(rest, development_set(name, n_samples))]
    return train, rest[:_MAX_TEST]


def split_development_set(name, n_samples, n_train, seed):
    """Return rows to train on and rows to score, for studies that choose defaults.

    Both are in the development set (of a planted landscape, anywhere), unless that is smaller
    than the training set: then all of it is scored, and the training set is outside.
    """
    random = np.random.RandomState(seed)
    inside = np.arange(n_samples) if name == PLANTED else development_set(name, n_samples)
    if n_train < len(inside):
        rows = random.permutation(inside)
        return rows[:n_train], rows[n_train:]
    outside = np.setdiff1d(np.arange(n_samples), inside)
    return random.permutation(outside)[:n_train], inside
