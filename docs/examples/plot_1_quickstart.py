"""
From measurements to interactions
=================================

Fit, score, and see which interactions there are, with how much to trust each.
"""

# %%
# A landscape whose interactions are known. :func:`~sk_epinet.datasets.load_landscape` reads
# yours from a CSV file.

from sk_epinet import EpistaticNetRegressorCV, bootstrap_spectrum
from sk_epinet.datasets import make_walsh_landscape
from sk_epinet.plotting import SpectrumDisplay

X, y, truth = make_walsh_landscape(
    n_sites=8, n_interactions=8, max_order=3, noise=0.4, n_samples=150, random_state=3
)

# %%
# The weights of the penalties, and whether there is a floor or a ceiling, are judged by
# cross-validation.

net = EpistaticNetRegressorCV(cv=3, n_members=1, random_state=0).fit(X[:110], y[:110])
print(f"R² on the other genotypes: {net.score(X[110:], y[110:]):.2f}")
net.spectrum_.top(8)

# %%
# A penalised network shrinks its coefficients. Estimates without that bias, their confidence
# intervals, and how often an interaction is selected, come from resamples.

spectrum = bootstrap_spectrum(net, X, y, n_resamples=20, random_state=0)
SpectrumDisplay.from_spectrum(spectrum, n_interactions=12).plot()

# %%
# Which of them are real? Intervals that exclude 0, selected in nine resamples of ten:

table = spectrum.top(12).to_frame()
table["planted"] = table["sites"].isin(truth.interactions)
table.round(2)
