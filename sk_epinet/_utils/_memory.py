"""Refuse, before allocating, what would not fit in memory; and allocate what is large."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import numpy as np
import psutil
import torch

_HUGE = 2**22  # bytes

# Where the limit and the use of a control group stand, and the line of its memory.stat that counts
# the cached files which the system drops first when it needs room.
_VERSION_2 = ("memory.max", "memory.current", "inactive_file")
_VERSION_1 = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def require_memory(n_bytes: int, what: str, remedy: str) -> None:
    """Raise a ValueError if `n_bytes` exceed the memory that is free now.

    Parameters
    ----------
    n_bytes : int
        Number of bytes that the caller is about to allocate.
    what : str
        The thing, with its shape: "A design of 200 rows x 27,966 columns".
    remedy : str
        What the user can do instead.

    Raises
    ------
    ValueError
        If there is not enough free memory.
    """
    free = available_memory()
    if n_bytes > free:
        raise ValueError(
            f"{what} would take {format_bytes(n_bytes)}, and {format_bytes(free)} of memory "
            f"are free. {remedy}"
        )


def empty(shape: tuple[int, ...], dtype: torch.dtype, device: torch.device | str) -> torch.Tensor:
    """Return an uninitialised tensor.

    numpy asks the system for huge pages where they are worth it, torch does not: large arrays
    are filled for the first time many times faster.
    """
    on_cpu = torch.device(device).type == "cpu"
    kind = {torch.float32: np.float32, torch.float64: np.float64}.get(dtype)
    if kind is None or not on_cpu or math.prod(shape) * dtype.itemsize < _HUGE:
        return torch.empty(shape, dtype=dtype, device=device)
    return torch.from_numpy(np.empty(shape, kind))


def available_memory(root: Path = Path("/")) -> int:
    """Return the number of bytes that this process can allocate now without swapping.

    This is the free memory of the machine, or less where the process runs in a container or a
    batch job whose memory is limited: psutil does not look at these limits.

    Parameters
    ----------
    root : Path
        The root of the file system, which tests replace.

    Returns
    -------
    n_bytes : int
        At least 0.
    """
    return max(0, min([psutil.virtual_memory().available, *_free_in_groups(root)]))


def _free_in_groups(root: Path) -> Iterator[int]:
    """Yield what each limited control group of this process may still allocate."""
    for folder, (limit_file, use_file, cache_line) in _control_groups(root):
        limit, use = _number(_read(folder / limit_file)), _number(_read(folder / use_file))
        if limit is not None and use is not None:
            statistics = _read(folder / "memory.stat").splitlines()
            cached = [line.split()[1] for line in statistics if line.startswith(f"{cache_line} ")]
            yield limit - use + sum(map(int, cached))


def _control_groups(root: Path) -> Iterator[tuple[Path, tuple[str, str, str]]]:
    """Yield the folders of the Linux control groups that may limit the memory, and their files.

    A process belongs to one group, and the limits of the groups above it hold too. Inside a
    container the path that the system gives is often that on the host; then only the topmost
    folder exists, and it is the container's own.
    """
    for line in _read(root / "proc/self/cgroup").splitlines():
        number, controllers, name = line.split(":", 2)
        if number == "0" and not controllers:
            top, files = root / "sys/fs/cgroup", _VERSION_2
        elif "memory" in controllers.split(","):
            top, files = root / "sys/fs/cgroup/memory", _VERSION_1
        else:
            continue
        path = PurePosixPath(name.strip("/"))
        for group in (path, *path.parents):
            yield top / group, files


def _read(path: Path) -> str:
    """Return the text of a file, or "" where there is none: other systems have no such files."""
    try:
        return path.read_text()
    except OSError:
        return ""


def _number(text: str) -> int | None:
    """Return the number that a file holds; None for no file, or "max" for no limit."""
    return int(text) if text.strip().isdigit() else None


def format_count(n: int) -> str:
    """Write a number of things as a person would: 16,384, or about 10^602."""
    return f"{n:,}" if n < 10**12 else f"about 10^{int(math.log10(n))}"


def format_bytes(n_bytes: int) -> str:
    """Write a number of bytes as a person would: 1.5 GiB."""
    if n_bytes < 1024:
        return f"{n_bytes} bytes"
    units = ("KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
    power = min((int(n_bytes).bit_length() - 1) // 10, len(units))
    # Larger numbers than this do not fit in a float.
    return f"{min(n_bytes, 2**1000) / 1024**power:.3g} {units[power - 1]}"
