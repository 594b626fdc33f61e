"""Interactions that rows cannot tell apart, against tables worked by hand and brute force."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import LassoCV
from sklearn.pipeline import make_pipeline

from sk_epinet import WalshFeatures, WalshSpectrum, bootstrap_spectrum
from sk_epinet.inference._aliases import describe_aliases, describe_near_aliases, find_aliases
from sk_epinet.plotting import SpectrumDisplay
from sk_epinet.walsh import enumerate_genotypes, list_interactions

# Pairs of the 2^(7-3) design with E = ABC, F = BCD, G = ACD, worked by hand: the defining words
# are ABCE, BCDF, ACDG and their products ADEF, BDEG, ABFG, CEFG.
PAIRS = {
    *("AB CE FG", "AC BE DG", "AD CG EF", "AE BC DF"),
    *("AF BG DE", "AG BF CD", "BD CF EG"),
}


def seven_sites():
    """Return the 16 rows of the 2^(7-3) design as levels of -1 and 1."""
    a, b, c, d = np.array(list(product([-1, 1], repeat=4))).T
    return np.column_stack([a, b, c, d, a * b * c, b * c * d, a * c * d])


def membership_up_to(max_order, n_sites):
    interactions = list_interactions(n_sites, max_order, include_constant=True)
    membership = np.zeros((len(interactions), n_sites), dtype=bool)
    for row, sites in enumerate(interactions):
        membership[row, list(sites)] = True
    return membership


def named_sets(aliases, membership, names):
    """Return each set as its interactions, joined by spaces, in sorted order."""
    return {
        " ".join(sorted("".join(names[site] for site in np.flatnonzero(membership[r])) for r in s))
        for s in aliases.sets(membership)
    }


def test_pairs_of_a_fractional_factorial():
    membership = membership_up_to(2, 7)
    aliases = find_aliases((seven_sites() + 1) // 2, membership)
    assert named_sets(aliases, membership, "ABCDEFG") == PAIRS
    assert aliases.aliased.sum() == 21


@pytest.mark.parametrize("seed", range(30))
def test_random_designs_by_brute_force(seed):
    rng = np.random.RandomState(seed)
    n_sites = rng.randint(1, 6)
    genotypes = rng.randint(0, 2, (rng.randint(1, 10), n_sites))
    membership = enumerate_genotypes(n_sites).astype(bool)
    columns = np.array([(1 - 2 * genotypes[:, own]).prod(axis=1) for own in membership])
    same = (np.abs(columns @ columns.T) == len(genotypes)).astype(bool)
    aliases = find_aliases(genotypes, membership)
    np.testing.assert_array_equal(aliases.labels[:, None] == aliases.labels, same)
    np.testing.assert_array_equal(aliases.aliased, same.sum(axis=1) > 1)
    signed = aliases.signs[:, None] * columns
    for rows in aliases.sets(membership):
        assert (signed[rows] == signed[rows[0]]).all()


def test_a_full_factorial_has_none():
    genotypes = enumerate_genotypes(6)
    assert not find_aliases(genotypes, genotypes.astype(bool)).aliased.any()


def test_all_interactions_of_many_rows():
    """Site 12 is the opposite of the product of three others: each set is of two."""
    rng = np.random.RandomState(0)
    genotypes = rng.randint(0, 2, (30_000, 13)).astype(np.int8)
    genotypes[:, 12] = 1 - (genotypes[:, 0] ^ genotypes[:, 5] ^ genotypes[:, 7])
    membership = enumerate_genotypes(13).astype(bool)
    aliases = find_aliases(genotypes, membership)
    word = 1 << 12 | 1 << 7 | 1 << 5 | 1
    everything = np.arange(2**13)
    np.testing.assert_array_equal(aliases.labels, aliases.labels[everything ^ word])
    np.testing.assert_array_equal(aliases.signs, -aliases.signs[everything ^ word])
    assert np.unique(aliases.labels).size == 2**12


def test_more_sites_than_bits_of_an_integer():
    rng = np.random.RandomState(0)
    genotypes = rng.randint(0, 2, (300, 70))
    genotypes[:, 69] = genotypes[:, 3]
    membership = membership_up_to(2, 70)
    sets = find_aliases(genotypes, membership).sets(membership)
    pairs = {tuple(tuple(np.flatnonzero(membership[r]).tolist()) for r in s) for s in sets}
    others = [site for site in range(69) if site != 3]
    expected = {((), (3, 69)), ((3,), (69,))}
    expected |= {(tuple(sorted((3, site))), (site, 69)) for site in others}
    assert pairs == expected


def test_descriptions():
    # The second site is the opposite of the first, the third never changes.
    genotypes = np.array([[0, 1, 0], [1, 0, 0]])
    membership = membership_up_to(3, 3)
    aliases = find_aliases(genotypes, membership)
    names = ["site 1", "a, b", "ä×"]
    assert describe_aliases(aliases, membership, names) == (
        "the constant = 'ä×' = -'site 1 a, b' = -'site 1 a, b ä×'; "
        "'site 1' = -'a, b' = 'site 1 ä×' = -'a, b ä×'"
    )
    membership = membership_up_to(3, 7)
    aliases = find_aliases((seven_sites() + 1) // 2, membership)
    described = describe_aliases(aliases, membership, list("ABCDEFG"))
    assert described.startswith("'A B' = 'C E' = 'F G'; 'A C' = 'B E' = 'D G'; ")
    assert described.endswith("; and 10 more sets")
    singles = np.vstack([np.eye(7, dtype=bool), membership[membership.sum(axis=1) == 3]])
    aliases = find_aliases((seven_sites() + 1) // 2, singles)
    # Four of the words hold A, which is therefore four triples.
    described = describe_aliases(aliases, singles, list("ABCDEFG"))
    assert described.startswith("'A' = 'B C E' = 'B F G' = 'C D G' and 1 more; ")


def test_columns_that_are_nearly_the_same():
    genotypes = (np.tile(seven_sites(), (4, 1)) + 1) // 2
    genotypes[0, 4] ^= 1  # of 64 rows, E differs in one
    described = describe_near_aliases(genotypes, 2, list("ABCDEFG"))
    assert described == (
        "'A B' and 'C E' in 98.4% of the rows; 'A D' and 'E F' in 98.4% of the rows; "
        "'B D' and 'E G' in 98.4% of the rows; 'C E' and 'F G' in 98.4% of the rows"
    )
    assert describe_near_aliases(np.tile(seven_sites(), (4, 1)) > 0, 2, list("ABCDEFG")) == ""
    sample = np.random.RandomState(0).randint(0, 2, (40, 10))
    assert describe_near_aliases(sample, None, [f"x{i}" for i in range(10)]) == ""
    rare = np.zeros((100, 2), dtype=int)
    rare[::2, 0] = rare[0, 1] = 1
    assert describe_near_aliases(rare, 1, ["A", "B"]) == (
        "'B' and the constant in 99.0% of the rows"
    )


@pytest.fixture
def experiment():
    """Return a 2^(7-3) design, each row twice, of 10 + 3 A + 2 C E with A, C, E of -1 and 1."""
    X = np.tile(seven_sites(), (2, 1))
    noise = np.random.RandomState(0).normal(0, 0.3, 32)
    return pd.DataFrame(X, columns=list("ABCDEFG")), 10 + 3 * X[:, 0] + 2 * X[:, 2] * X[
        :, 4
    ] + noise


@pytest.mark.parametrize(
    "model",
    [make_pipeline(WalshFeatures(2), LassoCV(cv=3)), DummyRegressor()],
    ids=["lasso", "mean"],
)
def test_intervals_of_a_fractional_factorial(experiment, model):
    X, y = experiment
    with pytest.warns(
        UserWarning, match="'A B' = 'C E' = 'F G'.*and 2 more sets.*smaller max_ord"
    ):
        found = bootstrap_spectrum(model, X, y, n_resamples=20, max_order=2, random_state=0)
    low, high = found.intervals.T
    pairs = found.orders == 2
    assert (low[pairs] == -np.inf).all()
    assert (high[pairs] == np.inf).all()
    assert np.isinf(found.standard_errors[pairs]).all()
    assert not found.selected[pairs].any()
    # The spin of the level -1 is +1, so that A counts -3.
    assert found.top(1).names == ["A"]
    assert found.top(1).selected.all()
    assert np.isfinite(found.intervals[~pairs]).all()
    # Together they are the contrast that is measured, of which C E is 2.
    row = dict(zip(found.names, found.coefficients, strict=True))
    assert row["A B"] + row["C E"] + row["F G"] == pytest.approx(2, abs=0.4)


def test_infinite_intervals_are_drawn_and_tabulated(experiment):
    X, y = experiment
    with pytest.warns(UserWarning, match="cannot tell 21 interactions apart"):
        found = bootstrap_spectrum(
            DummyRegressor(), X, y, n_resamples=10, max_order=2, random_state=0
        )
    assert isinstance(found, WalshSpectrum)
    assert np.isinf(found.to_frame()["high"]).sum() == 21
    assert "inf" in repr(found)
    display = SpectrumDisplay.from_spectrum(found).plot()
    assert np.isfinite(display.ax_.get_ylim()).all()
    display.figure_.canvas.draw()


def test_a_constant_site_is_named():
    rng = np.random.RandomState(0)
    X = pd.DataFrame(rng.randint(0, 2, (50, 3)), columns=["A", "B", "C"])
    X["B"] = 1
    with pytest.warns(UserWarning, match="Leave out the sites.*one level only: column 'B'"):
        found = bootstrap_spectrum(DummyRegressor(), X, X["A"], n_resamples=10, random_state=0)
    assert np.isinf(found.standard_errors).all()


def test_a_nearly_repeated_pattern_is_warned_of(experiment):
    X, y = experiment
    X.loc[0, "E"] *= -1
    with (
        pytest.warns(UserWarning, match="hardly tell interactions.*'A B' and 'C E' in 96.9%"),
        pytest.warns(UserWarning, match="'A B' = 'F G'"),
    ):
        bootstrap_spectrum(DummyRegressor(), X, y, n_resamples=10, max_order=2, random_state=0)
