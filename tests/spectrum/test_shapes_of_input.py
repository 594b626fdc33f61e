"""Spectra of pipelines and tables that are not yet one column for each site."""

import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline

from sk_epinet import WalshFeatures, WalshSpectrum
from sk_epinet.datasets import load_landscape
from sk_epinet.genotypes import GenotypeEncoder

GENOTYPES = ["AK", "AR", "GK", "GR"]
VALUES = [1.0, 1.5, 0.5, 2.5]
# By hand: the mean, and the means of y times the spins (+1 for A and K) and their product.
COEFFICIENTS = {(): 1.375, (0,): -0.125, (1,): -0.625, (0, 1): 0.375}


def check(spectrum):
    found = dict(zip(map(tuple, spectrum.to_frame()["sites"]), spectrum.coefficients, strict=True))
    assert found == pytest.approx(COEFFICIENTS)


def test_a_pipeline_that_begins_with_a_genotype_encoder():
    model = make_pipeline(GenotypeEncoder(), WalshFeatures(max_order=2), LinearRegression())
    model.fit(GENOTYPES, VALUES)
    for X in (None, GENOTYPES, model[0].transform(GENOTYPES)):
        with pytest.raises(ValueError, match=r"Pass what follows.*model\[1:\]"):
            WalshSpectrum.from_estimator(model, X=X)
    check(WalshSpectrum.from_estimator(model[1:], X=model[0].transform(GENOTYPES)))


def test_a_table_of_one_column_of_genotypes():
    frame = pd.DataFrame({"seq": GENOTYPES})
    with pytest.raises(ValueError, match=r"'seq', takes 4 values.*X\['seq'\]"):
        WalshSpectrum.from_landscape(VALUES, frame)
    check(WalshSpectrum.from_landscape(VALUES, frame["seq"]))


def test_a_whole_landscape_given_for_its_values():
    landscape = load_landscape(pd.DataFrame({"genotype": GENOTYPES, "y": VALUES}))
    with pytest.raises(ValueError, match="is a Landscape: pass its target"):
        WalshSpectrum.from_landscape(landscape)
    check(WalshSpectrum.from_landscape(landscape.target, landscape.data))
