"""Say in plain sentences what a comparison has shown, and never more than its numbers support.

Each function returns the text of one part of the verdict. Where a difference is within its error,
the text says that two things cannot be told apart.
"""

import re

import numpy as np

from ._coefficients import ESTIMATED, ON_WILD_TYPE
from ._experiment import EPISTATIC_NET
from ._genotype_tables import ALL_LISTED
from ._wild_type_effects import FALSE_DISCOVERIES

_NAMED = 5  # interactions that a sentence names
_MUCH_LARGER = 2.0
_MORE_GENOTYPES = 1.25
_CLEAR = 2.0  # standard errors
_NEARLY_ALL = 0.9
_MANY_SETS = 10
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
RATE = (
    f"at most {100 * FALSE_DISCOVERIES:.0f} % of those that are said to differ from zero are "
    "expected to be false"
)


def verdict(judgement, interactions, settings, cv_r2):
    """Return the parts of the verdict as pairs of a question and its answer.

    Parameters
    ----------
    judgement : Judgement
    interactions : Interactions
    settings : dict
        With "training genotypes".
    cv_r2 : float or None
        R² of the final model in its own cross-validation.
    """
    n_train = settings["training genotypes"]
    answers = {
        "Which model predicts best?": best_model(judgement, n_train),
        "Are interactions needed?": need_of_interactions(judgement),
        "Which interactions are supported?": supported_interactions(judgement, interactions),
        "How good can it get?": how_good(judgement),
        "What limits it?": what_limits(judgement, n_train, cv_r2),
        "What to measure next?": what_next(judgement),
    }
    return [(question, _as_sentences(text)) for question, text in answers.items()]


def _as_sentences(text):
    """Begin each sentence with a capital: names of methods may stand first."""
    return re.sub(r"(?:^|(?<=[.:] ))the same", "The same", text)


def best_model(judgement, n_train):
    """Say which model predicts best, by how much, and which ones cannot be told from it."""
    best, r2 = _name(judgement.best), judgement.r2[judgement.best]
    if r2.mean <= 0 or (np.isfinite(r2.error) and not r2.differs_from_zero()):
        return (
            "No model is shown to predict better than the mean of the training values. The "
            f"highest mean R² is that of {best}: {_with_error(r2)}{_over(judgement)}."
        )
    score = (
        f"{_with_error(r2)} on genotypes that it was not trained on, after training on {n_train:,}"
    )
    level = [
        method
        for method, lead in judgement.lead.items()
        if not lead.differs_from_zero(len(judgement.lead))
    ]
    if level:
        return (
            f"{best} has the highest R²: {score}. But {_not_apart(judgement, level)}"
            f"{_over(judgement)}.{_more_sets(judgement)}"
        )
    text = f"{best} predicts best, with an R² of {score}"
    if judgement.lead:
        second = min(judgement.lead, key=lambda method: judgement.lead[method].mean)
        text += (
            f". That is {_with_error(judgement.lead[second])} above {_name(second)}, the next best"
        )
    return f"{text}{_over(judgement)}."


def _not_apart(judgement, level):
    leads = _list([_with_error(judgement.lead[method]) for method in level])
    verb = "it is" if len(level) == 1 else "they are"
    names = _list([_name(method) for method in level])
    return f"{names} cannot be told apart from it here: {verb} lower by {leads}"


def _more_sets(judgement):
    if judgement.over != "training sets" or judgement.r2[judgement.best].n >= _MANY_SETS:
        return ""
    return " More training sets (--repeats) may tell them apart."


def need_of_interactions(judgement):
    """Say whether a model with interactions predicts better than single effects."""
    gain = judgement.gain
    if gain is None:
        return "Only models of one of the two kinds were compared, so this is not known."
    additive, beyond = judgement.additive, judgement.beyond
    scores = (
        f"R² {_number(judgement.r2[beyond].mean)} for {_name(beyond)}, against "
        f"{_number(judgement.r2[additive].mean)} for {additive}, the best model of single effects"
    )
    if not gain.differs_from_zero():
        return (
            "This cannot be told from the predictions: models with interactions and models of "
            f"single effects cannot be told apart ({scores}; a difference of {_with_error(gain)})."
        )
    if gain.mean < 0:
        return (
            f"Not for prediction at this number of genotypes: {scores}; single effects are "
            f"better by {_number(-gain.mean)} ± {_number(gain.error)}."
        )
    return (
        f"Yes. With them, a share of {_with_error(gain)} more of the variance is predicted: "
        f"{scores}." + _curve(judgement)
    )


def _curve(judgement):
    """Warn that a curved scale makes interactions, where the networks have found a curve."""
    if not judgement.n_curved:
        return ""
    return (
        f" In {judgement.n_curved} of {judgement.n_networks} training sets the chosen network "
        "ends in a curve between a sum of effects and the value (global epistasis). A curve "
        "alone makes interactions: on another scale, such as the logarithm, there may be fewer."
    )


def supported_interactions(judgement, interactions):
    """Say how many interactions differ from zero, and name the largest."""
    if interactions.kind == ON_WILD_TYPE and interactions.count_tested(beyond_single=True):
        return _on_wild_type(judgement, interactions)
    if interactions.kind != ESTIMATED:
        return _untested(interactions)
    single = interactions.supported(beyond_single=False)
    beyond = interactions.supported(beyond_single=True)
    most = interactions.max_order
    limit = " of all orders" if most is None else f" of up to {most} sites"
    rate = f"Interactions{limit} were tested; {RATE}"
    singles = "single effect" + "s" * (len(single) > 1)
    several = "interaction" + "s" * (len(beyond) > 1) + " of two or more sites"
    return f"{_differ(beyond, several)} {_differ(single, singles)} ({rate}.)"


def _differ(frame, what):
    """Say how many effects differ from zero, and name the largest."""
    if not len(frame):
        return f"No {what} differs from zero."
    return f"{len(frame):,} {what} differ{'s' * (len(frame) == 1)} from zero{_names(frame)}."


def _on_wild_type(judgement, interactions):
    """Say which measured pairs of mutations of the wild type do not add up."""
    n_tested = interactions.count_tested(beyond_single=True)
    beyond = interactions.supported(beyond_single=True)
    n = len(beyond)
    found = "none differs" if n == 0 else f"{n:,} differ{'s' * (n == 1)}"
    source = judgement.ceiling.source if judgement.ceiling else "errors of the values"
    return (
        f"Of {n_tested:,} pairs of mutations that are measured together and each alone on the "
        f"wild type, {found} from the sum of both, going by the {source}{_names(beyond)}. "
        f"({RATE[0].upper()}{RATE[1:]}.)"
        + " A floor or a ceiling of the scale alone makes such differences."
        * bool(n and judgement.n_curved)
        + f" What other pairs do is not tested, because {interactions.problem}."
    )


def _untested(interactions):
    pairs = interactions.table[interactions.table["order"] > 1]
    text = (
        "This table cannot say which single interactions differ from zero, because "
        f"{interactions.problem}. "
    )
    if interactions.kind == ON_WILD_TYPE and len(pairs):
        return (
            text + f"The final model's largest effects of two mutations together on the wild "
            f"type, beyond the sum of both, are{_names(pairs, lead=' ')}. They are hypotheses: "
            "measure the wild type, both single mutants and the double mutant several times to "
            "test one."
        )
    return text + "What coefficients.csv lists are the final model's, without intervals."


def how_good(judgement):
    """Say what the errors of the table leave to predict, and how much of it is predicted."""
    ceiling, r2 = judgement.ceiling, judgement.r2[judgement.best]
    best = _name(judgement.best)
    if ceiling is None:
        return (
            "Not known: the table has neither errors nor replicates, so that error of measurement "
            "cannot be told from what the models miss. Name a column of standard errors with "
            "--error, or give --target once for each replicate."
        )
    source = ceiling.source
    if ceiling.r2 <= 0:
        return (
            f"Not known: going by the {source}, the errors are as large as all differences "
            "between the values. Are they really standard errors of the values?"
        )
    text = (
        f"Going by the {source}, a model that knows all true values would reach an R² of about "
        f"{_number(ceiling.r2)}. "
    )
    if r2.mean > ceiling.r2:
        return text + (
            f"{best} has {_number(r2.mean)}, which is more: these errors are too large "
            "for the values they stand beside, and say nothing of a ceiling."
            if _is_above(r2, ceiling.r2)
            else f"{best} is there: {_with_error(r2)}."
        )
    return text + (
        f"{best} has {_number(r2.mean)}"
        + f", which is {_percent(r2.mean / ceiling.r2)} of it" * (r2.mean > 0)
        + "."
    )


def _is_above(r2, limit):
    return np.isfinite(r2.error) and r2.mean - limit > 3 * r2.error


def what_limits(judgement, n_train, cv_r2):
    """Say whether noise or the number of genotypes limits the predictions, and what is unseen."""
    return " ".join(
        part
        for part in (
            _noise_or_number(judgement),
            _more_genotypes(judgement, n_train, cv_r2),
            _coverage(judgement.coverage),
        )
        if part
    )


def _noise_or_number(judgement):
    noise, missed = _parts(judgement)
    if noise is None:
        return "How much noise there is, the table does not say."
    of_noise, of_models = _percent(noise), _percent(missed)
    if noise > _MUCH_LARGER * missed:
        return (
            f"Mostly noise: it has {of_noise} of the variance, and {of_models} is left for models "
            "to gain."
        )
    if missed > _MUCH_LARGER * noise:
        return (
            f"Mostly what the models have not learned: {of_models} of the variance, against "
            f"{of_noise} that is noise."
        )
    return (
        f"Both noise ({of_noise} of the variance) and what the models have not learned "
        f"({of_models})."
    )


def _parts(judgement):
    """Return the shares of the variance that are noise, and that the best model misses."""
    ceiling, r2 = judgement.ceiling, judgement.r2[judgement.best].mean
    if ceiling is None or ceiling.r2 <= 0 or r2 > ceiling.r2:
        return None, None
    return 1 - ceiling.r2, ceiling.r2 - max(r2, 0.0)


def _more_genotypes(judgement, n_train, cv_r2):
    """Say what the final model gains from all genotypes, beside the training sets."""
    n = judgement.coverage.n_genotypes
    if cv_r2 is None or n < _MORE_GENOTYPES * n_train or EPISTATIC_NET not in judgement.r2:
        return ""
    few = judgement.r2[EPISTATIC_NET]
    gained = cv_r2 - few.mean > _CLEAR * np.nan_to_num(few.error)
    how = "More genotypes help" if gained else "More genotypes have not clearly helped so far"
    return (
        f"{how}: R² of Epistatic Net is {_number(few.mean)} at {n_train:,}, and about "
        f"{_number(cv_r2)} at {n:,} (in the cross-validation of the final model)."
    )


def _coverage(coverage):
    if coverage.n_genotypes >= coverage.n_possible:
        return "All genotypes of the alleles in the table are measured."
    share = coverage.n_genotypes / coverage.n_possible
    shown = f"{100 * share:.1f} %" if share >= 0.001 else "less than 0.1 %"
    text = (
        f"{coverage.n_genotypes:,} of {_large(coverage.n_possible)} possible genotypes are "
        f"measured ({shown})"
    )
    unseen = coverage.n_pairs - coverage.n_pairs_seen
    if unseen:
        text += (
            f"; of {coverage.n_pairs:,} pairs of mutations {unseen:,} are in no measured "
            "genotype, so that nothing is known of their interaction"
        )
    if coverage.n_rare:
        text += (
            f"; {_count(coverage.n_rare, 'mutation')} of {coverage.n_mutations:,} "
            f"{'is' if coverage.n_rare == 1 else 'are'} in fewer than three"
        )
    return text + "."


def what_next(judgement):
    """Say which measurements would help most."""
    coverage = judgement.coverage
    complete = coverage.n_genotypes >= coverage.n_possible
    noise, missed = _parts(judgement)
    better = "choose genotypes with sk-epinet suggest model.skops --strategy uncertain"
    if complete:
        first = "There is no further genotype of these alleles: measure the same ones again."
    elif coverage.n_genotypes >= _NEARLY_ALL * coverage.n_possible:
        first = "Nearly all genotypes are measured: to predict better, measure them again."
    elif noise is None:
        first = f"To predict better, measure more genotypes: {better}."
    elif noise > _MUCH_LARGER * missed:
        first = (
            "To predict better, measure the same genotypes again: noise limits more than their "
            "number."
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


def _name(method):
    """Return the name of a method without a comma, which would divide a list."""
    return re.sub(r", (\w+)$", r" (\1)", method)


def _with_error(estimate):
    if not np.isfinite(estimate.error):
        return _number(estimate.mean)
    return f"{_number(estimate.mean)} ± {_number(estimate.error)}"


def _over(judgement):
    """Return what the errors are, in brackets."""
    n = judgement.r2[judgement.best].n
    if judgement.over == "training sets":
        return f" (± is the standard error over {n} training sets)"
    return f" (one training set; ± is the standard error over its {n:,} test genotypes)"


def _number(value):
    """Return a number with three decimals, or two digits where it is very small."""
    text = f"{value:.3f}"
    if value and abs(value) < 0.0005:
        text = "less than 0.001" if value > 0 else "0.000"
    return text.replace("-", "\N{MINUS SIGN}")


def _percent(share):
    return f"{100 * share:.0f} %"


def _large(count):
    if count <= ALL_LISTED:
        return f"{count:,}"
    mantissa, exponent = f"{float(count):.1e}".split("e+")
    return f"{mantissa} × 10{exponent.lstrip('0').translate(_SUPERSCRIPTS)}"


def _count(n, what):
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"


def _list(texts):
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def _names(frame, lead=": "):
    """Return the names of the first rows, and that there are more."""
    if not len(frame):
        return ""
    rows = frame.head(_NAMED)
    named = [
        f"{name} ({value:+.3g})" for name, value in zip(rows["name"], rows["value"], strict=True)
    ]
    more = " and others" * (len(frame) > _NAMED)
    return f"{lead}{', '.join(named)}{more}"
