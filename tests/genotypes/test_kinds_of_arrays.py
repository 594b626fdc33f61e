"""The same genotypes in other kinds of arrays are the same genotypes, or are refused."""

import numpy as np
import pandas as pd
import pytest

from sk_epinet import EpistasisSpectrum
from sk_epinet.cross_validation import GenotypeKFold
from sk_epinet.datasets import aggregate_replicates
from sk_epinet.genotypes import GenotypeEncoder, coverage_report, number_genotypes
from sk_epinet.kernels import ConnectednessKernel

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1], [0, 1], [1, 1]])
SAME = [0, 1, 2, 3, 1, 3]
KINDS = [np.longdouble, ">f8", ">i4", ">u2", np.float16, bool]


@pytest.mark.parametrize("kind", KINDS)
def test_equal_genotypes_are_equal_in_every_type(kind):
    """The unused bytes of long doubles differ, and made equal genotypes different ones."""
    table = X.astype(kind)
    table[:, 1] = table[:, 1] * np.array(1, kind)  # so that the unused bytes are not all zero
    assert number_genotypes(table).tolist() == SAME
    assert aggregate_replicates(table, np.arange(6.0)).target.tolist() == [0, 2.5, 2, 4]
    for train, test in GenotypeKFold(2).split(table):
        assert not {SAME[row] for row in train} & {SAME[row] for row in test}


@pytest.mark.parametrize("kind", KINDS)
def test_all_that_reads_genotypes_takes_every_type(kind):
    """Numbers in the byte order of other machines raised an error from inside pandas."""
    table = X.astype(kind)
    assert coverage_report(table).n_genotypes == 4
    onehot = GenotypeEncoder(encoding="onehot", sparse_output=False)
    np.testing.assert_array_equal(onehot.fit_transform(table), onehot.fit_transform(X))
    spectrum = EpistasisSpectrum.from_landscape([1.0, 2, 4, 3], table[:4])
    np.testing.assert_allclose(spectrum.predict(table), [1, 2, 4, 3, 2, 3])
    np.testing.assert_array_equal(ConnectednessKernel()(table), ConnectednessKernel()(X))


@pytest.mark.parametrize("kind", ["M8[D]", "m8[s]", complex])
@pytest.mark.parametrize("read", [number_genotypes, ConnectednessKernel(), coverage_report])
def test_dates_and_complex_numbers_are_no_alleles(kind, read):
    with pytest.raises(ValueError, match="alleles"):
        read(X.astype(kind))


@pytest.mark.parametrize("read", [GenotypeEncoder().fit_transform, coverage_report])
@pytest.mark.parametrize("kind", [float, "U1"])
def test_masked_values_are_refused(read, kind):
    """The encoder took what stands below the mask for alleles."""
    table = np.ma.array(X.astype(kind), mask=np.arange(12).reshape(6, 2) == 3)
    with pytest.raises(ValueError, match="X has masked values"):
        read(table)


def test_cells_that_hold_lists():
    table = pd.DataFrame({"a": [["A", "K"], ["V", "K"]]})
    with pytest.raises(ValueError, match="Site 'a' has values that are no alleles"):
        EpistasisSpectrum.from_landscape([1.0, 2.0], table)
