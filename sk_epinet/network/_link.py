"""Global epistasis: the monotone link from the latent to the measured phenotype."""

import torch
from torch import nn
from torch.autograd.function import once_differentiable

from ._real_weight import carries_weight

_DTYPE = torch.float32  # whatever the user's default is
_CENTERS = (-0.5, 0.0, 0.5)  # where the sigmoids of a link begin
_MARGIN = 0.01  # share of the range
_TAIL = 5.0  # a sigmoid is within its margin beyond this: logit(0.99) = 4.6
_BISECTIONS = 50


class SigmoidLink(nn.Module):
    """``floor + range * sum_k share_k sigmoid(2 slope_k (latent - center_k))``.

    Everything but the latent is learned, by each member for itself; slopes and range are
    positive and the shares add to one, so the link rises from the floor to the ceiling, in as
    many steps as it has sigmoids. Members without a link have the identity.

    Parameters
    ----------
    linked : array-like of bool, shape (n_members,)
        Which members have a link.

    Attributes
    ----------
    floor, log_range : torch.Tensor of shape (n_members, 1)
        On the scale of the measured phenotype.
    centers, log_slopes, logits : torch.Tensor of shape (n_members, n_sigmoids)
        Of the sigmoids; shares are the softmax of logits.
    """

    def __init__(self, linked):
        super().__init__()
        self.register_buffer("linked", torch.as_tensor(linked, dtype=torch.bool)[:, None])
        members = self.linked[:, 0].nonzero()[:, 0]
        self.register_buffer("_members", members, persistent=False)
        centers = torch.tensor(_CENTERS, dtype=_DTYPE).repeat(len(self.linked), 1)
        self.floor = nn.Parameter(torch.zeros(self.linked.shape, dtype=_DTYPE))
        self.log_range = nn.Parameter(torch.zeros(self.linked.shape, dtype=_DTYPE))
        self.centers = nn.Parameter(centers)
        self.log_slopes = nn.Parameter(torch.zeros_like(centers))
        self.logits = nn.Parameter(torch.zeros_like(centers))

    def set_range(self, target, weight):
        """Begin with the range of the targets of a member, shapes (n, n_members).

        Only rows that carry weight count, see :func:`carries_weight`.
        """
        seen = carries_weight(weight)
        low = torch.where(seen, target, torch.inf).amin(0)
        high = torch.where(seen, target, -torch.inf).amax(0)
        # A member that sees one value only has a range of one.
        spread = torch.where(high > low, high - low, 1.0)
        with torch.no_grad():
            self.floor.copy_(low[:, None])
            self.log_range.copy_(spread.log()[:, None])

    def forward(self, latent):
        """Return the measured phenotype of a latent one, both of shape (n_members, n)."""
        everybody = len(self._members) == len(latent)
        own = latent if everybody else latent.index_select(0, self._members)
        shape = (self.floor, self.log_range, self.centers, self.log_slopes, self.logits)
        if not everybody:
            shape = [p[self._members] for p in shape]
        floor, log_range, centers, log_slopes, logits = shape
        heights = log_range.exp() * logits.softmax(1)
        measured = _SumOfSigmoids.apply(own, floor, heights, 2 * log_slopes.exp(), centers)
        return measured if everybody else latent.index_copy(0, self._members, measured)

    def inverse(self, measured):
        """Return the latent phenotype of a measured one, first moved inside the range."""
        height = (measured - self.floor) / self.log_range.exp()
        latent = self._at_height(height.clamp(_MARGIN, 1 - _MARGIN))
        return torch.where(self.linked, latent, measured)

    def secant(self, latent):
        """Return the latent phenotype in the units of the measured one.

        The conversion is the line that meets the link at a quarter and at three quarters of its
        range.
        """
        low, high = self._quarters()
        height = 0.25 + 0.5 * (latent - low) / (high - low)
        measured = self.floor + self.log_range.exp() * height
        return torch.where(self.linked, measured, latent)

    def of_secant(self, value):
        """Return the measured phenotype of a latent one that is in the units of :meth:`secant`."""
        low, high = self._quarters()
        height = (value - self.floor) / self.log_range.exp()
        latent = low + 2 * (height - 0.25) * (high - low)
        return self(torch.where(self.linked, latent, value))

    def _quarters(self):
        """Return the latent phenotypes at a quarter and at three quarters of the range."""
        return [self._at_height(torch.full_like(self.floor, h)) for h in (0.25, 0.75)]

    def _height(self, latent):
        """Return the share of the range that lies below, from 0 to 1."""
        slopes = 2 * self.log_slopes.exp()
        sigmoids = torch.sigmoid(slopes[:, None] * (latent[..., None] - self.centers[:, None]))
        return (sigmoids @ self.logits.softmax(1)[..., None]).squeeze(-1)

    def _at_height(self, height):
        """Return the latent phenotype at a height within the margins, by bisection."""
        reach = _TAIL / (2 * self.log_slopes.exp())
        low = (self.centers - reach).amin(1, keepdim=True).expand_as(height)
        high = (self.centers + reach).amax(1, keepdim=True).expand_as(height)
        for _ in range(_BISECTIONS):
            middle = (low + high) / 2
            below = self._height(middle) < height
            low, high = torch.where(below, middle, low), torch.where(below, high, middle)
        return (low + high) / 2


class _SumOfSigmoids(torch.autograd.Function):
    """``floor + sum_k height_k sigmoid(slope_k (x - center_k))``, the chain rule written out.

    Of x of shape (n_members, n), floor (n_members, 1) and the others (n_members, n_sigmoids).
    One sigmoid after the other needs a quarter of the operations on a third of the memory.
    """

    @staticmethod
    def forward(ctx, x, floor, heights, slopes, centers):
        value, sigmoids = floor.expand_as(x).clone(), []
        shifts = slopes * centers
        for k in range(slopes.shape[1]):
            sigmoid = (x * slopes[:, k, None]).sub_(shifts[:, k, None]).sigmoid_()
            value.addcmul_(sigmoid, heights[:, k, None])
            sigmoids.append(sigmoid)
        ctx.save_for_backward(x, heights, slopes, centers, *sigmoids)
        return value

    @staticmethod
    @once_differentiable
    def backward(ctx, gradient):
        x, heights, slopes, centers, *sigmoids = ctx.saved_tensors
        of_x, sums = torch.zeros_like(x), []
        rates = heights * slopes
        for k, sigmoid in enumerate(sigmoids):
            scaled = gradient * sigmoid
            of_height = scaled.sum(1)
            scaled.addcmul_(scaled, sigmoid, value=-1)  # times the slope of the sigmoid
            of_x.addcmul_(scaled, rates[:, k, None])
            sums.append((of_height, scaled.sum(1), torch.linalg.vecdot(scaled, x)))
        of_heights, zeroth, first = (torch.stack(column, 1) for column in zip(*sums, strict=True))
        of_slopes = heights * (first - centers * zeroth)
        return of_x, gradient.sum(1, keepdim=True), of_heights, of_slopes, -rates * zeroth
