"""Write down what a fitted model is, for those whom it is passed on to."""

from __future__ import annotations

import inspect
import platform
import re
from importlib.metadata import version

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from .._utils import site_names
from ..spectrum import WalshSpectrum
from ._base_regressor import BaseEpistaticNet
from ._markdown import bullets, code, escape, table
from ._regressor_cv import EpistaticNetRegressorCV

# Not made with skops.card, which does not escape the texts of users, adds a drawing of 30 kB and
# would need skops for what is a text of a page.
_PACKAGES = ("sk_epinet", "numpy", "scipy", "scikit-learn", "torch", "skorch", "pandas")
_INTERACTIONS = 10  # the largest, in the table
_SITES, _ALLELES = 50, 30  # listed at most
_COVERAGE = 0.9
_INSIDE = {"best_estimator_": "search", "regressor_": "transformed target"}
_METHOD = (
    "Aghazadeh, Nisonoff, Ocal, Brookes, Huang, Koyluoglu, Listgarten, Ramchandran (2021). "
    "Epistatic Net allows the sparse spectral regularization of deep neural networks for "
    "inferring fitness functions. Nature Communications 12:5225. "
    "https://doi.org/10.1038/s41467-021-25371-3"
)
_PROCESS = (
    "Zhou, Martí-Gómez, Petti, McCandlish (2025). Learning sequence-function relationships with "
    "scalable, interpretable Gaussian processes. bioRxiv 2025.08.15.670613."
)


def model_card(estimator: BaseEpistaticNet | Pipeline) -> str:
    r"""Return a description of a fitted model, for those whom it is passed on to.

    Parameters
    ----------
    estimator : EpistaticNetRegressor, EpistaticNetRegressorCV, or Pipeline that ends in one
        A fitted model. It is not changed.

    Returns
    -------
    card : str
        Text in Markdown with these parts: the class, all parameters that are not the defaults,
        and the versions of the libraries; the rows, sites and alleles of the training data, and
        the range of y; what predicts, and with what share; the errors on held-out rows; the ten
        largest interactions; the limits of use; how the model is saved and loaded; and what to
        cite. What the model does not know, the card says so.

    Raises
    ------
    TypeError
        If it is another model, or a class.
    sklearn.exceptions.NotFittedError
        If it is not fitted.

    See Also
    --------
    sk_epinet.comparison.save_model : Save a model to a file without code.

    Notes
    -----
    Names of sites, alleles and parameters may hold any characters. They are escaped, so that they
    appear as they are and are never markup; control characters appear as a mark of replacement.
    The card has no measured value but the least and the largest one. Nothing is trained for it.
    The interactions are left out if their spectrum would take more than 65,536 predictions and
    was not computed before.

    Examples
    --------
    >>> from sk_epinet import EpistaticNetRegressor, model_card
    >>> from sk_epinet.datasets import make_walsh_landscape
    >>> X, y, _ = make_walsh_landscape(n_sites=5, n_interactions=3, random_state=0)
    >>> model = EpistaticNetRegressor(alpha=0.02, random_state=0).fit(X, y)
    >>> print(model_card(model).split("All other")[0].rstrip())
    # Model card: EpistaticNetRegressor
    <BLANKLINE>
    This model predicts the value of genotypes of 5 sites.
    <BLANKLINE>
    ## Model
    <BLANKLINE>
    | parameter | value |
    | --- | --- |
    | alpha | 0.02 |
    | random\_state | 0 |
    """
    steps, model = _steps(estimator)
    check_is_fitted(model)
    names = [type(step).__name__ for _, step in steps]
    n_sites = model.n_features_in_
    parts = [
        f"# Model card: {' → '.join(names)}",
        f"This model predicts the value of genotypes of {n_sites:,} site{'s' * (n_sites > 1)}.",
        *_section("Model", _parameters(steps)),
        *_section("Training data", _training_data(model, len(steps) > 1)),
        *_section("What predicts", _predictors(model)),
        *_section("Errors on held-out rows", _errors(model)),
        *_section("Largest interactions", _interactions(model)),
        *_section("Limits of use", _limits(model)),
        *_section("Saving and loading", _loading(is_pipeline=len(steps) > 1)),
        *_section("Citation", _citations(model)),
    ]
    return "\n\n".join(parts) + "\n"


def _section(title, parts):
    return [f"## {title}", *parts]


def _steps(estimator):
    """Return the steps of a pipeline, as pairs of prefix and step, and the model at its end."""
    steps, last = [], ("", estimator)
    while isinstance(last[1], Pipeline):
        prefix, pipeline = last
        named = [(f"{prefix}{name}__", step) for name, step in pipeline.steps]
        steps += [pair for pair in named[:-1] if isinstance(pair[1], BaseEstimator)]
        last = named[-1]
    if not isinstance(last[1], BaseEpistaticNet):
        raise TypeError(
            "model_card describes a fitted EpistaticNetRegressor or EpistaticNetRegressorCV, or a "
            f"Pipeline that ends in one; got {_name_other(last[1])}."
        )
    return [*steps, last], last[1]


def _name_other(other):
    """Return what another object is, and where the model may be in it."""
    if inspect.isclass(other):
        return f"the class {other.__name__}, which is no fitted model"
    name = type(other).__name__
    for attribute, kind in _INSIDE.items():
        if hasattr(other, attribute):
            return f"{name}. Pass the {attribute} of the {kind}"
    return name


def _parameters(steps):
    """Yield the parameters that are not the defaults, and the versions of the libraries."""
    rows = [
        [escape(prefix + name), _show_value(value)]
        for prefix, step in steps
        for name, value in _changed(step).items()
    ]
    if rows:
        yield table(["parameter", "value"], rows)
    begin = "All other parameters have their defaults." if rows else "All parameters are defaults."
    yield (
        f"{begin} The card was made with these versions; a model that was loaded from a file may "
        "have been fitted with others."
    )
    versions = [[name, version(name)] for name in _PACKAGES]
    yield table(["library", "version"], [*versions, ["Python", platform.python_version()]])


def _changed(step):
    """Return the parameters of an estimator that are not those of its constructor."""
    signature = inspect.signature(type(step).__init__).parameters
    return {
        name: value
        for name, value in step.get_params(deep=False).items()
        # Arrays cannot be compared by their truth.
        if name not in signature or repr(value) != repr(signature[name].default)
    }


def _show_value(value):
    # An address in the memory would be another one each time.
    return escape(re.sub(r" at 0x[0-9a-fA-F]+", "", " ".join(repr(value).split())))


def _training_data(model, in_pipeline):
    """Yield what is known of the rows, the sites and the alleles."""
    yield bullets(_rows(model))
    where = ", which are the columns that the steps before give to the model" * in_pipeline
    names, n_more = site_names(model)[:_SITES], model.n_features_in_ - _SITES
    rows = [
        [escape(name), _alleles(own, takes_numbers)]
        for name, own, takes_numbers in zip(
            names, model.alleles_, _sites_of_numbers(model), strict=False
        )
    ]
    yield f"The sites{where}, and their alleles:"
    yield table(["site", "alleles"], rows)
    if n_more > 0:
        yield f"There are {n_more:,} more sites, which are not listed."


def _rows(model):
    seen = getattr(model, "_row_summary", None)
    if seen is None:
        yield "numbers of rows and range of y not known: the file is of an earlier version"
    else:
        yield f"{seen.n_rows:,} rows of positive weight"
        yield f"{seen.n_genotypes:,} distinct genotypes"
        yield f"values y from {_number(seen.lowest)} to {_number(seen.highest)}"
    yield (
        f"mean of y {_number(model.target_mean_)}, standard deviation "
        f"{_number(model.target_scale_)}"
    )
    found = model.censoring_
    if found is not None:
        yield (
            f"only a bound is known of {found.left_share + found.right_share:.1%} of the rows "
            f"({found.left_share:.1%} at most y, {found.right_share:.1%} at least y)"
        )
    yield "what y is, its units and how it was measured are not known to the model"


def _sites_of_numbers(model):
    """Return whether each site takes numbers between its two levels."""
    if model._coding.has_alleles_only:
        return [False] * model.n_features_in_
    return (~model._coding.two_level).tolist()


def _alleles(own, takes_numbers):
    shown = [escape(_plain(allele)) for allele in own[:_ALLELES]]
    if takes_numbers:
        return f"numbers from {shown[0]} to {shown[1]}"
    more = f" and {len(own) - _ALLELES} more" * (len(own) > _ALLELES)
    return ", ".join(shown) + more


def _plain(allele):
    return f"{allele:g}" if isinstance(allele, float) else str(allele)


def _predictors(model):
    """Yield what predicts, and with what share."""
    n = int(np.count_nonzero(model.member_weights_))
    shares = getattr(model, "shares_", {"networks": 1.0})
    rows = [[name, f"{share:.1%}"] for name, share in shares.items()]
    yield table(["predictor", "share of the prediction"], rows)
    yield (
        f"There are {n:,} networks that have a share, trained for {model.n_iter_:,} epochs. Walsh "
        f"penalty: {_show_value(model.penalty_)}."
    )
    if isinstance(model, EpistaticNetRegressorCV):
        yield (
            f"The candidate with the largest share has wh_weight={model.wh_weight_:g}, "
            f"alpha={model.alpha_:g} and global_epistasis={model.global_epistasis_!r}."
        )


def _errors(model):
    """Yield how far predictions are from rows that were not trained on."""
    items = [*_cross_validated(model), *_validated(model)]
    learned = getattr(model, "error_model_", None)
    if learned is not None:
        items += _intervals(model, learned)
    elif not items:
        items = ["not known: no row was held out in this fit"]
    if learned is None:
        items.append(
            "coverage of intervals not known: an EpistaticNetRegressor learns its errors when "
            "predict_interval is used for the first time after its fit, which was not done"
        )
    yield bullets(items)


def _cross_validated(model):
    if not isinstance(model, EpistaticNetRegressorCV):
        return
    errors = model.mse_path_[model.wh_weights_ == model.wh_weight_][0]
    error, n_folds = float(np.nanmean(errors)), int(np.isfinite(errors).sum())
    yield (
        f"mean squared error of the candidate with the largest share, in {n_folds} folds: "
        f"{_number(error)} (squared units of y); root {_number(np.sqrt(error))}"
    )
    if model.target_scale_:
        yield (
            f"R² of the same: {1 - error / model.target_scale_**2:.3f}. The same folds chose the "
            "candidate, which makes this a little too good"
        )
    if model.scoring != "neg_mean_squared_error":
        best = int(np.argmax(model.cv_results_["share"]))
        yield (
            f"mean score of the same, by scoring={_show_value(model.scoring)}: "
            f"{_number(model.cv_results_['mean_test_score'][best])}"
        )


def _validated(model):
    best = getattr(model, "best_validation_score_", None)
    if best is not None:
        yield f"best R² on the rows that early stopping held out: {best:.3f}"


def _intervals(model, learned):
    width = learned.half_width(_COVERAGE)
    noise = model.target_scale_ * np.sqrt(learned.noise_variance)
    yield (
        "standard deviation of a new measurement of the mean weight from its prediction: the root "
        f"of {learned.doubt_factor:.3g} times the variance of the predictors at the genotype, "
        f"plus the square of {_number(noise)}"
    )
    yield (
        f"intervals of {_COVERAGE:.0%} reach {width:.3g} of these standard deviations to each "
        f"side, by {len(learned.ratios):,} predictions of held-out rows; they are promised to "
        f"hold {_COVERAGE:.0%} of new measurements of genotypes that are like the training ones"
    )


def _interactions(model):
    """Yield the largest interactions, where the spectrum takes little time."""
    if not (model._spectrum_is_quick() or False in model._spectra):
        yield (
            "They are not listed, because the spectrum of so many genotypes takes long. "
            "`estimate_spectrum` and `recover_spectrum` of sk_epinet find them."
        )
        return
    spectrum = model.spectrum_
    top = spectrum.top(_INTERACTIONS)
    is_walsh = isinstance(spectrum, WalshSpectrum)
    numbers = top.coefficients if is_walsh else top.sizes
    names = [
        " × ".join(escape(top.site_names[site]) for site in sites) for sites in top.interactions
    ]
    rows = [
        [name, str(len(sites)), _number(number)]
        for name, sites, number in zip(names, top.interactions, numbers, strict=True)
    ]
    kind = "Walsh coefficient" if is_walsh else "size"
    yield table(["interaction", "order", kind], rows)
    meaning = (
        "A Walsh coefficient is half the difference between the mean of the genotypes whose "
        "product of spins is +1 and the mean of the others; the first allele of a site has spin "
        "+1, the second −1."
        if is_walsh
        else "A size is the root of the mean square of the effects of the alleles together."
    )
    yield (
        f"Of {len(spectrum) - 1:,} interactions, in the units of y. {meaning} They are those of "
        "the model, which is not always right, and have no intervals here: `bootstrap_spectrum` "
        "gives intervals."
    )


def _limits(model):
    """Yield what the model is not for."""
    items = ["only for genotypes of the sites and alleles above, in the same order and coding"]
    if model._coding.has_alleles_only:
        items.append("an allele that is not listed is unknown to the model, and is not guessed")
    else:
        items.append("numbers beyond those of a site are extrapolated, with a warning at most")
    items += [
        "predictions far from the training genotypes, such as of many more mutations than were "
        "measured together, are extrapolations, and the promise of the intervals does not hold "
        "for them",
        "interactions describe the measured scale of y under the conditions of that measurement",
        *_bounds(model.censoring_),
        "how the training genotypes were chosen is not known to the model",
    ]
    yield bullets(items)


def _bounds(found):
    if found is None:
        return
    if found.floor is not None:
        yield f"predictions are never below the floor of the assay, {_number(found.floor)}"
    if found.ceiling is not None:
        yield f"predictions are never above the ceiling of the assay, {_number(found.ceiling)}"


def _loading(is_pipeline):
    yield (
        "A pickle, or a file of joblib, runs code when it is loaded: load one only if you trust "
        "who made it. These files hold no code (they need `pip install skops`):"
    )
    if is_pipeline:
        yield code(
            [
                "from skops import io",
                "from sk_epinet.comparison import TRUSTED_TYPES",
                "",
                'io.dump(model, "model.skops")',
                'model = io.load("model.skops", trusted=TRUSTED_TYPES)',
            ]
        )
        yield "Types of other packages are refused by name; add only those that you know."
        return
    yield code(
        [
            "from sk_epinet.comparison import load_model, save_model",
            "",
            'save_model("model.skops", model)',
            'model, landscape = load_model("model.skops")',
        ]
    )


def _citations(model):
    yield "The package, and the article whose method it implements:"
    package = (
        "The sk_epinet developers. sk_epinet: predict fitness landscapes and read their "
        f"epistasis. Version {version('sk_epinet')}."
    )
    has_process = getattr(model, "gaussian_process_share_", 0) > 0
    yield bullets([package, _METHOD, *[_PROCESS] * has_process])


def _number(value):
    return f"{value:.4g}"
