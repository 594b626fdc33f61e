"""
A hundred sites
===============

Some landscapes have too many sites to evaluate all genotypes. This example finds the largest
coefficients of any order, and estimates all coefficients up to an order with standard errors.
"""

from sk_epinet import estimate_spectrum, recover_spectrum
from sk_epinet.datasets import make_walsh_landscape
from sk_epinet.plotting import SpectrumDisplay

_, _, truth = make_walsh_landscape(
    n_sites=100, n_interactions=20, max_order=5, n_samples=1, random_state=0
)

# %%
# Here we evaluate a function whose interactions are known. You can pass a fitted model instead.
# All 20 interactions are found:

found = recover_spectrum(truth.predict, n_sites=100, n_evaluations=60_000, random_state=0)
print(f"all found: {set(found.interactions) - {()} == set(truth.interactions)}")
SpectrumDisplay.from_spectrum(found, n_interactions=8).plot()

# %%
# This estimates the coefficients of single sites only, whatever other interactions there are:

estimate_spectrum(truth.predict, max_order=1, n_sites=100, random_state=0).top(5)
