"""An estimator made ready for resamples: checked, seeded, and with one coding for all of them."""

import numpy as np
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import has_fit_parameter

from ..walsh import MAX_SITES, WalshFeatures
from ._training_levels import ENCODERS, first_step


def prepare_estimator(estimator, X, n_sites, random_state):
    """Return a clone of an estimator that can be trained on resamples of X.

    Parameters
    ----------
    estimator : regressor, pipeline or search
        It is left as it is.
    X : array-like or DataFrame of shape (n_samples, n_sites)
        Genotypes in the user's values.
    n_sites : int
        Number of sites.
    random_state : RandomState
        Gives every `random_state` that is None in the estimator or its parts.

    Returns
    -------
    estimator : same type as `estimator`

    Raises
    ------
    ValueError
        If there are too many sites to read the coefficients of such an estimator.
    """
    _require_readable(estimator, n_sites)
    estimator = clone(estimator)
    _draw_random_states(estimator, random_state)
    _fix_coding(estimator, X)
    return estimator


def check_regressor(estimator):
    """Raise an error if something is no regressor that can be cloned and trained."""
    lacks = [name for name in ("get_params", "fit") if not hasattr(estimator, name)]
    if lacks or isinstance(estimator, type):
        raise TypeError(f"estimator must be a regressor or a pipeline, got {estimator!r}.")


def weight_parameter(estimator):
    """Return the name of the parameter of `fit` that weights of the rows are passed by.

    Raises
    ------
    ValueError
        If the estimator, or the last step of a pipeline, takes no weights.
    """
    if isinstance(estimator, Pipeline):
        name, last = estimator.steps[-1]
        return f"{name}__{weight_parameter(last)}"
    is_search = hasattr(estimator, "estimator") and hasattr(estimator, "refit")
    if is_search:
        return weight_parameter(estimator.estimator)
    if not has_fit_parameter(estimator, "sample_weight"):
        raise ValueError(
            f"{type(estimator).__name__} takes no sample_weight in fit. Use a model that does, or "
            "leave out sample_weight."
        )
    return "sample_weight"


def _require_readable(estimator, n_sites):
    parts = [estimator, *estimator.get_params().values()]
    if n_sites > MAX_SITES and not any(isinstance(part, WalshFeatures) for part in parts):
        raise ValueError(
            f"The coefficients of {type(estimator).__name__} on {n_sites} sites cannot be read: "
            f"it would have to predict all 2^{n_sites} genotypes, which is done for at most "
            f"{MAX_SITES} sites. Fit on fewer sites, or use a pipeline of WalshFeatures and a "
            "linear model."
        )


def _draw_random_states(estimator, random_state):
    names = [
        name
        for name, value in sorted(estimator.get_params().items())
        if value is None and name.split("__")[-1] == "random_state"
    ]
    # From a copy, so that the resamples are the same whatever the estimator leaves open.
    copy = np.random.RandomState()
    copy.set_state(random_state.get_state())
    seeds = copy.randint(np.iinfo(np.int32).max, size=len(names)).tolist()
    estimator.set_params(**dict(zip(names, seeds, strict=True)))


def _fix_coding(estimator, X):
    """Let an encoder, or what else knows levels, code every resample as it codes all of X.

    In a resample a site may take one of its levels only: an encoder that had not seen the other
    would refuse the rows outside of the resample, and WalshFeatures would guess it.
    """
    first = first_step(estimator)
    if isinstance(first, ENCODERS) and isinstance(first.categories, str):
        first.set_params(categories=clone(first).fit(X).categories_)
    fixed = isinstance(first, (WalshFeatures, ColumnTransformer))
    if fixed and isinstance(estimator, Pipeline):
        estimator.steps = [
            (name, FrozenEstimator(clone(step).fit(X)) if step is first else step)
            for name, step in estimator.steps
        ]
