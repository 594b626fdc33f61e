"""The same network and optimiser in plain torch: what the estimators are compared with."""

import itertools

import numpy as np
import torch
from common.timing import make_data
from scipy.linalg import hadamard

from sk_epinet import enumerate_genotypes, walsh_transform


class PlainNetworks(torch.nn.Module):
    """Networks side by side: centred sites times gates, hidden layers with SiLU, one output.

    Parameters
    ----------
    n_members : int
        Number of networks.
    n_sites : int
        Number of sites.
    widths : sequence of int
        Sizes of the hidden layers.
    """

    def __init__(self, n_members, n_sites, widths):
        super().__init__()
        sizes = [n_sites, *widths, 1]
        self.gates = torch.nn.Parameter(torch.ones(n_members, 1, n_sites))
        self.weights = torch.nn.ParameterList(
            torch.randn(n_members, n_in, n_out) * (2 / n_in) ** 0.5
            for n_in, n_out in itertools.pairwise(sizes)
        )
        self.biases = torch.nn.ParameterList(torch.zeros(n_members, 1, n) for n in sizes[1:])

    def forward(self, centred):
        hidden = centred * self.gates
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            if layer:
                hidden = torch.nn.functional.silu(hidden)
            hidden = torch.baddbmm(bias, hidden, weight)
        return hidden[..., 0]

    def squared_norm(self):
        return self.gates.square().sum() + sum(weight.square().sum() for weight in self.weights)


def train(n_sites, n_samples, steps, sample, value, n_members=1, widths=(32, 32, 32)):
    """Take full-batch steps with Adam on the mean squared error, a Walsh penalty and L2.

    Parameters
    ----------
    sample : callable(spins, generator) -> Tensor
        The genotypes at which the penalty is evaluated, as spins.
    value : callable(values) -> Tensor
        The penalty of each network from its values there.
    """
    X, y = make_data(n_sites, n_samples)
    spins = torch.tensor(1.0 - 2 * X, dtype=torch.float32)
    target = torch.tensor((y - y.mean()) / y.std(), dtype=torch.float32)
    center = spins.mean(0)
    generator = torch.Generator().manual_seed(0)
    torch.manual_seed(0)
    networks = PlainNetworks(n_members, n_sites, widths)
    adam = torch.optim.Adam(networks.parameters(), lr=0.1, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(adam, 0.1, total_steps=max(steps, 20))
    for _ in range(steps):
        adam.zero_grad()
        genotypes = torch.cat([spins, sample(spins, generator)]) - center
        values = networks(genotypes)
        loss = (values[:, :n_samples] - target).square().mean(1).sum()
        objective = loss + 1e-3 * networks.squared_norm()
        objective = objective + 0.01 * value(values[:, n_samples:]).sum()
        objective.backward()
        adam.step()
        schedule.step()


def sample_all(spins, generator):
    """Return all genotypes."""
    return torch.from_numpy(1.0 - 2.0 * enumerate_genotypes(spins.shape[1])).to(spins)


def sample_subcube(spins, generator, n_free=9):
    """Return the genotypes of a random sub-cube around a random training genotype."""
    row = torch.randint(len(spins), (), generator=generator)
    free = torch.randperm(spins.shape[1], generator=generator)[:n_free]
    corners = torch.from_numpy(1.0 - 2.0 * enumerate_genotypes(len(free))).to(spins)
    genotypes = spins[row].repeat(len(corners), 1)
    genotypes[:, free] = corners
    return genotypes


def walsh_norm(values):
    """Return the L1 norm of the Walsh coefficients but the constant."""
    return walsh_transform(values)[:, 1:].abs().sum(1)


def dense_walsh_norm(n_sites):
    """Return the same with the product by the whole Hadamard matrix, as the article has it."""
    matrix = torch.tensor(hadamard(2**n_sites, dtype=np.float32))

    def value(values):
        return ((values @ matrix) / 2**n_sites)[:, 1:].abs().sum(1)

    return value
