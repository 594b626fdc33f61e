"""Data of any kind: estimators learn from them and predict finite numbers, or refuse them."""

from functools import cache

import hypothesis
import numpy as np
from hypothesis import strategies as st

from sk_epinet import EpistaticNetRegressor, EpistaticNetRegressorCV, WalshFeatures
from sk_epinet.cross_validation import split_genotypes
from sk_epinet.datasets import aggregate_replicates, weights_from_errors
from sk_epinet.genotypes import GenotypeEncoder, coverage_report
from sk_epinet.kernels import ConnectednessGaussianProcess
from tests.fuzz import hostile, small
from tests.fuzz.calls import Call, drawn, judge_call, options_of
from tests.fuzz.profiles import profile

ALSO = {
    "X": ["genotype", "site", "column", "row", "sample", "feature", "sparse", "input", "array"],
    "new": [
        "array",
        "X",
        "genotype",
        "site",
        "column",
        "row",
        "sample",
        "feature",
        "sparse",
        "input",
    ],
    "y": ["target", "value", "samples"],
    "sample_weight": ["weight"],
    "groups": ["group"],
    "levels": ["level", "allele"],
    "coverage": ["coverage"],
    "standard_error": ["error"],
    "return_tau": ["tau"],
    "errors": ["error"],
}


@cache
def calls():
    X, y = small.numbers()
    Z, _ = small.letters()
    values = {
        "X": hostile.genotypes(X),
        "new": hostile.genotypes(X),
        "y": hostile.targets(len(y)),
        "sample_weight": hostile.row_weights(len(y)),
        "standard_error": hostile.row_weights(len(y)),
        "groups": hostile.targets(len(y)),
        "censored": hostile.targets(len(y)),
        "levels": hostile.levels(3),
    }

    def call(name, run, right):
        return Call(name, run, lambda: right, values, ALSO)

    def net(X, y, new, sample_weight, censored, levels):
        model = EpistaticNetRegressor(**small.NET, n_members=1, levels=levels)
        return model.fit(X, y, sample_weight, censored=censored).predict(X if new is None else new)

    def cv(X, y, sample_weight, groups, censored):
        model = EpistaticNetRegressorCV(**small.CV)
        return model.fit(X, y, sample_weight, groups, censored=censored).predict(X)

    def features(X, new, levels):
        model = WalshFeatures(levels=levels).fit(X)
        return np.asarray(model.transform(X if new is None else new), dtype=float)

    def process(X, y, new):
        model = ConnectednessGaussianProcess(optimizer=None).fit(X, y)
        return model.predict(X if new is None else new)

    def encoder(X, new):
        coded = GenotypeEncoder(encoding="onehot").fit(X).transform(X if new is None else new)
        return coded.toarray() if hasattr(coded, "toarray") else coded

    def predict(new):
        return small.fitted()["net"].predict(new)

    def predict_members(new, latent):
        return small.fitted()["alleles"].predict_members(new, latent)

    def predict_interval(X, coverage, sample_weight):
        return small.fitted()["cv"].predict_interval(X, coverage, sample_weight=sample_weight)

    def means(**a):
        # The standard errors of genotypes that were measured once are NaN, as documented.
        return list(aggregate_replicates(**a).values())[:2]

    def report(X):
        return repr(coverage_report(X))

    optional = {"sample_weight": None, "censored": None}
    fit = {"X": X, "y": y, **optional}
    return [
        call("fit", net, {**fit, "new": None, "levels": "auto"}),
        call("fit alleles", net, {**fit, "X": Z, "new": None, "levels": "auto"}),
        call("fit CV", cv, {**fit, "groups": None}),
        call("features", features, {"X": X, "new": None, "levels": "auto"}),
        call("features of alleles", features, {"X": Z, "new": None, "levels": "auto"}),
        call("process", process, {"X": X, "y": y, "new": None}),
        call("encoder", encoder, {"X": Z, "new": None}),
        call("encoder of strings", encoder, {"X": ["AK", "VK", "AR"], "new": None}),
        call("predict", predict, {"new": X}),
        call("predict_members", predict_members, {"new": Z, "latent": False}),
        call(
            "predict_interval", predict_interval, {"X": X, "coverage": 0.9, "sample_weight": None}
        ),
        call("coverage_report", report, {"X": Z}),
        call(
            "aggregate_replicates",
            means,
            {**options_of(aggregate_replicates), "X": X, "y": y},
        ),
        call(
            "weights_from_errors",
            weights_from_errors,
            {**options_of(weights_from_errors), **first_arguments(y), "X": X, "y": y, "tau": 0.1},
        ),
        call("split_genotypes", split_genotypes, {**options_of(split_genotypes), "X": X}),
    ]


def first_arguments(y):
    import inspect

    names = list(inspect.signature(weights_from_errors).parameters)
    return {names[0]: 0.1 + 0 * y}


@profile
@hypothesis.given(st.deferred(lambda: drawn(calls())))
def test_data_are_learned_from_or_refused(case):
    judge_call("data", case)
