"""WalshSpectrum against the hand-worked landscape and direct sums."""

import copy
import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeRegressor

from sk_epinet import (
    EpistaticNetRegressor,
    ReferenceSpectrum,
    WalshFeatures,
    WalshSpectrum,
    enumerate_genotypes,
)
from sk_epinet.walsh import interaction_matrix


@pytest.fixture
def spectrum(hand_values):
    return WalshSpectrum.from_landscape(hand_values, "enumeration", site_names=["A", "B", "C"])


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
    assert [len(spectrum.top(k)) for k in (0, 2, 7, 100)] == [0, 2, 7, 7]


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


def test_predict_in_blocks(spectrum, hand_values):
    spins = 1.0 - 2.0 * enumerate_genotypes(3)
    for block_values in (1, 24, 64):  # blocks of one, three and eight genotypes
        values = spectrum._sum_of_products(spins, block_values)
        np.testing.assert_allclose(values, hand_values, atol=1e-12)


def test_predict_uses_the_levels(hand_values):
    levels = [[-1, 1], [5, 3], [0, 1]]
    spectrum = WalshSpectrum.from_landscape(hand_values, "enumeration", levels=levels)
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
    again = WalshSpectrum.from_landscape(sparse.to_landscape(), "enumeration")
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
    assert "the 10 largest" in repr(WalshSpectrum.from_landscape(np.arange(16.0), "enumeration"))
    assert repr(WalshSpectrum([1.0], [()], 2)) == "WalshSpectrum: 2 sites, 1 interaction"


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


def test_order_and_effective_number(spectrum):
    assert spectrum.order(2).names == ["B C", "A C", "A B"]
    assert spectrum.order([0, 3]).coefficients.tolist() == [7, 0.25]
    energy = np.array([1, 2, -3, 0.5, 11, -13, 0.25]) ** 2
    assert spectrum.n_effective() == pytest.approx(energy.sum() ** 2 / (energy**2).sum())
    assert WalshSpectrum([5.0], [()], 2).n_effective() == 0


def test_difference(spectrum):
    other = WalshSpectrum([10.0, 4.0], [(0, 1), (1,)], 3, site_names=["A", "B", "C"])
    difference = spectrum - other
    np.testing.assert_allclose(difference.order(2).coefficients, [-23, 11, -3])
    np.testing.assert_allclose(difference.order(1).coefficients, [0.5, -2, 1])
    assert len(other - other.top(1)) == 2
    with pytest.raises(ValueError, match="same sites.*A, B, C and x0, x1, x2"):
        spectrum - WalshSpectrum([1.0], [()], 3)
    levels = [[0, 1], [-1, 1], [0, 1]]
    with pytest.raises(ValueError, match=r"site 'B' has \[0.0, 1.0\] and \[-1.0, 1.0\]"):
        spectrum - WalshSpectrum([1.0], [()], 3, site_names=["A", "B", "C"], levels=levels)
    with pytest.raises(TypeError):
        spectrum - 3


@pytest.mark.parametrize("fixed", [{"B": 1}, {1: 1, 2: 0}, {}, {0: 1, "C": 1, 1: 0}])
def test_restrict(spectrum, hand_values, fixed):
    part = spectrum.restrict(fixed)
    index = [slice(None)] * 3
    for site, level in fixed.items():
        index["ABC".index(site) if isinstance(site, str) else site] = level
    expected = hand_values.reshape(2, 2, 2)[tuple(index)].reshape(-1)
    np.testing.assert_allclose(part.to_landscape(), expected, atol=1e-12)
    assert part.n_sites == 3 - len(fixed)


def test_restrict_names_what_is_wrong(spectrum):
    with pytest.raises(ValueError, match=r"no site 'D': give a name \(A, B, C"):
        spectrum.restrict({"D": 0})
    with pytest.raises(ValueError, match=r"Site 'A' has the levels 0 and 1, not -1"):
        spectrum.restrict({"A": -1})
    with pytest.raises(ValueError, match="only once"):
        spectrum.restrict({"A": 1, 0: 1})


def test_statistics_follow_their_interactions():
    spectrum = WalshSpectrum(
        [1.0, -3.0],
        [(0,), (0, 1)],
        2,
        standard_errors=[0.1, 0.2],
        intervals=[[0.8, 1.2], [-3.4, -2.6]],
        frequencies=[0.5, 1.0],
    )
    frame = spectrum.top(1).to_frame()
    assert frame.loc[0, ["standard_error", "low", "high", "frequency"]].tolist() == [
        0.2,
        -3.4,
        -2.6,
        1.0,
    ]
    assert spectrum.order(1).frequencies.tolist() == [0.5]
    assert repr(spectrum).splitlines()[1].split() == [
        *("order", "coefficient", "standard", "error", "low", "high", "frequency", "interaction")
    ]
    with pytest.raises(ValueError, match=r"intervals must have shape \(1, 2\), got \(1,\)"):
        WalshSpectrum([1.0], [(0,)], 2, intervals=[1.0])


def test_html_escapes_names():
    html = WalshSpectrum([1.0], [(0,)], 1, site_names=["<A>"])._repr_html_()
    assert "&lt;A&gt;" in html
    assert html.count("<tr>") == 2


def test_from_function(hand_values, hand_coefficients):
    levels = [[-1, 1], [5, 3], [0, 1]]

    def function(X):
        bits = np.stack([X[:, 0] == 1, X[:, 1] == 3, X[:, 2] == 1], axis=1)
        return hand_values[bits @ [4, 2, 1]]

    spectrum = WalshSpectrum.from_function(function, 3, levels=levels)
    np.testing.assert_allclose(spectrum.coefficients, hand_coefficients, atol=1e-12)
    with pytest.raises(ValueError, match="estimate_spectrum"):
        WalshSpectrum.from_function(function, 25)
    with pytest.raises(ValueError, match="one value for each of 4 genotypes"):
        WalshSpectrum.from_function(lambda X: X, 2)
    with pytest.raises(ValueError, match="must give a finite number"):
        WalshSpectrum.from_function(lambda X: np.full(len(X), np.nan), 2)


def test_from_estimator(hand_values, hand_coefficients):
    X = pd.DataFrame(enumerate_genotypes(3), columns=["A", "B", "C"])
    for model in (
        make_pipeline(WalshFeatures(max_order=3), LinearRegression()),
        make_pipeline(WalshFeatures(3, include_bias=True), LinearRegression(fit_intercept=False)),
        GridSearchCV(
            make_pipeline(WalshFeatures(), LinearRegression()),
            {"walshfeatures__max_order": [3]},
            cv=2,
        ),
        DecisionTreeRegressor(),
    ):
        spectrum = WalshSpectrum.from_estimator(model.fit(X, hand_values), X=X)
        np.testing.assert_allclose(spectrum.to_dense(), hand_coefficients, atol=1e-12)
        assert spectrum.site_names == ("A", "B", "C")


def test_from_linear_model_of_many_sites():
    rng = np.random.RandomState(0)
    X = rng.choice([-1, 1], (100, 40))
    model = make_pipeline(WalshFeatures(max_order=1), LinearRegression())
    spectrum = WalshSpectrum.from_estimator(model.fit(X, 2 - 3.0 * X[:, 7]))
    assert spectrum.top(1).interactions == ((7,),)
    # Spin +1 is the low level, -1.
    np.testing.assert_allclose(spectrum.top(1).coefficients, 3)
    np.testing.assert_allclose(spectrum.predict(X), model.predict(X))


def test_from_epistatic_net(small_data):
    model = EpistaticNetRegressor(max_iter=5, n_members=1, global_epistasis="sigmoid")
    model.fit(*small_data)
    assert WalshSpectrum.from_estimator(model) is model.spectrum_
    assert WalshSpectrum.from_estimator(model, latent=True) is model.latent_spectrum_


def test_from_estimator_says_what_is_wrong(small_data):
    with pytest.raises(TypeError, match="StandardScaler has no predict"):
        WalshSpectrum.from_estimator(StandardScaler())
    with pytest.raises(NotFittedError):
        WalshSpectrum.from_estimator(LinearRegression())
    with pytest.raises(ValueError, match="LinearRegression has no latent phenotype"):
        WalshSpectrum.from_estimator(LinearRegression().fit(*small_data), latent=True)


def test_selected_interactions_come_first():
    spectrum = WalshSpectrum(
        [9.0, -3.0, 1.0, 2.0],
        [(), (0,), (1,), (0, 1)],
        2,
        selected=[False, False, True, True],
    )
    assert spectrum.top(3).interactions == ((0, 1), (1,), (0,))
    assert spectrum.top(3).selected.tolist() == [True, True, False]
    assert spectrum.order(1).selected.tolist() == [False, True]
    assert spectrum.to_frame()["selected"].tolist() == [False, False, True, True]
    assert repr(spectrum).splitlines()[1].split()[2] == "selected"
    assert repr(spectrum).splitlines()[2].split() == ["2", "2", "yes", "x0", "x1"]
    assert '<td style="text-align:right">no</td>' in spectrum._repr_html_()
    with pytest.raises(ValueError, match="read-only"):
        spectrum.selected[0] = True
    many = WalshSpectrum(np.arange(16.0), enumerate_genotypes(4) > 0, 4, selected=[True] * 16)
    assert "16 interactions, the 10 largest, selected ones first:" in repr(many)


def test_selected_follows_effects_on_a_wild_type():
    effects = ReferenceSpectrum([1.0, 2.0], [(0,), (1,)], 2, selected=[True, False])
    assert effects.top(2).interactions == ((0,), (1,))
    assert effects.top(2).selected.tolist() == [True, False]


@pytest.mark.parametrize(
    ("selected", "message"),
    [
        ([1.0], "selected must hold True or False, got values of type float64"),
        ([True, False], r"selected must have shape \(1,\), got \(2,\)"),
    ],
)
def test_bad_selected(selected, message):
    with pytest.raises(ValueError, match=message):
        WalshSpectrum([1.0], [(0,)], 1, selected=selected)


ODD_NAMES = ["site 1", "a, b", "K12×R", "<b>p:D614G</b>", "Größe & Höhe"]


def test_names_of_sites_are_never_split():
    spectrum = WalshSpectrum(
        [1.0, 4.0, 3.0], [(), (0, 1), (2, 3, 4)], 5, site_names=ODD_NAMES, levels=[[0, 1]] * 5
    )
    assert spectrum.name_tuples == [(), ("site 1", "a, b"), tuple(ODD_NAMES[2:])]
    assert spectrum.names == ["1", "site 1 a, b", "K12×R <b>p:D614G</b> Größe & Höhe"]
    assert repr(spectrum).splitlines()[3].endswith("3  K12×R <b>p:D614G</b> Größe & Höhe")
    html = spectrum._repr_html_()
    assert "K12×R &lt;b&gt;p:D614G&lt;/b&gt; Größe &amp; Höhe" in html
    assert "<b>" not in html
    part = spectrum.restrict({"a, b": 1, "Größe & Höhe": 0})
    assert part.site_names == ("site 1", "K12×R", "<b>p:D614G</b>")
    assert part.name_tuples == [(), ("site 1",), ("K12×R", "<b>p:D614G</b>")]
    assert spectrum.to_frame()["interaction"].tolist() == spectrum.names
    assert spectrum.to_reference().name_tuples[-1] == tuple(ODD_NAMES[2:])


@pytest.mark.parametrize("k", [-1, 2.5, 2.0, True, "3", None])
def test_counts_are_checked(spectrum, k):
    with pytest.raises(ValueError, match="k must be an integer at least 0, got"):
        spectrum.top(k)
    with pytest.raises(ValueError, match="k must be an integer at least 0, got"):
        spectrum.order(k)
    with pytest.raises(ValueError, match="k must be an integer at least 0, got"):
        spectrum.order([1, k])
    with pytest.raises(ValueError, match="n_sites must be an integer at least 0, got"):
        WalshSpectrum([1.0], [()], k)
    with pytest.raises(ValueError, match="n_sites must be an integer at least 0, got"):
        WalshSpectrum.from_scaling([1.0], [()], k, "sum")
    with pytest.raises(ValueError, match="n_sites must be an integer at least 0, got"):
        WalshSpectrum.from_function(lambda X: X[:, 0], k)


def test_counts_of_numpy(spectrum):
    assert len(spectrum.top(np.int64(2))) == 2
    assert len(spectrum.top(0)) == 0
    assert spectrum.order(np.array([0, 3])).orders.tolist() == [0, 3]
    assert spectrum.order(range(2)).orders.tolist() == [0, 1, 1, 1]
    wide = WalshSpectrum([1.0], [(69,)], np.int64(70))
    assert type(wide.n_sites) is int
    with pytest.raises(ValueError, match=r"2\^70 coefficients would take"):
        wide.to_dense()


@pytest.mark.parametrize(
    "copier", [copy.copy, copy.deepcopy, lambda s: pickle.loads(pickle.dumps(s))]
)
@pytest.mark.parametrize("with_interactions", [True, False])
def test_copies_are_frozen(copier, with_interactions):
    spectrum = WalshSpectrum(
        [1.0, 2.0],
        [(0,), (1,)],
        2,
        levels=("A", "G"),
        standard_errors=[0.1, 0.1],
        intervals=[[0, 2], [1, 3]],
        frequencies=[1, 1],
        selected=[True, False],
    )
    if with_interactions:
        assert spectrum.interactions == ((0,), (1,))
    again = copier(spectrum)
    names = ["coefficients", "levels", "standard_errors", "intervals", "frequencies", "selected"]
    for name in [*names, "_membership"]:
        assert not getattr(again, name).flags.writeable
        with pytest.raises(AttributeError, match=f"frozen: '{name}' cannot be set"):
            setattr(again, name, 1)
        with pytest.raises(AttributeError, match=f"frozen: '{name}' cannot be deleted"):
            delattr(again, name)
    assert again.interactions == spectrum.interactions
    effects = copier(spectrum.to_reference())
    assert not effects.wild_type.flags.writeable
    with pytest.raises(AttributeError, match="cannot be deleted"):
        del effects.wild_type


def test_repeated_rows_are_refused():
    rng = np.random.RandomState(0)
    for n_sites in (3, 30, 100):
        rows = np.unique(rng.rand(6, n_sites) < 0.5, axis=0)
        assert len(WalshSpectrum(np.ones(len(rows)), rows, n_sites)) == len(rows)
        with pytest.raises(ValueError, match="only once"):
            WalshSpectrum(np.ones(len(rows) + 1), np.vstack([rows, rows[2]]), n_sites)

    # All pairs of many sites, and all but one with one of them twice.
    pairs = interaction_matrix(130, 2)
    assert len(WalshSpectrum(np.ones(len(pairs)), pairs, 130)) == 1 + 130 + 130 * 129 // 2
    with pytest.raises(ValueError, match="only once"):
        WalshSpectrum(np.ones(len(pairs)), np.vstack([pairs[1:], pairs[-1]]), 130)


def test_interactions_are_no_view_of_an_array_of_the_user():
    rows = np.eye(3, dtype=bool)
    view = rows[:]
    view.flags.writeable = False
    for given in (rows, view):
        spectrum = WalshSpectrum([1.0, 2.0, 3.0], given, 3)
        rows[0, 1] = True
        assert spectrum.interactions == ((0,), (1,), (2,))
        rows[0, 1] = False


@pytest.mark.parametrize("sites", [(0.0, 1.0), (True,), ("0",), (-1,)])
def test_sites_of_interactions_are_integers(sites):
    with pytest.raises(ValueError, match="sorted tuple of distinct sites"):
        WalshSpectrum([1.0], [sites], 2)


def test_levels_of_strings(hand_values):
    levels = [["wt", "mut"], ["A", "G"], [1, 2]]
    spectrum = WalshSpectrum.from_landscape(
        hand_values, "enumeration", site_names=["A", "B", "C"], levels=levels
    )
    bits = enumerate_genotypes(3)
    X = np.array(
        [[pair[bit] for pair, bit in zip(levels, row, strict=True)] for row in bits], object
    )
    for given in (X, X.tolist(), pd.DataFrame(X, columns=["A", "B", "C"]).infer_objects()):
        np.testing.assert_allclose(spectrum.predict(given), hand_values, atol=1e-12)
    assert spectrum.predict(X[:0]).shape == (0,)
    part = spectrum.restrict({"A": "mut", "C": 1})
    assert part.levels.tolist() == [["A", "G"]]
    np.testing.assert_allclose(part.to_landscape(), hand_values[[0b100, 0b110]], atol=1e-12)
    assert len(spectrum - spectrum.top(1)) == 8
    other = WalshSpectrum([1.0], [()], 3, site_names="ABC", levels=[levels[0], ["A", "T"], [1, 2]])
    with pytest.raises(ValueError, match=r"site 'B' has \['A', 'G'\] and \['A', 'T'\]"):
        spectrum - other
    with pytest.raises(ValueError, match=r"Site 'B' has the levels 'A' and 'G', not 'T'"):
        spectrum.restrict({"B": "T"})
    with pytest.raises(ValueError, match=r"Site 'C' has the levels 1 and 2, not 3 \(row 0\)"):
        spectrum.predict([["wt", "A", 3]])
    with pytest.raises(ValueError, match=r"Site 'A' has the levels 'wt' and 'mut', not None"):
        spectrum.predict([[None, "A", 1]])


def test_numbers_are_not_strings(hand_values):
    spectrum = WalshSpectrum.from_landscape(hand_values, "enumeration")
    with pytest.raises(ValueError, match="Site 'x0' has the levels 0 and 1, not 'wt'"):
        spectrum.predict([["wt", 1, 0]])
    with pytest.raises(ValueError, match="Site 'x1' of X has no finite number in row 0"):
        spectrum.predict([[0, np.nan, 1]])
    assert spectrum.levels.dtype == np.float64
    np.testing.assert_allclose(spectrum.predict(np.array([[0, 1, 1]], object)), hand_values[3])


def test_columns_in_another_order(spectrum):
    with pytest.raises(ValueError, match="the sites in another order: C, A, B instead of A, B, C"):
        spectrum.predict(pd.DataFrame([[0, 1, 1]], columns=["C", "A", "B"]))
    assert spectrum.predict(pd.DataFrame([[0, 1, 1]], columns=["a", "b", "c"])).shape == (1,)


def test_sites_with_the_same_name():
    spectrum = WalshSpectrum([1.0, 2.0], [(0,), (1,)], 2, site_names=["A", "A"])
    with pytest.raises(ValueError, match="Several sites are called 'A'"):
        spectrum.restrict({"A": 1})
    assert spectrum.restrict({1: 1}).to_landscape().tolist() == [-1, -3]
    with pytest.raises(ValueError, match="There is no site True"):
        spectrum.restrict({True: 1})


def test_interactions_of_equal_size_keep_their_order():
    coefficients = np.tile([1.0, -1.0, 1.0, 2.0], 16)
    spectrum = WalshSpectrum(coefficients[:63], [(i,) for i in range(63)], 63)
    ranked = [sites[0] for sites in spectrum.top(63).interactions]
    large = list(range(3, 63, 4))
    assert ranked == large + [i for i in range(63) if i not in large]
