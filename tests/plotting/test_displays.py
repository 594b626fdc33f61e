"""Pictures: what they hold, not their pixels."""

import itertools

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.tree import DecisionTreeRegressor

from sk_epinet import (
    EpistasisSpectrum,
    WalshFeatures,
    WalshSpectrum,
)
from sk_epinet.plotting import (
    ComparisonDisplay,
    EpistasisNetworkDisplay,
    LearningCurvesDisplay,
    PredictionDisplay,
    SpectrumDisplay,
    VarianceByOrderDisplay,
)
from tests.plotting.artists import by_gid

SCORES = {
    "sparse": {"network": [0.7, 0.8, 0.9], "linear": [0.2, 0.3, 0.4]},
    "dense": {"network": [0.5, 0.6, 0.7], "linear": [0.1, 0.2, 0.9]},
}


def test_splits_of_each_method_and_landscape():
    display = ComparisonDisplay(SCORES).plot()
    ax = display.ax_
    assert display.figure_ is ax.figure
    assert [label.get_text() for label in ax.get_xticklabels()] == ["network", "linear"]
    assert ax.get_ylabel() == "Pearson r"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["sparse", "dense"]
    drawn = [line for line in ax.lines if len(line.get_ydata())]
    medians = [line.get_ydata()[0] for line in drawn if line.get_color() == "black"]
    assert medians == [0.8, 0.3, 0.6, 0.2]
    dots = by_gid(ax, "splits")
    assert len({dot.get_marker() for dot in dots}) == 2
    assert len(ax.patches) == 0  # no boxes of three points
    assert sorted(np.concatenate([line.get_ydata() for line in dots])) == sorted(
        value for methods in SCORES.values() for values in methods.values() for value in values
    )


def test_one_landscape_needs_no_legend_and_uses_the_given_axes():
    _, ax = plt.subplots()
    display = ComparisonDisplay({"mine": SCORES["sparse"]}, "R²").plot(ax=ax)
    assert display.ax_ is ax
    assert ax.get_legend() is None
    assert ax.get_ylabel() == "R²"


def test_boxes_of_many_splits():
    many, few = np.arange(11.0), np.arange(5.0)
    ax = ComparisonDisplay({"mine": {"network": many, "linear": few}}).plot().ax_
    assert len(ax.patches) == 1
    corners = ax.patches[0].get_path().vertices
    assert (corners[:, 1].min(), corners[:, 1].max()) == (2.5, 7.5)
    (median,) = by_gid(ax, "median")
    assert list(median.get_ydata()) == [2, 2]
    (dots,) = by_gid(ax, "splits")
    assert sorted(dots.get_ydata()) == sorted([*many, *few])


@pytest.fixture
def spectrum():
    return WalshSpectrum(
        [5.0, 2.0, -3.0, 1.0, -0.5],
        [(), (0,), (0, 1), (1, 2), (0, 1, 3)],
        4,
        site_names=["A", "B", "C", "D"],
        intervals=[[4, 6], [1, 3], [-4, -2], [0.5, 1.2], [-1, 0]],
    )


def test_bars_by_order_over_a_grid_of_sites(spectrum):
    display = SpectrumDisplay.from_spectrum(spectrum).plot()
    heights = [bar.get_height() for bar in display.ax_.patches]
    assert heights == [2.0, -3.0, 1.0, -0.5]
    labels = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert labels == ["single sites", "pairs", "triples"]
    ends = [(1, 3), (-4, -2), (0.5, 1.2), (-1, 0)]
    np.testing.assert_allclose(interval_ends(display.ax_), ends, atol=1e-12)
    grid = display.grid_ax_
    assert [text.get_text() for text in grid.get_yticklabels()] == ["A", "B", "C", "D"]
    drawn = [line.get_ydata().tolist() for line in by_gid(grid, "interaction")]
    assert drawn == [[0], [0, 1], [1, 2], [0, 1, 3]]
    # Site 0 is at the top.
    assert grid.get_ylim()[0] > grid.get_ylim()[1]


def test_grid_shows_only_sites_that_take_part(spectrum):
    display = SpectrumDisplay.from_spectrum(spectrum, n_interactions=1).plot()
    assert [text.get_text() for text in display.grid_ax_.get_yticklabels()] == ["A", "B"]
    assert len(display.ax_.patches) == 1


def is_hollow(display):
    """Return whether each bar is hollow, from left to right."""
    bars = sorted(display.ax_.patches, key=lambda bar: bar.get_x())
    return [bar.get_facecolor()[:3] == (1.0, 1.0, 1.0) for bar in bars]


def interval_ends(ax):
    (_, _, (segments,)) = ax.containers[-1]
    return np.array([segment[:, 1] for segment in segments.get_segments()])


def interval_places(ax):
    (_, _, (segments,)) = ax.containers[-1]
    return [segment[0, 0] for segment in segments.get_segments()]


@pytest.fixture
def selection():
    """A spectrum whose largest coefficient was not selected."""
    return WalshSpectrum(
        [9.0, 2.0, -3.0, 1.0, 8.0],
        [(0, 1, 3), (0,), (0, 1), (1,), (2, 3)],
        4,
        intervals=[[1, 17], [1, 3], [-4, -2], [-1, 3], [2, 14]],
        selected=[False, True, True, False, False],
    )


def test_what_was_not_selected_is_hollow_and_has_no_interval(selection):
    display = SpectrumDisplay.from_spectrum(selection).plot()
    # What was selected, then the others, each from the lowest order on.
    assert display.spectrum.interactions == ((0,), (0, 1), (1,), (2, 3), (0, 1, 3))
    assert is_hollow(display) == [False, False, True, True, True]
    assert interval_places(display.ax_) == [0, 1]
    np.testing.assert_allclose(interval_ends(display.ax_), [(1, 3), (-4, -2)])
    names = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert names == ["single sites", "pairs", "triples", "not selected"]
    drawn = by_gid(display.grid_ax_, "interaction")
    assert [line.get_markerfacecolor() == "white" for line in drawn] == is_hollow(display)
    for ax in (display.ax_, display.grid_ax_):
        assert list(by_gid(ax, "border")[0].get_xdata()) == [1.5, 1.5]


def test_what_was_selected_in_most_resamples_comes_next(selection):
    frequencies = [0.1, 1.0, 1.0, 0.6, 0.3]
    known = {"selected": selection.selected, "frequencies": frequencies}
    spectrum = WalshSpectrum(selection.coefficients, selection.interactions, 4, **known)
    shown = SpectrumDisplay.from_spectrum(spectrum, n_interactions=3).spectrum
    assert shown.interactions == ((0,), (0, 1), (1,))


def test_orders_without_a_colour_are_one_group():
    interactions = [tuple(range(order)) for order in range(1, 10)]
    display = SpectrumDisplay.from_spectrum(WalshSpectrum(np.ones(9), interactions, 9)).plot()
    names = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert names == [
        "single sites",
        "pairs",
        "triples",
        "order 4",
        "order 5",
        "order 6",
        "orders 7 to 9",
    ]


def test_what_was_selected_is_shown_first(selection):
    shown = SpectrumDisplay.from_spectrum(selection, n_interactions=2).spectrum
    assert shown.interactions == ((0,), (0, 1))


def test_network_draws_what_was_selected(selection):
    ax = EpistasisNetworkDisplay.from_spectrum(selection).plot().ax_
    (pair,) = by_gid(ax, "pair")
    assert pair.get_linestyle() == "--"
    assert by_gid(ax, "spoke") == by_gid(ax, "hub") == []
    # Site 0 was selected, and all others are as small as a site without a coefficient.
    sizes = ax.collections[0].get_sizes()
    assert sizes[0] > sizes[1] == sizes[2] == sizes[3]
    assert [text.get_text() for text in ax.texts] == ["x0", "x1", "x2", "x3"]


def test_network_without_any_interaction_has_no_legend(selection):
    nothing = WalshSpectrum([1.0, 2.0], [(0,), (0, 1)], 2, selected=[False, False])
    ax = EpistasisNetworkDisplay.from_spectrum(nothing).plot().ax_
    assert ax.get_legend() is None
    assert by_gid(ax, "pair") == []
    assert len(ax.texts) == 2


@pytest.mark.parametrize(
    "errors",
    [
        {"intervals": [[1, 3], [-np.inf, np.inf], [np.nan, np.nan], [0, 2]]},
        {"standard_errors": [1, np.inf, np.nan, 1]},
        {
            "intervals": [[1, 3], [-np.inf, np.inf], [np.nan, np.nan], [0, 2]],
            "standard_errors": [1, np.inf, np.nan, 1],
            "selected": [True, False, False, True],
        },
    ],
    ids=["intervals", "standard errors", "all"],
)
def test_what_the_design_does_not_determine_is_no_finding(errors):
    spectrum = WalshSpectrum([2.0, 4.0, 3.0, 1.0], [(0,), (1,), (0, 1), (1, 2)], 3, **errors)
    display = SpectrumDisplay.from_spectrum(spectrum).plot()
    display.figure_.canvas.draw()
    assert display.spectrum.interactions == ((0,), (1, 2), (1,), (0, 1))
    assert is_hollow(display) == [False, False, True, True]
    if "intervals" in errors:
        assert interval_places(display.ax_) == [0, 1]
        np.testing.assert_allclose(interval_ends(display.ax_), [(1, 3), (0, 2)])
    last = display.ax_.get_legend().get_texts()[-1].get_text()
    assert last == ("not selected" if "selected" in errors else "not determined")
    assert np.isfinite(display.ax_.get_ylim()).all()
    network = EpistasisNetworkDisplay.from_spectrum(spectrum).plot()
    network.figure_.canvas.draw()
    assert network.spectrum.interactions == ((0,), (1, 2))


def test_an_interval_beside_its_coefficient_is_drawn_where_it_is():
    spectrum = WalshSpectrum([5.0], [(0,)], 1, intervals=[[1, 3]])
    display = SpectrumDisplay.from_spectrum(spectrum).plot()
    np.testing.assert_allclose(interval_ends(display.ax_), [(1, 3)])


@pytest.mark.parametrize("value", [-1, 2.5, True, np.nan, "3", None])
def test_counts_are_integers(spectrum, value):
    kinds = (SpectrumDisplay, EpistasisNetworkDisplay)
    # None lets the network choose how many.
    for display in kinds[: 1 if value is None else 2]:
        for make in (display.from_spectrum, display.from_estimator):
            with pytest.raises(ValueError, match="n_interactions must be an integer at least"):
                make(spectrum, n_interactions=value)
    X, y = np.zeros((20, 2)), np.zeros(20)
    for counts, name in (
        ({"train_sizes": [5, value]}, "each of train_sizes"),
        ({"train_sizes": [5], "n_splits": value}, "n_splits"),
    ):
        with pytest.raises(ValueError, match=f"{name} must be an integer at least 1"):
            LearningCurvesDisplay.from_estimator({"mean": DummyRegressor()}, X, y, **counts)
    if value is not None:
        for make in (VarianceByOrderDisplay.from_spectrum, VarianceByOrderDisplay.from_estimator):
            with pytest.raises(ValueError, match="max_order must be an integer at least 1"):
                make(spectrum, max_order=value)


def test_least_counts(spectrum):
    with pytest.raises(ValueError, match="n_interactions must be an integer at least 1, got 0"):
        SpectrumDisplay.from_spectrum(spectrum, n_interactions=0)
    # A network without interactions still has its sites.
    sites = EpistasisNetworkDisplay.from_spectrum(spectrum, n_interactions=0)
    assert sites.spectrum.interactions == ((0,),)
    assert len(SpectrumDisplay.from_spectrum(spectrum, np.int64(99)).spectrum) == 4
    cut = VarianceByOrderDisplay.from_spectrum(spectrum, max_order=1)
    np.testing.assert_allclose(cut.shares[""], [4 / 14.25])


def test_variance_by_order(spectrum):
    other = WalshSpectrum([1.0], [(0, 1)], 2)
    display = VarianceByOrderDisplay.from_spectrum({"a": spectrum, "b": other}).plot()
    total = 4 + 9 + 1 + 0.25
    heights = [bar.get_height() for bar in display.ax_.patches]
    np.testing.assert_allclose(heights, [4 / total, 10 / total, 0.25 / total, 0, 1, 0])
    assert [text.get_text() for text in display.ax_.get_legend().get_texts()] == ["a", "b"]
    with pytest.raises(ValueError, match="The spectrum 'c' has no coefficient but"):
        VarianceByOrderDisplay.from_spectrum({"c": WalshSpectrum([1.0], [()], 2)})
    with pytest.raises(ValueError, match="The spectrum has no coefficient but"):
        VarianceByOrderDisplay.from_spectrum(WalshSpectrum([1.0], [()], 2))


def test_variance_of_measured_values_and_the_ceiling_of_their_errors(spectrum):
    y = np.array([-5.0, 5.0, -5.0, 5.0])
    errors = [1.0, 2.0, 1.0, 2.0]
    display = VarianceByOrderDisplay.from_spectrum({"a": spectrum}, y=y, standard_errors=errors)
    np.testing.assert_allclose(display.shares["a"], [4 / 25, 10 / 25, 0.25 / 25])
    assert display.ceiling == pytest.approx(1 - 2.5 / 25)
    ax = display.plot().ax_
    assert ax.get_ylabel() == "share of the measured variance"
    np.testing.assert_allclose(by_gid(ax, "ceiling")[0].get_ydata(), 0.9)
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["a: 57% in all orders", "ceiling of the errors: 90%"]
    of_model = VarianceByOrderDisplay.from_spectrum(spectrum).plot().ax_
    assert of_model.get_ylabel() == "share of the model's variance"
    assert of_model.get_legend() is None
    one = VarianceByOrderDisplay.from_spectrum(spectrum, y=y, standard_errors=1.0)
    assert one.ceiling == pytest.approx(0.96)
    for given, message in (
        ({"standard_errors": 1.0}, "pass these as y="),
        ({"y": [1.0, 1.0]}, "y= is constant"),
        ({"y": y, "standard_errors": [1.0]}, "one for each of the 4 measured values"),
        ({"y": y, "standard_errors": -1.0}, "one number of at least 0"),
    ):
        with pytest.raises(ValueError, match=message):
            VarianceByOrderDisplay.from_spectrum(spectrum, **given)


def test_noise_of_coefficients_is_no_variance():
    rng = np.random.RandomState(0)
    truth = WalshSpectrum([2.0, 1.0], [(0,), (0, 1)], 10).to_dense()
    interactions = WalshSpectrum.from_landscape(np.arange(1024.0), "enumeration").interactions
    noisy = truth + 0.03 * rng.randn(1024)
    errors = np.full(1024, 0.03)
    errors[5] = np.inf  # what the design does not determine
    spectrum = WalshSpectrum(noisy, interactions, 10, standard_errors=errors)
    shares = VarianceByOrderDisplay.from_spectrum(spectrum, max_order=4).shares[""]
    np.testing.assert_allclose(shares, [0.8, 0.2, 0, 0], atol=0.05)


@pytest.mark.parametrize(
    ("kind", "artist", "style", "get"),
    [
        (SpectrumDisplay, "bar_kwargs", {"alpha": 0.3}, lambda ax: ax.patches[0].get_alpha()),
        (VarianceByOrderDisplay, "bar_kwargs", {"alpha": 0.3}, lambda a: a.patches[0].get_alpha()),
    ],
)
def test_the_user_chooses_how_bars_look(spectrum, kind, artist, style, get):
    assert get(kind.from_spectrum(spectrum).plot(**{artist: style}).ax_) == 0.3


def test_the_user_chooses_how_points_and_curves_look():
    points = {"points_kwargs": {"markersize": 9}}
    ax = ComparisonDisplay(SCORES).plot(**points).ax_
    assert by_gid(ax, "splits")[0].get_markersize() == 9
    ax = PredictionDisplay.from_predictions([1.0, 2.0], [1.0, 2.0]).plot(**points).ax_
    assert by_gid(ax, "genotypes")[0].get_markersize() == 9
    curves = LearningCurvesDisplay([10, 20], {"m": [[0.1, 0.2], [0.2, 0.4]]})
    ax = curves.plot(curve_kwargs={"lw": 7}).ax_
    assert ax.containers[0][0].get_linewidth() == 7


def test_network_of_sites(spectrum):
    display = EpistasisNetworkDisplay.from_spectrum(spectrum).plot()
    ax = display.ax_
    assert [text.get_text() for text in ax.texts] == ["A", "B", "C", "D"]
    pairs = by_gid(ax, "pair")
    # The larger is drawn last, over the other; negative is dashed.
    assert [line.get_linestyle() for line in pairs] == ["-", "--"]
    assert pairs[0].get_linewidth() < pairs[1].get_linewidth()
    assert pairs[0].get_color() != pairs[1].get_color()
    ends = {tuple(np.round(pairs[1].get_xydata()[i], 6)) for i in (0, -1)}
    assert ends == {(0.0, 1.0), (1.0, 0.0)}  # A at the top, B a quarter on
    assert len(by_gid(ax, "spoke")) == 3
    (hub,) = by_gid(ax, "hub")
    assert hub.get_marker() == "^"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "+3",
        "\N{MINUS SIGN}3",
        "3 sites",
    ]


def test_predicted_against_measured_and_the_floor():
    y = np.array([0.0, 0.0, 0.001, 1.0, 2.0, 4.0])
    display = PredictionDisplay.from_predictions(y, y + 0.5, value_name="fitness").plot()
    ax = display.ax_
    (points,) = by_gid(ax, "genotypes")
    np.testing.assert_array_equal(points.get_xdata(), y)
    np.testing.assert_array_equal(points.get_ydata(), y + 0.5)
    assert display.floor == 0
    assert len(by_gid(ax, "floor")) == 2
    assert [text.get_text() for text in ax.texts] == ["floor: 50% of the genotypes"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("measured fitness", "predicted fitness")
    expected = 1 - 6 * 0.25 / ((y - y.mean()) ** 2).sum()
    assert ax.get_title() == f"R² {expected:.3f}, 6 genotypes"
    assert PredictionDisplay.from_predictions(np.arange(9.0), np.arange(9.0)).floor is None
    assert PredictionDisplay.from_predictions(y, y, floor=0.5).floor == 0.5
    with pytest.raises(
        ValueError, match="predicted must have one number for each of the 6 .* it has 2"
    ):
        PredictionDisplay.from_predictions(y, [1, 2])
    with pytest.raises(ValueError, match="predicted must hold finite numbers.* nan in row 1"):
        PredictionDisplay.from_predictions([1.0, 2.0], [1.0, np.nan])
    with pytest.raises(ValueError, match="y must hold finite numbers.* inf in row 0"):
        PredictionDisplay.from_predictions([np.inf, 2.0], [1.0, 1.0])
    with pytest.raises(ValueError, match="floor must be \"auto\", a number or None, got 'none'"):
        PredictionDisplay.from_predictions(y, y, floor="none")


def test_learning_curves():
    rng = np.random.RandomState(0)
    X = rng.randint(0, 2, (60, 4))
    y = X @ [1.0, 2.0, 3.0, 4.0]
    models = {"linear": LinearRegression(), "mean": DummyRegressor()}
    display = LearningCurvesDisplay.from_estimator(models, X, y, train_sizes=[10, 40], n_splits=3)
    np.testing.assert_allclose(display.scores["linear"], 1)
    assert (display.scores["mean"] <= 0).all()
    ax = display.plot().ax_
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["linear", "mean"]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["10", "40"]
    assert ax.get_ylabel() == "R² on the other genotypes"
    with pytest.raises(ValueError, match="train_sizes must be from 1 to 58"):
        LearningCurvesDisplay.from_estimator(models, X, y, train_sizes=[10, 60])


def test_from_estimators(small_data):
    X, y = small_data
    model = make_pipeline(WalshFeatures(2), LinearRegression()).fit(X, y)
    assert SpectrumDisplay.from_estimator(model, 1).spectrum.interactions == ((1, 3),)
    assert len(EpistasisNetworkDisplay.from_estimator(model, 2).spectrum) == 5 + 2
    # The landscape of `small_data` has a single site with coefficient 1 and a pair with -2.
    shares = VarianceByOrderDisplay.from_estimator(model).shares["Pipeline"]
    np.testing.assert_allclose(shares, [0.2, 0.8], atol=0.02)
    display = PredictionDisplay.from_estimator(model, X, y).plot()
    assert display.ax_.get_title() == f"R² {model.score(X, y):.3f}, 40 genotypes"


def test_from_estimators_that_do_not_know_their_levels(small_data):
    X, y = small_data
    spins = 1 - 2 * X
    model = DecisionTreeRegressor(random_state=0).fit(spins, spins[:, 0] - 2 * spins[:, 1])
    # Trained on spins whose low level is 1: the coefficients are those of the formula.
    for known in ({"levels": (1, -1)}, {"X": spins}):
        sign = 1 if "levels" in known else -1
        shown = SpectrumDisplay.from_estimator(model, 2, **known).spectrum
        assert shown.interactions == ((1,), (0,))
        np.testing.assert_allclose(shown.coefficients, [-2 * sign, sign], atol=1e-12)
        network = EpistasisNetworkDisplay.from_estimator(model, 0, **known)
        np.testing.assert_allclose(np.sort(np.abs(network.spectrum.coefficients))[-2:], [1, 2])
        shares = VarianceByOrderDisplay.from_estimator(model, **known).shares
        np.testing.assert_allclose(shares["DecisionTreeRegressor"], [1])
    for display in (SpectrumDisplay, EpistasisNetworkDisplay, VarianceByOrderDisplay):
        with pytest.raises(ValueError, match="levels="):
            display.from_estimator(model)


def many_alleles():
    rng = np.random.RandomState(0)
    return EpistasisSpectrum.from_landscape(
        rng.randn(24), "enumeration", alleles=["AVG", "KR", "CDEF"]
    )


def test_sizes_of_interactions_of_many_alleles():
    spectrum = many_alleles()
    display = SpectrumDisplay.from_spectrum(spectrum).plot()
    heights = sorted(bar.get_height() for bar in display.ax_.patches)
    np.testing.assert_allclose(heights, sorted(spectrum.sizes[spectrum.orders > 0]))
    assert display.ax_.get_ylabel() == "size of the interaction"
    shares = VarianceByOrderDisplay.from_spectrum(spectrum).shares[""]
    energy = spectrum.energy_by_order()[1:]
    np.testing.assert_allclose(shares, energy / energy.sum())
    network = EpistasisNetworkDisplay.from_spectrum(spectrum).plot()
    labels = [text.get_text() for text in network.ax_.get_legend().get_texts()]
    assert not any(label.startswith(("+", "\N{MINUS SIGN}")) for label in labels)


def test_models_of_many_alleles_are_drawn():
    X = pd.DataFrame(list(itertools.product("AVG", "KR")), columns=["pos12", "pos45"])
    y = [0.0, 1, 2, 6, 1, 2]
    model = make_pipeline(WalshFeatures(2), LinearRegression()).fit(X, y)
    expected = EpistasisSpectrum.from_landscape(y, X)
    for kind in (SpectrumDisplay, EpistasisNetworkDisplay):
        drawn = kind.from_estimator(model).spectrum
        assert drawn.site_names == ("pos12", "pos45")
        np.testing.assert_allclose(drawn.top(1).sizes, expected.top(1).sizes)
    shares = VarianceByOrderDisplay.from_estimator({"m": model}).shares["m"]
    assert shares.sum() == pytest.approx(1)
