"""The network of genotypes, with paths counted by trying all orders of the mutations."""

import itertools

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from sk_epinet import EpistasisSpectrum, WalshSpectrum
from sk_epinet.plotting import GenotypeNetworkDisplay

X = np.array(list(itertools.product([0, 1], repeat=4)))
Y = np.random.RandomState(2).randn(16) + 1.2 * X.sum(axis=1)


def count_by_brute_force(value_of, start, target):
    """Try all orders of the mutations, and return those that go up with their edges."""
    changed = [site for site in range(len(start)) if start[site] != target[site]]
    n_up, edges = 0, set()
    for order in itertools.permutations(changed):
        path = [tuple(start)]
        for site in order:
            path.append((*path[-1][:site], target[site], *path[-1][site + 1 :]))
        values = [value_of.get(own, -np.inf) for own in path]
        if all(a < b for a, b in itertools.pairwise(values)):
            n_up += 1
            edges |= set(itertools.pairwise(path))
    return n_up, edges


def collection(ax, gid):
    (own,) = (one for one in ax.collections if one.get_gid() == gid)
    return own


@pytest.mark.parametrize("missing", [(), (3, 6)])
@pytest.mark.parametrize("target", [None, [1, 1, 0, 1]])
def test_paths_that_go_up(missing, target):
    kept = [row for row in range(16) if row not in missing]
    display = GenotypeNetworkDisplay.from_measurements(X[kept], Y[kept], target=target).plot()
    value_of = {tuple(own): value for own, value in zip(X[kept].tolist(), Y[kept], strict=True)}
    end = max(value_of, key=value_of.get) if target is None else tuple(target)
    n_up, edges = count_by_brute_force(value_of, (0, 0, 0, 0), end)
    n_orders = len(list(itertools.permutations([site for site in end if site])))
    assert display.count_paths() == (n_up, n_orders)
    drawn = collection(display.ax_, "paths").get_segments()
    assert len(drawn) == len(edges)
    expected = sorted((value_of[a], value_of[b]) for a, b in edges)
    np.testing.assert_allclose(sorted(tuple(segment[:, 1]) for segment in drawn), expected)
    assert f"{n_up} of {n_orders}" in display.ax_.get_title(loc="left")


def test_points_and_lines_of_a_complete_landscape():
    ax = GenotypeNetworkDisplay.from_measurements(X, Y, value_name="fitness").plot().ax_
    places = collection(ax, "genotypes").get_offsets()
    np.testing.assert_array_equal(np.sort(places[:, 1]), np.sort(Y))
    # Near the number of mutations, and never nearer to another one.
    by_value = dict(zip(Y, X.sum(axis=1), strict=True))
    assert all(abs(x - by_value[y]) < 0.5 for x, y in places)
    assert len(collection(ax, "edges").get_segments()) == 4 * 8
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("mutations", "fitness")


def test_copies_are_averaged_and_mutations_limited():
    display = GenotypeNetworkDisplay.from_measurements(
        [[0, 0], [0, 1], [0, 1], [1, 1]], [0.0, 1.0, 3.0, 9.0], max_mutations=1
    )
    assert display.codes.tolist() == [[0, 0], [0, 1]]
    assert display.values.tolist() == [0, 2]


def test_many_alleles():
    alleles = ["AVG", "KR"]
    values = [0.0, 1.0, 2.0, 6.0, 1.5, 2.0]
    spectrum = EpistasisSpectrum.from_landscape(
        values, "enumeration", alleles=alleles, wild_type="VK"
    )
    display = GenotypeNetworkDisplay.from_spectrum(spectrum, target="GR").plot()
    # V to G goes from 2 to 1.5: down. K to R goes from 2 to 6, and then down to 2.
    assert display.count_paths() == (0, 2)
    assert len(collection(display.ax_, "edges").get_segments()) == 3 + 4
    assert len(collection(display.ax_, "paths").get_segments()) == 0
    with pytest.raises(ValueError, match="wild_type= must be given"):
        GenotypeNetworkDisplay.from_measurements(["AK", "VK", "GK"], [1.0, 2.0, 3.0])


def test_all_predictions():
    model = LinearRegression().fit(X, X @ [1.0, 2.0, 3.0, 4.0])
    display = GenotypeNetworkDisplay.from_estimator(model, X=X)
    assert len(display.codes) == 16
    assert display.count_paths() == (24, 24)  # without epistasis, all orders go up


def test_what_cannot_be_drawn():
    spectrum = WalshSpectrum([1.0], [(0,)], 13)
    with pytest.raises(ValueError, match="at most 4,096 genotypes.* pass max_mutations="):
        GenotypeNetworkDisplay.from_spectrum(spectrum)
    near = GenotypeNetworkDisplay.from_spectrum(spectrum, max_mutations=2)
    assert len(near.codes) == 1 + 13 + 78
    with pytest.raises(ValueError, match="wild_type= is not among the genotypes"):
        GenotypeNetworkDisplay.from_measurements(X[1:], Y[1:])
    with pytest.raises(ValueError, match="target= is not among the genotypes"):
        GenotypeNetworkDisplay.from_measurements(X, Y, target=[1, 1, 1, 1], max_mutations=2)
    with pytest.raises(ValueError, match="max_mutations must be an integer at least 1"):
        GenotypeNetworkDisplay.from_measurements(X, Y, max_mutations=0)
