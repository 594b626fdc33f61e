"""Which rows are bounds, the likelihood of a bound, and where it enters a training."""

import numpy as np
import pandas as pd
import pytest
import torch
from scipy.stats import norm

from sk_epinet import ExactWalshPenalty
from sk_epinet.network import (
    TrainingData,
    describe_censoring,
    find_bounds,
    move_to_bounds,
    read_marks,
)
from sk_epinet.network._censoring import reflect_bounds
from sk_epinet.network._objective import beyond_bound, objective
from sk_epinet.network._trainer import EpistaticNet

# The likelihood of a bound.


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_the_likelihood_of_a_bound_is_that_of_scipy(dtype):
    distance = np.concatenate([np.linspace(-30, 30, 301), [0.0, 1e-3, -1e-3]])[:, None]
    scale = np.array([0.01, 0.3, 1.0, 25.0])
    value = beyond_bound(torch.tensor(distance, dtype=dtype), torch.tensor(scale, dtype=dtype))
    expected = -2 * scale**2 * norm.logcdf(-distance / scale)
    tolerance = 1e-12 if dtype == torch.float64 else 1e-5
    np.testing.assert_allclose(value.numpy(), expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_the_gradient_of_a_bound_is_the_ratio_of_density_and_probability(dtype):
    distance = torch.linspace(-30, 30, 301, dtype=dtype)[:, None].requires_grad_()
    scale = torch.tensor([1e-3, 0.3, 1.0, 25.0], dtype=dtype)
    (gradient,) = torch.autograd.grad(beyond_bound(distance, scale).sum(), distance)
    z = -distance.detach().double().numpy() / scale.double().numpy()
    ratio = np.exp(norm.logpdf(z) - norm.logcdf(z))
    expected = (2 * scale.double().numpy() * ratio).sum(1, keepdims=True)
    tolerance = 1e-9 if dtype == torch.float64 else 1e-4
    np.testing.assert_allclose(gradient.numpy(), expected, rtol=tolerance, atol=tolerance)


def test_without_noise_a_bound_is_a_squared_hinge():
    distance = torch.tensor([[-1e3], [-1e-3], [0.0], [1e-3], [7.0], [1e4]], requires_grad=True)
    value = beyond_bound(distance, torch.zeros(1))
    value.sum().backward()
    hinge = np.array([0.0, 0.0, 0.0, 1e-3, 7.0, 1e4])
    np.testing.assert_allclose(value.detach()[:, 0], hinge**2, rtol=1e-5, atol=1e-10)
    np.testing.assert_allclose(distance.grad[:, 0], 2 * hinge, rtol=1e-5, atol=1e-5)
