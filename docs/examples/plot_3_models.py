"""
Which model, for how many genotypes
===================================

Learning curves of several models, and how much of what they predict is of which order.
"""

import warnings

from sklearn.ensemble import RandomForestRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LassoCV
from sklearn.pipeline import make_pipeline

from sk_epinet import EpistaticNetRegressor, WalshFeatures, WalshSpectrum
from sk_epinet.datasets import make_walsh_landscape
from sk_epinet.plotting import LearningCurvesDisplay, VarianceByOrderDisplay

warnings.simplefilter("ignore", ConvergenceWarning)  # of the Lasso at its smallest alphas
X, y, truth = make_walsh_landscape(
    n_sites=8, n_interactions=15, max_order=4, noise=0.3, random_state=1
)
models = {
    "Epistatic Net": EpistaticNetRegressor(n_members=1, random_state=0),
    "LassoCV, pairs": make_pipeline(WalshFeatures(max_order=2), LassoCV(max_iter=5000)),
    "random forest": RandomForestRegressor(random_state=0),
}

# %%
# The same random training sets for all. On measured landscapes, with everything chosen by
# cross-validation, see :doc:`/benchmarks/generalisation/index`.

display = LearningCurvesDisplay.from_estimator(
    models, X, y, train_sizes=[30, 60, 120, 200], n_splits=3
)
display.plot()

# %%
# Whatever the model, its spectrum can be read off.

spectra = {
    name: WalshSpectrum.from_estimator(model.fit(X, y), X=X) for name, model in models.items()
}
VarianceByOrderDisplay.from_spectrum(spectra | {"truth": truth}).plot()
