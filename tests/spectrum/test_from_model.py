"""Spectra of regressors of other packages, on the levels that they were trained on.

The 2^3 experiment is worked by hand: its coefficients in spins of +1 at the low level are known.
"""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.compose import TransformedTargetRegressor, make_column_transformer
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression, PoissonRegressor
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    StandardScaler,
)
from sklearn.tree import DecisionTreeRegressor

from sk_epinet import (
    EpistaticNetRegressor,
    WalshFeatures,
    WalshSpectrum,
    enumerate_genotypes,
    estimate_spectrum,
    recover_spectrum,
)
from sk_epinet.spectrum import levels_of

# Site A is the first, so that the rows are in enumeration order.
VALUES = np.array([14.0, 46, 10, 50, 22, 58, 34, 86])
COEFFICIENTS = [40.0, -20, -5, 3, -10, 2, 5, -1]  # 1, C, B, B C, A, A C, A B, A B C
BITS = enumerate_genotypes(3)
STRINGS = pd.DataFrame(np.where(BITS, "mut", "wt"), columns=["A", "B", "C"])
WT_FIRST = [["wt", "mut"]] * 3

ROUTES = {
    "from_estimator": WalshSpectrum.from_estimator,
    "estimate_spectrum": lambda m, **k: estimate_spectrum(m, 3, random_state=0, **k),
    "recover_spectrum": lambda m, **k: recover_spectrum(m, random_state=0, **k),
}


def polynomial():
    return make_pipeline(PolynomialFeatures(3, interaction_only=True), LinearRegression())


def assert_right(spectrum, low_is_wild_type=True):
    signs = 1.0 if low_is_wild_type else (-1.0) ** BITS.sum(axis=1)
    np.testing.assert_allclose(spectrum.to_dense(), signs * np.array(COEFFICIENTS), atol=1e-6)


def test_the_example_is_worked_out_rightly():
    spins = 1 - 2 * BITS
    direct = [np.mean(VALUES * spins[:, S.astype(bool)].prod(axis=1)) for S in BITS]
    np.testing.assert_allclose(direct, COEFFICIENTS)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("pair", [(0, 1), (-1, 1), (1, 2), (0.5, 10)])
def test_levels_of_the_training_data(pair, route):
    X = np.where(BITS, pair[1], pair[0])
    model = polynomial().fit(X, VALUES)
    for given in ({"X": X}, {"levels": pair}, {"levels": [pair] * 3}, {"X": X[:5]}):
        spectrum = ROUTES[route](model, **given)
        assert_right(spectrum)
        assert spectrum.levels.tolist() == [list(pair)] * 3
        np.testing.assert_allclose(spectrum.predict(X), VALUES, atol=1e-6)


@pytest.mark.parametrize("route", ROUTES)
def test_levels_are_never_guessed(route):
    model = polynomial().fit(BITS, VALUES)
    with pytest.raises(ValueError, match=r"Pipeline does not say which two levels its sites take"):
        ROUTES[route](model)
    with pytest.raises(ValueError, match=r"pass X= .* or levels= .*levels=\(-1, 1\)"):
        ROUTES[route](DecisionTreeRegressor().fit(BITS, VALUES))
    # A pipeline may hide the levels from an estimator of this package.
    scaled = make_pipeline(StandardScaler(), WalshFeatures(3), LinearRegression())
    with pytest.raises(ValueError, match="does not say which two levels"):
        ROUTES[route](scaled.fit(BITS, VALUES))
    assert_right(ROUTES[route](scaled, X=BITS))


def test_levels_by_column():
    X = np.array([[5, -1, 1], [7, 1, 2.5]])[BITS, range(3)]
    spectrum = WalshSpectrum.from_estimator(polynomial().fit(X, VALUES), X=X)
    assert_right(spectrum)
    assert spectrum.levels.tolist() == [[5, 7], [-1, 1], [1, 2.5]]


def test_given_levels_may_be_in_any_order():
    for model in (
        polynomial().fit(BITS, VALUES),
        make_pipeline(WalshFeatures(3), LinearRegression()).fit(BITS, VALUES),
        make_pipeline(OrdinalEncoder(), WalshFeatures(3), LinearRegression()).fit(BITS, VALUES),
    ):
        spectrum = WalshSpectrum.from_estimator(model, levels=(1, 0))
        assert_right(spectrum, low_is_wild_type=False)
        assert spectrum.levels.tolist() == [[1, 0]] * 3
        np.testing.assert_allclose(spectrum.predict(BITS), VALUES)


def test_given_levels_of_a_net_are_evaluated(small_data):
    model = EpistaticNetRegressor(max_iter=3, n_members=1, random_state=0).fit(*small_data)
    turned = WalshSpectrum.from_estimator(model, levels=(1, 0))
    signs = (-1.0) ** model.spectrum_.orders
    np.testing.assert_allclose(turned.to_dense(), signs * model.spectrum_.to_dense(), atol=1e-12)
    assert WalshSpectrum.from_estimator(model, levels=(0, 1)) is model.spectrum_
    assert WalshSpectrum.from_estimator(model, X=small_data[0]) is model.spectrum_


ENCODERS = {
    "ordinal": lambda **k: OrdinalEncoder(**k),
    "one-hot sparse": lambda **k: OneHotEncoder(**k),
    "one-hot dense": lambda **k: OneHotEncoder(sparse_output=False, **k),
    "one-hot drop first": lambda **k: OneHotEncoder(drop="first", **k),
    "one-hot drop binary": lambda **k: OneHotEncoder(drop="if_binary", sparse_output=False, **k),
}


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("encoder", ENCODERS)
@pytest.mark.parametrize("data", ["frame", "array", "numbers"])
def test_encoders_know_the_levels(encoder, data, route):
    X = {"frame": STRINGS, "array": STRINGS.to_numpy(object), "numbers": 2 * BITS - 1}[data]
    pairs = [[-1, 1]] * 3 if data == "numbers" else WT_FIRST
    first = ENCODERS[encoder](categories=pairs)
    tree = DecisionTreeRegressor(random_state=0)
    spectrum = ROUTES[route](make_pipeline(first, tree).fit(X, VALUES))
    assert_right(spectrum)
    assert spectrum.levels.tolist() == pairs
    assert spectrum.site_names == (("A", "B", "C") if data == "frame" else ("x0", "x1", "x2"))
    np.testing.assert_allclose(spectrum.predict(X), VALUES, atol=1e-9)


def test_sorted_categories_make_mut_the_low_level():
    model = make_pipeline(OneHotEncoder(), DecisionTreeRegressor()).fit(STRINGS, VALUES)
    spectrum = WalshSpectrum.from_estimator(model)
    assert spectrum.levels.tolist() == [["mut", "wt"]] * 3
    assert_right(spectrum, low_is_wild_type=False)


def test_coefficients_behind_an_encoder_are_read_off():
    """Forty sites: all genotypes could not be evaluated."""
    rng = np.random.RandomState(0)
    X = rng.choice(["a", "b"], (200, 40))
    y = 2 - 3.0 * (X[:, 7] == "b") * (X[:, 1] == "b")
    model = make_pipeline(OrdinalEncoder(), WalshFeatures(2), LinearRegression()).fit(X[:, :9], y)
    by_reading = WalshSpectrum.from_estimator(model)
    np.testing.assert_allclose(by_reading.predict(X[:, :9]), model.predict(X[:, :9]))
    model = make_pipeline(OrdinalEncoder(), WalshFeatures(1), LinearRegression()).fit(X, y)
    spectrum = WalshSpectrum.from_estimator(model)
    assert len(spectrum) == 41
    np.testing.assert_allclose(spectrum.predict(X), model.predict(X))


@pytest.mark.parametrize(
    "columns",
    [
        (["A", "B"], ["C"]),
        ([0, 1], [2]),
        (slice(0, 2), slice(2, 3)),
        ([True, True, False], "make callable"),
    ],
)
def test_column_transformers(columns):
    left, right = columns
    right = (lambda X: ["C"]) if right == "make callable" else right
    model = make_pipeline(
        make_column_transformer(
            (OneHotEncoder(categories=WT_FIRST[:2]), left),
            (OrdinalEncoder(categories=WT_FIRST[:1]), right),
        ),
        DecisionTreeRegressor(random_state=0),
    ).fit(STRINGS, VALUES)
    spectrum = WalshSpectrum.from_estimator(model)
    assert_right(spectrum)
    np.testing.assert_allclose(spectrum.predict(STRINGS), VALUES, atol=1e-9)


# What scikit-learn 1.6 says of the attribute transformers_ concerns version 1.7.
@pytest.mark.filterwarnings(
    r"ignore:\s*The format of the columns of the 'remainder':FutureWarning"
)
def test_strings_and_numbers_side_by_side():
    X = STRINGS.assign(C=BITS[:, 2] + 1)
    encoder = make_column_transformer(
        (OneHotEncoder(categories=WT_FIRST[:2]), ["A", "B"]), remainder="passthrough"
    )
    model = make_pipeline(encoder, DecisionTreeRegressor(random_state=0)).fit(X, VALUES)
    with pytest.raises(ValueError, match=r"which two levels column 'C' takes: pass X="):
        WalshSpectrum.from_estimator(model)
    spectrum = WalshSpectrum.from_estimator(model, X=X)
    assert_right(spectrum)
    assert spectrum.levels.tolist() == [["wt", "mut"], ["wt", "mut"], [1, 2]]
    np.testing.assert_allclose(spectrum.predict(X), VALUES, atol=1e-9)
    assert spectrum.restrict({"C": 2, "A": "mut"}).to_landscape() == pytest.approx([58, 86])


def test_types_of_columns_are_kept():
    """Categorical features of gradient boosting are known by the type of the column."""
    X = pd.concat([STRINGS] * 20).astype(pd.CategoricalDtype(["mut", "wt"]))
    model = HistGradientBoostingRegressor(
        categorical_features="from_dtype", min_samples_leaf=1, learning_rate=1, max_iter=200
    ).fit(X, np.tile(VALUES, 20))
    spectrum = WalshSpectrum.from_estimator(model, X=X)
    np.testing.assert_allclose(spectrum.predict(X), model.predict(X))
    assert_right(WalshSpectrum.from_estimator(model, X=X, levels=("wt", "mut")))


def test_searches_and_transformed_targets():
    pipeline = make_pipeline(OrdinalEncoder(categories=WT_FIRST), DecisionTreeRegressor())
    search = GridSearchCV(pipeline, {"decisiontreeregressor__max_depth": [3]}, cv=2)
    assert_right(WalshSpectrum.from_estimator(search.fit(STRINGS, VALUES)))
    target = TransformedTargetRegressor(pipeline, func=np.log, inverse_func=np.exp)
    assert_right(WalshSpectrum.from_estimator(target.fit(STRINGS, VALUES)))


def test_generalised_linear_models_are_evaluated():
    """Their coefficients are those of the logarithm of the prediction."""
    model = make_pipeline(WalshFeatures(3), PoissonRegressor(alpha=0, tol=1e-10, max_iter=1000))
    assert_right(WalshSpectrum.from_estimator(model.fit(BITS, VALUES)))


def test_sparse_training_data():
    model = DecisionTreeRegressor(random_state=0).fit(BITS, VALUES)
    assert_right(WalshSpectrum.from_estimator(model, X=sparse.csr_array(BITS)))


class NamelessRegressor(RegressorMixin, BaseEstimator):
    """A regressor that says nothing of what it was trained on."""

    def fit(self, X, y):
        self.fitted_ = True
        return self

    def predict(self, X):
        return VALUES[(np.asarray(X) == "mut") @ [4, 2, 1]]


def test_a_regressor_that_says_nothing():
    model = NamelessRegressor().fit(STRINGS, VALUES)
    with pytest.raises(ValueError, match="does not say how many sites it has: pass X="):
        WalshSpectrum.from_estimator(model)
    with pytest.raises(ValueError, match="does not say how many sites it has: pass X="):
        WalshSpectrum.from_estimator(model, levels=("wt", "mut"))
    for given in ({"X": STRINGS, "levels": ("wt", "mut")}, {"levels": WT_FIRST}):
        assert_right(WalshSpectrum.from_estimator(model, **given))
    spectrum = WalshSpectrum.from_estimator(model, X=STRINGS)
    assert spectrum.site_names == ("A", "B", "C")


THREE = np.array([[0, 0, 0], [1, 1, 1], [2, 0, 1]])


@pytest.mark.parametrize(
    ("model", "given", "message"),
    [
        (DecisionTreeRegressor(), {"X": THREE}, r"Site 'x0' takes 3 values \(0, 1, 2\)"),
        (DecisionTreeRegressor(), {"X": THREE[:, :2]}, "X has 2 columns, but .* trained on 3"),
        (DecisionTreeRegressor(), {"X": [[3, 0, 0], [3, 1, 1]]}, "column 'x0' do not vary"),
        (DecisionTreeRegressor(), {"X": [[np.nan, 0, 0]]}, "Site 'x0' has missing values"),
        (DecisionTreeRegressor(), {"levels": [0, 1, 2]}, r"levels must hold a low and a high"),
        (DecisionTreeRegressor(), {"levels": (1, 1)}, "'x0' needs two different levels"),
        (DecisionTreeRegressor(), {"levels": (0, np.nan)}, "'x0' needs two different levels"),
    ],
)
@pytest.mark.parametrize("route", ROUTES)
def test_what_has_no_two_levels(model, given, message, route):
    with pytest.raises(ValueError, match=message):
        ROUTES[route](model.fit(THREE, [1.0, 2, 3]), **given)


@pytest.mark.parametrize("route", ["from_estimator", "recover_spectrum"])
def test_models_that_know_three_alleles(route):
    model = make_pipeline(OrdinalEncoder(), LinearRegression()).fit(THREE, [1.0, 2, 3])
    message = r"model knows 3 alleles of site 'x0' \(0, 1, 2\).*EpistasisSpectrum\.from_estimator"
    with pytest.raises(ValueError, match=message):
        ROUTES[route](model)


def test_two_of_three_alleles():
    X = np.array(["a", "b", "c"])[np.indices((3, 3)).reshape(2, -1).T]
    y = np.arange(9.0)
    model = make_pipeline(OneHotEncoder(), DecisionTreeRegressor(random_state=0)).fit(X, y)
    spectrum = WalshSpectrum.from_estimator(model, levels=("a", "c"))
    np.testing.assert_allclose(spectrum.to_landscape(), [0, 2, 6, 8], atol=1e-12)
    with pytest.raises(ValueError, match="Site 'x1' has the levels 'a' and 'c', not 'b'"):
        spectrum.predict([["a", "b"]])


def test_functions():
    def function(X):
        return VALUES[(X == "mut") @ [4, 2, 1]]

    assert_right(estimate_spectrum(function, 3, n_sites=3, levels=("wt", "mut"), random_state=0))
    found = recover_spectrum(function, X=STRINGS, random_state=0)
    assert_right(found, low_is_wild_type=False)
    assert found.site_names == ("A", "B", "C")
    with pytest.raises(ValueError, match="n_sites=4 was given, but X has 3 columns"):
        estimate_spectrum(function, n_sites=4, X=STRINGS)
    model = polynomial().fit(BITS, VALUES)
    with pytest.raises(ValueError, match="n_sites=4 was given, but Pipeline has 3 sites"):
        estimate_spectrum(model, n_sites=4, X=BITS)


def test_levels_of_a_model_whose_first_step_does_nothing():
    model = make_pipeline("passthrough", WalshFeatures(1), LinearRegression()).fit(BITS, VALUES)
    assert levels_of(model).tolist() == [[0, 1]] * 3
    model = make_pipeline(FunctionTransformer(), LinearRegression()).fit(BITS, VALUES)
    with pytest.raises(ValueError, match="does not say which two levels"):
        levels_of(model)
