"""Refuse, before allocating, what would not fit in memory; and allocate what is large."""

import math
import os
from pathlib import Path

import numpy as np
import torch

_HUGE = 2**22  # bytes


def require_memory(n_bytes, what, remedy):
    """Raise a ValueError if `n_bytes` exceed the memory that is free now.

    Parameters
    ----------
    n_bytes : int
        What the caller is about to allocate.
    what : str
        The thing, with its shape: "A design of 200 rows x 27,966 columns".
    remedy : str
        What the user can do instead.
    """
    free = available_memory()
    if free is not None and n_bytes > free:
        raise ValueError(
            f"{what} would take {format_bytes(n_bytes)}, and {format_bytes(free)} of memory "
            f"are free. {remedy}"
        )


def empty(shape, dtype, device):
    """An uninitialised tensor.

    numpy asks the system for huge pages where they are worth it, torch does not: large arrays
    are filled for the first time many times faster.
    """
    on_cpu = torch.device(device).type == "cpu"
    kind = {torch.float32: np.float32, torch.float64: np.float64}.get(dtype)
    if kind is None or not on_cpu or math.prod(shape) * dtype.itemsize < _HUGE:
        return torch.empty(shape, dtype=dtype, device=device)
    return torch.from_numpy(np.empty(shape, kind))


def available_memory():
    """Bytes that can be allocated now, or None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if "MemAvailable" in line)
    except (OSError, StopIteration):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


def format_bytes(n_bytes):
    """Write a number of bytes as a person would: 1.5 GiB."""
    if n_bytes < 1024:
        return f"{n_bytes} bytes"
    units = ("KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
    power = min((int(n_bytes).bit_length() - 1) // 10, len(units))
    # Larger numbers than this do not fit in a float.
    return f"{min(n_bytes, 2**1000) / 1024**power:.3g} {units[power - 1]}"
