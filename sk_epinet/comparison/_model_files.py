"""Save a fitted model with what it takes to read tables for it, and load it again.

A model file is a file of skops that holds nothing but numbers, text, arrays, lists and
dictionaries. Loading it runs no code from the file, and no other type is loaded that it names.
"""

import os
import zipfile
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import numpy as np
import torch
from sklearn.utils import Bunch
from sklearn.utils.validation import check_is_fitted

from .._utils import (
    missing_file,
    require_memory,
    require_writable,
    warn_user,
    written_whole,
)
from ..cross_validation import ErrorModel
from ..datasets import Coding
from ..genotypes import AlleleCoding, NumberCoding
from ..kernels import AlleleFeatures, AlleleProcess
from ..network import Censoring, EpistaticNet, Sites
from ..penalties import (
    ExactWalshPenalty,
    HashedWalshPenalty,
    SubcubeWalshPenalty,
    WalshPenalty,
)
from ..regressors import (
    BaseEpistaticNet,
    EpistaticNetRegressor,
    EpistaticNetRegressorCV,
    RowSummary,
)
from ._same_bytes import SCHEMA, write_again
from ._trusted_types import MASKED_ARRAYS

_KIND = "model of sk_epinet"
_FORMAT = 1  # raised when an earlier version of the package could not read what is written
_TYPE = "type in sk_epinet"

# Every type that a model file can stand for, by the name that is written for it. The names stay,
# wherever the classes go, so that later versions can read the files.
STORED_TYPES = {
    "EpistaticNetRegressor": EpistaticNetRegressor,
    "EpistaticNetRegressorCV": EpistaticNetRegressorCV,
    "EpistaticNet": EpistaticNet,
    "NumberCoding": NumberCoding,
    "AlleleCoding": AlleleCoding,
    "Censoring": Censoring,
    "Coding": Coding,
    "Sites": Sites,
    "ErrorModel": ErrorModel,
    "RowSummary": RowSummary,
    "AlleleFeatures": AlleleFeatures,
    "AlleleProcess": AlleleProcess,
    "ExactWalshPenalty": ExactWalshPenalty,
    "SubcubeWalshPenalty": SubcubeWalshPenalty,
    "HashedWalshPenalty": HashedWalshPenalty,
}
_NAMES = {kind: name for name, kind in STORED_TYPES.items()}
# Attributes that other attributes hold too, or that can be computed again.
_NOT_STORED = ("history_", "penalty_", "_spectra", "_plan")


def save_model(
    path: str | os.PathLike[str], model: BaseEpistaticNet, landscape: Bunch | None = None
) -> None:
    """Save a fitted model, and how the table that it was fitted on is read, to one file.

    Parameters
    ----------
    path : path-like
        File to write, by custom with the ending ``.skops``. An existing file is replaced when
        the new one is complete.
    model : EpistaticNetRegressor or EpistaticNetRegressorCV
        A fitted model. Parameters that are objects of other types (callbacks, a splitter, a
        scorer, a generator of random numbers) are not saved, because a fitted model does not need
        them; they have their default in the loaded model, and a warning names them.
    landscape : Bunch, default=None
        What :func:`sk_epinet.datasets.load_landscape` returned and the model was fitted on. Its
        sites, alleles and genotypes are saved, not its measured values, of which the file has the
        least and the largest one only.

    Raises
    ------
    TypeError
        If the model is of another type.
    ValueError
        If there is no such folder, or the path is a folder.
    OSError
        If the file system does not let the file be written: the disk is full, or protected. A
        file that was there before is then as it was.
    sklearn.exceptions.NotFittedError
        If the model is not fitted.
    ImportError
        If skops is not installed.

    See Also
    --------
    load_model : Load the file again.
    sk_epinet.model_card : Describe the model for those whom the file is passed on to.

    Notes
    -----
    The file holds plain numbers, text and arrays, and the names of the types that they stand for.
    These are the only types: the two regressors, their network, the coding of its inputs
    (`NumberCoding`, `AlleleCoding`) and of a table (`Coding`), the limits of an assay
    (`Censoring`), the number of rows and the range of y (`RowSummary`), and the three penalties
    of ``sk_epinet.penalties``. The number of
    the format is in the file, and later versions of sk_epinet read it. The same model makes the
    same bytes.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import pandas as pd
    >>> from sk_epinet import EpistaticNetRegressor
    >>> from sk_epinet.comparison import load_model, save_model
    >>> from sk_epinet.datasets import load_landscape
    >>> table = pd.DataFrame({"mutations": ["A2V", "K5R", "K5E", "A2V:K5R"], "y": [1, 2, 3, 4]})
    >>> landscape = load_landscape(table)
    >>> model = EpistaticNetRegressor(max_iter=10).fit(landscape.data, landscape.target)
    >>> with TemporaryDirectory() as folder:
    ...     save_model(Path(folder) / "model.skops", model, landscape)
    ...     loaded, reading = load_model(Path(folder) / "model.skops")
    >>> new = load_landscape(pd.DataFrame({"mutations": ["A2V:K5E"]}), like=reading)
    >>> bool(loaded.predict(new.data) == model.predict(new.data))
    True
    """
    io = require_skops()
    if type(model) not in (EpistaticNetRegressor, EpistaticNetRegressorCV):
        raise TypeError(
            "model must be a fitted EpistaticNetRegressor or EpistaticNetRegressorCV, got "
            f"{type(model).__name__}. skops.io.dump saves other models of scikit-learn."
        )
    check_is_fitted(model)
    require_writable(path)
    content = {
        "kind": _KIND,
        "format": _FORMAT,
        "written by": version("sk_epinet"),
        "model": _pack(model, "model"),
        "landscape": None if landscape is None else _pack(_reading(landscape), "landscape"),
    }
    stream = BytesIO()
    io.dump(content, stream, compression=zipfile.ZIP_DEFLATED)
    with written_whole(path) as temporary, open(temporary, "wb") as file:
        write_again(stream, file)


def load_model(path: str | os.PathLike[str]) -> tuple[BaseEpistaticNet, Bunch | None]:
    """Load a model that :func:`save_model` saved, without running code from the file.

    Parameters
    ----------
    path : path-like
        The file.

    Returns
    -------
    model : EpistaticNetRegressor or EpistaticNetRegressorCV
        The fitted model. It predicts what it predicted when it was saved.
    landscape : Bunch or None
        What ``load_landscape(table, like=landscape)`` takes to read a table for the model, and
        the distinct genotypes that it was fitted on, as `codes` of its `alleles`. None if the
        model was saved without one.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is no model file of this package, holds anything but plain data, is damaged or was
        written by a later version of the package that changed the format.
    ImportError
        If skops is not installed.

    See Also
    --------
    save_model : Save a model.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from sk_epinet import EpistaticNetRegressor
    >>> from sk_epinet.comparison import load_model, save_model
    >>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0.0, 1.0, 2.0, 3.0]
    >>> model = EpistaticNetRegressor(max_iter=10).fit(X, y)
    >>> with TemporaryDirectory() as folder:
    ...     save_model(Path(folder) / "model.skops", model)
    ...     loaded, landscape = load_model(Path(folder) / "model.skops")
    >>> bool((loaded.predict(X) == model.predict(X)).all())
    True
    """
    content = _read(Path(path))
    if content["format"] > _FORMAT:
        raise ValueError(
            f"{path} was written by sk_epinet {content['written by']}, whose model files this "
            "version cannot read. Install that version or a later one."
        )
    try:
        model, landscape = _unpack(content["model"]), _unpack(content["landscape"])
        check_is_fitted(model)
        return model, None if landscape is None else Bunch(**landscape)
    except (OSError, MemoryError):
        raise  # of the machine, and not of the file
    except Exception as error:
        # Whatever a damaged file lacks, the user needs to know only that it is damaged.
        raise ValueError(f"{path} is damaged: it holds no complete model.") from error


def load_model_with_landscape(path):
    """Return a model and its landscape, or raise an error if it was saved without one."""
    model, landscape = load_model(path)
    if landscape is None:
        raise ValueError(
            f"{path} does not say how to read a table, because it was saved without its "
            "landscape: sk_epinet.comparison.save_model(path, model, landscape)."
        )
    return model, landscape


def is_model_file(path):
    """Return whether a file looks like one of skops; it may be damaged or hold something else."""
    path = Path(path)
    if not (path.is_file() and zipfile.is_zipfile(path)):
        return False
    with zipfile.ZipFile(path) as archive:
        return SCHEMA in archive.namelist()


def require_skops():
    """Return the module that reads and writes files of skops, or say how to install it."""
    try:
        from skops import io
    except ImportError as error:
        raise ImportError(
            "Model files need skops: pip install skops (or pip install 'sk_epinet[skops]')"
        ) from error
    return io


def _read(path):
    """Return the content of a model file, which is plain data."""
    io = require_skops()
    foreign = ValueError(
        f"{path} is not a model file of sk_epinet, or is damaged. sk-epinet fit TABLE -o MODEL "
        "writes one."
    )
    if path.exists() and not path.is_file():
        raise ValueError(f"{path} is a folder, a pipe or a device, where a model file is needed.")
    if not path.exists():
        raise missing_file(path)
    try:
        with zipfile.ZipFile(path) as archive:
            n_bytes = sum(member.file_size for member in archive.infolist())
    except OSError:
        raise
    except Exception:
        # zipfile has several errors for a file that it cannot read, and so has skops below.
        raise foreign from None
    require_memory(4 * n_bytes, f"Loading {path}", "Is this really a model file?")
    try:
        named = set(io.get_untrusted_types(file=path)) - set(MASKED_ARRAYS)
        content = None if named else io.load(path, trusted=MASKED_ARRAYS)
    except (OSError, MemoryError):
        raise
    except Exception:
        raise foreign from None
    if named:
        raise ValueError(
            f"{path} was not loaded, because it names types that no model file of sk_epinet has "
            f"and that could run code: {', '.join(sorted(named)[:3])}."
        )
    if not (isinstance(content, dict) and content.get("kind") == _KIND):
        raise foreign
    return content


def _reading(landscape):
    """Return what it takes to read a table like a landscape, and which genotypes it has."""
    names = ("coding", "wild_type", "alleles", "site_names", "constant_sites", "target_name")
    return {name: landscape[name] for name in names} | {
        "codes": np.unique(landscape.codes, axis=0)
    }


def _pack(value, where):
    """Return plain data for a value of a plain type or of one of the stored types."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, torch.device):
        return str(value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, np.ndarray):
        return value if value.dtype != object else _pack_objects(value, where)
    if type(value) in (list, tuple):
        return type(value)(_pack(item, where) for item in value)
    if type(value) is dict:
        return {key: _pack(item, f"{where}[{key!r}]") for key, item in value.items()}
    if type(value) in _NAMES:
        state = {key: _pack(item, f"{where}.{key}") for key, item in _state(value).items()}
        return {_TYPE: _NAMES[type(value)], "state": state}
    raise TypeError(f"{where} is of the type {type(value).__name__}, which cannot be saved.")


def _pack_objects(array, where):
    packed = np.empty(array.shape, dtype=object)
    packed.flat = [_pack(item, where) for item in array.flat]
    return packed


def _state(value):
    """Return what an object of a stored type is made from again."""
    if isinstance(value, BaseEpistaticNet):
        parameters = value.get_params(deep=False)
        fitted = {
            name: attribute
            for name, attribute in vars(value).items()
            if name not in (*parameters, *_NOT_STORED)
        }
        return {"parameters": _storable(parameters), "fitted": fitted}
    if isinstance(value, EpistaticNet):
        state = value.__getstate__()
        return state | {"history": _columns(state["history"])}
    return value.get_params() if isinstance(value, WalshPenalty) else vars(value)


def _storable(parameters):
    """Return the parameters that can be stored, and warn of the others."""
    stored, others = {}, []
    for name, value in parameters.items():
        try:
            stored[name] = _pack(value, name)
        except TypeError:
            others.append(name)
    if others:
        warn_user(
            f"The parameters {', '.join(others)} are objects that are not saved with a model; the "
            "loaded model has their defaults."
        )
    return stored


def _columns(history):
    """Return what the epochs of a history have in common, without the batches, by name."""
    names = [
        # Durations would make other bytes of the same model.
        name
        for name in history[0]
        if name not in ("batches", "dur") and all(name in row for row in history)
    ]
    return {name: np.array([epoch[name] for epoch in history]) for name in names}


def _unpack(value):
    """Return the value that :func:`_pack` was given."""
    if type(value) in (list, tuple):
        return type(value)(_unpack(item) for item in value)
    if type(value) is not dict:
        return value
    if _TYPE not in value:
        return {key: _unpack(item) for key, item in value.items()}
    kind, state = STORED_TYPES[value[_TYPE]], _unpack(value["state"])
    if issubclass(kind, BaseEpistaticNet):
        return _make_estimator(kind, **state)
    return _make_net(state) if kind is EpistaticNet else kind(**state)


def _make_estimator(kind, parameters, fitted):
    model = kind(**parameters)
    vars(model).update(fitted, _spectra={})
    model.penalty_, model.history_ = model.net_.penalty, model.net_.history_
    return model


def _make_net(state):
    epochs = zip(*(column.tolist() for column in state["history"].values()), strict=True)
    history = [dict(zip(state["history"], epoch, strict=True), batches=[]) for epoch in epochs]
    net = EpistaticNet.__new__(EpistaticNet)
    net.__setstate__(state | {"history": history})
    return net
