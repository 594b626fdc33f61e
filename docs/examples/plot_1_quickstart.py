"""
From measurements to interactions
=================================

This example fits a network, measures how well it predicts, and finds out which interactions exist
and how certain each of them is.
"""

# %%
# We use a synthetic landscape, whose interactions are known. To read your own landscape from a
# file, use :func:`~sk_epinet.datasets.load_landscape`.

from sk_epinet import EpistaticNetRegressorCV, bootstrap_spectrum
from sk_epinet.datasets import make_walsh_landscape
from sk_epinet.plotting import SpectrumDisplay

X, y, truth = make_walsh_landscape(
    n_sites=8, n_interactions=8, max_order=3, noise=0.4, n_samples=150, random_state=3
)

# %%
# Cross-validation chooses the weights of the penalties, and whether the measured values have a
# floor or a ceiling.

net = EpistaticNetRegressorCV(cv=3, n_members=1, random_state=0).fit(X[:110], y[:110])
print(f"R² on the other genotypes: {net.score(X[110:], y[110:]):.2f}")
net.spectrum_.top(8)

# %%
# The penalty makes the coefficients of the network too small.
# :func:`~sk_epinet.bootstrap_spectrum` corrects for this, adds confidence intervals, and tells
# which coefficients differ from zero. The picture shows the others as hollow bars.

spectrum = bootstrap_spectrum(net, X, y, n_resamples=20, random_state=0)
SpectrumDisplay.from_spectrum(spectrum, n_interactions=12).plot()

# %%
# In this synthetic landscape we know which interactions are real. The column "planted" says so:

table = spectrum.top(12).to_frame()
table["planted"] = table["sites"].isin(truth.interactions)
table.round(2)
