"""
How to add a penalty
====================

A penalty says which genotypes to evaluate, and turns their predicted values into a number for each
network. It never sees the network, so it takes a few lines, and can be tested without training.
"""

# %%
# This penalty prefers low orders: the weight of each coefficient is the number of sites of its
# interaction, to some power. It derives from :class:`~sk_epinet.penalties.WalshPenalty`, which
# makes its parameters visible to ``get_params`` and ``GridSearchCV``.

import torch

from sk_epinet import EpistaticNetRegressor, enumerate_genotypes, walsh_transform
from sk_epinet.datasets import make_walsh_landscape
from sk_epinet.penalties import WalshPenalty
from sk_epinet.plotting import VarianceByOrderDisplay


class OrderPenalty(WalshPenalty):
    """Penalise the sum over S of |S|**power |c_S|, computed from all genotypes."""

    def __init__(self, power=1.0):
        self.power = power

    def n_evaluations(self, n_sites):
        return 2**n_sites

    def sample(self, spins, generator):
        genotypes = torch.as_tensor(enumerate_genotypes(spins.shape[1]))
        return 1 - 2 * genotypes.to(spins)

    def value(self, values):
        """Return one number for each network; `values` has a row for each."""
        coefficients = walsh_transform(values)
        n_sites = values.shape[-1].bit_length() - 1
        orders = torch.as_tensor(enumerate_genotypes(n_sites).sum(axis=1)).to(values)
        # The constant, of order 0, is not penalised whatever the power.
        return coefficients.abs() @ (orders**self.power * (orders > 0))


# %%
# The landscape 1 + 3 s0 - 2 s0 s1 has the penalty 1 * 3 + 2 * 2 = 7, computed by hand:

penalty = OrderPenalty()
print(penalty.value(torch.tensor([[2.0, 6.0, 0.0, -4.0]])))

# %%
# An estimator takes it like any other penalty.

X, y, truth = make_walsh_landscape(
    n_sites=7, n_interactions=8, max_order=4, noise=0.3, random_state=2
)
spectra = {"truth": truth}
for power in (0.0, 1.0, 3.0):
    net = EpistaticNetRegressor(
        penalty=OrderPenalty(power), wh_weight=0.03, n_members=1, random_state=0
    )
    spectra[f"|S|^{power:g}"] = net.fit(X[::2], y[::2]).spectrum_
VarianceByOrderDisplay.from_spectrum(spectra).plot()
