"""Say what the errors of the values and the number of genotypes leave to gain."""

import numpy as np

from ._methods import EPISTATIC_NET
from ._wording import count_of, large_count, number, percent, with_error

_MUCH_LARGER = 2.0
_MORE_GENOTYPES = 1.25
_CLEAR = 2.0  # standard errors
_NEARLY_ALL = 0.9


def how_good(evidence):
    """Say what the errors of the table leave to predict, and how much of it is predicted."""
    ceiling, r2 = evidence.ceiling, evidence.r2[evidence.best]
    best = evidence.best
    if ceiling is None:
        return (
            "Not known: the table has neither errors nor replicates, so measurement errors cannot "
            "be distinguished from errors of the models. If it has a column of standard errors, "
            "name it with --error; if it has columns of replicates, give --target once for each."
        )
    source = ceiling.source
    if ceiling.r2 <= 0:
        return (
            f"Not known: going by the {source}, the errors are as large as the differences "
            "between the values. Check whether they are standard errors of the values."
        )
    text = (
        f"Going by the {source}, a model that knows all true values would reach an R² of about "
        f"{number(ceiling.r2)}. "
    )
    if r2.mean > ceiling.r2:
        return text + (
            f"{best} has {number(r2.mean)}, which is more. So these errors are too large, and "
            "the highest possible R² is not known."
            if _is_above(r2, ceiling.r2)
            else f"{best} reaches this: {with_error(r2)}."
        )
    return text + (
        f"{best} has {number(r2.mean)}"
        + f", which is {percent(r2.mean / ceiling.r2)} of it" * (r2.mean > 0)
        + "."
    )


def _is_above(r2, limit):
    return np.isfinite(r2.error) and r2.mean - limit > 3 * r2.error


def what_limits(evidence, n_train, cv_r2):
    """Say whether noise or the number of genotypes limits the predictions, and what is unseen."""
    return " ".join(
        part
        for part in (
            _noise_or_number(evidence),
            _more_genotypes(evidence, n_train, cv_r2),
            _coverage(evidence.coverage),
        )
        if part
    )


def _noise_or_number(evidence):
    noise, missed = _parts(evidence)
    if noise is None:
        return "The table does not say how much measurement noise there is."
    of_noise, of_models = percent(noise), percent(missed)
    if noise > _MUCH_LARGER * missed:
        return (
            f"Mostly noise: it is {of_noise} of the variance, and another {of_models} is what the "
            "best model does not predict."
        )
    if missed > _MUCH_LARGER * noise:
        return (
            f"Mostly what the best model has not learned: this is {of_models} of the variance, "
            f"and noise is {of_noise}."
        )
    return (
        f"Both noise ({of_noise} of the variance) and what the best model has not learned "
        f"({of_models})."
    )


def _parts(evidence):
    """Return the shares of the variance that are noise, and that the best model misses."""
    ceiling, r2 = evidence.ceiling, evidence.r2[evidence.best].mean
    if ceiling is None or ceiling.r2 <= 0 or r2 > ceiling.r2:
        return None, None
    return 1 - ceiling.r2, ceiling.r2 - max(r2, 0.0)


def _more_genotypes(evidence, n_train, cv_r2):
    """Say what the final model gains from all genotypes, beside the training sets."""
    n = evidence.coverage.n_genotypes
    if cv_r2 is None or n < _MORE_GENOTYPES * n_train or EPISTATIC_NET not in evidence.r2:
        return ""
    few = evidence.r2[EPISTATIC_NET]
    gained = cv_r2 - few.mean > _CLEAR * np.nan_to_num(few.error)
    how = "More genotypes help" if gained else "More genotypes have not clearly helped so far"
    return (
        f"{how}: R² of Epistatic Net is {number(few.mean)} with {n_train:,} genotypes, and "
        f"about {number(cv_r2)} with {n:,} (in the cross-validation of the final model)."
    )


def _coverage(coverage):
    if coverage.n_genotypes >= coverage.n_possible:
        return "All genotypes of the alleles in the table are measured."
    share = coverage.n_genotypes / coverage.n_possible
    shown = f"{100 * share:.1f} %" if share >= 0.001 else "less than 0.1 %"
    text = (
        f"{coverage.n_genotypes:,} of {large_count(coverage.n_possible)} possible genotypes are "
        f"measured ({shown})"
    )
    unseen = coverage.n_pairs - coverage.n_pairs_seen
    if unseen:
        text += (
            f". Of {coverage.n_pairs:,} pairs of mutations, {unseen:,} are in no measured "
            "genotype, so nothing is known about their interactions"
        )
    if coverage.n_rare:
        text += (
            f". Of {count_of(coverage.n_mutations, 'mutation')}, {coverage.n_rare:,} "
            f"{'is' if coverage.n_rare == 1 else 'are'} in fewer than three measured genotypes"
        )
    return text + "."


def what_next(evidence):
    """Say which measurements would help most."""
    coverage = evidence.coverage
    complete = coverage.n_genotypes >= coverage.n_possible
    noise, missed = _parts(evidence)
    better = "choose genotypes with sk-epinet suggest model.skops --strategy uncertain"
    if complete:
        first = "There is no further genotype of these alleles: measure the same ones again."
    elif coverage.n_genotypes >= _NEARLY_ALL * coverage.n_possible:
        first = "Nearly all genotypes are measured: to predict better, measure them again."
    elif noise is None:
        first = f"To predict better, measure more genotypes: {better}."
    elif noise > _MUCH_LARGER * missed:
        first = (
            "To predict better, measure the same genotypes again: the predictions are limited "
            "more by noise than by the number of genotypes."
        )
    elif missed > _MUCH_LARGER * noise:
        first = f"To predict better, measure more genotypes: {better}."
    else:
        first = f"To predict better, measure more genotypes ({better}) or more replicates."
    if complete:
        return first
    return (
        f"{first} To find high values, begin with best_unmeasured.csv (for low values: sk-epinet "
        "suggest model.skops --strategy best --minimize)."
    )
