"""Spectra with errors and estimates of them: any argument is used rightly or refused by name."""

from functools import cache

import hypothesis
from hypothesis import strategies as st

from sk_epinet import bootstrap_spectrum, estimate_spectrum, recover_spectrum, suggest
from tests.fuzz import hostile, small
from tests.fuzz.calls import Call, drawn, judge_call, options_of
from tests.fuzz.profiles import profile

ALSO = {
    "X": ["genotype", "site", "column", "rows", "row ", "array"],
    "y": ["target", "value"],
    "estimator": ["predict", "fitted", "model", "regressor"],
    "model": ["predict", "site", "fitted", "regressor", "function"],
    "levels": ["level"],
    "alleles": ["allele", "site"],
    "n_sites": ["site"],
    "site_names": ["site"],
    "weights": ["weight"],
    "sample_weight": ["weight"],
    "wild_type": ["wild", "site"],
    "exclude": ["genotype"],
    "candidates": ["genotype", "site", "feature"],
}


@cache
def calls():
    X, y = small.numbers()
    Z, _ = small.letters()
    models = small.fitted()
    values = {
        "X": hostile.genotypes(X),
        "y": hostile.targets(len(y)),
        "sample_weight": hostile.row_weights(len(y)),
        "levels": hostile.levels(3),
        "exclude": hostile.genotypes(X),
        "candidates": hostile.genotypes(X),
        "model": st.sampled_from([*models.values(), small.count_ones]),
    }

    def call(run, right):
        return Call(run.__name__, run, lambda: {**options_of(run), **right}, values, ALSO)

    quick = {"n_evaluations": 200, "random_state": 0}
    return [
        call(
            bootstrap_spectrum,
            {"estimator": small.linear(), "X": X, "y": y, "n_resamples": 10, "random_state": 0},
        ),
        call(
            bootstrap_spectrum,
            {"estimator": small.network(), "X": Z, "y": y, "n_resamples": 10, "random_state": 0},
        ),
        call(estimate_spectrum, {"model": small.count_ones, "n_sites": 3, **quick}),
        call(estimate_spectrum, {"model": models["alleles"], "X": Z, **quick}),
        call(estimate_spectrum, {"model": models["foreign"], "X": X, **quick}),
        call(
            recover_spectrum,
            {"model": small.count_ones, "n_sites": 3, **quick, "n_evaluations": 500},
        ),
        call(recover_spectrum, {"model": models["net"], **quick, "n_evaluations": 500}),
    ]


@profile
@hypothesis.given(st.deferred(lambda: drawn(calls())))
def test_spectra_are_estimated_or_refused(case):
    judge_call("inference", case)


@cache
def suggestions():
    X, _ = small.numbers()
    Z, _ = small.letters()
    models = small.fitted()
    values = {
        "exclude": hostile.genotypes(X),
        "candidates": hostile.genotypes(X),
        "model": st.sampled_from(list(models.values())),
        "wild_type": hostile.one_genotype([1, 0, 1], ["x0", "x1", "x2"]),
    }
    options = options_of(suggest)
    rights = [
        {"model": models["net"], "n": 2},
        {"model": models["alleles"], "n": 2},
        {"model": models["cv"], "n": 2, "candidates": X},
        {"model": models["foreign"], "n": 2, "strategy": "best", "candidates": X},
        {"model": models["alleles"], "n": 2, "exclude": Z[:2]},
    ]
    return [
        Call("suggest", suggest, lambda right=right: {**options, **right}, values, ALSO)
        for right in rights
    ]


@profile
@hypothesis.given(st.deferred(lambda: drawn(suggestions())))
def test_genotypes_are_suggested_or_refused(case):
    judge_call("suggestions", case)
