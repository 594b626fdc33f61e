"""What is saved is loaded without trust: by skops, and from files of earlier releases."""

import copy
import json
import os
import pickle
import re
import zipfile
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import LassoCV
from sklearn.pipeline import make_pipeline

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    HashedWalshPenalty,
    SubcubeWalshPenalty,
    WalshFeatures,
    WalshSpectrum,
    bootstrap_spectrum,
    model_card,
)
from sk_epinet.comparison import TRUSTED_TYPES, load_model, save_model
from sk_epinet.datasets import load_landscape
from sk_epinet.genotypes import GenotypeEncoder
from sk_epinet.kernels import ConnectednessGaussianProcess, ConnectednessKernel
from tests.comparison.harmful import Harmful
from tests.comparison.small_experiment import run

skops_io = pytest.importorskip("skops.io", reason="skops is not installed")

FAST = {"hidden_layer_sizes": (6,), "max_iter": 8, "random_state": 0}
DATA = Path(__file__).parent / "data"
RELEASES = sorted(path.stem.removeprefix("model_") for path in DATA.glob("model_*.skops"))


def alleles(X):
    """Return genotypes of strings: three alleles at the first site, two at the others."""
    table = pd.DataFrame(np.where(X, "V", "A"), columns=list("abcde"))
    table.loc[::3, "a"] = "W"
    return table


ESTIMATORS = {
    "one setting": lambda: EpistaticNetRegressor(**FAST),
    "a link": lambda: EpistaticNetRegressor(**FAST, global_epistasis="sigmoid"),
    "sub-cubes": lambda: EpistaticNetRegressor(**FAST, penalty=SubcubeWalshPenalty(2)),
    "a limit": lambda: EpistaticNetRegressor(**FAST, censored="left"),
    "hashes": lambda: EpistaticNetRegressor(**FAST, penalty=HashedWalshPenalty(3)),
    "cross-validation": lambda: EpistaticNetRegressorCV(**FAST, alphas=[0.1], cv=2),
    "a pipeline": lambda: make_pipeline(WalshFeatures(max_order=2), LassoCV(cv=3)),
    "a kernel": lambda: GaussianProcessRegressor(ConnectednessKernel(), optimizer=None),
    "a Gaussian process": lambda: ConnectednessGaussianProcess(),
}


def through_skops(thing):
    """Return what is loaded of a dumped object, and the types that skops does not know."""
    data = skops_io.dumps(thing)
    return skops_io.loads(data, trusted=TRUSTED_TYPES), skops_io.get_untrusted_types(data=data)


@pytest.mark.parametrize("strings", [False, True])
@pytest.mark.parametrize("kind", ESTIMATORS)
def test_estimators(kind, strings, small_data):
    X, y = small_data
    if strings and kind in ("a kernel", "a Gaussian process", "hashes"):
        pytest.skip("takes no strings, or two alleles only")
    X = alleles(X) if strings else X
    model = ESTIMATORS[kind]().fit(X, np.maximum(y, 1.0))
    loaded, types = through_skops(model)
    np.testing.assert_array_equal(loaded.predict(X), model.predict(X))
    assert set(types) <= set(TRUSTED_TYPES)
    assert not any(name.startswith("skorch") for name in types)
    if hasattr(model, "history_"):
        assert loaded.history_ is loaded.net_.history_
        assert loaded.history_[:, "train_loss"] == model.history_[:, "train_loss"]


def test_the_encoder():
    mutations = ["A2V", "K5R", "A2V:K5R", "A2G"]
    encoder = GenotypeEncoder().fit(mutations)
    loaded, types = through_skops(encoder)
    pd.testing.assert_frame_equal(
        pd.DataFrame(loaded.transform(mutations)), pd.DataFrame(encoder.transform(mutations))
    )
    assert set(types) <= set(TRUSTED_TYPES)


def test_every_trusted_type_is_where_its_name_says():
    for name in TRUSTED_TYPES:
        module, _, own = name.rpartition(".")
        found = getattr(import_module(module), own)
        # numpy has moved its masked arrays, and both names are there.
        assert found.__module__ == module or found is np.ma.MaskedArray


# Spectra

COPIES = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),
    "skops": lambda thing: through_skops(thing)[0],
}


@pytest.fixture(scope="module")
def spectra():
    rng = np.random.RandomState(0)
    X = rng.randint(0, 2, (40, 5))
    y = 3 + X[:, 0] - 2.0 * X[:, 1] * X[:, 3] + 0.1 * rng.randn(40)
    model = EpistaticNetRegressor(**FAST)
    walsh = model.fit(X, y).spectrum_
    return {
        "walsh": walsh,
        "reference": walsh.to_reference(),
        "bootstrap": bootstrap_spectrum(model, X, y, n_resamples=10, max_order=2),
        "alleles": model.fit(alleles(X), y).spectrum_,
    }


def arrays_of(thing):
    for name, value in vars(thing).items():
        for own in value if isinstance(value, tuple) else (value,):
            if isinstance(own, np.ndarray):
                yield name, own


@pytest.mark.parametrize("how", COPIES)
@pytest.mark.parametrize("kind", ["walsh", "reference", "bootstrap", "alleles"])
def test_copies_of_spectra_are_the_same_and_frozen(kind, how, spectra):
    own = spectra[kind]
    again = COPIES[how](own)
    expected, found = list(arrays_of(own)), list(arrays_of(again))
    assert [name for name, _ in found] == [name for name, _ in expected]
    for (name, array), (_, other) in zip(expected, found, strict=True):
        np.testing.assert_array_equal(array, other)
        assert not other.flags.writeable, name
    pd.testing.assert_frame_equal(again.to_frame(), own.to_frame())
    with pytest.raises(AttributeError, match="frozen"):
        del again.coefficients
    with pytest.raises(AttributeError, match="frozen"):
        again.site_names = ("x",)


@pytest.mark.parametrize("interactions", [np.array([[True], [True]]), [(0,), (0,)]])
def test_interactions_that_stand_twice(interactions):
    with pytest.raises(ValueError, match="listed only once"):
        WalshSpectrum([1.0, 2.0], interactions, n_sites=1)


# Files of others, and of other releases


HARMFUL = {
    "a pickle": lambda: pickle.dumps(Harmful()),
    "a file of skops": lambda: skops_io.dumps({"kind": "model of sk_epinet", "model": os.mkdir}),
    "another model": lambda: skops_io.dumps(EpistaticNetRegressor()),
}


@pytest.mark.parametrize("command", ["predict", "spectrum", "suggest"])
@pytest.mark.parametrize("kind", HARMFUL)
def test_the_command_runs_no_code_of_a_file(kind, command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "model.skops").write_bytes(HARMFUL[kind]())
    more = ["--all-singles"] if command == "predict" else []
    assert run(command, "model.skops", *more) == 2
    line = capsys.readouterr().err.strip().splitlines()[-1]
    assert line.startswith("sk-epinet: error: model.skops ")
    assert [own.name for own in tmp_path.iterdir()] == ["model.skops"]


@pytest.mark.parametrize("release", RELEASES)
def test_files_of_a_release_are_read(release):
    expected = json.loads((DATA / f"predictions_{release}.json").read_text())
    model, landscape = load_model(DATA / f"model_{release}.skops")
    new = load_landscape(pd.DataFrame({"mutations": ["A2G:K5R", "A2V:K5R:L7F"]}), like=landscape)
    np.testing.assert_allclose(model.predict(new.data), expected["model"], rtol=1e-5)
    intervals = model.predict_interval(new.data, 0.9)
    np.testing.assert_allclose(intervals, expected["intervals"], rtol=1e-5)


def test_models_of_a_release_have_a_card():
    """They do not know all that is written today, and their cards say so."""
    model, landscape = load_model(DATA / "model_0.1.skops")
    card = model_card(model)
    assert "numbers of rows and range of y not known" in card
    assert all(f"| {name} | " in card for name in landscape.site_names)


def with_masked_arrays_of(path, module, target):
    """Copy a file of skops as the numpy writes it that has its masked arrays in a module."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "schema.json":
                pattern = rb'("__class__": "MaskedArray",\s+"__module__": )"numpy\.ma(\.core)?"'
                content, n = re.subn(pattern, rb'\1"' + module.encode() + b'"', content)
                assert n > 0
            new.writestr(name, content)
    return target


@pytest.mark.parametrize("module", ["numpy.ma", "numpy.ma.core"])
def test_files_that_were_written_with_another_numpy_are_read(module, small_data, tmp_path):
    model = EpistaticNetRegressorCV(**FAST, alphas=[0.1], cv=2).fit(*small_data)
    expected = model.predict(small_data[0])
    save_model(tmp_path / "a.skops", model)
    skops_io.dump(model, tmp_path / "b.skops")
    ours = with_masked_arrays_of(tmp_path / "a.skops", module, tmp_path / "ours.skops")
    theirs = with_masked_arrays_of(tmp_path / "b.skops", module, tmp_path / "theirs.skops")
    for loaded in (load_model(ours)[0], skops_io.load(theirs, trusted=TRUSTED_TYPES)):
        np.testing.assert_array_equal(loaded.predict(small_data[0]), expected)
        mask = loaded.cv_results_["param_wh_weight"].mask
        np.testing.assert_array_equal(mask, model.cv_results_["param_wh_weight"].mask)


# scikit-learn warns where the file is of another version of it, as it does for its own models.
@pytest.mark.filterwarnings("ignore:Trying to unpickle")
@pytest.mark.parametrize("release", RELEASES)
def test_pipelines_of_a_release_are_read(release):
    expected = json.loads((DATA / f"predictions_{release}.json").read_text())
    pipeline = skops_io.load(DATA / f"pipeline_{release}.skops", trusted=TRUSTED_TYPES)
    found = pipeline.predict(pd.Series(["A2G:K5R", "A2V:K5R:L7F"]))
    np.testing.assert_allclose(found, expected["pipeline"], rtol=1e-5)


def test_there_are_files_of_a_release():
    assert RELEASES
