"""The interactions that the methods of a comparison have found, and of which orders."""

import numpy as np
import pandas as pd

from ..inference import estimate_spectrum, find_design_problem
from ..spectrum import EpistasisSpectrum, WalshSpectrum
from ..walsh import count_interactions, enumerate_genotypes, interaction_matrix
from ._methods import EPISTATIC_NET

_SPECTRUM_SITES = 16  # evaluating 2**16 genotypes takes little time beside a fit
_ESTIMATED = 5000  # largest number of coefficients that are estimated for more sites
_ENUMERATED = 2**18  # genotypes up to which the tables of many alleles are exact
_MOST_EFFECTS = 2**18


def mean_spectrum(scores, landscape, method=EPISTATIC_NET):
    """Return the mean over the splits of the spectra that a method found.

    Parameters
    ----------
    scores : list of Score
    landscape : Bunch
        As :func:`load_landscape` returns it.
    method : str, default="Epistatic Net"

    Returns
    -------
    spectrum : WalshSpectrum or None
        None where a site has more than two alleles, and for methods whose spectrum is not
        estimated. With several splits, the intervals are one standard deviation of the splits to
        each side of the mean. The training sets of the splits overlap, so this shows how far they
        agree and is no confidence interval.
    """
    found = [s.spectrum for s in scores if s.method == method and s.spectrum is not None]
    if not found:
        return None
    n_sites = len(landscape.site_names)
    mean, spread = np.mean(found, axis=0), np.std(found, axis=0)
    several = len(found) > 1
    order = listed_order(n_sites)
    return WalshSpectrum(
        mean,
        enumerate_genotypes(n_sites).astype(bool)
        if order is None
        else interaction_matrix(n_sites, order),
        n_sites,
        site_names=landscape.site_names,
        levels=landscape.alleles,
        intervals=np.column_stack([mean - spread, mean + spread]) if several else None,
    )


def listed_order(n_sites):
    """Return the largest order of the interactions that are estimated, or None for all orders."""
    if n_sites <= _SPECTRUM_SITES:
        return None
    return 2 if count_interactions(n_sites, 2) <= _ESTIMATED else 1


def find_problem(X, tests):
    """Say why interactions cannot be estimated from the genotypes that are tested on.

    Parameters
    ----------
    X : DataFrame of shape (n_samples, n_sites)
        Genotypes, as categories.
    tests : list of ndarray of int
        The rows that each training set leaves to test on.

    Returns
    -------
    problem : str
        Empty where there is none.
    """
    rows = X.iloc[np.unique(np.concatenate(tests))]
    codes = np.column_stack([rows[name].cat.codes for name in rows.columns]).astype(np.int64)
    alleles = [list(dtype.categories) for dtype in X.dtypes]
    n_sites = len(alleles)
    order = min(2, n_sites) if max(map(len, alleles)) > 2 else listed_order(n_sites)
    return find_design_problem(np.unique(codes, axis=0), alleles, order)


def find_interactions(model, X):
    """Return the interactions of a model that a report can list, or None.

    Parameters
    ----------
    model : fitted EpistaticNetRegressorCV
    X : DataFrame or ndarray of shape (n_samples, n_sites)
        Genotypes: categories, or 0 and 1.

    Returns
    -------
    spectrum : WalshSpectrum or EpistasisSpectrum, or None
        Of sites of two alleles as in :func:`mean_spectrum`. Of more alleles single effects and
        pairs, exactly for up to 2^18 genotypes and otherwise estimated, unless there are more
        than 2^18 of them.
    """
    n_alleles = count_alleles(X)
    n_sites = len(n_alleles)
    if max(n_alleles) == 2:
        order = listed_order(n_sites)
        if order is None:
            return WalshSpectrum.from_estimator(model)
        return estimate_spectrum(model, order, random_state=0)
    if sum(n_alleles) ** 2 / 2 > _MOST_EFFECTS:
        return None
    if np.prod(n_alleles, dtype=float) > _ENUMERATED:
        return estimate_spectrum(model, min(2, n_sites), random_state=0)
    return EpistasisSpectrum.from_estimator(model).order(range(min(2, n_sites) + 1))


def find_spectrum(method, estimator, split):
    """Return the interactions of an estimator's predictions, or None.

    Of sites of two alleles they are those of all orders for up to 16 sites. For more sites they
    are estimated, up to an order, for the method whose interactions are listed.
    """
    n_alleles = count_alleles(split.X)
    n_sites, order = len(n_alleles), listed_order(len(n_alleles))
    if max(n_alleles) > 2:
        listed = split.with_tables and method == EPISTATIC_NET
        return find_interactions(estimator, split.X) if listed else None

    def predict(codes):
        return estimator.predict(_decode(codes, split.X))

    if order is None:
        return WalshSpectrum.from_function(predict, n_sites)
    if method != EPISTATIC_NET:
        return None
    return estimate_spectrum(predict, order, n_sites=n_sites, random_state=0)


def count_alleles(X):
    if hasattr(X, "iloc"):
        return [len(dtype.categories) for dtype in X.dtypes]
    return [2] * X.shape[1]


def _decode(codes, X):
    """Return genotypes of 0 and 1 in the categories of X."""
    if not hasattr(X, "iloc"):
        return codes
    columns = {
        name: pd.Categorical.from_codes(codes[:, site].astype(np.intp), dtype=X.dtypes.iloc[site])
        for site, name in enumerate(X.columns)
    }
    return pd.DataFrame(columns)
