"""One genotype, as users write it: by position, or by the names of its sites."""

import numpy as np
import pandas as pd
import pytest

from sk_epinet import EpistasisSpectrum, WalshSpectrum, suggest
from sk_epinet.genotypes import read_genotype
from sk_epinet.plotting import (
    GenotypeNetworkDisplay,
    MutationEffectsDisplay,
    WaterfallDisplay,
)

SITES = ["p", "q", "r"]
# 1 at p, 0 at q and r; the columns of this table are not in the order of the sites.
ROW = pd.DataFrame({"r": [0], "q": [0], "p": [1]}).iloc[0]


@pytest.fixture(scope="module")
def spectrum():
    coefficients = [1.0, 2.0, -0.5, 0.25]
    return WalshSpectrum(coefficients, [(), (0,), (0, 1), (2,)], 3, site_names=SITES)


@pytest.mark.parametrize(
    "given",
    [
        [1, 0, 0],
        (1, 0, 0),
        np.array([1, 0, 0]),
        pd.Series([1, 0, 0]),
        pd.Series([1, 0, 0], index=[7, 3, 5]),
        pd.array([1, 0, 0], dtype="Int64"),
        pd.Index([1, 0, 0]),
        {"r": 0, "p": 1, "q": 0},
        {"p": 1},
        ROW,
        ROW[["p"]],
    ],
)
def test_ways_to_write_a_genotype(given):
    assert read_genotype("target", given, SITES, others=[0, 0, 0]) == [1, 0, 0]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([1, 0], "target= must hold one allele for each of 3 sites, got 2"),
        ({"p": 1}, "target= lacks the columns 'q', 'r'"),
        ({"s": 1}, "target= names the site 's'"),
        (pd.Series([1, 0, 0], index=["a", "b", "c"]), "target= names the site 'a'"),
        (pd.Series([1, 0, 0], index=["p", "p", "q"]), "several values of one label"),
        ({1, 0, 2}, "target= must be a list"),
        (pd.DataFrame([[1, 0, 0]], columns=SITES), "target= must be a list"),
        ([1, 0, None], "one allele for each site, but has None at site 'r'"),
        (pd.array([1, 0, None], dtype="Int64"), "but has <NA> at site 'r'"),
        ([1, [0], 0], r"but has \[0\] at site 'q'"),
        (np.ma.array([1, 0, 0], mask=[0, 1, 0]), "but has masked at site 'q'"),
    ],
)
def test_what_is_no_genotype(given, message):
    with pytest.raises(ValueError, match=message):
        read_genotype("target", given, SITES)


def test_rows_of_tables_are_read_by_the_names_of_the_sites(spectrum):
    """A row of a table whose columns are in another order was read by position."""
    by_position = [1, 0, 0]
    effects = spectrum.to_reference(ROW)
    assert effects.wild_type.tolist() == by_position
    np.testing.assert_array_equal(
        effects.coefficients, spectrum.to_reference(by_position).coefficients
    )
    np.testing.assert_array_equal(
        spectrum.attribution("SV", wild_type=ROW).coefficients,
        spectrum.attribution("SV", wild_type=by_position).coefficients,
    )
    drawn = WaterfallDisplay.from_spectrum(spectrum, ROW)
    assert drawn.names == ["p"]
    assert GenotypeNetworkDisplay.from_spectrum(spectrum, target=ROW).codes[
        GenotypeNetworkDisplay.from_spectrum(spectrum, target=ROW).target
    ].tolist() == [1, 0, 0]
    assert MutationEffectsDisplay.from_spectrum(spectrum, wild_type=ROW).wild_type[0] == 1
    alleles = EpistasisSpectrum.from_walsh(spectrum, wild_type=ROW)
    assert alleles.wild_type == (1.0, 0.0, 0.0)


def test_a_suggestion_counts_mutations_from_a_row_of_a_table():
    from sklearn.linear_model import LinearRegression

    X = pd.DataFrame(np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]), columns=SITES)
    model = LinearRegression().fit(X, [0.0, 1.0, 2.0, 4.0])
    options = {"strategy": "best", "alleles": [(0, 1)] * 3, "max_mutations": 1}
    found = suggest(model, 1, wild_type=ROW, **options)
    assert found[SITES].to_numpy().tolist() == [[1, 0, 1]]


def test_weights_of_a_site_as_a_series():
    """They were compared by their values with the alleles."""
    spectrum = EpistasisSpectrum.from_landscape([0.0, 1.0], "enumeration", alleles=["AV"])
    by_allele = pd.Series([0.75, 0.25], index=["V", "A"])
    assert spectrum.with_weights({"x0": by_allele}).weights[0].tolist() == [0.25, 0.75]
    in_order = pd.Series([0.75, 0.25])
    assert spectrum.with_weights({"x0": in_order}).weights[0].tolist() == [0.75, 0.25]


@pytest.mark.parametrize("level", [[1], np.array([1]), None, pd.NA, [[1]]])
def test_a_list_is_no_level(spectrum, level):
    with pytest.raises(ValueError, match="Site 'p' has the levels 0 and 1, not"):
        spectrum.restrict({"p": level})
