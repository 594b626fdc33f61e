"""The picture of one interaction, against sums written out."""

import itertools

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression

from sk_epinet import WalshSpectrum
from sk_epinet.plotting import InteractionDisplay
from tests.plotting.artists import by_gid

X = np.array(list(itertools.product([0, 1], repeat=3)))


def test_four_means_and_what_they_would_be_without_an_interaction(hand_values):
    display = InteractionDisplay.from_measurements(X, hand_values, (0, 2), value_name="fitness")
    ax = display.plot().ax_
    cells = [hand_values[(X[:, 0] == a) & (X[:, 2] == b)] for a in (0, 1) for b in (0, 1)]
    means = [cell.mean() for cell in cells]
    drawn = [bars[0].get_ydata() for bars in ax.containers]
    np.testing.assert_allclose(drawn, [[means[0], means[2]], [means[1], means[3]]])
    (expected,) = by_gid(ax, "expected")
    np.testing.assert_allclose(expected.get_ydata(), [means[1], means[2] + means[1] - means[0]])
    points = [line.get_ydata() for line in by_gid(ax, "values")]
    assert sorted(np.concatenate(points)) == sorted(hand_values)
    # Averaged over the other site, an interaction is four times the Walsh coefficient.
    spectrum = WalshSpectrum.from_landscape(hand_values, "enumeration")
    coefficient = spectrum.coefficients[spectrum.interactions.index((0, 2))]
    size, error = display.interaction()
    assert size == pytest.approx(4 * coefficient)
    variances = [cell.var(ddof=1) / 2 for cell in cells]
    assert error == pytest.approx(np.sqrt(sum(variances)))
    assert ax.get_ylabel() == "fitness"
    assert [t.get_text() for t in ax.get_xticklabels()] == ["x0 = 0", "x0 = 1"]
    assert "+44" in ax.texts[0].get_text()


def test_one_background(hand_values):
    frame = pd.DataFrame(X, columns=["A", "B", "C"])
    held = {"background": {"C": 1}}
    display = InteractionDisplay.from_measurements(frame, hand_values, ("A", "B"), **held)
    low, first, second, both = hand_values[[1, 3, 5, 7]]
    size, error = display.interaction()
    assert size == pytest.approx(both - first - second + low)
    assert np.isnan(error)  # one value each
    display.plot()


def test_two_of_many_alleles_and_predictions():
    genotypes = ["".join(own) for own in itertools.product("AVG", "KR")]
    values = np.array([0.0, 1.0, 2.0, 6.0, 1.0, 2.0])
    chosen = (("A", "V"), ("K", "R"))
    display = InteractionDisplay.from_measurements(genotypes, values, (0, 1), alleles=chosen)
    assert display.interaction()[0] == pytest.approx(6 - 2 - 1 + 0)
    with pytest.raises(ValueError, match=r"Site 'x0' has 3 alleles \(A, G, V\): say which two"):
        InteractionDisplay.from_measurements(genotypes, values, (0, 1))
    model = LinearRegression().fit(X, X @ [1.0, 2.0, 3.0])
    size, error = InteractionDisplay.from_estimator(model, X, (1, 2)).interaction()
    assert size == pytest.approx(0)


def test_what_cannot_be_compared(hand_values):
    with pytest.raises(ValueError, match="pair= must be two different sites"):
        InteractionDisplay.from_measurements(X, hand_values, (1, "x1"))
    with pytest.raises(ValueError, match="pair= must be .*two sites"):
        InteractionDisplay.from_measurements(X, hand_values, "x1")
    with pytest.raises(ValueError, match="No genotype has 1 at site 'x0' and 1 at site 'x1'"):
        InteractionDisplay.from_measurements(X[:6], hand_values[:6], (0, 1))
    with pytest.raises(ValueError, match="X has 8 genotypes, but y has 6 values"):
        InteractionDisplay.from_measurements(X, hand_values[:6], (0, 1))
