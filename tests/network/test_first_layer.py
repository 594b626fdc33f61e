"""The first layer for alleles, against sums that are written out and against autograd."""

import numpy as np
import pytest
import torch

from sk_epinet.network import Sites
from sk_epinet.network._stack import EpistaticMLP

SIZES = (3, 2, 4)
START = np.array([0, 3, 5])
PROPERTIES = np.random.RandomState(1).randn(3, 4, 2).astype(np.float32)
GENOTYPES = np.random.RandomState(2).randint(0, SIZES, (11, 3))


def make(properties, gate_sites):
    stack = EpistaticMLP(
        Sites(3, SIZES, properties), (5, 4), "silu", gate_sites, [False] * 2, [1, 2], 2**29
    ).double()
    share = np.random.RandomState(3).rand(11, 2)
    share = torch.tensor(share / share.sum(0))
    with torch.no_grad():
        if gate_sites:
            gates = np.random.RandomState(4).randn(*stack.layers.gates.shape)
            stack.layers.gates.copy_(torch.tensor(gates))
        frequencies = stack.first.mean_inputs(torch.tensor(GENOTYPES), share)
        stack.center.copy_(frequencies[:, None])
        stack.first.set_reference(stack.center[:, 0])
    return stack, share.numpy()


@pytest.mark.parametrize("gate_sites", [True, False])
@pytest.mark.parametrize("properties", [None, PROPERTIES])
def test_each_member_adds_the_vectors_of_its_alleles(properties, gate_sites):
    stack, share = make(properties, gate_sites)
    gates, weights, biases = stack.layers
    for member in range(2):
        first = weights[0][member].detach().numpy()
        if gate_sites:
            first = gates[member].detach().numpy() * first
        vectors = np.zeros((11, 3, 5))
        for row, genotype in enumerate(GENOTYPES):
            for site, allele in enumerate(genotype):
                vector = first[START[site] + allele].copy()
                if properties is not None:
                    of_site = first[9 + 2 * site : 11 + 2 * site]
                    vector += properties[site, allele] @ of_site
                vectors[row, site] = vector
        mean = np.average(vectors, axis=0, weights=share[:, member])
        hidden = (vectors - mean).sum(axis=1)
        for layer in (0, 1):
            hidden = hidden + biases[layer][member].detach().numpy()
            hidden = hidden / (1 + np.exp(-hidden))
            hidden = hidden @ weights[layer + 1][member].detach().numpy()
        expected = (hidden + biases[2][member].detach().numpy())[:, 0]
        genotypes = torch.tensor(GENOTYPES)
        for by_hand in (True, False):
            (latent,), _ = stack.evaluate([(genotypes, None)], by_hand)
            np.testing.assert_allclose(latent[member].detach(), expected, rtol=1e-10)


@pytest.mark.parametrize("gate_sites", [True, False])
@pytest.mark.parametrize("properties", [None, PROPERTIES])
def test_the_gradient_by_hand_is_that_of_autograd(properties, gate_sites):
    stack, _ = make(properties, gate_sites)
    requests = [(torch.tensor(GENOTYPES), None), (torch.tensor(GENOTYPES[:3]), torch.tensor([1]))]
    gradients = []
    for by_hand in (True, False):
        latents, squared_norm = stack.evaluate(requests, by_hand)
        value = sum(latent.sin().sum() for latent in latents) + squared_norm.sum()
        gradients.append(torch.autograd.grad(value, stack.theta)[0])
    torch.testing.assert_close(*gradients, rtol=1e-10, atol=1e-10)


def test_the_reference_is_the_most_frequent_allele():
    stack, _ = make(None, True)
    genotypes = torch.tensor([[2, 0, 3], [2, 1, 3], [0, 1, 1]])
    frequencies = stack.first.mean_inputs(genotypes, torch.full((3, 2), 1 / 3).double())
    np.testing.assert_allclose(frequencies[0] * 3, [1, 0, 2, 1, 2, 0, 1, 0, 2])
    stack.first.set_reference(frequencies)
    assert stack.first.reference.tolist() == [2, 1, 3]


def test_the_relevance_of_a_site_is_the_norm_of_its_gated_vectors():
    stack, _ = make(None, True)
    gates, first = stack.layers.gates, stack.layers.weights[0]
    for site, start in enumerate(START):
        rows = slice(start, start + SIZES[site])
        own = first[:, rows] * gates[:, rows]
        np.testing.assert_allclose(
            stack.site_relevance()[:, site].detach(), own.detach().norm(dim=(1, 2))
        )
