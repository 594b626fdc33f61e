"""The objective that every network of this package is trained on. It stands only here."""

import math
from typing import NamedTuple

import torch

_LEAST_SCALE = 1e-6  # of a standardised target
_NEWTON_STEPS = 6


class Objective(NamedTuple):
    """The objective of each network of a stack, and the part of it that comes from the data."""

    total: torch.Tensor  # (n_members,)
    error: torch.Tensor  # (n_members,), the mean squared error


def objective(
    predicted,
    target,
    weight,
    censored=None,
    noise_share=1.0,
    *,
    penalty=0.0,
    wh_weight=0.0,
    squared_norm=0.0,
    l2_weight=0.0,
):
    """Return the objective of each network of a stack.

    ``mean squared error + wh_weight * R + alpha / (2 n) * sum of squared weights``

    Training minimises the sum of the totals. Without a penalty and a norm the objective is the
    mean squared error: this is what validation and early stopping look at. For rows of which
    only a bound is known, :func:`censored_errors` takes the place of the squared error.

    Parameters
    ----------
    predicted : torch.Tensor of shape (n_rows, n_members)
        Predicted values of the genotypes of a step, on the scale of the standardised target.
    target : torch.Tensor of shape (n_rows, n_members) or (n_rows, 1)
        Measured values, standardised.
    weight : torch.Tensor of shape (n_rows, n_members) or (n_rows, 1)
        Weights of the squared errors. Over all rows they have a mean of one for each network.
    censored : torch.Tensor of shape (n_rows, 1), default=None
        -1 for rows whose value is at most the target, +1 for rows whose value is at least the
        target, and 0 for measured rows. None is all rows measured.
    noise_share : float, default=1.0
        Share of the noise that the likelihood of the bounds is given, from 0 to 1.
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
    errors = (predicted - target).square()
    if censored is not None:
        errors = censored_errors(predicted, target, weight, censored, noise_share, errors)
    error = (errors * weight).mean(0)
    return Objective(error + l2_weight * squared_norm + wh_weight * penalty, error)


def censored_errors(predicted, target, weight, censored, noise_share, squares):
    """Return the errors of rows of which some are bounds (Tobit regression [1]_).

    A measured row is a normal distribution around the prediction f with the standard deviation
    sigma. Its squared error is ``-2 sigma^2`` times its log likelihood, but for a constant. For a
    row that is at most c, the same multiple of the log likelihood is
    ``-2 sigma^2 log Phi((c - f) / sigma)``: almost nothing where f is well below c, and almost
    the squared error where f is well above it.

    Parameters
    ----------
    predicted, target, weight, censored, noise_share
        As in :func:`objective`.
    squares : torch.Tensor of shape (n_rows, n_members)
        Squared errors, as if all rows were measured.

    Returns
    -------
    errors : torch.Tensor of shape (n_rows, n_members)

    Notes
    -----
    sigma is that of the greatest likelihood at the present predictions of each network, see
    :func:`noise_scale`. It is taken as given when the gradient is formed, so that a measured row
    has the gradient that it has without any bounds. At first, when what looks like noise is what
    the network has not learned yet, it would drive all predictions below the floor, from where
    some networks do not return. Therefore the bounds are given a share of it that is small at
    first; 0 makes them squared hinges.

    References
    ----------
    .. [1] Tobin (1958). Estimation of relationships for limited dependent variables.
       Econometrica 26:24-36.
    """
    distance, is_bound = censored * (target - predicted), censored != 0
    scale = noise_share * noise_scale(distance.detach(), squares.detach(), weight, is_bound)
    return torch.where(is_bound, beyond_bound(distance, scale), squares)


def noise_scale(distance, squares, weight, is_bound):
    """Return the standard deviation of greatest likelihood of each network, shape (n_members,).

    With theta = 1 / sigma and z = -theta * distance, the log likelihood is, but for a constant,
    ``sum w (log theta - theta^2 squares / 2)`` of the measured rows plus ``sum w log Phi(z)`` of
    the bounds. It is concave in theta: Newton's method finds its maximum in a few steps.

    Parameters
    ----------
    distance : torch.Tensor of shape (n_rows, n_members)
        How far predictions are on the wrong side of the bounds, negative on the right side.
    squares : torch.Tensor of shape (n_rows, n_members)
        Squared errors.
    weight : torch.Tensor of shape (n_rows, n_members) or (n_rows, 1)
        Weights of the rows.
    is_bound : torch.Tensor of shape (n_rows, 1)
        Which rows are bounds.

    Returns
    -------
    scale : torch.Tensor of shape (n_members,)
        0 for a network that sees no measured row.
    """
    measured, bounds = weight * ~is_bound, weight * is_bound
    n_measured = measured.sum(0)
    n = n_measured.clamp_min(_LEAST_SCALE**2)
    error = (measured * squares).sum(0) + n * _LEAST_SCALE**2
    theta = (n / (error + (bounds * distance.clamp_min(0).square()).sum(0))).sqrt()
    for _ in range(_NEWTON_STEPS):
        ratio = inverse_mills_ratio(-theta * distance)
        # The derivative of the ratio is between -1 and 0; rounding may put it outside.
        fall = (ratio * (ratio - theta * distance)).clamp(0, 1)
        slope = n / theta - theta * error - (bounds * distance * ratio).sum(0)
        curvature = n / theta.square() + error + (bounds * distance.square() * fall).sum(0)
        theta = (theta + slope / curvature).clamp(theta / 3, theta * 3)
    return torch.where(n_measured > 0, 1 / theta, 0.0)


def inverse_mills_ratio(z):
    """Return the normal density divided by the probability, ``phi(z) / Phi(z)``."""
    return math.sqrt(2 / math.pi) / torch.special.erfcx(-z / math.sqrt(2))


def beyond_bound(distance, scale):
    """Return ``-2 scale^2 log Phi(-distance / scale)``, which is stable for any distance.

    Where the scale is 0 it is the square of a positive distance, and 0 for a negative one.

    Parameters
    ----------
    distance : torch.Tensor of shape (n_rows, n_members)
        How far predictions are on the wrong side of their bounds, negative on the right side.
    scale : torch.Tensor of shape (n_members,)
        Standard deviation of each network, at least 0.
    """
    scale = scale.clamp_min(_LEAST_SCALE)
    x = distance / (math.sqrt(2) * scale)
    # Each of the two logarithms is given what it can take: torch.where forms both gradients.
    # On the wrong side, Phi(-z) = exp(-z^2 / 2) erfcx(z / sqrt(2)) / 2.
    wrong = (torch.special.erfcx(x.clamp_min(0)) / 2).log()
    right = torch.log1p(-torch.special.erfc(-x.clamp_max(0)) / 2)
    squares = distance.clamp_min(0).square()
    return squares - 2 * scale.square() * torch.where(x > 0, wrong, right)
