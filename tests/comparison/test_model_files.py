"""Model files: what is loaded predicts as before, and nothing but our files is loaded."""

import io
import pickle
import sys
import zipfile

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyRegressor
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import KFold

from sk_epinet import (
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    ExactWalshPenalty,
    HashedWalshPenalty,
    SubcubeWalshPenalty,
)
from sk_epinet.comparison import _model_files, load_model, save_model
from sk_epinet.datasets import load_landscape
from tests.comparison.harmful import Harmful

skops_io = pytest.importorskip("skops.io", reason="skops is not installed")

FAST = {"hidden_layer_sizes": (6,), "max_iter": 8, "random_state": 0}
MODELS = [
    EpistaticNetRegressor(**FAST, penalty=ExactWalshPenalty()),
    EpistaticNetRegressor(**FAST, penalty=HashedWalshPenalty(3), global_epistasis="sigmoid"),
    EpistaticNetRegressor(**FAST, n_members=1, early_stopping=True, censored="left"),
    EpistaticNetRegressorCV(**FAST, penalty=SubcubeWalshPenalty(2), alphas=[0.1], cv=2),
    EpistaticNetRegressorCV(**FAST, wh_weights=[0.0], alphas=[0.1, 1.0], cv=2),
]


@pytest.fixture
def frame(small_data):
    """Three letters at site a, two at the others."""
    X, y = small_data
    table = pd.DataFrame(np.where(X, "V", "A"), columns=list("abcde"))
    table.loc[::3, "a"] = "W"
    return table.astype("category"), y


@pytest.fixture(params=range(len(MODELS)))
def model(request, small_data):
    X, y = small_data
    return MODELS[request.param].fit(X, np.maximum(y, 1.0))  # with a floor


def test_a_loaded_model_is_the_same(model, small_data, tmp_path):
    path = tmp_path / "model.skops"
    save_model(path, model)
    loaded, landscape = load_model(path)
    assert landscape is None
    assert type(loaded) is type(model)
    assert repr(loaded.get_params()) == repr(model.get_params())
    X, _ = small_data
    np.testing.assert_array_equal(loaded.predict(X), model.predict(X))
    np.testing.assert_array_equal(loaded.predict_latent(X), model.predict_latent(X))
    # The data of the fit, by which one setting would learn its errors, are not saved.
    assert set(vars(loaded)) == set(vars(model)) - {"_plan"}
    np.testing.assert_array_equal(loaded.spectrum_.coefficients, model.spectrum_.coefficients)
    assert loaded.loss_curve_ == model.loss_curve_
    assert loaded.history_[:, "train_loss"] == model.history_[:, "train_loss"]
    assert repr(loaded.penalty_) == repr(model.penalty_)
    assert loaded.censoring_ == model.censoring_


def test_models_of_alleles(frame, tmp_path):
    X, y = frame
    model = EpistaticNetRegressor(**FAST).fit(X, y)
    save_model(tmp_path / "m", model)
    loaded, _ = load_model(tmp_path / "m")
    np.testing.assert_array_equal(loaded.predict(X), model.predict(X))
    assert loaded.alleles_ == (("A", "V", "W"), *[("A", "V")] * 4)
    assert loaded.feature_names_in_.tolist() == list("abcde")
    first = loaded.spectrum_.table(["a"]), model.spectrum_.table(["a"])
    np.testing.assert_array_equal(*first)


def test_a_loaded_model_can_be_trained_further(small_data, tmp_path):
    settings = {**FAST, "warm_start": True, "wh_weight": 0}
    model = EpistaticNetRegressor(**settings).fit(*small_data)
    save_model(tmp_path / "m", model)
    loaded, _ = load_model(tmp_path / "m")
    loaded.fit(*small_data)
    assert loaded.n_iter_ == 16
    np.testing.assert_array_equal(
        loaded.predict(small_data[0]), model.fit(*small_data).predict(small_data[0])
    )


def test_the_file_holds_plain_data_only(model, tmp_path):
    path = tmp_path / "model.skops"
    save_model(path, model)
    assert skops_io.get_untrusted_types(file=path) == []
    content = skops_io.load(path, trusted=[])
    assert content["kind"] == "model of sk_epinet"
    assert content["format"] == 1

    def kinds(value):
        yield type(value)
        for item in value.values() if isinstance(value, dict) else ():
            yield from kinds(item)

    plain = {dict, list, tuple, str, int, float, bool, type(None), np.ndarray}
    assert set(kinds(content)) <= {*plain, np.ma.MaskedArray}


def test_the_coding_of_a_table_is_kept(tmp_path):
    table = pd.DataFrame(
        {"mutations": ["A12V", "A12V:K45R", "", "K45R", "A12G"], "y": [1.0, 2, 0, 1.5, 3]}
    )
    landscape = load_landscape(table)
    model = EpistaticNetRegressor(**FAST).fit(landscape.data, landscape.target)
    save_model(tmp_path / "m", model, landscape)
    loaded, reading = load_model(tmp_path / "m")
    again = load_landscape(pd.DataFrame({"mutations": ["K45R:A12G", "WT"]}), like=reading)
    expected = pd.DataFrame({"pos12": ["G", "A"], "pos45": ["R", "K"]})
    pd.testing.assert_frame_equal(again.data.astype(object), expected, check_dtype=False)
    np.testing.assert_array_equal(loaded.predict(again.data), model.predict(expected))
    assert len(reading.codes) == 5
    assert "target" not in reading


def test_parameters_that_are_objects_are_not_kept(tmp_path):
    X = np.eye(6)
    model = EpistaticNetRegressorCV(**FAST, alphas=[0.1], cv=KFold(2)).fit(X, np.arange(6.0))
    with pytest.warns(UserWarning, match="The parameters cv are objects"):
        save_model(tmp_path / "m", model)
    loaded, _ = load_model(tmp_path / "m")
    assert loaded.cv == "auto"
    np.testing.assert_array_equal(loaded.predict(X), model.predict(X))


def test_a_device_that_is_not_there(small_data, tmp_path):
    model = EpistaticNetRegressor(**FAST).fit(*small_data)
    model.net_.device = "cuda:99"
    save_model(tmp_path / "m", model)
    loaded, _ = load_model(tmp_path / "m")
    assert loaded.net_.device == "cpu"


def test_what_cannot_be_saved(small_data, tmp_path):
    path = tmp_path / "m"
    with pytest.raises(TypeError, match="got DummyRegressor"):
        save_model(path, DummyRegressor().fit(*small_data))
    with pytest.raises(NotFittedError):
        save_model(path, EpistaticNetRegressor())
    model = EpistaticNetRegressor(**FAST).fit(*small_data)
    model.extra_ = object()
    with pytest.raises(TypeError, match=r"model\.fitted\['extra_'\] is of the type object"):
        save_model(path, model)
    assert list(tmp_path.iterdir()) == []


def skops_file(thing):
    return skops_io.dumps(thing)


def zip_file(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("_", "."), text)
    return stream.getvalue()


FOREIGN = {
    "nothing": lambda: b"",
    "text": lambda: b"a,y\n1,2\n",
    "a pickle": lambda: pickle.dumps(Harmful()),
    "another zip file": lambda: zip_file(a_txt="hello"),
    "half a zip file": lambda: zip_file(a_txt="hello")[:40],
    "a zip file of a later version": lambda: zip_file(a="").replace(b"\x14\x00", b"\xff\x00"),
    "a schema of something else": lambda: zip_file(schema_json="[1"),
    "plain data": lambda: skops_file({"kind": "model"}),
    "another model": lambda: skops_file(DummyRegressor()),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_other_files_are_refused(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "model.skops"
    path.write_bytes(FOREIGN[kind]())
    with pytest.raises(ValueError, match=r"model\.skops is not a model file of sk_epinet, or is"):
        load_model(path)
    assert not (tmp_path / "harmed").exists()


def test_files_with_other_types_are_refused_and_not_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "model.skops"
    schema = {
        "__class__": "mkdir",
        "__module__": "os",
        "__loader__": "FunctionNode",
        "content": "os.mkdir",
        "__id__": 1,
        "protocol": 2,
        "_skops_version": "0.13",
    }
    path.write_bytes(zip_file(schema_json=str(schema).replace("'", '"')))
    with pytest.raises(ValueError, match="could run code: os.mkdir"):
        load_model(path)
    content = {"kind": "model of sk_epinet", "format": 1, "landscape": None, "model": print}
    path.write_bytes(skops_file(content))
    with pytest.raises(ValueError, match="could run code: builtins.print"):
        load_model(path)


def saved(path, **changes):
    """Save a small model, with changes of its content."""
    X = np.eye(4)
    save_model(path, EpistaticNetRegressor(**FAST).fit(X, np.arange(4.0)))
    content = skops_io.load(path, trusted=[]) | changes
    path.write_bytes(skops_io.dumps(content))


def test_damaged_files_and_those_of_later_versions(tmp_path):
    path = tmp_path / "model.skops"
    saved(path, format=2, **{"written by": "9.1"})
    with pytest.raises(ValueError, match=r"written by sk_epinet 9\.1, whose model files this"):
        load_model(path)
    saved(path, model={"type in sk_epinet": "eval", "state": {}})
    with pytest.raises(ValueError, match="is damaged: it holds no complete model"):
        load_model(path)
    for wrong in (None, {}, [1, 2], {"type in sk_epinet": "Coding", "state": {}}):
        saved(path, model=wrong)
        with pytest.raises(ValueError, match="is damaged: it holds no complete model"):
            load_model(path)


def test_a_file_that_would_not_fit_in_memory(tmp_path, monkeypatch):
    path = tmp_path / "model.skops"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("schema.json", bytes(2**24))  # packed, 16 KiB
    monkeypatch.setattr("sk_epinet._utils._memory.available_memory", lambda: 2**20)
    with pytest.raises(ValueError, match="would take 64 MiB"):
        load_model(path)


def test_skops_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "skops", None)
    with pytest.raises(ImportError, match=r"pip install skops \(or pip install 'sk_epinet\[skops"):
        load_model(tmp_path / "m")


def test_the_list_of_stored_types_is_short():
    """Each type here can be made by a file from a stranger, so none may do more than hold data."""
    assert set(_model_files.STORED_TYPES) == {
        "EpistaticNetRegressor",
        "EpistaticNetRegressorCV",
        "EpistaticNet",
        "ErrorModel",
        "RowSummary",
        "AlleleFeatures",
        "AlleleProcess",
        "Sites",
        "NumberCoding",
        "AlleleCoding",
        "Coding",
        "Censoring",
        "ExactWalshPenalty",
        "SubcubeWalshPenalty",
        "HashedWalshPenalty",
    }
