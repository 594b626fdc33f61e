"""The link of global epistasis, alone and behind the network."""

import pickle

import numpy as np
import pytest
import torch
from scipy.linalg import hadamard
from sklearn.model_selection import GridSearchCV

from sk_epinet import EpistaticNetRegressor, enumerate_genotypes
from sk_epinet.network._link import SigmoidLink
from sk_epinet.network._real_weight import carries_weight


def make(floor=-2.0, span=3.0):
    """Two members: the first linked, the second not."""
    link = SigmoidLink([True, False]).double()
    with torch.no_grad():
        link.floor.fill_(floor)
        link.log_range.fill_(np.log(span))
    return link


def one_sigmoid(**settings):
    """The sigmoids all alike: one, with a slope of its own."""
    link = make(**settings)
    with torch.no_grad():
        link.centers.fill_(0.3)
        link.log_slopes.fill_(np.log(1.5))
    return link


def test_sigmoids_and_identity():
    latent = torch.linspace(-2, 2, 9, dtype=torch.float64).expand(2, 9)
    link = make()
    centers, slopes, shares = [-1.0, 0.2, 0.9], [0.5, 1.0, 4.0], [0.2, 0.5, 0.3]
    with torch.no_grad():
        link.centers.copy_(torch.tensor(centers))
        link.log_slopes.copy_(torch.tensor(slopes).log())
        link.logits.copy_(torch.tensor(shares).log() + 7)
        measured = link(latent).numpy()
    heights = [
        share / (1 + np.exp(-2 * slope * (latent[0].numpy() - center)))
        for center, slope, share in zip(centers, slopes, shares, strict=True)
    ]
    np.testing.assert_allclose(measured[0], -2 + 3 * sum(heights), rtol=1e-6)
    np.testing.assert_array_equal(measured[1], latent[1])


def test_gradients_against_finite_differences():
    link = SigmoidLink([True, False, True]).double()
    generator = torch.Generator().manual_seed(0)
    names, values = zip(*link.named_parameters(), strict=True)
    values = [v + 0.5 * torch.randn(v.shape, generator=generator).double() for v in values]
    latent = torch.randn(3, 5, generator=generator, dtype=torch.float64)

    def measured(latent, *parameters):
        return torch.func.functional_call(link, dict(zip(names, parameters, strict=True)), latent)

    arrays = [v.detach().requires_grad_() for v in (latent, *values)]
    assert torch.autograd.gradcheck(measured, arrays)


def test_secant_meets_the_link_at_the_quarters():
    # Of one sigmoid: 3 slope (latent - center) = logit of the height.
    quarter = np.log(3) / 3
    latent = torch.tensor([[0.3 - quarter, 0.3, 0.3 + quarter, 0.3 + 10 * quarter]] * 2)
    with torch.no_grad():
        secant = one_sigmoid().secant(latent.double()).numpy()
    np.testing.assert_allclose(secant[0], [-1.25, -0.5, 0.25, 7.0], rtol=1e-6)
    np.testing.assert_array_equal(secant[1], latent[1].double())


def test_of_secant_is_the_link_in_the_units_of_what_is_measured():
    latent = torch.linspace(-2, 2, 9, dtype=torch.float64).expand(2, 9)
    link = make()
    with torch.no_grad():
        link.log_slopes.copy_(torch.tensor([-1.0, 0.0, 1.0]))
        np.testing.assert_allclose(link.of_secant(link.secant(latent)), link(latent), atol=1e-12)


def test_inverse():
    latent = torch.linspace(-1.5, 1.5, 7, dtype=torch.float64).expand(2, 7)
    link = make()
    with torch.no_grad():
        link.log_slopes.copy_(torch.tensor([-1.0, 0.0, 1.0]))
        link.logits.copy_(torch.tensor([1.0, 0.0, 2.0]))
        np.testing.assert_allclose(link.inverse(link(latent)), latent, atol=1e-10)
        # The floor itself is infinitely far: a hundredth of the range above it is near enough.
        at_floor = one_sigmoid().inverse(torch.full((2, 1), -2.0, dtype=torch.float64))
    assert at_floor[0, 0].item() == pytest.approx(0.3 + np.log(0.01 / 0.99) / 3)


def test_rises_whatever_is_learned():
    link = make()
    generator = torch.Generator().manual_seed(0)
    latent = torch.linspace(-9, 9, 1001, dtype=torch.float64).expand(2, 1001)
    with torch.no_grad():
        for parameter in link.parameters():
            parameter.copy_(2 * torch.randn(parameter.shape, generator=generator))
        measured, floor = link(latent)[0], link.floor[0].item()
    assert (measured.diff() >= 0).all()
    assert floor < measured[0] < measured[-1] < floor + link.log_range[0].exp().item()


def test_begins_with_the_range_that_each_member_sees():
    target = torch.tensor([[1.0, 10.0], [2.0, 20.0], [4.0, 40.0]])
    weight = torch.tensor([[1.0, 0.0], [1.0, 1.0], [0.0, 0.5]])
    link = SigmoidLink([True, True])
    link.set_range(target, weight)
    assert link.floor[:, 0].tolist() == [1.0, 20.0]
    np.testing.assert_allclose(link.log_range.exp().detach()[:, 0], [1, 20], rtol=1e-6)


def test_a_row_of_next_to_no_weight_does_not_set_the_range():
    target = torch.tensor([[1.0], [2.0], [4.0], [-900.0], [900.0]])
    weight = torch.tensor([[1.0, 1.0], [1.0, 0.5], [1.0, 2.0], [1e-9, 0.5], [1e-9, 1e-9]])
    link = SigmoidLink([True, True])
    link.set_range(target, weight)
    assert link.floor[:, 0].tolist() == [1.0, -900.0]
    np.testing.assert_allclose(link.log_range.exp().detach()[:, 0], [3, 904], rtol=1e-6)


@pytest.mark.parametrize(("least", "carries"), [(0.0099, False), (0.0101, True)])
def test_a_row_carries_weight_from_a_hundredth_of_the_mean_on(least, carries):
    # The mean of the weights that are not 0 is one.
    weight = np.array([0.0, least, 2 - least, 1.0, 1.0])
    for own in (weight, weight[:, None], torch.tensor(weight)):
        assert carries_weight(own).flatten().tolist() == [False, carries, True, True, True]


def test_one_target_for_all_members_and_a_constant_one():
    link = SigmoidLink([True, True])
    link.set_range(torch.tensor([[3.0], [3.0]]), torch.ones(2, 1))
    assert link.floor[:, 0].tolist() == [3.0, 3.0]
    assert link.log_range[:, 0].tolist() == [0.0, 0.0]


@pytest.fixture(scope="module")
def saturated():
    """An additive trait behind a steep sigmoid: most genotypes lie at floor or ceiling."""
    genotypes = enumerate_genotypes(8)
    effects = np.array([1.0, -0.8, 0.6, 0.5, -0.4, 0.3, 0.2, 0.1])
    trait = (1 - 2 * genotypes) @ effects
    return genotypes, effects, 5 + 10 / (1 + np.exp(-3 * trait))


@pytest.fixture(scope="module")
def fitted(saturated):
    X, _, y = saturated
    train = np.random.RandomState(0).permutation(256)[:80]
    settings = {"n_members": 2, "wh_weight": 0.001, "random_state": 0}
    with_link = EpistaticNetRegressor(global_epistasis="sigmoid", **settings)
    return with_link.fit(X[train], y[train]), EpistaticNetRegressor(**settings).fit(
        X[train], y[train]
    )


def test_finds_the_additive_trait_behind_a_sigmoid(saturated, fitted):
    X, effects, y = saturated
    with_link, _ = fitted
    assert with_link.score(X, y) > 0.99
    latent = with_link.latent_spectrum_
    share = latent.energy_by_order()[1] / latent.energy_by_order()[1:].sum()
    assert share > 0.97
    additive = latent.coefficients[[1 << i for i in range(8)][::-1]]
    assert np.corrcoef(additive, effects)[0, 1] > 0.995
    # What is measured has interactions that the trait does not have.
    measured = with_link.spectrum_.energy_by_order()
    assert measured[1] / measured[1:].sum() < 0.9


def test_latent_spectrum_against_an_explicit_matrix(saturated, fitted):
    X = saturated[0]
    for model in fitted:
        for spectrum, values in (
            (model.spectrum_, model.predict(X)),
            (model.latent_spectrum_, model.predict_latent(X)),
        ):
            expected = hadamard(256) @ values / 256
            np.testing.assert_allclose(spectrum.coefficients, expected, atol=1e-9)


def test_nothing_is_predicted_beyond_the_learned_range(saturated, fitted):
    X, _, y = saturated
    predicted = fitted[0].predict(X)
    assert predicted.min() > y.min() - 0.5
    assert predicted.max() < y.max() + 0.5
    assert np.ptp(fitted[0].predict_latent(X)) > 1.2 * np.ptp(predicted)


def test_without_a_link_latent_is_measured(saturated, fitted):
    X = saturated[0]
    model = fitted[1]
    np.testing.assert_array_equal(model.predict_latent(X), model.predict(X))
    assert model.latent_spectrum_ is model.spectrum_


def test_pickled_model_keeps_its_link(saturated, fitted):
    X = saturated[0]
    for model in fitted:
        copy = pickle.loads(pickle.dumps(model))
        np.testing.assert_array_equal(copy.predict(X), model.predict(X))
        np.testing.assert_array_equal(copy.predict_latent(X), model.predict_latent(X))


def test_warm_start_with_another_link(small_data):
    model = EpistaticNetRegressor(max_iter=2, warm_start=True, random_state=0).fit(*small_data)
    with pytest.raises(ValueError, match="had global_epistasis=None, but now .*'sigmoid'"):
        model.set_params(global_epistasis="sigmoid").fit(*small_data)


def test_link_in_a_grid_search(small_data):
    grid = {"global_epistasis": [None, "sigmoid"]}
    search = GridSearchCV(EpistaticNetRegressor((4,), max_iter=3, random_state=0), grid, cv=2)
    first, second = search.fit(*small_data).cv_results_["mean_test_score"]
    assert np.isfinite([first, second]).all()
    assert first != second
    chosen = search.best_params_["global_epistasis"]
    assert any(search.best_estimator_.net_.linked) == (chosen == "sigmoid")


def test_begins_at_the_mean_of_the_data():
    # 19 of 20 genotypes at the floor: the middle of the range would be far from all of them.
    X = enumerate_genotypes(5)[:20]
    y = np.r_[np.zeros(19), 10.0]
    settings = {"hidden_layer_sizes": (4,), "max_iter": 1, "learning_rate_init": 1e-9}
    model = EpistaticNetRegressor(global_epistasis="sigmoid", random_state=0, **settings)
    members = model.fit(X, y).net_.module_
    with torch.no_grad():
        at_bias = members.link(members.layers.biases[-1][:, 0])
    np.testing.assert_allclose(at_bias * y.std() + y.mean(), 0.5, atol=1)


def test_bad_option(saturated):
    X, _, y = saturated
    with pytest.raises(
        ValueError, match="global_epistasis must be one of None, 'sigmoid', got 's"
    ):
        EpistaticNetRegressor(global_epistasis="spline").fit(X, y)
