"""The picture of the link: points at latent phenotypes, and the link through the predictions."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from sk_epinet import EpistaticNetRegressor
from sk_epinet.datasets import make_walsh_landscape
from sk_epinet.plotting import LinkCurveDisplay
from tests.plotting.artists import by_gid

FAST = {"hidden_layer_sizes": (8,), "max_iter": 60, "random_state": 0}


@pytest.fixture(scope="module")
def data():
    X, latent, _ = make_walsh_landscape(n_sites=6, n_interactions=6, random_state=1)
    return X, 10 + 4 / (1 + np.exp(-2 * latent))


def test_the_link_of_one_network_goes_through_its_predictions(data):
    X, y = data
    model = EpistaticNetRegressor(global_epistasis="sigmoid", n_members=1, **FAST).fit(X, y)
    latent = model.predict_latent(X)
    np.testing.assert_allclose(model.link_members(latent)[0], model.predict(X), rtol=1e-9)
    np.testing.assert_allclose(model.predict_members(X, latent=True)[0], latent)
    ax = LinkCurveDisplay.from_estimator(model, X, y, value_name="brightness").plot().ax_
    (points,), (link,) = by_gid(ax, "genotypes"), by_gid(ax, "link")
    np.testing.assert_allclose(points.get_xdata(), latent)
    np.testing.assert_array_equal(points.get_ydata(), y)
    drawn = np.interp(latent, link.get_xdata(), link.get_ydata())
    np.testing.assert_allclose(drawn, model.predict(X), atol=1e-3 * np.ptp(y))
    assert by_gid(ax, "member") == []
    assert ax.get_ylabel() == "measured brightness"


def test_the_mean_link_is_weighted_and_says_its_share():
    grid = np.array([0.0, 1.0, 2.0])
    links = np.array([[0.0, 1.0, 1.0], [0.0, 3.0, 5.0]])
    display = LinkCurveDisplay([0.5], [1.0], grid, links, weights=[0.6, 0.2])
    np.testing.assert_allclose(display.mean_link(), [0, 0.75 + 0.75, 0.75 + 1.25])
    ax = display.plot().ax_
    assert len(by_gid(ax, "member")) == 2
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names[-1] == "mean link (80% of the prediction)"


def test_networks_cut_off_at_a_floor_have_a_link(data):
    X, y = data
    floor = np.quantile(y, 0.4)
    censored = np.maximum(y, floor)
    model = EpistaticNetRegressor(censored="left", n_members=2, **FAST).fit(X, censored)
    ax = LinkCurveDisplay.from_estimator(model, X, censored).plot().ax_
    (link,) = by_gid(ax, "link")
    below = link.get_xdata() < floor
    assert below.any()
    np.testing.assert_allclose(link.get_ydata()[below], floor)
    np.testing.assert_allclose(link.get_ydata()[~below], link.get_xdata()[~below])


def test_predictions_of_another_model():
    latent = np.array([2.0, 0.0, 1.0, 1.0])
    measured = np.array([3.9, 0.1, 1.2, 0.9])
    ax = LinkCurveDisplay.from_predictions(measured, latent, latent**2).plot().ax_
    (link,) = by_gid(ax, "link")
    assert link.get_xydata().tolist() == [[0, 0], [1, 1], [2, 4]]
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["genotypes", "link"]


def test_the_user_chooses_how_artists_look():
    styles = {"points_kwargs": {"c": "red", "markersize": 9}, "curve_kwargs": {"linewidth": 4}}
    display = LinkCurveDisplay.from_predictions([1.0, 2.0], [0.0, 1.0], [1.0, 2.0])
    ax = display.plot(**styles).ax_
    (points,), (link,) = by_gid(ax, "genotypes"), by_gid(ax, "link")
    assert (points.get_color(), points.get_markersize(), link.get_linewidth()) == ("red", 9, 4)


def test_what_has_no_link_is_refused(data):
    X, y = data
    model = EpistaticNetRegressor(n_members=1, **FAST).fit(X, y)
    with pytest.raises(ValueError, match="Fit with global_epistasis='sigmoid'"):
        LinkCurveDisplay.from_estimator(model, X, y)
    with pytest.raises(TypeError, match="LinearRegression has no latent phenotype"):
        LinkCurveDisplay.from_estimator(LinearRegression().fit(X, y), X, y)
    with pytest.raises(ValueError, match="latent must hold finite numbers"):
        model.link_members([0.0, np.nan])
    with pytest.raises(ValueError, match="latent must have one number for each of the 2"):
        LinkCurveDisplay.from_predictions([1.0, 2.0], [0.0], [1.0, 2.0])
