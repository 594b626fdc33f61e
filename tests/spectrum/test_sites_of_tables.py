"""Sites as a table shows them, and the class of spectrum that they ask for."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import psutil
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.tree import DecisionTreeRegressor

from sk_epinet import EpistasisSpectrum, EpistaticNetRegressor, WalshFeatures, WalshSpectrum
from sk_epinet.kernels import ConnectednessGaussianProcess
from sk_epinet.spectrum import AlleleSites, alleles_of, spectrum_of

TABLE = pd.DataFrame({"A": ["x", "z", "y", "x"], "B": ["q", "p", "q", "p"]})


class Counter(RegressorMixin, BaseEstimator):
    """Predict how many sites are x or p; it says nothing of its alleles."""

    def fit(self, X, y=None):
        self.fitted_ = True
        return self

    def predict(self, X):
        return np.isin(np.asarray(X), ["x", "p"]).sum(axis=1) * 1.0


def test_sites_of_a_table():
    sites = AlleleSites.of_table(TABLE)
    assert sites.alleles == (("x", "y", "z"), ("p", "q"))
    assert sites.names == ("A", "B")
    assert sites.wild_type == ("x", "p")
    assert AlleleSites.of_table(TABLE, ["z", "q"]).wild_type == ("z", "q")
    assert AlleleSites.of_table(TABLE.to_numpy(), {"x1": "q"}).wild_type == ("x", "q")
    assert AlleleSites.of_table(["CA", "GA"]).alleles == (("C", "G"), ("A",))


def test_three_alleles_have_tables_and_two_have_coefficients():
    model = Counter().fit(TABLE)
    many = spectrum_of(model, TABLE)
    assert isinstance(many, EpistasisSpectrum)
    # The mean of a site is 1/3 or 1/2, and nothing is left for the two together.
    np.testing.assert_allclose(many.table([0]), [2 / 3, -1 / 3, -1 / 3])
    np.testing.assert_allclose(many.table([1]), [1 / 2, -1 / 2])
    assert many.table([]) == pytest.approx(5 / 6)
    few = TABLE[TABLE["A"] != "z"]
    for two in (spectrum_of(model, few), spectrum_of(model, TABLE, [["x", "z"], ["p", "q"]])):
        assert isinstance(two, WalshSpectrum)
        np.testing.assert_allclose(two.to_dense(), [1, 0.5, 0.5, 0], atol=1e-12)
    with pytest.raises(ValueError, match="does not say how many sites it has"):
        spectrum_of(model)
    with pytest.raises(ValueError, match="Site 'B' needs one or more different alleles"):
        EpistasisSpectrum.from_estimator(model, X=TABLE, alleles=["xyz", "pp"])


def test_24_sites_are_listed_where_there_is_memory_for_them(monkeypatch):
    messages = {24: "A spectrum of 16,777,216 interactions .*max_order=", 25: "All 2\\^25 inter"}
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=2**28))
    for n_sites, message in messages.items():
        X = np.random.RandomState(0).randint(0, 2, (30, n_sites))
        model = ConnectednessGaussianProcess(optimizer=None).fit(X, X[:, 0] * 1.0)
        with pytest.raises(ValueError, match=message):
            WalshSpectrum.from_estimator(model)


# What scikit-learn 1.6 says of the attribute transformers_ concerns version 1.7.
@pytest.mark.filterwarnings(
    r"ignore:\s*The format of the columns of the 'remainder':FutureWarning"
)
def test_alleles_that_a_model_knows_are_kept_beside_those_of_a_table():
    X = pd.DataFrame({"A": ["mut", "wt", "mut", "wt"], "B": [1, 0, 0, 1]})
    known = ["wt", "mut", "del"]
    encoder = make_column_transformer(
        (OneHotEncoder(categories=[known]), ["A"]), remainder="passthrough"
    )
    model = make_pipeline(encoder, DecisionTreeRegressor()).fit(X, [1.0, 2, 3, 4])
    assert alleles_of(model, X) == (tuple(known), (0, 1))
    with pytest.raises(ValueError, match="which alleles column 'B' has?"):
        alleles_of(model)


def test_two_of_three_alleles_of_features_are_evaluated():
    X = np.array([[a, b] for a in "acg" for b in "ac"])
    model = make_pipeline(WalshFeatures(2), LinearRegression()).fit(X, np.arange(6.0) ** 2)
    spectrum = WalshSpectrum.from_estimator(model, levels=[["g", "a"], ["a", "c"]])
    np.testing.assert_allclose(spectrum.to_landscape(), [16, 25, 0, 1], atol=1e-9)


def test_the_wild_type_of_the_spectrum_of_a_network():
    net = EpistaticNetRegressor((2,), max_iter=2, n_members=1, random_state=0)
    net.fit(TABLE, [1.0, 2, 4, 3])
    own = EpistasisSpectrum.from_estimator(net)
    assert own.wild_type == ("x", "p")
    other = EpistasisSpectrum.from_estimator(net, wild_type=["z", "q"])
    assert other.wild_type == ("z", "q")
    np.testing.assert_allclose(other.predict(TABLE), net.predict(TABLE), atol=1e-6)
