"""Spectra are made of any arguments or refuse them, and so it is with what they are asked."""

from functools import cache

import hypothesis
from hypothesis import strategies as st

from sk_epinet import EpistasisSpectrum, InteractionTable, ReferenceSpectrum, WalshSpectrum
from tests.fuzz import hostile, small
from tests.fuzz.calls import Call, drawn, judge_call, options_of
from tests.fuzz.profiles import profile

COEFFICIENTS = [0.5, -2.0, 1.0]
INTERACTIONS = [(0,), (0, 1), (1, 2)]


def of_interactions(cls):
    return Call(
        cls.__name__,
        lambda **a: use(cls(**a)),
        lambda: {
            "coefficients": COEFFICIENTS,
            "interactions": INTERACTIONS,
            "n_sites": 3,
            **options_of(cls),
        },
        {"levels": hostile.levels(3), "coefficients": hostile.targets(3)},
        {
            "interactions": ["interaction", "coefficients"],
            "coefficients": ["coefficient"],
            "levels": ["level"],
            "n_sites": ["interaction", "site"],
            "selected": ["selected"],
        },
    )


def use(spectrum):
    """Return what most readers look at first, so that it is judged with the spectrum."""
    repr(spectrum), spectrum._repr_html_(), spectrum.to_frame(), spectrum.top(2)
    return spectrum


ENUMERATION = {"values": list(range(8)), "genotypes": "enumeration"}
ALLELES = ["AVG", "KR"]


def constructors():
    X, y = small.numbers()
    whole = {"values": y[:8], "genotypes": X[:8]}
    genotypes = {
        "genotypes": hostile.genotypes(X[:8]),
        "values": hostile.targets(8),
        "levels": hostile.levels(3),
    }
    also = {
        "genotypes": ["genotype", "site", "X "],
        "values": ["value"],
        "levels": ["level", "allele"],
        "alleles": ["allele", "site", "genotypes"],
        "weights": ["weight"],
        "wild_type": ["wild"],
        "site_names": ["site"],
        "n_sites": ["site"],
        "function": ["function"],
        "X": ["site", "column", "genotype", "array"],
        "estimator": ["predict", "fitted", "model"],
        "latent": ["latent"],
    }

    def call(function, right, **own):
        right = {**options_of(function), **right}
        name = function.__qualname__
        return Call(
            name, lambda **a: use(function(**a)), lambda: right, {**genotypes, **own}, also
        )

    walsh, alleles, models = WalshSpectrum, EpistasisSpectrum, small.fitted()
    model = st.sampled_from(list(models.values()))
    for right in (whole, ENUMERATION):
        yield call(walsh.from_landscape, right)
    yield call(walsh.from_function, {"function": small.count_ones, "n_sites": 3})
    for name in models:
        if name != "alleles":  # which is refused, whatever the other arguments are
            yield call(walsh.from_estimator, {"estimator": models[name], "X": X}, estimator=model)
        yield call(alleles.from_estimator, {"estimator": models[name], "X": X}, estimator=model)
    yield call(
        walsh.from_scaling,
        {
            "coefficients": COEFFICIENTS,
            "interactions": INTERACTIONS,
            "n_sites": 3,
            "scaling": "sum",
        },
    )
    yield call(walsh.from_reference, {"effects": small.spectra()["reference"]})
    yield call(alleles.from_landscape, whole)
    yield call(
        alleles.from_landscape,
        {"values": list(range(6)), "genotypes": "enumeration", "alleles": ALLELES},
    )
    yield call(
        alleles.from_function,
        {"function": lambda Z: (Z == "A").sum(axis=1), "alleles": ALLELES},
    )
    yield call(alleles.from_walsh, {"spectrum": small.spectra()["walsh"]})
    yield Call(
        "EpistasisSpectrum",
        lambda **a: use(alleles(**a)),
        lambda: {
            "tables": [[1.0, -2.0, 1.0], [[1.0, -1.0], [0.0, 0.0], [-1.0, 1.0]]],
            "interactions": [(0,), (0, 1)],
            "alleles": ALLELES,
            **options_of(alleles),
        },
        {},
        {**also, "interactions": ["interaction"], "tables": ["table"]},
    )


@cache
def ways_to_make_one():
    calls = [of_interactions(cls) for cls in (InteractionTable, WalshSpectrum, ReferenceSpectrum)]
    return [*calls, *constructors()]


@profile
@hypothesis.given(st.deferred(lambda: drawn(ways_to_make_one())))
def test_spectra_are_made_or_refused(case):
    judge_call("spectra: made", case)


METHODS = {
    "order": {"k": 1},
    "top": {"k": 2},
    "predict": {"X": "right"},
    "rescaled": {"scaling": "sum"},
    "to_reference": {"wild_type": None, "max_order": None},
    "attribution": {"index": "SII", "wild_type": None, "max_order": 2},
    "to_shapiq": {"index": "SII", "wild_type": None, "max_order": 2},
    "restrict": {"fixed": {0: "right"}},
    "table": {"interaction": (0,)},
    "to_frame": {"rows": "effects"},
    "top_effects": {"k": 2},
    "shapley_values": {"X": "right"},
    "with_weights": {"weights": "uniform", "wild_type": None, "X": None},
    "__sub__": {"other": "right"},
    "__getitem__": {"key": 0},
}


def methods():
    for name, spectrum in small.spectra().items():
        for method, right in METHODS.items():
            if hasattr(type(spectrum), method) and (method, right) != ("to_frame", {"rows": 1}):
                yield from _method(name, spectrum, method, dict(right))


def _method(name, spectrum, method, right):
    Z = (
        [list(row) for row in ["AK", "VR", "GK"]]
        if name in ("alleles", "wild type")
        else small.numbers()[0][:8]
    )
    if name == "empty":
        Z = [[], []]
    if method == "to_frame" and not isinstance(spectrum, EpistasisSpectrum):
        return
    if "X" in right and right["X"] == "right":
        right["X"] = Z
    if "fixed" in right:
        right["fixed"] = {0: Z[0][0]} if name != "empty" else {}
    if "other" in right:
        right["other"] = spectrum
    values = {"X": hostile.genotypes(small.numbers()[0][:8])}
    values["other"] = st.sampled_from(list(small.spectra().values()))
    if name != "empty":
        values["wild_type"] = hostile.one_genotype(list(Z[1]), list(spectrum.site_names))
    also = {
        "X": ["genotypes", "site", "column"],
        "wild_type": ["wild", "site"],
        "fixed": ["site"],
        "interaction": ["site"],
        "other": ["only", "operand", "subtracted"],
        "key": ["index", "site"],
    }
    function = getattr(spectrum, method)
    if name == "empty" and method == "table":
        right["interaction"] = ()
    run = function if not method.startswith("__") else lambda **a: function(*a.values())
    yield Call(f"{name}.{method}", run, lambda: right, values, also)


@cache
def questions():
    return list(methods())


@profile
@hypothesis.given(st.deferred(lambda: drawn(questions())))
def test_questions_to_spectra_are_answered_or_refused(case):
    judge_call("spectra: asked", case, check=None)
