"""Heat maps of pairs and of single mutations, against landscapes worked out by brute force."""

import itertools

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline

from sk_epinet import EpistasisSpectrum, WalshFeatures, WalshSpectrum
from sk_epinet.plotting import MutationEffectsDisplay, PairwiseHeatmapDisplay

ALLELES = ["AVG", "KR", "CDE"]
GENOTYPES = ["".join(own) for own in itertools.product(*ALLELES)]
VALUES = dict(zip(GENOTYPES, np.random.RandomState(0).randn(18), strict=True))


@pytest.fixture
def spectrum():
    return EpistasisSpectrum.from_landscape(
        list(VALUES.values()),
        "enumeration",
        alleles=ALLELES,
        site_names=["pos12", "pos45", "pos60"],
        wild_type="VKC",
        weights="wild_type",
    )


def heatmap(ax):
    (image,) = (image for image in ax.images if image.get_gid() == "heatmap")
    return np.ma.filled(image.get_array(), np.nan)


def labels(axis):
    return [text.get_text() for text in axis.get_ticklabels()]


def test_pairs_of_sites_stand_below_the_diagonal():
    walsh = WalshSpectrum(
        [5.0, 2.0, -3.0, 1.0],
        [(0,), (0, 1), (1, 2), (0, 1, 2)],
        3,
        site_names=["A", "B", "C"],
        selected=[True, True, False, True],
    )
    display = PairwiseHeatmapDisplay.from_spectrum(walsh).plot()
    ax = display.ax_
    np.testing.assert_array_equal(heatmap(ax), [[2, np.nan], [np.nan, np.nan]])
    np.testing.assert_array_equal(ax.images[0].get_alpha(), [[1, 0], [1, 1]])
    assert (labels(ax.xaxis), labels(ax.yaxis)) == (["A", "B"], ["B", "C"])
    (dots,) = (line for line in ax.lines if line.get_gid() == "not found")
    assert dots.get_xydata().tolist() == [[1, 1]]  # B and C
    assert ax.images[0].get_clim() == (-2, 2)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["not selected"]


def test_sizes_of_pairs_of_many_alleles(spectrum):
    uniform = spectrum.with_weights("uniform")
    values = heatmap(PairwiseHeatmapDisplay.from_spectrum(uniform).plot().ax_)
    sizes = dict(zip(uniform.interactions, uniform.sizes, strict=True))
    expected = [[sizes[0, 1], np.nan], [sizes[0, 2], sizes[1, 2]]]
    np.testing.assert_allclose(values, expected)


def test_mutations_of_chosen_pairs_are_double_differences(spectrum):
    display = PairwiseHeatmapDisplay.from_spectrum(spectrum, [("pos60", "pos12"), (0, 1)]).plot()
    assert display.column_names == ["V12A", "V12G"]
    assert display.row_names == ["K45R", "C60D", "C60E"]
    expected = np.empty((3, 2))
    for column, first in enumerate("AG"):
        single = VALUES[first + "KC"]
        double = VALUES[first + "RC"]
        expected[0, column] = double - single - VALUES["VRC"] + VALUES["VKC"]
        for row, last in enumerate("DE", start=1):
            double = VALUES[first + "K" + last]
            expected[row, column] = double - single - VALUES["VK" + last] + VALUES["VKC"]
    np.testing.assert_allclose(heatmap(display.ax_), expected)


def test_pairs_are_checked(spectrum):
    walsh = WalshSpectrum([1.0], [(0, 1)], 2)
    with pytest.raises(ValueError, match="Leave out pairs="):
        PairwiseHeatmapDisplay.from_spectrum(walsh, [(0, 1)])
    with pytest.raises(ValueError, match="pairs= is empty"):
        PairwiseHeatmapDisplay.from_spectrum(spectrum, [])
    with pytest.raises(ValueError, match="There is no site 'pos99'"):
        PairwiseHeatmapDisplay.from_spectrum(spectrum, [("pos12", "pos99")])
    with pytest.raises(ValueError, match="at least two sites"):
        PairwiseHeatmapDisplay.from_spectrum(WalshSpectrum([1.0], [(0,)], 1))


def check_effects(display, wild_type="VKC"):
    for row, allele in enumerate(display.alleles):
        for site in range(3):
            mutant = wild_type[:site] + allele + wild_type[site + 1 :]
            known = mutant in VALUES and allele != wild_type[site]
            expected = VALUES[mutant] - VALUES[wild_type] if known else np.nan
            assert display.effects[row, site] == pytest.approx(expected, nan_ok=True)


def test_effects_of_single_mutations(spectrum):
    display = MutationEffectsDisplay.from_spectrum(spectrum, value_name="fitness").plot()
    assert display.alleles == ["G", "A", "R", "D", "E"]  # similar amino acids side by side
    check_effects(display)
    np.testing.assert_array_equal(heatmap(display.ax_), display.effects)
    # Rows of V, K and C would have the wild type alone.
    assert display.wild_type.tolist() == [-1, -1, -1]
    measured = MutationEffectsDisplay.from_measurements(
        GENOTYPES, list(VALUES.values()), wild_type="VKC"
    )
    check_effects(measured)
    check_effects(MutationEffectsDisplay.from_spectrum(spectrum, wild_type="GRD"), "GRD")


def test_effects_that_a_model_predicts():
    X = pd.DataFrame([list(own) for own in GENOTYPES], columns=["pos12", "pos45", "pos60"])
    model = make_pipeline(WalshFeatures(3), LinearRegression()).fit(X, list(VALUES.values()))
    check_effects(MutationEffectsDisplay.from_estimator(model, wild_type="VKC"))
    with pytest.raises(ValueError, match="wild_type= must be given where a site has more than"):
        MutationEffectsDisplay.from_estimator(model)


def test_the_wild_type_has_dots():
    X = ["AC", "CC", "AA"]
    display = MutationEffectsDisplay.from_measurements(X, [1.0, 2.0, 3.0], wild_type="AC").plot()
    assert display.alleles == ["A", "C"]
    np.testing.assert_array_equal(display.effects, [[np.nan, 2], [1, np.nan]])
    (dots,) = (line for line in display.ax_.lines if line.get_gid() == "wild type")
    assert dots.get_xydata().tolist() == [[0, 0], [1, 1]]


def test_copies_of_a_genotype_are_averaged():
    X = ["AA", "AA", "CA", "CA", "AC", "CC"]
    display = MutationEffectsDisplay.from_measurements(X, [1.0, 3.0, 4.0, 6.0, 1.5, 9.0]).plot()
    assert display.alleles == ["C"]
    np.testing.assert_allclose(display.effects, [[3.0, -0.5]])
    with pytest.raises(ValueError, match="X has no row of the wild type"):
        MutationEffectsDisplay.from_measurements(X[2:], np.arange(4.0))
    with pytest.raises(ValueError, match="X has 6 genotypes, but y has 2 values"):
        MutationEffectsDisplay.from_measurements(X, [1.0, 2.0])


def test_two_levels_that_are_numbers(hand_values):
    spectrum = WalshSpectrum.from_landscape(hand_values, "enumeration")
    display = MutationEffectsDisplay.from_spectrum(spectrum).plot()
    assert display.alleles == ["1"]
    np.testing.assert_allclose(display.effects[0], hand_values[[4, 2, 1]] - hand_values[0])


def test_long_labels_do_not_overlap():
    n = 150
    effects = np.zeros((20, n))
    names = [f"pos{site}" for site in range(n)]
    display = MutationEffectsDisplay(
        effects, list("ACDEFGHIKLMNPQRSTVWY"), names, -np.ones(n, int)
    )
    ax = display.plot().ax_
    display.figure_.canvas.draw()
    for axis in (ax.xaxis, ax.yaxis):
        boxes = [text.get_window_extent() for text in axis.get_ticklabels()]
        assert not any(a.overlaps(b) for a, b in itertools.pairwise(boxes))


def test_long_sequences_go_on_in_rows_below():
    effects = np.random.RandomState(0).randn(2, 7)
    names = [f"pos{site}" for site in range(7)]
    wild_type = np.array([0, -1, -1, -1, -1, 1, 1])
    display = MutationEffectsDisplay(effects, ["A", "V"], names, wild_type)
    axes = display.plot(sites_per_row=3).axes_
    assert [labels(ax.xaxis) for ax in axes] == [names[:3], names[3:5], names[5:]]
    np.testing.assert_array_equal(np.hstack([heatmap(ax) for ax in axes]), effects)
    # One scale of colours, cells of one width, and dots in the rows of their sites.
    limit = np.abs(effects).max()
    assert {ax.images[0].get_clim() for ax in axes} == {(-limit, limit)}
    assert {ax.get_xlim() for ax in axes} == {(-0.5, 2.5)}
    dots = [line for ax in axes for line in ax.lines if line.get_gid() == "wild type"]
    assert [line.get_xydata().tolist() for line in dots] == [[[0, 0]], [], [[0, 1], [1, 1]]]
    tops = [ax.get_position().y1 for ax in axes]
    assert tops == sorted(tops, reverse=True)
    assert display.plot(sites_per_row=7).axes_ == [display.ax_]
    with pytest.raises(ValueError, match="sites_per_row"):
        display.plot(sites_per_row=0)


@pytest.mark.parametrize("place", ["grid", "free", "inset"])
def test_rows_of_a_long_sequence_share_the_given_axes(place):
    from matplotlib import pyplot as plt

    figure, ax = plt.subplots()
    if place == "free":
        ax = figure.add_axes((0.1, 0.1, 0.5, 0.8))
    elif place == "inset":
        ax = ax.inset_axes((0.1, 0.1, 0.5, 0.8))
    figure.draw_without_rendering()
    whole = ax.get_window_extent().frozen()
    names = [f"pos{site}" for site in range(6)]
    display = MutationEffectsDisplay(np.ones((2, 6)), ["A", "V"], names, np.full(6, -1))
    axes = display.plot(ax, sites_per_row=2).axes_
    assert axes[0] is ax
    figure.draw_without_rendering()
    boxes = [own.get_window_extent() for own in axes]
    assert boxes[0].y1 == pytest.approx(whole.y1)
    assert boxes[-1].y0 == pytest.approx(whole.y0)
    assert all(above.y0 > below.y1 for above, below in itertools.pairwise(boxes))
    np.testing.assert_allclose([own.width for own in boxes], whole.width)
