"""The sentences of a verdict say what the numbers support, and never more."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sk_epinet.comparison import _verdict
from sk_epinet.comparison._coefficients import ESTIMATED, OF_MODEL, ON_WILD_TYPE, Interactions
from sk_epinet.comparison._evidence import Ceiling, Coverage, Estimate, Evidence
from sk_epinet.comparison._verdict_on_interactions import supported_interactions
from sk_epinet.comparison._verdict_on_measurements import how_good, what_limits, what_next

COMPLETE = Coverage(64, 64, 6, 0, 15, 15)
PARTIAL = Coverage(200, 2**20, 20, 2, 190, 150)
NET, LASSO, RIDGE = "Epistatic Net", "LassoCV on Walsh features", "ridge regression"


def evidence_of(net=0.8, lasso=0.7, ridge=0.3, error=0.01, n=5, **changed):
    r2 = {
        name: Estimate(own, error, n)
        for name, own in zip((NET, LASSO, RIDGE), (net, lasso, ridge), strict=True)
    }
    best = max(r2, key=lambda name: r2[name].mean)
    beyond = max((NET, LASSO), key=lambda name: r2[name].mean)
    made = Evidence(
        over="training sets",
        r2=r2,
        best=best,
        lead={
            name: Estimate(r2[best].mean - own.mean, error, n)
            for name, own in r2.items()
            if name != best
        },
        additive=RIDGE,
        beyond=beyond,
        gain=Estimate(r2[beyond].mean - ridge, error, n),
        ceiling=None,
        coverage=PARTIAL,
        covered=0.9,
        n_curved=0,
        n_networks=5,
    )
    return replace(made, **changed)


def test_the_best_model():
    text = _verdict.best_model(evidence_of(), 100)
    assert text.startswith(f"{NET} predicts best, with an R² of 0.800 ± 0.010 on genotypes")
    assert f"That is 0.100 ± 0.010 above {LASSO}, the next best" in text
    assert "standard error over 5 training sets" in text


def test_models_within_their_error_are_not_told_apart():
    text = _verdict.best_model(evidence_of(lasso=0.79), 100)
    assert f"But {LASSO} cannot be told apart from it here: it is lower by 0.010 ± 0.010" in text
    assert "predicts best" not in text
    assert "more of them (--repeats) may tell the models apart" in text
    text = _verdict.best_model(evidence_of(lasso=0.79, ridge=0.78), 100)
    assert f"{LASSO} and {RIDGE} cannot be told apart from it here: they are lower by" in text
    # Two tests need more than one: 3 errors are too few with four degrees of freedom.
    assert "cannot be told apart" in _verdict.best_model(evidence_of(lasso=0.77), 100)


def test_a_model_that_is_no_better_than_the_mean():
    for r2 in (-0.1, 0.01):
        text = _verdict.best_model(evidence_of(r2, r2 - 0.1, r2 - 0.2), 100)
        assert text.startswith("No model is shown to predict better than the mean")


def test_one_training_set_says_what_its_errors_are():
    text = _verdict.best_model(evidence_of(n=400, over="genotypes"), 100)
    assert "one training set; ± is the standard error over its 400 test genotypes" in text
    without = evidence_of(error=np.nan, n=1)
    assert "±" not in _verdict.best_model(without, 100).split("(")[0]
    assert "predicts best" not in _verdict.best_model(without, 100)


@pytest.mark.parametrize(
    ("ridge", "expected"),
    [
        (0.3, "Yes. With interactions, R² is higher by 0.500 ± 0.010"),
        (0.79, "cannot be told apart"),
        (0.9, "Not for prediction at this number of genotypes"),
    ],
)
def test_whether_interactions_are_needed(ridge, expected):
    assert expected in _verdict.need_of_interactions(evidence_of(ridge=ridge))


def test_a_curved_scale_is_a_warning_where_interactions_are_claimed():
    assert "In 3 of 5 training sets" in _verdict.need_of_interactions(evidence_of(n_curved=3))
    assert "curve" not in _verdict.need_of_interactions(evidence_of(ridge=0.79, n_curved=3))


def interactions_of(kind, rows, max_order=None):
    columns = ["name", "order", "value", "selected", "sites"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["of_wild_type"] = [name == "A12A:K45R" for name in frame["name"]]
    return Interactions(kind, frame, None, "", max_order)


def test_supported_interactions_are_counted_and_named():
    found = interactions_of(
        ESTIMATED,
        [
            ("constant", 0, 9.0, "no", ()),
            ("A12A:K45R", 2, 0.6, "yes", (0, 1)),
            ("A12V:K45R", 2, -0.5, "yes", (0, 1)),
            ("A12V:K45E", 2, 0.4, "yes", (0, 1)),
            ("A12V", 1, 0.3, "yes", (0,)),
            ("L7F", 1, 0.1, "no", (2,)),
        ],
        max_order=2,
    )
    text = supported_interactions(evidence_of(), found)
    # Of the alleles of two sites only the largest is named, because the sites were tested; the
    # wild type's own letter is no mutation.
    assert "1 interaction of two or more sites differs from zero: A12V:K45R (-0.5)." in text
    assert "1 single effect differs from zero: A12V (+0.3)." in text
    assert "Interactions of up to 2 sites were tested; at most 2 %" in text


def test_nothing_supported_is_said():
    found = interactions_of(ESTIMATED, [("constant", 0, 9.0, "no", ())])
    text = supported_interactions(evidence_of(), found)
    assert "No interaction of two or more sites differs from zero." in text
    assert "No single effect differs from zero." in text


@pytest.mark.parametrize("kind", [ON_WILD_TYPE, OF_MODEL])
def test_what_was_not_tested_is_not_called_supported(kind):
    found = interactions_of(kind, [("A12V:K45R", 2, -0.5, "", (0, 1))])
    text = supported_interactions(evidence_of(), found)
    assert text.startswith("This table cannot say which single interactions differ from zero")
    assert ("A12V:K45R (-0.5). They are hypotheses" in text) == (kind == ON_WILD_TYPE)


def test_how_good_it_can_get():
    unknown = how_good(evidence_of())
    assert "neither errors nor replicates" in unknown
    assert "--error" in unknown
    assert "--target" in unknown
    errors = "errors of the values in the table"
    text = how_good(evidence_of(ceiling=Ceiling(0.95, errors)))
    assert "an R² of about 0.950. Epistatic Net has 0.800, which is 84 % of it" in text
    text = how_good(evidence_of(ceiling=Ceiling(-0.2, errors)))
    assert text.startswith("Not known")
    assert "too large" in how_good(evidence_of(ceiling=Ceiling(0.7, errors)))
    assert "Epistatic Net reaches this" in how_good(evidence_of(ceiling=Ceiling(0.79, errors)))


@pytest.mark.parametrize(
    ("ceiling", "limit", "remedy"),
    [
        (
            0.81,
            "Mostly noise: it is 19 % of the variance, and another 1 %",
            "the same genotypes",
        ),
        (0.99, "Mostly what the best model has not learned: this is 19 % of", "more genotypes"),
        (0.90, "Both noise (10 % of the variance)", "or more replicates"),
    ],
)
def test_what_limits_the_predictions_and_what_to_measure(ceiling, limit, remedy):
    made = evidence_of(ceiling=Ceiling(ceiling, "spread of the replicates"))
    assert what_limits(made, 100, None).startswith(limit)
    assert remedy in what_next(made)


def test_coverage_and_the_gain_of_more_genotypes():
    text = what_limits(evidence_of(), 100, 0.88)
    assert "More genotypes help: R² of Epistatic Net is 0.800 with 100 genotypes, and" in text
    assert "about 0.880 with 200 (in the cross-validation" in text
    for cv_r2 in (0.7, 0.81):
        text = what_limits(evidence_of(), 100, cv_r2)
        assert "More genotypes have not clearly helped so far" in text
    assert "200 of 1,048,576 possible genotypes are measured (less than 0.1 %)" in text
    assert "Of 190 pairs of mutations, 40 are in no measured genotype" in text
    assert "Of 20 mutations, 2 are in fewer than three" in text
    # A training set of nearly all genotypes shows no gain.
    assert "More genotypes" not in what_limits(evidence_of(), 180, 0.88)
    complete = evidence_of(coverage=COMPLETE)
    assert "All genotypes" in what_limits(complete, 30, None)
    assert "best_unmeasured" not in what_next(complete)
    assert "best_unmeasured.csv" in what_next(evidence_of())
    nearly = evidence_of(coverage=replace(COMPLETE, n_genotypes=60))
    assert what_next(nearly).startswith("Nearly all genotypes are measured")


def test_sentences_begin_with_a_capital():
    same = "the same network without penalties"
    made = evidence_of(ceiling=Ceiling(0.95, "spread of the replicates"))
    r2 = {same: made.r2[NET], RIDGE: made.r2[RIDGE]}
    made = replace(made, r2=r2, best=same, beyond=same, lead={RIDGE: made.lead[RIDGE]})
    found = interactions_of(ESTIMATED, [("constant", 0, 9.0, "", ())])
    texts = dict(_verdict.verdict(made, found, {"training genotypes": 100}, None))
    assert texts["Which model predicts best?"].startswith("The same network without penalties")
    assert "0.950. The same network" in texts["How good can predictions become?"]
    assert "for the same network without penalties" in texts["Are interactions needed?"]


def test_measured_pairs_on_the_wild_type_are_counted_one_by_one():
    found = interactions_of(
        ON_WILD_TYPE,
        [
            ("constant", 0, 1.0, "", ()),
            ("A12V:K45R", 2, 0.9, "yes", (0, 1)),
            ("A12V:K45E", 2, 0.8, "yes", (0, 1)),
            ("A12V", 1, 0.7, "yes", (0,)),
            ("A12G:K45E", 2, 0.1, "no", (0, 1)),
            ("A12G:K45R", 2, 5.0, "", (0, 1)),
        ],
    )
    made = evidence_of(ceiling=Ceiling(0.9, "errors of the values in the table"))
    text = supported_interactions(made, found)
    assert text.startswith("Of 3 pairs of mutations that are measured together and each alone")
    assert "2 differ from the sum of the two single effects, going by the errors of the" in text
    assert ": A12V:K45R (+0.9), A12V:K45E (+0.8)." in text
    assert "floor" not in text
    curved = replace(made, n_curved=2)
    assert "A floor or a ceiling" in supported_interactions(curved, found)
