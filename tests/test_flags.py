"""A function that takes True or False refuses anything else, by the name of the parameter."""

import inspect

import numpy as np
import pytest

from sk_epinet import (
    EpistasisSpectrum,
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    WalshSpectrum,
    suggest,
)
from sk_epinet.datasets import fetch_landscape, load_landscape, weights_from_errors
from sk_epinet.genotypes import (
    find_invalid,
    parse_hgvs,
    parse_mutations,
    parse_site_columns,
    parse_strings,
)
from tests.public_objects import public_objects

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]] * 3)
FAST = {"hidden_layer_sizes": (2,), "max_iter": 1, "random_state": 0}

CALLS = {
    ("EpistasisSpectrum.from_estimator", "latent"): EpistasisSpectrum.from_estimator,
    ("WalshSpectrum.from_estimator", "latent"): WalshSpectrum.from_estimator,
    ("fetch_landscape", "return_X_y"): lambda model, **flag: fetch_landscape("Palmer2015", **flag),
    ("load_landscape", "return_X_y"): lambda model, **flag: load_landscape("x", **flag),
    ("weights_from_errors", "return_tau"): lambda model, **flag: weights_from_errors([1], **flag),
    ("suggest", "minimize"): lambda model, **flag: suggest(model, 1, **flag),
    ("find_invalid", "allow_stop"): lambda model, **flag: find_invalid(["A1C"], **flag),
    ("parse_hgvs", "allow_stop"): lambda model, **flag: parse_hgvs(["p.Ala1Cys"], **flag),
    ("parse_mutations", "allow_stop"): lambda model, **flag: parse_mutations(["A1C"], **flag),
    ("parse_strings", "allow_stop"): lambda model, **flag: parse_strings(["AC"], **flag),
    ("parse_site_columns", "allow_stop"): lambda model, **flag: parse_site_columns(X, **flag),
}
for kind in (EpistaticNetRegressor, EpistaticNetRegressorCV):
    for method, name in (("predict", "return_std"), ("predict_members", "latent")):
        CALLS[f"{kind.__name__}.{method}", name] = lambda model, method=method, **flag: getattr(
            model, method
        )(X, **flag)
# As GaussianProcessRegressor.predict, which takes what is true for True.
AS_IN_SCIKIT_LEARN = ("ConnectednessGaussianProcess", "walsh_posterior")


@pytest.fixture(scope="module")
def models():
    y = X @ [1.0, 2.0]
    one = EpistaticNetRegressor(**FAST).fit(X, y)
    return {"EpistaticNetRegressorCV": EpistaticNetRegressorCV(**FAST, cv=2).fit(X, y), "": one}


def flags(name, function):
    hints = inspect.signature(function).parameters.values()
    return {(name, own.name) for own in hints if own.annotation in (bool, "bool")}


def test_all_flags_of_functions_and_methods_are_tried():
    found = set()
    for name, thing in public_objects():
        if name.startswith(AS_IN_SCIKIT_LEARN):
            continue
        if inspect.isclass(thing):
            for method, function in inspect.getmembers(thing, callable):
                if not method.startswith("_") and hasattr(function, "__annotations__"):
                    found |= flags(f"{name}.{method}", function)
        elif callable(thing):
            found |= flags(name, thing)
    assert found == set(CALLS)


@pytest.mark.parametrize(("call", "name"), CALLS)
@pytest.mark.parametrize("wrong", ["no", 1, None])
def test_other_values_are_refused(call, name, wrong, models):
    model = models.get(call.partition(".")[0], models[""])
    with pytest.raises(ValueError, match=f"^{name} must be True or False, got {wrong!r}"):
        CALLS[call, name](model, **{name: wrong})
