"""Say in plain sentences what a comparison has shown, and never more than its numbers support.

Each function returns the text of one part of the verdict. Where a difference is within its error,
the text says that two things cannot be told apart.
"""

import re

import numpy as np

from ._verdict_on_interactions import supported_interactions
from ._verdict_on_measurements import how_good, what_limits, what_next
from ._wording import joined, number, with_error

_MANY_SETS = 10


def verdict(evidence, interactions, settings, cv_r2):
    """Return the parts of the verdict as pairs of a question and its answer.

    Parameters
    ----------
    evidence : Evidence
    interactions : Interactions
    settings : dict
        With "training genotypes".
    cv_r2 : float or None
        R² of the final model in its own cross-validation.
    """
    n_train = settings["training genotypes"]
    answers = {
        "Which model predicts best?": best_model(evidence, n_train),
        "Are interactions needed?": need_of_interactions(evidence),
        "Which interactions are supported?": supported_interactions(evidence, interactions),
        "How good can predictions become?": how_good(evidence),
        "What limits the predictions?": what_limits(evidence, n_train, cv_r2),
        "What to measure next?": what_next(evidence),
    }
    return [(question, _as_sentences(text)) for question, text in answers.items()]


def _as_sentences(text):
    """Begin each sentence with a capital: names of methods may stand first."""
    return re.sub(r"(?:^|(?<=[.:] ))the same", "The same", text)


def best_model(evidence, n_train):
    """Say which model predicts best, by how much, and which ones cannot be told from it."""
    best, r2 = evidence.best, evidence.r2[evidence.best]
    if r2.mean <= 0 or (np.isfinite(r2.error) and not r2.differs_from_zero()):
        return (
            "No model is shown to predict better than the mean of the training values. The "
            f"highest mean R² is that of {best}: {with_error(r2)}{_over(evidence)}."
        )
    score = (
        f"{with_error(r2)} on genotypes that it was not trained on, after training on {n_train:,}"
    )
    level = [
        method
        for method, lead in evidence.lead.items()
        if not lead.differs_from_zero(len(evidence.lead))
    ]
    if level:
        return (
            f"{best} has the highest R²: {score}. But {_not_apart(evidence, level)}"
            f"{_over(evidence)}.{_more_sets(evidence)}"
        )
    text = f"{best} predicts best, with an R² of {score}"
    if evidence.lead:
        second = min(evidence.lead, key=lambda method: evidence.lead[method].mean)
        lead = with_error(evidence.lead[second])
        text += f". That is {lead} above {second}, the next best"
    return f"{text}{_over(evidence)}."


def _not_apart(evidence, level):
    leads = joined([with_error(evidence.lead[method]) for method in level])
    verb = "it is" if len(level) == 1 else "they are"
    return f"{joined(level)} cannot be told apart from it here: {verb} lower by {leads}"


def _more_sets(evidence):
    if evidence.over != "training sets" or evidence.r2[evidence.best].n >= _MANY_SETS:
        return ""
    return (
        " With few training sets, even a large difference may be due to chance; more of them "
        "(--repeats) may tell the models apart."
    )


def need_of_interactions(evidence):
    """Say whether a model with interactions predicts better than single effects."""
    gain = evidence.gain
    if gain is None:
        return "Only models of one of the two kinds were compared, so this is not known."
    additive, beyond = evidence.additive, evidence.beyond
    scores = (
        f"R² is {number(evidence.r2[beyond].mean)} for {beyond}, and "
        f"{number(evidence.r2[additive].mean)} for {additive}, the best model "
        "without interactions"
    )
    if not gain.differs_from_zero():
        return (
            "The predictions do not answer this: models with interactions and models without "
            f"cannot be told apart ({scores}; the difference is {with_error(gain)})."
        )
    if gain.mean < 0:
        return (
            f"Not for prediction at this number of genotypes: {scores}. The model without "
            f"interactions is better by {number(-gain.mean)} ± {number(gain.error)}."
        )
    return f"Yes. With interactions, R² is higher by {with_error(gain)}: {scores}." + _curve(
        evidence
    )


def _curve(evidence):
    """Warn that a curved scale makes interactions, where the networks have found a curve."""
    if not evidence.n_curved:
        return ""
    return (
        f" In {evidence.n_curved} of {evidence.n_networks} training sets the chosen network "
        "has learned a curve between the sum of effects and the measured value (global "
        "epistasis). Such a curve creates interactions by itself: on another scale, such as the "
        "logarithm, there may be fewer."
    )


def _over(evidence):
    """Return what the errors are, in brackets."""
    n = evidence.r2[evidence.best].n
    if evidence.over == "training sets":
        return f" (± is the standard error over {n} training sets)"
    return f" (one training set; ± is the standard error over its {n:,} test genotypes)"
