"""The two levels of each site, as an estimator learns them from the X that it is trained on."""

from typing import NamedTuple

import numpy as np
from sklearn.base import clone
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

from ..genotypes import GenotypeEncoder, code_genotypes
from ..spectrum import alleles_of, levels_of, sites_of
from ..walsh import WalshFeatures

ENCODERS = (OrdinalEncoder, OneHotEncoder)


class TrainingSet(NamedTuple):
    """The genotypes that an estimator is trained on, by the levels of their sites.

    Parameters
    ----------
    genotypes : ndarray of shape (n_samples, n_sites), dtype int8
        0 for the low and 1 for the high level.
    levels : ndarray of shape (n_sites, 2)
        Low and high level of each site.
    names : list of str
        Names of the sites.
    """

    genotypes: np.ndarray
    levels: np.ndarray
    names: list


def read_training_set(estimator, X):
    """Return the genotypes of X as the estimator would code them, and what it says of the sites.

    Parameters
    ----------
    estimator : regressor, pipeline or search
        It need not be fitted. Only what codes genotypes is fitted here: an encoder, or a
        transformer of columns, that a pipeline begins with.
    X : array-like or DataFrame of shape (n_samples, n_sites)
        Genotypes in the user's values.

    Returns
    -------
    training_set : TrainingSet
        Levels are those of the estimators of this package and of :class:`WalshFeatures`, the
        categories of an encoder, or else the sorted values of X.

    Raises
    ------
    ValueError
        If what X is handed to splits it into sites first.
    """
    is_one_column = np.ndim(X) < 2 or np.shape(X)[1] == 1
    if isinstance(first_step(estimator), GenotypeEncoder) and is_one_column:
        raise ValueError(
            f"{type(estimator).__name__} begins with a GenotypeEncoder, so that X has no column "
            "for each site. Pass what follows, and its input: pipeline[1:] in place of the "
            "pipeline, and X=GenotypeEncoder().fit_transform(X), with the same parameters."
        )
    coder = _fit_coder(first_step(estimator), X)
    _, names = sites_of(coder, X)
    levels = levels_of(coder, X)
    return TrainingSet(code_genotypes(X, levels, names), levels, names)


def read_alleles(estimator, X):
    """Return the alleles of each site and the names of the sites, or None for two levels.

    Parameters
    ----------
    estimator, X
        As in :func:`read_training_set`.
    """
    coder = _fit_coder(first_step(estimator), X)
    try:
        alleles = alleles_of(coder, X)
    except ValueError:  # The error of two levels says what is missing.
        return None
    return (alleles, sites_of(coder, X)[1]) if max(map(len, alleles), default=0) > 2 else None


def first_step(estimator):
    """Return the step of a pipeline, or the estimator itself, that X is first handed to."""
    if isinstance(estimator, Pipeline):
        steps = [step for _, step in estimator.steps if step not in (None, "passthrough")]
        return first_step(steps[0])
    if isinstance(estimator, TransformedTargetRegressor):
        return estimator if estimator.regressor is None else first_step(estimator.regressor)
    is_search = hasattr(estimator, "estimator") and hasattr(estimator, "refit")
    return first_step(estimator.estimator) if is_search else estimator


def _fit_coder(first, X):
    """Return a fitted step that knows the levels, or an unfitted one that does not."""
    if hasattr(first, "levels"):
        return WalshFeatures(max_order=1, levels=first.levels).fit(X)
    if isinstance(first, (*ENCODERS, ColumnTransformer)):
        return clone(first).fit(X)
    return clone(first)
