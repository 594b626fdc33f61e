"""What a card of a model says is true, and the texts of users in it are never markup."""

import re

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import Lasso
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    WalshFeatures,
    model_card,
)
from sk_epinet.comparison import load_model, save_model
from sk_epinet.genotypes import GenotypeEncoder

SMALL = {"hidden_layer_sizes": (8,), "max_iter": 20, "random_state": 0}
GRID = {"wh_weights": [0, 0.1], "alphas": [0.1], "global_epistasis": None, "cv": 3}


@pytest.fixture(scope="module")
def genotypes():
    """All genotypes of four sites, the first one twice, and one more row of weight zero."""
    X = np.array([[int(digit) for digit in f"{number:04b}"] for number in range(16)])
    X = np.vstack([X, X[:1], X[:1]])
    y = 3.0 - 2.0 * X[:, 0] + 0.5 * (1 - 2 * X[:, 1]) * (1 - 2 * X[:, 3])
    y[-2:] = 4.0, 1000.0
    return X, y, np.append(np.ones(17), 0.0)


@pytest.fixture(scope="module")
def model(genotypes):
    X, y, weight = genotypes
    return EpistaticNetRegressorCV(**SMALL | GRID).fit(X, y, sample_weight=weight)


def section(card, title):
    return card.split(f"\n## {title}\n")[1].split("\n## ")[0]


def tables(text):
    """Return the cells of the rows of tables as readers see them, without the titles."""
    rows = []
    for line in text.splitlines():
        if line.startswith("| "):
            cells = re.split(r"(?<!\\)(?:\\\\)*\|", line)[1:-1]
            cells = [re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", cell.strip()) for cell in cells]
            for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
                cells = [cell.replace(entity, character) for cell in cells]
            rows.append(cells)
    return rows


def test_the_data_are_described_without_rows_of_weight_zero(model, genotypes):
    _, y, weight = genotypes
    used = y[weight > 0]
    text = section(model_card(model), "Training data")
    assert "- 17 rows of positive weight\n- 16 distinct genotypes\n- values y from 0.5 to 4\n" in (
        text
    )
    assert f"mean of y {used.mean():.4g}, standard deviation {used.std():.4g}" in text
    assert tables(text)[2:] == [[f"x{i}", "0, 1"] for i in range(4)]


def test_errors_are_those_of_the_folds(model, genotypes):
    _, y, weight = genotypes
    best = int(np.argmax(model.cv_results_["share"]))
    splits = [model.cv_results_[f"split{i}_test_score"][best] for i in range(3)]
    error = -sum(splits) / 3
    text = section(model_card(model), "Errors on held-out rows")
    assert f"in 3 folds: {error:.4g} (squared units of y); root {error**0.5:.4g}" in text
    assert f"R² of the same: {1 - error / y[weight > 0].var():.3f}." in text
    # The interval of a genotype is as wide as its standard deviation and the card say.
    X = genotypes[0][:3]
    low, high = model.predict_interval(X, 0.9).T
    ratio = (high - low) / 2 / model.predict(X, return_std=True)[1]
    np.testing.assert_allclose(ratio, ratio[0])
    assert f"intervals of 90% reach {ratio[0]:.3g} of these standard deviations" in text
    assert "by 17 predictions of held-out rows" in text


def test_shares_and_the_chosen_candidate(model):
    text = section(model_card(model), "What predicts")
    assert tables(text)[2:] == [
        ["networks", f"{model.member_weights_.sum():.1%}"],
        ["Gaussian process", "0.0%"],
        ["mean of y", f"{1 - model.member_weights_.sum():.1%}"],
    ]
    assert f"wh_weight={model.wh_weight_:g}, alpha=0.1 and global_epistasis=None" in text
    assert "Zhou" not in model_card(model)  # no Gaussian process predicts
    assert "10.1038/s41467-021-25371-3" in section(model_card(model), "Citation")


def test_interactions_are_those_of_the_predictions(model, genotypes):
    X = genotypes[0][:16]
    spins = 1 - 2 * X
    expected = {}
    for number in range(1, 16):
        sites = [i for i in range(4) if number >> i & 1]
        expected[" × ".join(f"x{i}" for i in sites)] = np.mean(
            model.predict(X) * spins[:, sites].prod(axis=1)
        )
    ranked = sorted(expected, key=lambda name: -abs(expected[name]))
    rows = tables(section(model_card(model), "Largest interactions"))[2:]
    assert [row[0] for row in rows] == ranked[:10]
    for name, order, coefficient in rows:
        assert int(order) == name.count("x")
        np.testing.assert_allclose(float(coefficient), expected[name], rtol=1e-3)


def test_parameters_that_are_no_defaults(genotypes):
    X, y, _ = genotypes
    fitted = EpistaticNetRegressor((8, 4), max_iter=5, alpha=0.25, levels=np.array([0, 1]))
    rows = tables(section(model_card(fitted.fit(X, y)), "Model"))
    assert rows[2:6] == [
        ["alpha", "0.25"],
        ["hidden_layer_sizes", "(8, 4)"],
        ["levels", "array([0, 1])"],
        ["max_iter", "5"],
    ]
    assert rows[6] == ["library", "version"]
    assert ["numpy", np.__version__] in rows


def test_no_number_is_made_up(genotypes):
    X, y, _ = genotypes
    fitted = EpistaticNetRegressor(**SMALL).fit(X, y)
    text = section(model_card(fitted), "Errors on held-out rows")
    assert "not known: no row was held out in this fit" in text
    assert "coverage of intervals not known" in text
    assert not hasattr(fitted, "error_model_")  # nothing was trained for the card
    fitted.predict_interval(X[:1])
    text = section(model_card(fitted), "Errors on held-out rows")
    assert "intervals of 90% reach" in text
    assert "not known" not in text


def test_early_stopping_has_a_score(genotypes):
    X, y, _ = genotypes
    fitted = EpistaticNetRegressor(**SMALL, early_stopping=True, validation_fraction=0.3)
    fitted.fit(X, y)
    score = max(fitted.validation_scores_)
    assert f"early stopping held out: {score:.3f}" in model_card(fitted)


HOSTILE = (
    "a|b",
    "`rm -rf`",
    "**bold** _it_",
    "<script>alert(1)</script>",
    "[link](http://example.com)",
    "# heading",
    "line\nbreak",
    "red \x1b[31m",
    "back\\slash\\",
    "&lt;",
    "www.example.com",
    "turn\u202earound",
    "half \ud800",
    "$x^2$ ~~gone~~",
)


def test_texts_of_users_are_no_markup():
    names = list(HOSTILE)
    numbers = np.random.RandomState(0).randint(0, 2, (12, len(names)))
    alleles = np.array(HOSTILE[:2], dtype=object)
    X = pd.DataFrame(alleles[numbers], columns=pd.Index(names, dtype=object))
    hostile = {"p|\n# x": [0.0, 1.0]}
    fitted = EpistaticNetRegressor(
        (4,), max_iter=2, allele_properties=hostile, levels=tuple(alleles)
    ).fit(X, numbers.sum(axis=1))
    card = model_card(fitted)
    card.encode()
    shown = [re.sub(r"[\n\x1b\u202e\ud800]", "\N{REPLACEMENT CHARACTER}", n) for n in HOSTILE]
    rows = tables(section(card, "Training data"))[2:]
    assert rows == [[name, ", ".join(shown[:2])] for name in shown]
    assert ["allele_properties", r"{'p|\n# x': [0.0, 1.0]}"] in tables(section(card, "Model"))
    headings = [line for line in card.splitlines() if line.startswith("#")]
    assert len(headings) == 9
    cells = "\n".join(line for line in card.splitlines() if line.startswith("| "))
    assert not re.search(r"[<>\x1b]", cells)
    assert not re.search(r"(?<!\\)(\\\\)*[`*\[\]$~]", cells)
    assert "www." not in cells


@pytest.mark.parametrize("kind", ["model", "pipeline"])
def test_the_code_of_the_card_saves_and_loads(kind, model, genotypes, tmp_path, monkeypatch):
    pytest.importorskip("skops")
    monkeypatch.chdir(tmp_path)
    X, y, _ = genotypes
    if kind == "pipeline":
        X = ["".join("AG"[number] for number in row) for row in X]
        model = make_pipeline(GenotypeEncoder(), EpistaticNetRegressor(**SMALL)).fit(X, y)
    names = {"model": model}
    exec(model_card(model).split("```python\n")[1].split("```")[0], names)
    assert names["model"] is not model
    np.testing.assert_array_equal(names["model"].predict(X), model.predict(X))
    assert model_card(names["model"]) == model_card(model)


def test_pipelines_are_described_step_by_step(genotypes):
    X, y, _ = genotypes
    texts = ["".join("AG"[number] for number in row) for row in X]
    inner = make_pipeline("passthrough", EpistaticNetRegressor(**SMALL, alpha=0.5))
    card = model_card(make_pipeline(GenotypeEncoder(wild_type="AAAA"), inner).fit(texts, y))
    assert card.startswith("# Model card: GenotypeEncoder → EpistaticNetRegressor\n")
    rows = tables(section(card, "Model"))
    assert ["genotypeencoder__wild_type", "'AAAA'"] in rows
    assert ["pipeline__epistaticnetregressor__alpha", "0.5"] in rows
    assert tables(section(card, "Training data"))[2][1] == "A, G"
    assert "columns that the steps before give" in card


def test_many_sites_and_alleles_are_cut():
    random_state = np.random.RandomState(0)
    X = np.array([f"a{i:02d}" for i in range(40)])[random_state.randint(0, 40, (400, 60))]
    fitted = EpistaticNetRegressor((4,), max_iter=1, penalty=None).fit(X, random_state.rand(400))
    card = model_card(fitted)
    rows = tables(section(card, "Training data"))[2:]
    assert len(rows) == 50
    assert rows[0][1].startswith("a00, a01, ")
    assert rows[0][1].endswith("a29 and 10 more")
    assert "There are 10 more sites" in card
    assert "`recover_spectrum`" in section(card, "Largest interactions")


def test_numbers_and_bounds():
    X = np.random.RandomState(0).rand(30, 2)
    y = X.sum(axis=1).clip(0.8)
    with pytest.warns(UserWarning, match="more than two values"):
        fitted = EpistaticNetRegressor((4,), max_iter=5, censored="left").fit(X, y)
    card = model_card(fitted)
    rows = tables(section(card, "Training data"))[2:]
    assert rows[0] == ["x0", f"numbers from {X[:, 0].min():g} to {X[:, 0].max():g}"]
    assert f"a bound is known of {np.mean(y == 0.8):.1%} of the rows" in card
    assert "never below the floor of the assay, 0.8" in card
    assert "extrapolated" in section(card, "Limits of use")


def test_what_is_no_fitted_model_is_refused(genotypes, model):
    X, y, _ = genotypes
    with pytest.raises(NotFittedError, match="EpistaticNetRegressor"):
        model_card(EpistaticNetRegressor())
    with pytest.raises(NotFittedError, match="EpistaticNetRegressorCV"):
        model_card(make_pipeline(GenotypeEncoder(), EpistaticNetRegressorCV()))
    with pytest.raises(TypeError, match="got Lasso"):
        model_card(make_pipeline(WalshFeatures(), Lasso()).fit(X, y))
    with pytest.raises(TypeError, match="got the class EpistaticNetRegressor, which is no fitted"):
        model_card(EpistaticNetRegressor)
    with pytest.raises(TypeError, match="got str"):
        model_card("model.skops")
    search = GridSearchCV(EpistaticNetRegressor(**SMALL), {"alpha": [0.1]}, cv=2).fit(X, y)
    with pytest.raises(TypeError, match="GridSearchCV. Pass the best_estimator_ of the search"):
        model_card(search)
    assert model_card(search.best_estimator_).startswith("# Model card")


def test_a_loaded_model_has_the_same_card(model, tmp_path):
    pytest.importorskip("skops")
    save_model(tmp_path / "model.skops", model)
    assert model_card(load_model(tmp_path / "model.skops")[0]) == model_card(model)
