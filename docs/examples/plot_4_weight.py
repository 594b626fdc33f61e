"""
Choosing wh_weight, beside LassoCV
==================================

Two models find interactions in a table: the network of this package, and a Lasso on Walsh
features. Each has one weight that says how much an interaction has to explain before it is kept:
``wh_weight`` of the network, and ``alpha`` of the Lasso. Both are chosen by cross-validation.
This example draws both choices on one picture, and says how to decide on a weight, and between
the models.
"""

# sphinx_gallery_thumbnail_number = 2

# %%
# Data with a known answer
# ------------------------
# Twelve interactions of up to three of eight sites, and noise. We train on 80 of the 256
# genotypes.

import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LassoCV
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import make_pipeline

from sk_epinet import EpistaticNetRegressor, EpistaticNetRegressorCV, WalshFeatures
from sk_epinet.cross_validation import GenotypeKFold
from sk_epinet.datasets import make_walsh_landscape
from sk_epinet.plotting import WeightPathDisplay

# LassoCV does not converge at its smallest alphas, which it then does not choose.
warnings.simplefilter("ignore", ConvergenceWarning)
X, y, truth = make_walsh_landscape(
    n_sites=8, n_interactions=12, max_order=3, noise=1.0, random_state=0
)
X_train, X_test, y_train, y_test = train_test_split(X, y, train_size=80, random_state=0)

# %%
# Two validation curves
# ---------------------
# Both models choose on the same folds, by the mean squared error. ``GridSearchCV`` has to be told
# so: its own score of a regressor is R², which LassoCV does not have.

folds = GenotypeKFold(5, shuffle=True, random_state=0)
search = GridSearchCV(
    EpistaticNetRegressor(n_members=1, max_iter=250, random_state=0),
    {"wh_weight": [0, 0.01, 0.03, 0.1, 0.3, 1]},
    cv=folds,
    scoring="neg_mean_squared_error",
)
lasso = make_pipeline(WalshFeatures(max_order=3), LassoCV(cv=folds, max_iter=5000))
models = {"GridSearchCV, network": search, "LassoCV on Walsh features": lasso}
for model in models.values():
    model.fit(X_train, y_train)

display = WeightPathDisplay.from_estimator(models, X_train, y_train, X_test=X_test, y_test=y_test)
display.plot()

# %%
# How to read the picture
# -----------------------
# *The curves* are means over the five folds, with bars of one standard error. The dotted lines are
# the errors on genotypes that took no part, which one does not have in practice.
#
# *The star* is the weight of the least error. Left of it the models fit noise, and right of it
# they lose interactions that are real.
#
# *The ring* is the choice of the one-standard-error rule: the largest weight whose error is within
# one standard error of the least one. The data do not tell these models apart, and it is the
# simplest of them. Take it if you want few interactions that can be relied on, and the star if you
# want to predict. ``EpistaticNetRegressorCV(selection="1se")`` does it for the network, and
# ``WeightPath.one_standard_error`` says the weight for any path:

for name, path in display.paths.items():
    print(f"{name}: {path.parameter} {path.chosen:.3g}, by the rule {path.one_standard_error:.3g}")

# %%
# *Interactions kept* are those whose size, the absolute Walsh coefficient, is at least a hundredth
# of the standard deviation of y (``min_size``). A Lasso sets most coefficients to zero. Those of a
# network become small, but never exactly zero, which is why a threshold is needed at all. It is
# the same for both models.
#
# Two scales of weights
# ---------------------
# The Lasso minimises half the mean squared error + ``alpha`` × the sum of absolute coefficients,
# in the units of y. The network minimises the mean squared error + ``wh_weight`` × that sum, on
# the standardised target (:ref:`objective`). One is the other if
#
# .. math:: w = \frac{2\, \alpha}{\text{standard deviation of } y}
#
# for the ``wh_weight`` *w*, and this is where the picture draws the Lasso. So ``wh_weight`` does
# not change when y is given in other units, and ``alpha`` does. What makes the models different at
# the same weight is that the Lasso has the interactions up to ``max_order`` and a coefficient of
# its own for each, while the network has all of them, computes them from shared hidden units, and
# has an L2 penalty too. Beyond nine sites, the penalty of the network is that of random sub-cubes,
# which is at most as large as the sum over all interactions, so that the same weight is a weaker
# penalty.
#
# What a search costs
# -------------------
# ``GridSearchCV`` has trained 31 networks one after the other.
# :class:`~sk_epinet.EpistaticNetRegressorCV` trains the networks of all weights and folds side by
# side, as one stack. Its networks begin with other random weights, so that its path is a little
# different, and so may be the choice where the curve is flat:

net = EpistaticNetRegressorCV(
    wh_weights=[0, 0.01, 0.03, 0.1, 0.3, 1],
    alphas=[0.1],
    global_epistasis=None,
    n_members=1,
    max_iter=250,
    selection="min",
    cv=folds,
    random_state=0,
)
WeightPathDisplay.from_estimator(net.fit(X_train, y_train)).plot()

# %%
# A path is what you draw in order to understand a choice. To predict, take the class as it is: by
# default it does not bet on one weight but averages over the candidates by their errors, tries
# several ``alphas``, a link and a Gaussian process.
#
# On a measured landscape
# -----------------------
# Planted interactions of low order are what a Lasso is made for. A measured landscape is not as
# tidy. Here are both curves for 60 and for 200 genotypes of a fluorescent protein with 13 sites
# (Poelwijk, Socolich, Ranganathan, Nature Communications 10:4213, 2019), from a study that was run
# once, because its data are not part of the package (:doc:`/benchmarks/weight_path/index`).
#
# .. image:: /benchmarks/weight_path/figure_60.png
#    :alt: Validation curves of the network and of the Lasso at 60 genotypes
#
# .. image:: /benchmarks/weight_path/figure_200.png
#    :alt: Validation curves of the network and of the Lasso at 200 genotypes
#
# .. csv-table:: Means over five training sets, and standard deviations in parentheses
#    :file: ../benchmarks/weight_path/table.csv
#    :header-rows: 1
#
# *Weight* is the median of the weights that were chosen, on the scale of ``wh_weight``, "1 SE" is
# the one-standard-error rule, and *seconds* are those of the processor for one fit.
#
# * **The network predicts better than the Lasso at both sizes**: R² is .807 against .736 at 60
#   genotypes, and .916 against .853 at 200, where both choose the weight of least error. The Lasso
#   has interactions of up to three sites; where it chooses that order, too, the network remains
#   ahead (:doc:`/benchmarks/measured/index`).
# * **More genotypes need a smaller weight, and support more interactions.** From 60 to 200
#   genotypes the median ``wh_weight`` falls from 0.1 to 0.01, and the network keeps 87
#   interactions in place of 35. The Lasso, on the same scale, goes from 0.11 to 0.043, and from 28
#   to 58 interactions.
# * **The one-standard-error rule costs the network next to nothing here**: its R² with the rule is
#   .806 and .914. For the Lasso at 60 genotypes it is a real choice: R² falls from .736 to .696,
#   and of 28 interactions 10 are left.
# * **Which weight is chosen is uncertain.** The curves are flat around the star, so that the two
#   searches over the same candidates often choose different weights, and predict equally well.
#   This is why the default averages over candidates in place of choosing one: its R² is .830 and
#   .921, with 24 candidates and a Gaussian process.
# * **The same candidates cost GridSearchCV 8 times as much as EpistaticNetRegressorCV**: 43
#   against 5.1 seconds at 60 genotypes, 61 against 7.4 at 200. It trains four networks for each
#   candidate and fold where the stack has one. The Lasso takes 0.04 and 0.13 seconds.
#
# Which model?
# ------------
# * *The Lasso* if you know that there are few interactions of low order, and little noise: then it
#   finds exactly these. It is also the faster by far, has one coefficient for each interaction,
#   and shows what can be had without a network. Try ``max_order`` 1, 2 and 3.
# * *The network* if higher orders, a floor or a ceiling may matter, or there are so many sites
#   that the products cannot be listed: 20 sites have 6,195 interactions of up to four. On most
#   measured landscapes it predicts better (:doc:`/which_model`).
# * *Both* to be sure of an interaction. Two models with different assumptions that find the same
#   interaction from the same table say more than one, and :func:`~sk_epinet.bootstrap_spectrum`
#   says how certain each of them is.
#
# Next: :doc:`/inside_sklearn` puts both models into the other tools of scikit-learn, and
# :doc:`/article` says where the penalty comes from.
