"""Errors and scores of held-out rows, by hand."""

import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, r2_score

from sk_epinet.cross_validation import FoldTask, held_out_errors
from sk_epinet.network import TrainingData

Y = np.array([1.0, 5.0, 3.0, 9.0])
WEIGHT = np.array([3.0, 1.0, 0.5, 2.0])
FOLDS = [(np.array([0, 1]), np.array([2, 3])), (np.array([2, 3]), np.array([0, 1]))]


def make_task(scoring="neg_mean_squared_error", *, censored=None, weighted=True):
    """Four rows, standardised with a mean of 4 and a deviation of 2."""
    target = ((Y - 4) / 2)[:, None]
    data = TrainingData(np.ones((4, 2)), target, WEIGHT[:, None], censored)
    rest = dict.fromkeys(["candidates", "settings", "penalty", "seed", "member_seeds"])
    return FoldTask(
        data=data,
        X=np.zeros((4, 2)),
        y=Y,
        target_mean=4.0,
        target_scale=2.0,
        folds=FOLDS,
        scoring=scoring,
        weighted=weighted,
        **rest,
    )


def test_errors_are_weighted_and_in_the_units_of_y():
    task, test = make_task(), FOLDS[0][1]
    # Of 3 and 9, 4 and 8 are predicted.
    assert task.error(test, np.array([0.0, 2.0])) == pytest.approx((0.5 * 1 + 2 * 1) / 2.5)
    # 7 and 8.
    assert task.error(test, np.array([1.5, 2.0])) == pytest.approx((0.5 * 16 + 2 * 1) / 2.5)
    assert task.score(test, np.array([1.5, 2.0])) == pytest.approx(-4.0)
    assert task.loss(test, np.array([1.5, 2.0])) == pytest.approx(4.0)


@pytest.mark.parametrize("weighted", [True, False])
def test_scores_are_those_of_scikit_learn(weighted):
    test = FOLDS[0][1]
    weight = WEIGHT[test] if weighted else None
    for scoring, metric, sign in [
        ("r2", r2_score, 1),
        ("neg_mean_absolute_error", mean_absolute_error, -1),
    ]:
        task = make_task(scoring, weighted=weighted)
        expected = sign * metric(Y[test], [7, 8], sample_weight=weight)
        assert task.score(test, np.array([1.5, 2.0])) == pytest.approx(expected)
        perfect = {"r2": 1.0, "neg_mean_absolute_error": 0.0}[scoring]
        assert task.loss(test, np.array([1.5, 2.0])) == pytest.approx(perfect - expected)


def test_a_prediction_beyond_a_bound_is_no_error():
    # Row 2 is at most 3, and row 3 at least 9.
    censored = np.array([[0.0], [0.0], [-1.0], [1.0]])
    task, test = make_task(censored=censored), FOLDS[0][1]
    assert task.error(test, np.array([-3.0, 7.0])) == 0
    assert task.error(test, np.array([0.5, 7.0])) == pytest.approx(0.5 * 4 / 2.5)
    errors, _, _ = held_out_errors(
        task.data, FOLDS[:1], [np.array([[-3.0, 1.5]])], np.array([1.0])
    )
    np.testing.assert_allclose(errors, [0, 1])


def test_the_loss_of_the_mean_is_that_of_the_weighted_training_rows():
    # The mean of 1 and 5 is 2, and that of 3 and 9 is 7.8.
    first = (0.5 * (3 - 2) ** 2 + 2 * (9 - 2) ** 2) / 2.5
    second = (3 * (1 - 7.8) ** 2 + (5 - 7.8) ** 2) / 4
    assert make_task().loss_of_the_mean() == pytest.approx((first + second) / 2)


def test_errors_of_the_mixture_come_with_the_relative_weights_of_their_rows():
    task = make_task()
    predicted = [np.array([[0.0, 2.0], [1.0, 4.0], [9.0, 9.0]]), np.array([[-1.0, 1.0]] * 3)]
    shares = np.array([0.5, 0.25, 0.0])
    errors, variance, weight = held_out_errors(task.data, FOLDS, predicted, shares)
    mean = np.array([0.25, 2.0, -0.75, 0.75])
    target = (Y[[2, 3, 0, 1]] - 4) / 2
    np.testing.assert_allclose(errors, target - mean)
    squares = np.array([0.25, 0.5 * 4 + 0.25 * 16, 0.75, 0.75])
    np.testing.assert_allclose(variance, squares - mean**2)
    np.testing.assert_allclose(weight, WEIGHT[[2, 3, 0, 1]] / np.mean(WEIGHT))
