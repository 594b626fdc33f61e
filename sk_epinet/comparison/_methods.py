"""The methods that ``sk-epinet compare`` compares.

Everything that a method chooses, it chooses by cross-validation inside its training set.
"""

import numpy as np
from sklearn.linear_model import LinearRegression, RidgeCV
from sklearn.pipeline import make_pipeline

from ..cross_validation import GenotypeKFold
from ..regressors import EpistaticNetRegressor, EpistaticNetRegressorCV
from ..walsh import WalshFeatures
from ._walsh_lasso import WalshLassoCV

EPISTATIC_NET = "Epistatic Net"
# The models of single effects only. With many alleles or few genotypes, linear regression fails by
# its errors, and not for want of interactions: what interactions add is judged against the best.
ADDITIVE = ("linear regression", "ridge regression", "LassoCV on single effects")
N_FOLDS = 5


def toy_methods(n_alleles, seed):
    """Return the estimators of the experiment on the toy landscapes, by name.

    Parameters
    ----------
    n_alleles : list of int
        Number of alleles of each site.
    seed : int
        Seed of what is random in a method.
    """
    methods = landscape_methods(n_alleles, seed)
    for name in ADDITIVE[1:]:
        methods.pop(name)  # the article does not have them
    l2_network = {"the same network with only an L2 penalty": _l2_network(seed)}
    names = list(methods)
    return {name: methods[name] for name in names[:2]} | l2_network | methods


def landscape_methods(n_alleles, seed):
    """Return the estimators of the comparison on a user's landscape, by name."""
    no_penalties = EpistaticNetRegressor(wh_weight=0, alpha=0, random_state=seed)
    additive = make_pipeline(WalshFeatures(max_order=1), LinearRegression())
    ridge = RidgeCV(alphas=np.logspace(-3, 4, 15), cv=_folds(seed))
    return {
        EPISTATIC_NET: EpistaticNetRegressorCV(random_state=seed),
        "the same network without penalties": no_penalties,
        "linear regression": additive,
        "ridge regression": make_pipeline(WalshFeatures(max_order=1), ridge),
        "LassoCV on single effects": WalshLassoCV(cv=_folds(seed), max_orders=(1,)),
        "LassoCV on Walsh features": WalshLassoCV(cv=_folds(seed)),
    }


def _l2_network(seed):
    """Return the network with only an L2 penalty, whose weight is chosen by cross-validation."""
    return EpistaticNetRegressorCV(
        wh_weights=[0],
        alphas=[0.02, 0.2, 2.0],
        global_epistasis=None,
        n_members=4,
        selection="min",
        cv=_folds(seed),
        random_state=seed,
    )


def _folds(seed):
    return GenotypeKFold(N_FOLDS, shuffle=True, random_state=seed)
