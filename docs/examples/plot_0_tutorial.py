"""
A landscape from CSV to conclusions
===================================

This example uses the brightness of 8,192 genotypes of a fluorescent protein: all combinations of
13 mutations (Poelwijk, Socolich, Ranganathan, Nature Communications 10:4213, 2019). We train on
300 of them, predict the others, name the interactions, and compare both with the complete
landscape.
"""

# %%
# Read the file
# -------------
# The file has one column for each site, and one column of measured values. If the file is not
# available, this page uses a synthetic landscape of the same size, so that it can be built
# anywhere.

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
    X = pd.DataFrame(landscape.codes, columns=landscape.feature_names)
    y, trait = landscape.target, "brightness"
else:
    X, y, _ = make_walsh_landscape(13, 12, 3, noise=0.3, random_state=0)
    X, trait = pd.DataFrame(X, columns=[f"pos{i}" for i in range(1, 14)]), "value"
X.shape

# %%
# Predict
# -------
# We train on 300 random genotypes. The weights of the penalties are chosen by cross-validation
# within these 300 genotypes. For comparison, we train a Lasso on Walsh features of up to three
# sites.

train = np.random.RandomState(0).permutation(len(y))[:300]
test = np.setdiff1d(np.arange(len(y)), train)
net = EpistaticNetRegressorCV(cv=3, n_members=1, random_state=0).fit(X.iloc[train], y[train])

with warnings.catch_warnings():
    # LassoCV does not converge at its smallest alphas, which it then does not choose.
    warnings.simplefilter("ignore", ConvergenceWarning)
    lasso = make_pipeline(WalshFeatures(max_order=3), LassoCV(max_iter=5000))
    lasso.fit(X.iloc[train], y[train])

for name, model in {"Epistatic Net": net, "LassoCV on Walsh features": lasso}.items():
    r2 = model.score(X.iloc[test], y[test])
    print(f"{name}: R² {r2:.3f} on the {len(test):,} other genotypes")

# %%
# The predictions of the network against the measured values:
PredictionDisplay.from_estimator(net, X.iloc[test], y[test], value_name=trait).plot()

# %%
# Name the interactions
# ---------------------
# :func:`~sk_epinet.bootstrap_spectrum` estimates the coefficients with 90 % confidence intervals
# from resamples of the 300 genotypes, and tells which coefficients differ from zero. The others
# are drawn as hollow bars.

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
# The same interactions, of the fitted network, drawn as lines between sites:

EpistasisNetworkDisplay.from_spectrum(net.spectrum_, n_interactions=15).plot()

# %%
# Compare with the complete landscape
# -----------------------------------
# All genotypes of this landscape are measured, so its true spectrum is known up to the noise of
# the measurements.

whole = WalshSpectrum.from_landscape(y, X)
shared = set(net.spectrum_.top(10).interactions) & set(whole.top(10).interactions)
print(f"{len(shared)} of the ten largest interactions are among the ten largest of all genotypes")

true = whole.to_frame()[["sites", "coefficient"]]
table = spectrum.to_frame().merge(true, on="sites", suffixes=("", "_true"))
table = table[table["order"] > 0]
inside = table["coefficient_true"].between(table["low"], table["high"])
print(f"{inside.mean():.1%} of {len(table):,} intervals contain the true coefficient")

# %%
# The last picture shows how much of the variance of each landscape is due to single sites (order
# 1), pairs (order 2), and so on:
VarianceByOrderDisplay.from_spectrum(
    {
        "Epistatic Net": net.spectrum_,
        "LassoCV": WalshSpectrum.from_estimator(lasso),
        "all genotypes": whole,
    }
).plot()

# %%
# Conclusions
# -----------
# In the fluorescent protein, pairs of sites explain most of the variance: the effect of a mutation
# depends on the other mutations, and a model that adds up single effects cannot describe this.
# From a small part of the genotypes the network finds nearly the right share of each order,
# including orders that a Lasso on interactions of up to three sites cannot represent. The next
# question is which mutations to combine. To answer it, we need effects on one background instead
# of averages over all backgrounds:

net.spectrum_.to_reference(wild_type=X.iloc[0], max_order=2).top(6)
