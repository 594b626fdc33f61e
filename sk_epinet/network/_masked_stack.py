"""Train networks side by side, each on the rows that its column of weights shows it.

One fit, the folds of a cross-validation, the final fit and the resamples of a bootstrap are all
stacks of this kind: they differ in nothing but the weights of the rows.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from sklearn.base import clone

from ._copies import put_copies_together
from ._modes import own_modes
from ._trainer import EpistaticNet
from ._training_data import standardise_for_each, unit_weights


class Candidate(NamedTuple):
    """Hold what may distinguish the networks of a stack, apart from the rows that they see."""

    global_epistasis: str  # or None
    alpha: float
    wh_weight: float


@dataclass(frozen=True)
class TrainedStack:
    """Hold trained networks, and the scale on which each of them predicts."""

    net: EpistaticNet
    mean: np.ndarray  # (n_members,)
    scale: np.ndarray  # (n_members,)

    def predict(self, spins):
        """Return predictions of shape (n_members, n) on the scale of the training data."""
        return self.mean[:, None] + self.scale[:, None] * self.net.predict_members(spins)


@own_modes()
def train_masked_stack(
    data,
    masks,
    candidates,
    settings,
    penalty,
    seed,
    member_seeds,
    *,
    n_samples=None,
    valid_data=None,
    callbacks=(),
    resume_from=None,
):
    """Train one network for each candidate.

    Parameters
    ----------
    data : TrainingData
        All rows, with one column of targets.
    masks : ndarray of shape (n_rows, n_members) or None
        Weights of the rows for each network; 0 hides a row. Each network has its target
        standardised on what it sees. None shows all networks all rows, with the weights and the
        target of `data`.
    candidates : list of Candidate
        One for each network; a candidate may be repeated.
    settings : NetworkSettings
        What the networks have in common.
    penalty : WalshPenalty or None
        The Walsh penalty.
    seed : int
        Seed of what the networks share.
    member_seeds : array-like of int, shape (n_members,)
        Seeds of their initial weights.
    n_samples : float, default=None
        The n of the L2 penalty; None is the sum of the weights that each network sees.
    valid_data : TrainingData, default=None
        Held-out rows, whose loss the history then has.
    callbacks : list of skorch callbacks
        Called while training.
    resume_from : EpistaticNet, default=None
        A net whose weights to begin with.

    Returns
    -------
    stack : TrainedStack
    """
    n_members = len(candidates)
    data, masks = put_copies_together(data, masks)
    mean, scale = np.zeros(n_members), np.ones(n_members)
    if masks is not None:
        data, mean, scale = standardise_for_each(data, masks)
    alphas = np.array([candidate.alpha for candidate in candidates])
    net = EpistaticNet(
        sites=settings.sites,
        hidden_layer_sizes=settings.hidden_layer_sizes,
        activation=settings.activation,
        gate_sites=settings.gate_sites,
        linked=[candidate.global_epistasis is not None for candidate in candidates],
        # Stacks that train side by side do not share what a penalty of the user's may remember.
        penalty=None if penalty is None else clone(penalty),
        wh_weight=np.array([candidate.wh_weight for candidate in candidates]),
        l2_weight=alphas / (2 * (data.weight.sum(axis=0) if n_samples is None else n_samples)),
        lr=settings.learning_rate,
        max_epochs=settings.max_epochs,
        batch_size=settings.batch_size,
        device=settings.device,
        memory_budget=settings.memory_budget,
        seed=seed,
        member_seeds=member_seeds,
        limits=data.limits,
    )
    net.train(
        replace(data, weight=unit_weights(data.weight)),
        valid_data,
        callbacks=callbacks,
        resume_from=resume_from,
    )
    return TrainedStack(net, mean, scale)


def draw_seeds(random_state, n_members):
    """Return a seed for what networks share, and the seeds of their initial weights."""
    seed = int(random_state.randint(2**31 - 1))
    return seed, np.random.RandomState(seed).randint(2**31 - 1, size=n_members)
