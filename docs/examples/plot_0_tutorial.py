"""
A landscape from CSV to conclusions
===================================

The brightness of 8,192 genotypes of a fluorescent protein, all combinations of 13 mutations
(Poelwijk, Socolich, Ranganathan, Nature Communications 10:4213, 2019). Of 300 of them we predict
the others, name the interactions, and check both against the whole.
"""

# %%
# Read
# ----
# One column per site, and one of measured values. Where the measured landscape is not at hand,
# a made one of the same shape takes its place here, so that this page can be built anywhere.

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LassoCV
from sklearn.pipeline import make_pipeline

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    WalshFeatures,
    WalshSpectrum,
    bootstrap_spectrum,
)
from sk_epinet.datasets import load_landscape, make_walsh_landscape
from sk_epinet.plotting import (
    EpistasisNetworkDisplay,
    PredictionDisplay,
    SpectrumDisplay,
    VarianceByOrderDisplay,
)

path = Path("../../../shared/landscapes/Poelwijk2019.csv")
if path.exists():
    landscape = load_landscape(path)
    X = pd.DataFrame(landscape.data, columns=landscape.feature_names)
    y, trait = landscape.target, "brightness"
else:
    X, y, _ = make_walsh_landscape(13, 12, 3, noise=0.3, random_state=0)
    X, trait = pd.DataFrame(X, columns=[f"pos{i}" for i in range(1, 14)]), "value"
X.shape

# %%
# Predict
# -------
# 300 random genotypes to train on. The candidates are judged by cross-validation among them.

train = np.random.RandomState(0).permutation(len(y))[:300]
test = np.setdiff1d(np.arange(len(y)), train)
net = EpistaticNetRegressorCV(cv=3, n_members=1, random_state=0).fit(X.iloc[train], y[train])

with warnings.catch_warnings():
    warnings.simplefilter("ignore", ConvergenceWarning)  # at alphas that are not chosen
    lasso = make_pipeline(WalshFeatures(max_order=3), LassoCV(max_iter=5000))
    lasso.fit(X.iloc[train], y[train])

for name, model in {"Epistatic Net": net, "LassoCV on Walsh features": lasso}.items():
    print(f"{name}: R² {model.score(X.iloc[test], y[test]):.3f} on {len(test):,} others")

# %%
PredictionDisplay.from_estimator(net, X.iloc[test], y[test], value_name=trait).plot()

# %%
# Name the interactions
# ---------------------
# Estimates with 90 % confidence intervals, from resamples of the 300.

model = EpistaticNetRegressor(
    wh_weight=net.wh_weight_,
    alpha=net.alpha_,
    global_epistasis=net.global_epistasis_,
    n_members=1,
    random_state=0,
)
spectrum = bootstrap_spectrum(model, X.iloc[train], y[train], n_resamples=20, random_state=0)
SpectrumDisplay.from_spectrum(spectrum, n_interactions=16).plot()

# %%
EpistasisNetworkDisplay.from_spectrum(net.spectrum_, n_interactions=15).plot()

# %%
# Check
# -----
# Here, and only here, all genotypes are measured, so the true spectrum is known but for the noise.

whole = WalshSpectrum.from_landscape(y, X)
shared = set(net.spectrum_.top(10).interactions) & set(whole.top(10).interactions)
print(f"{len(shared)} of the ten largest interactions are the ten largest of all genotypes")

low, high = spectrum.intervals.T
inside = (low <= whole.to_dense()) & (whole.to_dense() <= high)
print(f"{inside[1:].mean():.1%} of {len(inside) - 1:,} intervals contain the true coefficient")

# %%
VarianceByOrderDisplay.from_spectrum(
    {
        "Epistatic Net": net.spectrum_,
        "LassoCV": WalshSpectrum.from_estimator(lasso),
        "all genotypes": whole,
    }
).plot()

# %%
# Conclude
# --------
# In the fluorescent protein most of the variance is of pairs: what a mutation does depends on the
# others, and an additive model would miss it. From a small part of the genotypes the network has
# nearly the right share of each order, also of those that a Lasso up to triples cannot have. The
# next question, which mutations to combine, needs effects on one background rather than averages
# over all:

net.spectrum_.to_reference(wild_type=X.iloc[0], max_order=2).top(6)
