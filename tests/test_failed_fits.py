"""A fit that fails, or is interrupted, leaves its estimator as it was: every public estimator."""

import signal

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.utils import get_tags
from sklearn.utils.validation import check_is_fitted
from skorch.callbacks import Callback

import sk_epinet
from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    ExactWalshPenalty,
    WalshFeatures,
    genotypes,
    kernels,
)
from sk_epinet.comparison._walsh_lasso import WalshLassoCV
from sk_epinet.genotypes import GenotypeEncoder
from sk_epinet.kernels import ConnectednessGaussianProcess


def press_ctrl_c():
    signal.raise_signal(signal.SIGINT)


def divide_by_zero():
    raise ZeroDivisionError("in the middle of a fit")


class DoInEpoch(Callback):
    """Do something at the end of an epoch, or of a batch of it."""

    def __init__(self, number, action, of_batch=False):
        self.number, self.action, self.of_batch = number, action, of_batch

    def on_epoch_end(self, net, **kwargs):
        if not self.of_batch and len(net.history) == self.number:
            self.action()

    def on_batch_end(self, net, **kwargs):
        if self.of_batch and len(net.history) == self.number:
            self.action()


class DoInStep(ExactWalshPenalty):
    """Do something in a step of the training, counted over all networks of a fit."""

    steps, number, action = 0, 0, None

    def sample(self, spins, generator):
        DoInStep.steps += 1
        if DoInStep.steps == DoInStep.number:
            DoInStep.action()
        return super().sample(spins, generator)


def do_in_step(number, action):
    DoInStep.steps, DoInStep.number, DoInStep.action = 0, number, staticmethod(action)
    return {"penalty": DoInStep()}


def score_never(estimator, X, y):
    raise ZeroDivisionError("no score")


def optimise_never(objective, theta, bounds):
    objective(theta)
    raise ZeroDivisionError("no optimum")


def interrupt_optimiser(objective, theta, bounds):
    objective(theta)
    raise KeyboardInterrupt


class Folds:
    """Three folds of the rows, or of three rows more than there are."""

    def __init__(self, too_many=0):
        self.too_many = too_many

    def split(self, X, y=None, groups=None):
        rows = np.arange(len(X))
        for k in range(3):
            yield rows[rows % 3 != k], rows[rows % 3 == k] + self.too_many * (k == 2)

    def get_n_splits(self, X=None, y=None, groups=None):
        return 3


NETWORK = {"hidden_layer_sizes": (8,), "max_iter": 8, "random_state": 0, "n_members": 1}
MAKE = {
    EpistaticNetRegressor: lambda: EpistaticNetRegressor(**NETWORK),
    EpistaticNetRegressorCV: lambda: EpistaticNetRegressorCV(
        wh_weights=[0.01, 0.1], alphas=[0.1], cv=3, gaussian_process=False, **NETWORK
    ),
    ConnectednessGaussianProcess: ConnectednessGaussianProcess,
    WalshFeatures: WalshFeatures,
    GenotypeEncoder: GenotypeEncoder,
    WalshLassoCV: lambda: WalshLassoCV(Folds(), max_orders=(1, 2)),
}
NETWORKS = (EpistaticNetRegressor, EpistaticNetRegressorCV)


def make_data(kind):
    """30 genotypes of four sites, as a DataFrame, and their values."""
    rng = np.random.RandomState(0)
    X = rng.randint(0, 2, (30, 4))
    y = X[:, 0] - 2 * X[:, 1] * X[:, 2] + 0.1 * rng.randn(30)
    if kind is GenotypeEncoder:
        X = np.array(list("AKDSGRET")).reshape(2, 4)[X, np.arange(4)]
    return pd.DataFrame(X, columns=["a", "b", "c", "d"]), 5 + y


# The parameters that make a fit fail, the error that it ends with, and the estimators concerned.
FAILURES = {
    "error in an epoch": (
        lambda: {"callbacks": [DoInEpoch(3, divide_by_zero)]},
        ZeroDivisionError,
        NETWORKS,
    ),
    "Ctrl-C in an epoch": (
        lambda: {"callbacks": [DoInEpoch(5, press_ctrl_c)]},
        KeyboardInterrupt,
        NETWORKS,
    ),
    "Ctrl-C in the first batch": (
        lambda: {"callbacks": [DoInEpoch(1, press_ctrl_c, of_batch=True)]},
        KeyboardInterrupt,
        NETWORKS,
    ),
    "Ctrl-C beside early stopping": (
        lambda: {"early_stopping": True} | do_in_step(4, press_ctrl_c),
        KeyboardInterrupt,
        [EpistaticNetRegressor],
    ),
    "Ctrl-C in a step": (lambda: do_in_step(4, press_ctrl_c), KeyboardInterrupt, NETWORKS),
    "error in a step": (lambda: do_in_step(4, divide_by_zero), ZeroDivisionError, NETWORKS),
    "error in a thread": (
        lambda: {"n_jobs": 2} | do_in_step(4, divide_by_zero),
        ZeroDivisionError,
        [EpistaticNetRegressorCV],
    ),
    "Ctrl-C in the final fit": (
        # The folds make eight steps, those of the final fit come afterwards.
        lambda: do_in_step(10, press_ctrl_c),
        KeyboardInterrupt,
        [EpistaticNetRegressorCV],
    ),
    "error in a score": (
        lambda: {"scoring": score_never},
        ZeroDivisionError,
        [EpistaticNetRegressorCV],
    ),
    "large steps": (lambda: {"learning_rate_init": 1e12}, ValueError, NETWORKS),
    "one large step": (
        lambda: {"learning_rate_init": 1e12, "max_iter": 1},
        ValueError,
        NETWORKS,
    ),
    "one step to NaN": (
        lambda: {"learning_rate_init": 1e300, "max_iter": 1},
        ValueError,
        NETWORKS,
    ),
    "no such penalty": (lambda: {"penalty": "no"}, ValueError, NETWORKS),
    "error of the optimiser": (
        lambda: {"optimizer": optimise_never},
        ZeroDivisionError,
        [ConnectednessGaussianProcess],
    ),
    "Ctrl-C in the optimiser": (
        lambda: {"optimizer": interrupt_optimiser},
        KeyboardInterrupt,
        [ConnectednessGaussianProcess],
    ),
    "no such sites": (
        lambda: {"interactions": [(0, 7)]},
        ValueError,
        [WalshFeatures],
    ),
    "no wild type": (lambda: {"encoding": "mutations"}, ValueError, [GenotypeEncoder]),
    "no such rows": (lambda: {"cv": Folds(too_many=3)}, IndexError, [WalshLassoCV]),
}
CASES = [
    pytest.param(kind, change, error, id=f"{kind.__name__}: {name}")
    for name, (change, error, kinds) in FAILURES.items()
    for kind in kinds
]


def of_fit(model):
    """Return what a fit has left of an estimator, beside its parameters."""
    parameters = model.get_params(deep=False)
    return {name: value for name, value in vars(model).items() if name not in parameters}


def answers(model, X):
    own = model.predict(X) if hasattr(model, "predict") else model.transform(X)
    return own.to_numpy() if hasattr(own, "to_numpy") else np.asarray(own)


def fail(model, X, y, change, error):
    changed = change()
    before = {name: model.get_params(deep=False)[name] for name in changed}
    model.set_params(**changed)
    with pytest.raises(error):
        model.fit(X, y)
    model.set_params(**before)


@pytest.mark.parametrize(("kind", "change", "error"), CASES)
def test_a_first_fit_that_fails_leaves_nothing(kind, change, error):
    X, y = make_data(kind)
    model = MAKE[kind]()
    fail(model, X, y, change, error)
    assert of_fit(model) == {}
    if get_tags(model).requires_fit:  # a Gaussian process predicts from its prior
        with pytest.raises(NotFittedError):
            check_is_fitted(model)
    assert not hasattr(model, "n_features_in_")


@pytest.mark.parametrize(("kind", "change", "error"), CASES)
def test_a_second_fit_that_fails_leaves_the_first(kind, change, error):
    """On other columns, and in other units, of which nothing must be left."""
    X, y = make_data(kind)
    model = MAKE[kind]().fit(X, y)
    before, expected = of_fit(model), answers(model, X)
    other = X[["d", "c", "b"]] if kind is not WalshLassoCV else X
    fail(model, other, 1000 + 50 * y, change, error)
    after = of_fit(model)
    assert after.keys() == before.keys()
    assert all(after[name] is before[name] for name in after)
    np.testing.assert_array_equal(answers(model, X), expected)


@pytest.mark.parametrize("kind", NETWORKS)
def test_a_spectrum_is_that_of_the_fit_that_succeeded(kind):
    X, y = make_data(kind)
    model = MAKE[kind]().fit(X, y)
    expected = MAKE[kind]().fit(X, y).spectrum_
    fail(model, X.iloc[:, :3], 1000 + 50 * y, *FAILURES["Ctrl-C in an epoch"][:2])
    np.testing.assert_array_equal(model.spectrum_.coefficients, expected.coefficients)
    assert model.spectrum_.interactions == expected.interactions
    np.testing.assert_array_equal(model.levels_, np.tile([0, 1], (4, 1)))


@pytest.mark.parametrize("kind", NETWORKS)
def test_callbacks_see_the_earlier_model_until_the_fit_is_done(kind):
    X, y = make_data(kind)
    model, seen = MAKE[kind]().fit(X, y), []
    expected = model.predict(X)
    look = DoInEpoch(3, lambda: seen.append(model.predict(X)))
    model.set_params(callbacks=[look]).fit(X, 1000 + 50 * y)
    np.testing.assert_array_equal(seen, [expected])
    assert model.predict(X).min() > 500


def test_a_callback_may_still_stop_a_fit():
    def stop():
        raise KeyboardInterrupt

    X, y = make_data(EpistaticNetRegressor)
    for early_stopping in (False, True):
        settings = {"callbacks": [DoInEpoch(3, stop)], "early_stopping": early_stopping}
        model = MAKE[EpistaticNetRegressor]().set_params(**settings).fit(X, y)
        assert model.n_iter_ == len(model.loss_curve_) == 3
    model.set_params(callbacks=[DoInEpoch(3, stop, of_batch=True)]).fit(X, y)
    assert model.n_iter_ == len(model.loss_curve_) == 2
    with pytest.raises(ValueError, match="before the end of the first epoch"):
        model.set_params(callbacks=[DoInEpoch(1, stop, of_batch=True)]).fit(X, y)


def test_the_handler_of_ctrl_c_is_the_users_again():
    seen = []

    def handle(number, frame):
        seen.append(number)

    X, y = make_data(EpistaticNetRegressor)
    before = signal.signal(signal.SIGINT, handle)
    try:
        # A handler that only makes a note does not end the fit.
        callbacks = [DoInEpoch(3, press_ctrl_c)]
        model = MAKE[EpistaticNetRegressor]().set_params(callbacks=callbacks).fit(X, y)
        assert signal.getsignal(signal.SIGINT) is handle
    finally:
        signal.signal(signal.SIGINT, before)
    assert (seen, model.n_iter_) == ([signal.SIGINT], 8)


def test_a_process_fitted_again_forgets_the_names_of_columns():
    X, y = make_data(ConnectednessGaussianProcess)
    model = ConnectednessGaussianProcess().fit(X, y)
    assert list(model.feature_names_in_) == list(X.columns)
    assert not hasattr(model.fit(X.to_numpy(), y), "feature_names_in_")


def test_all_public_estimators_are_tested():
    modules = (sk_epinet, genotypes, kernels)
    public = [getattr(module, name) for module in modules for name in module.__all__]
    assert {thing for thing in public if hasattr(thing, "fit")} <= set(MAKE)
