"""
The epistasis network
=====================

This picture shows the sites on a circle. Arcs between two sites are pairwise interactions, and an
interaction of three or more sites is a point with a line to each of its sites.
"""

# sphinx_gallery_thumbnail_number = 1
from sk_epinet import EpistaticNetRegressor
from sk_epinet.datasets import make_walsh_landscape
from sk_epinet.plotting import EpistasisNetworkDisplay

X, y, truth = make_walsh_landscape(
    n_sites=9, n_interactions=14, max_order=3, noise=0.2, random_state=5
)
net = EpistaticNetRegressor(n_members=1, random_state=0).fit(X[::2], y[::2])
EpistasisNetworkDisplay.from_estimator(net, n_interactions=15).plot()

# %%
# The coefficients in the picture are averages over all backgrounds. They can be converted exactly
# into effects of mutations on one background, and back. Here the background is the genotype with
# all sites at the low level.

effects = net.spectrum_.to_reference(wild_type=[0] * 9, max_order=3)
effects.top(8)

# %%
# The Shapley value of a site is its contribution to the difference between the wild type and the
# genotype that has all mutations:

net.spectrum_.attribution("SV", wild_type=[0] * 9)
