"""The devices that torch knows on this machine."""

import torch


def device_exists(device):
    """Tell whether torch can put a tensor on this device."""
    if not isinstance(device, (str, torch.device)):
        return False
    try:
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError):
        return False
    return True
