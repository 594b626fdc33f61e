"""The two levels of each site that a fitted model was trained on, and never a guess."""

import numpy as np
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.pipeline import Pipeline

from .._utils import default_site_names, quote_names
from ..genotypes import (
    GenotypeEncoder,
    check_levels,
    levels_of_columns,
    read_columns,
    show,
)


def levels_of(estimator, X=None, levels=None):
    """Return the low and the high level of each site of a fitted model.

    They are, in this order: `levels`, if given; what the model knows (see Notes); what the
    sites take in `X`.

    Parameters
    ----------
    estimator : fitted regressor or pipeline
        Not a search; :func:`fitted` returns the best estimator of a search.
    X : array-like or DataFrame of shape (n_samples, n_sites), default=None
        What the model was trained on. Read for the sites whose levels the model does not know.
    levels : array-like of shape (n_sites, 2), or a pair (low, high), default=None
        Levels of the user.

    Returns
    -------
    levels : ndarray of shape (n_sites, 2)
        float64 where all levels are numbers, object otherwise.

    Raises
    ------
    ValueError
        If nothing says the levels of a site, or a site has not exactly two.

    Notes
    -----
    These models know their levels: the estimators of this package (``levels_``); a pipeline
    whose first step does; an encoder of scikit-learn with ``categories_``, such as
    OrdinalEncoder and OneHotEncoder, whose first category is the low level; and a
    ColumnTransformer, for the columns of such steps.
    """
    n_sites, names = sites_of(estimator, X, levels)
    if levels is not None:
        return check_levels(levels, n_sites, names)
    known = _known_levels(estimator, names)
    unknown = [site for site, pair in enumerate(known) if pair is None]
    if unknown:
        if X is None:
            raise ValueError(_refusal(estimator, [names[site] for site in unknown], n_sites))
        columns, _ = read_columns(X)
        found = levels_of_columns(
            [columns[site] for site in unknown], [names[site] for site in unknown]
        )
        for site, pair in zip(unknown, found, strict=True):
            known[site] = pair
    return check_levels([list(pair) for pair in known], n_sites, names)


def sites_of(estimator, X=None, levels=None):
    """Return the number and the names of the sites of a fitted model.

    Raises
    ------
    ValueError
        If the model does not say the number of its sites and neither X nor levels do, or X has
        another number of columns.
    """
    columns, labels = (None, None) if X is None else read_columns(X)
    first = first_step(estimator)
    if first is not estimator and isinstance(first, GenotypeEncoder) and first.kind_ != "sites":
        raise ValueError(
            f"{type(estimator).__name__} begins with a GenotypeEncoder, so that its X has no "
            "column for each site. Pass what follows, and its input: model[1:] in place of the "
            "pipeline, with X=model[0].transform(X)."
        )
    n_sites = getattr(first, "n_features_in_", None)
    if n_sites is None and columns is not None:
        n_sites = len(columns)
    elif n_sites is None and np.ndim(levels) == 2:
        n_sites = len(levels)
    if n_sites is None:
        raise ValueError(
            f"{type(estimator).__name__} does not say how many sites it has: pass X=, the X that "
            "it was trained on."
        )
    if columns is not None and len(columns) != n_sites:
        raise ValueError(
            f"X has {len(columns)} columns, but {type(estimator).__name__} was trained on "
            f"{n_sites}."
        )
    names = getattr(first, "feature_names_in_", labels)
    return n_sites, default_site_names(n_sites) if names is None else [str(n) for n in names]


def first_step(estimator):
    """Return what X is passed to: the first step of a pipeline that does anything."""
    while isinstance(estimator, Pipeline):
        steps = [step for _, step in estimator.steps]
        estimator = next((step for step in steps if step not in (None, "passthrough")), None)
    return estimator


def _refusal(estimator, unknown, n_sites):
    which = "its sites" if len(unknown) == n_sites else quote_names(unknown)
    return (
        f"{type(estimator).__name__} does not say which two levels {which} take"
        f"{'s' * (len(unknown) == 1 and n_sites > 1)}: pass X= (the X that it was trained on), or "
        "levels= (the low and the high level of each site, or one pair for all sites, such as "
        "levels=(-1, 1))."
    )


def _known_levels(step, names):
    """Return a list with the levels of each column, None where the step does not know them."""
    n_sites = len(names)
    unknown = [None] * n_sites
    step = first_step(step)
    if isinstance(step, TransformedTargetRegressor):
        return _known_levels(step.regressor_, names)
    if isinstance(step, ColumnTransformer):
        return _levels_by_transformer(step, names)
    levels = getattr(step, "levels_", None)
    if isinstance(levels, np.ndarray) and levels.shape == (n_sites, 2):
        return list(levels)
    categories = getattr(step, "categories_", None)
    if isinstance(categories, list) and len(categories) == n_sites:
        return [_as_pair(found, name) for found, name in zip(categories, names, strict=True)]
    return unknown


def _levels_by_transformer(transformer, names):
    known = [None] * len(names)
    for _, step, chosen in transformer.transformers_:
        sites = _positions(chosen, names)
        if isinstance(step, str) or not sites:
            continue
        found = _known_levels(step, [names[site] for site in sites])
        for site, pair in zip(sites, found, strict=True):
            known[site] = pair if known[site] is None else known[site]
    return known


def _positions(chosen, names):
    """Return the positions of columns chosen by name, by position, by a slice or by a mask."""
    if isinstance(chosen, slice):
        if any(isinstance(end, str) for end in (chosen.start, chosen.stop)):
            return []  # A slice of names is rare; its levels are then unknown.
        return list(range(len(names)))[chosen]
    chosen = np.atleast_1d(chosen)
    if chosen.dtype.kind in "UO":
        return [names.index(name) for name in chosen]
    return np.arange(len(names))[chosen].tolist() if chosen.size else []


def _as_pair(categories, name):
    if len(categories) == 2:
        return list(categories)
    listed = ", ".join(show(value) for value in list(categories)[:5])
    raise ValueError(
        f"The encoder of the model knows {len(categories)} alleles of site '{name}' "
        f"({listed}{', ...' * (len(categories) > 5)}), but a Walsh spectrum needs two levels for "
        "each site. Pass levels= to compare two of them."
    )
