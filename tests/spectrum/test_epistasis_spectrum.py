"""The decomposition for any alleles, against its definition and landscapes worked by hand."""

import itertools
import pickle
from math import comb

import numpy as np
import pandas as pd
import pytest
from scipy.linalg import hadamard
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.tree import DecisionTreeRegressor

from sk_epinet import (
    EpistasisSpectrum,
    EpistaticNetRegressor,
    WalshFeatures,
    WalshSpectrum,
)

ALLELES = ["AVG", "KR", "CDEF"]
SHAPE = (3, 2, 4)
NAMES = ["pos12", "pos45", "pos7"]
GENOTYPES = ["".join(genotype) for genotype in itertools.product(*ALLELES)]
SUBSETS = [own for k in range(4) for own in itertools.combinations(range(3), k)]


def random_landscape(seed=0):
    return np.random.RandomState(seed).randn(24)


def random_weights(seed=1, alleles=ALLELES):
    rng = np.random.RandomState(seed)
    return [rng.dirichlet(np.ones(len(own))) for own in alleles]


def mean_over(values, site, weights):
    """Apply E_i by its definition: values is a dict from genotypes to numbers."""
    alleles = sorted({x[site] for x in values})
    result = {}
    for x in values:
        others = [(*x[:site], a, *x[site + 1 :]) for a in alleles]
        result[x] = sum(
            weights[a] * values[other] for a, other in zip(alleles, others, strict=True)
        )
    return result


def component_by_definition(values, sites, weights):
    """Return prod_{i in S} (1 - E_i) prod_{i not in S} E_i f as a dict."""
    for site in range(len(weights)):
        mean = mean_over(values, site, weights[site])
        values = {x: values[x] - mean[x] for x in values} if site in sites else mean
    return values


def as_dict(y, shape=SHAPE):
    return dict(zip(itertools.product(*map(range, shape)), y, strict=True))


def spectrum_of(y, weights="uniform", **more):
    return EpistasisSpectrum.from_landscape(
        y, GENOTYPES, alleles=ALLELES, weights=weights, site_names=NAMES, **more
    )


ZERO_AND_POINT = [[0.5, 0.5, 0], [1, 0], [0.1, 0.2, 0.3, 0.4]]


@pytest.mark.parametrize("weights", [random_weights(), ZERO_AND_POINT], ids=["random", "zeros"])
def test_components_sizes_and_sums_are_those_of_the_definition(weights):
    y = random_landscape()
    spectrum = spectrum_of(y, weights)
    assert set(spectrum.interactions) == set(SUBSETS)
    chance = {x: np.prod([w[a] for w, a in zip(weights, x, strict=True)]) for x in as_dict(y)}
    total = np.zeros(24)
    for sites in SUBSETS:
        component = component_by_definition(as_dict(y), sites, weights)
        table = spectrum.table(sites)
        for x, value in component.items():
            assert table[tuple(x[i] for i in sites)] == pytest.approx(value, abs=1e-12)
        total += list(component.values())
        size = spectrum.sizes[spectrum.interactions.index(sites)]
        if 1 not in sites or weights is not ZERO_AND_POINT:
            mean_square = sum(chance[x] * component[x] ** 2 for x in chance)
            assert size == pytest.approx(np.sqrt(mean_square), abs=1e-12)
    np.testing.assert_allclose(total, y)
    np.testing.assert_allclose(spectrum.predict(GENOTYPES), y)
    np.testing.assert_allclose(spectrum.to_landscape(), y)


def test_size_is_the_largest_at_a_site_with_all_weight_on_one_allele():
    spectrum = spectrum_of(random_landscape(), ZERO_AND_POINT)
    table = spectrum.table((1, 2))
    size = spectrum.sizes[spectrum.interactions.index((1, 2))]
    assert size == pytest.approx(np.sqrt((table[1] ** 2) @ ZERO_AND_POINT[2]))
    wild = spectrum_of(random_landscape(), "wild_type")
    for sites, size in zip(wild.interactions, wild.sizes, strict=True):
        assert size == pytest.approx(np.abs(wild.table(sites)).max())
    with pytest.raises(ValueError, match="All weight is on one genotype"):
        wild.energy_by_order()


def test_components_are_orthogonal_and_their_energies_add_up_to_the_variance():
    y, weights = random_landscape(), random_weights()
    spectrum = spectrum_of(y, weights)
    chance = np.einsum("a,b,c->abc", *weights).ravel()
    components = [spectrum._take([row]).predict(GENOTYPES) for row in range(8)]
    products = np.array([[(chance * a) @ b for b in components] for a in components])
    np.testing.assert_allclose(products, np.diag(spectrum.sizes**2), atol=1e-12)
    variance = chance @ y**2 - (chance @ y) ** 2
    energy = spectrum.energy_by_order()
    assert energy[1:].sum() == pytest.approx(variance)
    assert energy[0] == pytest.approx((chance @ y) ** 2)
    pairs = [own for own, k in zip(spectrum.sizes, spectrum.orders, strict=True) if k == 2]
    assert energy[2] == pytest.approx(np.sum(np.square(pairs)))
    inner = spectrum.sizes[spectrum.orders > 0] ** 2
    assert spectrum.n_effective() == pytest.approx(inner.sum() ** 2 / (inner**2).sum())


def test_two_alleles_are_walsh_coefficients():
    y = np.random.RandomState(0).randn(8)
    spectrum = EpistasisSpectrum.from_landscape(y, "enumeration", alleles=["AV", "KR", "CD"])
    expected = hadamard(8) @ y / 8
    np.testing.assert_allclose(spectrum.sizes, np.abs(expected))
    walsh = WalshSpectrum.from_landscape(y, "enumeration")
    assert spectrum.interactions == walsh.interactions
    assert spectrum.table((0, 2))[0, 0] == pytest.approx(expected[0b101])
    assert spectrum.table((0, 2))[0, 1] == pytest.approx(-expected[0b101])
    np.testing.assert_allclose(spectrum.energy_by_order(), walsh.energy_by_order())
    np.testing.assert_allclose(spectrum.to_walsh().coefficients, expected)
    there = EpistasisSpectrum.from_walsh(walsh.top(3))
    np.testing.assert_allclose(there.to_landscape(), walsh.top(3).to_landscape())
    complete = EpistasisSpectrum.from_walsh(walsh, weights="wild_type")
    reference = walsh.to_reference()
    for sites, effect in zip(reference.interactions, reference.coefficients, strict=True):
        assert complete.table(sites)[(1,) * len(sites)] == pytest.approx(effect)


def test_reference_free_effects_worked_by_hand():
    """A landscape that is a sum of zero-sum tables with distinct entries."""
    mean = 10.0
    first = np.array([1.0, 2.0, -3.0])
    second = np.array([0.5, -0.5])
    third = np.array([4.0, -1.0, -2.0, -1.0])
    pair = np.array([[0.25, -0.25], [1.5, -1.5], [-1.75, 1.75]])  # sites 0 and 1
    far = np.array([[1.0, 0, 0, -1], [0, 2, -2, 0], [-1, -2, 2, 1]])  # sites 0 and 2
    y = mean + first[:, None, None] + second[:, None] + third + pair[:, :, None] + far[:, None]
    spectrum = spectrum_of(y.ravel())
    for sites, expected in [
        ((), mean),
        ((0,), first),
        ((1,), second),
        ((2,), third),
        ((0, 1), pair),
        ((0, 2), far),
        ((1, 2), np.zeros((2, 4))),
        ((0, 1, 2), np.zeros(SHAPE)),
    ]:
        np.testing.assert_allclose(spectrum.table(sites), expected, atol=1e-12)
    # Mean squares: 14/3, 1/4, 22/4, (2 (1/16 + 9/4 + 49/16)) / 6 and 20/12.
    np.testing.assert_allclose(
        spectrum.energy_by_order(),
        [100, 14 / 3 + 0.25 + 5.5, 10.75 / 6 + 20 / 12, 0],
        atol=1e-12,
    )
    assert spectrum.top(5).interactions == ((2,), (0,), (0, 1), (0, 2), (1,))
    frame = spectrum.to_frame().set_index("effect")
    assert frame.loc["A12V:K45R", "value"] == pytest.approx(-1.5)
    assert frame.loc["A12G:C7F", "value"] == pytest.approx(1.0)
    assert spectrum.top_effects(2)["effect"].tolist() == ["C7C", "A12G"]


def test_effects_on_a_wild_type_are_differences_of_mutants():
    y = random_landscape()
    values = dict(zip(GENOTYPES, y, strict=True))
    spectrum = spectrum_of(y, "wild_type", wild_type="VRC")
    assert spectrum.wild_type == ("V", "R", "C")
    effects = spectrum.to_frame().set_index("effect")["value"]
    assert len(effects) == 24  # the wild type, and every combination of mutations
    assert effects["constant"] == pytest.approx(values["VRC"])
    assert effects["V12G"] == pytest.approx(values["GRC"] - values["VRC"])
    double = values["GKC"] - values["GRC"] - values["VKC"] + values["VRC"]
    assert effects["V12G:R45K"] == pytest.approx(double)
    mutants = [values[a + b + c] for a in "VG" for b in "RK" for c in "CE"]
    signs = [(-1) ** (3 - bin(i).count("1")) for i in range(8)]
    assert effects["V12G:R45K:C7E"] == pytest.approx(np.dot(signs, mutants))


@pytest.mark.parametrize("target", ["uniform", "wild_type", random_weights(5)], ids=str)
def test_weights_there_and_back(target):
    y, weights = random_landscape(), random_weights()
    spectrum = spectrum_of(y, weights)
    other = spectrum.with_weights(target)
    expected = spectrum_of(y, target)
    for sites in SUBSETS:
        np.testing.assert_allclose(other.table(sites), expected.table(sites), atol=1e-12)
    # A list of interactions is converted by another way than a complete landscape.
    listed = spectrum.order([0, 1, 2])
    there = listed.with_weights(target)
    direct = spectrum_of(listed.predict(GENOTYPES), target)
    for sites in there.interactions:
        np.testing.assert_allclose(there.table(sites), direct.table(sites), atol=1e-12)
    back = there.with_weights(weights)
    for sites in back.interactions:
        np.testing.assert_allclose(back.table(sites), spectrum.table(sites), atol=1e-12)


def test_restriction_is_the_decomposition_of_the_rest():
    y, weights = random_landscape(), random_weights()
    rows = [i for i, x in enumerate(GENOTYPES) if x[0] == "V"]
    expected = EpistasisSpectrum.from_landscape(
        y[rows], [GENOTYPES[i][1:] for i in rows], alleles=ALLELES[1:], weights=weights[1:]
    )
    spectrum = spectrum_of(y, weights)
    for whole in (spectrum, spectrum._take(range(8))):  # complete, and a list of interactions
        part = whole.restrict({"pos12": "V"})
        assert part.site_names == ("pos45", "pos7")
        for sites in [(), (0,), (1,), (0, 1)]:
            np.testing.assert_allclose(part.table(sites), expected.table(sites), atol=1e-12)
    with pytest.raises(ValueError, match="has the alleles 'A', 'V', 'G', not 'W'"):
        spectrum.restrict({"pos12": "W"})
    with pytest.raises(ValueError, match="There is no site 'pos99'"):
        spectrum.restrict({"pos99": "V"})


def test_differences():
    a, b = random_landscape(0), random_landscape(1)
    expected = spectrum_of(a - b)
    difference = spectrum_of(a) - spectrum_of(b)
    partly = spectrum_of(a).order([0, 1, 2, 3]) - spectrum_of(b).order(1)
    single = spectrum_of(b).order(1).predict(GENOTYPES)
    np.testing.assert_allclose(partly.predict(GENOTYPES), a - single)
    # What only the second lists has the other sign.
    other = spectrum_of(a).order([0, 1]) - spectrum_of(b).order(2)
    parts = spectrum_of(a).order([0, 1]), spectrum_of(b).order(2)
    values = [part.predict(GENOTYPES) for part in parts]
    np.testing.assert_allclose(other.predict(GENOTYPES), values[0] - values[1])
    np.testing.assert_allclose(difference.sizes, expected.sizes)
    with pytest.raises(ValueError, match=r"a - b\.with_weights\(a\.weights\)"):
        spectrum_of(a) - spectrum_of(b, "wild_type")


def shapley_by_definition(worth, n):
    """Return the Shapley values of a game: worth is a function of sets of players."""
    values = np.zeros(n)
    for i in range(n):
        for k in range(n):
            for others in itertools.combinations([j for j in range(n) if j != i], k):
                gain = worth({*others, i}) - worth(set(others))
                values[i] += gain / (n * comb(n - 1, k))
    return values


@pytest.mark.parametrize("kind", ["uniform", "wild_type", "random"])
def test_shapley_values_are_those_of_the_definition(kind):
    y = random_landscape()
    weights = random_weights() if kind == "random" else kind
    spectrum = spectrum_of(y, weights)
    table, pi = y.reshape(SHAPE), spectrum.weights
    for x in [(2, 1, 3), (1, 0, 2)]:

        def worth(coalition, x=x):
            mean = 0.0
            for z in itertools.product(*map(range, SHAPE)):
                own = tuple(x[i] if i in coalition else z[i] for i in range(3))
                mean += np.prod([pi[i][z[i]] for i in range(3)]) * table[own]
            return mean

        genotype = "".join(own[code] for own, code in zip(ALLELES, x, strict=True))
        expected = shapley_by_definition(worth, 3)
        np.testing.assert_allclose(spectrum.shapley_values([genotype])[0], expected)
        listed = spectrum._take(range(8)).shapley_values([genotype])[0]
        np.testing.assert_allclose(listed, expected)
    if kind == "uniform":
        # The worth of sites is the variance of the mean given their alleles.

        def explained(coalition):
            axes = tuple(site for site in range(3) if site not in coalition)
            return table.mean(axes).var() if axes else table.var()

        np.testing.assert_allclose(spectrum.shapley_effects(), shapley_by_definition(explained, 3))


def test_shapley_values_of_two_alleles_are_those_of_the_walsh_spectrum():
    y = np.random.RandomState(0).randn(16)
    walsh = WalshSpectrum.from_landscape(y, "enumeration")
    spectrum = EpistasisSpectrum.from_walsh(walsh, weights="wild_type")
    expected = walsh.attribution("SV").coefficients
    np.testing.assert_allclose(spectrum.shapley_values(np.ones((1, 4)))[0], expected)


def test_order_of_the_genotypes_and_kinds_of_tables():
    y = random_landscape()
    shuffled = np.random.RandomState(0).permutation(24)
    frame = pd.DataFrame([list(x) for x in GENOTYPES], columns=NAMES)
    expected = spectrum_of(y)
    found = EpistasisSpectrum.from_landscape(y[shuffled], frame.iloc[shuffled])
    assert found.site_names == tuple(NAMES)
    assert found.alleles[0] == ("A", "G", "V")
    np.testing.assert_allclose(found.sizes, expected.sizes)
    declared = frame.astype({"pos12": pd.CategoricalDtype(list("AVG"))})
    found = EpistasisSpectrum.from_landscape(y, declared)
    np.testing.assert_allclose(found.table([0, 2]), expected.table([0, 2]))
    in_order = EpistasisSpectrum.from_landscape(y, "enumeration", alleles=ALLELES)
    np.testing.assert_array_equal(in_order.to_landscape(), expected.to_landscape())
    numbers = [[a, b] for a in (0, 1, 2) for b in (-1, 1)]
    of_numbers = EpistasisSpectrum.from_landscape([0, 0, 1, 1, 5, 5], numbers)
    np.testing.assert_allclose(of_numbers.table([0]), [-2, -1, 3])
    assert of_numbers.predict([[2, 1]]) == pytest.approx(5)


def test_a_site_of_one_allele_takes_part_in_nothing():
    y = random_landscape()
    alleles = [ALLELES[0], "W", *ALLELES[1:]]
    genotypes = [x[0] + "W" + x[1:] for x in GENOTYPES]
    spectrum = EpistasisSpectrum.from_landscape(y, genotypes, alleles=alleles)
    expected = spectrum_of(y)
    assert spectrum.interactions == tuple(
        tuple(site + (site > 0) for site in own) for own in expected.interactions
    )
    np.testing.assert_allclose(spectrum.sizes, expected.sizes)
    np.testing.assert_allclose(spectrum.predict(genotypes), y)
    wild = spectrum.with_weights("wild_type")
    np.testing.assert_allclose(wild.sizes, expected.with_weights("wild_type").sizes)


def test_library_weights_are_frequencies():
    library = ["AKC", "AKC", "VKD", "GRE"]
    spectrum = spectrum_of(random_landscape()).with_weights("library", X=library)
    np.testing.assert_allclose(spectrum.weights[0], [0.5, 0.25, 0.25])
    np.testing.assert_allclose(spectrum.weights[2], [0.5, 0.25, 0.25, 0])
    np.testing.assert_allclose(spectrum.predict(GENOTYPES), random_landscape())
    with pytest.raises(ValueError, match="pass X="):
        spectrum.with_weights("library")


def test_weights_by_names():
    y = random_landscape()
    by_name = spectrum_of(y, {"pos7": {"C": 3, "E": 1}})
    in_full = spectrum_of(y, [[1, 1, 1], [1, 1], [0.75, 0, 0.25, 0]])
    np.testing.assert_allclose(by_name.table([0, 2]), in_full.table([0, 2]))


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ("even", "weights must be 'uniform'"),
        ([[1, 1, 1], [1, 1]], "weights of each of 3 sites, got 2"),
        ([[1, 1, 1], [1, 1], [1, 1, 1]], "hold 4 weights for site 'pos7'"),
        ([[1, 1, -1], [1, 1], [1] * 4], "numbers of at least 0"),
        ([[0, 0, 0], [1, 1], [1] * 4], "not all of them 0"),
        ({"pos1": [1, 1]}, "names the site 'pos1'"),
        ({"pos45": {"W": 1}}, "names the allele 'W'"),
    ],
)
def test_bad_weights(weights, message):
    with pytest.raises(ValueError, match=message):
        spectrum_of(random_landscape(), weights)


def test_bad_landscapes_are_named():
    y = random_landscape()
    rows = [i for i in range(24) if GENOTYPES[i] != "VRF"]
    fewer = [GENOTYPES[i] for i in rows]
    with pytest.raises(ValueError, match=r"1 of 24 genotypes have no value: VRF"):
        EpistasisSpectrum.from_landscape(y[rows], fewer, alleles=ALLELES)
    with pytest.raises(ValueError, match=r"Genotype AKC has 2 values \(rows 0, 24\)"):
        EpistasisSpectrum.from_landscape(np.append(y, 1), [*GENOTYPES, "AKC"])
    with pytest.raises(ValueError, match=r"The values of 1 of 24 genotypes are NaN .* AKD"):
        spectrum_of(np.where(np.arange(24) == 1, np.nan, y))
    with pytest.raises(ValueError, match="'enumeration' with alleles="):
        EpistasisSpectrum.from_landscape(y, "enumeration")
    with pytest.raises(ValueError, match="24 values were given for 12 genotypes"):
        EpistasisSpectrum.from_landscape(y, "enumeration", alleles=["AVG", "CDEF"])
    with pytest.raises(ValueError, match="must hold one allele for each of 3 sites"):
        spectrum_of(y, wild_type="AK")
    with pytest.raises(ValueError, match="has 'W' at site 'pos12'"):
        spectrum_of(y, wild_type="WKC")
    with pytest.raises(ValueError, match="has the allele 'W' in row 1"):
        spectrum_of(y).predict(["AKC", "WKC"])


def test_tables_are_read_and_checked():
    tables = [[1.0, 1.0, -2.0], [[0.5, -0.5], [1.0, -1.0], [-1.5, 1.5]]]
    spectrum = EpistasisSpectrum(tables, [(0,), (0, 1)], ALLELES, standard_errors=tables_of(0.1))
    np.testing.assert_allclose(spectrum.table((0, 1)), tables[1])
    # Noise of variance .01 is subtracted from the mean squares 2 and 7 / 6.
    np.testing.assert_allclose(spectrum.sizes**2, [2 - 0.01, 7 / 6 - 0.01])
    frame = spectrum.to_frame()
    assert (frame["standard_error"] == 0.1).all()
    noise = EpistasisSpectrum(tables, [(0,), (0, 1)], ALLELES, standard_errors=tables_of(9.0))
    assert noise.sizes.tolist() == [0, 0]
    chosen = EpistasisSpectrum(tables, [(0,), (0, 1)], ALLELES, selected=[False, True])
    assert chosen.top(1).interactions == ((0, 1),)
    with pytest.raises(ValueError, match="does not have a weighted mean of zero along site 'x0'"):
        EpistasisSpectrum([[1.0, 2.0, 3.0]], [(0,)], ALLELES)
    with pytest.raises(ValueError, match=r"shape \(3,\); got \(2,\)"):
        EpistasisSpectrum([[1.0, -1.0]], [(0,)], ALLELES)
    with pytest.raises(ValueError, match="2 tables were given for 1 interactions"):
        EpistasisSpectrum(tables, [(0,)], ALLELES)
    with pytest.raises(ValueError, match="is not among the 2"):
        spectrum.table((2,))


def tables_of(value):
    return [np.full(3, value), np.full((3, 2), value)]


def test_frames_and_names():
    spectrum = spectrum_of(random_landscape())
    frame = spectrum.to_frame()
    assert len(frame) == np.prod([k + 1 for k in SHAPE])
    assert list(frame) == ["interaction", "sites", "order", "alleles", "effect", "value"]
    rows = frame[frame["interaction"] == "pos12 pos7"]
    np.testing.assert_allclose(rows["value"], spectrum.table((0, 2)).ravel())
    assert rows["alleles"].tolist()[:2] == [("A", "C"), ("A", "D")]
    assert rows["effect"].tolist()[:2] == ["A12A:C7C", "A12A:C7D"]
    sizes = spectrum.to_frame("interactions")
    np.testing.assert_allclose(sizes["size"], spectrum.sizes)
    with pytest.raises(ValueError, match="rows must be one of"):
        spectrum.to_frame("sites")
    assert repr(spectrum).startswith("EpistasisSpectrum: 3 sites, 8 interactions")
    assert "<table>" in spectrum._repr_html_()
    words = EpistasisSpectrum([[1.0, -1.0]], [(0,)], [["low", "high"]], site_names=["dose"])
    assert words.to_frame()["effect"].tolist() == ["dose_low", "dose_high"]


@pytest.mark.parametrize(
    ("site", "name"),
    [("pos12", "A12V"), ("12", "A12V"), ("A12", "A12V"), ("site 12", "A12V"), ("x0", "x0_V")],
)
def test_names_of_mutations(site, name):
    spectrum = EpistasisSpectrum([[1.0, -1.0]], [(0,)], ["AV"], site_names=[site])
    assert spectrum.to_frame()["effect"].tolist()[1] == name


def test_a_spectrum_is_frozen_and_survives_pickling():
    spectrum = spectrum_of(random_landscape(), random_weights())
    again = pickle.loads(pickle.dumps(spectrum))
    np.testing.assert_array_equal(again.sizes, spectrum.sizes)
    np.testing.assert_array_equal(again.to_landscape(), spectrum.to_landscape())
    with pytest.raises(ValueError, match="read-only"):
        again.weights[0][0] = 1
    with pytest.raises(AttributeError, match="frozen"):
        spectrum.selected = None


def test_functions_and_estimators():
    y = random_landscape()
    values = dict(zip(GENOTYPES, y, strict=True))
    expected = spectrum_of(y)
    function = EpistasisSpectrum.from_function(lambda X: [values["".join(x)] for x in X], ALLELES)
    np.testing.assert_allclose(function.sizes, expected.sizes)
    frame = pd.DataFrame([list(x) for x in GENOTYPES], columns=NAMES)
    tree = make_pipeline(
        OneHotEncoder(categories=[list(a) for a in ALLELES]), DecisionTreeRegressor()
    )
    found = EpistasisSpectrum.from_estimator(tree.fit(frame, y))
    assert found.site_names == tuple(NAMES)
    np.testing.assert_allclose(found.table((0, 2)), expected.table((0, 2)), atol=1e-12)
    numbers = np.array(list(itertools.product(range(3), range(2), range(4))))
    plain = DecisionTreeRegressor().fit(numbers, y)
    with pytest.raises(ValueError, match=r"which alleles its sites have: pass X="):
        EpistasisSpectrum.from_estimator(plain)
    with pytest.raises(ValueError, match=r"'x0' takes 3 numbers \(0, 1, 2\).*pass alleles="):
        EpistasisSpectrum.from_estimator(plain, X=numbers)
    numbered = [range(3), range(2), range(4)]
    found = EpistasisSpectrum.from_estimator(plain, alleles=numbered)
    np.testing.assert_allclose(found.sizes, expected.sizes)
    with pytest.raises(ValueError, match="has no latent phenotype"):
        EpistasisSpectrum.from_estimator(plain, alleles=numbered, latent=True)


@pytest.mark.parametrize(
    "weights", ["uniform", "library", random_weights(3), "wild_type"], ids=str
)
def test_a_linear_model_on_walsh_features_is_read_back(weights):
    rng = np.random.RandomState(0)
    frame = pd.DataFrame([list(x) for x in GENOTYPES], columns=NAMES)
    rows = rng.randint(0, 24, 60)
    model = make_pipeline(WalshFeatures(2, allele_weights=weights), LinearRegression())
    model.fit(frame.iloc[rows], random_landscape()[rows])
    predicted = model.predict(frame)
    found = EpistasisSpectrum.from_estimator(model)
    assert len(found) < 8  # read off, not evaluated
    direct = EpistasisSpectrum.from_landscape(predicted, frame)
    for sites in direct.interactions:
        if sites in found.interactions:
            np.testing.assert_allclose(found.table(sites), direct.table(sites), atol=1e-9)
    features, linear = model.named_steps.values()
    own = EpistasisSpectrum.from_estimator(model, weights=features.allele_weights_)
    if weights != "wild_type":
        groups = {}
        for sites, coefficient in zip(features.interactions_, linear.coef_, strict=True):
            groups[sites] = groups.get(sites, 0) + coefficient**2
        for sites, size in groups.items():
            assert own.sizes[own.interactions.index(sites)] == pytest.approx(np.sqrt(size))


def test_28_sites_of_20_alleles_are_refused_with_the_number_and_the_remedy():
    alleles = ["ACDEFGHIKLMNPQRSTVWY"] * 28
    with pytest.raises(ValueError, match=r"about 10\^36 genotypes.*estimate_spectrum"):
        EpistasisSpectrum.from_function(lambda X: np.zeros(len(X)), alleles)
    # A linear model is read off, whatever the number of genotypes.
    rng = np.random.RandomState(0)
    X = rng.choice(list("ACGT"), (90, 28))
    y = (X[:, 3] == "A") + 0.5 * (X[:, 20] == "G")
    model = make_pipeline(WalshFeatures(1), LinearRegression()).fit(X, y)
    found = EpistasisSpectrum.from_estimator(model, weights="wild_type")
    assert found.top(2).interactions == ((3,), (20,))
    np.testing.assert_allclose(found.table([3]), [0, -1, -1, -1], atol=1e-9)


def test_networks_on_many_alleles_have_this_spectrum():
    frame = pd.DataFrame([list(x) for x in GENOTYPES], columns=NAMES)
    net = EpistaticNetRegressor(hidden_layer_sizes=(8,), max_iter=5, random_state=0)
    net.fit(frame, 100 + random_landscape())
    spectrum = net.spectrum_
    assert isinstance(spectrum, EpistasisSpectrum)
    assert spectrum.site_names == tuple(NAMES)
    np.testing.assert_allclose(spectrum.predict(frame), net.predict(frame))
    direct = EpistasisSpectrum.from_landscape(net.predict(frame), frame, weights="wild_type")
    again = EpistasisSpectrum.from_estimator(net, weights="wild_type")
    np.testing.assert_allclose(again.table((0, 2)), direct.table((0, 2)), atol=1e-9)
    latent = net.latent_spectrum_
    np.testing.assert_allclose(latent.predict(frame), net.predict_latent(frame))


def test_a_function_is_described_from_the_wild_type():
    additive = EpistasisSpectrum.from_function(
        lambda X: (X == "V").sum(axis=1), ["AV", "KR"], wild_type=["V", "R"]
    )
    assert list(additive.wild_type) == ["V", "R"]


def test_the_latent_phenotype_of_a_network_is_another_spectrum():
    X = pd.DataFrame([list(x) for x in GENOTYPES], columns=NAMES)
    y = 1 / (1 + np.exp(-3 * random_landscape()))
    net = EpistaticNetRegressor((8,), max_iter=50, global_epistasis="sigmoid", random_state=0)
    net.fit(X, y)
    for latent, predicted in ((False, net.predict(X)), (True, net.predict_latent(X))):
        spectrum = EpistasisSpectrum.from_estimator(net, latent=latent)
        np.testing.assert_allclose(spectrum.predict(X), predicted, rtol=1e-5)


def test_two_alleles_keep_their_names_as_levels():
    spectrum = EpistasisSpectrum.from_landscape(
        [1.0, 2.0, 4.0, 9.0], "enumeration", alleles=["AV", "KR"], site_names=["left", "right"]
    )
    walsh = spectrum.to_walsh()
    assert list(walsh.site_names) == ["left", "right"]
    np.testing.assert_allclose(walsh.predict([["A", "K"], ["V", "R"]]), [1, 9])


def test_networks_on_sites_of_one_and_of_two_alleles():
    genotypes = ["".join(x) for x in itertools.product("AV", "W", "KR")]
    X = np.array([list(x) for x in genotypes], dtype=object)
    y = [0.0, 1, 2, 6]
    net = EpistaticNetRegressor(hidden_layer_sizes=(8,), max_iter=5, random_state=0).fit(X, y)
    assert isinstance(net.spectrum_, WalshSpectrum)
    wild = EpistasisSpectrum.from_estimator(net, weights="wild_type")
    predicted = net.predict(X)
    assert wild.table([0])[1] == pytest.approx(predicted[2] - predicted[0])
    double = predicted[3] - predicted[2] - predicted[1] + predicted[0]
    assert wild.table([0, 2])[1, 1] == pytest.approx(double)


def test_shapley_values_against_shapiq():
    shapiq = pytest.importorskip("shapiq")
    y = random_landscape()
    spectrum = spectrum_of(y, "wild_type")
    values = dict(zip(GENOTYPES, y, strict=True))

    def evaluate(coalitions):
        rows = np.where(np.atleast_2d(coalitions), list("GRE"), list("AKC"))
        return np.array([values["".join(row)] for row in rows])

    expected = shapiq.ExactComputer(evaluate, n_players=3)("SV", order=1)
    (found,) = spectrum.shapley_values(["GRE"])
    np.testing.assert_allclose(found, [expected[site,] for site in range(3)])


def test_ends_of_intervals_stand_in_the_frame():
    table = np.array([1.0, -3.0, 2.0])
    spectrum = EpistasisSpectrum(
        [np.array(5.0), table],
        [(), (0,)],
        ["ABC"],
        intervals=[np.array([4.0, 7.0]), np.column_stack([table - 0.5, table + 0.25])],
    )
    frame = spectrum.to_frame()
    np.testing.assert_allclose(
        frame["low"], np.where(frame["value"] == 5, 4, frame["value"] - 0.5)
    )
    np.testing.assert_allclose(
        frame["high"], np.where(frame["value"] == 5, 7, frame["value"] + 0.25)
    )
