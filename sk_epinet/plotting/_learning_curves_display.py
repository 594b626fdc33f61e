"""Learning curves of several models."""

import numpy as np
from sklearn.model_selection import ShuffleSplit, learning_curve

from ._display import Display
from ._style import clean, style_of


class LearningCurvesDisplay(Display):
    """Score on held-out genotypes against the number trained on, for several models.

    Parameters
    ----------
    train_sizes : ndarray of shape (n_sizes,)
        Training genotypes.
    scores : dict of str to ndarray of shape (n_sizes, n_splits)
        By the name of the model.
    score_name : str, default="R²"
        Label of the axis.

    Attributes
    ----------
    ax_ : matplotlib Axes
    figure_ : matplotlib Figure

    Notes
    -----
    Points are means over the splits, bars one standard deviation of them. scikit-learn's
    :class:`~sklearn.model_selection.LearningCurveDisplay` shows one model with its training
    scores.

    Examples
    --------
    >>> from sklearn.linear_model import LinearRegression
    >>> from sk_epinet.datasets import make_walsh_landscape
    >>> from sk_epinet.plotting import LearningCurvesDisplay
    >>> X, y, _ = make_walsh_landscape(8, 4, 1, noise=0.1, random_state=0)
    >>> models = {"linear": LinearRegression()}
    >>> display = LearningCurvesDisplay.from_estimator(models, X, y, train_sizes=[20, 50])
    >>> display.scores["linear"].shape
    (2, 5)
    """

    def __init__(self, train_sizes, scores, score_name="R²"):
        self.train_sizes, self.scores, self.score_name = train_sizes, scores, score_name

    @classmethod
    def from_estimator(
        cls,
        estimators,
        X,
        y,
        *,
        train_sizes=(30, 50, 100, 200),
        n_splits=5,
        scoring=None,
        score_name="R²",
        n_jobs=None,
        random_state=0,
    ):
        """Train models on random training sets of several sizes.

        Parameters
        ----------
        estimators : dict of str to regressor
            By name.
        X : array-like of shape (n_samples, n_sites)
            Genotypes.
        y : array-like of shape (n_samples,)
            Measured values.
        train_sizes : sequence of int, default=(30, 50, 100, 200)
            Genotypes to train on; the genotypes beyond the largest are those to score.
        n_splits : int, default=5
            Random training sets, the same for all models.
        scoring, n_jobs
            As in :func:`~sklearn.model_selection.learning_curve`; None is R².
        score_name : str, default="R²"
            Label of the axis.
        random_state : int, default=0
            Determines the splits.

        Returns
        -------
        display : LearningCurvesDisplay

        Raises
        ------
        ValueError
            If the largest size leaves nothing to score.
        """
        sizes = np.unique(train_sizes)
        if not 1 <= sizes[0] <= sizes[-1] <= len(y) - 2:
            raise ValueError(
                f"train_sizes must be from 1 to {len(y) - 2} ({len(y)} genotypes are measured and "
                f"two must be left to score), got {list(train_sizes)}."
            )
        splits = ShuffleSplit(n_splits, train_size=int(sizes[-1]), random_state=random_state)
        scores = {}
        for name, estimator in estimators.items():
            _, _, scores[name] = learning_curve(
                estimator, X, y, train_sizes=sizes, cv=splits, scoring=scoring, n_jobs=n_jobs
            )
        return cls(sizes, scores, score_name)

    def _draw(self):
        # Side by side, or the bars of one hide those of another.
        shifts = np.linspace(-0.03, 0.03, len(self.scores)) if len(self.scores) > 1 else [0.0]
        for i, ((name, scores), shift) in enumerate(zip(self.scores.items(), shifts, strict=True)):
            self.ax_.errorbar(
                self.train_sizes * np.exp(shift),
                scores.mean(axis=1),
                scores.std(axis=1),
                label=name,
                capsize=2,
                lw=1.5,
                elinewidth=1,
                **style_of(i),
            )
        self.ax_.set_xscale("log")
        self.ax_.set_xticks(self.train_sizes, [f"{size:,}" for size in self.train_sizes])
        self.ax_.minorticks_off()
        self.ax_.set_xlabel("genotypes to train on")
        self.ax_.set_ylabel(f"{self.score_name} on the others")
        clean(self.ax_)
        self.ax_.legend(frameon=False)
