"""
Which model, for how many genotypes
===================================

This example draws the learning curves of several models, and how much of the variance of their
predictions is due to each order of interactions.
"""

import warnings

from sklearn.ensemble import RandomForestRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LassoCV
from sklearn.pipeline import make_pipeline

from sk_epinet import EpistaticNetRegressor, WalshFeatures, WalshSpectrum
from sk_epinet.datasets import make_walsh_landscape
from sk_epinet.plotting import LearningCurvesDisplay, VarianceByOrderDisplay

# LassoCV does not converge at its smallest alphas, which it then does not choose.
warnings.simplefilter("ignore", ConvergenceWarning)
X, y, truth = make_walsh_landscape(
    n_sites=8, n_interactions=15, max_order=4, noise=0.3, random_state=1
)
models = {
    "Epistatic Net": EpistaticNetRegressor(n_members=1, random_state=0),
    "LassoCV, pairs": make_pipeline(WalshFeatures(max_order=2), LassoCV(max_iter=5000)),
    "random forest": RandomForestRegressor(random_state=0),
}

# %%
# All models are trained on the same random training sets. For measured landscapes, with all
# settings chosen by cross-validation, see :doc:`/benchmarks/generalisation/index`.

display = LearningCurvesDisplay.from_estimator(
    models, X, y, train_sizes=[30, 60, 120, 200], n_splits=3
)
display.plot()

# %%
# The spectrum of any fitted model can be computed. The random forest does not know the two levels
# of each site, so we pass the X that it was trained on.

spectra = {
    name: WalshSpectrum.from_estimator(model.fit(X, y), X=X) for name, model in models.items()
}
VarianceByOrderDisplay.from_spectrum(spectra | {"truth": truth}).plot()
