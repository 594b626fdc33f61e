"""The levels, or alleles, of each site that a fitted model was trained on, and never a guess."""

import numpy as np
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.pipeline import Pipeline

from .._utils import count_axes, default_site_names, quote_names
from ..genotypes import (
    GenotypeEncoder,
    alleles_of_columns,
    check_alleles,
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
        If nothing says the levels of a site, a site has not exactly two, or the levels of the user
        are not those that an estimator of this package knows.

    Notes
    -----
    These models know their levels: the estimators of this package (``levels_``); a pipeline
    whose first step does; an encoder of scikit-learn with ``categories_``, such as
    OrdinalEncoder and OneHotEncoder, whose first category is the low level; and a
    ColumnTransformer, for the columns of such steps.
    """
    n_sites, names = sites_of(estimator, X, levels)
    if levels is not None:
        given = check_levels(levels, n_sites, names)
        _require_known(estimator, given, names)
        return given
    known = [
        own if own is None else _as_pair(own, name)
        for own, name in zip(_known_alleles(estimator, names), names, strict=True)
    ]
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


def _require_known(estimator, levels, names):
    """Raise an error for levels of two-level sites that an estimator of this package did not see.

    It would only extrapolate. A site that took numbers between its levels may have any others.
    """
    seen = getattr(getattr(estimator, "_coding", None), "two_level", None)
    if seen is None:
        return
    for site in np.flatnonzero(seen):
        known = estimator.levels_[site]
        if set(known) != set(levels[site]):
            given, own = (" and ".join(map(show, pair)) for pair in (levels[site], known))
            raise ValueError(
                f"levels= has {given} for site '{names[site]}', but {type(estimator).__name__} "
                f"was fitted to {own}: leave levels= out."
            )


def alleles_of(estimator, X=None):
    """Return the alleles of each site of a fitted model, however many.

    They are what the model knows, as :func:`levels_of` says, and otherwise what the sites take
    in `X`. More than two numbers are not taken for alleles.

    Returns
    -------
    alleles : tuple of tuple

    Raises
    ------
    ValueError
        If nothing says the alleles of a site.
    """
    n_sites, names = sites_of(estimator, X)
    # The second level of a site that showed one allele is a name for all others, not an allele.
    known = _known_alleles(estimator, names, ("alleles_", "levels_", "categories_"))
    unknown = [names[site] for site, own in enumerate(known) if own is None]
    if unknown and X is None:
        which = "its sites" if len(unknown) == n_sites else quote_names(unknown)
        raise ValueError(
            f"{type(estimator).__name__} does not say which alleles {which} have: pass X= (the X "
            "that it was trained on), or alleles= (the alleles of each site)."
        )
    found = alleles_of_columns(X, names) if unknown else known
    if unknown:
        _require_no_numbers(X, names, known, found)
    pairs = zip(known, found, strict=True)
    return check_alleles([other if own is None else own for own, other in pairs], names)


def _require_no_numbers(X, names, known, found):
    """Raise an error if a site that the model does not know takes more than two numbers."""
    columns, _ = read_columns(X)
    for name, column, own, taken in zip(names, columns, known, found, strict=True):
        if own is None and len(taken) > 2 and column.dtype.kind in "biuf":
            listed = ", ".join(show(value) for value in taken[:5]) + ", ..." * (len(taken) > 5)
            raise ValueError(
                f"Site '{name}' takes {len(taken)} numbers ({listed}). If these are its alleles, "
                "pass alleles= (the alleles of each site)."
            )


def sites_of(estimator, X=None, levels=None, alleles=None):
    """Return the number and the names of the sites of a fitted model.

    Raises
    ------
    ValueError
        If the model does not say the number of its sites and nothing else does, or X has
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
    elif n_sites is None and count_axes(levels) == 2:
        n_sites = len(levels)
    elif n_sites is None and alleles is not None:
        n_sites = len(alleles)
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


def _known_alleles(step, names, attributes=("levels_", "alleles_", "categories_")):
    """Return a list with the alleles of each column, None where the step does not know them."""
    n_sites = len(names)
    step = first_step(step)
    if isinstance(step, TransformedTargetRegressor):
        return _known_alleles(step.regressor_, names, attributes)
    if isinstance(step, ColumnTransformer):
        return _alleles_by_transformer(step, names, attributes)
    for attribute in attributes:
        found = getattr(step, attribute, None)
        if isinstance(found, np.ndarray) and found.shape == (n_sites, 2):
            return found.tolist()
        if isinstance(found, (list, tuple)) and len(found) == n_sites:
            return [list(own) for own in found]
    return [None] * n_sites


def _alleles_by_transformer(transformer, names, attributes):
    known = [None] * len(names)
    for _, step, chosen in transformer.transformers_:
        sites = _positions(chosen, names)
        if isinstance(step, str) or not sites:
            continue
        found = _known_alleles(step, [names[site] for site in sites], attributes)
        for site, own in zip(sites, found, strict=True):
            known[site] = own if known[site] is None else known[site]
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


def _as_pair(alleles, name):
    if len(alleles) == 2:
        return list(alleles)
    listed = ", ".join(show(value) for value in list(alleles)[:5])
    raise ValueError(
        f"The model knows {len(alleles)} alleles of site '{name}' "
        f"({listed}{', ...' * (len(alleles) > 5)}), but a Walsh spectrum needs two levels for "
        "each site. Use EpistasisSpectrum.from_estimator for all of them, or pass levels= to "
        "compare two."
    )
