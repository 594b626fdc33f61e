"""
The path of the penalty's weight
================================

The cross-validated error along ``wh_weight``, as ``LassoCV``'s path is usually shown.
"""

from sk_epinet import EpistaticNetRegressorCV
from sk_epinet.datasets import make_walsh_landscape
from sk_epinet.plotting import WeightPathDisplay

X, y, truth = make_walsh_landscape(
    n_sites=8, n_interactions=8, max_order=4, noise=1.0, n_samples=100, random_state=0
)
weights = [0, 0.003, 0.01, 0.03, 0.1, 0.3]
net = EpistaticNetRegressorCV(
    weights, alphas=[0.1], global_epistasis=None, cv=5, n_members=1, random_state=0
)
WeightPathDisplay.from_estimator(net.fit(X, y)).plot()

# %%
# All weights, folds and candidates were trained side by side, as one stack of networks. What was
# judged, and with which share it takes part in the prediction:

import pandas as pd

pd.DataFrame(net.cv_results_).round(3)
