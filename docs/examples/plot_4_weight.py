"""
Choosing wh_weight, beside LassoCV
==================================

Two models find interactions in a table: the network of this package, and a Lasso on Walsh
features. Each has one weight that says how much an interaction has to explain before it is kept:
``wh_weight`` of the network, and ``alpha`` of the Lasso. Both are chosen by cross-validation.
This example draws both choices on one picture, and says how to decide on a weight, and between
the models.
"""

# %%
# Data with a known answer
# ------------------------
# The landscape has eight sites and twelve interactions of up to three sites, and its values have
# noise. We train on 80 of the 256 genotypes.

# sphinx_gallery_thumbnail_number = 2
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
# Both models choose their weight on the same folds, by the mean squared error. ``LassoCV`` always
# uses the mean squared error; for ``GridSearchCV`` we set ``scoring``, because its default is R².

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
# the errors on the test set, which are not known in practice.
#
# *The star* is the weight with the smallest error. With smaller weights the models fit noise, and
# with larger weights they lose interactions that are real.
#
# *The ring* is the choice of the one-standard-error rule: the largest weight whose error is within
# one standard error of the least one. The data cannot tell these models apart, and this is the
# simplest of them. Choose the ring if you want few interactions that you can rely on, and the star
# if you want to predict. ``EpistaticNetRegressorCV(selection="1se")`` applies the rule to the
# network, and the attribute ``one_standard_error`` of a path has the weight that the rule chooses:

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
# not change if y is given in other units, and ``alpha`` does. At the same weight, the models still
# differ. The Lasso has only the interactions up to ``max_order``, and a separate coefficient for
# each. The network has all interactions, computes them from shared hidden units, and has an L2
# penalty too. With more than nine sites, the penalty of the network is computed on random
# sub-cubes. It is then at most as large as the sum over all interactions, so that the same weight
# is a weaker penalty.
#
# How long a search takes
# -----------------------
# ``GridSearchCV`` has trained 31 networks one after the other.
# :class:`~sk_epinet.EpistaticNetRegressorCV` trains the networks of all weights and folds at the
# same time, which is faster. Its networks start from other random weights, so its curve is
# slightly different. If the curve is flat, the chosen weight may differ, too:

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
# Such a picture helps to understand the choice of a weight. To predict, use the class with its
# defaults. It then does not choose one weight but averages over all candidates according to their
# errors, and it also tries several ``alphas``, a link and a Gaussian process.
#
# On a measured landscape
# -----------------------
# A synthetic landscape with interactions of low order is what a Lasso is made for. Measured
# landscapes are not as simple. Here are both curves for 60 and for 200 genotypes of a fluorescent
# protein with 13 sites (Poelwijk, Socolich, Ranganathan, Nature Communications 10:4213, 2019).
# They are from a study that was run once, because its data are not part of the package
# (:doc:`/benchmarks/weight_path/index`).
#
# .. image:: /benchmarks/weight_path/figure_60.png
#    :alt: Validation curves of the network and of the Lasso with 60 training genotypes
#
# .. image:: /benchmarks/weight_path/figure_200.png
#    :alt: Validation curves of the network and of the Lasso with 200 training genotypes
#
# .. csv-table:: Means over five training sets, and standard deviations in parentheses
#    :file: ../benchmarks/weight_path/table.csv
#    :header-rows: 1
#
# *Weight* is the median of the weights that were chosen, on the scale of ``wh_weight``. "1 SE" is
# the one-standard-error rule. *Seconds* are the processor time of one fit.
#
# * **The network predicts better than the Lasso at both sizes**: R² is .807 against .736 at 60
#   genotypes, and .916 against .853 at 200, if both choose the weight with the smallest error. The
#   Lasso has interactions of up to three sites here. If it chooses this number by cross-validation
#   as well, the network still predicts better (:doc:`/benchmarks/measured/index`).
# * **More genotypes need a smaller weight, and support more interactions.** From 60 to 200
#   genotypes the median ``wh_weight`` falls from 0.1 to 0.01, and the network keeps 87
#   interactions in place of 35. The Lasso, on the same scale, goes from 0.11 to 0.043, and from 28
#   to 58 interactions.
# * **The one-standard-error rule costs the network next to nothing here**: its R² with the rule is
#   .806 and .914. For the Lasso at 60 genotypes it is a real choice: R² falls from .736 to .696,
#   and of 28 interactions 10 are left.
# * **The chosen weight is uncertain.** The curves are flat around the star, so that the two
#   searches over the same candidates often choose different weights, and predict equally well.
#   Therefore the default averages over candidates instead of choosing one: its R² is .830 and
#   .921, with 24 candidates and a Gaussian process.
# * **With the same candidates, GridSearchCV takes 8 times as long as EpistaticNetRegressorCV**: 43
#   against 5.1 seconds at 60 genotypes, 61 against 7.4 at 200. ``GridSearchCV`` trains four
#   networks for each candidate and fold, and ``EpistaticNetRegressorCV`` trains one. The Lasso
#   takes 0.04 and 0.13 seconds.
#
# Which model?
# ------------
# * *Use the Lasso* if you know that there are few interactions of low order, and little noise: it
#   then finds exactly these. It is also much faster, has one coefficient for each interaction, and
#   shows what can be achieved without a network. Try ``max_order`` 1, 2 and 3.
# * *Use the network* if interactions of higher order, a floor or a ceiling may be important, or if
#   there are so many sites that the interactions cannot be listed: 20 sites have 6,195
#   interactions of up to four sites. On most measured landscapes it predicts better
#   (:doc:`/which_model`).
# * *Use both* to be more certain of an interaction. If two models with different assumptions find
#   the same interaction in the same table, this is stronger evidence than one model alone, and
#   :func:`~sk_epinet.bootstrap_spectrum` estimates how certain each interaction is.
#
# Next: :doc:`/inside_sklearn` uses both models in the other tools of scikit-learn, and
# :doc:`/article` explains where the penalty comes from.
