"""The devices that torch knows on this machine."""

import torch


def device_exists(device):
    """Tell whether torch can put a tensor on this device."""
    if not isinstance(device, (str, torch.device)):
        return False
    try:
        # Parts of torch know devices by name that no tensor can be put on, or read from.
        torch.empty(0, device=device).tolist()
    except (RuntimeError, AssertionError, ImportError):
        return False
    return True
