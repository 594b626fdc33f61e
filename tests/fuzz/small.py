"""Small data, fitted models and spectra that hostile calls are made with; each is made once."""

from functools import cache

import numpy as np
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.pipeline import make_pipeline

from sk_epinet import (
    EpistasisSpectrum,
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    WalshFeatures,
    WalshSpectrum,
    enumerate_genotypes,
)

N_SITES = 3
ROWS = 12
NET = {"hidden_layer_sizes": (4,), "max_iter": 2, "random_state": 0}
CV = {
    **NET,
    "n_members": 1,
    "wh_weights": (0.01, 0.1),
    "alphas": (0.1,),
    "cv": 2,
    "global_epistasis": None,
    "gaussian_process": False,
}


def numbers():
    """Return X of 0 and 1, and y."""
    X = np.tile(enumerate_genotypes(N_SITES).astype(int), (2, 1))[:ROWS]
    return X, values_of(X)


def letters():
    """Return X of strings, three alleles at the first site, and y."""
    X, y = numbers()
    alleles = np.array(list("KRE"), dtype=object)
    first = alleles[(X[:, 0] + np.arange(ROWS) % 2) % 3]
    return np.column_stack([first, *np.array(["A", "V"], dtype=object)[X[:, 1:]].T]), y


def values_of(X):
    """Return the values of a landscape of distinct coefficients."""
    spins = 1.0 - 2.0 * np.asarray(X)
    return 2 + spins @ [1.0, -0.5, 0.25] + 0.75 * spins[:, 0] * spins[:, 2]


def count_ones(X):
    """Return how many sites of each genotype have a 1, whatever the others have."""
    return (np.asarray(X, dtype=str) == "1").sum(axis=1) + 1.0


@cache
def fitted():
    """Return fitted models by name."""
    X, y = numbers()
    Z, _ = letters()
    return {
        "net": EpistaticNetRegressor(**NET).fit(X, y),
        "alleles": EpistaticNetRegressor(**NET).fit(Z, y),
        "cv": EpistaticNetRegressorCV(**CV).fit(X, y),
        "linear": make_pipeline(WalshFeatures(), Ridge()).fit(X, y),
        "foreign": Ridge().fit(X, y),
    }


def network():
    """Return a network that is quick to fit."""
    return EpistaticNetRegressor(**NET | {"n_members": 1, "max_iter": 1})


def linear():
    """Return a linear model that is quick to fit."""
    return make_pipeline(WalshFeatures(), LinearRegression())


@cache
def spectra():
    """Return spectra by name."""
    X, _ = numbers()
    y = values_of(X[:8])
    walsh = WalshSpectrum.from_landscape(y, X[:8])
    errors = np.full(8, 0.1)
    selected = np.arange(8) % 2 == 1
    whole = WalshSpectrum(
        walsh.coefficients,
        walsh.interactions,
        3,
        standard_errors=errors,
        intervals=np.c_[walsh.coefficients - 1, walsh.coefficients + 1],
        frequencies=errors,
        selected=selected,
        site_names=["A", "B", "C"],
    )
    alleles = EpistasisSpectrum.from_function(
        lambda Z: (Z == "A").sum(axis=1) + 2.0 * (Z[:, 0] == "G") * (Z[:, 1] == "K"),
        ["AVG", "KR"],
    )
    return {
        "walsh": walsh,
        "with errors": whole,
        "reference": walsh.to_reference(),
        "alleles": alleles,
        "wild type": alleles.with_weights("wild_type"),
        "of walsh": EpistasisSpectrum.from_walsh(walsh),
        "empty": WalshSpectrum([], [], 0),
    }
