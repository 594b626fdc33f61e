"""Every parameter of every public estimator: any value is used rightly, or refused by its name."""

from functools import cache

import hypothesis
import numpy as np
from hypothesis import strategies as st

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    ExactWalshPenalty,
    HashedWalshPenalty,
    SubcubeWalshPenalty,
    WalshFeatures,
)
from sk_epinet.cross_validation import GenotypeKFold
from sk_epinet.genotypes import GenotypeEncoder
from sk_epinet.kernels import ConnectednessGaussianProcess, ConnectednessKernel
from tests.fuzz import hostile, small
from tests.fuzz.calls import Call, drawn, judge_call, options_of
from tests.fuzz.profiles import profile

WIDTHS = [(2, 2), [3], np.array([3]), (), (0,), (-1,), (2.0,), (True,), "4", (10**9,), 4, None]
OWN = {
    "hidden_layer_sizes": st.sampled_from(WIDTHS),
    "levels": hostile.levels(3),
    "penalty": st.sampled_from(
        [
            None,
            "auto",
            "exact",
            "subcube",
            "hashed",
            ExactWalshPenalty(),
            ExactWalshPenalty,
            HashedWalshPenalty(2),
            HashedWalshPenalty(n_hashes=0),
            SubcubeWalshPenalty(2),
            SubcubeWalshPenalty(99),
            SubcubeWalshPenalty(background="x"),
            ExactWalshPenalty([2, 3]),
        ]
    ),
    "activation": st.sampled_from(["relu", "tanh", "silu", "identity", "logistic", "RELU"]),
    "batch_size": st.sampled_from([1, 5, 12, 13, 10**6, "auto", np.int64(4)]),
    "max_iter": st.sampled_from([1, 3, "auto", np.int64(2), 2.0, np.float64(2)]).filter(
        lambda value: value != "auto"
    ),
    "learning_rate_init": st.sampled_from([1e-12, 1.0, 1e12, 1e300]),
    "alpha": st.sampled_from([0, 1e-300, 1e12, 1e300, np.ones(12), -np.ones(12)]),
    "wh_weight": st.sampled_from([0, 1e-300, 1e12, 1e300]),
    "alphas": st.sampled_from([(0,), (1e300,), [1, 2], (), (-1,), "auto", np.array([0.1])]),
    "wh_weights": st.sampled_from([(0,), (1e300,), [1, 2], (), (-1,), "auto", np.array([0.1])]),
    "cv": st.sampled_from(
        [
            2,
            3,
            1,
            0,
            12,
            13,
            np.int64(2),
            GenotypeKFold(2),
            None,
            "auto",
            [(range(6), range(6, 12))],
            [([0, 1, 2, 3, 4, 5], [99])],
            [(np.arange(12) < 6, np.arange(12) >= 6)],
            [([], [])],
            iter([(np.arange(6), np.arange(6, 12))]),
        ]
    ),
    "scoring": st.sampled_from(["r2", "neg_mean_squared_error", "accuracy", "roc_auc", "x"]),
    "device": st.sampled_from(["cpu", "cuda", "cpu:7", "meta", "mps", ""]),
    "memory_budget": st.sampled_from(["auto", 1, 10**6, 10**12]),
    "callbacks": st.sampled_from([[], None, [5], ["a"], 5]),
    "interactions": st.sampled_from([[(0,)], [(0, 1), ()], [("x0",)], [], [(2, 0)], [(0, 0)]]),
    "allele_weights": st.sampled_from(["uniform", "library", "x", [[0.5, 0.5]] * 3, [[0, 0]] * 3]),
    "positions": st.sampled_from([[1, 2, 3], ["a", "b", "c"], [1, 1, 1], [1], range(3)]),
    "length_scale": st.sampled_from([1.0, 1e300, 1e-300, np.ones(3), np.ones(2), -1.0]),
    "length_scale_bounds": st.sampled_from(["fixed", (0.1, 1.0), (1.0, 0.1), (-1, 1), "x"]),
    "kernel": st.sampled_from([None, ConnectednessKernel(), 5]),
    "n_alleles": st.sampled_from([None, [2, 2, 2], [3, 2, 2], [], [0, 0, 0], [2, 2]]),
}
ALSO = {
    "callbacks": ["callback"],
    "allele_weights": ["weights"],
    "penalty": ["n_hashes", "n_bits", "n_free_sites", "background", "n_alleles", "n_subcubes"],
    "alphas": ["alpha"],
    "wh_weights": ["wh_weight"],
    "levels": ["level", "allele"],
    "cv": ["fold", "split", "test_size"],
    "n_splits": ["fold", "split"],
    "scoring": ["score", "metric"],
    "kernel": ["length_scale"],
    "learning_rate_init": ["learning rate"],
    "interactions": ["interaction"],
    "wild_type": ["wild type"],
    "allele_properties": ["propert"],
    "n_alleles": ["allele"],
    "positions": ["position"],
}


def of_estimator(cls, base, use):
    options = {**options_of(cls), **base}
    return Call(cls.__name__, lambda **a: use(cls(**a)), lambda: options, OWN, ALSO)


@cache
def calls():
    X, y = small.numbers()
    Z, _ = small.letters()

    def fit_predict(estimator):
        model = estimator.fit(X, y)
        return model.predict(X)

    def fit_alleles(estimator):
        return estimator.fit(Z, y).predict(Z)

    def fit_transform(estimator):
        return np.asarray(estimator.fit(X).transform(X), dtype=float)

    def encode(estimator):
        found = estimator.fit(["AKV", "ARV", "AKE"]).transform(["AKV"])
        estimator.get_feature_names_out()
        return found.toarray() if hasattr(found, "toarray") else found

    def penalise(penalty):
        net = EpistaticNetRegressor(**small.NET, penalty=penalty)
        return net.fit(X, y).predict(X)

    def split(splitter):
        return [len(test) for _, test in splitter.split(X, y)]

    def kernel(kernel):
        return ConnectednessGaussianProcess(kernel, optimizer=None).fit(X, y).predict(X)

    net = {**small.NET, "n_members": 1}
    process = {"optimizer": None}
    return [
        of_estimator(EpistaticNetRegressor, net, fit_predict),
        of_estimator(EpistaticNetRegressor, net, fit_alleles),
        of_estimator(EpistaticNetRegressor, {**net, "early_stopping": True}, fit_predict),
        of_estimator(EpistaticNetRegressorCV, small.CV, fit_predict),
        of_estimator(EpistaticNetRegressorCV, small.CV, fit_alleles),
        of_estimator(WalshFeatures, {}, fit_transform),
        of_estimator(GenotypeEncoder, {"encoding": "onehot"}, encode),
        of_estimator(GenotypeEncoder, {}, encode),
        of_estimator(ExactWalshPenalty, {}, penalise),
        of_estimator(HashedWalshPenalty, {"n_bits": 2}, penalise),
        of_estimator(SubcubeWalshPenalty, {"n_free_sites": 2}, penalise),
        of_estimator(GenotypeKFold, {}, split),
        of_estimator(ConnectednessKernel, {}, kernel),
        of_estimator(ConnectednessGaussianProcess, process, fit_predict),
    ]


@profile
@hypothesis.given(st.deferred(lambda: drawn(calls())))
def test_parameters_are_used_or_refused(case):
    judge_call("parameters", case)
