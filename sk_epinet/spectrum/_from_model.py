"""What there is to read in a fitted regressor: coefficients, levels, or predictions."""

import numpy as np
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

_BLOCK = 2**16  # genotypes that are evaluated at a time


def fitted(estimator):
    """The regressor itself, for a search the best one; an error if it is not fitted."""
    if not hasattr(estimator, "predict"):
        raise TypeError(
            f"{type(estimator).__name__} has no predict: pass a fitted regressor or a pipeline."
        )
    check_is_fitted(estimator)
    return getattr(estimator, "best_estimator_", estimator)


def linear_coefficients(estimator):
    """(coefficients, interactions) of a linear model on Walsh features, or None."""
    if not (isinstance(estimator, Pipeline) and len(estimator) == 2):
        return None
    features, model = estimator[0], estimator[1]
    if not (hasattr(features, "interactions_") and hasattr(model, "coef_")):
        return None
    coefficients = np.ravel(model.coef_).astype(np.float64)
    interactions = list(features.interactions_)
    intercept = float(np.ravel(getattr(model, "intercept_", 0.0))[0])
    if () in interactions:
        coefficients[interactions.index(())] += intercept
        return coefficients, interactions
    return np.append(intercept, coefficients), [(), *interactions]


def levels_of(estimator, levels=None):
    """Levels of the sites as the estimator knows them, or as given, or 0 and 1."""
    if levels is not None:
        return np.asarray(levels, dtype=np.float64)
    first = estimator[0] if isinstance(estimator, Pipeline) else estimator
    known = getattr(first, "levels_", None)
    return np.array([[0.0, 1.0]] * estimator.n_features_in_) if known is None else known


def prediction(estimator):
    """``predict`` as a function of arrays, also where the columns had names in fit."""
    names = getattr(estimator, "feature_names_in_", None)
    if names is None:
        return estimator.predict
    import pandas as pd  # which whoever named the columns most likely used

    return lambda X: estimator.predict(pd.DataFrame(X, columns=names))


def as_function(model, n_sites, site_names, levels):
    """A function of genotypes of 0 and 1, and the names and levels of its sites.

    Of a fitted regressor, or of a function and what the user says of it.
    """
    if hasattr(model, "predict"):
        model = fitted(model)
        n_sites, names = model.n_features_in_, getattr(model, "feature_names_in_", None)
        site_names = names if site_names is None else site_names
        levels, function = levels_of(model, levels), prediction(model)
    elif not callable(model):
        raise TypeError(f"model must be a fitted regressor or a function, got {model!r}.")
    elif n_sites is None:
        raise ValueError("n_sites must be given: a function does not say how many sites it has.")
    else:
        levels = np.array([[0.0, 1.0]] * n_sites if levels is None else levels)
        function = model

    def evaluate(genotypes):
        blocks = np.array_split(genotypes, max(1, -(-len(genotypes) // _BLOCK)))
        coded = (np.where(block, levels[:, 1], levels[:, 0]) for block in blocks)
        return np.concatenate([check_values(function(X), len(X)) for X in coded])

    return evaluate, n_sites, {"site_names": site_names, "levels": levels}


def check_values(values, n):
    """One finite number for each genotype, of whatever a function gave."""
    values = np.asarray(values, dtype=np.float64)
    if values.shape not in ((n,), (n, 1)):
        raise ValueError(
            f"The function must give one value for each of {n} genotypes, got shape "
            f"{values.shape}."
        )
    if not np.isfinite(values).all():
        raise ValueError("The function gave NaN or infinity for some genotypes.")
    return values.reshape(-1)
