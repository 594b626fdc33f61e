"""
All pictures
============

This page shows each kind of picture, with the line of code that draws it. All of them are used
like the displays of scikit-learn: ``from_estimator``, ``from_spectrum``, ``from_measurements`` or
``from_predictions`` computes what is to be drawn, and ``plot`` draws it.
"""

# %%
# The landscape of this page is synthetic: seven sites of a protein with two or three amino acids
# each, and the brightness of all 288 genotypes. Mutations and their interactions act on a latent
# phenotype, which a curve with a floor and a ceiling turns into brightness.

# sphinx_gallery_thumbnail_number = 15
import itertools

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import KFold, cross_val_score
from sklearn.pipeline import make_pipeline

from sk_epinet import EpistaticNetRegressor, WalshFeatures, bootstrap_spectrum
from sk_epinet.plotting import (
    ComparisonDisplay,
    EpistasisNetworkDisplay,
    GenotypeNetworkDisplay,
    InteractionDisplay,
    LearningCurvesDisplay,
    LinkCurveDisplay,
    MutationEffectsDisplay,
    PairwiseHeatmapDisplay,
    PredictionDisplay,
    ResidualsDisplay,
    SpectrumDisplay,
    VarianceByOrderDisplay,
    WaterfallDisplay,
)

sites = ["pos12", "pos31", "pos45", "pos63", "pos70", "pos88", "pos97"]
alleles = ["LF", "KE", "AVG", "DN", "SRT", "YH", "PQ"]
wild_type = "LKADSYP"
X = pd.DataFrame(list(itertools.product(*alleles)), columns=sites)

rng = np.random.RandomState(4)
single = {
    (site, a): rng.normal(-0.3, 0.8) for site, own in zip(sites, alleles, strict=True) for a in own
}
pairs = {("pos12", "F", "pos45", "V"): 2.0, ("pos31", "E", "pos63", "N"): 1.8}
pairs |= {("pos45", "G", "pos70", "R"): -1.5, ("pos12", "F", "pos88", "H"): -1.2}
latent = np.zeros(len(X))
for site, reference in zip(sites, wild_type, strict=True):
    latent += X[site].map(lambda a, s=site, w=reference: 0.0 if a == w else single[s, a])
for (first, a, second, b), effect in pairs.items():
    latent += effect * ((X[first] == a) & (X[second] == b))
error = 0.05
y = 0.2 + 1.2 / (1 + np.exp(-1.5 * latent)) + error * rng.randn(len(X))
train, test = np.split(rng.permutation(len(X)), [200])

# %%
net = EpistaticNetRegressor(global_epistasis="sigmoid", n_members=2, random_state=0)
net.fit(X.iloc[train], y[train])

# %%
# How well does it predict?
# -------------------------
# This picture shows predicted against measured values of genotypes that the network was not
# trained on:

PredictionDisplay.from_estimator(net, X.iloc[test], y[test], value_name="brightness").plot()

# %%
# The next one shows the residuals (measured minus predicted values), and the share of the measured
# values that lie in their prediction intervals. Points outside the grey band deviate more from the
# requested share than chance explains.

ResidualsDisplay.from_estimator(net, X.iloc[test], y[test], value_name="brightness").plot()

# %%
# Learning curves show how the predictions of several models improve with the number of training
# genotypes:

models = {
    f"ridge, order {order}": make_pipeline(WalshFeatures(order), RidgeCV(np.logspace(-3, 3, 13)))
    for order in (1, 2)
}
LearningCurvesDisplay.from_estimator(models, X, y, train_sizes=[50, 100, 200]).plot()

# %%
# This picture compares the scores of the same models on several test sets. With ten test sets or
# more, it draws boxes.
folds = KFold(5, shuffle=True, random_state=0)
scores = {name: cross_val_score(model, X, y, cv=folds) for name, model in models.items()}
ComparisonDisplay({"brightness": scores}, score_name="R²").plot()

# %%
# Global epistasis
# ----------------
# This picture shows measured values against the latent phenotype, with the curve (*link*) that the
# network has learned between them:

LinkCurveDisplay.from_estimator(net, X.iloc[test], y[test], value_name="brightness").plot()

# %%
# Which interactions are there?
# -----------------------------
# The interactions that a bootstrap has selected, because they differ from zero, come first. Those
# that it has not selected are drawn as hollow bars, to the right of the dotted line. We use a
# ridge regression here, because its bootstrap takes only a second.

ridge = models["ridge, order 2"]
found = bootstrap_spectrum(ridge, X.iloc[train], y[train], n_resamples=20, random_state=0)
SpectrumDisplay.from_spectrum(found, n_interactions=15).plot()

# %%
# The interactions of the network can be drawn as lines between the sites, either on a circle or
# along the sequence:

spectrum = net.spectrum_
EpistasisNetworkDisplay.from_spectrum(spectrum, n_interactions=12).plot()

# %%
EpistasisNetworkDisplay.from_spectrum(spectrum, n_interactions=12, layout="sequence").plot()

# %%
# A heat map shows all pairs of sites. A second one shows all mutations of two chosen pairs of
# sites. With all weight on the wild type, its numbers are the differences between double mutants
# and the sum of the effects of single mutations.

PairwiseHeatmapDisplay.from_spectrum(spectrum).plot()

# %%
effects = spectrum.with_weights("wild_type", wild_type=wild_type)
PairwiseHeatmapDisplay.from_spectrum(effects, [("pos12", "pos45"), ("pos45", "pos70")]).plot()

# %%
# To look at one interaction, compare the four means of measured values, and the value that the
# double mutant would have without the interaction. The points spread widely because the genotypes
# also differ at all other sites.

chosen = (("K", "E"), ("D", "N"))
InteractionDisplay.from_measurements(
    X, y, ("pos31", "pos63"), alleles=chosen, value_name="brightness"
).plot()

# %%
# How much of the variance is due to single sites, pairs, and so on? If you pass measured values,
# the picture shows shares of *their* variance, and the largest share that a model can explain,
# given the measurement errors.

VarianceByOrderDisplay.from_spectrum({"network": spectrum}, y=y, standard_errors=error).plot()

# %%
# What do mutations do?
# ---------------------
# The effects of all single mutations on the wild type:

MutationEffectsDisplay.from_estimator(net, wild_type=wild_type, value_name="brightness").plot()

# %%
# A waterfall picture explains one prediction: the effects of the mutations of a genotype, and of
# their interactions, add up from the value of the wild type to the value of this genotype.

WaterfallDisplay.from_spectrum(
    effects, "FKVNSYP", n_contributions=8, value_name="brightness"
).plot()

# %%
# This picture shows all genotypes by their number of mutations. The blue paths lead from the wild
# type to the best genotype, and the value rises at every step.

GenotypeNetworkDisplay.from_estimator(net, wild_type=wild_type, value_name="brightness").plot()

# %%
# For a paper
# -----------
# Every picture can be drawn on your own axes, and its points, lines and bars can be changed by
# keyword arguments. In many journals one column is 85 mm wide. ``figure.savefig("link.pdf")``
# saves the picture as vector graphics.

with plt.rc_context({"font.size": 8}):
    figure, ax = plt.subplots(figsize=(85 / 25.4, 2.4), layout="constrained")
    display = LinkCurveDisplay.from_estimator(net, X.iloc[test], y[test])
    display.plot(ax, points_kwargs={"color": "0.5"}, curve_kwargs={"lw": 1.5})
