"""The penalty of a step: evaluated in one of several, with as many times its gradient."""

import torch

from sk_epinet import ExactWalshPenalty
from sk_epinet.network._penalty_term import PenaltyTerm


def make(weights=(0.5, 0.5), every=3):
    generator = torch.Generator().manual_seed(0)
    return PenaltyTerm(
        ExactWalshPenalty(), torch.tensor(weights), torch.ones(4, 1), generator, every
    )


def landscape(*slopes):
    """Of one site, 2 + slope * spin: the penalty is the slope, its gradient ±1/2."""
    slopes = torch.tensor(slopes)[:, None]
    return (2 + slopes * torch.tensor([1.0, -1.0])).requires_grad_()


def test_is_evaluated_in_every_third_step():
    term = make()
    assert [term.sample() is not None for _ in range(7)] == [True, False, False] * 2 + [True]


def test_value_of_one_evaluation_with_the_gradient_of_three():
    term, latent = make(), landscape(0.25, 3.0)
    term.sample()
    value = term.value(latent)
    assert value.tolist() == [0.25, 3.0]
    value.sum().backward()
    assert latent.grad.tolist() == [[1.5, -1.5], [1.5, -1.5]]
    # In the steps between, as it was last, and no gradient.
    assert term.value(None).tolist() == [0.25, 3.0]
    assert not term.value(None).requires_grad


def test_members_without_weight_are_not_evaluated():
    term = make(weights=(0.0, 0.1, 0.0))
    assert term.members.tolist() == [1]
    assert term.value(landscape(3.0)).tolist() == [0.0, 3.0, 0.0]


def test_nothing_to_evaluate():
    generator = torch.Generator()
    without_weight = make(weights=(0.0, 0.0))
    without_penalty = PenaltyTerm(None, torch.ones(2), torch.ones(4, 1), generator, 1)
    for term in (without_weight, without_penalty):
        assert term.sample() is None
        assert term.value(None).tolist() == [0.0, 0.0]
