"""Complete landscapes in any order, and every way in which they may be incomplete."""

import numpy as np
import pandas as pd
import pytest

from sk_epinet import WalshSpectrum, enumerate_genotypes

BITS = enumerate_genotypes(3)
SHUFFLED = np.array([3, 0, 7, 5, 1, 6, 2, 4])


def test_the_order_must_be_said(hand_values, hand_coefficients):
    with pytest.raises(ValueError, match=r"pass genotypes=X.*or genotypes='enumeration'"):
        WalshSpectrum.from_landscape(hand_values)
    spectrum = WalshSpectrum.from_landscape(hand_values, "enumeration")
    np.testing.assert_allclose(spectrum.coefficients, hand_coefficients, atol=1e-13)
    with pytest.raises(ValueError, match="a table of genotypes or 'enumeration', got 'product'"):
        WalshSpectrum.from_landscape(hand_values, "product")


@pytest.mark.parametrize(
    ("genotypes", "levels"),
    [
        (BITS, [0, 1]),
        (BITS.tolist(), [0, 1]),
        (2.5 * BITS - 1, [-1, 1.5]),
        (BITS.astype(bool), [0, 1]),
        (np.where(BITS, "B", "A"), ["A", "B"]),
        (["".join("KR"[bit] for bit in row) for row in BITS], ["K", "R"]),
        (pd.Series(["".join(map(str, row)) for row in BITS]), ["0", "1"]),
        (pd.DataFrame(np.where(BITS, "wt", "mut")), ["mut", "wt"]),
        (pd.DataFrame(np.where(BITS, "10", "9")), ["9", "10"]),
    ],
)
def test_rows_in_any_order(genotypes, levels, hand_values, hand_coefficients):
    for rows in (np.arange(8), SHUFFLED):
        if hasattr(genotypes, "iloc"):
            given = genotypes.iloc[rows]
        elif isinstance(genotypes, list):
            given = [genotypes[row] for row in rows]
        else:
            given = genotypes[rows]
        spectrum = WalshSpectrum.from_landscape(hand_values[rows], given)
        np.testing.assert_allclose(spectrum.coefficients, hand_coefficients, atol=1e-13)
        assert spectrum.levels.tolist() == [levels] * 3
        np.testing.assert_allclose(spectrum.predict(given), hand_values[rows], atol=1e-12)


def test_names_and_levels(hand_values, hand_coefficients):
    frame = pd.DataFrame(np.where(BITS, "mut", "wt"), columns=["site 1", "B", "C"])
    spectrum = WalshSpectrum.from_landscape(hand_values, frame, levels=("wt", "mut"))
    assert spectrum.site_names == ("site 1", "B", "C")
    np.testing.assert_allclose(spectrum.coefficients, hand_coefficients, atol=1e-13)
    turned = WalshSpectrum.from_landscape(hand_values, frame, site_names=list("XYZ"))
    assert turned.site_names == ("X", "Y", "Z")
    assert turned.levels.tolist() == [["mut", "wt"]] * 3
    # With the mutant as the low level the signs of odd orders are opposite.
    signs = (-1.0) ** turned.orders
    np.testing.assert_allclose(turned.coefficients, signs * hand_coefficients, atol=1e-13)


def test_a_file_in_order_of_mutations(hand_values, hand_coefficients):
    """Genotypes are listed by their number of mutations, as in many files."""
    rows = np.lexsort((*BITS.T, BITS.sum(axis=1)))
    assert (np.diff(BITS[rows].sum(axis=1)) >= 0).all()
    spectrum = WalshSpectrum.from_landscape(hand_values[rows], BITS[rows])
    np.testing.assert_allclose(spectrum.coefficients, hand_coefficients, atol=1e-13)


NAN = np.where(np.arange(8) % 3 == 0, np.nan, 1.0)  # genotypes 000, 011 and 110


@pytest.mark.parametrize(
    ("values", "genotypes", "message"),
    [
        (np.ones(7), BITS[1:], "1 of 8 genotypes have no value: 000. Fill them in"),
        (np.ones(2), BITS[[0, 7]], "6 of 8 genotypes .*: 001, 010, 011, 100, 101, .... Fill"),
        (
            np.ones(3),
            np.where(BITS[:3], "mut", "wt"),
            "5 of 8 .*: mut mut mut, mut mut wt, mut wt mut",
        ),
        (
            np.ones(9),
            BITS[[0, 1, 2, 3, 4, 5, 6, 7, 4]],
            r"Genotype 100 has 2 values \(rows 4, 8\)",
        ),
        (np.ones(8), BITS[[0, 1, 2, 3, 4, 5, 6, 6]], r"Genotype 110 has 2 values \(rows 6, 7\)"),
        (NAN, BITS, "of 3 of 8 genotypes are NaN or infinite: 000, 011, 110. Fill them in"),
        (NAN, "enumeration", "of 3 of 8 genotypes are NaN or infinite: 000, 011, 110. Fill"),
        (NAN[SHUFFLED], BITS[SHUFFLED], "NaN or infinite: 000, 011, 110. Fill"),
        (np.r_[np.inf, np.ones(7)], BITS, "of 1 of 8 genotypes are NaN or infinite: 000"),
        (np.ones(6), "enumeration", r"all 2\*\*n_sites values of a complete landscape, got 6"),
        (np.ones(0), "enumeration", "got 0"),
        (np.ones(7), BITS, "7 values were given for 8 genotypes"),
        (np.ones(8), BITS * [1, 1, 0], "column 'x2' do not vary|4 .* have no value|has 2 values"),
        (np.ones(3), [[0, 5], [1, 5], [2, 6]], r"Site 'x0' takes 3 values \(0, 1, 2\)"),
        (np.ones(2), np.eye(2, 30), "landscape of 30 sites has 2.30 genotypes, but 2 values"),
        (np.ones(2), ["01", "1"], "row 0 holds '01' and row 1 holds '1'"),
        (["a", "b"], [[0], [1]], "values must hold numbers"),
        (np.ones((2, 2)), "enumeration", "one landscape"),
        (np.ones(4), [0, 1, 2, 3], r"one column for each site.*got shape \(4,\)"),
    ],
)
def test_what_is_not_complete(values, genotypes, message):
    with pytest.raises(ValueError, match=message):
        WalshSpectrum.from_landscape(values, genotypes)


def test_a_level_that_was_not_given():
    with pytest.raises(ValueError, match=r"Site 'x0' has the levels 0 and 1, not 2 \(row 1\)"):
        WalshSpectrum.from_landscape([1.0, 2.0], [[0], [2]], levels=(0, 1))


def test_rows_with_labels_in_another_order(hand_values):
    frame = pd.DataFrame(BITS)
    with pytest.raises(ValueError, match=r"values.loc\[genotypes.index\]"):
        WalshSpectrum.from_landscape(pd.Series(hand_values).sort_values(), frame)
