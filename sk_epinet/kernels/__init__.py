"""Gaussian processes on genotypes: a kernel, a regressor, and the spectrum in closed form."""

from ._allele_features import AlleleFeatures
from ._allele_process import AlleleProcess, fit_allele_process
from ._connectedness_kernel import ConnectednessKernel
from ._gaussian_process import ConnectednessGaussianProcess
from ._walsh_posterior import has_walsh_posterior, walsh_posterior

__all__ = [
    "AlleleFeatures",
    "AlleleProcess",
    "ConnectednessGaussianProcess",
    "ConnectednessKernel",
    "fit_allele_process",
    "has_walsh_posterior",
    "walsh_posterior",
]
