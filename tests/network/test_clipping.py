"""The limit of the gradients of training in batches."""

import numpy as np
import pytest
import torch
from skorch.callbacks import Callback

from sk_epinet import EpistaticNetRegressor
from sk_epinet.network._clipping import limit_gradient


def a_parameter(gradients, decay=0.9):
    """Return two networks of two numbers and their optimizer after steps with these gradients."""
    parameter = torch.nn.Parameter(torch.zeros(2, 2))
    optimizer = torch.optim.Adam([parameter], lr=0.1, betas=(0.9, decay))
    for gradient in gradients:
        parameter.grad = torch.tensor(gradient)
        optimizer.step()
    return parameter, optimizer


def test_a_gradient_is_limited_to_one_and_a_half_times_the_root_of_the_mean_square():
    """The means by hand: after 5^2 and 10^2 with a decay of .9, (.9 * 25 + 100) / 1.9."""
    gradients = [[[3.0, 4.0], [0.0, 1.0]], [[6.0, 8.0], [1.0, 0.0]]]
    parameter, optimizer = a_parameter(gradients)
    parameter.grad = torch.tensor([[60.0, 80.0], [0.6, 0.8]])
    limit_gradient(parameter, optimizer)
    usual = np.sqrt((0.9 * 25 + 100) / 1.9)
    # The first network has a gradient of 100 and is limited; the second has one of 1, the usual.
    expected = [[0.6 * 1.5 * usual, 0.8 * 1.5 * usual], [0.6, 0.8]]
    np.testing.assert_allclose(parameter.grad, expected, rtol=1e-5)


def test_the_first_step_and_a_gradient_of_zero_are_left_alone():
    """Nothing is known before the first step, and zero divided by zero is no factor."""
    parameter, optimizer = a_parameter([])
    parameter.grad = torch.tensor([[30.0, 40.0], [0.0, 0.0]])
    limit_gradient(parameter, optimizer)
    assert parameter.grad.tolist() == [[30.0, 40.0], [0.0, 0.0]]
    optimizer.step()
    parameter.grad = torch.zeros(2, 2)
    limit_gradient(parameter, optimizer)
    assert parameter.grad.tolist() == [[0.0, 0.0], [0.0, 0.0]]


@pytest.mark.parametrize(("batch_size", "decay"), [(64, 0.999), (16, 0.99)])
def test_only_training_in_batches_is_limited(batch_size, decay):
    """With all rows in each step, nothing but the usual Adam is wanted."""
    X = np.array(np.meshgrid(*[[0, 1]] * 6)).reshape(6, -1).T
    y = X @ np.arange(1.0, 7.0)
    seen = []

    class Look(Callback):
        def on_grad_computed(self, net, **kwargs):
            theta = net.module_.theta
            state = net.optimizer_.state.get(theta)
            if state:
                means = state["exp_avg_sq"].sum(1) / (1 - decay ** float(state["step"]))
                seen.append(float((theta.grad.norm(dim=1) / means.sqrt()).max()))

    model = EpistaticNetRegressor(
        max_iter=30, batch_size=batch_size, callbacks=[Look()], random_state=0
    ).fit(X, y)
    assert model.net_.optimizer_.param_groups[0]["betas"][1] == decay
    assert (max(seen) <= 1.5001) == (batch_size < len(X))
