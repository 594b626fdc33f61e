"""Values of sites that are no alleles, or cannot be told apart, are refused by name."""

import numpy as np
import pandas as pd
import pytest

from sk_epinet import EpistasisSpectrum, EpistaticNetRegressor, WalshFeatures, WalshSpectrum

X = np.array([[i >> 1 & 1, i & 1] for i in range(4)] * 3)
y = np.arange(12.0)


def fit(X):
    return EpistaticNetRegressor((3,), max_iter=2, n_members=1, random_state=0).fit(X, y)


def with_text(text, column):
    table = np.where(X == 0, "A", "V").astype(object)
    table[:, 1] = column
    table[5, 1] = text
    return pd.DataFrame(table, columns=["p1", "p2"])


READERS = {
    "regressor": fit,
    "features": lambda X: WalshFeatures(1).fit(X),
    "spectrum": lambda X: EpistasisSpectrum.from_landscape(y, X),
    "walsh": lambda X: WalshSpectrum.from_landscape(y, X),
}


@pytest.mark.parametrize("text", ["NA", "nan", "NaN", "", " ", "<NA>", "null", "#N/A"])
@pytest.mark.parametrize("column", ["A", ["A", "V"] * 6], ids=["one", "two"])
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("is_category", [False, True])
def test_texts_of_missing_values(text, column, reader, is_category):
    table = with_text(text, column)
    if is_category:
        table = table.astype("category")
    with pytest.raises(ValueError, match=f"Site 'p2' has the text '{text}' in row 5"):
        READERS[reader](table)


@pytest.mark.parametrize("text", ["-", "none", "na", "N", "Na"])
def test_texts_that_may_be_alleles(text):
    assert text in fit(with_text(text, "A")).alleles_[1]


@pytest.mark.parametrize(
    "levels",
    [(2**53, 2**53 + 1), (-1e308, 1e308), (0, 5e-324)],
    ids=["equal as floats", "too far", "too near"],
)
def test_levels_that_floats_cannot_tell_apart(levels):
    table = pd.DataFrame(np.where(X == 0, *levels), columns=["p1", "p2"])
    for reader in (fit, READERS["features"]):
        with pytest.raises(ValueError, match="Column 'p1' has values from .* to "):
            reader(table)
    with pytest.raises(ValueError, match="Site 'x0' (has the levels|needs two different levels)"):
        WalshSpectrum([1.0], [(0,)], 2, levels=levels)


@pytest.mark.parametrize("high", [np.inf, -np.inf])
def test_levels_are_finite(high):
    with pytest.raises(ValueError, match="Site 'x0' has the levels 0 and -?inf"):
        WalshSpectrum([1.0], [(0,)], 2, levels=(0, high))


def test_levels_that_are_transposed_or_equal():
    pairs = np.array([[0, 1]] * 5)
    with pytest.raises(ValueError, match=r"shape \(5, 2\), or one pair"):
        WalshSpectrum([1.0], [(0,)], 5, levels=pairs.T)
    pairs[3] = 1
    with pytest.raises(ValueError, match="Site 'x3' needs two different levels, got 1 and 1"):
        WalshSpectrum([1.0], [(0,)], 5, levels=pairs)


@pytest.mark.parametrize("pair", [("A", "V"), ("0", "1"), ("1.0", "2"), ("no", "yes")])
def test_strings_of_any_spelling(pair):
    strings = np.where(X == 0, *pair)
    tables = [strings, strings.astype(object), strings.tolist(), strings.astype("S")]
    tables += [pd.DataFrame(strings), pd.DataFrame(strings).astype("category")]
    expected = fit(strings).predict(strings)
    for table in tables:
        model = fit(table)
        assert model.alleles_ == (pair, pair)
        np.testing.assert_array_equal(model.predict(table), expected)


def test_dates_are_no_genotypes():
    table = pd.DataFrame({"p1": X[:, 0], "day": pd.date_range("2020", periods=12)})
    with pytest.raises(ValueError, match="Column 'day' holds .*neither a number nor"):
        fit(table)


def test_names_do_not_command_the_terminal():
    spectrum = WalshSpectrum([1.0], [(0,)], 1, site_names=["\x1b[31mred\x07"])
    assert repr(spectrum).endswith(r"\x1b[31mred\x07")
    assert spectrum.site_names == ("\x1b[31mred\x07",)
