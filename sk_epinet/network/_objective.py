"""The objective that every network of this package is trained on. It stands only here."""

from typing import NamedTuple

import torch


class Objective(NamedTuple):
    """The objective of each network of a stack, and the part of it that comes from the data."""

    total: torch.Tensor  # (n_members,)
    error: torch.Tensor  # (n_members,), the mean squared error


def objective(
    predicted, target, weight, *, penalty=0.0, wh_weight=0.0, squared_norm=0.0, l2_weight=0.0
):
    """Return the objective of each network of a stack.

    ``mean squared error + wh_weight * R + alpha / (2 n) * sum of squared weights``

    Training minimises the sum of the totals. Without a penalty and a norm the objective is the
    mean squared error: this is what validation and early stopping look at.

    Parameters
    ----------
    predicted : torch.Tensor of shape (n_rows, n_members)
        Predicted values of the genotypes of a step, on the scale of the standardised target.
    target : torch.Tensor of shape (n_rows, n_members) or (n_rows, 1)
        Measured values, standardised.
    weight : torch.Tensor of shape (n_rows, n_members) or (n_rows, 1)
        Weights of the squared errors. Over all rows they have a mean of one for each network.
    penalty : torch.Tensor of shape (n_members,) or float, default=0.0
        R: the Walsh penalty of the latent phenotype, without the constant coefficient.
    wh_weight : torch.Tensor of shape (n_members,) or float, default=0.0
        Factor of the Walsh penalty.
    squared_norm : torch.Tensor of shape (n_members,) or float, default=0.0
        Sum of the squared weights and site gates of each network, without the biases.
    l2_weight : torch.Tensor of shape (n_members,) or float, default=0.0
        ``alpha / (2 n)``, where n is the sum of the sample weights that a network sees.

    Returns
    -------
    objective : Objective
        The totals and the mean squared errors.
    """
    error = ((predicted - target).square() * weight).mean(0)
    return Objective(error + l2_weight * squared_norm + wh_weight * penalty, error)
