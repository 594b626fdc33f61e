"""Arguments that no spectrum can be made of are refused by name, before any work."""

import numpy as np
import pandas as pd
import pytest

from sk_epinet import (
    EpistasisSpectrum,
    InteractionTable,
    WalshSpectrum,
    estimate_spectrum,
    inverse_walsh_transform,
    walsh_transform,
)


def table(**arguments):
    right = {"coefficients": [1.0], "interactions": [(0,)], "n_sites": 2}
    return InteractionTable(**(right | arguments))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"coefficients": ["a"]}, "coefficients must hold numbers"),
        ({"coefficients": [np.nan]}, "coefficients must hold finite numbers"),
        ({"coefficients": np.ma.masked_all(1)}, "coefficients has masked values"),
        ({"interactions": 5}, "interactions must be a list"),
        ({"interactions": [5]}, "each of interactions must be a list"),
        ({"interactions": [{0}]}, "each of interactions must be a list"),
        ({"interactions": ["0"]}, "each of interactions must be a list"),
        ({"n_sites": 10**12}, "n_sites"),
        ({"site_names": 5}, "site_names must be a list"),
        ({"standard_errors": ["a"]}, "standard_errors must hold numbers"),
        ({"selected": [[True], [True, False]]}, "selected must hold True or False"),
    ],
)
def test_tables_of_interactions(arguments, message):
    with pytest.raises(ValueError, match=message):
        table(**arguments)


def test_large_tables_are_refused_before_they_are_made():
    with pytest.raises(ValueError, match="List fewer interactions, or lower n_sites"):
        table(interactions=range(10**6), n_sites=10**6, site_names=range(10**6))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: WalshSpectrum.from_function(5, 2), TypeError, "function must be a function"),
        (lambda: WalshSpectrum.from_function(len, 2**53), ValueError, "n_sites=9007199254740992"),
        (lambda: WalshSpectrum.from_reference(5), TypeError, "effects must be of the class"),
        (lambda: EpistasisSpectrum.from_walsh(5), TypeError, "spectrum must be of the class"),
        (lambda: EpistasisSpectrum.from_function(len, 5), ValueError, "alleles must be a list"),
        (lambda: EpistasisSpectrum([], [], 5), ValueError, "alleles must be a list"),
        (lambda: EpistasisSpectrum([], [], ["AB"], weights=5), ValueError, "weights= must be"),
        (lambda: EpistasisSpectrum([], [], ["AB"], wild_type=5), ValueError, "wild_type= must be"),
        (lambda: EpistasisSpectrum([], [], [[[1], [2]]]), ValueError, "alleles must be numbers"),
        (lambda: EpistasisSpectrum(5, [(0,)], ["AB"]), ValueError, "tables must be a list"),
    ],
)
def test_ways_to_make_one(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_questions():
    walsh = WalshSpectrum.from_landscape([4.0, 10.0, 6.0, 0.0], "enumeration")
    alleles = EpistasisSpectrum.from_walsh(walsh)
    for spectrum in (walsh, alleles):
        with pytest.raises(ValueError, match="fixed must be a dict"):
            spectrum.restrict([0])
    with pytest.raises(ValueError, match="interaction must be a list"):
        alleles.table(0)
    with pytest.raises(ValueError, match="k must be an integer"):
        alleles.top_effects("2")
    with pytest.raises(ValueError, match="rows differ in length"):
        walsh.predict([[0, 1], [0]])
    with pytest.raises(ValueError, match="X has masked values"):
        walsh.predict(np.ma.array([[0, 1]], mask=[[False, True]]))


def test_large_weights_of_alleles_have_a_finite_sum():
    spectrum = EpistasisSpectrum([], [], ["AB"], weights=[[1e308, 1e308]])
    np.testing.assert_array_equal(spectrum.weights[0], [0.5, 0.5])


@pytest.mark.parametrize("transform", [walsh_transform, inverse_walsh_transform])
def test_one_missing_value_would_be_in_every_coefficient(transform):
    for values in ([np.nan, 1.0], [np.inf, 1.0]):
        with pytest.raises(ValueError, match="finite"):
            transform(values)
    with pytest.raises(ValueError, match="array of numbers"):
        transform([[1.0], [1.0, 2.0]])
    with pytest.raises((ValueError, TypeError), match="finite|convert"):
        transform(pd.Series([None, 1], dtype="Int64"))


def test_a_model_that_cannot_read_the_alleles_is_named():
    from sklearn.linear_model import Ridge

    model = Ridge().fit([[0], [1]], [0.0, 1.0])
    with pytest.raises(ValueError, match="Ridge cannot predict genotypes of these levels"):
        estimate_spectrum(model, 1, n_evaluations=10, levels=("A", "B"))
