"""Linear models on Walsh features, whose coefficients are those of a spectrum."""

import numpy as np
from sklearn.pipeline import Pipeline

from ._allele_sites import AlleleSites


def linear_on_contrasts(estimator, sites):
    """Return the blocks of coefficients of a linear model on Walsh features, and its sites.

    Parameters
    ----------
    estimator : fitted regressor
    sites : AlleleSites
        The sites of the spectrum. The features may have been made under other weights.

    Returns
    -------
    blocks : dict of tuple of int to ndarray
    sites : AlleleSites
        With the weights of the features.
        None is returned for all other models, and where the features are those of other alleles.
    """
    if not isinstance(estimator, Pipeline) or len(estimator) != 2:
        return None
    features, model = (step for _, step in estimator.steps)
    if not (hasattr(features, "allele_weights_") and hasattr(model, "coef_")):
        return None
    coefficients = np.ravel(model.coef_).astype(np.float64)
    known = features.alleles_ == sites.alleles
    if not known or len(coefficients) != len(features.interactions_):
        return None
    columns: dict = {}
    for own, coefficient in zip(features.interactions_, coefficients, strict=True):
        columns.setdefault(own, []).append(coefficient)
    blocks = {(): np.array(float(np.ravel(getattr(model, "intercept_", 0.0))[0]))}
    for own, values in columns.items():
        # A site of one allele is a column of ones.
        varied = tuple(site for site in own if len(sites.alleles[site]) > 1)
        block = np.reshape(values, [len(sites.alleles[site]) - 1 for site in varied])
        blocks[varied] = blocks.get(varied, 0.0) + block
    weighted = AlleleSites(sites.alleles, sites.names, features.allele_weights_, sites.wild_type)
    return blocks, weighted
