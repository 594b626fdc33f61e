"""scikit-learn's own checks of GenotypeEncoder, in each of its encodings."""

from sklearn.utils.estimator_checks import parametrize_with_checks

from sk_epinet.genotypes import GenotypeEncoder


@parametrize_with_checks(
    [
        GenotypeEncoder(),
        GenotypeEncoder(encoding="alleles"),
        GenotypeEncoder(encoding="onehot"),
        GenotypeEncoder(encoding="onehot", sparse_output=False),
        GenotypeEncoder(encoding="onehot", sparse_output=False, handle_unknown="ignore"),
    ]
)
def test_estimator_checks(estimator, check):
    check(estimator)
