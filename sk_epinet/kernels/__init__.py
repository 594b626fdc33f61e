"""Gaussian processes on genotypes: a kernel, a regressor, and the spectrum in closed form."""

from ._connectedness_kernel import ConnectednessKernel
from ._gaussian_process import ConnectednessGaussianProcess
from ._walsh_posterior import has_walsh_posterior, walsh_posterior

__all__ = [
    "ConnectednessGaussianProcess",
    "ConnectednessKernel",
    "has_walsh_posterior",
    "walsh_posterior",
]
