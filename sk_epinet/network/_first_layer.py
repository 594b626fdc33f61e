"""The first layer of a stack: from genotypes to the values that enter the first activation.

Each layer is written twice. ``hidden`` is the plain definition, which autograd can differentiate
any number of times. ``forward`` and ``backward`` give the same values and gradients by hand, for
:mod:`._forward_backward`; the tests hold them against the definition.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from ._architecture import DTYPE


@dataclass(frozen=True)
class Sites:
    """Describe the sites of genotypes for the first layer.

    Parameters
    ----------
    n_sites : int
        Number of sites.
    n_alleles : tuple of int, default=None
        Number of alleles of each site, whose genotypes are numbers of alleles from 0 on. None is
        two levels at every site, and genotypes are spins.
    properties : ndarray of shape (n_sites, max(n_alleles), n_properties), default=None
        Properties of the alleles of each site, 0 where they have none or there is no allele. None
        is no properties.
    """

    n_sites: int
    n_alleles: tuple | None = None
    properties: np.ndarray | None = None

    def dtype(self, of_spins):
        """Return the type of the tensors of genotypes, which is `of_spins` for spins."""
        return of_spins if self.n_alleles is None else torch.long

    def make_layer(self):
        """Return the first layer for these sites."""
        if self.n_alleles is None:
            return SpinLayer(self.n_sites)
        return AlleleLayer(self.n_alleles, self.properties)


class Differences(NamedTuple):
    """Say where genotypes differ from the most frequent alleles."""

    rows: torch.Tensor  # (n_differences,), in increasing order
    alleles: torch.Tensor  # (n_differences,), the numbers of the alleles among those of all sites
    n: int  # number of genotypes


class SpinLayer(nn.Module):
    """A vector for each site, times the gate of the site and the spin of the genotype there.

    Parameters
    ----------
    n_sites : int
        Number of sites.
    """

    def __init__(self, n_sites):
        super().__init__()
        self.n_sites = self.n_inputs = self.n_rows = n_sites

    def weight(self, layers):
        """Return the gated weights, shape (n_members, n_sites, n_units)."""
        return _gated(layers)

    def norms(self, layers):
        """Return the norm of the gated weights of each site, shape (n_members, n_sites)."""
        return self.weight(layers).norm(dim=2)

    def mean_inputs(self, genotypes, share):
        """Return the mean spins, shape (n_members, n_sites).

        Parameters
        ----------
        genotypes : torch.Tensor of shape (n, n_sites)
            Spins.
        share : torch.Tensor of shape (n, n_members)
            Weights of the genotypes, whose columns add up to one.
        """
        return share.T @ genotypes

    def set_reference(self, center):
        """Do nothing: every spin takes part in the sums."""

    def prepare(self, genotypes):
        """Return what :meth:`forward` and :meth:`backward` take: the spins."""
        return genotypes

    def hidden(self, layers, center, genotypes):
        """Return values of shape (n_members, n, n_units) of spins of shape (n, n_sites)."""
        return self.forward(layers, center, genotypes)

    def forward(self, layers, center, genotypes, out=None):
        """Return the values of :meth:`hidden`."""
        weight = self.weight(layers)
        # Centring the input is a shift of the first bias, so that no centred copy is made.
        bias = torch.baddbmm(layers.biases[0], center, weight, alpha=-1)
        genotypes = genotypes.expand(len(weight), *genotypes.shape)
        if out is None:
            return torch.baddbmm(bias, genotypes, weight)
        return torch.baddbmm(bias, genotypes, weight, out=out)

    def backward(self, layers, center, genotypes, delta, result):
        """Write the gradients of the gates and weights to `result`.

        Parameters
        ----------
        delta : torch.Tensor of shape (n_members, n, n_units)
            Gradient of the values. It may be overwritten.
        result : Layers
            Its first bias holds the sum of `delta` over the genotypes already.
        """
        gradient = torch.bmm(genotypes.T.expand(len(delta), *genotypes.T.shape), delta)
        gradient.baddbmm_(center.mT, result.biases[0], alpha=-1)
        _write_gated(gradient, layers, result)


class AlleleLayer(nn.Module):
    """A vector for each allele: a free one, and a function of its properties.

    ``h = sum over sites i of W_i[x_i] + D[x_i] V_i``

    V_i is a matrix for each site, so that alleles that were seldom seen borrow from similar ones.
    Every row of W_i and of V_i has a gate: an allele, or a property at a site, that does not
    matter is switched off as a whole. One gate for all alleles of a site predicted worse on the
    landscapes that settings were chosen on.

    The cost of a genotype is that of the sites at which it differs from the most frequent
    alleles: the products with 0 and 1 are additions of rows.

    Parameters
    ----------
    n_alleles : sequence of int
        Number of alleles of each site.
    properties : ndarray of shape (n_sites, max(n_alleles), n_properties) or None
        The D of each site.
    """

    def __init__(self, n_alleles, properties):
        super().__init__()
        sizes = torch.as_tensor(n_alleles)
        self.n_sites, self.n_inputs = len(sizes), int(sizes.sum())
        self.n_rows = self.n_inputs
        site = torch.arange(self.n_sites).repeat_interleave(sizes)
        start = sizes.cumsum(0) - sizes
        self.register_buffer("start", start, persistent=False)
        self.register_buffer("site", site, persistent=False)
        # The allele of each site whose row is not added. The values do not depend on it.
        self.register_buffer("reference", torch.zeros(self.n_sites, dtype=torch.long))
        self.register_buffer("properties", None, persistent=False)
        if properties is not None:
            self.properties = torch.as_tensor(properties, dtype=DTYPE)
            self.n_rows += self.n_sites * properties.shape[2]
            place = site * properties.shape[1] + torch.arange(self.n_inputs) - start[site]
            self.register_buffer("place", place, persistent=False)

    def weight(self, layers):
        """Return the vectors of the alleles, shape (n_members, n_inputs, n_units)."""
        rows = _gated(layers)
        if self.properties is None:
            return rows
        linear = rows[:, self.n_inputs :].unflatten(1, (self.n_sites, -1))
        of_properties = (self.properties @ linear).flatten(1, 2)
        return rows[:, : self.n_inputs] + of_properties.index_select(1, self.place)

    def norms(self, layers):
        """Return the norm of the vectors of each site, shape (n_members, n_sites)."""
        squares = self.weight(layers).square().sum(2)
        sums = squares.new_zeros(len(squares), self.n_sites)
        return sums.index_add_(1, self.site, squares).sqrt()

    def mean_inputs(self, genotypes, share):
        """Return the frequencies of the alleles, shape (n_members, n_inputs).

        Parameters
        ----------
        genotypes : torch.Tensor of shape (n, n_sites)
            Numbers of alleles.
        share : torch.Tensor of shape (n, n_members)
            Weights of the genotypes, whose columns add up to one.
        """
        inputs = (genotypes + self.start).flatten()
        frequencies = share.new_zeros(share.shape[1], self.n_inputs)
        return frequencies.index_add_(1, inputs, share.T.repeat_interleave(self.n_sites, 1))

    def set_reference(self, frequencies):
        """Choose the most frequent allele of each site, so that few rows are added."""
        sites = frequencies.mean(0).split(torch.bincount(self.site).tolist())
        self.reference.copy_(torch.stack([own.argmax() for own in sites]))

    def hidden(self, layers, center, genotypes):
        """Return values of shape (n_members, n, n_units) of allele numbers (n, n_sites)."""
        weight = self.weight(layers)
        hidden = torch.baddbmm(layers.biases[0], center, weight, alpha=-1)
        for site, start in enumerate(self.start):
            hidden = hidden + weight[:, start + genotypes[:, site]]
        return hidden

    def prepare(self, genotypes):
        """Return where genotypes differ from the reference, for both directions."""
        rows, sites = (genotypes != self.reference).nonzero(as_tuple=True)
        return Differences(rows, genotypes[rows, sites] + self.start[sites], len(genotypes))

    def forward(self, layers, center, differences, out=None):
        """Return the values of :meth:`hidden`, which add rows only where genotypes differ."""
        weight = self.weight(layers)
        # The frequencies of a site add up to one, so that the reference allele cancels.
        weight = weight - weight.index_select(1, (self.start + self.reference)[self.site])
        bias = torch.baddbmm(layers.biases[0], center, weight, alpha=-1)
        n_members, _, n_units = weight.shape
        offsets = _offsets(torch.bincount(differences.rows, minlength=differences.n))
        vectors = weight.transpose(0, 1).reshape(self.n_inputs, -1)
        sums = functional.embedding_bag(differences.alleles, vectors, offsets, mode="sum")
        sums = sums.view(differences.n, n_members, n_units).transpose(0, 1)
        return torch.add(sums, bias, out=out)

    def backward(self, layers, center, differences, delta, result):
        """Write the gradients of the gates and weights to `result`.

        Parameters
        ----------
        delta : torch.Tensor of shape (n_members, n, n_units)
            Gradient of the values.
        result : Layers
            Its first bias holds the sum of `delta` over the genotypes already.
        """
        rows = differences.rows[differences.alleles.argsort(stable=True)]
        offsets = _offsets(torch.bincount(differences.alleles, minlength=self.n_inputs))
        deltas = delta.transpose(0, 1).reshape(differences.n, -1)
        sums = functional.embedding_bag(rows, deltas, offsets, mode="sum")
        gradient = sums.view(self.n_inputs, len(delta), -1).transpose(0, 1).contiguous()
        gradient.baddbmm_(center.mT, result.biases[0], alpha=-1)
        of_sites = gradient.new_zeros(len(delta), self.n_sites, delta.shape[2])
        of_sites.index_add_(1, self.site, gradient)
        gradient.index_add_(1, self.start + self.reference, of_sites, alpha=-1)
        _write_gated(self._of_rows(gradient), layers, result)

    def _of_rows(self, gradient):
        """Return the gradients of the rows of the weight from those of the alleles' vectors."""
        if self.properties is None:
            return gradient
        n_sites, n_places, _ = self.properties.shape
        padded = gradient.new_zeros(len(gradient), n_sites * n_places, gradient.shape[2])
        padded.index_copy_(1, self.place, gradient)
        linear = self.properties.mT @ padded.unflatten(1, (n_sites, n_places))
        return torch.cat([gradient, linear.flatten(1, 2)], dim=1)


def _gated(layers):
    """Return the rows of the first weight, each multiplied by its gate."""
    weight = layers.weights[0]
    return weight if layers.gates is None else layers.gates * weight


def _write_gated(gradient, layers, result):
    """Write the gradients of the gates and weights from those of their products."""
    if layers.gates is None:
        result.weights[0].copy_(gradient)
        return
    torch.mul(gradient, layers.gates, out=result.weights[0])
    torch.sum(gradient * layers.weights[0], 2, keepdim=True, out=result.gates)


def _offsets(counts):
    """Return where each bag begins, from the number of entries in each."""
    return counts.cumsum(0) - counts
