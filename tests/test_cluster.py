"""A search on a cluster: two worker processes, one of which is killed on the way."""

import os
import signal

import numpy as np
import pytest
from joblib import parallel_config
from sklearn.model_selection import GridSearchCV
from skorch.callbacks import Callback

from sk_epinet import EpistaticNetRegressor, EpistaticNetRegressorCV
from sk_epinet.datasets import make_walsh_landscape

distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed")

# Its own, about sockets and threads of processes that were killed.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def client():
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def landscape():
    X, y, _ = make_walsh_landscape(6, 4, noise=0.2, random_state=0)
    return X, y


def small(**settings):
    return EpistaticNetRegressor((8,), n_members=1, random_state=0, **settings)


class KillOneWorker(Callback):
    """Kill the process in its second fit, the first time that a process comes so far."""

    def __init__(self, folder):
        self.folder = folder

    def on_train_begin(self, net, **kwargs):
        own = self.folder / str(os.getpid())
        if not own.exists():
            own.touch()
            return
        try:
            (self.folder / "killed").touch(exist_ok=False)
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)


def test_stack_in_parts_on_two_workers(client, landscape):
    settings = {"hidden_layer_sizes": (8,), "max_iter": 10, "random_state": 0, "cv": 3}
    alone = EpistaticNetRegressorCV(wh_weights=[0.01, 0.1], **settings).fit(*landscape)
    with parallel_config("dask"):
        model = EpistaticNetRegressorCV(wh_weights=[0.01, 0.1], n_jobs=2, **settings).fit(
            *landscape
        )
    np.testing.assert_allclose(model.mse_path_, alone.mse_path_, rtol=1e-4)


def test_workers_keep_to_their_threads(client, landscape):
    def threads(model, X, y):
        import torch

        before = torch.get_num_threads()
        model.fit(X, y)
        return before, torch.get_num_threads()

    futures = [client.submit(threads, small(max_iter=5), *landscape, pure=False) for _ in range(4)]
    for before, after in client.gather(futures):
        assert before == after


def test_search_survives_the_loss_of_a_worker(client, landscape, tmp_path):
    """Its result so far is lost with it, and the fit that it has begun."""
    search = GridSearchCV(small(max_iter=5), {"wh_weight": [0.01, 0.03, 0.1]}, cv=3, refit=False)
    expected = search.fit(*landscape).cv_results_["mean_test_score"]
    search.set_params(n_jobs=-1, estimator__callbacks=[KillOneWorker(tmp_path)])
    with parallel_config("dask"):
        scores = search.fit(*landscape).cv_results_["mean_test_score"]
    assert (tmp_path / "killed").exists()
    np.testing.assert_array_equal(scores, expected)


def fit_and_predict(seed, X, y):
    model = EpistaticNetRegressor((8,), max_iter=20, n_members=2, random_state=seed)
    return model.fit(X, y).predict(X)


def test_the_workers_give_the_same_bits(client, landscape):
    futures = [client.submit(fit_and_predict, seed, *landscape, pure=False) for seed in range(4)]
    for seed, predicted in enumerate(client.gather(futures)):
        np.testing.assert_array_equal(predicted, fit_and_predict(seed, *landscape))
