"""The types of this package that files of skops may name."""

# Masked arrays of cv_results_. skops trusts them by the name that the installed numpy gives them,
# which is the second one up to numpy 1.26; a file may have been written with another numpy.
MASKED_ARRAYS = ("numpy.ma.MaskedArray", "numpy.ma.core.MaskedArray")

# Names of classes in a file are where they are defined. They stay there, or a later release could
# not read the files of this one.
TRUSTED_TYPES = (
    # The estimators, and what they hold when they are fitted.
    "sk_epinet.regressors._regressor.EpistaticNetRegressor",
    "sk_epinet.regressors._regressor_cv.EpistaticNetRegressorCV",
    "sk_epinet.walsh._features.WalshFeatures",
    "sk_epinet.genotypes._encoder.GenotypeEncoder",
    "sk_epinet.genotypes._site_coding.SiteCoding",
    "sk_epinet.genotypes._parsed.Notation",
    "builtins.frozenset",
    "sk_epinet.network._trainer.EpistaticNet",
    "sk_epinet.network._first_layer.Sites",
    "sk_epinet.network._censoring.Censoring",
    "sk_epinet.genotypes._coding.NumberCoding",
    "sk_epinet.genotypes._allele_coding.AlleleCoding",
    "sk_epinet.cross_validation._error_model.ErrorModel",
    "sk_epinet.regressors._row_summary.RowSummary",
    "sk_epinet.penalties._exact.ExactWalshPenalty",
    "sk_epinet.penalties._subcube.SubcubeWalshPenalty",
    "sk_epinet.penalties._hashed.HashedWalshPenalty",
    # Gaussian processes.
    "sk_epinet.kernels._connectedness_kernel.ConnectednessKernel",
    "sk_epinet.kernels._gaussian_process.ConnectednessGaussianProcess",
    "sk_epinet.kernels._allele_process.AlleleProcess",
    "sk_epinet.kernels._allele_features.AlleleFeatures",
    "sklearn.gaussian_process.kernels.ConstantKernel",
    "sklearn.gaussian_process.kernels.Product",
    "sklearn.gaussian_process.kernels.Sum",
    "sklearn.gaussian_process.kernels.WhiteKernel",
    # Spectra, those with intervals included.
    "sk_epinet.spectrum._walsh_spectrum.WalshSpectrum",
    "sk_epinet.spectrum._epistasis_spectrum.EpistasisSpectrum",
    "sk_epinet.spectrum._reference_spectrum.ReferenceSpectrum",
    "sk_epinet.spectrum._sites.Sites",
    "sk_epinet.spectrum._allele_sites.AlleleSites",
    *MASKED_ARRAYS,
)
