"""The report of coverage, counted by hand."""

import numpy as np
import pandas as pd
import pytest

from sk_epinet.genotypes import GenotypeEncoder, coverage_report


def test_present_missing_and_repeated():
    X = ["AKL", "ARL", "AKL", "GKL", "AKL", "ARL"]
    y = [1.0, 5.0, 2.0, 9.0, 6.0, 7.0]
    report = coverage_report(X, y)
    assert (report.n_rows, report.n_genotypes, report.n_possible, report.n_missing) == (6, 3, 4, 1)
    assert report.missing.tolist() == ["GRL"]
    assert report.constant_sites == ["pos3"]
    assert report.repeated["genotype"].tolist() == ["AKL", "ARL"]
    assert report.repeated["count"].tolist() == [3, 2]
    assert report.repeated["mean"].tolist() == [3.0, 6.0]
    # Variances 7 (two degrees of freedom) and 2 (one).
    assert report.repeated["std"].tolist() == pytest.approx([7**0.5, 2**0.5])
    assert report.repeated["min"].tolist() == [1.0, 5.0]
    assert report.repeated["max"].tolist() == [6.0, 7.0]
    assert report.pooled_std == pytest.approx(((2 * 7 + 1 * 2) / 3) ** 0.5)
    text = str(report)
    for part in (
        "3 of 4 possible",
        "Missing: GRL.",
        "2 genotypes stand in more than one row (AKL in 3 of them)",
        "do not vary: pos3",
    ):
        assert part in text


def test_missing_values_of_y_are_left_out():
    report = coverage_report(["AK", "AK", "AK", "GK", "GK"], [1.0, 3.0, np.nan, np.nan, 4.0])
    assert report.repeated["mean"].tolist() == [2.0, 4.0]
    assert report.pooled_std == pytest.approx(2**0.5)


def test_without_values_or_repeats():
    report = coverage_report(["AK", "GK"])
    assert report.repeated.columns.tolist() == ["genotype", "count"]
    assert len(report.repeated) == 0
    assert report.pooled_std is None
    assert report.n_missing == 0
    assert coverage_report(["AK", "GK"], [1.0, 2.0]).pooled_std is None


def test_a_landscape_of_which_most_is_missing():
    report = coverage_report([f"A{site}V" for site in range(400)])
    assert report.n_possible == 2**400
    assert report.missing is None
    assert "400 of about 10^120 possible genotypes" in str(report)


def test_mutation_lists_and_sites_are_listed_in_their_own_form():
    assert coverage_report(["A1V:K2R", "A1V", "K2R"]).missing.tolist() == [""]
    assert "Missing: the wild type." in str(coverage_report(["A1V:K2R", "A1V", "K2R"]))
    frame = pd.DataFrame({"a": ["lo", "hi", "lo"], "b": [0, 1, 1]})
    report = coverage_report(frame)
    assert report.missing.tolist() == [["hi", 0]]
    assert "Missing: hi 0." in str(report)


def test_an_encoder_gives_the_sites_and_alleles():
    encoder = GenotypeEncoder(wild_type="CK").fit(["AK", "GK"])
    report = coverage_report(["AK", "AK"], encoder=encoder)
    assert report.n_possible == 3
    assert report.missing.tolist() == ["CK", "GK"]
    assert report.constant_sites == ["pos1", "pos2"]


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="one entry for each row of X"):
        coverage_report(["AK", "GK"], [1.0])
