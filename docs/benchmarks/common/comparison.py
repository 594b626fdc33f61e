"""The methods that ``sk-epinet compare`` compares, for the studies that repeat what it does."""

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LassoCV, LinearRegression
from sklearn.metrics import r2_score
from sklearn.model_selection import GridSearchCV, KFold, train_test_split
from sklearn.pipeline import make_pipeline

from sk_epinet import EpistaticNetRegressor, EpistaticNetRegressorCV, WalshFeatures, WalshSpectrum

from ._methods import shorten


@dataclass(frozen=True)
class Score:
    """What one method did on one split."""

    pearson: float
    r2: float
    l1_norm: float  # of the coefficients but the constant
    spectrum: WalshSpectrum


def folds(seed):
    return KFold(5, shuffle=True, random_state=seed)


def l2_network(seed):
    return EpistaticNetRegressorCV(
        wh_weights=[0],
        alphas=(0.02, 0.2, 2.0),
        global_epistasis=None,
        n_members=4,
        selection="min",
        cv=folds(seed),
        random_state=seed,
    )


def lasso(seed):
    return GridSearchCV(
        make_pipeline(WalshFeatures(), LassoCV(cv=folds(seed), max_iter=10_000)),
        {"walshfeatures__max_order": [1, 2, 3, 4]},
        cv=folds(seed),
        scoring="neg_mean_squared_error",
    )


EPISTATIC_NET = "Epistatic Net"
METHODS = {
    EPISTATIC_NET: lambda seed: EpistaticNetRegressorCV(random_state=seed),
    "the same network without penalties": lambda seed: EpistaticNetRegressor(
        wh_weight=0, alpha=0, random_state=seed
    ),
    "the same network with only an L2 penalty": l2_network,
    "linear regression": lambda seed: LinearRegression(),
    "LassoCV on Walsh features": lasso,
}


def fit_and_score(options, method, X, y, n_train, seed):
    """Return the Score of a method on the rest of a complete landscape."""
    X_train, X_test, y_train, y_test = train_test_split(
        X, y, train_size=n_train, random_state=seed
    )
    model = shorten(METHODS[method](seed), options)
    predicted = model.fit(X_train, y_train).predict(X_test)
    # A constant prediction says nothing; its correlation is counted as 0.
    constant = np.ptp(predicted) <= 1e-12 * np.ptp(y_test)
    pearson = 0.0 if constant else np.corrcoef(predicted, y_test)[0, 1]
    spectrum = WalshSpectrum.from_landscape(model.predict(X), genotypes=X)
    l1_norm = np.abs(spectrum.to_dense()[1:]).sum()
    return Score(pearson, r2_score(y_test, predicted), l1_norm, spectrum)


def numbers(rows, field):
    """Return a field of rows as numbers."""
    return [float(row[field]) for row in rows]
