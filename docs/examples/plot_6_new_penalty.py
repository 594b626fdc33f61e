"""
Write your own penalty
======================

A penalty chooses genotypes, receives the values that the networks predict for them, and turns
these values into one number for each network. It does not use the networks themselves, so it takes
a few lines of code, and you can test it without training.
"""

# %%
# This penalty prefers low orders. It adds up the absolute values of all coefficients but the
# constant, each multiplied by a power of the number of its sites. The class derives from
# :class:`~sk_epinet.penalties.WalshPenalty`, which makes its parameters visible to ``get_params``
# and ``GridSearchCV``. It has three methods, and all of them work on tensors of torch.

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
        """Return the number of genotypes that `sample` returns."""
        return 2**n_sites

    def sample(self, spins, generator):
        """Return the spins of all genotypes, of the same type as the training genotypes."""
        genotypes = torch.as_tensor(enumerate_genotypes(spins.shape[1]))
        return 1 - 2 * genotypes.to(spins)

    def value(self, values):
        """Return one number for each network. `values` has a row for each of them."""
        coefficients = walsh_transform(values)
        n_sites = values.shape[1].bit_length() - 1
        orders = torch.as_tensor(enumerate_genotypes(n_sites).sum(axis=1)).to(values)
        # The constant, of order 0, is not penalised whatever the power.
        return coefficients.abs() @ (orders**self.power * (orders > 0))


# %%
# Test it by hand. The landscape 1 + 3 s0 - 2 s0 s1 has the penalty 1 * 3 + 2 * 2 = 7:

penalty = OrderPenalty()
print(penalty.value(torch.tensor([[2.0, 6.0, 0.0, -4.0]])))

# %%
# The estimators take it like any other penalty. Its gradient comes from torch's autograd, so
# `value` may use any differentiable operation of torch. (The gradients of the
# package's own penalties are programmed explicitly, which is faster.) The higher the power, the
# smaller is the share of the high orders in the variance:

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

# %%
# A penalty that draws random genotypes takes its random numbers from `generator`, so that a fit
# can be repeated: see :class:`~sk_epinet.SubcubeWalshPenalty`.
