"""The contributions of interactions add up to the difference of two genotypes."""

import itertools

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline

from sk_epinet import EpistasisSpectrum, WalshFeatures, WalshSpectrum
from sk_epinet.plotting import WaterfallDisplay

ALLELES = ["AVG", "KR", "CDE"]
NAMES = ["pos12", "pos45", "pos60"]
GENOTYPES = ["".join(own) for own in itertools.product(*ALLELES)]
VALUES = dict(zip(GENOTYPES, np.random.RandomState(0).randn(18), strict=True))


@pytest.fixture
def spectrum():
    values = list(VALUES.values())
    return EpistasisSpectrum.from_landscape(
        values, "enumeration", alleles=ALLELES, site_names=NAMES, wild_type="AKC"
    )


def brute_force(start, end):
    """Return the effects of the mutations of `end` and of their interactions, by name."""
    changed = [site for site in range(3) if start[site] != end[site]]
    effects = {}
    for size in range(1, len(changed) + 1):
        for own in itertools.combinations(changed, size):
            total = 0.0
            for k in range(size + 1):
                for part in itertools.combinations(own, k):
                    mutant = [end[i] if i in part else start[i] for i in range(3)]
                    total += (-1) ** (size - k) * VALUES["".join(mutant)]
            name = ":".join(f"{start[i]}{NAMES[i][3:]}{end[i]}" for i in own)
            effects[name] = total
    return effects


def test_effects_of_mutations_on_the_wild_type(spectrum):
    display = WaterfallDisplay.from_spectrum(spectrum, "GRE").plot()
    expected = brute_force("AKC", "GRE")
    assert set(display.names) == set(expected)
    np.testing.assert_allclose(
        display.contributions, [expected[name] for name in display.names], atol=1e-12
    )
    assert display.start == pytest.approx(VALUES["AKC"])
    assert display.start + display.contributions.sum() == pytest.approx(VALUES["GRE"])
    bars = [patch for patch in display.ax_.patches if patch.get_gid() == "contribution"]
    np.testing.assert_allclose([bar.get_width() for bar in bars], display.contributions)
    ends = [bar.get_x() + bar.get_width() for bar in bars]
    np.testing.assert_allclose(ends, display.start + np.cumsum(display.contributions))
    labels = [text.get_text() for text in display.ax_.get_yticklabels()]
    assert labels == ["wild type", *display.names, "this genotype"]


def test_another_wild_type_and_a_genotype_by_its_mutations(spectrum):
    given = {"wild_type": "VRD"}
    display = WaterfallDisplay.from_spectrum(spectrum, {"pos60": "C", "pos12": "G"}, **given)
    expected = brute_force("VRD", "GRC")
    assert dict(zip(display.names, display.contributions, strict=True)) == pytest.approx(expected)


@pytest.mark.parametrize("weights", ["uniform", "wild_type"])
def test_differences_of_the_components(spectrum, weights):
    own = spectrum.with_weights(weights)
    display = WaterfallDisplay.from_spectrum(own, "GKE", background="average")
    for name, contribution in zip(display.names, display.contributions, strict=True):
        table = own.table(name.split())
        sites = [NAMES.index(site) for site in name.split()]
        codes = {"AKC": (0, 0, 0), "GKE": (2, 0, 2)}
        start, end = (tuple(codes[g][site] for site in sites) for g in ("AKC", "GKE"))
        assert contribution == pytest.approx(table[end] - table[start])
    total = VALUES["GKE"] - VALUES["AKC"]
    assert display.contributions.sum() == pytest.approx(total)
    assert display.start == pytest.approx(VALUES["AKC"])


@pytest.mark.parametrize("background", ["wild_type", "average"])
@pytest.mark.parametrize("n", [1, 2, 12])
def test_walsh_coefficients_add_up(hand_values, background, n):
    spectrum = WalshSpectrum.from_landscape(hand_values, "enumeration")
    options = {"wild_type": [0, 1, 0], "background": background, "n_contributions": n}
    display = WaterfallDisplay.from_spectrum(spectrum, [1, 1, 1], **options).plot()
    assert display.start == pytest.approx(hand_values[2])
    assert display.contributions.sum() == pytest.approx(hand_values[7] - hand_values[2])
    assert len(display.contributions) <= n + 1
    if background == "average" and n == 12:
        # Spins at the wild type and at the genotype, site by site.
        before, after = np.array([1, -1, 1]), np.array([-1, -1, -1])
        for name, contribution in zip(display.names, display.contributions, strict=True):
            sites = [int(site[1:]) for site in name.split()]
            c = spectrum.coefficients[spectrum.interactions.index(tuple(sites))]
            change = after[sites].prod() - before[sites].prod()
            assert contribution == pytest.approx(c * change)
    if n == 2 and background == "average":
        assert display.names[-1] == "2 others"


def test_predictions_of_a_regressor(spectrum):
    X = pd.DataFrame([list(own) for own in GENOTYPES], columns=NAMES)
    model = make_pipeline(WalshFeatures(3), LinearRegression()).fit(X, list(VALUES.values()))
    given = {"wild_type": "AKC"}
    display = WaterfallDisplay.from_estimator(model, "GRE", **given)
    expected = brute_force("AKC", "GRE")
    assert dict(zip(display.names, display.contributions, strict=True)) == pytest.approx(expected)
    average = WaterfallDisplay.from_estimator(model, "GRE", background="average", **given)
    assert average.contributions.sum() == pytest.approx(sum(expected.values()))


def test_long_names_are_broken():
    n = 12
    spectrum = WalshSpectrum(
        [1.0], [tuple(range(n))], n, site_names=[f"a long name {i}" for i in range(n)]
    )
    display = WaterfallDisplay.from_spectrum(spectrum, [1] * 11 + [0]).plot()
    labels = [text.get_text() for text in display.ax_.get_yticklabels()]
    assert all(label.count("\n") <= 1 for label in labels)
    assert max(len(line) for label in labels for line in label.split("\n")) <= 24


def test_what_cannot_be_divided(spectrum):
    with pytest.raises(ValueError, match="genotype= is the wild type"):
        WaterfallDisplay.from_spectrum(spectrum, "AKC")
    with pytest.raises(ValueError, match="genotype= must hold one allele for each of 3 sites"):
        WaterfallDisplay.from_spectrum(spectrum, "AK")
    with pytest.raises(ValueError, match="genotype= names the site 'pos9', but the sites are"):
        WaterfallDisplay.from_spectrum(spectrum, {"pos9": "C"})
    with pytest.raises(
        ValueError, match="genotype= has 'W' at site 'pos45', whose alleles are 'K', 'R'"
    ):
        WaterfallDisplay.from_spectrum(spectrum, "AWC")
    large = WalshSpectrum([1.0], [(0,)], 20)
    with pytest.raises(ValueError, match="20 mutations.* pass background='average'"):
        WaterfallDisplay.from_spectrum(large, [1] * 20)
    average = WaterfallDisplay.from_spectrum(large, [1] * 20, background="average")
    np.testing.assert_allclose(average.contributions, [-2])
