"""The machine that times were measured on."""

import os
import platform
from pathlib import Path

import numpy as np
import torch


def describe_machine():
    """Return the processor, the number of cores and the versions of torch and numpy."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    name = next((line.split(": ")[1] for line in lines if line.startswith("model name")), "")
    versions = f"torch {torch.__version__}, numpy {np.__version__}"
    return f"{name or platform.processor()}, {os.cpu_count()} cores; {versions}"
