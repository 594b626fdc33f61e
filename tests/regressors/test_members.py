"""Predictions of the single networks."""

import numpy as np
import pytest

from sk_epinet import EpistaticNetRegressor, EpistaticNetRegressorCV
from sk_epinet.datasets import make_walsh_landscape

FAST = {"hidden_layer_sizes": (8,), "max_iter": 40, "random_state": 0}


@pytest.fixture(scope="module")
def data():
    X, y, _ = make_walsh_landscape(n_sites=6, n_interactions=8, random_state=1)
    return X, 5 + 3 * y


def test_networks_are_in_the_units_of_y(data):
    X, y = data
    model = EpistaticNetRegressor(n_members=3, **FAST).fit(X[:50], y[:50])
    members = model.predict_members(X)
    assert members.shape == (3, len(X))
    np.testing.assert_allclose(members.mean(axis=0), model.predict(X))
    assert (members.std(axis=0) > 0).all()
    # A network that is trained alone is its whole model.
    alone = EpistaticNetRegressor(n_members=1, **FAST).fit(X[:50], y[:50])
    np.testing.assert_allclose(alone.predict_members(X), alone.predict(X)[None])


@pytest.mark.parametrize("kind", [EpistaticNetRegressor, EpistaticNetRegressorCV])
def test_each_network_is_cut_off_at_the_floor(kind, data):
    X, y = data
    floor = np.quantile(y, 0.4)
    censored = np.maximum(y, floor)
    model = kind(**FAST, censored="left").fit(X, censored)
    members = model.predict_members(X)
    assert members.shape == (len(model.member_weights_), len(X))
    assert members.min() == pytest.approx(floor)
    assert ((members > floor + 1e-6).any(axis=1)).all()


def test_other_columns_are_refused(data):
    X, y = data
    model = EpistaticNetRegressor(**FAST).fit(X, y)
    with pytest.raises(ValueError, match="5 features"):
        model.predict_members(X[:, :5])
