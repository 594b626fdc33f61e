"""The penalty in the objective of a stack: when it is evaluated, and for which networks."""

import torch


class PenaltyTerm:
    """Evaluate a penalty in one step of several, with as many times its gradient.

    The genotypes of a penalty are the larger part of a step's work, and it changes slowly.

    Parameters
    ----------
    penalty : WalshPenalty or None
        None is no penalty.
    weights : torch.Tensor of shape (n_members,)
        Weights of the penalty. Members whose weight is 0 are not evaluated.
    spins : torch.Tensor of shape (n_samples, n_sites)
        The training genotypes, from which backgrounds may be drawn.
    generator : torch.Generator
        Source of the penalty's genotypes.
    every : int
        Steps from one evaluation to the next.

    Attributes
    ----------
    members : torch.Tensor of shape (n_penalised,) or None
        Indices of the members that are evaluated; None is all of them.
    """

    def __init__(self, penalty, weights, spins, generator, every):
        self.penalty, self.spins, self.generator, self.every = penalty, spins, generator, every
        penalised = weights.nonzero().squeeze(1)
        self.idle = penalty is None or len(penalised) == 0
        self.members = None if len(penalised) == len(weights) else penalised
        self._last = torch.zeros_like(weights)
        self._step = 0

    def state(self):
        """Return what the next steps depend on, beside the generator."""
        return {"step": self._step, "last": self._last}

    def restore(self, state):
        """Take over what :meth:`state` returned."""
        self._step, self._last = state["step"], state["last"]

    def sample(self):
        """Return the genotypes to evaluate in this step, or None in the steps between."""
        due = not self.idle and self._step % self.every == 0
        self._step += 1
        return self.penalty.sample(self.spins, self.generator) if due else None

    def value(self, latent):
        """Return the penalty of every member, shape (n_members,); 0 for those without.

        Parameters
        ----------
        latent : torch.Tensor of shape (n_penalised, n_evaluations) or None
            Latent phenotypes at the genotypes of :meth:`sample`. With None the penalty is
            what it was last, without a gradient.
        """
        if latent is None:
            return self._last
        value = self.penalty.value(latent)
        if self.members is not None:
            value = torch.zeros_like(self._last).index_put((self.members,), value)
        self._last = value.detach()
        # The value of one evaluation, with the gradient of `every`.
        return self.every * value - (self.every - 1) * self._last
