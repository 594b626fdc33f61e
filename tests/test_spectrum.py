"""WalshSpectrum against the hand-worked landscape and direct sums."""

import pickle

import numpy as np
import pandas as pd
import pytest

from sk_epinet import WalshSpectrum, enumerate_genotypes


@pytest.fixture
def spectrum(hand_values):
    return WalshSpectrum.from_landscape(hand_values, site_names=["A", "B", "C"])


def test_from_landscape(spectrum, hand_coefficients):
    np.testing.assert_allclose(spectrum.coefficients, hand_coefficients, atol=1e-14)
    assert spectrum.interactions == ((), (2,), (1,), (1, 2), (0,), (0, 2), (0, 1), (0, 1, 2))
    assert spectrum.orders.tolist() == [0, 1, 1, 2, 1, 2, 2, 3]
    assert spectrum.names == ["1", "C", "B", "B C", "A", "A C", "A B", "A B C"]
    assert spectrum.n_sites == 3
    assert len(spectrum) == 8


def test_top_leaves_out_the_constant(spectrum):
    top = spectrum.top(3)
    assert top.interactions == ((0, 1), (0, 2), (1, 2))
    np.testing.assert_allclose(top.coefficients, [-13, 11, -3], atol=1e-13)
    assert top.site_names == ("A", "B", "C")
    assert len(spectrum.top(100)) == 7


def test_energy_by_order(spectrum, hand_values):
    energy = spectrum.energy_by_order()
    expected = [49, 1 + 4 + 0.25, 9 + 121 + 169, 0.0625]
    np.testing.assert_allclose(energy, expected)
    # Parseval.
    assert energy[1:].sum() == pytest.approx(hand_values.var())
    assert WalshSpectrum([2.0], [(0,)], 4).energy_by_order().tolist() == [0, 4, 0, 0, 0]


def test_predict(spectrum, hand_values):
    X = enumerate_genotypes(3)
    np.testing.assert_allclose(spectrum.predict(X), hand_values, atol=1e-12)
    np.testing.assert_allclose(spectrum.to_landscape(), hand_values, atol=1e-12)
    assert spectrum.predict(np.empty((0, 3))).shape == (0,)


def test_predict_in_blocks(spectrum, hand_values, monkeypatch):
    monkeypatch.setattr("sk_epinet._spectrum._PREDICT_VALUES", 24)
    np.testing.assert_allclose(spectrum.predict(enumerate_genotypes(3)), hand_values, atol=1e-12)


def test_predict_uses_the_levels(hand_values):
    levels = [[-1, 1], [5, 3], [0, 1]]
    spectrum = WalshSpectrum.from_landscape(hand_values, levels=levels)
    X = np.array([[-1, 5, 0], [1, 5, 0], [-1, 3, 1]])
    np.testing.assert_allclose(spectrum.predict(X), hand_values[[0b000, 0b100, 0b011]], atol=1e-12)
    # Half-way between the levels of site 0 the multilinear extension is the mean.
    middle = spectrum.predict([[0, 5, 0]])
    np.testing.assert_allclose(middle, hand_values[[0b000, 0b100]].mean())


def test_many_sites():
    spectrum = WalshSpectrum([3.0, -2.0], [(0, 99), (5, 6, 7)], n_sites=100)
    X = np.zeros((2, 100))
    X[1, [0, 5]] = 1
    np.testing.assert_array_equal(spectrum.predict(X), [1.0, -1.0])
    with pytest.raises(ValueError, match=r"2\^100 coefficients would take .* EiB"):
        spectrum.to_dense()


def test_sparse_and_dense_agree(hand_values, hand_coefficients):
    keep = [6, 1, 3]
    interactions = [(0, 1), (2,), (1, 2)]
    sparse = WalshSpectrum(hand_coefficients[keep], interactions, 3)
    dense = np.zeros(8)
    dense[keep] = hand_coefficients[keep]
    np.testing.assert_array_equal(sparse.to_dense(), dense)
    again = WalshSpectrum.from_landscape(sparse.to_landscape())
    np.testing.assert_allclose(again.coefficients, dense, atol=1e-14)


def test_to_frame(spectrum):
    frame = spectrum.top(2).to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert frame["interaction"].tolist() == ["A B", "A C"]
    assert frame["sites"].tolist() == [(0, 1), (0, 2)]
    assert frame["order"].tolist() == [2, 2]
    np.testing.assert_allclose(frame["coefficient"], [-13, 11])


def test_is_frozen(spectrum):
    with pytest.raises(AttributeError, match="frozen"):
        spectrum.coefficients = np.zeros(8)
    with pytest.raises(ValueError, match="read-only"):
        spectrum.coefficients[0] = 1


def test_does_not_share_memory_with_its_input(hand_coefficients):
    interactions = enumerate_genotypes(3).astype(bool)
    spectrum = WalshSpectrum(hand_coefficients, interactions, 3)
    hand_coefficients[:] = 0
    interactions[:] = False
    assert spectrum.coefficients[6] == -13
    assert spectrum.interactions[6] == (0, 1)


def test_pickle(spectrum):
    again = pickle.loads(pickle.dumps(spectrum))
    assert again.interactions == spectrum.interactions
    np.testing.assert_array_equal(again.coefficients, spectrum.coefficients)


def test_repr_shows_the_largest(spectrum):
    text = repr(spectrum)
    assert text.startswith("WalshSpectrum: 3 sites, 8 interactions\n")
    assert text.splitlines()[2].split() == ["2", "-13", "A", "B"]
    assert "the 10 largest" in repr(WalshSpectrum.from_landscape(np.arange(16.0)))
    assert repr(WalshSpectrum([1.0], [()], 2)) == "WalshSpectrum: 2 sites, 1 interactions"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1.0, 2.0], [(0,)], 2), "2 coefficients were given for 1 interactions"),
        (([1.0], [(1, 0)], 2), "sorted tuple of distinct sites from 0 to 1"),
        (([1.0], [(0, 0)], 2), "sorted tuple of distinct sites"),
        (([1.0], [(2,)], 2), "sorted tuple of distinct sites"),
        (([1.0, 2.0], [(0,), (0,)], 2), "only once"),
        (([1.0], np.ones((1, 3), bool), 2), "one column per site"),
    ],
)
def test_bad_input(arguments, message):
    with pytest.raises(ValueError, match=message):
        WalshSpectrum(*arguments)


def test_more_bad_input(spectrum):
    with pytest.raises(ValueError, match="one entry per site"):
        WalshSpectrum([1.0], [(0,)], 2, site_names=["A"])
    with pytest.raises(ValueError, match="one landscape"):
        WalshSpectrum.from_landscape(np.zeros((2, 4)))
    with pytest.raises(ValueError, match=r"shape \(n_samples, 3\)"):
        spectrum.predict([[0, 1]])
