"""The spectra of the predictions of a fitted regressor."""

from __future__ import annotations

import math
from contextlib import closing
from typing import Any

import numpy as np
from sklearn.utils.validation import check_is_fitted

from .._utils import require_memory, site_names
from ..network import Progress
from ..spectrum import EpistasisSpectrum, WalshSpectrum, require_enumerable
from ..walsh import MAX_SITES, enumerate_genotypes, walsh_transform

_SHOWN_SPECTRUM_GENOTYPES = 2**16
_ENUMERATED = 2**16  # genotypes of a block of an enumeration


class SpectrumTooLargeError(ValueError, AttributeError):
    """Report that there is no spectrum of a network on too many sites to enumerate.

    It is an AttributeError too, so that ``hasattr`` and the notebook display of a fitted
    estimator go on working.
    """


class SpectraMixin:
    """Compute the spectra of the predictions when they are asked for, and keep them."""

    _spectra: dict[bool, Any]  # by whether they are those of the latent phenotype

    @property
    def spectrum_(self) -> WalshSpectrum | EpistasisSpectrum:
        """Return the spectrum of the prediction, in the units of y.

        A Walsh spectrum where no site has more than two alleles, and an
        :class:`EpistasisSpectrum` of uniform weights otherwise.
        """
        return self._spectrum_of(latent=False)

    @property
    def latent_spectrum_(self) -> WalshSpectrum | EpistasisSpectrum:
        """Return the spectrum of :meth:`predict_latent`, in the units of y.

        This is the spectrum that the penalty acts on.
        """
        return self._spectrum_of(latent=True)

    def __dir__(self):
        # scikit-learn evaluates all that it lists, here and in the notebook display of a fitted
        # model, and these take minutes where there are many genotypes.
        slow = not self._spectrum_is_quick()
        names = (n for n in object.__dir__(self) if not (slow and n.endswith("spectrum_")))
        return [name for name in names if hasattr(self, name)]

    def _spectrum_is_quick(self):
        """Return whether the spectrum takes few predictions enough to be shown unasked."""
        n_genotypes = math.prod(len(own) for own in getattr(self, "alleles_", ()))
        return n_genotypes <= _SHOWN_SPECTRUM_GENOTYPES

    def _spectrum_of(self, latent):
        check_is_fitted(self)
        latent = latent and (any(self.net_.linked) or self.net_.limits is not None)
        if latent not in self._spectra:
            self._spectra[latent] = self._compute_spectrum(latent)
        return self._spectra[latent]

    def _compute_spectrum(self, latent):
        if not self._coding.is_two_level:
            return self._compute_allele_spectrum(latent)
        if self.n_features_in_ > MAX_SITES:
            raise SpectrumTooLargeError(
                f"spectrum_ needs predictions for all 2^{self.n_features_in_} genotypes, which "
                f"is done for up to {MAX_SITES} sites. For more sites, "
                "estimate_spectrum(model) estimates all coefficients up to an order and "
                "recover_spectrum(model) finds the largest ones of any order."
            )
        try:
            require_memory(
                # The genotypes, again as the booleans of the result, and some numbers for each.
                2**self.n_features_in_ * (2 * self.n_features_in_ + 4 * 8),
                f"The spectrum of {self.n_features_in_} sites",
                "Fit on fewer sites.",
            )
        except ValueError as error:
            raise SpectrumTooLargeError(str(error)) from None
        genotypes = enumerate_genotypes(self.n_features_in_)
        blocks = np.array_split(genotypes, -(-len(genotypes) // _ENUMERATED))
        values = (self._predict_standardised(1.0 - 2.0 * block, latent) for block in blocks)
        # All 2^24 genotypes take minutes.
        with closing(Progress(bool(self.verbose) and len(blocks) > 1)) as progress:
            values = np.concatenate(progress.follow(values, len(blocks)))
        coefficients = self.target_scale_ * walsh_transform(values)
        # Added last, so that a large mean costs the other coefficients no digits.
        coefficients[0] += self.target_mean_
        return WalshSpectrum(
            coefficients,
            genotypes.astype(bool),
            self.n_features_in_,
            site_names=site_names(self),
            levels=self.levels_,
        )

    def _compute_allele_spectrum(self, latent):
        try:
            require_enumerable([len(own) for own in self.alleles_])
        except ValueError as error:
            raise SpectrumTooLargeError(str(error)) from None

        def predict(table):
            values = self._predict_standardised(self._coding.inputs(table), latent)
            return self.target_mean_ + self.target_scale_ * values

        return EpistasisSpectrum.from_function(predict, self.alleles_, site_names=site_names(self))
