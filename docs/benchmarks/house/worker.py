"""Fit models with the package that is on PYTHONPATH: one side of the comparison of ``house.py``.

python worker.py CHECKOUT time TASK [--smoke]              # prints seconds
python worker.py CHECKOUT predict FILE.npz [--smoke]       # writes predictions
"""

import sys
from pathlib import Path
from time import process_time

import numpy as np
import torch
from sklearn.linear_model import LassoCV
from sklearn.pipeline import make_pipeline

import sk_epinet
from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    ExactWalshPenalty,
    SubcubeWalshPenalty,
    WalshFeatures,
    bootstrap_spectrum,
    estimate_spectrum,
    recover_spectrum,
)
from sk_epinet.datasets import make_walsh_landscape


def main(checkout, action, argument, smoke):
    found = Path(sk_epinet.__file__).resolve()
    if not found.is_relative_to(Path(checkout).resolve()):
        raise SystemExit(f"The package is read from {found} instead of {checkout}.")
    torch.set_num_threads(1)
    if action == "time":
        print(time_task(TIMED[argument], smoke))
    else:
        save_predictions(Path(argument), smoke)


def draw(n_sites, n_train, seed=0):
    """Return a training set of a planted landscape with noise, and 200 genotypes to predict."""
    X, y, _ = make_walsh_landscape(n_sites, 2 * n_sites, 3, noise=0.3, random_state=seed)
    rows = np.random.RandomState(seed).permutation(len(X))
    return X[rows[:n_train]], y[rows[:n_train]], X[rows[-200:]]


def net(**settings):
    return EpistaticNetRegressor(random_state=0, **settings)


def net_cv(**settings):
    return EpistaticNetRegressorCV(random_state=0, **settings)


# What is timed: a function of X and y of 100 genotypes of 13 sites, and of the epochs (None is
# the default).
TIMED = {
    "default fit": lambda X, y, epochs: net(max_iter=epochs or "auto").fit(X, y),
    "cross-validation": lambda X, y, epochs: net_cv(max_iter=epochs or 100).fit(X, y),
    "exact penalty": lambda X, y, epochs: net(
        penalty=ExactWalshPenalty(), max_iter=epochs or 40
    ).fit(X, y),
    "bootstrap": lambda X, y, epochs: bootstrap_spectrum(
        net(max_iter=epochs or 60), X, y, n_resamples=20, random_state=0
    ),
}


def time_task(task, smoke):
    """Return the processor seconds of a task, after one with few epochs that loads the rest."""
    X, y, _ = draw(6 if smoke else 13, 50 if smoke else 100)
    task(X, y, 2)
    start = process_time()
    task(X, y, 3 if smoke else None)
    return process_time() - start


def save_predictions(path, smoke):
    predictions = {}
    for name, function in list_fits(smoke).items():
        try:
            predictions[name] = np.asarray(function())
        except Exception as error:  # the other checkout may lack a parameter; the table says so
            print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
    np.savez(path, **predictions)


def list_fits(smoke):
    small, middle = draw(8, 60), draw(13, 100)
    if smoke:
        return {"default, 8 sites": lambda: predict(net(max_iter=3), small)}
    return {
        **fits_of_the_regressor(small, middle),
        **fits_of_the_cross_validation(small, middle),
        **fits_of_spectra(small),
    }


def predict(model, data, *sample_weight):
    X, y, X_test = data
    return model.fit(X, y, *sample_weight).predict(X_test)


def fits_of_the_regressor(small, middle):
    large = draw(13, 1500)
    exact = ExactWalshPenalty()
    fits = {
        "default, 8 sites": lambda: predict(net(), small),
        "default, 13 sites": lambda: predict(net(), middle),
        "1,500 genotypes": lambda: predict(net(max_iter=60), large),
        "hash, 30 sites": lambda: predict(net(), draw_many_sites()),
        "exact penalty": lambda: predict(net(penalty=exact, max_iter=40), middle),
        "exact penalty, little memory": lambda: predict(
            net(penalty=exact, max_iter=20, memory_budget=2**21), middle
        ),
        "three sub-cubes": lambda: predict(
            net(penalty=SubcubeWalshPenalty(5, n_subcubes=3, background="uniform"), max_iter=100),
            middle,
        ),
        "link": lambda: predict(net(global_epistasis="sigmoid", max_iter=150), small),
        "link, latent": lambda: (
            net(global_epistasis="sigmoid", max_iter=150).fit(*small[:2]).predict_latent(small[2])
        ),
        "sample weights": lambda: predict(net(max_iter=150), small, np.linspace(0.1, 2, 60)),
        "early stopping": lambda: predict(net(early_stopping=True, max_iter=300), small),
        "no gates": lambda: predict(net(gate_sites=False, max_iter=150), small),
        "warm start": lambda: predict(net(warm_start=True, max_iter=50).fit(*small[:2]), small),
    }
    for name in ("identity", "logistic", "tanh", "relu", "leaky_relu", "gelu"):
        fits[f"activation {name}"] = lambda name=name: predict(
            net(activation=name, max_iter=150), small
        )
    return fits


def draw_many_sites():
    X = np.random.RandomState(0).randint(0, 2, (200, 30))
    noise = np.random.RandomState(1).randn(200)
    return X, 2.0 * X[:, 0] + X[:, 3] * X[:, 7] + 0.1 * noise, X


def fits_of_the_cross_validation(small, middle):
    large = draw(13, 1500)
    weight = np.linspace(0, 2, 60)

    def few(n_train):
        return large[0][:n_train], large[1][:n_train], large[2]

    return {
        "CV, 8 sites": lambda: predict(net_cv(), small),
        "CV, two jobs": lambda: predict(net_cv(n_jobs=2, max_iter=100), small),
        "CV, least error": lambda: predict(net_cv(selection="min", max_iter=150), small),
        "CV, one standard error": lambda: predict(net_cv(selection="1se", max_iter=150), small),
        "CV, sample weights": lambda: predict(net_cv(max_iter=150), small, weight),
        "CV, 13 sites": lambda: predict(net_cv(max_iter=100), middle),
        "CV, 350 genotypes": lambda: predict(net_cv(max_iter=60), few(350)),
        "CV, 1,200 genotypes": lambda: predict(net_cv(max_iter=15), few(1200)),
    }


def fits_of_spectra(small):
    X, y, _ = small

    def bootstrap(model):
        return bootstrap_spectrum(model, X, y, n_resamples=12, random_state=0).coefficients

    def fit_many_sites():
        return net(max_iter=40).fit(*draw_many_sites()[:2])

    return {
        "bootstrap of the regressor": lambda: bootstrap(net(max_iter=60)),
        "bootstrap of the CV": lambda: bootstrap(net_cv(max_iter=60)),
        "bootstrap of the Lasso": lambda: bootstrap(make_pipeline(WalshFeatures(2), LassoCV())),
        "estimated spectrum": lambda: (
            estimate_spectrum(fit_many_sites(), 2, n_evaluations=5000, random_state=0).coefficients
        ),
        "recovered spectrum": lambda: (
            recover_spectrum(fit_many_sites(), n_evaluations=20000, random_state=0).coefficients
        ),
    }


if __name__ == "__main__":
    main(*sys.argv[1:4], smoke="--smoke" in sys.argv)
