"""
The epistasis network
=====================

Sites on a circle, pairs as arcs, interactions of more sites as hubs.
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
# The same relative to a wild type. Effects of mutations on one background, here the genotype with
# all sites at the low level, are exactly converted from the effects averaged over all
# backgrounds, and back.

effects = net.spectrum_.to_reference(wild_type=[0] * 9, max_order=3)
effects.top(8)

# %%
# Or what each site contributes to the difference between the wild type and the genotype that has
# all mutations: its Shapley value, in closed form.

net.spectrum_.attribution("SV", wild_type=[0] * 9)
