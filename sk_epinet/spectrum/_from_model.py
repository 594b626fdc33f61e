"""Fitted regressors and functions as functions of genotypes of 0 and 1."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OrdinalEncoder
from sklearn.utils.validation import check_is_fitted

from .._utils import check_number, read_names, read_numbers
from ..genotypes import check_levels, decode_genotypes, levels_of_columns, read_columns
from ._model_levels import first_step, levels_of, sites_of

_BLOCK = 2**16  # genotypes that are evaluated at a time


@dataclass(frozen=True)
class GenotypeFunction:
    """Evaluate a model as a function of genotypes of 0 and 1.

    Parameters
    ----------
    function : callable
        Takes genotypes in the user's values, shape (n, n_sites), and returns n values.
    levels : ndarray of shape (n_sites, 2)
        Values that stand for 0 and 1.
    site_names : list of str or None
    """

    function: Callable
    levels: np.ndarray
    site_names: list | None

    @property
    def n_sites(self):
        """Number of sites."""
        return len(self.levels)

    @property
    def sites(self):
        """Keyword arguments that a spectrum of the function is made with."""
        return {"site_names": self.site_names, "levels": self.levels}

    def __call__(self, genotypes):
        """Return one finite value for each genotype."""
        blocks = np.array_split(genotypes, max(1, -(-len(genotypes) // _BLOCK)))
        coded = (decode_genotypes(block, self.levels) for block in blocks)
        return np.concatenate([check_values(self.function(X), len(X)) for X in coded])


def as_function(model, n_sites=None, site_names=None, levels=None, X=None):
    """Return a fitted regressor, or a function of the user, as a :class:`GenotypeFunction`.

    Parameters
    ----------
    model : fitted regressor or callable
        A function is called with arrays of shape (n, n_sites).
    n_sites : int, default=None
        Number of sites of a function; a regressor knows it.
    site_names : sequence of str, default=None
        Names of the sites, where neither the model nor X has them.
    levels, X : default=None
        As in :func:`levels_of`. A function without either is called with 0 and 1.

    Raises
    ------
    TypeError
        If the model is neither a regressor nor a function.
    ValueError
        If the number of the sites or their levels are not known, or contradict each other.
    """
    if hasattr(model, "predict") and not isinstance(model, type):
        return _of_regressor(fitted(model), n_sites, site_names, levels, X)
    if callable(model) and not isinstance(model, type):
        return _of_function(model, n_sites, site_names, levels, X)
    raise TypeError(f"model must be a fitted regressor or a function, got {model!r}.")


def fitted(estimator):
    """Return the regressor itself, or the best one of a search; raise if it is not fitted."""
    if not hasattr(estimator, "predict"):
        raise TypeError(
            f"{type(estimator).__name__} has no predict: pass a fitted regressor or a pipeline."
        )
    check_is_fitted(estimator)
    best = getattr(estimator, "best_estimator_", None)
    return estimator if best is None else fitted(best)


def prediction(estimator, X=None, method="predict"):
    """Return the predictions of a regressor as a function of arrays.

    Parameters
    ----------
    estimator : fitted regressor
        Where it was trained on columns with names, it is called with DataFrames of these
        columns.
    X : array-like or DataFrame, default=None
        What it was trained on; the columns of a DataFrame have the types of those of X.
    method : str, default="predict"
        The method that predicts.

    Returns
    -------
    predict : callable
        Takes an array of shape (n, n_sites) of numbers or objects.
    """
    predict = getattr(estimator, method)
    is_frame = hasattr(X, "iloc") and np.ndim(X) == 2
    columns = X.columns if is_frame else getattr(first_step(estimator), "feature_names_in_", None)
    if columns is None:
        return partial(_predict, predict, estimator)
    types = list(X.dtypes) if is_frame else None
    return lambda values: _predict(predict, estimator, _as_frame(values, columns, types))


def _predict(predict, estimator, X):
    """Return what a method predicts, or raise an error that says what it could not read."""
    try:
        return predict(X)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{type(estimator).__name__} cannot predict genotypes of these levels or alleles, "
            f"such as {np.asarray(X)[:1].tolist()}: {error}"
        ) from error


def linear_coefficients(estimator, levels):
    """Return (coefficients, interactions) of a linear model on Walsh features at these levels.

    The pipeline may begin with an OrdinalEncoder. None is returned for all other models, and
    where the features were made for other levels.
    """
    if not isinstance(estimator, Pipeline) or len(estimator) not in (2, 3):
        return None
    *encoder, features, model = (step for _, step in estimator.steps)
    if encoder and not isinstance(encoder[0], OrdinalEncoder):
        return None
    if not (hasattr(features, "interactions_") and hasattr(model, "coef_")):
        return None
    known = levels
    if encoder:
        if [list(found) for found in encoder[0].categories_] != [list(pair) for pair in levels]:
            return None
        known = np.array([[0.0, 1.0]] * len(levels))  # what the encoder makes of the levels
    if not np.array_equal(getattr(features, "levels_", None), known):
        return None
    coefficients = np.ravel(model.coef_).astype(np.float64)
    interactions = list(features.interactions_)
    if len(coefficients) != len(interactions):
        return None
    intercept = float(np.ravel(getattr(model, "intercept_", 0.0))[0])
    if () in interactions:
        coefficients[interactions.index(())] += intercept
        return coefficients, interactions
    return np.append(intercept, coefficients), [(), *interactions]


def check_values(values, n):
    """Return n finite numbers, or raise an error if a function returned anything else."""
    values = read_numbers("What the function returns", values, finite=False)
    if values.shape not in ((n,), (n, 1)):
        raise ValueError(
            f"The function must give one value for each of {n} genotypes, got shape "
            f"{values.shape}."
        )
    if not np.isfinite(values).all():
        raise ValueError(
            "The function must give a finite number for each genotype, but some are NaN or "
            "infinite."
        )
    return values.reshape(-1)


def _of_regressor(model, n_sites, site_names, levels, X):
    if n_sites is not None:
        check_number("n_sites", n_sites, low=0, integer=True)
    known, names = sites_of(model, X, levels)
    if n_sites is not None and n_sites != known:
        raise ValueError(
            f"n_sites={n_sites!r} was given, but {type(model).__name__} has {known} sites: leave "
            "out n_sites=."
        )
    return GenotypeFunction(
        prediction(model, X),
        levels_of(model, X, levels),
        names if site_names is None else site_names,
    )


def _of_function(function, n_sites, site_names, levels, X):
    columns, labels = (None, None) if X is None else read_columns(X)
    if n_sites is None and columns is None:
        raise ValueError("n_sites= must be given: a function does not say how many sites it has.")
    n_sites = len(columns) if n_sites is None else n_sites
    check_number("n_sites", n_sites, low=0, integer=True)
    if columns is not None and len(columns) != n_sites:
        raise ValueError(
            f"n_sites={n_sites} was given, but X has {len(columns)} columns. Leave out n_sites=, "
            "or pass another X=."
        )
    site_names = labels if site_names is None else site_names
    if levels is None and columns is not None:
        found = levels_of_columns(columns, read_names(site_names, n_sites))
    else:
        found = check_levels((0.0, 1.0) if levels is None else levels, n_sites, site_names)
    return GenotypeFunction(function, found, site_names)


def _as_frame(values, columns, types):
    import pandas as pd  # only where columns have names, which pandas most likely gave them

    frame = pd.DataFrame(values).infer_objects()
    if types is not None:
        try:
            frame = frame.astype(dict(enumerate(types)))
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"The columns of X= have types that cannot hold the levels of the sites: {error}"
            ) from error
    frame.columns = columns
    return frame
