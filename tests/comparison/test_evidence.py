"""The numbers behind a verdict, against hand-worked ones and definitions by brute force."""

from itertools import combinations
from statistics import mean, stdev

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import r2_score

from sk_epinet.comparison._evidence import Estimate, find_ceiling, find_coverage, gather_evidence
from sk_epinet.comparison._experiment import Score
from sk_epinet.comparison._methods import EPISTATIC_NET
from sk_epinet.datasets import load_landscape

LASSO, LINEAR, RIDGE = "LassoCV on Walsh features", "linear regression", "ridge regression"


def score_of(method, split, r2=0.0, test=(0, 1), **known):
    return Score("", method, split, 0.0, r2, 0.0, 0.0, test=np.array(test), **known)


def table(n_sites=4, noise=0.0):
    rng = np.random.RandomState(0)
    codes = rng.randint(0, 2, (30, n_sites))
    frame = pd.DataFrame(codes, columns=[f"s{i}" for i in range(n_sites)]).astype(str)
    frame["y"] = (codes @ np.arange(1.0, n_sites + 1)) + noise * rng.randn(30)
    return frame


@pytest.fixture
def landscape():
    return load_landscape(table(), target="y")


R2 = {
    EPISTATIC_NET: [0.9, 0.8, 0.85],
    LASSO: [0.86, 0.79, 0.80],
    LINEAR: [-0.5, 0.1, 0.2],
    RIDGE: [0.5, 0.4, 0.3],
}


def test_differences_are_paired_over_training_sets(landscape):
    scores = [
        score_of(method, split, r2, test=(split, split + 1))
        for method, own in R2.items()
        for split, r2 in enumerate(own)
    ]
    found = gather_evidence(scores, landscape, None)
    assert (found.over, found.best) == ("training sets", EPISTATIC_NET)
    assert (found.additive, found.beyond) == (RIDGE, EPISTATIC_NET)
    for method, own in R2.items():
        assert found.r2[method].mean == pytest.approx(mean(own))
        assert found.r2[method].error == pytest.approx(stdev(own) / 3**0.5)
    gaps = [0.04, 0.01, 0.05]
    assert found.lead[LASSO].mean == pytest.approx(mean(gaps))
    assert found.lead[LASSO].error == pytest.approx(stdev(gaps) / 3**0.5)
    assert found.gain.mean == pytest.approx(0.45)
    assert found.gain.error == pytest.approx(stdev([0.4, 0.4, 0.55]) / 3**0.5)


def test_one_training_set_has_errors_over_its_genotypes(landscape):
    rng = np.random.RandomState(0)
    test = np.arange(20)
    measured = landscape.target[test]
    guesses = {EPISTATIC_NET: measured + 0.5 * rng.randn(20), RIDGE: measured + rng.randn(20)}
    scores = [
        score_of(name, 0, r2_score(measured, own), test, measured=measured, predicted=own)
        for name, own in guesses.items()
    ]
    weight = np.arange(1.0, 31)
    for w in (None, weight):
        found = gather_evidence(scores, landscape, w)
        own = None if w is None else w[test]
        r2 = {name: r2_score(measured, p, sample_weight=own) for name, p in guesses.items()}
        assert found.over == "genotypes"
        assert found.r2[RIDGE].mean == pytest.approx(r2[RIDGE])
        assert found.gain.mean == pytest.approx(r2[EPISTATIC_NET] - r2[RIDGE])
    # Rows of one genotype count together: doubling all rows leaves the error as it is.
    codes = landscape.codes[test]
    found = gather_evidence(scores, landscape, None)
    assert found.gain.n == len(np.unique(codes, axis=0))
    gains = (measured - guesses[RIDGE]) ** 2 - (measured - guesses[EPISTATIC_NET]) ** 2
    gains = gains / np.mean((measured - measured.mean()) ** 2)
    sums = [
        (gains - gains.mean())[(codes == own).all(axis=1)].sum()
        for own in np.unique(codes, axis=0)
    ]
    n = len(sums)
    assert found.gain.error == pytest.approx((n / (n - 1) * np.sum(np.square(sums))) ** 0.5 / 20)


def test_a_difference_within_its_error_is_none():
    # Student's quantile of 97.5 % with two degrees of freedom is 4.303; of 99.17 %, 7.649.
    assert Estimate(0.44, 0.1, 3).differs_from_zero()
    assert not Estimate(0.42, 0.1, 3).differs_from_zero()
    assert Estimate(-0.77, 0.1, 3).differs_from_zero(n_tests=3)
    assert not Estimate(-0.76, 0.1, 3).differs_from_zero(n_tests=3)
    assert not Estimate(9.0, np.nan, 1).differs_from_zero()


def test_the_ceiling_is_what_a_model_of_the_true_values_reaches():
    rng = np.random.RandomState(0)
    frame = table(n_sites=8)
    true = frame["y"].to_numpy().repeat(40)
    repeated = frame.loc[frame.index.repeat(40)].reset_index(drop=True)
    repeated["y"] = true + 2 * rng.randn(len(true))
    reached = r2_score(repeated["y"], true)
    found = find_ceiling(load_landscape(repeated, target="y"))
    assert found.r2 == pytest.approx(reached, abs=0.01)
    assert found.source == "spread of the rows of one genotype"
    repeated["y_err"] = 2.0
    found = find_ceiling(load_landscape(repeated, target="y", error="y_err"))
    assert found.r2 == pytest.approx(reached, abs=0.02)
    assert found.source == "errors of the values in the table"


def test_the_ceiling_of_replicates_and_of_none():
    rng = np.random.RandomState(0)
    frame = table(n_sites=8)
    true = frame.pop("y").to_numpy()
    for number in (1, 2, 3):
        frame[f"rep{number}"] = true + rng.randn(len(true))
    replicated = load_landscape(frame, target=["rep1", "rep2", "rep3"])
    found = find_ceiling(replicated)
    assert found.source == "spread of the replicates"
    assert found.r2 == pytest.approx(1 - (1 / 3) / np.var(replicated.target), abs=0.02)
    single = table().drop_duplicates(["s0", "s1", "s2", "s3"])
    assert find_ceiling(load_landscape(single, target="y")) is None


def test_coverage_by_brute_force():
    rng = np.random.RandomState(0)
    alleles = ["AC", "ACD", "ACDE", "K"]
    codes = np.column_stack([rng.randint(0, len(own), 12) for own in alleles])
    found = find_coverage(codes, alleles)
    genotypes = {tuple(row) for row in codes.tolist()}
    mutations = [(site, code) for site, own in enumerate(alleles) for code in range(1, len(own))]
    holders = {m: [g for g in genotypes if g[m[0]] == m[1]] for m in mutations}
    pairs = [(a, b) for a, b in combinations(mutations, 2) if a[0] != b[0]]
    assert found.n_genotypes == len(genotypes)
    assert found.n_possible == 24
    assert found.n_mutations == len(mutations)
    assert found.n_rare == sum(len(own) < 3 for own in holders.values())
    assert found.n_pairs == len(pairs)
    assert found.n_pairs_seen == sum(bool(set(holders[a]) & set(holders[b])) for a, b in pairs)


def test_the_share_of_measurements_within_their_intervals(landscape):
    def own(split, low):
        measured = np.array([1.0, 2.0, 3.0, 4.0])
        interval = np.column_stack([np.full(4, low), np.full(4, 3.5)])
        known = {"measured": measured, "predicted": measured, "interval": interval}
        return score_of(EPISTATIC_NET, split, test=np.arange(4) + split, **known)

    assert gather_evidence([own(0, 0.0), own(1, 1.5)], landscape, None).covered == 5 / 8
