"""Pictures of anything are drawn, or refused by the name of the argument."""

import warnings
from functools import cache

import hypothesis
import numpy as np
from hypothesis import strategies as st

from sk_epinet import plotting
from tests.fuzz import hostile, small
from tests.fuzz.calls import Call, drawn, judge_call, options_of
from tests.fuzz.profiles import profile

ALSO = {
    "X": ["array", "sample", "genotype", "site", "column", "row"],
    "X_test": ["array", "genotype", "site", "column", "row"],
    "y": ["target", "value"],
    "y_test": ["target", "value"],
    "estimator": ["wild", "predict", "fitted", "model", "function"],
    "estimators": ["predict", "fitted", "model", "estimator"],
    "spectra": ["spectrum", "with_weights"],
    "spectrum": ["site"],
    "levels": ["level", "allele"],
    "alleles": ["allele", "site"],
    "wild_type": ["wild"],
    "pair": ["site"],
    "pairs": ["site", "pair"],
    "background": ["site"],
    "genotype": ["site"],
    "target": ["site"],
    "scores": ["score"],
    "latent": ["measured"],
    "contributions": ["names"],
    "train_sizes": ["scores"],
    "paths": ["path"],
    "sample_weight": ["weight"],
    "coverages": ["coverage"],
    "intervals": ["coverage", "interval"],
}


def draw_it(make, kwargs, plot):
    """Return a display that was drawn, text included."""
    # What matplotlib says, each time that it lays out a picture, of names that are wider than it
    # or have characters that its font lacks.
    warnings.filterwarnings("ignore", "constrained_layout not applied|Glyph")
    display = make(**kwargs).plot(**plot)
    figure = getattr(display, "figure_", None) or display.ax_.figure
    figure.canvas.draw()
    import matplotlib.pyplot as plt

    plt.close("all")
    return display


def of_factory(cls, name, right):
    factory = getattr(cls, name)
    X, y = small.numbers()
    models, spectra = small.fitted(), small.spectra()
    options = options_of(factory)
    plot = options_of(cls.plot)
    values = {
        "X": hostile.genotypes(X),
        "X_test": hostile.genotypes(X),
        "y": hostile.targets(len(y)),
        "y_test": hostile.targets(len(y)),
        "predicted": hostile.targets(len(y)),
        "latent": hostile.targets(len(y)),
        "levels": hostile.levels(3),
        "sample_weight": hostile.row_weights(len(y)),
        "spectrum": st.sampled_from(list(spectra.values())),
        "spectra": st.sampled_from(list(spectra.values())),
        "estimator": st.sampled_from(list(models.values())),
        "value_name": hostile.texts,
        "score_name": hostile.texts,
    }
    names = ["x0", "x1", "x2"]
    values |= {
        name: hostile.one_genotype([1, 0, 1], names)
        for name in ("genotype", "target", "wild_type")
    }

    def run(**a):
        given = {n: a.pop(n) for n in plot if n in a}
        return draw_it(factory, a, given)

    return Call(f"{cls.__name__}.{name}", run, lambda: {**plot, **options, **right}, values, ALSO)


@cache
def factories():
    X, y = small.numbers()
    Z, _ = small.letters()
    models, spectra = small.fitted(), small.spectra()
    net, data = models["net"], {"X": X, "y": y}
    p = plotting
    table = [
        (p.EpistasisNetworkDisplay, "from_estimator", {"estimator": net}),
        (p.EpistasisNetworkDisplay, "from_spectrum", {"spectrum": spectra["with errors"]}),
        (p.GenotypeNetworkDisplay, "from_estimator", {"estimator": net}),
        (p.GenotypeNetworkDisplay, "from_spectrum", {"spectrum": spectra["alleles"]}),
        (p.GenotypeNetworkDisplay, "from_measurements", data),
        (p.InteractionDisplay, "from_estimator", {"estimator": net, "X": X, "pair": (0, 1)}),
        (p.InteractionDisplay, "from_measurements", {**data, "pair": (0, 1)}),
        (p.LinkCurveDisplay, "from_predictions", {"y": y, "latent": y, "predicted": y}),
        (p.MutationEffectsDisplay, "from_estimator", {"estimator": net}),
        (p.MutationEffectsDisplay, "from_measurements", {"X": Z, "y": y, "wild_type": Z[0]}),
        (p.MutationEffectsDisplay, "from_spectrum", {"spectrum": spectra["alleles"]}),
        (p.PairwiseHeatmapDisplay, "from_estimator", {"estimator": net}),
        (p.PairwiseHeatmapDisplay, "from_spectrum", {"spectrum": spectra["with errors"]}),
        (p.PredictionDisplay, "from_estimator", {"estimator": net, **data}),
        (p.PredictionDisplay, "from_predictions", {"y": y, "predicted": y + 0.1}),
        (p.ResidualsDisplay, "from_estimator", {"estimator": models["cv"], **data}),
        (p.ResidualsDisplay, "from_predictions", {"y": y, "predicted": y + 0.1}),
        (p.SpectrumDisplay, "from_estimator", {"estimator": net}),
        (p.SpectrumDisplay, "from_spectrum", {"spectrum": spectra["with errors"]}),
        (p.VarianceByOrderDisplay, "from_estimator", {"estimators": net}),
        (p.VarianceByOrderDisplay, "from_spectrum", {"spectra": spectra["walsh"]}),
        (p.WaterfallDisplay, "from_estimator", {"estimator": net, "genotype": [1, 1, 0]}),
        (
            p.WaterfallDisplay,
            "from_spectrum",
            {"spectrum": spectra["walsh"], "genotype": [1, 1, 0]},
        ),
        (p.WeightPathDisplay, "from_estimator", {"estimators": models["cv"]}),
    ]
    return [of_factory(*row) for row in table]


@cache
def constructors():
    y = small.values_of(np.eye(3))
    rights = {
        "ComparisonDisplay": {"scores": {"a": {"m": [0.1, 0.2], "n": [0.3, 0.1]}}},
        "EpistasisNetworkDisplay": {},
        "InteractionDisplay": {
            "values": [y, y, y, y],
            "site_names": ("a", "b"),
            "alleles": (("A", "V"), ("K", "R")),
        },
        "LearningCurvesDisplay": {
            "train_sizes": [3, 5],
            "scores": {"a": [[0.1, 0.2], [0.3, 0.4]]},
        },
        "LinkCurveDisplay": {"latent": y, "measured": y, "grid": y, "links": np.array([y])},
        "MutationEffectsDisplay": {
            "effects": np.array([[0.0, 1.0], [2.0, 0.0]]),
            "alleles": ["A", "V"],
            "site_names": ["a", "b"],
            "wild_type": np.array([0, 1]),
        },
        "PairwiseHeatmapDisplay": {
            "values": np.array([[0.0, 1.0], [1.0, 0.0]]),
            "row_names": ["a", "b"],
            "column_names": ["a", "b"],
            "label": "value",
        },
        "PredictionDisplay": {"measured": y, "predicted": y},
        "ResidualsDisplay": {"measured": y, "predicted": y},
        "SpectrumDisplay": {"spectrum": small.spectra()["walsh"]},
        "VarianceByOrderDisplay": {"shares": {"a": np.array([0.5, 0.5])}},
        "WaterfallDisplay": {
            "contributions": np.array([1.0, -2.0]),
            "names": ["a", "b"],
            "start": 0.5,
        },
    }
    values = {"value_name": hostile.texts, "site_names": st.lists(hostile.texts, max_size=3)}
    made = []
    for name, right in rights.items():
        cls = getattr(plotting, name)
        if not right:
            continue

        def run(cls=cls, **a):
            return draw_it(cls, a, {})

        options = options_of(cls)
        made.append(
            Call(
                name, run, lambda right=right, options=options: {**options, **right}, values, ALSO
            )
        )
    return made


@profile
@hypothesis.given(st.deferred(lambda: drawn([*factories(), *constructors()])))
def test_pictures_are_drawn_or_refused(case):
    judge_call("plots", case)
