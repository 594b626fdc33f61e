"""
The path of the penalty's weight
================================

This example draws the cross-validated error along ``wh_weight``, as the path of ``LassoCV`` is
usually shown.
"""

from sk_epinet import EpistaticNetRegressorCV
from sk_epinet.datasets import make_walsh_landscape
from sk_epinet.plotting import WeightPathDisplay

X, y, truth = make_walsh_landscape(
    n_sites=8, n_interactions=8, max_order=4, noise=1.0, n_samples=100, random_state=0
)
net = EpistaticNetRegressorCV(
    wh_weights=[0, 0.003, 0.01, 0.03, 0.1, 0.3],
    alphas=[0.1],
    global_epistasis=None,
    cv=5,
    n_members=1,
    random_state=0,
)
WeightPathDisplay.from_estimator(net.fit(X, y)).plot()

# %%
# The networks of all weights and folds were trained side by side, as one stack. The table has the
# score of each weight, and its share in the prediction:

import pandas as pd

columns = ["param_wh_weight", "mean_test_score", "std_test_score", "rank_test_score", "share"]
pd.DataFrame(net.cv_results_)[columns].round(3)
