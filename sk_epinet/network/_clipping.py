"""The limit of the gradients of training in batches."""

import torch
from skorch.callbacks import Callback

BATCH_BETAS = (0.9, 0.99)  # of Adam, for training in batches; docs/benchmarks/batches
_MOST = 1.5  # times the usual norm; docs/benchmarks/batches


class GradientLimit(Callback):
    """Limit the gradients of each step, for training in batches."""

    def on_grad_computed(self, net, **kwargs):
        """Scale back those that are far larger than usual."""
        limit_gradient(net.module_.theta, net.optimizer_)


def limit_gradient(parameter, optimizer):
    """Scale back, in place, the gradient of each network that is far larger than usual.

    The first batches hardly differ in their gradients, which are small until a network begins to
    learn. Then some are many times larger. Adam divides by the root of their mean square, which
    lags behind, and takes steps so large that every hidden unit of a network may end where its
    activation is flat: it then predicts a constant for good. Therefore the norm of the gradient of
    a network is limited to 1.5 times the root of the mean square that Adam keeps of those
    before, as in adaptive gradient clipping [1]_.

    Parameters
    ----------
    parameter : torch.nn.Parameter of shape (n_members, n_numbers)
        The numbers of the networks, with their gradients.
    optimizer : torch.optim.Adam
        What will take the next step.

    References
    ----------
    .. [1] Wang et al. (2025). AdaGC: improving training stability for large language model
       pretraining. arXiv:2502.11034.
    """
    state = optimizer.state.get(parameter)
    if not state:
        return  # The first step has nothing to compare with.
    decay = optimizer.param_groups[0]["betas"][1] ** float(state["step"])
    usual = (state["exp_avg_sq"].sum(1) / (1 - decay)).sqrt()
    norm = torch.linalg.vector_norm(parameter.grad, dim=1)
    factor = (_MOST * usual / norm).clamp_max(1.0).nan_to_num(1.0)
    parameter.grad.mul_(factor[:, None])
