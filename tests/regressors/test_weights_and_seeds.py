"""The weights and the seed of the user reach every place where they count."""

import numpy as np
import pytest
from sklearn.metrics import r2_score
from skorch.callbacks import Callback

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    SubcubeWalshPenalty,
    enumerate_genotypes,
)
from sk_epinet.network._trainer import EpistaticNet

FAST = {"hidden_layer_sizes": (8,), "max_iter": 2}
FAST_CV = FAST | {"global_epistasis": None, "alphas": [0.5], "wh_weights": [0.1], "n_members": 1}


@pytest.fixture
def weighted():
    """40 different genotypes of six sites with unequal weights: (X, y, weight)."""
    rng = np.random.RandomState(0)
    X = enumerate_genotypes(6)[rng.permutation(64)[:40]]
    return X, X[:, 0] - 2.0 * X[:, 1] * X[:, 3] + rng.randn(40), rng.uniform(0.1, 5.0, 40)


@pytest.fixture
def trained(monkeypatch):
    """Give the list of all stacks that are trained: (net, data)."""
    stacks, original = [], EpistaticNet.train

    def spy(net, data, *args, **kwargs):
        stacks.append((net, data))
        return original(net, data, *args, **kwargs)

    monkeypatch.setattr(EpistaticNet, "train", spy)
    return stacks


def test_each_fold_is_trained_with_the_weights_of_its_rows(weighted, trained):
    X, y, weight = weighted
    folds = [(np.arange(10, 40), np.arange(10)), (np.arange(25), np.arange(25, 40))]
    EpistaticNetRegressorCV(**FAST_CV, cv=folds, random_state=0).fit(X, y, sample_weight=weight)
    net, data = trained[0]
    # The rows of data with weights are sorted.
    places = {tuple(spins): place for place, spins in enumerate(data.spins)}
    data = data.take([places[tuple(spins)] for spins in 1.0 - 2.0 * X])
    for column, (train, test) in enumerate(folds):
        own = weight[train] / weight[train].sum()
        shown = data.weight[:, column]
        assert (shown[test] == 0).all()
        np.testing.assert_allclose(shown[train] / shown.sum(), own)
        mean = own @ y[train]
        target = (y - mean) / np.sqrt(own @ (y[train] - mean) ** 2)
        np.testing.assert_allclose(data.target[:, column], target)
        # alpha / (2 n), where n is the sum of the weights.
        assert net.l2_weight[column] == pytest.approx(0.5 / (2 * weight[train].sum()))


def test_collapsed_networks_are_told_by_their_weighted_errors(weighted, monkeypatch):
    X, y, weight = weighted
    asked = []

    def spy(shares, explained, promised):
        asked.append((shares, explained))
        return shares

    monkeypatch.setattr("sk_epinet.regressors._regressor_cv.without_collapsed", spy)
    model = EpistaticNetRegressorCV(**FAST_CV, selection="min", random_state=0)
    model.fit(X, y, sample_weight=weight)
    ((_, explained),) = asked
    errors = np.average((model.predict_members(X) - y) ** 2, axis=1, weights=weight)
    variance = np.average((y - np.average(y, weights=weight)) ** 2, weights=weight)
    np.testing.assert_allclose(explained, variance - errors)


def test_validation_scores_are_weighted(weighted):
    X, y, weight = weighted
    y, weight = 100 + 10 * y, 1e3 * weight
    seen = []

    class Watch(Callback):
        def on_epoch_end(self, net, dataset_valid=None, **kwargs):
            predicted = net.forward(dataset_valid.X)[:, 0].numpy()
            seen.append((dataset_valid.X["spins"].numpy(), predicted))

    model = EpistaticNetRegressor(
        **FAST, early_stopping=True, validation_fraction=0.4, n_members=1, callbacks=[Watch()]
    )
    model.set_params(random_state=0).fit(X, y, sample_weight=weight)
    for score, (spins, predicted) in zip(model.validation_scores_, seen, strict=True):
        rows = [np.flatnonzero((own == 1 - 2.0 * X).all(axis=1)).item() for own in spins]
        measured = (y[rows] - model.target_mean_) / model.target_scale_
        assert score == pytest.approx(r2_score(measured, predicted, sample_weight=weight[rows]))


@pytest.mark.parametrize("kind", [EpistaticNetRegressor, EpistaticNetRegressorCV])
@pytest.mark.parametrize("words", [False, True], ids=["levels", "alleles"])
def test_rows_of_weight_zero_say_nothing_of_levels_or_alleles(kind, words, weighted):
    X, y, weight = weighted
    X = X.astype(float)
    weight[30:] = 0
    X[33, 2], X[35, 4] = 7.0, -3.0  # a value that no row of weight has, high and low
    if words:
        X = X.astype(int).astype(str)
    cv = {"cv": [(np.arange(15), np.arange(15, 40)), (np.arange(15, 40), np.arange(15))]}
    alone_cv = {"cv": [(np.arange(15), np.arange(15, 30)), (np.arange(15, 30), np.arange(15))]}
    is_cv = kind is EpistaticNetRegressorCV
    model = kind(**FAST, **cv if is_cv else {}, random_state=0).fit(X, y, sample_weight=weight)
    alone = kind(**FAST, **alone_cv if is_cv else {}, random_state=0)
    alone.fit(X[:30], y[:30], sample_weight=weight[:30])
    assert model.alleles_ == alone.alleles_
    # The sums over the rows round otherwise.
    np.testing.assert_allclose(model.predict(X[:30]), alone.predict(X[:30]), rtol=1e-6)


def test_folds_depend_on_the_seed(weighted, trained):
    X, y, _ = weighted
    folds = []
    for seed in (0, 0, 1):
        trained.clear()
        EpistaticNetRegressorCV(**FAST_CV, random_state=seed).fit(X, y)
        folds.append(trained[0][1].weight > 0)
    np.testing.assert_array_equal(folds[0], folds[1])
    assert (folds[0] != folds[2]).any()


def test_the_validation_part_depends_on_the_seed(weighted):
    X, y, _ = weighted
    parts = []

    class Watch(Callback):
        def on_train_begin(self, net, **kwargs):
            parts.append(net.get_split_datasets(kwargs["X"])[1].X["spins"].numpy())

    model = EpistaticNetRegressor(**FAST, early_stopping=True, callbacks=[Watch()])
    for seed in (0, 0, 1):
        model.set_params(random_state=seed).fit(X, y)
    np.testing.assert_array_equal(parts[0], parts[1])
    assert (parts[0] != parts[2]).any()


def test_batches_and_sub_cubes_depend_on_the_seed(weighted):
    X, y, _ = weighted
    drawn, batches = [], []

    class Remember(SubcubeWalshPenalty):
        def sample(self, spins, generator):
            found = super().sample(spins, generator)
            drawn[-1].append(found.numpy())
            return found

    class Watch(Callback):
        def on_batch_begin(self, net, batch=None, training=None, **kwargs):
            batches[-1].append(batch[0]["spins"].numpy())

    for seed in (0, 0, 1):
        drawn.append([])
        batches.append([])
        EpistaticNetRegressor(
            **FAST,
            penalty=Remember(2),
            batch_size=10,
            n_members=1,
            callbacks=[Watch()],
            random_state=seed,
        ).fit(X, y)
    for of_seeds in (drawn, batches):
        first, same, other = (np.concatenate(own) for own in of_seeds)
        np.testing.assert_array_equal(first, same)
        assert (first != other).any()


@pytest.mark.parametrize("kind", [EpistaticNetRegressor, EpistaticNetRegressorCV])
def test_a_target_that_differs_by_rounding_is_constant(kind, weighted):
    X, _, _ = weighted
    y = np.where(np.arange(40) % 2, 0.3, 0.1 + 0.2)
    assert np.ptp(y) > 0
    with pytest.warns(UserWarning, match="y is constant"):
        model = kind(**FAST, random_state=0).fit(X, y)
    assert model.target_scale_ == 0
    np.testing.assert_allclose(model.predict(X), 0.3)


@pytest.mark.parametrize("cv", ["auto", 4, None])
def test_rows_of_weight_zero_have_no_part_in_the_folds(cv, weighted):
    """The other rows are in the folds in which they are without them."""
    X, y, weight = weighted
    more = enumerate_genotypes(6)[::3]
    expected = EpistaticNetRegressorCV(**FAST_CV, cv=cv, random_state=0).fit(
        X, y, sample_weight=weight
    )
    model = EpistaticNetRegressorCV(**FAST_CV, cv=cv, random_state=0).fit(
        np.vstack([more, X]),
        np.r_[np.full(len(more), 9.0), y],
        sample_weight=np.r_[np.zeros(len(more)), weight],
    )
    np.testing.assert_allclose(model.mse_path_, expected.mse_path_, rtol=1e-4)
    np.testing.assert_allclose(model.predict(X), expected.predict(X), rtol=1e-4, atol=1e-5)
