"""Global epistasis: the monotone link from the latent to the measured phenotype."""

import torch
from torch import nn

_DTYPE = torch.float32  # whatever the user's default is
_MARGIN = 0.01  # share of the range


class SigmoidLink(nn.Module):
    """``floor + range * sigmoid(2 latent)``, floor and range learned by each member.

    Members without a link have the identity. Where the latent is 0, a linked member is at
    the middle of its range, with the slope range / 2.

    Parameters
    ----------
    linked : array-like of bool, shape (n_members,)
        Which members have a link.

    Attributes
    ----------
    floor, log_range : torch.Tensor of shape (n_members, 1)
        On the scale of the measured phenotype. The range is learned by its logarithm, so
        that the link cannot turn round.
    """

    def __init__(self, linked):
        super().__init__()
        self.register_buffer("linked", torch.as_tensor(linked, dtype=torch.bool)[:, None])
        self.floor = nn.Parameter(torch.zeros(self.linked.shape, dtype=_DTYPE))
        self.log_range = nn.Parameter(torch.zeros(self.linked.shape, dtype=_DTYPE))

    def set_range(self, target, weight):
        """Begin with the range of the targets that a member sees, shapes (n, n_members)."""
        seen = weight > 0
        low = torch.where(seen, target, torch.inf).amin(0)
        high = torch.where(seen, target, -torch.inf).amax(0)
        # A member that sees one value only has a range of one.
        spread = torch.where(high > low, high - low, 1.0)
        with torch.no_grad():
            self.floor.copy_(low[:, None])
            self.log_range.copy_(spread.log()[:, None])

    def forward(self, latent):
        """Measured phenotype of a latent one, both of shape (n_members, n)."""
        measured = self.floor + self.log_range.exp() * torch.sigmoid(2 * latent)
        return torch.where(self.linked, measured, latent)

    def inverse(self, measured):
        """Latent phenotype of a measured one, which is moved inside the range if need be."""
        share = (measured - self.floor) / self.log_range.exp()
        latent = torch.logit(share.clamp(_MARGIN, 1 - _MARGIN)) / 2
        return torch.where(self.linked, latent, measured)

    def tangent(self, latent):
        """The latent phenotype in the units of the measured one: the link's tangent at 0."""
        measured = self.floor + self.log_range.exp() * (1 + latent) / 2
        return torch.where(self.linked, measured, latent)
