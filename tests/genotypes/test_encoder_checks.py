"""scikit-learn's own checks of GenotypeEncoder, in each of its encodings."""

from sklearn.utils.estimator_checks import parametrize_with_checks

from sk_epinet.genotypes import GenotypeEncoder
from tests.test_estimator_checks import skip_what_scikit_learn_mended_later


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
    skip_what_scikit_learn_mended_later(check)
    check(estimator)
