"""The modes of torch in which networks are trained and evaluated, whatever the user has set."""

from contextlib import ExitStack, contextmanager

import torch


@contextmanager
def own_modes():
    """Hold torch out of what the caller may have switched on: inference mode, lower precision.

    Tensors made in inference mode cannot be trained, and a network of float32 cannot be
    multiplied by inputs of bfloat16.
    """
    with ExitStack() as stack:
        stack.enter_context(torch.inference_mode(False))
        for device in ("cpu", "cuda"):
            if torch.is_autocast_enabled(device):
                stack.enter_context(torch.autocast(device, enabled=False))
        yield
