"""
A hundred sites
===============

The spectrum of a function on too many sites to enumerate its genotypes: all coefficients up to an
order, with standard errors, and the largest ones of any order.
"""

from sk_epinet import estimate_spectrum, recover_spectrum
from sk_epinet.datasets import make_walsh_landscape
from sk_epinet.plotting import SpectrumDisplay

_, _, truth = make_walsh_landscape(
    n_sites=100, n_interactions=20, max_order=5, n_samples=1, random_state=0
)

# %%
# A fitted network is evaluated in the same way: pass it in place of the function.

found = recover_spectrum(truth.predict, n_sites=100, n_evaluations=60_000, random_state=0)
print(f"all found: {set(found.interactions) - {()} == set(truth.interactions)}")
SpectrumDisplay.from_spectrum(found, n_interactions=8).plot()

# %%
# Estimates of the coefficients of single sites, whatever else there is.

estimate_spectrum(truth.predict, max_order=1, n_sites=100, random_state=0).top(5)
