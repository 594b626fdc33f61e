"""The network of sites fits into a column of a paper: its names, its lines and its legend."""

import itertools

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import same_color

from sk_epinet import WalshSpectrum
from sk_epinet.plotting import EpistasisNetworkDisplay


def spectrum_of(n_sites, name="pos{}", n_pairs=60):
    rng = np.random.RandomState(0)
    pairs = list(itertools.combinations(range(n_sites), 2))
    chosen = rng.permutation(len(pairs))[:n_pairs]
    interactions = [(site,) for site in range(n_sites)] + [pairs[row] for row in sorted(chosen)]
    interactions.append((0, 1, 2, 3))
    names = [name.format(site) for site in range(n_sites)]
    coefficients = rng.randn(len(interactions))
    return WalshSpectrum(coefficients, interactions, n_sites, site_names=names)


def lines(ax, *gids):
    return [line for line in ax.lines if line.get_gid() in gids]


@pytest.mark.parametrize("layout", ["circle", "sequence"])
@pytest.mark.parametrize(
    ("n_sites", "name"), [(4, "A{}"), (13, "a long name of site {}"), (40, "pos{}"), (150, "x{}")]
)
def test_names_do_not_overlap(layout, n_sites, name):
    # One column of a paper.
    figure, ax = plt.subplots(figsize=(85 / 25.4, 85 / 25.4), layout="constrained")
    spectrum = spectrum_of(n_sites, name)
    display = EpistasisNetworkDisplay.from_spectrum(spectrum, layout=layout).plot(ax=ax)
    figure.canvas.draw()
    legend = ax.get_legend().get_window_extent()
    corners = [_corners(text) for text in ax.texts]
    assert not any(_overlap(a, b) for a, b in itertools.combinations(corners, 2))
    below = np.array([[legend.x0, legend.y0], [legend.x1, legend.y1]])
    box = np.array([below[0], [below[1, 0], below[0, 1]], below[1], [below[0, 0], below[1, 1]]])
    assert not any(_overlap(own, box) for own in corners)
    assert legend.y1 <= ax.get_window_extent().y0 + 1
    inside = figure.bbox
    assert all((own >= -1).all() and (own[:, 0] <= inside.x1 + 1).all() for own in corners)
    # Names that are left out are those of sites with smaller interactions.
    shown = display.spectrum
    largest = int(np.argmax(shown.sizes @ shown._membership))
    assert len(ax.texts) == n_sites or (n_sites >= 40 and len(ax.texts) > 15)
    assert name.format(largest)[-9:] in {text.get_text()[-9:] for text in ax.texts}


def _corners(text):
    """Return the corners of a text, turned as it is drawn."""
    box, degrees = text.get_window_extent(), text.get_rotation()
    centre = np.array([box.x0 + box.x1, box.y0 + box.y1]) / 2
    text.set_rotation(0)
    level = text.get_window_extent()
    text.set_rotation(degrees)
    half = 0.5 * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [level.width, level.height]
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return centre + half @ np.array([[cos, sin], [-sin, cos]])


def _overlap(a, b):
    """Return whether two convex shapes overlap: no side of either separates them."""
    for shape in (a, b):
        sides = np.roll(shape, -1, axis=0) - shape
        for normal in np.column_stack([-sides[:, 1], sides[:, 0]]):
            first, second = a @ normal, b @ normal
            if first.max() <= second.min() + 1e-6 or second.max() <= first.min() + 1e-6:
                return False
    return True


def test_forty_lines_by_default():
    spectrum = spectrum_of(30)
    display = EpistasisNetworkDisplay.from_spectrum(spectrum)
    orders = display.spectrum.orders
    n_lines = (orders == 2).sum() + orders[orders > 2].sum()
    assert 36 <= n_lines <= 40
    several = spectrum.orders > 1
    shown = np.sort(display.spectrum.sizes[orders > 1])[::-1]
    np.testing.assert_allclose(shown, np.sort(spectrum.sizes[several])[::-1][: len(shown)])
    assert len(EpistasisNetworkDisplay.from_spectrum(spectrum, 50).spectrum) == 30 + 50


def test_sites_along_the_sequence():
    spectrum = WalshSpectrum([2.0, -3.0, 1.0], [(0, 1), (1, 3), (0, 1, 2)], 4)
    ax = EpistasisNetworkDisplay.from_spectrum(spectrum, layout="sequence").plot().ax_
    ends = [line.get_xydata()[[0, -1]] for line in lines(ax, "pair")]
    expected = [[(-1, 0), (-1 / 3, 0)], [(-1 / 3, 0), (1, 0)]]
    np.testing.assert_allclose(ends, expected, atol=1e-12)
    highest = max(line.get_ydata().max() for line in lines(ax, "pair", "spoke"))
    assert 0 < highest < ax.get_ylim()[1]
    with pytest.raises(ValueError, match="layout must be"):
        EpistasisNetworkDisplay.from_spectrum(spectrum, layout="grid")


def test_the_user_chooses_how_artists_look():
    spectrum = WalshSpectrum([2.0, -3.0], [(0,), (0, 1)], 2)
    styles = {"line_kwargs": {"linewidth": 7}, "text_kwargs": {"color": "red"}}
    ax = EpistasisNetworkDisplay.from_spectrum(spectrum).plot(**styles).ax_
    assert lines(ax, "pair")[0].get_linewidth() == 7
    assert all(same_color(text.get_color(), "red") for text in ax.texts)
